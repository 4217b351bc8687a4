"""Drafts of knowledge, with the real database: nothing is said before a person accepts it."""

import asyncio
from uuid import UUID

import pytest

from caly_app import db
from caly_app.actor import Actor, Role
from caly_app.errors import Forbidden, Invalid
from caly_app.models import AlreadyAccepted, Draft, DraftSource, DraftState, GapState
from caly_app.queries import drafts as draft_queries
from caly_app.queries import gaps as gap_queries
from caly_app.queries.drafts import DraftNotFound
from caly_app.services import drafting, drafts, escalations, gaps, solved
from caly_app.services.conversations import speak
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.drafts import Proposed
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")

FAQ = "Q: Do you have a wheelchair?\nA: We lend you one.\n\nQ: Is there wifi?\nA: Yes, ask at the desk."
ASKED, ANSWERED = "Do you have a wheelchair?", "We lend you one."


async def pasted(actor: Actor, text: str = FAQ) -> Proposed:
    async with db.transaction(actor) as session:
        return await drafts.from_text(session, actor, text)


async def listed(actor: Actor, state: DraftState | None = DraftState.OPEN) -> list[Draft]:
    async with db.transaction(actor) as session:
        return list(await draft_queries.listed(session, actor, state=state))


async def told(clinic: Clinic, question: str = ASKED) -> str:
    started = await a_conversation(clinic)
    result = await take_turn(clinic.customer(), started.conversation_id, "one", question, DEAF)
    assert result.reply
    return result.reply.text or ""


async def talk(clinic: Clinic, mara: Actor, *lines: tuple[str, str], how: str = "answered") -> UUID:
    """A conversation that Mara takes over before her first words, and resolves. ("customer", "Hello")"""
    where, escalation = (await a_conversation(clinic)).conversation_id, None
    for number, (speaker, said) in enumerate(lines):
        if speaker == "customer":
            await take_turn(clinic.customer(), where, str(number), said, DEAF)
            continue
        async with db.transaction(mara) as session:
            escalation = escalation or await escalations.take_over(session, mara, where)
            await speak.say(session, mara, where, said, str(number))
    async with db.transaction(mara) as session:
        assert escalation
        await escalations.resolve(session, mara, escalation.id, how)
    return where


async def run(clinic: Clinic, where: UUID) -> int:
    """As the job does."""
    await gaps.gather()
    return await solved.draft(clinic.organization_id, where)


# --- from a text ---


async def test_a_text_becomes_drafts_in_its_order_and_no_agent_says_them(admin):
    clinic = await a_clinic()
    ida = await a_member(clinic, Role.ADMIN, "Ida Brandt")
    made = await pasted(ida)
    assert [(one.question, one.name) for one in made.drafts] == [
        (ASKED, "wheelchair"),
        ("Is there wifi?", "wifi"),
    ]
    assert [one.id for one in await listed(ida)] == [one.id for one in made.drafts]
    assert "lend" not in await told(clinic)
    [(kind, details)] = admin.execute(
        "select kind, details from timeline where kind like 'draft%'"
    ).fetchall()
    assert (kind, details["count"]) == ("drafts_proposed", 2)


async def test_what_is_accepted_is_told_to_the_next_customer_and_taken_back_it_is_not():
    clinic = await a_clinic()
    ida = await a_member(clinic, Role.ADMIN)
    [draft, wifi] = (await pasted(ida)).drafts
    async with db.transaction(ida) as session:
        await drafts.accept(session, ida, draft.id)
        edited = await drafts.accept(session, ida, wifi.id, "internet", " It is free. ")
        assert (edited.name, edited.text, edited.state) == ("internet", "It is free.", DraftState.ACCEPTED)
        with pytest.raises(AlreadyAccepted):
            await drafts.turn_down(session, ida, draft.id)
    assert ANSWERED in await told(clinic) and "free" in await told(clinic, "Do you have internet?")
    async with db.transaction(ida) as session:
        await drafts.reopen(session, ida, draft.id, takes_fact_back=True)
        await drafts.reopen(session, ida, wifi.id)
    assert ANSWERED not in await told(clinic) and "free" in await told(clinic, "Do you have internet?")
    assert len(await listed(ida)) == 2


