"""Candidates beside the live understanding: they read real turns, and do nothing."""

from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, StrictBool

from caly_app import db
from caly_app.actor import Actor, Permission
from caly_app.api.authentication import PEOPLE, require
from caly_app.api.idempotency import Once
from caly_app.api.metrics import ShareView
from caly_app.api.paging import Asked, Page, page
from caly_app.api.reviews import ReviewView
from caly_app.api.text import Text, Utc
from caly_app.db import Session
from caly_app.models import ShadowKind, ShadowState
from caly_app.queries import shadows as shadow_queries
from caly_app.queries.shadows import Disagreement, Standing
from caly_app.services import shadows
from caly_app.services.own_words import NewPhrase
from caly_app.services.shadows import NewModel, NewShadow

router = APIRouter(prefix="/shadows", tags=["learning"])

Reader = Annotated[Actor, require(Permission.READ_CONVERSATIONS)]
Answerer = Annotated[Actor, require(Permission.ANSWER_CONVERSATIONS)]
Admin = Annotated[Actor, require(Permission.CHANGE_WORKSPACES, of=PEOPLE)]


class ShadowView(BaseModel):
    id: UUID
    name: str
    kind: ShadowKind
    url: str = Field(description="Of its language model; empty: the installation's. Its key is never shown.")
    model: str
    phrases: int = Field(description="How many sentences and patterns it proposes.")
    share: float
    state: ShadowState
    started_by_name: str
    started_at: Utc
    stopped_at: Utc | None
    promoted_at: Utc | None
    agreement: ShareView = Field(description="Turns that both took for the same, of those it has read.")
    wishes: ShareView = Field(description="Of these, what was said with nothing asked.")
    answers: ShareView = Field(description="Of these, what was said to an open question.")
    unanswered: int = Field(description="Turns at which its model was away: they count for nothing.")
    milliseconds: float | None = Field(description="For a turn, on average.")
    cost_micros: int = Field(description="Millionths of a US dollar, in all.")

    @classmethod
    def of(cls, standing: Standing) -> Self:
        shadow = standing.shadow
        return cls(
            id=shadow.id,
            name=shadow.name,
            kind=shadow.kind,
            url=shadow.url,
            model=shadow.model,
            phrases=len(shadow.phrases),
            share=shadow.share,
            state=shadow.state,
            started_by_name=shadow.started_by_name,
            started_at=shadow.started_at,
            stopped_at=shadow.stopped_at,
            promoted_at=shadow.promoted_at,
            agreement=ShareView.of(standing.agreement),
            wishes=ShareView.of(standing.wishes),
            answers=ShareView.of(standing.answers),
            unanswered=standing.unanswered,
            milliseconds=standing.milliseconds,
            cost_micros=standing.cost_micros,
        )


class Shadows(BaseModel):
    items: list[ShadowView]


class NewModelBody(BaseModel):
    url: Annotated[Text, Field(max_length=300)] = Field(
        default="", description="Empty: the installation's model."
    )
    model: Annotated[Text, Field(max_length=120)] = ""
    key: Annotated[Text, Field(max_length=500)] | None = Field(
        default=None, description="Left out: the one that is kept for this address. Never shown again."
    )


class PhraseBody(BaseModel):
    intent: Annotated[Text, Field(max_length=80)]
    language: Annotated[Text, Field(max_length=2)] = "en"
    is_pattern: StrictBool = False
    text: Annotated[Text, Field(max_length=1000)]


class NewShadowBody(BaseModel):
    name: Annotated[Text, Field(max_length=80)]
    kind: ShadowKind
    share: float = Field(default=1.0, gt=0, le=1, description="Of the turns that it reads.")
    model: NewModelBody = Field(default_factory=NewModelBody)
    phrases: list[PhraseBody] = Field(default_factory=list, max_length=shadows.PHRASES_AT_MOST)


