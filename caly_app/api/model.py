"""The language model of one workspace."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from caly_app import db, wiring
from caly_app.actor import Actor, Permission
from caly_app.api.authentication import PEOPLE, require
from caly_app.api.text import Text, Utc
from caly_app.errors import Unavailable
from caly_app.services import model_endpoints
from caly_app.settings import settings

router = APIRouter(prefix="/model", tags=["model"])

Admin = Annotated[Actor, require(Permission.CHANGE_WORKSPACES, of=PEOPLE)]


class ModelIn(BaseModel):
    url: Annotated[Text, Field(max_length=300, examples=["https://models.example.org/v1"])]
    model: Annotated[Text, Field(max_length=120, examples=["small"])]
    key: Annotated[Text, Field(max_length=500)] | None = Field(
        default=None, description="Left out: the one that is kept. Never shown again."
    )


class ModelView(BaseModel):
    is_own: bool = Field(description="False: the installation's, if there is one.")
    url: str
    model: str
    has_key: bool
    changed_at: Utc | None


class Tried(BaseModel):
    answers: bool
    milliseconds: float | None = None
    problem: str = ""


@router.get("")
async def get_model(actor: Admin) -> ModelView:
    """Which one answers for this workspace; its key is never shown."""
    async with db.transaction(actor) as session:
        own = await model_endpoints.of_workspace(session, actor)
    if own:
        return ModelView(
            is_own=True, url=own.url, model=own.model, has_key=own.has_key, changed_at=own.changed_at
        )
    name = settings.model_name if settings.has_model else ""
    return ModelView(is_own=False, url="", model=name, has_key=False, changed_at=None)


@router.put("")
async def put_model(actor: Admin, body: ModelIn) -> ModelView:
    """One of its own, from the next message on."""
    async with db.transaction(actor) as session:
        own = await model_endpoints.change(session, actor, body.url, body.model, body.key)
    return ModelView(
        is_own=True, url=own.url, model=own.model, has_key=own.has_key, changed_at=own.changed_at
    )


@router.delete("", status_code=204)
async def delete_model(actor: Admin) -> None:
    """Back to the installation's."""
    async with db.transaction(actor) as session:
        await model_endpoints.remove(session, actor)


@router.post("/test")
async def test_model(actor: Admin, body: ModelIn) -> Tried:
    """One small question, before it is kept. Nothing is stored."""
    async with db.transaction(actor) as session:
        endpoint = await model_endpoints.checked(session, actor, body.url, body.model, body.key)
    try:
        answer = await model_endpoints.tried(wiring.own_model(endpoint))
    except Unavailable as error:
        return Tried(answers=False, problem=error.message)
    return Tried(answers=True, milliseconds=answer.milliseconds)
