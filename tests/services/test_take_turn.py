"""A turn through every layer: the real mind, the real database, no embeddings."""

import asyncio
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.agents import engine
from caly_app.errors import NotFound
from caly_app.models import EndedBy, Handler
from caly_app.services import escalations
from caly_app.services.conversations import answer as answering
from caly_app.services.conversations import silence, sweep
from caly_app.services.conversations.end import end
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.receive import SaidOtherwise, receive
from caly_app.services.conversations.take_turn import take_turn
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")


async def say(clinic: Clinic, conversation_id: UUID, words: str, turn: str = "") -> TurnResult:
    return await take_turn(clinic.customer(), conversation_id, turn or uuid7().hex, words, DEAF)


def turns_of(admin: psycopg.Connection, conversation_id: UUID) -> list[tuple[str, str | None]]:
    return admin.execute(
        "select speaker, delivered from turn where conversation_id = %s order by seq", (conversation_id,)
    ).fetchall()


async def test_a_conversation_begins_with_a_greeting_that_says_it_is_an_ai(admin):
    started = await a_conversation(await a_clinic())

    assert "AI" in (started.greeting.text or "")
    assert turns_of(admin, started.conversation_id) == [("agent", started.greeting.text)]


async def test_both_sides_of_a_turn_are_written_down(admin):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id

    result = await say(clinic, conversation, "Is there parking?")

    assert result.reply and "free for two hours" in (result.reply.text or "")
    assert turns_of(admin, conversation)[1:] == [
        ("customer", "Is there parking?"),
        ("agent", result.reply.text),
    ]


async def test_the_same_message_again_gets_the_same_reply_and_nothing_is_written_twice(admin):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id

    first = await say(clinic, conversation, "Is there parking?", turn="one")
    again = await say(clinic, conversation, "Is there parking?", turn="one")

    assert (again.turn_id, again.reply and again.reply.text) == (
        first.turn_id,
        first.reply and first.reply.text,
    )
    assert len(turns_of(admin, conversation)) == 3


async def test_the_same_message_many_times_at_once_has_one_outcome(admin, doorman):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id

    results = await asyncio.gather(
        *(say(clinic, conversation, "Is there parking?", turn="one") for _ in range(8))
    )

    assert len({result.turn_id for result in results}) == 1
    assert len({result.reply and result.reply.text for result in results}) == 1
    assert len(turns_of(admin, conversation)) == 3


async def test_the_same_id_with_other_words_is_refused():
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    await say(clinic, conversation, "Is there parking?", turn="one")

    with pytest.raises(SaidOtherwise) as refusal:
        await say(clinic, conversation, "Give me everything", turn="one")
    assert refusal.value.status == 409


async def test_turns_of_one_conversation_are_answered_in_the_order_they_came(admin, doorman, monkeypatch):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    decide, may_go = engine.decide, asyncio.Event()

    async def slow_for_the_first(turn, ports):
        if turn.said == "Is there parking?":
            await may_go.wait()
        return await decide(turn, ports)

    monkeypatch.setattr(engine, "decide", slow_for_the_first)
    first = asyncio.create_task(say(clinic, conversation, "Is there parking?"))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(say(clinic, conversation, "Are you a robot?"))
    await asyncio.sleep(0.2)
    assert not second.done()
    may_go.set()
    await asyncio.wait_for(asyncio.gather(first, second), 10)

    said = turns_of(admin, conversation)[1:]
    assert [speaker for speaker, _ in said] == ["customer", "customer", "agent", "agent"]
    assert "free for two hours" in (said[2][1] or "")


async def test_a_closed_stream_does_not_cancel_the_turn(admin, monkeypatch):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    decide, thinks, may_go = engine.decide, asyncio.Event(), asyncio.Event()

    async def slow(turn, ports):
        thinks.set()
        await may_go.wait()
        return await decide(turn, ports)

    monkeypatch.setattr(engine, "decide", slow)
    stream = asyncio.create_task(say(clinic, conversation, "Is there parking?"))
    await asyncio.wait_for(thinks.wait(), 5)
    stream.cancel()
    may_go.set()
    await asyncio.wait(answering._answering)

    assert len(turns_of(admin, conversation)) == 3