class DisagreementView(BaseModel):
    id: UUID
    conversation_id: UUID
    turn_id: UUID
    words: str
    live_intent: str = Field(description="Empty: not understood.")
    live_confidence: float | None
    intent: str = Field(description="What the candidate took it for.")
    confidence: float | None
    asked: list[str] = Field(description="What the agent had asked before; empty: it was a new wish.")
    live_heard: list[str] = Field(description="What was heard, by the names of commands, without values.")
    heard: list[str] = Field(description="The same by the candidate.")
    differs: list[str] = Field(description="Of what both heard, what they heard another value of.")
    read_at: Utc
    meant: str | None = Field(description="What a person has said of it.")

    @classmethod
    def of(cls, found: Disagreement) -> Self:
        return cls.model_validate(found, from_attributes=True)


class Judgement(BaseModel):
    right: Literal["live", "candidate"]


@router.get("")
async def list_shadows(actor: Reader) -> Shadows:
    """Those that run first, then the newest; fifty at most."""
    async with db.transaction(actor) as session:
        found = await shadow_queries.all_of(session, actor)
    return Shadows(items=[ShadowView.of(each) for each in found])


@router.post("", status_code=201, response_model=ShadowView)
async def start_shadow(actor: Admin, body: NewShadowBody, once: Once) -> Response | ShadowView:
    """It reads turns that are answered from now on; three run at most."""
    new = NewShadow(
        name=body.name,
        kind=body.kind,
        share=body.share,
        model=NewModel(body.model.url, body.model.model, body.model.key),
        phrases=[NewPhrase(each.intent, each.language, each.is_pattern, each.text) for each in body.phrases],
    )

    async def change(session: Session) -> ShadowView:
        return await _shown(session, actor, (await shadows.start(session, actor, new)).id)

    return await once.run(actor, change)


@router.get("/{shadow_id}")
async def get_shadow(actor: Reader, shadow_id: UUID) -> ShadowView:
    async with db.transaction(actor) as session:
        return await _shown(session, actor, shadow_id)


@router.post("/{shadow_id}/stop", response_model=ShadowView)
async def stop_shadow(actor: Admin, shadow_id: UUID, once: Once) -> Response | ShadowView:
    """What it has read stays."""

    async def change(session: Session) -> ShadowView:
        return await _shown(session, actor, (await shadows.stop(session, actor, shadow_id)).id)

    return await once.run(actor, change)


@router.post("/{shadow_id}/promote", response_model=ShadowView)
async def promote_shadow(actor: Admin, shadow_id: UUID, once: Once) -> Response | ShadowView:
    """Its words or its model become the live ones, from the next message on."""

    async def change(session: Session) -> ShadowView:
        return await _shown(session, actor, (await shadows.promote(session, actor, shadow_id)).id)

    return await once.run(actor, change)


@router.get("/{shadow_id}/disagreements")
async def list_disagreements(actor: Reader, shadow_id: UUID, asked: Asked) -> Page[DisagreementView]:
    """Turns that it takes for something else than the live one did, the newest first."""
    async with db.transaction(actor) as session:
        rows = await shadow_queries.disagreements(
            session, actor, shadow_id, after=asked.after, limit=asked.rows
        )
    return page(asked, rows, key=lambda row: (row.read_at, row.id), show=DisagreementView.of)


@router.post("/readings/{reading_id}/judge", response_model=ReviewView)
async def judge_reading(
    actor: Answerer, reading_id: UUID, body: Judgement, once: Once
) -> Response | ReviewView:
    """Says which of the two was right: a review of this turn, as /reviews has it."""

    async def change(session: Session) -> ReviewView:
        return ReviewView.of(await shadows.judge(session, actor, reading_id, body.right))

    return await once.run(actor, change)


async def _shown(session: Session, actor: Actor, shadow_id: UUID) -> ShadowView:
    await session.flush()
    return ShadowView.of(await shadow_queries.standing(session, actor, shadow_id))
