"""The other four beats of a turn: decide, act, tell, write."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from caly_app import clock, db, doorbell
from caly_app.actor import Actor
from caly_app.agents import engine, next_time, one_time_code
from caly_app.agents.business import Business
from caly_app.agents.commands import FillSlot
from caly_app.agents.dialogue import Dialogue, PersonalSlot
from caly_app.agents.masks import PersonalText
from caly_app.agents.own_tools import with_own_tools
from caly_app.agents.remembering import with_next_time
from caly_app.agents.reply import Reply
from caly_app.agents.sectors import all_sectors, read_beside
from caly_app.agents.turn import TurnContext
from caly_app.db import HotTransaction, Session
from caly_app.errors import NotFound, Unavailable
from caly_app.models import EndedBy
from caly_app.ports import CustomerFact, Message, Ports
from caly_app.queries import business as business_queries
from caly_app.services import customer_facts, escalations, personal_values, visitors
from caly_app.services.conversations import listed_places, outcomes, private, statements
from caly_app.services.conversations.end import end
from caly_app.services.conversations.errands import Errands, NeedsOutside
from caly_app.services.conversations.letting_go import let_go
from caly_app.services.conversations.looking import looking
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.receive import (
    HELD_COLUMNS,
    Held,
    Received,
    as_held,
    facts_of,
    history_of,
    rings_of,
)
from caly_app.services.conversations.thought import NeedsVoice, Thought, begin
from caly_app.services.conversations.tools import NEEDS_TRANSACTION, NeedsTransaction, tools_of

WAIT_SECONDS = 60

_answering: set[asyncio.Task[TurnResult]] = set()


async def answer(actor: Actor, received: Received, ports: Ports) -> TurnResult:
    """The outcome of a received turn; of one sent before, the same outcome as then.

    A closed stream cancels its caller, not the turn.
    """
    if received.sent_before:
        await _answered(actor, received.conversation_id, received.seq)
        return await outcomes.written(actor, received)
    if received.is_silent:
        await hide_alone(actor, received)
        return await outcomes.written(actor, received)
    answering = asyncio.create_task(_answer(actor, received, ports))
    _answering.add(answering)
    answering.add_done_callback(_answering.discard)
    return await asyncio.shield(answering)


async def finish_all() -> None:
    """Wait for the turns that are being answered, when this process is asked to end."""
    if _answering:
        await asyncio.wait(_answering, timeout=3)


async def _answer(actor: Actor, received: Received, ports: Ports) -> TurnResult:
    is_written = False
    try:
        if received.waits:
            await _answered(actor, received.conversation_id, received.seq - 1)
            received = await look_again(actor, received)
        held = received.held
        assert held and received.facts
        with clock.offset(received.facts.clock_offset):
            if held.agent_answers:
                # No transaction is open while anything thinks.
                thought, mind = begin(actor, received, ports)
                context = await _context(actor, received, for_a_model=thought.model is not None)
                decision = await engine.decide(
                    context, looking(mind, thought.model, actor, received, context)
                )
                if thought.model:
                    thought.model.note_kept(decision.kept_answers)
                result = await _act_and_write(actor, received, decision, ports, thought)
            else:
                result = await _keep_silent(actor, received)
        is_written = True
        return result
    finally:
        if not is_written:
            await asyncio.shield(let_go(actor, received.conversation_id))


async def _context(actor: Actor, received: Received, *, for_a_model: bool) -> TurnContext:
    held, facts = received.held, received.facts
    assert held and facts
    await read_beside(held.sector)
    references = Dialogue.references(held.dialogue)
    document = business_queries.held_document(held.assistant_id, held.assistant_version)
    revealed: dict[str, str] = {}
    known: Sequence[CustomerFact] = ()
    if references or document is None:
        async with db.transaction(actor) as session:
            document = await business_queries.document(session, held.assistant_id, held.assistant_version)
            if references:
                revealed = await personal_values.reveal(session, actor, references)
            if for_a_model:
                known = await _known(session, actor, held, facts.business)
    sector = all_sectors()[held.sector]
    words = (received.said, *(message.text for message in received.history))
    return TurnContext(
        sector=with_own_tools(with_next_time(sector), document),
        config=document,
        business=facts.business,
        channel=held.channel,
        language=held.language,
        dialogue=Dialogue.load(held.dialogue, revealed),
        history=received.history,
        said=received.said,
        now=clock.now().astimezone(facts.business.timezone),
        instruction=held.instruction or None,
        heard_badly=received.heard_badly,
        seq=received.seq,
        key=str(received.turn_id),
        known=known,
        listed=await listed_places.among(actor, sector, words) if for_a_model else (),
    )


async def _known(session: Session, actor: Actor, held: Held, business: Business) -> Sequence[CustomerFact]:
    """What a customer who has proven it in this conversation agreed to be remembered by."""
    sector, identity = all_sectors()[held.sector], held.dialogue.get("identity")
    customer_id = identity.get("customer_id") if isinstance(identity, Mapping) else None
    days = next_time.days_kept(sector.compliance, business.privacy)
    if not customer_id or not days or not sector.remembers:
        return ()
    return (await customer_facts.known(session, actor, UUID(customer_id), days)).facts


async def _act_and_write(
    actor: Actor,
    received: Received,
    decision: engine.Decision,
    ports: Ports,
    thought: Thought,
) -> TurnResult:
    """A turn that touches nothing but words is one statement; any other is one transaction."""
    turn, understood = decision.turn, decision.understood
    found = await private.said_in(actor, received, turn.dialogue, decision.commands, understood.language)
    if thought.is_to_be_paid or found or one_time_code.is_asked_for(turn.dialogue):
        return await _act_and_run_errands(actor, received, decision, ports, found, thought)
    try:
        acted = await engine.act(decision, NEEDS_TRANSACTION)
        if thought.to_voice(acted):
            raise NeedsTransaction
        reply = thought.explained(engine.tell(decision, acted))
        if not (reply.escalation or reply.ends or reply.tool_runs or reply.dialogue.unsaved()):
            async with db.single_statements() as driver:
                feeling, now = understood.sentiment, clock.now()
                kept = private.kept(reply, turn, (), {})
                seq = await outcomes.write(driver, actor, received, kept, feeling, {}, now)
            if seq is not None:
                db.ring_now(rings_of(actor, received.conversation_id))
                return outcomes.result(received, reply, seq, now)
    except NeedsTransaction:
        pass
    return await _act_and_run_errands(actor, received, decision, ports, found, thought)


async def _act_and_run_errands(
    actor: Actor,
    received: Received,
    decision: engine.Decision,
    ports: Ports,
    found: Sequence[PersonalText],
    thought: Thought,
) -> TurnResult:
    """Where a server of the business's own has to be asked, it is asked with no transaction open; then the
    turn is acted anew, with the answers at hand. So is one that is to be said in another voice."""
    errands = Errands(actor, received, ports.outsides)
    while True:
        try:
            return await _act_in_transaction(actor, received, decision, errands, found, thought)
        except NeedsOutside:
            await errands.run()
        except NeedsVoice as needs:
            await thought.find_voice(needs)


async def _act_in_transaction(
    actor: Actor,
    received: Received,
    decision: engine.Decision,
    errands: Errands,
    found: Sequence[PersonalText],
    thought: Thought,
) -> TurnResult:
    """`found`: what is personal in the customer's words, and not kept there."""
    async with db.hot_transaction(actor.organization_id) as hot:
        # Look again: an operator may have claimed it, or the sweeper finished it, meanwhile.
        held, is_answered, _ = await _hold(hot, actor, received)
        if is_answered:
            return await outcomes.read(hot.driver, received)
        received = replace(received, held=held)  # they may have proven who they are since it came
        if thought.is_to_be_paid:
            await thought.pay(hot)
        if not held.agent_answers:
            await private.hide(hot, actor, received, found)
            await errands.forget(hot.driver)
            silence = await outcomes.write_silence(hot, actor, received, held)
            if not thought.left or held.ended_at:
                return silence
            await outcomes.write_what_left(hot.driver, received, thought.left, decision.sources)
            return await outcomes.read(hot.driver, received)
        assert received.facts
        acted = await engine.act(decision, tools_of(hot, actor, held, received.facts.business, errands))
        thought.must_be_voiced(acted)
        reply = thought.explained(engine.tell(decision, acted, thought.voiced))
        saved: dict[str, str] = {}
        if unsaved := reply.dialogue.unsaved():
            saved = await _keep(hot.session, actor, held, decision, reply, unsaved)
        await hot.flush()
        feeling, now = decision.understood.sentiment, clock.now()
        kept = private.kept(reply, decision.turn, found, saved)
        seq = await outcomes.write(hot.driver, actor, received, kept, feeling, saved, now)
        assert seq is not None, "it is locked, and the agent answers"
        await errands.forget(hot.driver)
        await private.hide(hot, actor, received, found)
        if (proven := _proven(reply.dialogue)) and proven != _proven(decision.turn.dialogue):
            await visitors.is_known_as(hot.session, actor, held.id, held.customer_id, proven)
        if reply.escalation:
            await escalations.open_escalation(hot.session, actor, held.id, reply.escalation)
        if reply.ends:
            await hot.flush()
            await end(hot.session, actor, held.id, EndedBy.AGENT)
        hot.rings |= rings_of(actor, held.id)
        return outcomes.result(received, reply, seq, now, escalated=held.has_escalated)


