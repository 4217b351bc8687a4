"""A turn that goes outside: no transaction waits, each write happens once, and nothing is called done that
is not known to be."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db, wiring
from caly_app.agents.remembering import with_next_time
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors import all_sectors
from caly_app.agents.tool import Surroundings
from caly_app.errors import OutsideRefused
from caly_app.ports import OutsideRequest, Ports
from caly_app.services import connections
from caly_app.services.connections import Given
from caly_app.services.conversations import errands
from caly_app.services.conversations.answer import answer
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.receive import receive
from caly_app.services.conversations.take_turn import take_turn
from caly_app.settings import settings
from tests.agents.world import BUSINESS
from tests.factories import DEAF, Clinic, a_clinic, a_conversation
from tests.fake_business import FakeBusiness, fake_business, gives, hangs_up, slow, status

pytestmark = pytest.mark.usefixtures("database")

WISH = "Is the trail jacket in stock?"
READ = OutsideRequest("shop", "GET", "/stock")
REFUND = {"order": "ORD-1001", "amount": "1.00 GBP", "status": "made"}
WRITE = OutsideRequest("shop", "POST", "/holds", body={"what": "jacket"})

Run = Callable[[Any, Surroundings], Awaitable[Outcome]]


@dataclass
class Shop:
    clinic: Clinic
    where: UUID
    fake: FakeBusiness
    ports: Ports

    async def say(self, turn: str = "one") -> TurnResult:
        return await take_turn(self.clinic.customer(), self.where, turn, WISH, self.ports)


@pytest.fixture
async def shop(monkeypatch) -> AsyncIterator[Shop]:
    monkeypatch.setattr(settings, "connection_private_urls", True)
    clinic = await a_clinic(sector="ecommerce")
    system = clinic.system()
    async with fake_business() as fake:
        async with db.transaction(system) as session:
            await connections.save(session, system, "shop", Given(fake.url))
        where = (await a_conversation(clinic)).conversation_id
        yield Shop(clinic, where, fake, replace(DEAF, outsides=wiring.OwnServers()))


@pytest.fixture
def tool(monkeypatch) -> Callable[[Run], None]:
    """Puts something else in the place of the tool that this wish leads to."""

    def put(run: Run) -> None:
        tools = with_next_time(all_sectors()["ecommerce"]).tools
        instead = replace(tools["tell_stock"], run=run)
        monkeypatch.setitem(tools, "tell_stock", instead)

    return put


def told(values: object) -> Outcome:
    said = {"title": str(values), "price": "1.00 GBP", "name": "x", "variant": ""}
    return Outcome("in_stock", said, ends_flow=True)


def sent(admin: psycopg.Connection) -> list[tuple[Any, ...]]:
    return admin.execute("select step, tool, state, arguments from tool_run where step >= 100").fetchall()


async def test_what_it_asks_for_comes_into_the_reply_and_no_transaction_waits(shop, tool, admin):
    open_meanwhile = []

    async def looks(*_: Any) -> None:
        rows = admin.execute("select count(*) from pg_stat_activity where state like 'idle in transaction%'")
        open_meanwhile.append(rows.fetchone())

    async def run(_: Any, around: Surroundings) -> Outcome:
        first = await around.ports.outside.call(READ)
        second = await around.ports.outside.call(replace(READ, query={"of": str(first.body)}))
        return told(second.body)

    async def and_looks(asked: Any, writer: Any) -> None:
        await looks()
        await gives("seven of them")(asked, writer)

    tool(run)
    shop.fake.usual = and_looks
    result = await shop.say()

    assert result.reply and "seven of them" in result.reply.text
    assert [asked.query for asked in shop.fake.asked] == [{}, {"of": "seven of them"}]
    assert open_meanwhile == [(0,), (0,)] and sent(admin) == []


async def test_reads_that_are_wanted_together_go_together(shop, tool):
    async def run(_: Any, around: Surroundings) -> Outcome:
        found = await asyncio.gather(
            *(around.ports.outside.call(replace(READ, path=f"/stock/{n}")) for n in range(4))
        )
        return told(len(found))

    tool(run)
    under_way: list[int] = []

    async def waits(asked: Any, writer: Any) -> None:
        under_way.append(len(shop.fake.asked))
        await slow(0.5, gives(1))(asked, writer)
        under_way.append(len(shop.fake.asked))

    shop.fake.usual = waits
    await shop.say()
    assert under_way[4:] == [4, 4, 4, 4], "all were under way when the first came back"


async def test_a_business_may_wait_less_for_its_own_systems(shop, tool, admin):
    async def run(_: Any, around: Surroundings) -> Outcome:
        return told((await around.ports.outside.call(READ)).body)

    tool(run)
    admin.execute("update workspace set settings = settings || '{\"timeout_seconds\": 0.4}'")
    shop.fake.usual = slow(30, gives(1))
    began = time.monotonic()
    result = await shop.say()
    assert time.monotonic() - began < errands.PATIENCE_SECONDS / 2
    assert result.reply and "outside_away" in result.reply.tells


@pytest.mark.parametrize(
    ("settings_", "waits"), [({}, 30.0), ({"timeout_seconds": 5}, 5), ({"timeout_seconds": 120}, 30)]
)
def test_of_what_a_call_may_take_and_what_is_set_the_less_counts(settings_, waits):
    business = replace(BUSINESS, settings=settings_)
    assert errands.waits_at_most(business, 30.0) == waits


async def test_a_write_is_noted_sent_once_and_told(shop, tool, admin):
    async def run(_: Any, around: Surroundings) -> Outcome:
        held = await around.ports.outside.call(WRITE)
        return told(held.body)

    tool(run)
    shop.fake.usual = gives({"held": "K-1"}, code=201)
    first = await shop.say()
    again = await shop.say()

    assert first.reply and again.reply and first.reply.text == again.reply.text
    [asked] = shop.fake.asked
    [(step, name, state, arguments)] = sent(admin)
    assert (step, name, state, arguments) == (100, "POST shop", "done", {"status": 201})
    assert asked.key.startswith(f"{first.turn_id}:100:") and asked.body == {"what": "jacket"}


async def test_two_turns_are_two_writes(shop, tool, admin):
    async def run(_: Any, around: Surroundings) -> Outcome:
        return told((await around.ports.outside.call(WRITE)).body)

    tool(run)
    shop.fake.usual = gives({})
    await shop.say("one")
    await shop.say("two")
    assert len({asked.key for asked in shop.fake.asked}) == 2 and len(sent(admin)) == 2


@pytest.mark.parametrize("died", ["before", "after"])
async def test_played_again_after_a_crash_it_goes_with_the_same_key_or_not_at_all(
    shop, tool, admin, monkeypatch, died
):
    """`before`: it had left the house and nobody knew the answer. `after`: the answer was noted."""

    async def run(_: Any, around: Surroundings) -> Outcome:
        return told((await around.ports.outside.call(WRITE)).body)

    class Killed(BaseException):
        pass

    async def dies(*_: Any, **__: Any) -> Any:
        raise Killed

    tool(run)
    shop.fake.usual = gives({"held": "K-1"})
    customer = shop.clinic.customer()
    received = await receive(customer, shop.where, "one", WISH)
    with monkeypatch.context() as patch:
        patch.setattr(errands, "_state" if died == "before" else "_answered", dies)
        if died == "before":
            patch.setattr(errands, "_sealed", lambda _: (_ for _ in ()).throw(Killed()))
        else:
            patch.setattr(errands.Errands, "forget", dies)
        with pytest.raises(Killed):
            await answer(customer, received, shop.ports)

    result = await answer(customer, received, shop.ports)

    assert result.reply and "K-1" in result.reply.text
    assert len(shop.fake.asked) == (2 if died == "before" else 1)
    assert len({asked.key for asked in shop.fake.asked}) == 1
    assert [(step, state, arguments) for step, _, state, arguments in sent(admin)] == [
        (100, "done", {"status": 200})
    ]


@pytest.mark.parametrize("bad", [status(429), hangs_up], ids=["429", "hangs-up"])
async def test_where_it_is_away_it_is_said_a_person_is_offered_and_nothing_else_has_happened(
    shop, tool, admin, bad
):
    async def run(_: Any, around: Surroundings) -> Outcome:
        await around.ports.records.create("refund", REFUND, None)
        return told((await around.ports.outside.call(READ)).body)

    tool(run)
    shop.fake.usual = bad
    result = await shop.say()

    assert result.reply and "outside_away" in result.reply.tells and "person" in result.reply.offers
    assert not result.escalated and admin.execute("select count(*) from record").fetchone() == (0,)


async def test_of_a_write_that_nobody_confirms_a_person_is_called_and_again_it_has_the_same_key(
    shop, tool, admin, monkeypatch
):
    async def run(_: Any, around: Surroundings) -> Outcome:
        return told((await around.ports.outside.call(WRITE)).body)

    monkeypatch.setattr(errands, "PATIENCE_SECONDS", 0.5)
    tool(run)
    shop.fake.usual = slow(5, gives({}))
    result = await shop.say("one")
    assert result.reply and "outside_unsure" in result.reply.tells and result.escalated
    assert "in_stock" not in result.reply.tells
    assert [line[2] for line in sent(admin)] == ["intended"]

    monkeypatch.setattr(errands, "PATIENCE_SECONDS", 9.0)
    shop.fake.usual = gives({"held": "K-2"})
    second = await shop.say("two")
    assert second.reply and "K-2" in second.reply.text
    assert len({asked.key for asked in shop.fake.asked}) == 1
    assert [line[2] for line in sent(admin)] == ["done"]


async def test_after_something_was_done_outside_nobody_is_told_that_nothing_was(shop, tool, admin):
    async def run(_: Any, around: Surroundings) -> Outcome:
        await around.ports.outside.call(WRITE)
        await around.ports.outside.call(READ)
        return told("both")

    tool(run)
    shop.fake.then(gives({}), *[status(429)] * 3)
    result = await shop.say()
    assert result.reply and "outside_unsure" in result.reply.tells and result.escalated
    assert [line[2] for line in sent(admin)] == ["done"]


async def test_its_no_is_told(shop, tool, admin):
    async def run(_: Any, around: Surroundings) -> Outcome:
        answered = await around.ports.outside.call(WRITE)
        if answered.status >= 400:
            raise OutsideRefused
        return told("done")

    tool(run)
    shop.fake.usual = status(409)
    result = await shop.say()
    assert result.reply and "outside_refused" in result.reply.tells and "person" in result.reply.offers
    assert [line[2] for line in sent(admin)] == ["refused"]


async def test_rounds_are_bounded(shop, tool):
    async def run(_: Any, around: Surroundings) -> Outcome:
        for number in range(50):
            await around.ports.outside.call(replace(READ, path=f"/stock/{number}"))
        return told("all")

    tool(run)
    shop.fake.usual = gives(1)
    result = await shop.say()
    assert result.reply and "outside_away" in result.reply.tells
    assert len(shop.fake.asked) == errands.ROUNDS_AT_MOST


async def test_an_operator_who_takes_over_meanwhile_is_not_overtaken(shop, tool, admin):
    async def run(_: Any, around: Surroundings) -> Outcome:
        await around.ports.outside.call(READ)
        return told((await around.ports.outside.call(WRITE)).body)

    async def taken_over(asked: Any, writer: Any) -> None:
        admin.execute("update conversation set handled_by = 'operator' where id = %s", (shop.where,))
        await gives(1)(asked, writer)

    tool(run)
    shop.fake.usual = taken_over
    result = await shop.say()
    assert result.reply is None and [asked.method for asked in shop.fake.asked] == ["GET"]


async def test_anothers_servers_are_not_asked(shop, tool, admin):
    """The same name in another organization is another server, or none."""
    other = await a_clinic(sector="ecommerce")
    where = (await a_conversation(other)).conversation_id

    async def run(_: Any, around: Surroundings) -> Outcome:
        return told((await around.ports.outside.call(READ)).body)

    tool(run)
    shop.fake.usual = gives("secret stock")
    result = await take_turn(other.customer(), where, uuid7().hex, WISH, shop.ports)
    assert result.reply and "outside_away" in result.reply.tells and not shop.fake.asked
