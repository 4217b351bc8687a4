"""Links that are mailed: each is good for one purpose, once, for a while."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import col, select

from caly_app import clock, db, doorbell, tokens
from caly_app.actor import Actor, Role
from caly_app.db import Session
from caly_app.errors import NotFound, TooMany
from caly_app.models import Account, AccountToken, AccountTokenKind, TimelineKind
from caly_app.queries import accounts as account_queries
from caly_app.queries.accounts import FoundToken
from caly_app.queries.sign_ins import SignedIn, person
from caly_app.services import mail, timeline
from caly_app.services.idempotency_keys import Sent
from caly_app.settings import settings

GOOD_FOR = {
    AccountTokenKind.VERIFY_EMAIL: timedelta(days=3),
    AccountTokenKind.RESET_PASSWORD: timedelta(hours=1),
}
MAILS_AN_HOUR = 5
SECONDS_BETWEEN = 30


class LinkGone(NotFound):
    """This link is no longer good. Ask for a new one."""


class MailedAlready(TooMany):
    """We have just mailed it. Please look into your mail, or wait a minute."""


async def mail_verification(signed_in: SignedIn, sent: Sent | None = None) -> None:
    """Once more. Does nothing when the address is verified. Raises MailedAlready."""
    async with db.transaction(signed_in.actor) as session:
        account = await account_queries.own(session, signed_in.actor)
        if account.email_verified_at or (sent and await sent.was_answered(session, signed_in.actor)):
            return
        last, in_an_hour = await mailed_lately(session, account.id, AccountTokenKind.VERIFY_EMAIL)
        if in_an_hour >= MAILS_AN_HOUR:
            raise MailedAlready(retry_after_seconds=3600)
        if last < SECONDS_BETWEEN:
            raise MailedAlready(retry_after_seconds=SECONDS_BETWEEN)
        await write_verification(session, account, signed_in.actor.organization_id)
        if sent:
            sent.note(session, signed_in.actor)


async def write_verification(session: Session, account: Account, organization_id: UUID) -> None:
    token, made = make(session, account.id, AccountTokenKind.VERIFY_EMAIL)
    await mail.write(
        session,
        organization_id,
        key=f"verify:{made.id}",
        to=account.email,
        subject="Please verify your e-mail address",
        text=(
            f"Hello {account.name},\n\nwelcome to Caly. Please open this link to show that this address is "
            f"yours:\n\n{settings.address}/verify?token={token}\n\n"
            "It is good for three days. Until then you can set everything up, but not invite anybody.\n\n"
            "If you have not signed up, you need not do anything.\n"
        ),
    )


async def verify(token: str) -> None:
    """The address is the person's. Opening the link again does no harm. Raises LinkGone."""
    found = await find(token, AccountTokenKind.VERIFY_EMAIL, also_used=True)
    assert found.organization_id
    actor = await actor_of(found)
    async with db.transaction(actor) as session:
        account = await account_queries.own(session, actor)
        if account.email_verified_at:
            return
        if found.used_at:
            raise LinkGone
        await use_up(session, account.id, AccountTokenKind.VERIFY_EMAIL)
        account.email_verified_at = clock.wall()
        timeline.record(session, actor, TimelineKind.EMAIL_VERIFIED)
        doorbell.ring(session, doorbell.account(account.id))


def make(session: Session, account_id: UUID, kind: AccountTokenKind) -> tuple[str, AccountToken]:
    """The secret for the link, and what is stored of it."""
    token, now = tokens.new_secret(), clock.wall()
    made = AccountToken(
        account_id=account_id,
        kind=kind,
        token_hash=tokens.hash_of(token),
        created_at=now,
        expires_at=now + GOOD_FOR[kind],
    )
    session.add(made)
    return token, made


async def find(token: str, kind: AccountTokenKind, *, also_used: bool = False) -> FoundToken:
    """Raises LinkGone; also for a person who belongs to no organization any more."""
    async with db.lookup() as session:
        found = await account_queries.find_token(session, tokens.hash_of(token))
    if (
        found is None
        or found.kind != kind
        or found.organization_id is None
        or found.expires_at <= clock.wall()
        or (found.used_at and not also_used)
    ):
        raise LinkGone
    return found


async def actor_of(found: FoundToken) -> Actor:
    """Whoever the link was mailed to."""
    async with db.lookup() as session:
        memberships = await account_queries.memberships(session, found.account_id)
    for membership in memberships:
        if membership.organization_id == found.organization_id:
            return person(found.account_id, membership.organization_id, Role(membership.role), "")
    raise LinkGone


async def use_up(session: Session, account_id: UUID, kind: AccountTokenKind) -> bool:
    """All links of this kind. False when none was left: somebody was quicker."""
    used = await session.exec(
        update(AccountToken)
        .where(
            col(AccountToken.account_id) == account_id,
            col(AccountToken.kind) == kind,
            col(AccountToken.used_at).is_(None),
        )
        .values(used_at=clock.wall())
    )
    return bool(used.rowcount)


async def mailed_lately(session: Session, account_id: UUID, kind: AccountTokenKind) -> tuple[float, int]:
    """Seconds since the last one, and how many there were within an hour."""
    now = clock.wall()
    found = await session.exec(
        select(func.max(AccountToken.created_at), func.count()).where(
            AccountToken.account_id == account_id,
            AccountToken.kind == kind,
            AccountToken.created_at > now - timedelta(hours=1),
        )
    )
    last, in_an_hour = found.one()
    return ((now - last).total_seconds() if last else float("inf")), in_an_hour
