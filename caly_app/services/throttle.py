"""How often somebody may fail, and at what: passwords, mailed links, requests for them.

Counted by client and e-mail address together, and by client alone; never by e-mail address alone, so that
nobody can lock out somebody else by failing in their name. Whoever has signed in from a browser before
(it keeps a signed mark) is counted by that browser, whatever others of the same address do.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock, db, tokens
from caly_app.db import Session
from caly_app.errors import TooMany
from caly_app.models import SignInAttempt
from caly_app.settings import settings

WINDOW = timedelta(minutes=5)
OF_ONE_CLIENT = 10  # times as often as for one address: an office has many people


class TooManyAttempts(TooMany):
    """There were too many attempts. Please wait a few minutes and try again."""


@dataclass(frozen=True)
class Client:
    """Who is at the other end, as far as it can be known."""

    address: str = ""  # or network: whatever counts as one
    user_agent: str = ""
    mark: str = ""  # of a browser that somebody has signed in with before


@asynccontextmanager
async def attempt(at: str, client: Client, email: str, account_id: UUID | None = None) -> AsyncIterator[None]:
    """Around what may fail: it counts unless the block comes to its end.

    Counted before it begins, so that many at once are no way round. Raises TooManyAttempts.
    """
    limits = _limits(at, client, email, account_id)
    async with db.lookup() as session:
        counted = await _count(session, limits)
    yield
    async with db.lookup() as session:
        await one_at_a_time(session, limits)  # each clears away what the others have counted
        await session.exec(delete(SignInAttempt).where(col(SignInAttempt.id).in_(counted)))
        await session.exec(delete(SignInAttempt).where(col(SignInAttempt.subject) == next(iter(limits))))


async def count(at: str, client: Client, email: str) -> None:
    """For what counts whether it succeeds or not. Raises TooManyAttempts."""
    async with db.lookup() as session:
        await _count(session, _limits(at, client, email, None))


def mark_for(account_id: UUID) -> str:
    """What a browser keeps after a sign-in."""
    body = account_id.bytes + uuid7().bytes
    return urlsafe_b64encode(body + tokens.mac("browser mark", body)).decode().rstrip("=")


def _limits(at: str, client: Client, email: str, account_id: UUID | None) -> dict[bytes, int]:
    """Subject -> how many failures it may have. The first is the narrowest."""
    most = settings.limit_failed_sign_ins
    if account_id and _is_marked_for(client.mark, account_id):
        return {_subject(at, "browser", client.mark): most}
    return {
        _subject(at, "client and address", client.address, email): most,
        _subject(at, "client", client.address): most * OF_ONE_CLIENT,
    }


async def _count(session: Session, limits: dict[bytes, int]) -> list[UUID]:
    """The ids of the attempts written down: one for each subject."""
    now = clock.wall()
    await one_at_a_time(session, limits)
    for subject, most in limits.items():
        failures = await _failures(session, subject, now)
        if len(failures) >= most:
            raise TooManyAttempts(retry_after_seconds=_seconds_until(failures[-most] + WINDOW, now))
    attempts = [SignInAttempt(subject=subject, attempted_at=now) for subject in limits]
    session.add_all(attempts)
    await session.flush()
    return [attempt.id for attempt in attempts]


async def one_at_a_time(session: Session, subjects: Collection[bytes]) -> None:
    """Until this transaction ends. In one order, so that two of them cannot wait for each other."""
    for subject in sorted(subjects):
        lock = int.from_bytes(subject[:8], signed=True)
        await session.exec(select(func.pg_advisory_xact_lock(lock)))


async def _failures(session: Session, subject: bytes, now: datetime) -> list[datetime]:
    found = await session.exec(
        select(SignInAttempt.attempted_at)
        .where(SignInAttempt.subject == subject, SignInAttempt.attempted_at > now - WINDOW)
        .order_by(col(SignInAttempt.attempted_at))
    )
    return list(found)


def _seconds_until(then: datetime, now: datetime) -> int:
    return max(1, round((then - now).total_seconds()))


def _subject(*parts: str) -> bytes:
    return tokens.mac("throttle", "\0".join(parts).encode(errors="replace"))


def _is_marked_for(mark: str, account_id: UUID) -> bool:
    try:
        raw = urlsafe_b64decode(mark.encode() + b"==")
    except (NotBase64, ValueError):
        return False
    body, signature = raw[:32], raw[32:]
    return body[:16] == account_id.bytes and hmac.compare_digest(signature, tokens.mac("browser mark", body))
