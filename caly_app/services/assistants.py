"""Deployed agents and the versions of what they may say and do."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from caly_app import clock, doorbell, outbox
from caly_app.actor import Actor, ActorKind, Permission
from caly_app.agents.channel import Channel
from caly_app.agents.config import AssistantDocument, ModelUse, Tone, default_document
from caly_app.db import Session
from caly_app.errors import Forbidden
from caly_app.models import Assistant, AssistantVersion, ProductType, TimelineKind, Workspace
from caly_app.queries import assistants as assistant_queries
from caly_app.queries import business as business_queries
from caly_app.queries import sectors as sector_queries
from caly_app.services import timeline

MODEL_USES = {
    "understands": "Understanding what your agent's own ear did not",
    "answers_from_facts": "Answering free questions from your facts",
    "phrases": "Saying outcomes in the tone of your chat",
}
_NAMES = {ProductType.CHAT: "Chat", ProductType.VOICE: "Phone"}


async def change(
    session: Session,
    actor: Actor,
    assistant_id: UUID,
    changed: Callable[[AssistantDocument], AssistantDocument],
    *,
    message: str,
    codes: Mapping[str, Any] | None = None,
) -> int:
    """A new version with what `changed` makes of the live document, live at once; its number.

    Nothing new where nothing differs. New conversations have it, those that run keep theirs. `codes`: what
    was switched, and whether it is on now, for the timeline.
    """
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("Only an admin can change an assistant.")
    assistant = await assistant_queries.locked(session, actor, assistant_id)
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
    about(**(codes or {}))
    payload = {"assistant_id": str(assistant.id), "version": number}
    await outbox.write(session, "assistant.changed", assistant.workspace_id, payload)
    doorbell.ring(session, doorbell.workspace(assistant.workspace_id))
    return number


async def tone_of(session: Session, actor: Actor) -> Tone:
    """Of the workspace's chat."""
    return (await _of_chat(session, actor)).persona.tone


async def model_use_of(session: Session, actor: Actor) -> ModelUse:
    """What a language model is asked for in the workspace's chat."""
    return (await _of_chat(session, actor)).model


async def _of_chat(session: Session, actor: Actor) -> AssistantDocument:
    assistant = await assistant_queries.for_new_conversation(session, actor, Channel.CHAT)
    return await business_queries.document(session, assistant.id, assistant.live_version)


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


async def change_model_use(session: Session, actor: Actor, uses: Mapping[str, bool]) -> None:
    """Of MODEL_USES, in chat and on the phone, for new conversations; what is not named stays.

    Each that differs is a version, with its line on the timeline. Raises Forbidden.
    """
    for use, is_on in uses.items():
        for each in await sector_queries.of_assistants(session, actor):
            await change(
                session,
                actor,
                each.assistant.id,
                partial(_with_use, use=use, is_on=is_on),
                message=f"{MODEL_USES[use]}: {'on' if is_on else 'off'}",
                codes={"use": use, "is_on": is_on},
            )


def _with_use(document: AssistantDocument, use: str, is_on: bool) -> AssistantDocument:
    return document.model_copy(update={"model": document.model.model_copy(update={use: is_on})})


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
