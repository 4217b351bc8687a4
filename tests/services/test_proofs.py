"""Who guesses is braked in however many conversations, by whatever a sector lets its customers prove it."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from caly_app import db
from caly_app.agents.channel import Channel
from caly_app.agents.demo_days import dated
from caly_app.agents.sector import DemoCustomer, Sector
from caly_app.agents.sectors import all_sectors
from caly_app.errors import TriedTooOften
from caly_app.queries import business as business_queries
from caly_app.services import customers, proofs, record_imports
from caly_app.services.appointments import AppointmentsOfTurn
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.customers import CustomersOfTurn
from caly_app.services.records import NewRecord
from tests.factories import DEAF, Clinic, a_clinic, a_conversation

pytestmark = pytest.mark.usefixtures("database")

SECTORS = all_sectors()
HELD = [
    pytest.param(name, proof, held, id=f"{name}-{'+'.join(proof)}-by-{held}")
    for name, sector in SECTORS.items()
    for proof in (sector.identity, *sector.other_identities)
    for held in proof
]


@dataclass(frozen=True)
class Somebody:
    """A customer of a sector's demo, on the books of a business of this test's own."""

    clinic: Clinic
    sector: Sector
    customer: DemoCustomer
    id: UUID

    def right(self, proof: tuple[str, ...]) -> dict[str, str]:
        return {kind: self._of(kind) for kind in map(self.kind, proof)}

    def kind(self, slot: str) -> str:
        spec = self.sector.slots[slot]
        return f"record:{spec.entity}" if spec.entity else str(spec.kind)

    def _of(self, kind: str) -> str:
        held = {f"record:{one.kind}": one.reference for one in self.customer.records}
        return held.get(kind) or str(getattr(self.customer, kind))

    async def prove(self, values: Mapping[str, str]) -> UUID | None:
        """In a conversation that begins with it."""
        actor = self.clinic.customer()
        async with db.transaction(actor) as session:
            facts = await business_queries.of_workspace(session, self.clinic.workspace_id)
            return await CustomersOfTurn(session, actor, uuid7(), facts.business).prove(values)


async def somebody_of(name: str, proof: tuple[str, ...] = ()) -> Somebody:
    """Who has all that this proof needs: a sector without such a customer in its demo is not tried at all."""
    sector = SECTORS[name]
    assert sector.demo
    kinds = {sector.slots[slot].entity for slot in proof} - {""}
    demo = next(
        one for one in sector.demo.customers if kinds <= {record.kind for record in one.records} and one.name
    )
    clinic = await a_clinic(sector=name)
    system = clinic.system()
    values = {kind: getattr(demo, kind) for kind in customers.KINDS if getattr(demo, kind, "")}
    async with db.transaction(system) as session:
        customer_id = (await customers.add_verified(session, system, values, source="imported")).id
        for one in demo.records:
            new = NewRecord(dated(one.data, date(2026, 10, 5)), one.reference, customer_id)
            await record_imports.store(session, system, one.kind, [new])
    return Somebody(clinic, sector, demo, customer_id)


def guesses(kind: str, right: str) -> Iterator[str]:
    """Other values of a kind, and each only once."""
    for number in count(1):
        guess = {
            "name": f"Guess{number}",
            "phone": f"+44207946{900 + number:04}",
            "email": f"guess{number}@example.org",
            "date_of_birth": (date(1950, 1, 1) + timedelta(days=number)).isoformat(),
            "address": f"{number} Guess Row, London",
        }.get(kind, f"{right[:1]}{7000 + number}")
        if guess != right:
            yield guess


@pytest.mark.parametrize(("name", "proof", "held"), HELD)
async def test_whoever_knows_one_value_cannot_find_the_other_by_trying(name, proof, held):
    one = await somebody_of(name, proof)
    right = one.right(proof)
    assert all(right.values()) and await one.prove(right) == one.id
    known = one.kind(held)
    others = {kind: guesses(kind, value) for kind, value in right.items() if kind != known}
    tries = 0

    with pytest.raises(TriedTooOften):
        for tries in range(100):  # noqa: B007
            wrong = {kind: next(guess) for kind, guess in others.items()}
            assert await one.prove({known: right[known], **wrong}) is None

    assert 9 <= tries <= 20  # three attempts in each of three conversations are nobody's guessing
    with pytest.raises(TriedTooOften):
        await one.prove(right)


async def test_what_is_right_of_somebody_else_is_tried_all_the_same():
    """By that phone number nobody gets any further; whose the birth date is that was said beside it, does."""
    one = await somebody_of("healthcare")
    for birth, _ in zip(guesses("date_of_birth", ""), range(proofs.OF_ONE), strict=False):
        await one.prove({"phone": "020 7946 0999", "date_of_birth": birth})
        last = birth
    with pytest.raises(TriedTooOften):
        await one.prove({"phone": "020 7946 0999", "date_of_birth": one.customer.date_of_birth})

    assert await one.prove({"phone": one.customer.phone, "date_of_birth": last}) is None
    assert await one.prove(one.right(one.sector.identity)) == one.id


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("insurance", [("record:policy", said) for said in ("POL-10021", "pol 10021", "10021", "P/1.0021")]),
        ("hospitality", [("name", said) for said in ("Ashby", "ASHBY", "Mr. Ashby", "colin áshby")]),
        ("healthcare", [("phone", said) for said in ("+442079460123", "020 7946 0123", "(020)79460123")]),
        ("ecommerce", [("email", said) for said in ("anna.crane@example.org", " Anna.Crane@Example.ORG ")]),
    ],
)
async def test_spelt_otherwise_it_is_the_same_value(name, spelt):
    one = await somebody_of(name)
    tries = 0
    with pytest.raises(TriedTooOften):
        for tries in range(100):
            kind, said = spelt[tries % len(spelt)]
            await one.prove({kind: said, "record:nothing": f"N-{1000 + tries}"})
    assert tries <= proofs.OF_MANY


async def test_many_at_once_are_no_way_round():
    one = await somebody_of("insurance")
    policy = one.right(("policy_number",))

    async def guess(birth: str) -> bool:
        try:
            return await one.prove({**policy, "date_of_birth": birth}) is None
        except TriedTooOften:
            return False

    births = [birth for birth, _ in zip(guesses("date_of_birth", ""), range(30), strict=False)]
    tried = await asyncio.gather(*(guess(birth) for birth in births))

    assert sum(tried) == proofs.OF_ONE


async def test_nothing_of_what_was_tried_can_be_read(admin):
    one = await somebody_of("insurance")
    await one.prove({"record:policy": "POL-10021", "date_of_birth": "1951-12-31"})
    rows = admin.execute("select subject from sign_in_attempt").fetchall()
    assert len(rows) == 2
    for secret in (b"10021", b"1951", b"31", b"policy"):
        assert not any(secret in bytes(subject) and len(secret) > 2 for (subject,) in rows)
    assert {len(bytes(subject)) for (subject,) in rows} == {32}


async def test_the_number_of_a_booking_cannot_be_found_by_trying():
    """Those that were brought along from elsewhere may go up by one."""
    one = await somebody_of("healthcare")
    actor = one.clinic.customer()

    async def opened(reference: str) -> object:
        async with db.transaction(actor) as session:
            facts = await business_queries.of_workspace(session, one.clinic.workspace_id)
            books = AppointmentsOfTurn(session, actor, uuid7(), facts.business)
            return await books.opened_by(reference, one.customer.phone)

    for number in range(proofs.OF_ONE):
        assert await opened(f"B-{1000 + number}") is None
    with pytest.raises(TriedTooOften):
        await opened("B-2000")


@pytest.mark.parametrize("channel", list(Channel))
async def test_rooms_are_not_tried_through_in_new_conversations(channel):
    one = await somebody_of("hospitality", ("room_number", "full_name"))
    for room in range(300, 300 + proofs.OF_MANY - 2):  # three in each conversation, and so on
        await one.prove({"record:guest_room": str(room), "name": "Ashby"})

    guessed = await say(
        one.clinic, channel, "I want to cancel my stay", "room 101", "Ashby", "room 102", "room 103"
    )
    right = await say(one.clinic, channel, "I want to cancel my stay", "room 204", "Ashby")

    *wrong, braked = [result.reply.text for result in guessed[-3:]]
    assert all(text.startswith("That does not match what we have.") for text in wrong)
    assert braked.startswith("These details were tried too often in a day") and "the team" in braked
    assert right[-1].escalated and right[-1].reply.text == braked


async def say(clinic: Clinic, channel: Channel, *lines: str) -> list[TurnResult]:
    """In a new conversation."""
    where = (await a_conversation(clinic, channel=channel)).conversation_id
    return [await take_turn(clinic.customer(), where, uuid7().hex, line, DEAF) for line in lines]