async def test_the_same_words_are_proposed_once_whatever_was_decided():
    clinic = await a_clinic(facts={"wifi": "Yes, ask at the desk"})
    ida = await a_member(clinic, Role.ADMIN)
    first = await pasted(ida)
    assert (len(first.drafts), first.known) == (1, 1), "one of them is a fact already"
    async with db.transaction(ida) as session:
        await drafts.turn_down(session, ida, first.drafts[0].id)
    again = await pasted(ida, FAQ.upper().replace("Q:", "Q: "))
    assert (list(again.drafts), again.known) == ([], 2)
    changed = await pasted(ida, "Q: Do you have a wheelchair?\nA: We lend you 2.")
    assert len(changed.drafts) == 1, "another answer is another draft"


async def test_two_who_paste_the_same_at_once_make_it_once():
    clinic = await a_clinic()
    ida = await a_member(clinic, Role.ADMIN)
    made = await asyncio.gather(*(pasted(ida) for _ in range(3)))
    assert sum(len(each.drafts) for each in made) == 2 and len(await listed(ida)) == 2


async def test_personal_values_are_hidden_and_must_be_looked_at_before_it_is_accepted(admin):
    clinic = await a_clinic()
    ida = await a_member(clinic, Role.ADMIN)
    text = "# Complaints\nCall 020 7946 0123 or write to ros@example.org.\nCard 4111 1111 1111 1111."
    [draft] = (await pasted(ida, text)).drafts
    assert draft.text == "Call [phone ...23] or write to [e-mail]. Card [card ending in 1111]."
    assert draft.masked == ["[card ending in 1111]", "[e-mail]", "[phone ...23]"]
    assert not admin.execute("select from draft where text like '%%7946%%'").fetchall()
    async with db.transaction(ida) as session:
        with pytest.raises(Invalid) as refusal:
            await drafts.accept(session, ida, draft.id)
        assert "[phone ...23]" in refusal.value.fields["text"]
        await drafts.accept(session, ida, draft.id, text="Call 020 7946 0123.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("  ", "fill this in"),
        ("Just words.", "No question was found"),
        ("x" * 20_001, "at most 20000"),
        ("a\x00b?\nyes", "cannot be stored"),
        ("# Returns\n" + "word " * 500, "under “Returns” has 2499 characters"),
        ("Q: " + "why " * 100 + "?\nA: So.", "too long for a question"),
        ("".join(f"Q: What is {n}?\nA: It is {n}.\n" for n in range(51)), "51 passages"),
    ],
)
async def test_what_cannot_be_taken_is_refused_whole_with_what_to_do(text: str, says: str):
    clinic = await a_clinic()
    ida = await a_member(clinic, Role.ADMIN)
    with pytest.raises(Invalid) as refusal:
        await pasted(ida, text)
    assert says in refusal.value.fields["text"]
    assert await listed(ida, None) == []


async def test_a_draft_takes_no_other_fact_s_place():
    clinic = await a_clinic()
    ida = await a_member(clinic, Role.ADMIN)
    [draft] = (await pasted(ida, "# Parking\nNot any more.")).drafts
    async with db.transaction(ida) as session:
        with pytest.raises(Invalid) as refusal:
            await drafts.accept(session, ida, draft.id, text=" ")
        assert set(refusal.value.fields) == {"name", "text"}


async def test_only_admins_decide_and_another_organization_finds_nothing():
    clinic, other = await a_clinic(), await a_clinic()
    ida, mara = await a_member(clinic, Role.ADMIN), await a_member(clinic)
    stranger = await a_member(other, Role.ADMIN)
    [draft, _] = (await pasted(ida)).drafts
    assert len(await listed(mara)) == 2 and await listed(stranger) == []
    with pytest.raises(Forbidden):
        await pasted(mara)
    for decide in (drafts.accept, drafts.turn_down, drafts.reopen):
        async with db.transaction(mara) as session:
            with pytest.raises(Forbidden):
                await decide(session, mara, draft.id)
        async with db.transaction(stranger) as session:
            with pytest.raises(DraftNotFound):
                await decide(session, stranger, draft.id)
    assert len((await pasted(stranger)).drafts) == 2, "the same words elsewhere are others"


# --- from a conversation ---


