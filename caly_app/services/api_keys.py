"""Keys with which programs open a workspace."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from caly_app import clock, doorbell, tokens
from caly_app.actor import KEY_SCOPES, Actor, ActorKind, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden
from caly_app.models import ApiKey, TimelineKind
from caly_app.queries import api_keys as key_queries
from caly_app.services import timeline
from caly_app.services.fields import Fields

SHOWN = len(tokens.KEY_PREFIX) + 6  # letters by which a key is recognised in the list


@dataclass(frozen=True)
class NewKey:
    id: UUID
    name: str
    key: str  # shown this once
    scopes: tuple[str, ...]


async def create(session: Session, actor: Actor, name: str, scopes: Collection[str]) -> NewKey:
    """For the actor's workspace. `scopes`: some of KEY_SCOPES."""
    assert actor.workspace_id, "an API key belongs to a workspace"
    _must_be_allowed(actor)
    fields = Fields()
    name = fields.line("name", name, at_most=100)
    unknown = sorted(set(scopes) - {scope.value for scope in KEY_SCOPES})
    if unknown:
        fields.wrong["scopes"] = f"A key cannot have these: {', '.join(unknown)[:200]}."
    elif not scopes:
        fields.wrong["scopes"] = "Please choose what the key may do."
    fields.must_be_right()

    secret = tokens.new_secret(tokens.KEY_PREFIX)
    key = ApiKey(
        organization_id=actor.organization_id,
        workspace_id=actor.workspace_id,
        name=name,
        start=secret[:SHOWN],
        token_hash=tokens.hash_of(secret),
        scopes=sorted(set(scopes)),
        created_by=actor.id,
        created_at=clock.wall(),
    )
    session.add(key)
    timeline.record(session, actor, TimelineKind.KEY_CREATED, key=str(key.id))
    doorbell.ring(session, doorbell.workspace(actor.workspace_id))
    return NewKey(key.id, name, secret, tuple(key.scopes))


async def revoke(session: Session, actor: Actor, key_id: UUID) -> None:
    """It opens nothing from here on. Revoking it again changes nothing."""
    _must_be_allowed(actor)
    key = await key_queries.locked(session, actor, key_id)
    if key.revoked_at:
        return
    key.revoked_at = clock.wall()
    timeline.record(session, actor, TimelineKind.KEY_REVOKED, workspace_id=key.workspace_id, key=str(key.id))
    doorbell.ring(session, doorbell.workspace(key.workspace_id))


def _must_be_allowed(actor: Actor) -> None:
    if actor.kind is not ActorKind.OPERATOR or not actor.may(Permission.CHANGE_KEYS):
        raise Forbidden("Only an admin can make or revoke API keys.")