async def test_effect_and_words_are_written_both_or_neither(admin, monkeypatch):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id

    async def fail(*_: object, **__: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(answering.outcomes, "write", fail)
        with pytest.raises(ConnectionError):
            await say(clinic, conversation, "I want to talk to a person", turn="one")

    assert admin.execute("select count(*) from escalation").fetchone() == (0,)
    assert turns_of(admin, conversation)[1:] == [("customer", "I want to talk to a person")]


async def test_what_crashed_is_finished_by_the_sweeper_once(admin, monkeypatch):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    with monkeypatch.context() as broken:
        broken.setattr(engine, "decide", None)
        with pytest.raises(TypeError):
            await say(clinic, conversation, "I want to talk to a person", turn="one")

    orphans = await sweep.orphans()
    done = await asyncio.gather(*(sweep.finish(orphan, DEAF) for orphan in orphans * 3))

    assert sorted(done) == [0, 0, 1]
    assert admin.execute("select count(*) from escalation").fetchone() == (1,)
    assert await sweep.orphans() == []
    again = await say(clinic, conversation, "I want to talk to a person", turn="one")
    assert again.reply and again.escalated


async def test_a_turn_that_cannot_be_answered_fails_in_words_and_brings_a_person(admin, monkeypatch):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    monkeypatch.setattr(engine, "decide", None)
    with pytest.raises(TypeError):
        await say(clinic, conversation, "Hello?", turn="one")
    [orphan] = await sweep.orphans()
    with pytest.raises(TypeError):
        await sweep.finish(orphan, DEAF)

    [orphan] = await sweep.orphans()
    await sweep.give_up(orphan)

    assert admin.execute("select outcome from turn where answers is not null").fetchall() == [("failed",)]
    assert admin.execute("select reason from escalation").fetchall() == [("turn_failed",)]
    speaker, words = turns_of(admin, conversation)[-1]
    assert speaker == "agent" and words
    assert await sweep.orphans() == []


async def test_a_turn_whose_process_lives_is_left_alone(monkeypatch):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    await receive(clinic.customer(), conversation, "one", "Hello?")
    async with db.lookup() as session:
        await (await session.driver()).execute(
            "insert into heartbeat values (%s, 'web', clock_timestamp(), clock_timestamp())",
            (sweep.heartbeats.process_id(),),
        )

    assert await sweep.orphans() == []


async def test_a_claim_silences_the_agent_and_the_turn_still_has_its_outcome(admin):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    operator = await a_member(clinic)
    async with db.transaction(operator) as session:
        await escalations.take_over(session, operator, conversation)

    result = await say(clinic, conversation, "Hello?")

    assert result.reply is None and result.handled_by is Handler.OPERATOR
    assert admin.execute("select outcome from turn where answers is not null").fetchall() == [("silent",)]


async def test_an_operator_who_claims_while_the_agent_thinks_has_the_last_word(admin, monkeypatch):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    operator = await a_member(clinic)
    decide, thinks, may_go = engine.decide, asyncio.Event(), asyncio.Event()

    async def slow(turn, ports):
        thinks.set()
        await may_go.wait()
        return await decide(turn, ports)

    monkeypatch.setattr(engine, "decide", slow)
    turn = asyncio.create_task(say(clinic, conversation, "Is there parking?"))
    await asyncio.wait_for(thinks.wait(), 5)
    async with db.transaction(operator) as session:
        await escalations.take_over(session, operator, conversation)
    may_go.set()

    assert (await turn).reply is None
    assert admin.execute("select outcome from turn where answers is not null").fetchall() == [("silent",)]


async def test_goodbye_ends_it_and_what_comes_after_begins_the_next_one(admin):
    clinic = await a_clinic()
    started = await a_conversation(clinic)

    goodbye = await say(clinic, started.conversation_id, "Thanks, bye!")
    later = await say(clinic, started.conversation_id, "Is there parking?", turn="later")
    again = await say(clinic, started.conversation_id, "Is there parking?", turn="later")

    assert goodbye.ended
    assert later.conversation_id != started.conversation_id
    assert later.reply and "free for two hours" in (later.reply.text or "")
    assert again.conversation_id == later.conversation_id
    assert admin.execute("select count(*), count(distinct customer_id) from conversation").fetchone() == (
        2,
        1,
    )
    assert admin.execute("select outcome from conversation where ended_at is not null").fetchone() == (
        "contained",
    )


async def test_what_waited_behind_a_goodbye_is_answered_in_the_next_one(doorman, monkeypatch):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    decide, may_go = engine.decide, asyncio.Event()

    async def slow_goodbye(turn, ports):
        if "bye" in turn.said:
            await may_go.wait()
        return await decide(turn, ports)

    monkeypatch.setattr(engine, "decide", slow_goodbye)
    goodbye = asyncio.create_task(say(clinic, conversation, "Thanks, bye!"))
    await asyncio.sleep(0.1)
    behind = asyncio.create_task(say(clinic, conversation, "Is there parking?", turn="behind"))
    await asyncio.sleep(0.1)
    may_go.set()
    ended, answered = await asyncio.wait_for(asyncio.gather(goodbye, behind), 10)

    assert ended.ended
    assert answered.conversation_id != conversation
    assert answered.reply and "free for two hours" in (answered.reply.text or "")
    again = await say(clinic, conversation, "Is there parking?", turn="behind")
    assert again.conversation_id == answered.conversation_id


async def test_a_goodbye_while_somebody_is_waited_for_leaves_the_item_in_the_queue(admin):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    await say(clinic, conversation, "I want to talk to a person")

    await say(clinic, conversation, "Thanks, bye!")

    assert admin.execute("select outcome from conversation").fetchone() == ("escalated",)
    assert admin.execute("select count(*) from escalation where resolved_at is null").fetchone() == (1,)


async def test_a_conversation_in_which_nobody_says_anything_ends_by_itself(admin):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    admin.execute("update conversation set last_said_at = last_said_at - interval '25 hours'")

    assert await silence.end_all() == 1

    assert admin.execute(
        "select ended_by, outcome from conversation where id = %s", (conversation,)
    ).fetchone() == ("silence", "abandoned")


async def test_another_organization_has_no_such_conversation():
    clinic, other = await a_clinic(), await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id

    with pytest.raises(NotFound):
        await say(other, conversation, "Hello?")


async def test_a_workspace_lives_in_its_own_time(admin):
    clinic = await a_clinic(clock_offset_seconds=86400 * 30)
    conversation = (await a_conversation(clinic)).conversation_id

    await say(clinic, conversation, "Is there parking?")

    [(early,)] = admin.execute("select min(said_at) from turn").fetchall()
    assert (early - clock.wall()).days in (29, 30)


async def test_a_person_s_values_are_references_in_the_dialogue_and_clear_nowhere(admin):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    await say(clinic, conversation, "I want to book an appointment, my name is Ros Penhale")
    await say(clinic, conversation, "my number is 020 7946 0123")

    [(dialogue,)] = admin.execute("select dialogue::text from conversation").fetchall()
    [(whys,)] = admin.execute("select string_agg(why::text, '') from turn").fetchall()
    assert "Penhale" not in dialogue + whys and "79460123" not in dialogue + whys
    assert "pv:" in dialogue
    kinds = admin.execute("select kind from personal_value order by kind").fetchall()
    assert kinds == [("name",), ("phone",)]


async def test_an_ended_conversation_stays_as_it_ended(admin):
    clinic = await a_clinic()
    conversation = (await a_conversation(clinic)).conversation_id
    for by in (EndedBy.CUSTOMER, EndedBy.SILENCE):
        async with db.transaction(clinic.system()) as session:
            await end(session, clinic.system(), conversation, by)

    assert admin.execute("select ended_by from conversation").fetchone() == ("customer",)
