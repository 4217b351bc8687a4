"""The language model of one workspace: where it is asked, with a key that is kept encrypted."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock, tokens
from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid
from caly_app.models import StoredEndpoint, TimelineKind
from caly_app.ports import LanguageModel, Message, ModelAnswer, ModelEndpoint
from caly_app.services import timeline, workspaces
from caly_app.settings import settings

MODEL_KEY = "model key"  # what it is sealed for
_TEST_SECONDS = 8.0
_IS_THERE: dict[str, object] = {
    "type": "object",
    "properties": {"is_there": {"type": "boolean"}},
    "required": ["is_there"],
}


@dataclass(frozen=True)
class EndpointView:
    """What may be shown of it: never the key."""

    url: str
    model: str
    has_key: bool
    changed_at: datetime


async def of_workspace(session: Session, actor: Actor) -> EndpointView | None:
    """None: it has the installation's model, if there is one. Raises Forbidden."""
    _may(actor)
    found = await session.exec(
        select(StoredEndpoint).where(StoredEndpoint.workspace_id == actor.workspace_id)
    )
    stored = found.one_or_none()
    return (
        EndpointView(stored.url, stored.model, bool(stored.sealed_key), stored.changed_at) if stored else None
    )


async def change(session: Session, actor: Actor, url: str, model: str, key: str | None) -> EndpointView:
    """From the next message on. `key` None: the one that is kept, if the address stays the same.

    Raises Forbidden or Invalid, by field.
    """
    return await put(session, actor, await checked(session, actor, url, model, key))


async def put(session: Session, actor: Actor, endpoint: ModelEndpoint) -> EndpointView:
    """As change(), with one that was checked before. Raises Forbidden."""
    _may(actor)
    assert actor.workspace_id
    now = clock.wall()
    values = {
        "url": endpoint.url,
        "model": endpoint.model,
        "sealed_key": endpoint.sealed_key,
        "changed_at": now,
    }
    row = insert(StoredEndpoint).values(
        id=uuid7(), organization_id=actor.organization_id, workspace_id=actor.workspace_id, **values
    )
    await session.exec(row.on_conflict_do_update(index_elements=["workspace_id"], set_=values))
    await _tell(session, actor, has_model=True)
    return EndpointView(endpoint.url, endpoint.model, bool(endpoint.sealed_key), now)


async def remove(session: Session, actor: Actor) -> None:
    """It has the installation's model again, if there is one. Nothing happens when it had none of its own."""
    _may(actor)
    await session.exec(delete(StoredEndpoint).where(col(StoredEndpoint.workspace_id) == actor.workspace_id))
    await _tell(session, actor, has_model=False)


async def checked(session: Session, actor: Actor, url: str, model: str, key: str | None) -> ModelEndpoint:
    """As it would be stored. A kept key goes nowhere else than where it was meant for."""
    _may(actor)
    url, model = url.strip().rstrip("/"), model.strip()
    wrong: dict[str, str] = {}
    if problem := _what_is_wrong(url):
        wrong["url"] = problem
    if not model:
        wrong["model"] = "Please name a model."
    found = await session.exec(
        select(StoredEndpoint).where(StoredEndpoint.workspace_id == actor.workspace_id)
    )
    stored = found.one_or_none()
    if key is None and stored and stored.sealed_key and stored.url != url:
        wrong["key"] = "Please give the key for this address."
    if wrong:
        raise Invalid(fields=wrong)
    if key is None:
        return ModelEndpoint(url, model, stored.sealed_key if stored else b"")
    return ModelEndpoint(url, model, tokens.seal(MODEL_KEY, key.encode()) if key else b"")


async def tried(model: LanguageModel) -> ModelAnswer:
    """One small question. No transaction is open meanwhile. Raises Unavailable."""
    question = [Message("user", 'Answer with this JSON object and nothing else: {"is_there": true}')]
    return await model.answer(question, schema=_IS_THERE, seconds=_TEST_SECONDS)


def _what_is_wrong(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "This is no address."
    if parts.scheme not in ("http", "https") or not host:
        return "Please give an address that begins with https://."
    if parts.scheme == "http" and not settings.model_private_urls:
        return "Please give an address that begins with https://: the key would travel in the open."
    if parts.username or parts.password or parts.query or parts.fragment:
        return "Please give the address alone, without a name, a question mark or a hash."
    return ""


def _may(actor: Actor) -> None:
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("You may not change this workspace.")


async def _tell(session: Session, actor: Actor, *, has_model: bool) -> None:
    assert actor.workspace_id
    await workspaces.touch(session, actor.workspace_id)
    timeline.record(
        session, actor, TimelineKind.WORKSPACE_CHANGED, changed="language_model", has_own_model=has_model
    )
