"""Turns whose process died, or which crashed in a living one, get their outcome here."""

from dataclasses import dataclass
from uuid import UUID

import structlog

from caly_app import clock, db
from caly_app.actor import Actor, ActorKind
from caly_app.agents.channel import MANNERS, Channel
from caly_app.agents.commands import EscalationReason
from caly_app.agents.dialogue import Dialogue
from caly_app.agents.reply import Reply
from caly_app.agents.sectors import all_sectors
from caly_app.errors import Unavailable
from caly_app.models import TimelineKind, TurnOutcome
from caly_app.ports import Ports
from caly_app.services import escalations, heartbeats, timeline
from caly_app.services.conversations import outcomes, statements
from caly_app.services.conversations.answer import hide_alone, look_again
from caly_app.services.conversations.letting_go import let_go
from caly_app.services.conversations.outcomes import write_silence
from caly_app.services.conversations.receive import Received, rings_of
from caly_app.services.conversations.take_turn import answer_here_or_next

STUCK_AFTER_SECONDS = 120

_log = structlog.get_logger()


@dataclass(frozen=True)
class Orphan:
    """A conversation with a turn that nobody works on."""

    actor: Actor
    conversation_id: UUID
    channel: Channel
    pending_by: UUID | None


async def orphans() -> list[Orphan]:
    """Of all tenants, those that wait longest first."""
    async with db.admin_transaction() as session:
        driver = await session.driver()
        rows = await driver.execute(statements.ORPHANS, (STUCK_AFTER_SECONDS, heartbeats.DEAD_AFTER_SECONDS))
        return [
            Orphan(
                Actor(ActorKind.CUSTOMER, customer_id or conversation_id, organization_id, workspace_id),
                conversation_id,
                Channel(channel),
                pending_by,
            )
            for organization_id, workspace_id, conversation_id, channel, customer_id, pending_by in (
                await rows.fetchall()
            )
        ]


async def finish(orphan: Orphan, ports: Ports) -> int:
    """Answers what waits in this conversation; how many turns got their outcome.

    Only one process does: whoever takes the conversation over first.
    """
    waiting = await _take_over(orphan, orphan.pending_by)
    for received in waiting:
        if MANNERS[orphan.channel].waits_for_a_lost_turn:
            await answer_here_or_next(orphan.actor, received, ports)
        else:
            await _drop(orphan.actor, received)
    return len(waiting)


async def give_up(orphan: Orphan) -> None:
    """The turn cannot be answered: say so, and put the customer into the queue for a person."""
    for received in await _take_over(orphan, None):  # whoever crashed has let it go
        await _fail(orphan.actor, received)
        await hide_alone(orphan.actor, received)  # by itself: it may be what crashed


async def _take_over(orphan: Orphan, from_whom: UUID | None) -> list[Received]:
    async with db.transaction(orphan.actor) as session:
        driver = await session.driver()
        taken = await driver.execute(
            statements.TAKE_OVER_ORPHAN,
            (heartbeats.process_id(), orphan.conversation_id, from_whom),
        )
        if taken.rowcount == 0:
            return []
        rows = await driver.execute(statements.UNANSWERED_TURNS, (orphan.conversation_id,))
        waiting = await rows.fetchall()
        if not waiting:
            await driver.execute(statements.NOTHING_PENDING, (orphan.conversation_id,))
    received = []
    try:
        for turn_id, seq, said, client_turn_id in waiting:
            bare = Received(turn_id, orphan.conversation_id, seq, said, client_turn_id)
            received.append(await look_again(orphan.actor, bare))
    except Unavailable:
        await let_go(orphan.actor, orphan.conversation_id)
        raise
    return received


async def _drop(actor: Actor, received: Received) -> None:
    async with db.hot_transaction(actor.organization_id) as hot:
        assert received.held
        await write_silence(hot, actor, received, received.held, TurnOutcome.DROPPED)
    await hide_alone(actor, received)


async def _fail(actor: Actor, received: Received) -> None:
    """Words that say so, and a person: whoever wrote must not wait for something that will not come."""
    held, facts = received.held, received.facts
    assert held and facts
    _log.error("turn_failed", conversation_id=str(held.id), turn_id=str(received.turn_id))
    reply = Reply(
        text=all_sectors()[held.sector].text("turn_failed", held.language) or "",
        dialogue=Dialogue(),  # what it was about may be what broke it
        language=held.language,
        offers=("person",),
        tells=("turn_failed",),
    )
    with clock.offset(facts.clock_offset):
        async with db.hot_transaction(actor.organization_id) as hot:
            seq = await outcomes.write(
                hot.driver, actor, received, reply, None, {}, clock.now(), TurnOutcome.FAILED
            )
            if seq is None:
                return
            await escalations.open_escalation(hot.session, actor, held.id, EscalationReason.TURN_FAILED)
            timeline.record(
                hot.session, actor, TimelineKind.TURN_FAILED, conversation_id=held.id, seq=received.seq
            )
            hot.rings |= rings_of(actor, held.id)
