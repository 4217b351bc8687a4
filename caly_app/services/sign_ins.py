"""Who holds a token, and that they were here: noted once a minute at most. For every door."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from caly_app import clock, db, tokens
from caly_app.models import ApiKey, SignIn
from caly_app.queries import sign_ins as sign_in_queries
from caly_app.queries.sign_ins import KeyHolder, SignedIn

NOTE_EVERY = timedelta(minutes=1)


async def find(token: str) -> SignedIn | KeyHolder | None:
    """The person (token of a sign-in) or program (API key). None: unknown, expired, revoked, removed."""
    if not token or tokens.is_customers(token):
        return None
    token_hash = tokens.hash_of(token)
    async with db.lookup() as session:
        if token.startswith(tokens.KEY_PREFIX):
            return await sign_in_queries.by_api_key(session, token_hash)
        return await sign_in_queries.by_token(session, token_hash)


async def note_use(holder: SignedIn | KeyHolder) -> None:
    """Opens its own transaction, for the door has none yet."""
    now = clock.wall()
    async with db.transaction(holder.actor) as session:
        match holder:
            case SignedIn(sign_in_id=sign_in_id):
                sign_in = update(SignIn).where(col(SignIn.id) == sign_in_id)
                await session.exec(sign_in.values(last_seen_at=now))
            case KeyHolder(actor=actor):
                key = update(ApiKey).where(col(ApiKey.id) == actor.id)
                await session.exec(key.values(last_used_at=now))


def is_worth_noting(holder: SignedIn | KeyHolder) -> bool:
    last: datetime | None = holder.last_seen_at if isinstance(holder, SignedIn) else holder.last_used_at
    return last is None or clock.wall() - last > NOTE_EVERY
