"""How often somebody may fail to prove who they are, in however many conversations.

In one conversation the assistant's policy says when it is enough; but conversations are free, and a birth
date could be found by trying.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func
from sqlmodel import col, select

from caly_app import clock, tokens
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import SignInAttempt

WINDOW = timedelta(hours=24)
FAILURES_AT_MOST = 100  # with one phone number or e-mail address; after that only a person can help


async def are_used_up(session: Session, actor: Actor, fingerprints: Sequence[bytes]) -> bool:
    """`fingerprints`: of the values that name somebody, as their phone number."""
    failures = await session.exec(
        select(func.count())
        .where(
            col(SignInAttempt.subject).in_([_subject(actor, one) for one in fingerprints]),
            SignInAttempt.attempted_at > clock.wall() - WINDOW,
        )
        .group_by(col(SignInAttempt.subject))
        .having(func.count() >= FAILURES_AT_MOST)
    )
    return failures.first() is not None


async def note_failure(session: Session, actor: Actor, fingerprints: Sequence[bytes]) -> None:
    now = clock.wall()
    session.add_all(SignInAttempt(subject=_subject(actor, one), attempted_at=now) for one in fingerprints)
    await session.flush()


def _subject(actor: Actor, fingerprint: bytes) -> bytes:
    assert actor.workspace_id
    return tokens.mac("failed proof", actor.workspace_id.bytes + fingerprint)
