"""Deployed agents and the versions of what they may say and do."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from caly_app import clock, doorbell, outbox
from caly_app.actor import Actor, ActorKind, Permission
from caly_app.agents.channel import Channel
from caly_app.agents.config import AssistantDocument, Tone, default_document
from caly_app.db import Session
from caly_app.errors import ChangedMeanwhile, Forbidden
from caly_app.models import Assistant, AssistantVersion, ProductType, TimelineKind, Workspace
from caly_app.queries import assistants as assistant_queries
from caly_app.queries import business as business_queries
from caly_app.services import timeline

_NAMES = {ProductType.CHAT: "Chat", ProductType.VOICE: "Phone"}


async def change(
    session: Session,
    actor: Actor,
    assistant_id: UUID,
    changed: Callable[[AssistantDocument], AssistantDocument],
    *,
    message: str,
    seen_version: int | None = None,
    switched: tuple[str, bool] | None = None,
) -> int:
    """A new version with what `changed` makes of the live document, live at once; its number.

    Nothing new where nothing differs. New conversations have it, those that run keep theirs. Raises
    ChangedMeanwhile if another version than `seen_version` is live. `switched`: which agent (or
    all), and whether it is on now, for the timeline.
    """
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("Only an admin can change an assistant.")
    assistant = await assistant_queries.locked(session, actor, assistant_id)
    if seen_version not in (None, assistant.live_version):
        raise ChangedMeanwhile
    before = await business_queries.document(session, assistant.id, assistant.live_version)
    document = AssistantDocument.model_validate(changed(before).model_dump())
    if document == before:
        return assistant.live_version
    replaced, number = assistant.live_version, await assistant_queries.last_number(session, assistant.id) + 1
    session.add(_version(actor, assistant, number, document, message))
    await session.flush()
    assistant.live_version = number
    about = partial(
        timeline.record,
        session,
        actor,
        TimelineKind.ASSISTANT_CHANGED,
        workspace_id=assistant.workspace_id,
        assistant_id=str(assistant.id),
        version=number,
        replaced=replaced,
    )
    if switched:
        about(agent=switched[0], is_on=switched[1])
    else:
        about()
    payload = {"assistant_id": str(assistant.id), "version": number}
    await outbox.write(session, "assistant.changed", assistant.workspace_id, payload)
    doorbell.ring(session, doorbell.workspace(assistant.workspace_id))
    return number


async def tone_of(session: Session, actor: Actor) -> Tone:
    """Of the workspace's chat."""
    assistant = await assistant_queries.for_new_conversation(session, actor, Channel.CHAT)
    document = await business_queries.document(session, assistant.id, assistant.live_version)
    return document.persona.tone


async def change_tone(session: Session, actor: Actor, tone: Tone) -> None:
    """Of the workspace's chat, for new conversations. Raises Forbidden."""
    assistant = await assistant_queries.for_new_conversation(session, actor, Channel.CHAT)
    await change(
        session,
        actor,
        assistant.id,
        lambda one: one.model_copy(update={"persona": one.persona.model_copy(update={"tone": tone})}),
        message=f"A {tone} tone",
    )


async def create_defaults(session: Session, actor: Actor, workspace: Workspace) -> list[Assistant]:
    """A new workspace's chat and phone assistant, each live with version 1."""
    made = [_assistant(workspace, product_type) for product_type in ProductType]
    session.add_all(made)
    await session.flush()
    session.add_all(_first_version(actor, workspace, assistant) for assistant in made)
    await session.flush()
    return made


def _assistant(workspace: Workspace, product_type: ProductType) -> Assistant:
    return Assistant(
        organization_id=workspace.organization_id,
        workspace_id=workspace.id,
        name=_NAMES[product_type],
        product_type=product_type,
        is_default=True,
        live_version=1,
        created_at=clock.wall(),
    )


def _first_version(actor: Actor, workspace: Workspace, assistant: Assistant) -> AssistantVersion:
    document = default_document(
        workspace.sector, assistant.product_type.value, workspace.name, workspace.languages[0]
    )
    return _version(actor, assistant, 1, document, "As delivered")


def _version(
    actor: Actor, assistant: Assistant, number: int, document: AssistantDocument, message: str
) -> AssistantVersion:
    return AssistantVersion(
        organization_id=assistant.organization_id,
        assistant_id=assistant.id,
        number=number,
        document=document.model_dump(mode="json"),
        author_id=actor.id if actor.kind is ActorKind.OPERATOR else None,
        message=message[:500],
        created_at=clock.wall(),
    )
