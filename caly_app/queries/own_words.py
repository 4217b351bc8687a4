"""A business's own words, as its agents know them and as people look at them."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlmodel import col, select

from caly_app.actor import Actor
from caly_app.agents.understanding.own_head import OwnHead
from caly_app.agents.understanding.own_words import NO_WORDS, OwnWords, Phrase
from caly_app.db import Session
from caly_app.errors import NotFound
from caly_app.models import OwnHeadRow, OwnPhrase


class PhraseNotFound(NotFound):
    """There are no such words of yours."""


@dataclass(frozen=True)
class PhraseRow:
    id: UUID
    intent: str
    language: str
    is_pattern: bool
    text: str


async def of_workspace(session: Session, workspace_id: UUID) -> OwnWords:
    """Oldest first; with the head that was built of the sentences, if there is one."""
    rows = await _rows(session, workspace_id)
    if not rows:
        return NO_WORDS
    found = await session.exec(select(OwnHeadRow).where(OwnHeadRow.workspace_id == workspace_id))
    head = found.one_or_none()
    phrases = [Phrase(row.intent, row.language, row.is_pattern, row.text) for row in rows]
    return OwnWords.of(phrases, _head(head) if head else None)


async def phrases_of(session: Session, workspace_id: UUID) -> list[Phrase]:
    """Oldest first."""
    return [
        Phrase(row.intent, row.language, row.is_pattern, row.text)
        for row in await _rows(session, workspace_id)
    ]


async def all_of(session: Session, actor: Actor) -> list[PhraseRow]:
    """Of the actor's workspace, oldest first."""
    assert actor.workspace_id
    return [
        PhraseRow(row.id, row.intent, row.language, row.is_pattern, row.text)
        for row in await _rows(session, actor.workspace_id)
    ]


async def one(session: Session, actor: Actor, phrase_id: UUID) -> OwnPhrase:
    found = await session.exec(
        select(OwnPhrase).where(OwnPhrase.workspace_id == actor.workspace_id, OwnPhrase.id == phrase_id)
    )
    if phrase := found.one_or_none():
        return phrase
    raise PhraseNotFound


async def learned_of(session: Session, workspace_id: UUID) -> str:
    """What the head was built from; '' where there is none."""
    found = await session.exec(select(OwnHeadRow.built_from).where(OwnHeadRow.workspace_id == workspace_id))
    return found.one_or_none() or ""


async def _rows(session: Session, workspace_id: UUID) -> list[OwnPhrase]:
    found = await session.exec(
        select(OwnPhrase)
        .where(OwnPhrase.workspace_id == workspace_id)
        .order_by(col(OwnPhrase.created_at), col(OwnPhrase.id))
    )
    return list(found)


def _head(row: OwnHeadRow) -> OwnHead:
    points = np.frombuffer(row.points, np.float16).reshape(row.sentences, -1).astype(np.float32)
    outputs = np.frombuffer(row.outputs, np.float16).astype(np.float32)
    return OwnHead(row.built_from, row.base, points, outputs.reshape(-1, row.columns))
