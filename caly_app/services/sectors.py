"""What a business makes of its sector: which it is, its settings, which of its agents are on.

Settings are simply current. Agents are on or off in a version of an assistant: a new conversation has the new
one, and one that runs keeps its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from caly_app import doorbell, outbox
from caly_app.actor import Actor
from caly_app.agents import sector_settings
from caly_app.agents.config import AssistantDocument
from caly_app.agents.money import currency_of
from caly_app.db import Session
from caly_app.errors import Invalid
from caly_app.models import AGENTS_OFF, TimelineKind, Workspace
from caly_app.queries import sectors as sector_queries
from caly_app.queries import workspaces as workspace_queries
from caly_app.queries.sectors import UnknownAgent
from caly_app.services import assistants, meanwhile, record_schemas, timeline, workspaces


@dataclass(frozen=True)
class Switch:
    """An agent on or off. Without an assistant: in the default ones, of the chat and of the phone."""

    agent: str
    is_on: bool
    message: str = ""
    assistant_id: UUID | None = None


async def change_settings(
    session: Session, actor: Actor, sector: str, settings: Mapping[str, Any]
) -> Workspace:
    """All of them: what is left out has its default again. A sum may be written with the business's currency.
    Raises Invalid with each field that is wrong."""
    workspace = await _own(session, actor, sector)
    schema = sector_queries.named(sector).settings
    settings = sector_settings.with_plain_sums(schema, settings, currency_of(workspace.country))
    if wrong := record_schemas.wrong_settings(sector, settings):
        raise Invalid(
            fields={f"config.{field}" if field else "config": words for field, words in wrong.items()}
        )
    now = sector_settings.as_now(schema, workspace.of_sector)
    changed = [name for name in {**now, **settings} if _differs(name, now, settings)]
    if changed:
        workspace.settings = {**settings, **workspace.beside_sector}
        timeline.record(
            session,
            actor,
            TimelineKind.WORKSPACE_CHANGED,
            workspace_id=workspace.id,
            what="settings",
            fields=",".join(sorted(changed)),
        )
        await outbox.write(session, "workspace.changed", workspace.id, {"what": ["settings"]})
        doorbell.ring(session, doorbell.workspace(workspace.id))
        await session.flush()
    return workspace


async def change_setting(session: Session, actor: Actor, sector: str, name: str, value: object) -> Workspace:
    """One of them, whatever the others have become; None: it has its default again. Raises as all of them."""
    workspace = await _own(session, actor, sector)
    schema = sector_queries.named(sector).settings
    known, kept = sector_queries.fields_of(schema), sector_settings.as_now(schema, workspace.of_sector)
    now = {each: value for each, value in kept.items() if each in known}
    return await change_settings(session, actor, sector, meanwhile.merged(now, {name: value}))


async def enable(session: Session, actor: Actor, sector: str) -> None:
    """The workspace is of this sector, and its agents are on, but those that were off before it was disabled.

    Another one than now only while nothing has happened: else raises SectorIsUsed. What was set for the one
    that is left is there again, and its agents as they were, when it is enabled again.
    """
    assert actor.workspace_id
    workspaces.must_be_allowed(actor)
    sector_queries.named(sector)
    workspace = await workspace_queries.locked(session, actor, actor.workspace_id)
    if workspace.sector != sector:
        await _change_sector(session, actor, workspace, sector)
    elif not (await sector_queries.own(session, actor)).is_enabled:
        await _change_all(session, actor, _on_again, "Agents on again", are_on=True)


async def _change_sector(session: Session, actor: Actor, workspace: Workspace, sector: str) -> None:
    own = await sector_queries.own(session, actor)
    off = {str(each.assistant.id): sorted(each.off_when_on(own.sector)) for each in own.assistants}
    workspace.settings = {**workspace.settings, AGENTS_OFF: off}
    await workspaces.choose_sector(session, actor, workspace.id, sector)
    again = workspace.settings.get(AGENTS_OFF, {})
    workspace.settings = {name: value for name, value in workspace.settings.items() if name != AGENTS_OFF}
    await session.flush()
    for each in own.assistants:
        were_off = tuple(again.get(str(each.assistant.id), ()))
        message = "Agents as they were" if were_off else "All agents on"
        await assistants.change(
            session,
            actor,
            each.assistant.id,
            partial(_as_it_was, agents_off=were_off),
            message=message,
            codes={"agent": "all", "is_on": True},
        )


async def disable(session: Session, actor: Actor, sector: str) -> None:
    """All its agents are off: customers get people, and nothing is done for them by software."""
    own = await _own(session, actor, sector)
    agents = tuple(sector_queries.named(own.sector).agents)
    await _change_all(session, actor, lambda one: _all_off(one, agents), "All agents off", are_on=False)


async def switch_agent(session: Session, actor: Actor, sector: str, switch: Switch) -> None:
    """A new version of the assistant, live at once. Raises UnknownAgent."""
    await _own(session, actor, sector)
    agent = sector_queries.named(sector).agents.get(switch.agent)
    if agent is None:
        raise UnknownAgent
    message = switch.message.strip() or f"{agent.title['en']} {'on' if switch.is_on else 'off'}"
    for assistant_id in await _assistants(session, actor, switch.assistant_id):
        await assistants.change(
            session,
            actor,
            assistant_id,
            lambda document: _switched(document, switch),
            message=message,
            codes={"agent": switch.agent, "is_on": switch.is_on},
        )


async def _own(session: Session, actor: Actor, sector: str) -> Workspace:
    """The actor's workspace, locked. Raises Forbidden, UnknownSector, OtherSector."""
    assert actor.workspace_id
    workspaces.must_be_allowed(actor)
    workspace = await workspace_queries.locked(session, actor, actor.workspace_id)
    sector_queries.must_be_own(workspace, sector)
    return workspace


async def _change_all(
    session: Session,
    actor: Actor,
    changed: Callable[[AssistantDocument], AssistantDocument],
    message: str,
    *,
    are_on: bool,
) -> None:
    for assistant_id in await _assistants(session, actor, None):
        await assistants.change(
            session, actor, assistant_id, changed, message=message, codes={"agent": "all", "is_on": are_on}
        )


def _as_it_was(document: AssistantDocument, agents_off: tuple[str, ...]) -> AssistantDocument:
    return document.model_copy(update={"agents_off": agents_off, "were_off": ()})


def _all_off(document: AssistantDocument, agents: tuple[str, ...]) -> AssistantDocument:
    if set(agents) <= set(document.agents_off):
        return document  # what was off before the first time still counts
    return document.model_copy(update={"agents_off": agents, "were_off": document.agents_off})


def _on_again(document: AssistantDocument) -> AssistantDocument:
    return document.model_copy(update={"agents_off": document.were_off, "were_off": ()})


async def _assistants(session: Session, actor: Actor, assistant_id: UUID | None) -> list[UUID]:
    if assistant_id:
        return [assistant_id]
    return [each.assistant.id for each in await sector_queries.of_assistants(session, actor)]


def _switched(document: AssistantDocument, switch: Switch) -> AssistantDocument:
    off = [agent for agent in document.agents_off if agent != switch.agent]
    return document.model_copy(update={"agents_off": (*off,) if switch.is_on else (*off, switch.agent)})


def _differs(name: str, now: Mapping[str, Any], settings: Mapping[str, Any]) -> bool:
    missing = object()
    return bool(now.get(name, missing) != settings.get(name, missing))
