"""The language model of one workspace."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from caly_app import db, wiring
from caly_app.actor import Actor, Permission
from caly_app.agents.config import Tone
from caly_app.api.authentication import PEOPLE, require
from caly_app.api.text import Text, Utc
from caly_app.errors import Invalid, Unavailable
from caly_app.queries import business as business_queries
from caly_app.services import assistants, model_endpoints, model_use
from caly_app.settings import settings

router = APIRouter(prefix="/model", tags=["model"])

Admin = Annotated[Actor, require(Permission.CHANGE_WORKSPACES, of=PEOPLE)]


class ModelIn(BaseModel):
    url: Annotated[Text, Field(max_length=300, examples=["https://models.example.org/v1"])]
    model: Annotated[Text, Field(max_length=120, examples=["small"])]
    key: Annotated[Text, Field(max_length=500)] | None = Field(
        default=None, description="Left out: the one that is kept. Never shown again."
    )


class ModelPut(ModelIn):
    try_first: bool = Field(
        default=False, description="Asked one question first, and kept only if it answers; else 422."
    )


class ModelView(BaseModel):
    is_own: bool = Field(description="False: the installation's, if there is one.")
    url: str
    model: str
    has_key: bool
    changed_at: Utc | None


class ModelKept(ModelView):
    was_tried: bool = Field(description="False: nobody has asked it yet. `POST /model/test` does.")


class OfModelView(BaseModel):
    model: str
    asked: int
    cost_micros: int


class Today(BaseModel):
    """Since midnight UTC. Costs are millionths of a US dollar."""

    asked: int = Field(description="Answers that a model has given.")
    questions: int = Field(description="Free questions that were answered, or could not be.")
    kept: int = Field(description="Of those, from answers that were known already.")
    kept_share: float
    cost_micros: int
    left_micros: int = Field(description="Of the budget of this workspace for the day.")
    models: list[OfModelView] = Field(description="By name; blank: nobody knows any more which one.")


class ModelNow(ModelView):
    is_away: bool = Field(description="It failed so often of late that nobody waits for it.")
    small: str = Field(description="A cheaper one of the installation's, asked first; blank: none.")
    tone: Tone = Field(description="In which the chat says outcomes; plain: as our templates do.")
    today: Today


class ToneIn(BaseModel):
    tone: Tone


class Tried(BaseModel):
    answers: bool
    milliseconds: float | None = None
    problem: str = ""


@router.get("")
async def get_model(actor: Admin) -> ModelNow:
    """Which one answers for this workspace, in which tone, and what it has cost today. No key is shown."""
    assert actor.workspace_id
    async with db.transaction(actor) as session:
        own = await model_endpoints.of_workspace(session, actor)
        tone = await assistants.tone_of(session, actor)
        used = await model_use.today(session, actor)
        facts = await business_queries.of_workspace(session, actor.workspace_id)
    name = settings.model_name if settings.has_model else ""
    return ModelNow(
        is_own=own is not None,
        url=own.url if own else "",
        model=own.model if own else name,
        has_key=bool(own and own.has_key),
        changed_at=own.changed_at if own else None,
        is_away=wiring.is_model_away(facts.model),
        small=settings.model_name_small if name and not own else "",
        tone=tone,
        today=Today(
            asked=used.asked,
            questions=used.questions,
            kept=used.kept,
            kept_share=round(used.kept_share, 3),
            cost_micros=used.cost_micros,
            left_micros=used.left_micros,
            models=[
                OfModelView(model=of.name, asked=of.asked, cost_micros=of.cost_micros) for of in used.models
            ],
        ),
    )


@router.put("/tone", status_code=204)
async def put_tone(actor: Admin, body: ToneIn) -> None:
    """A new version of the chat assistant, for new conversations."""
    async with db.transaction(actor) as session:
        await assistants.change_tone(session, actor, body.tone)


@router.put("")
async def put_model(actor: Admin, body: ModelPut) -> ModelKept:
    """One of its own, from the next message on. It is tried only with `try_first`."""
    async with db.transaction(actor) as session:
        endpoint = await model_endpoints.checked(session, actor, body.url, body.model, body.key)
    if body.try_first:
        try:
            await model_endpoints.tried(wiring.own_model(endpoint))
        except Unavailable as error:
            raise Invalid(fields={"url": error.message}) from error
    async with db.transaction(actor) as session:
        own = await model_endpoints.put(session, actor, endpoint)
    return ModelKept(
        is_own=True,
        url=own.url,
        model=own.model,
        has_key=own.has_key,
        changed_at=own.changed_at,
        was_tried=body.try_first,
    )


@router.delete("", status_code=204)
async def delete_model(actor: Admin) -> None:
    """Back to the installation's."""
    async with db.transaction(actor) as session:
        await model_endpoints.remove(session, actor)


@router.post("/test")
async def test_model(actor: Admin, body: ModelIn) -> Tried:
    """One small question, before it is kept. Nothing is stored. `problem` says what to do."""
    async with db.transaction(actor) as session:
        endpoint = await model_endpoints.checked(session, actor, body.url, body.model, body.key)
    try:
        answer = await model_endpoints.tried(wiring.own_model(endpoint))
    except Unavailable as error:
        return Tried(answers=False, problem=error.message)
    return Tried(answers=True, milliseconds=answer.milliseconds)
