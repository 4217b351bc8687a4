"""Codes that are said back: right once, in time, in their own conversation, and never kept in the clear."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.db import Session
from caly_app.models import PersonalKind
from caly_app.ports import CodeLetter, CodeWay
from caly_app.services import customers, one_time_codes, personal_values
from caly_app.services.one_time_codes import (
    AT_MOST_IN_A_CONVERSATION,
    AT_MOST_IN_AN_HOUR,
    AT_MOST_TO_A_CUSTOMER,
    AT_MOST_TO_AN_ADDRESS,
    LIFETIME,
)
from caly_app.services.personal_forms import takes_texts
from caly_app.settings import settings
from tests.factories import Clinic, a_clinic, a_conversation

pytestmark = pytest.mark.usefixtures("database")

LETTER = CodeLetter("Your code", "Hello, your code is {code}. Bye.", "Elm Row: your code is {code}.")
MOBILE = "+12125550143"


@dataclass
class Desk:
    """A conversation and a customer on the books."""

    clinic: Clinic
    customer_id: UUID
    conversation_id: UUID

    async def ways(self) -> dict[str, str]:
        async with db.transaction(self.clinic.customer()) as session:
            return dict(await self._port(session, None).code_ways(self.customer_id))

    async def send(self, conversation_id: UUID | None = None, way: CodeWay = "email") -> bool:
        async with db.transaction(self.clinic.customer()) as session:
            return await self._port(session, conversation_id).send_code(self.customer_id, way, LETTER)

    def _port(self, session: Session, conversation_id: UUID | None) -> customers.CustomersOfTurn:
        conversation_id = conversation_id or self.conversation_id
        return customers.CustomersOfTurn(session, self.clinic.customer(), conversation_id, None)

    async def check(
        self, code: str, conversation_id: UUID | None = None, customer: UUID | None = None
    ) -> str:
        async with db.transaction(self.clinic.customer()) as session:
            return await one_time_codes.check(
                session,
                self.clinic.customer(),
                conversation_id or self.conversation_id,
                customer or self.customer_id,
                code,
            )


async def a_desk(**values: str) -> Desk:
    clinic = await a_clinic()
    held = {"name": "Rosa Penhale", "phone": "+442079460123", "email": "rosa@example.org", **values}
    async with db.transaction(clinic.system()) as session:
        customer = await customers.add_verified(session, clinic.system(), held, "imported")
    return Desk(clinic, customer.id, (await a_conversation(clinic)).conversation_id)


def letters(admin: psycopg.Connection) -> list[tuple[str, str, str]]:
    return admin.execute(
        "select to_address, subject, text from mail where key like 'one-time-code:%' order by created_at, id"
    ).fetchall()


def code_in(letter: tuple[str, str, str]) -> str:
    return re.findall(r"\b\d{6}\b", letter[2])[0]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_a_code_goes_to_the_address_on_the_books_and_is_right_once(admin):
    desk = await a_desk()

    assert await desk.ways() == {"email": "r***@example.org"}  # the phone is a fixed line
    assert await desk.send()

    [letter] = letters(admin)
    code = code_in(letter)
    assert letter[0] == "rosa@example.org" and code not in letter[1]
    assert await desk.check(code) == "right"
    assert await desk.check(code) == "spent"  # said back once


async def test_only_a_keyed_hash_is_stored(admin):
    desk = await a_desk()
    await desk.send()
    code = code_in(letters(admin)[0])

    [row] = admin.execute("select one_time_code::text, encode(code_mac, 'escape') from one_time_code")
    assert all(code not in column for column in row)


async def test_three_attempts(admin):
    desk = await a_desk()
    await desk.send()
    code = code_in(letters(admin)[0])

    assert [await desk.check(other_than(code)) for _ in range(3)] == ["wrong", "wrong", "spent"]
    assert await desk.check(code) == "spent"


@pytest.mark.parametrize(("minutes", "verdict"), [(9, "right"), (11, "spent")])
async def test_it_counts_for_ten_minutes(admin, monkeypatch, minutes, verdict):
    desk = await a_desk()
    await desk.send()
    later = clock.wall() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "wall", lambda: later)

    assert await desk.check(code_in(letters(admin)[0])) == verdict


async def test_the_business_s_own_time_changes_nothing(admin):
    desk = await a_desk()
    await desk.send()
    with clock.offset(timedelta(days=3)):
        assert await desk.check(code_in(letters(admin)[0])) == "right"


async def test_another_conversation_s_code_is_refused(admin):
    desk = await a_desk()
    other = (await a_conversation(desk.clinic)).conversation_id
    await desk.send()
    code = code_in(letters(admin)[0])

    assert await desk.check(code, conversation_id=other) == "spent"
    await desk.send(other)
    assert await desk.check(code, conversation_id=other) == "wrong"


async def test_another_customer_s_code_is_refused(admin):
    desk = await a_desk()
    await desk.send()

    assert await desk.check(code_in(letters(admin)[0]), customer=uuid7()) == "spent"


async def test_a_new_one_makes_the_old_one_worthless(admin):
    desk = await a_desk()
    await desk.send()
    await desk.send()
    old, new = (code_in(letter) for letter in letters(admin))
    if old != new:
        assert await desk.check(old) == "wrong"
    assert await desk.check(new) == "right"


async def test_so_many_in_a_conversation_in_an_hour_and_in_a_day(admin, monkeypatch):
    desk = await a_desk()
    sent = [await desk.send() for _ in range(AT_MOST_IN_A_CONVERSATION + 1)]
    assert sent == [True] * AT_MOST_IN_A_CONVERSATION + [False]

    assert await sent_until_it_is_enough(desk, admin) == AT_MOST_IN_AN_HOUR
    hours_later(monkeypatch, 2)
    assert await sent_until_it_is_enough(desk, admin) == AT_MOST_TO_A_CUSTOMER
    hours_later(monkeypatch, 2)
    assert await sent_until_it_is_enough(desk, admin) == AT_MOST_TO_A_CUSTOMER
    hours_later(monkeypatch, 24)
    assert await desk.send((await a_conversation(desk.clinic)).conversation_id)


async def test_many_conversations_at_once_are_no_way_round(admin):
    desk = await a_desk()
    rooms = [(await a_conversation(desk.clinic)).conversation_id for _ in range(12)]

    sent = await asyncio.gather(*(desk.send(room) for room in rooms))

    assert sum(sent) == len(letters(admin)) == AT_MOST_IN_AN_HOUR


async def test_a_number_that_several_share_gets_only_so_many_in_an_hour(admin):
    desk = await a_desk(phone=MOBILE)
    async with db.transaction(desk.clinic.system()) as session:
        twin = {"name": "Ivy Penhale", "phone": MOBILE, "date_of_birth": "2015-01-01"}
        other = await customers.add_verified(session, desk.clinic.system(), twin, "imported")
    twins_desk = Desk(desk.clinic, other.id, (await a_conversation(desk.clinic)).conversation_id)

    assert await sent_until_it_is_enough(desk, admin, "text") == AT_MOST_IN_AN_HOUR
    assert await sent_until_it_is_enough(twins_desk, admin, "text") == AT_MOST_TO_AN_ADDRESS


async def sent_until_it_is_enough(desk: Desk, admin: psycopg.Connection, way: CodeWay = "email") -> int:
    while await desk.send((await a_conversation(desk.clinic)).conversation_id, way):
        pass
    return len(letters(admin))


def hours_later(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    later = clock.wall() + timedelta(hours=hours)
    monkeypatch.setattr(clock, "wall", lambda: later)


# --- by text message ---


async def test_a_code_goes_to_the_phone_on_the_books(admin):
    desk = await a_desk(phone="+1 (212) 555-0143")
    assert await desk.ways() == {"email": "r***@example.org", "text": "43"}
    assert await desk.send(way="text")

    [letter] = letters(admin)
    assert letter[:2] == (MOBILE, "") and letter[2] == f"Elm Row: your code is {code_in(letter)}."
    [kept] = admin.execute("select channel, state, good_until - created_at from mail").fetchall()
    assert kept[:2] == ("text", "kept") and abs(kept[2] - LIFETIME) < timedelta(seconds=5)
    assert await desk.check(code_in(letter)) == "right"


@pytest.mark.parametrize(
    ("phone", "takes"),
    [
        ("+442079460123", False),  # London
        ("+447700900123", True),
        ("+12125550143", True),  # in America they look alike
        ("+18005550143", False),  # free of charge
        ("+4915112345678", True),
        ("+493012345678", False),  # Berlin
        ("+999123456", False),
    ],
)
def test_which_numbers_take_text_messages(phone, takes):
    assert takes_texts(phone) is takes


@pytest.mark.parametrize("source", ["said", "host_page", "found", "customer"])
async def test_a_number_that_the_customer_only_gave_themselves_gets_none(admin, source):
    desk = await a_desk(email="")
    async with db.transaction(desk.clinic.system()) as session:
        kind = PersonalKind.PHONE
        await personal_values.add(
            session, desk.clinic.system(), kind, MOBILE, source, customer_id=desk.customer_id
        )

    assert await desk.ways() == {}
    assert not await desk.send(way="text") and letters(admin) == []


async def test_a_number_that_was_changed_in_a_chat_is_not_proof_enough(admin):
    desk = await a_desk(email="", phone=MOBILE)
    async with db.transaction(desk.clinic.customer()) as session:
        changed = {"phone": "+12125550199"}
        await customers.change_values(
            session, desk.clinic.customer(), desk.customer_id, changed, source="customer"
        )

    assert await desk.ways() == {}


@pytest.mark.parametrize(
    ("connected", "ways"),
    [((), {"email", "text"}), (("smtp_host",), {"email"}), (("sms_account",), {"text"})],
)
async def test_where_something_leaves_only_what_leaves_is_a_way(monkeypatch, connected, ways):
    desk = await a_desk(phone=MOBILE)
    for name in connected:
        monkeypatch.setattr(settings, name, "mail.example.org")

    assert set(await desk.ways()) == ways


async def test_of_a_business_that_is_only_tried_out_all_is_kept_and_both_are_ways(admin, monkeypatch):
    desk = await a_desk(phone=MOBILE)
    admin.execute("update workspace set kind = 'sandbox' where id = %s", (desk.clinic.workspace_id,))
    admin.commit()
    monkeypatch.setattr(settings, "sms_account", "AC1")

    assert set(await desk.ways()) == {"email", "text"}
    await desk.send(way="text")
    assert admin.execute("select channel, state from mail").fetchall() == [("text", "kept")]


async def test_words_that_leave_no_room_for_the_code_give_way_to_it(admin):
    desk = await a_desk(phone=MOBILE)
    letter = CodeLetter("", "", "x" * 200 + "{code}")
    async with db.transaction(desk.clinic.customer()) as session:
        await desk._port(session, None).send_code(desk.customer_id, "text", letter)

    assert re.fullmatch(r"\d{6}", letters(admin)[0][2])


@pytest.mark.parametrize(("kind", "state"), [("live", "waiting"), ("scenario", "kept"), ("sandbox", "kept")])
async def test_of_a_business_that_is_only_tried_out_no_letter_leaves(admin, monkeypatch, kind, state):
    desk = await a_desk()
    admin.execute("update workspace set kind = %s where id = %s", (kind, desk.clinic.workspace_id))
    admin.commit()
    monkeypatch.setattr(settings, "smtp_host", "mail.example.org")
    await desk.send()

    assert admin.execute("select state from mail where key like 'one-time-code:%'").fetchall() == [(state,)]


async def test_without_an_address_there_is_no_code(admin):
    desk = await a_desk(email="")

    assert not await desk.send()
    assert letters(admin) == []


async def test_an_address_that_was_only_said_gets_none(admin):
    desk = await a_desk(email="")
    async with db.transaction(desk.clinic.system()) as session:
        said = {"email": "somebody.else@example.org"}
        await customers.note_values(session, desk.clinic.system(), desk.customer_id, said, "said")

    assert not await desk.send()


async def test_a_turn_that_fails_takes_its_attempt_and_its_code_with_it(admin):
    desk = await a_desk()
    actor = desk.clinic.customer()
    with pytest.raises(RuntimeError):
        async with db.transaction(actor) as session:
            await one_time_codes.send(session, actor, desk.conversation_id, desk.customer_id, "email", LETTER)
            raise RuntimeError
    assert letters(admin) == []

    await desk.send()
    code = code_in(letters(admin)[0])
    with pytest.raises(RuntimeError):
        async with db.transaction(actor) as session:
            assert (
                await one_time_codes.check(session, actor, desk.conversation_id, desk.customer_id, code)
                == "right"
            )
            raise RuntimeError
    assert await desk.check(code) == "right"


async def test_nobody_of_another_organization_sees_or_uses_it(admin, urls):
    desk, stranger = await a_desk(), await a_clinic()
    await desk.send()
    with psycopg.connect(urls.app) as other:
        other.execute("select set_config('app.org_id', %s, true)", (str(stranger.organization_id),))
        assert other.execute("select count(*) from one_time_code").fetchone() == (0,)
        assert other.execute("update one_time_code set closed_at = null, attempts = 0").rowcount == 0
    async with db.transaction(stranger.customer()) as session:
        code = code_in(letters(admin)[0])
        verdict = await one_time_codes.check(
            session, stranger.customer(), desk.conversation_id, desk.customer_id, code
        )
    assert verdict == "spent"
