"""One-time codes and card numbers in a customer's words: not in any row once the turn is answered."""

import re
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db
from caly_app.errors import Forbidden
from caly_app.models import Handler
from caly_app.services import customers, escalations, held_values, personal_values
from caly_app.services.conversations import sweep
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.receive import SaidOtherwise, receive
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.records import NewRecord, create
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")

DETAILS = {
    "name": "Nia Okafor",
    "phone": "+442079460321",
    "email": "nia@example.org",
    "date_of_birth": "1988-03-12",
}


async def a_bank(admin: psycopg.Connection) -> Clinic:
    clinic = await a_clinic()
    admin.execute("update workspace set sector = 'fintech' where id = %s", (clinic.workspace_id,))
    admin.commit()
    async with db.transaction(clinic.system()) as session:
        customer = await customers.add_verified(session, clinic.system(), DETAILS, "imported")
        account = {
            "name": "Everyday account",
            "kind": "current",
            "ending": "6671",
            "available": "12.50 GBP",
            "booked": "12.50 GBP",
        }
        new = NewRecord(account, "AC-1", customer.id)
        await create(session, clinic.system(), "account", new)
    return clinic


async def say(clinic: Clinic, conversation: UUID, words: str, turn: str = "") -> TurnResult:
    return await take_turn(clinic.customer(), conversation, turn or uuid7().hex, words, DEAF)


async def asked_for_the_code(clinic: Clinic) -> UUID:
    conversation = (await a_conversation(clinic)).conversation_id
    for words in ("what's my balance?", "12 March 1988", "020 7946 0321"):
        result = await say(clinic, conversation, words)
    assert result.reply and list(result.reply.asks) == ["one_time_code"]
    return conversation


def code_of(admin: psycopg.Connection) -> str:
    row = admin.execute("select text from mail order by created_at desc, id desc limit 1").fetchone()
    assert row
    return re.findall(r"\b\d{6}\b", row[0])[0]


def everything(admin: psycopg.Connection, conversation: UUID) -> str:
    """All that is written down about it, but for the letter."""
    tables = ("turn", "tool_run", "timeline", "outbox", "escalation")
    rows = [admin.execute("select c::text from conversation c where id = %s", (conversation,)).fetchall()]
    rows += [admin.execute(f"select t::text from {table} t").fetchall() for table in tables]
    return "\n".join(text for found in rows for (text,) in found)


async def test_the_right_code_opens_and_is_kept_nowhere(admin):
    clinic = await a_bank(admin)
    conversation = await asked_for_the_code(clinic)
    code = code_of(admin)

    result = await say(clinic, conversation, f"it's {code[:3]} {code[3:]}, thanks")

    assert result.reply and "12.50" in (result.reply.text or "")
    kept = everything(admin, conversation)
    assert "it's [code], thanks" in kept
    assert code not in kept and f"{code[:3]} {code[3:]}" not in kept


async def test_a_wrong_one_is_kept_nowhere_either_and_counts(admin):
    clinic = await a_bank(admin)
    conversation = await asked_for_the_code(clinic)
    wrong = f"{(int(code_of(admin)) + 7) % 1_000_000:06}"

    await say(clinic, conversation, wrong)

    assert wrong not in everything(admin, conversation)
    assert admin.execute("select attempts from one_time_code").fetchall() == [(1,)]


async def test_the_same_message_sent_again_is_one_attempt_with_one_outcome(admin):
    clinic = await a_bank(admin)
    conversation = await asked_for_the_code(clinic)
    code = code_of(admin)

    first = await say(clinic, conversation, code, turn="one")
    again = await say(clinic, conversation, code, turn="one")

    assert first.reply and again.reply and first.reply.text == again.reply.text
    with pytest.raises(SaidOtherwise):
        await say(clinic, conversation, "something else", turn="one")


async def test_a_turn_whose_process_died_is_finished_with_the_code_it_brought(admin):
    clinic = await a_bank(admin)
    conversation = await asked_for_the_code(clinic)
    code = code_of(admin)
    await receive(clinic.customer(), conversation, "one", code)  # and then nothing: as if killed
    admin.execute("update conversation set pending_by = null where id = %s", (conversation,))
    admin.commit()

    for orphan in await sweep.orphans():
        await sweep.finish(orphan, DEAF)

    kept = everything(admin, conversation)
    assert "12.50" in kept and code not in kept
    assert admin.execute("select attempts, closed_at is not null from one_time_code").fetchall() == [
        (1, True)
    ]


