"""Tools of the business's own, as its chat assistant has them now."""

from dataclasses import dataclass
from uuid import UUID

from caly_app.actor import Actor
from caly_app.agents.channel import Channel
from caly_app.agents.http_tool import HttpTool
from caly_app.db import Session
from caly_app.queries import assistants as assistant_queries
from caly_app.queries import business as business_queries
from caly_app.queries import workspaces as workspace_queries


@dataclass(frozen=True)
class OwnTools:
    assistant_id: UUID
    sector: str
    tools: tuple[HttpTool, ...]


async def own(session: Session, actor: Actor, *, to_change: bool = False) -> OwnTools:
    """`to_change`: nobody else changes the assistant until this transaction ends."""
    assert actor.workspace_id
    workspace = await workspace_queries.get(session, actor, actor.workspace_id)
    assistant = await assistant_queries.for_new_conversation(session, actor, Channel.CHAT)
    if to_change:
        assistant = await assistant_queries.locked(session, actor, assistant.id)
    document = await business_queries.document(session, assistant.id, assistant.live_version)
    return OwnTools(assistant.id, workspace.sector, document.http_tools)
