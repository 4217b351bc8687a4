"""API keys: a person makes them for a workspace, and sees each of them once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from caly_app import db
from caly_app.actor import KEY_SCOPES, Actor, Permission
from caly_app.api.authentication import PEOPLE, require
from caly_app.api.idempotency import Once
from caly_app.api.text import Text
from caly_app.queries import api_keys as key_queries
from caly_app.services import api_keys

router = APIRouter(prefix="/api-keys", tags=["keys"])

ChangesKeys = Annotated[Actor, require(Permission.CHANGE_KEYS, of=PEOPLE)]

_SCOPES = sorted(scope.value for scope in KEY_SCOPES)


class KeyView(BaseModel):
    id: UUID
    name: str
    start: str = Field(description="The first letters, to recognise it by.")
    scopes: Sequence[str]
    created_at: datetime
    last_used_at: datetime | None


class Keys(BaseModel):
    items: Sequence[KeyView]
    next: None = None


class NewKey(BaseModel):
    name: Annotated[Text, Field(max_length=100, examples=["Website"])]
    scopes: list[Text] = Field(
        max_length=50, description=f"Some of: {', '.join(_SCOPES)}", examples=[_SCOPES]
    )


class ShownOnce(BaseModel):
    id: UUID
    name: str
    key: str = Field(description="Shown this once: only its hash is stored.")
    scopes: Sequence[str]


@router.get("")
async def list_keys(actor: ChangesKeys) -> Keys:
    """Those that open the workspace, newest first."""
    async with db.transaction(actor) as session:
        found = await key_queries.all_of(session, actor)
    return Keys(items=[KeyView.model_validate(each, from_attributes=True) for each in found])


@router.post("", status_code=201, response_model=ShownOnce)
async def create_key(body: NewKey, actor: ChangesKeys, once: Once) -> Response | ShownOnce:
    async def change(session: db.Session) -> ShownOnce:
        made = await api_keys.create(session, actor, body.name, body.scopes)
        return ShownOnce(id=made.id, name=made.name, key=made.key, scopes=made.scopes)

    return await once.run(actor, change)


@router.delete("/{key_id}", status_code=204)
async def revoke_key(
    key_id: UUID, actor: Annotated[Actor, require(Permission.CHANGE_KEYS, of=PEOPLE, anywhere=True)]
) -> None:
    """It opens nothing from here on."""
    async with db.transaction(actor) as session:
        await api_keys.revoke(session, actor, key_id)