async def _keep(
    session: Session,
    actor: Actor,
    held: Held,
    decision: engine.Decision,
    reply: Reply,
    unsaved: Sequence[PersonalSlot],
) -> dict[str, str]:
    """References of what the dialogue has come to know: what was told, and what the books say."""
    proven = _proven(reply.dialogue)
    owner = await visitors.owner(session, held.customer_id, proven)
    told = {command.slot for command in decision.commands if isinstance(command, FillSlot)}
    recalled = [slot for slot in unsaved if proven and slot.slot not in told and not slot.of_another]
    books = await personal_values.of_customer(session, actor, proven) if proven and recalled else []
    kept = await personal_values.keep(
        session, actor, held.id, owner, recalled, [one for one in books if not one.in_passing]
    )
    for whose, slots in (
        (owner, [slot for slot in unsaved if slot not in recalled and not slot.of_another]),
        (None, [slot for slot in unsaved if slot not in recalled and slot.of_another]),
    ):
        if slots:  # of another: nobody's, until something is made for them
            kept |= await personal_values.keep(session, actor, held.id, whose, slots)
    return kept


def _proven(dialogue: Dialogue) -> UUID | None:
    """Who has proven in this conversation who they are."""
    return UUID(dialogue.identity.customer_id) if dialogue.identity.customer_id else None


