"""One more draft of knowledge, unless the same words are known: for whoever makes drafts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from uuid_utils.compat import uuid7

from caly_app import doorbell
from caly_app.actor import Actor
from caly_app.agents.passages import name_of, wording
from caly_app.db import Session
from caly_app.models import Draft, DraftSource, DraftState

QUESTION_AT_MOST, TEXT_AT_MOST = 300, 2000
_MARK = re.compile(r"\[[^\[\]\n]{1,40}\]")


@dataclass(frozen=True)
class NewDraft:
    """`masked`: what stands in the words for what was hidden in them."""

    source: DraftSource
    question: str
    text: str
    masked: Sequence[str]
    wording: str
    at: datetime
    by: str = ""
    conversation_id: UUID | None = None
    turn_id: UUID | None = None
    gap_id: UUID | None = None


async def propose(session: Session, actor: Actor, new: NewDraft) -> UUID | None:
    """None where the same words, or that turn, have a draft: whatever was decided on it, it stays so."""
    assert actor.workspace_id
    row = insert(Draft).values(
        id=uuid7(),
        organization_id=actor.organization_id,
        workspace_id=actor.workspace_id,
        source=new.source,
        state=DraftState.OPEN,
        question=new.question,
        text=new.text,
        name=name_of(new.question),
        masked=list(new.masked),
        wording=new.wording,
        conversation_id=new.conversation_id,
        turn_id=new.turn_id,
        gap_id=new.gap_id,
        created_by_name=new.by,
        created_at=new.at,
    )
    made = await session.exec(row.on_conflict_do_nothing().returning(col(Draft.id)))
    draft_id: UUID | None = made.scalar_one_or_none()
    if draft_id:
        doorbell.ring(session, doorbell.learning_of(actor.workspace_id))
    return draft_id


def wording_of(question: str, text: str) -> str:
    return sha256(wording(question, "\n", text).encode(errors="replace")).hexdigest()


def marks(said: str, masked: str) -> list[str]:
    """What stands in `masked` instead of words of `said`: "[phone ...23]"."""
    return sorted(set(_MARK.findall(masked)) - set(_MARK.findall(said)))