async def test_what_a_person_answered_becomes_a_draft_and_accepted_it_answers_the_question(admin):
    clinic = await a_clinic()
    mara, ida = await a_member(clinic), await a_member(clinic, Role.ADMIN)
    where = await talk(
        clinic,
        mara,
        ("customer", ASKED),
        ("operator", "We lend you one at the entrance."),
        ("operator", "Call me on 020 7946 0123."),
        ("customer", "Thanks, I am Ros Penhale"),
        ("operator", "You are welcome"),
    )
    assert admin.execute(
        "select args ->> 'conversation_id' from procrastinate_jobs where task_name = %s", (solved.DRAFT,)
    ).fetchall() == [(str(where),)]
    assert await run(clinic, where) == 1
    [draft] = await listed(ida)
    assert (draft.source, draft.question, draft.conversation_id) == (DraftSource.CONVERSATION, ASKED, where)
    assert draft.text == "We lend you one at the entrance.\nCall me on [phone]." and draft.masked == [
        "[phone]"
    ]
    async with db.transaction(ida) as session:
        await drafts.accept(session, ida, draft.id, text="We lend you one at the entrance.")
        [gap] = await gap_queries.listed(session, ida)
        assert (gap.state, gap.answered_by) == (GapState.ANSWERED, "wheelchair")
    assert "at the entrance" in await told(clinic)
    async with db.transaction(ida) as session:
        await drafts.reopen(session, ida, draft.id, takes_fact_back=True)
        [gap] = await gap_queries.listed(session, ida)
        assert gap.state is GapState.OPEN
    assert "at the entrance" not in await told(clinic)


async def test_it_is_drafted_once_however_often_and_by_however_many_it_is_run(admin):
    clinic = await a_clinic()
    mara = await a_member(clinic)
    where = await talk(clinic, mara, ("customer", ASKED), ("operator", ANSWERED))
    await gaps.gather()
    made = await asyncio.gather(*(solved.draft(clinic.organization_id, where) for _ in range(4)))
    assert sorted(made) == [0, 0, 0, 1] and await run(clinic, where) == 0
    assert len(admin.execute("select from draft").fetchall()) == 1
    assert len(admin.execute("select from timeline where kind = 'drafts_proposed'").fetchall()) == 1


async def test_what_is_cut_off_before_its_commit_leaves_nothing_and_is_drafted_the_next_time(
    admin, monkeypatch: pytest.MonkeyPatch
):
    clinic = await a_clinic()
    mara = await a_member(clinic)
    where = await talk(clinic, mara, ("customer", ASKED), ("operator", ANSWERED))

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(solved.timeline, "record", dies)
        with pytest.raises(KeyboardInterrupt):
            await run(clinic, where)
    assert not admin.execute("select from draft").fetchall()
    assert await run(clinic, where) == 1


async def test_what_was_turned_down_is_not_drafted_again_and_other_words_are():
    clinic = await a_clinic()
    mara, ida = await a_member(clinic), await a_member(clinic, Role.ADMIN)
    said = (("customer", ASKED), ("operator", ANSWERED))
    assert await run(clinic, await talk(clinic, mara, *said)) == 1
    others = (("customer", ASKED), ("operator", "There is one at the entrance."))
    waiting = await talk(clinic, mara, *others)
    assert await run(clinic, waiting) == 0, "one of a question at a time"
    [draft] = await listed(ida)
    async with db.transaction(ida) as session:
        await drafts.turn_down(session, ida, draft.id)
    assert await run(clinic, await talk(clinic, mara, *said)) == 0
    assert await run(clinic, await talk(clinic, mara, *others)) == 1


async def test_nothing_is_drafted_of_what_was_not_solved_nor_asked_in_vain():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    said = (("customer", ASKED), ("operator", "No idea"))
    assert await run(clinic, await talk(clinic, mara, *said, how="no_reply")) == 0
    known = (("customer", "When are you open?"), ("operator", "Every day."))
    assert await run(clinic, await talk(clinic, mara, *known)) == 0
    long = (("customer", ASKED), ("operator", "word " * 700))
    assert await run(clinic, await talk(clinic, mara, *long)) == 0
    assert await listed(mara, None) == [] and drafting.TEXT_AT_MOST == gaps.ANSWER_AT_MOST
