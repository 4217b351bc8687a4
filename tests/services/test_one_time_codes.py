"""Codes that are said back: right once, in time, in their own conversation, and never kept in the clear."""

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.ports import CodeLetter
from caly_app.services import customers, one_time_codes
from caly_app.services.one_time_codes import AT_MOST_IN_A_CONVERSATION, AT_MOST_TO_A_CUSTOMER
from caly_app.settings import settings
from tests.factories import Clinic, a_clinic, a_conversation

pytestmark = pytest.mark.usefixtures("database")

LETTER = CodeLetter("Your code", "Hello, your code is {code}. Bye.")


@dataclass
class Desk:
    """A conversation and a customer on the books."""

    clinic: Clinic
    customer_id: UUID
    conversation_id: UUID

    async def send(self, conversation_id: UUID | None = None) -> str | None:
        async with db.transaction(self.clinic.customer()) as session:
            port = customers.CustomersOfTurn(
                session, self.clinic.customer(), conversation_id or self.conversation_id, None
            )
            return await port.send_code(self.customer_id, LETTER)

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

    assert await desk.send() == "r***@example.org"

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


async def test_so_many_in_a_conversation_and_so_many_in_a_day(admin):
    desk = await a_desk()
    sent = [await desk.send() for _ in range(AT_MOST_IN_A_CONVERSATION + 1)]
    assert sent[-1] is None and all(sent[:-1])

    while len(letters(admin)) < AT_MOST_TO_A_CUSTOMER:
        assert await desk.send((await a_conversation(desk.clinic)).conversation_id)
    assert await desk.send((await a_conversation(desk.clinic)).conversation_id) is None


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

    assert await desk.send() is None
    assert letters(admin) == []


async def test_an_address_that_was_only_said_gets_none(admin):
    desk = await a_desk(email="")
    async with db.transaction(desk.clinic.system()) as session:
        said = {"email": "somebody.else@example.org"}
        await customers.note_values(session, desk.clinic.system(), desk.customer_id, said, "said")

    assert await desk.send() is None


async def test_a_turn_that_fails_takes_its_attempt_and_its_code_with_it(admin):
    desk = await a_desk()
    actor = desk.clinic.customer()
    with pytest.raises(RuntimeError):
        async with db.transaction(actor) as session:
            await one_time_codes.send(
                session, actor, desk.conversation_id, desk.customer_id, "rosa@example.org", LETTER
            )
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
