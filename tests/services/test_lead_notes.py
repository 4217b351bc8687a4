"""The note writer, with the real database: once, exact, and never over what a person wrote."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.actor import Actor, Role
from caly_app.adapters.openai_compatible import OpenAiCompatible
from caly_app.agents.lead_rules import FollowUpKind, LeadStatus
from caly_app.errors import Forbidden, Invalid
from caly_app.models import FollowUp, LeadNote
from caly_app.queries import leads as lead_queries
from caly_app.queries.customers import CustomerNotFound
from caly_app.queries.leads import FollowUpNotFound, LeadView, NoteNotFound
from caly_app.services import escalations, lead_notes, leads
from caly_app.services.conversations import silence
from caly_app.services.conversations.take_turn import take_turn
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member
from tests.fake_model import fake_model, says, status

pytestmark = pytest.mark.usefixtures("database")

WISHES = (
    "Please tell me when you have a house for sale in Kirkwall with three bedrooms",
    "up to 300000 pounds",
    "Ros Penhale",
    "020 7946 0123",
    "yes",
)
BYE = "no thanks, goodbye"


async def an_agency(**columns: object) -> Clinic:
    return await a_clinic(**{"sector": "real_estate", "doctors": ("Ann Dell",), **columns})


async def talk(house: Clinic, *lines: str) -> tuple[UUID, UUID]:
    """A conversation with these words of a customer, and whose it is."""
    started = await a_conversation(house)
    for line in lines:
        await take_turn(house.customer(), started.conversation_id, uuid7().hex, line, DEAF)
    return started.conversation_id, started.customer_id


async def run(house: Clinic, conversation: UUID) -> bool:
    """As the job does."""
    return await lead_notes.write(house.organization_id, conversation, DEAF)


async def noted(actor: Actor, customer: UUID) -> list[LeadNote]:
    async with db.transaction(actor) as session:
        return await lead_queries.notes(session, actor, customer)


async def lead(actor: Actor, customer: UUID) -> LeadView:
    async with db.transaction(actor) as session:
        return await lead_queries.of_customer(session, actor, customer)


async def open_follow_ups(actor: Actor, customer: UUID | None = None) -> list[FollowUp]:
    async with db.transaction(actor) as session:
        return await lead_queries.follow_ups(session, actor, customer_id=customer)


def waiting(admin: psycopg.Connection, conversation: UUID) -> int:
    """Jobs that are due for it."""
    rows = admin.execute(
        "select from procrastinate_jobs where task_name = %s and args ->> 'conversation_id' = %s",
        (lead_notes.WRITE, str(conversation)),
    )
    return len(rows.fetchall())


async def test_a_conversation_that_ends_leaves_a_note_a_status_and_a_follow_up(admin):
    house = await an_agency()
    ann = await a_member(house)
    where, who = await talk(house, *WISHES)
    assert waiting(admin, where) == 0 and not await run(house, where), "it goes on"
    await take_turn(house.customer(), where, "bye", BYE, DEAF)
    assert waiting(admin, where) == 1
    assert await run(house, where)

    [note] = await noted(ann, who)
    wanted, done = note.text.splitlines()
    assert wanted == "Wanted: Tell me when something comes."
    assert done.startswith("Done: Tell me when something comes ")
    assert "Penhale" not in note.text and "0123" not in note.text and "Kirkwall" not in note.text
    now = await lead(ann, who)
    assert (now.status, now.set_by_name, now.proposed) == (LeadStatus.INTERESTED, "", None)
    [one] = await open_follow_ups(ann, who)
    assert one.kind is FollowUpKind.PROMISED and one.what.endswith("do what was promised")
    assert one.due_on == clock.now().date() + timedelta(days=7)


async def test_it_is_written_once_however_often_and_by_however_many_it_is_run(admin):
    house = await an_agency()
    where, _ = await talk(house, *WISHES, BYE)
    wrote = await asyncio.gather(*(run(house, where) for _ in range(4)))
    assert sorted(wrote) == [False, False, False, True]
    assert not await run(house, where)
    for table, kind in (("lead_note", "note_written"), ("lead", "lead_changed")):
        assert len(admin.execute(f"select from {table}").fetchall()) == 1
        assert len(admin.execute("select from timeline where kind = %s", (kind,)).fetchall()) == 1
    assert len(admin.execute("select from follow_up").fetchall()) == 1


async def test_what_is_cut_off_before_its_commit_leaves_nothing_and_is_written_the_next_time(
    admin, monkeypatch: pytest.MonkeyPatch
):
    """The process dies between the note and the follow-ups: one transaction, so all or nothing."""
    house = await an_agency()
    where, who = await talk(house, *WISHES, BYE)

    async def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(lead_notes, "_follow_up", dies)
        with pytest.raises(KeyboardInterrupt):
            await run(house, where)
    assert not admin.execute("select from lead_note").fetchall()
    assert await run(house, where)
    [_] = await noted(await a_member(house), who)


async def test_a_deal_that_was_begun_and_left_is_followed_up_when_the_customer_falls_silent(admin):
    house = await an_agency()
    ann = await a_member(house)
    where, who = await talk(house, "Please tell me when you have a house for sale in Kirkwall")
    admin.execute("update conversation set last_said_at = last_said_at - interval '2 days'")
    assert await silence.end_all() == 1
    assert await run(house, where)
    [note] = await noted(ann, who)
    assert note.text.splitlines() == [
        "Wanted: Tell me when something comes.",
        "Left unfinished: Tell me when something comes.",
        "The customer fell silent.",
    ]
    [one] = await open_follow_ups(ann, who)
    assert (
        one.kind is FollowUpKind.UNFINISHED and one.what == "Tell me when something comes: take it up again"
    )
    assert (await lead(ann, who)).status is LeadStatus.INTERESTED


async def test_who_waits_for_a_person_is_followed_up_until_somebody_has_answered(admin):
    house = await a_clinic()
    mara = await a_member(house, Role.ADMIN)
    where, who = await talk(house, "I want to talk to a person", BYE)
    admin.execute("update conversation set ended_at = now(), ended_by = 'customer' where ended_at is null")
    assert await run(house, where)
    [note] = await noted(mara, who)
    assert note.text == "Waits for a person: asked for a person."
    [one] = await open_follow_ups(mara, who)
    assert (one.kind, one.what) == (FollowUpKind.PERSON, "Answer: asked for a person")

    [(escalation,)] = admin.execute("select id from escalation").fetchall()
    async with db.transaction(mara) as session:
        await escalations.resolve(session, mara, escalation, "answered")
    assert waiting(admin, where) >= 1 and await run(house, where)
    [note] = await noted(mara, who)
    assert note.text.splitlines() == [
        "A person was called: asked for a person.",
        "A person answered: answered.",
    ]
    assert await open_follow_ups(mara, who) == []
    assert (await lead(mara, who)).status is LeadStatus.NONE, "a clinic has no leads"


async def test_what_somebody_promised_to_call_back_is_due_on_the_next_day_the_business_is_open(admin):
    weekdays = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    house = await a_clinic(opening_hours=weekdays)
    mara = await a_member(house, Role.ADMIN)
    where, who = await talk(house, "I want to talk to a person", BYE)
    admin.execute(
        "update conversation set ended_at = '2026-11-20 12:00+00', ended_by = 'customer'"  # a Friday
    )
    [(escalation,)] = admin.execute("select id from escalation").fetchall()
    async with db.transaction(mara) as session:
        await escalations.resolve(session, mara, escalation, "call_back")
    assert await run(house, where)
    [one] = await open_follow_ups(mara, who)
    assert (one.kind, one.due_on) == (FollowUpKind.CALL_BACK, date(2026, 11, 23))


async def test_what_a_person_edited_is_not_overwritten_but_proposed_beside(admin):
    house = await a_clinic()
    mara = await a_member(house, Role.ADMIN)
    where, who = await talk(house, "I want to talk to a person", BYE)
    admin.execute("update conversation set ended_at = now(), ended_by = 'customer'")
    await run(house, where)
    [note] = await noted(mara, who)
    async with db.transaction(mara) as session:
        await leads.edit_note(session, mara, who, note.id, "Rang twice. Speaks softly.")
    [(escalation,)] = admin.execute("select id from escalation").fetchall()
    async with db.transaction(mara) as session:
        await escalations.resolve(session, mara, escalation, "answered")
    assert await run(house, where)
    [note] = await noted(mara, who)
    assert note.text == "Rang twice. Speaks softly." and note.edited_by_name == "Mara Lind"
    assert note.proposed and note.proposed.startswith("A person was called")
    assert admin.execute("select from timeline where kind = 'note_proposed'").fetchall()
    async with db.transaction(mara) as session:
        await leads.leave_note(session, mara, who, note.id)
    [note] = await noted(mara, who)
    assert note.proposed is None and not await run(house, where)


async def test_a_status_that_a_person_set_stays_and_what_conversations_say_is_proposed(admin):
    house = await an_agency()
    mara = await a_member(house)
    where, who = await talk(house, *WISHES, BYE)
    async with db.transaction(mara) as session:
        await leads.set_status(session, mara, who, LeadStatus.NEW)
    assert await run(house, where)
    now = await lead(mara, who)
    assert (now.status, now.set_by_name, now.proposed) == (LeadStatus.NEW, "Mara Lind", LeadStatus.INTERESTED)
    async with db.transaction(mara) as session:
        await leads.set_status(session, mara, who, None)
    now = await lead(mara, who)
    assert (now.status, now.set_by_name, now.proposed) == (LeadStatus.INTERESTED, "", None)
    async with db.transaction(mara) as session:
        happened = await lead_queries.history(session, mara, who)
    assert [(one.details["status"], one.details["why"], one.actor_name) for one in happened] == [
        ("interested", "left_to_conversations", "Mara Lind"),
        ("new", "by_hand", "Mara Lind"),
    ]


async def test_a_follow_up_that_is_done_stays_so_and_can_be_opened_again():
    house = await an_agency()
    mara = await a_member(house)
    where, who = await talk(house, *WISHES, BYE)
    await run(house, where)
    [one] = await open_follow_ups(mara)
    async with db.transaction(mara) as session:
        await leads.finish_follow_up(session, mara, who, one.id, True)
    assert await open_follow_ups(mara) == []
    async with db.transaction(mara) as session:
        [done] = await lead_queries.follow_ups(session, mara, is_done=True)
        assert done.done_by_name == "Mara Lind"
        await leads.finish_follow_up(session, mara, who, one.id, False)
    assert [each.id for each in await open_follow_ups(mara)] == [one.id]


async def test_a_business_that_switched_it_off_and_a_scenario_have_no_notes(admin):
    for columns in ({"writes_notes": False}, {"kind": "scenario"}):
        house = await an_agency(**columns)
        where, who = await talk(house, *WISHES, BYE)
        assert waiting(admin, where) == 0 and not await run(house, where)
        assert await noted(await a_member(house), who) == []


async def test_who_only_says_hello_leaves_nothing(admin):
    house = await a_clinic()
    where, _ = await talk(house, "hello", "goodbye")
    admin.execute("update conversation set ended_at = now(), ended_by = 'customer' where ended_at is null")
    assert not await run(house, where)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("es", "Quería: "),
        ("fr", "Demande: "),
        ("de", "Gewünscht: "),
        ("pt", "Wanted: "),
    ],
)
async def test_it_is_written_in_the_language_of_the_business(language: str, line: str):
    house = await an_agency(languages=[language])
    where, who = await talk(house, *WISHES, BYE)
    await run(house, where)
    [note] = await noted(await a_member(house), who)
    assert note.text.startswith(line) and note.language == ("en" if language == "pt" else language)


async def test_nobody_reads_or_changes_what_is_another_s():
    house, other = await an_agency(), await an_agency()
    where, who = await talk(house, *WISHES, BYE)
    await run(house, where)
    mara, viewer = await a_member(house), await a_member(house, Role.VIEWER)
    stranger = await a_member(other, Role.ADMIN)
    [note], [one] = await noted(mara, who), await open_follow_ups(mara)
    assert await noted(viewer, who) and await open_follow_ups(stranger) == []
    for ask in (noted, lead, open_follow_ups):
        with pytest.raises(CustomerNotFound):
            await ask(stranger, who)
    for actor, refusals in (
        (stranger, (CustomerNotFound, NoteNotFound, FollowUpNotFound)),
        (viewer, (Forbidden,)),
    ):
        async with db.transaction(actor) as session:
            with pytest.raises(refusals):
                await leads.set_status(session, actor, who, LeadStatus.WON)
            with pytest.raises(refusals):
                await leads.edit_note(session, actor, who, note.id, "mine")
            with pytest.raises(refusals):
                await leads.finish_follow_up(session, actor, who, one.id, True)
    async with db.transaction(mara) as session:
        for text in ("", "  ", "x" * 4001, "a\x00b"):
            with pytest.raises(Invalid):
                await leads.edit_note(session, mara, who, note.id, text)


async def test_it_goes_with_its_customer(admin):
    house = await an_agency()
    where, who = await talk(house, *WISHES, BYE)
    await run(house, where)
    admin.execute(
        "delete from personal_value; delete from record; update conversation set customer_id = null"
    )
    admin.execute("delete from customer where id = %s", (who,))
    for table in ("lead", "lead_note", "follow_up"):
        assert not admin.execute(f"select from {table}").fetchall()


@pytest.mark.parametrize(
    ("told", "is_taken"),
    [
        (
            "The customer wanted: tell me when something comes. Tell me when something comes [1], "
            "up to £300,000.00, was done.",
            True,
        ),
        ("The customer wanted tell me when something comes. [1] was done and paid.", False),
        ("The customer wanted tell me when something comes. [1] was not done.", False),
        ("The customer was very happy. [1]", False),
    ],
)
async def test_a_model_may_word_it_and_nothing_that_it_makes_up_is_kept(told: str, is_taken: bool, admin):
    house = await an_agency()
    where, who = await talk(house, *WISHES, BYE)
    async with fake_model(says({"note": told})) as fake:
        ports = replace(DEAF, model=OpenAiCompatible(fake.url, "key", "small"))
        assert await lead_notes.write(house.organization_id, where, ports)
        assert not await lead_notes.write(house.organization_id, where, ports)
    [note] = await noted(await a_member(house), who)
    assert note.text.startswith("The customer wanted" if is_taken else "Wanted: ")
    assert len(fake.asked) == 1, "what is written already is not asked for"
    [asked] = [message["content"] for message in fake.asked[0]["messages"] if message["role"] == "user"]
    assert "Penhale" not in asked and "Kirkwall" not in asked
    [(kind,)] = admin.execute(
        "select kind from usage where conversation_id = %s and kind like 'model.%%'", (where,)
    ).fetchall()
    assert kind == "model.note"


async def test_a_model_that_is_away_leaves_the_note_as_it_is():
    house = await an_agency()
    where, who = await talk(house, *WISHES, BYE)
    async with fake_model(status(500)) as fake:
        ports = replace(DEAF, model=OpenAiCompatible(fake.url, "key", "small"))
        assert await lead_notes.write(house.organization_id, where, ports)
    [note] = await noted(await a_member(house), who)
    assert note.text.startswith("Wanted: ")


async def happened(admin: psycopg.Connection, house: Clinic, tool: str, tells: str, state: str) -> UUID:
    """A conversation that has ended, with an effect of this state in the ledger."""
    where, _ = await talk(house, "hello")
    [(turn,)] = admin.execute(
        "select id from turn where conversation_id = %s and speaker = 'customer'", (where,)
    ).fetchall()
    admin.execute(
        "insert into tool_run (id, organization_id, conversation_id, turn_id, step, tool, writes, key, "
        "state, arguments, tells, milliseconds, ran_at) "
        "values (%s, %s, %s, %s, 0, %s, true, %s, %s, %s, %s, 1, now())",
        (
            *(uuid7(), house.organization_id, where, turn, tool, str(where), state),
            *('{"total": "1784.64 GBP", "phone": "private", "event_kind": "Ann\'s wedding"}', tells),
        ),
    )
    admin.execute("update conversation set ended_at = now(), ended_by = 'customer' where id = %s", (where,))
    return where


async def test_a_quote_that_is_accepted_later_is_followed_up_no_more(admin):
    """In two conversations: the first leaves the offer open, the second makes a deal of it."""
    house = await a_clinic(sector="catering", doctors=("Birch",))
    ann = await a_member(house)
    first = await happened(admin, house, "make_quote", "quote_made", "done")
    assert await run(house, first)
    [(who,)] = admin.execute("select customer_id from conversation where id = %s", (first,)).fetchall()
    [note] = await noted(ann, who)
    assert note.text == "Done: A quote for an event (Total: £1,784.64)."
    [one] = await open_follow_ups(ann, who)
    assert (one.kind, one.what) == (FollowUpKind.OFFER, "A quote for an event: ask whether it suits")
    assert (await lead(ann, who)).status is LeadStatus.QUALIFIED

    later = await happened(admin, house, "accept_quote", "quote_accepted", "refused")
    admin.execute("update conversation set customer_id = %s where id = %s", (who, later))
    assert not await run(house, later), "what was refused has not happened"
    admin.execute("update tool_run set state = 'done' where conversation_id = %s", (later,))
    assert await run(house, later)
    assert await open_follow_ups(ann, who) == []
    assert (await lead(ann, who)).status is LeadStatus.WON
    told = [note.text for note in await noted(ann, who)]
    assert "Done: Accept a quote (Total: £1,784.64)." in told or "Done: Accept a quote." in told
    [(why,)] = admin.execute(
        "select details ->> 'why' from timeline where details ->> 'status' = 'won'"
    ).fetchall()
    assert why == "quote_accepted"


async def test_a_lead_that_is_lost_is_lost_and_comes_again(admin):
    house = await a_clinic(sector="catering", doctors=("Birch",))
    ann = await a_member(house)
    first = await happened(admin, house, "make_quote", "quote_made", "done")
    [(who,)] = admin.execute("select customer_id from conversation where id = %s", (first,)).fetchall()
    said = []
    for where in (
        first,
        await happened(admin, house, "cancel_appointment", "event_cancelled", "done"),
        await happened(admin, house, "book_event", "event_booked", "done"),
    ):
        admin.execute("update conversation set customer_id = %s where id = %s", (who, where))
        await run(house, where)
        said.append((await lead(ann, who)).status)
    assert said == [LeadStatus.QUALIFIED, LeadStatus.LOST, LeadStatus.QUALIFIED]
