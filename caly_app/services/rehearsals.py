"""A sentence, tried: what the workspace's agent would make of it. Nothing is begun, and nobody is told."""

from dataclasses import dataclass
from datetime import datetime

from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.actor import Actor
from caly_app.agents.channel import Channel
from caly_app.agents.config import AssistantDocument
from caly_app.agents.dialogue import Dialogue
from caly_app.agents.own_tools import with_own_tools
from caly_app.agents.remembering import with_next_time
from caly_app.agents.sectors import all_sectors, read_beside
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.rehearsal import Rehearsed, rehearsed
from caly_app.agents.understanding.tried import Trial, Tried, tried
from caly_app.db import Session
from caly_app.ports import Ports
from caly_app.queries import assistants as assistant_queries
from caly_app.queries import business as business_queries
from caly_app.queries import sectors as sector_queries
from caly_app.queries.business import WorkspaceFacts
from caly_app.services import model_use, workspaces


@dataclass(frozen=True)
class Rehearsal:
    turn: TurnContext
    made_of_it: Rehearsed


async def rehearse(actor: Actor, said: str, ports: Ports) -> Rehearsal:
    """As if these were the first words of somebody who begins a chat now.

    A language model is asked as in a conversation: the workspace's own, within its limits, and what it cost
    is noted. No transaction is open meanwhile. Raises Forbidden.
    """
    workspaces.must_be_allowed(actor)
    async with db.transaction(actor) as session:
        facts = await _facts(session, actor)
        assistant = await assistant_queries.for_new_conversation(session, actor, Channel.CHAT)
        document = await business_queries.document(session, assistant.id, assistant.live_version)
    turn = _first_words(said, facts, document)
    model = model_use.metered(ports, facts.model, facts.terms, actor, uuid7())
    made = await rehearsed(turn, model_use.with_metered(ports, facts.model, facts.terms, model))
    if model and model.count.is_to_be_written:
        async with db.transaction(actor) as session:
            session.rings |= await model_use.note(await session.driver(), model)
    return Rehearsal(turn, made)


async def understand(actor: Actor, sector: str, trial: Trial, ports: Ports) -> Tried:
    """By the workspace's own words and what its sector has learned, without a language model.

    Raises Forbidden, UnknownSector, OtherSector.
    """
    workspaces.must_be_allowed(actor)
    async with db.transaction(actor) as session:
        own = await sector_queries.own(session, actor)
        found = sector_queries.must_be_own(own.workspace, sector)
        facts = await _facts(session, actor)
    return await tried(trial, found, facts.business, _now(facts), ports.embedder)


async def _facts(session: Session, actor: Actor) -> WorkspaceFacts:
    assert actor.workspace_id
    facts = await business_queries.of_workspace(session, actor.workspace_id)
    await read_beside(facts.sector)
    return facts


def _first_words(said: str, facts: WorkspaceFacts, document: AssistantDocument) -> TurnContext:
    return TurnContext(
        sector=with_own_tools(with_next_time(all_sectors()[facts.sector]), document),
        config=document,
        business=facts.business,
        channel=Channel.CHAT,
        language=facts.business.languages[0],
        dialogue=Dialogue(),
        history=(),
        said=said,
        now=_now(facts),
    )


def _now(facts: WorkspaceFacts) -> datetime:
    with clock.offset(facts.clock_offset):
        return clock.now().astimezone(facts.business.timezone)
