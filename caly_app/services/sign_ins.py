"""Who holds a token: beginning a sign-in, finding it again, ending it. For every door.

That somebody was here is noted once a minute at most.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from caly_app import clock, db, doorbell, tokens
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import Account, ApiKey, SignIn, TimelineKind
from caly_app.queries import sign_ins as sign_in_queries
from caly_app.queries.sign_ins import KeyHolder, SignedIn
from caly_app.services import timeline
from caly_app.services.throttle import Client
from caly_app.settings import settings

COOKIE = "caly_session"  # holds the token of somebody who uses our pages
NOTE_EVERY = timedelta(minutes=1)


async def start(session: Session, actor: Actor, client: Client) -> str:
    """Signs the person in, and gives the token: it is not to be had again."""
    token, now = tokens.new_secret(), clock.wall()
    session.add(
        SignIn(
            organization_id=actor.organization_id,
            account_id=actor.id,
            token_hash=tokens.hash_of(token),
            user_agent="".join(letter for letter in client.user_agent if letter.isprintable())[:300],
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(days=settings.sign_in_days),
        )
    )
    await session.exec(
        update(Account).where(col(Account.id) == actor.id).values(last_organization_id=actor.organization_id)
    )
    timeline.record(session, actor, TimelineKind.SIGNED_IN)
    return token


async def find(token: str) -> SignedIn | KeyHolder | None:
    """The person (token of a sign-in) or program (API key). None: unknown, expired, revoked, removed."""
    if not token or tokens.is_customers(token):
        return None
    token_hash = tokens.hash_of(token)
    async with db.single_statements() as driver:  # each request asks this, and each open page at each ring
        if token.startswith(tokens.KEY_PREFIX):
            return await sign_in_queries.by_api_key(driver, token_hash)
        return await sign_in_queries.by_token(driver, token_hash)


async def note_use(holder: SignedIn | KeyHolder) -> None:
    """Opens its own transaction, for the door has none yet."""
    now = clock.wall()
    async with db.transaction(holder.actor) as session:
        match holder:
            case SignedIn(sign_in_id=sign_in_id):
                seen = update(SignIn).where(col(SignIn.id) == sign_in_id).values(last_seen_at=now)
                await session.exec(seen)
            case KeyHolder(actor=actor):
                used = update(ApiKey).where(col(ApiKey.id) == actor.id).values(last_used_at=now)
                await session.exec(used)


def is_worth_noting(holder: SignedIn | KeyHolder) -> bool:
    last: datetime | None = holder.last_seen_at if isinstance(holder, SignedIn) else holder.last_used_at
    return last is None or clock.wall() - last > NOTE_EVERY


async def end(session: Session, signed_in: SignedIn) -> None:
    """This browser or client only."""
    await _end(session, signed_in.actor.id, only=signed_in.sign_in_id)


async def end_all(session: Session, account_id: UUID, *, except_for: Collection[UUID] = ()) -> None:
    """Everywhere within the organization of this transaction; open pages of the person look at once."""
    await _end(session, account_id, except_for=except_for)


async def _end(
    session: Session, account_id: UUID, *, only: UUID | None = None, except_for: Collection[UUID] = ()
) -> None:
    ends = (
        update(SignIn)
        .where(col(SignIn.account_id) == account_id, col(SignIn.revoked_at).is_(None))
        .values(revoked_at=clock.wall())
    )
    if only:
        ends = ends.where(col(SignIn.id) == only)
    if except_for:
        ends = ends.where(col(SignIn.id).not_in(except_for))
    await session.exec(ends)
    doorbell.ring(session, doorbell.account(account_id))
