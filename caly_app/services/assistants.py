"""Deployed agents and the versions of what they may say and do."""

from caly_app import clock
from caly_app.actor import Actor, ActorKind
from caly_app.agents.config import default_document
from caly_app.db import Session
from caly_app.models import Assistant, AssistantVersion, ProductType, Workspace

_NAMES = {ProductType.CHAT: "Chat", ProductType.VOICE: "Phone"}


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
    return AssistantVersion(
        organization_id=workspace.organization_id,
        assistant_id=assistant.id,
        number=1,
        document=document.model_dump(mode="json"),
        author_id=actor.id if actor.kind is ActorKind.OPERATOR else None,
        message="As delivered",
        created_at=clock.wall(),
    )
