"""Candidates beside the live understanding: another language model, or words that are not live yet.

A candidate reads real turns after they were answered (services/shadow_readings.py). Whatever it makes of
them is written down and nothing else: only a person can make it the live one.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal
from uuid import UUID

from caly_app import clock, doorbell
from caly_app.actor import Actor, Permission
from caly_app.agents.sector import Sector
from caly_app.agents.understanding.own_words import Phrase
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid, Refused
from caly_app.models import (
    OUT_OF_SCOPE,
    SMALL_TALK,
    AlreadyStopped,
    Review,
    Shadow,
    ShadowKind,
    ShadowState,
    TimelineKind,
    Workspace,
)
from caly_app.ports import ModelEndpoint
from caly_app.queries import conversations as conversation_queries
from caly_app.queries import sectors as sector_queries
from caly_app.queries import shadows as shadow_queries
from caly_app.queries import workspaces as workspace_queries
from caly_app.services import model_endpoints, own_words, reviews, timeline
from caly_app.services.fields import Fields
from caly_app.services.own_words import AlreadyThere, NewPhrase
from caly_app.settings import settings

RUNNING_AT_MOST = 3
PHRASES_AT_MOST = 100


class TooManyRun(Refused):
    """As many candidates run as can. Please stop one first."""


class NoModelToTry(Refused):
    """This installation has no language model of its own. Please give an address."""


class SameWish(Refused):
    """Both took it for the same wish, and differ only in what was said with it."""


class AlreadyLive(Refused):
    """This candidate is live already."""


@dataclass(frozen=True)
class NewModel:
    """A blank address: the installation's. `key` None: the one that is kept for this address."""

    url: str = ""
    model: str = ""
    key: str | None = None


@dataclass(frozen=True)
class NewShadow:
    """`share`: of the turns that it reads. One of `model` and `phrases` is given."""

    name: str
    kind: ShadowKind
    share: float = 1.0
    model: NewModel = NewModel()
    phrases: Sequence[NewPhrase] = ()


async def start(session: Session, actor: Actor, new: NewShadow) -> Shadow:
    """It reads from now on what was not read before. Raises Invalid by field, TooManyRun, NoModelToTry."""
    _may(actor)
    assert actor.workspace_id
    workspace = await workspace_queries.locked(session, actor, actor.workspace_id)
    fields = Fields()
    name = fields.line("name", new.name, at_most=80)
    if not 0 < new.share <= 1:
        fields.wrong["share"] = "Please choose more than 0 and at most 100 %."
    phrases = _phrases(workspace, new, fields.wrong) if new.kind is ShadowKind.WORDS else []
    if fields.wrong:
        raise Invalid(fields=fields.wrong)
    if await shadow_queries.running(session, workspace.id) >= RUNNING_AT_MOST:
        raise TooManyRun
    endpoint = await _endpoint(session, actor, new)
    now = clock.wall()
    shadow = Shadow(
        organization_id=workspace.organization_id,
        workspace_id=workspace.id,
        name=name,
        kind=new.kind,
        url=endpoint.url,
        model=endpoint.model,
        sealed_key=endpoint.sealed_key,
        phrases=[asdict(phrase) for phrase in phrases],
        share=new.share,
        started_by=actor.id,
        started_by_name=actor.name,
        started_at=now,
        read_until=now,
    )
    session.add(shadow)
    await session.flush()
    _tell(session, actor, shadow, "started")
    return shadow


async def stop(session: Session, actor: Actor, shadow_id: UUID) -> Shadow:
    """What it has read stays. Raises AlreadyStopped."""
    _may(actor)
    shadow = await shadow_queries.locked(session, actor, shadow_id)
    if not shadow.is_running:
        raise AlreadyStopped
    _stop(shadow)
    _tell(session, actor, shadow, "stopped")
    return shadow


async def promote(session: Session, actor: Actor, shadow_id: UUID) -> Shadow:
    """It becomes the live one, from the next message on, and stops as a candidate.

    Its words become own words of the business, its model the workspace's. Raises AlreadyLive, and what
    own_words and model_endpoints refuse: then nothing has changed.
    """
    _may(actor)
    assert actor.workspace_id
    shadow = await shadow_queries.locked(session, actor, shadow_id)
    if shadow.promoted_at:
        raise AlreadyLive
    if shadow.kind is ShadowKind.WORDS:
        workspace = await workspace_queries.get(session, actor, actor.workspace_id)
        for phrase in shadow.phrases:
            try:
                await own_words.add(session, actor, workspace.sector, NewPhrase(**phrase))
            except AlreadyThere:
                continue
    elif shadow.url:
        await model_endpoints.put(session, actor, ModelEndpoint(shadow.url, shadow.model, shadow.sealed_key))
    else:
        await model_endpoints.remove(session, actor)
    shadow.promoted_at = clock.wall()
    if shadow.is_running:
        _stop(shadow)
    _tell(session, actor, shadow, "promoted")
    return shadow


async def judge(
    session: Session, actor: Actor, reading_id: UUID, right: Literal["live", "candidate"]
) -> Review:
    """Which of the two was right about a turn: said as a review of it (services/reviews.py), so of the wish.

    Raises SameWish.
    """
    reading = await shadow_queries.reading(session, actor, reading_id)
    if reading.intent == reading.live_intent:
        raise SameWish
    conversation = await conversation_queries.by_id(session, actor, reading.conversation_id)
    intent = reading.live_intent if right == "live" else reading.intent
    meant = _meaning(intent, sector_queries.named(conversation.sector))
    return await reviews.propose(session, actor, conversation.id, reading.turn_id, meant)


def _meaning(intent: str, sector: Sector) -> str:
    """As reviews have it: what was not understood was nothing that its agents do."""
    if intent in sector.intents:
        return intent
    return SMALL_TALK if intent else OUT_OF_SCOPE


def _phrases(workspace: Workspace, new: NewShadow, wrong: dict[str, str]) -> list[Phrase]:
    """As they would be added; what is wrong with the first that cannot be."""
    if not 1 <= len(new.phrases) <= PHRASES_AT_MOST:
        wrong["phrases"] = f"Please give 1 to {PHRASES_AT_MOST} sentences or patterns."
        return []
    phrases = []
    for place, phrase in enumerate(new.phrases, 1):
        try:
            text = own_words.checked(workspace.sector, phrase)
        except Invalid as error:
            wrong["phrases"] = f"Line {place}: {' '.join(error.fields.values())}"
            return []
        phrases.append(Phrase(phrase.intent, phrase.language, phrase.is_pattern, text))
    return phrases


async def _endpoint(session: Session, actor: Actor, new: NewShadow) -> ModelEndpoint:
    if new.kind is ShadowKind.WORDS:
        return ModelEndpoint("", "", b"")
    if new.model.url.strip():
        return await model_endpoints.checked(session, actor, new.model.url, new.model.model, new.model.key)
    if not settings.has_model:
        raise NoModelToTry
    return ModelEndpoint("", settings.model_name, b"")


def _stop(shadow: Shadow) -> None:
    shadow.state, shadow.stopped_at = ShadowState.STOPPED, clock.wall()


def _may(actor: Actor) -> None:
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("Only an admin can try a candidate.")


def _tell(session: Session, actor: Actor, shadow: Shadow, how: str) -> None:
    timeline.record(
        session,
        actor,
        TimelineKind.WORKSPACE_CHANGED,
        workspace_id=shadow.workspace_id,
        what="candidate",
        how=how,
        shadow_id=str(shadow.id),
        candidate=shadow.kind,
    )
    doorbell.ring(session, doorbell.learning_of(shadow.workspace_id))