async def test_said_to_an_operator_who_took_over_it_is_hidden_as_well(admin):
    clinic = await a_bank(admin)
    conversation = await asked_for_the_code(clinic)
    member = await a_member(clinic)
    async with db.transaction(member) as session:
        await escalations.take_over(session, member, conversation)
    code = code_of(admin)

    result = await say(clinic, conversation, code)

    assert result.handled_by is Handler.OPERATOR
    assert code not in everything(admin, conversation)


async def test_a_card_number_is_never_written_down(admin):
    clinic = await a_bank(admin)
    conversation = (await a_conversation(clinic)).conversation_id
    said = "my card 4111 1111 1111 1111 was stolen"

    first = await say(clinic, conversation, said, turn="one")
    again = await say(clinic, conversation, said, turn="one")

    kept = everything(admin, conversation)
    assert "[card ending in 1111] was stolen" in kept and "4111" not in kept
    assert first.turn_id == again.turn_id


SAID = "ring me on 020 7946 0123 or write to ros@example.org, my NINO is AB 12 34 56 C"


async def test_what_is_personal_is_answered_and_then_kept_apart(admin):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id

    first = await say(clinic, conversation, SAID, turn="one")
    again = await say(clinic, conversation, SAID, turn="one")

    kept = everything(admin, conversation)
    assert "ring me on [phone ...23] or write to [e-mail], my NINO is [identity number]" in kept
    for value in ("7946 0123", "79460123", "ros@example.org", "AB 12", "AB123456C"):
        assert value not in kept
    assert first.turn_id == again.turn_id
    with pytest.raises(SaidOtherwise):
        await say(clinic, conversation, "ring me on Monday or write to me, my NINO is mine", turn="one")


async def test_the_team_may_look_at_one_value_and_it_is_on_record(admin):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    await say(clinic, conversation, SAID)
    hidden = admin.execute(
        "select why->'hidden' from turn where conversation_id = %s and speaker = 'customer'", (conversation,)
    ).fetchone()[0]
    assert [one["kind"] for one in hidden] == ["phone", "email", "identity_number"]
    value_id = UUID(hidden[2]["value"].removeprefix("pv:"))
    member = await a_member(clinic)

    async with db.transaction(member) as session:
        clear = await held_values.show_said(session, member, conversation, value_id)

    assert clear == "AB123456C"
    shown = admin.execute(
        "select details->>'field' from timeline where kind = 'personal_value_shown' and conversation_id = %s",
        (conversation,),
    ).fetchall()
    assert shown == [("identity_number",)]
    async with db.transaction(clinic.customer()) as session:
        with pytest.raises(Forbidden):
            await held_values.show_said(session, clinic.customer(), conversation, value_id)


async def test_what_was_said_in_passing_is_nobodys_phone_number(admin):
    clinic = await a_clinic()
    started = await a_conversation(clinic)
    await say(clinic, started.conversation_id, "is 020 7946 0999 the number of your other house?")

    async with db.transaction(clinic.system()) as session:
        held = await personal_values.said_in(session, clinic.system(), started.conversation_id)
        known = await customers.values_of(session, clinic.system(), started.customer_id)

    assert [(one.kind, one.value, one.in_passing) for one in held] == [("phone", "+442079460999", True)]
    assert "phone" not in known


async def test_a_booking_reads_back_in_clear_and_is_kept_without(admin):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    for words in ("I would like to book an appointment", "tomorrow at 10", "Ann Dell"):
        await say(clinic, conversation, words)

    result = await say(clinic, conversation, "020 7946 0123")
    once_more = await say(clinic, conversation, "what did you say?")

    assert "020 7946 0123" in result.reply.text and "020 7946 0123" in str(result.reply.card)
    assert "020 7946 0123" in once_more.reply.text
    kept = everything(admin, conversation)
    assert "phone [phone ...23]" in kept and "7946 0123" not in kept
    booked = await say(clinic, conversation, "yes please")
    assert "booked" in booked.reply.tells


async def test_an_operator_reads_it_hidden_too(admin):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    member = await a_member(clinic)
    async with db.transaction(member) as session:
        await escalations.take_over(session, member, conversation)

    await say(clinic, conversation, "it's GB33 BUKB 2020 1555 5555 55")

    kept = everything(admin, conversation)
    assert "it's [account ...55]" in kept and "BUKB" not in kept


async def test_the_business_may_have_it_otherwise(admin):
    clinic = await a_clinic()
    admin.execute(
        """update workspace set privacy = '{"transcript": ["email"]}' where id = %s""", (clinic.workspace_id,)
    )
    admin.commit()
    conversation = (await a_conversation(clinic)).conversation_id

    await say(clinic, conversation, SAID)

    kept = everything(admin, conversation)
    assert "020 7946 0123 or write to [e-mail], my NINO is AB 12 34 56 C" in kept