async def _keep_silent(actor: Actor, received: Received) -> TurnResult:
    found = await private.said_to_a_person(actor, received)
    async with db.hot_transaction(actor.organization_id) as hot:
        held, is_answered, _ = await _hold(hot, actor, received)
        if is_answered:
            return await outcomes.read(hot.driver, received)
        await private.hide(hot, actor, replace(received, held=held), found)
        return await outcomes.write_silence(hot, actor, received, held)


async def hide_alone(actor: Actor, received: Received) -> None:
    """What is personal in words whose outcome was written without looking at them."""
    found = await private.said_to_a_person(actor, received)
    if found or private.may_be_a_code(received):
        async with db.hot_transaction(actor.organization_id) as hot:
            await private.hide(hot, actor, received, found)


async def look_again(actor: Actor, received: Received) -> Received:
    """The conversation as it is now; once the turns before this one are answered, say."""
    async with db.hot_transaction(actor.organization_id) as hot:
        held, _, history = await _hold(hot, actor, received)
        facts = await facts_of(hot, actor, held)
    return replace(received, held=held, facts=facts, history=history, waits=False)


async def _hold(hot: HotTransaction, actor: Actor, received: Received) -> tuple[Held, bool, list[Message]]:
    """The conversation, locked; whether this turn has its outcome; the last words before it."""
    rows = await hot.driver.execute(
        statements.LOOK_AGAIN,
        (received.turn_id, received.turn_id, received.conversation_id, actor.workspace_id),
    )
    row = await rows.fetchone()
    if row is None:
        raise NotFound("There is no such conversation.")
    return as_held(row), row[HELD_COLUMNS], history_of(row[HELD_COLUMNS + 1])


async def _answered(actor: Actor, conversation_id: UUID, up_to: int) -> None:
    """Wait until each turn up to this seq has its outcome, in whichever process.

    The turns of a process that died get theirs from the sweeper, a job.
    """
    try:
        topic = doorbell.conversation(conversation_id)
        async with asyncio.timeout(WAIT_SECONDS), doorbell.listening(topic) as heard:
            while await _unanswered(actor, conversation_id, up_to):
                await doorbell.next_ring(heard, at_most=1)
    except TimeoutError:
        raise Unavailable("An earlier message is still being answered.") from None


async def _unanswered(actor: Actor, conversation_id: UUID, up_to: int) -> int:
    async with db.transaction(actor) as session:
        rows = await (await session.driver()).execute(statements.UNANSWERED, (conversation_id, up_to))
        row = await rows.fetchone()
    assert row
    return int(row[0])
