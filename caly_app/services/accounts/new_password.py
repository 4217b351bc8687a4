"""Another password: for who knows the old one, and for who has forgotten it."""

import asyncio
from contextlib import suppress

from caly_app import clock, db, doorbell
from caly_app.actor import Actor, Role
from caly_app.db import Session
from caly_app.models import Account, AccountTokenKind, TimelineKind
from caly_app.queries import accounts as account_queries
from caly_app.queries import mail as mail_queries
from caly_app.queries.accounts import FoundAccount, FoundMembership
from caly_app.queries.sign_ins import SignedIn, person
from caly_app.services import mail, passwords, sign_ins, throttle, timeline
from caly_app.services.accounts import links
from caly_app.services.accounts.entrance import WrongPassword, end_elsewhere, must_be_sent_with
from caly_app.services.fields import Fields
from caly_app.services.idempotency_keys import Sent, SentOtherwise, StillAnswering
from caly_app.services.throttle import Client
from caly_app.settings import settings

_RESET = AccountTokenKind.RESET_PASSWORD
_ALWAYS_TAKES_SECONDS = 0.25


async def request_reset(email: str, client: Client, sent: Sent | None = None) -> None:
    """Mails a link, if there is such an address: neither the answer nor its time tells whether."""
    fields = Fields()
    email = fields.email("email", email)
    fields.must_be_right()
    await throttle.count("reset", client, email)
    least = asyncio.create_task(asyncio.sleep(_ALWAYS_TAKES_SECONDS))
    async with db.lookup() as session:
        account = await account_queries.find(session, email)
        memberships = await account_queries.memberships(session, account.id) if account else []
    if account and memberships:
        last_used = [one for one in memberships if one.organization_id == account.last_organization_id]
        with suppress(SentOtherwise, StillAnswering):  # the answer is the same to whoever may not know
            await _mail_link(account, (last_used or memberships)[0], sent)
    await least


async def reset_password(token: str, password: str, client: Client, sent: Sent | None = None) -> None:
    """With a mailed link. Ends all sign-ins of the person. Raises LinkGone, Invalid."""
    found = await links.find(token, _RESET, also_used=sent is not None)
    actor = await links.actor_of(found)
    async with db.transaction(actor) as session:
        account = await account_queries.own(session, actor)
        is_again = sent is not None and await sent.was_answered(session, actor)
    if is_again:
        return await must_be_sent_with(password, account, client)
    if found.used_at:
        raise links.LinkGone
    new = await _hash_of_new(password, account)
    await end_elsewhere(actor)
    async with db.transaction(actor) as session:
        account = await account_queries.own(session, actor)
        if not await links.use_up(session, account.id, _RESET):
            raise links.LinkGone
        account.password_hash = new
        account.email_verified_at = account.email_verified_at or clock.wall()
        await sign_ins.end_all(session, account.id)
        if sent:
            sent.note(session, actor)
        await _changed(session, actor, account)


async def change_password(
    signed_in: SignedIn, current: str, new: str, client: Client, sent: Sent | None = None
) -> None:
    """Ends all sign-ins of the person but this one. Raises WrongPassword, TooManyAttempts, Invalid."""
    actor = signed_in.actor
    async with db.transaction(actor) as session:
        account = await account_queries.own(session, actor)
        is_again = sent is not None and await sent.was_answered(session, actor)
    if is_again:
        return await must_be_sent_with(new, account, client)
    async with throttle.attempt("sign in", client, account.email, account.id):
        if not await passwords.fits(current, account.password_hash):
            raise WrongPassword
    new_hash = await _hash_of_new(new, account)
    await end_elsewhere(actor)
    async with db.transaction(actor) as session:
        account = await account_queries.own(session, actor)
        if sent and await sent.was_answered(session, actor):  # a moment ago
            return
        if sent:
            sent.note(session, actor)
        account.password_hash = new_hash
        await links.use_up(session, account.id, _RESET)
        await sign_ins.end_all(session, account.id, except_for=[signed_in.sign_in_id])
        await _changed(session, actor, account)


async def _mail_link(account: FoundAccount, membership: FoundMembership, sent: Sent | None) -> None:
    actor = person(account.id, membership.organization_id, Role(membership.role), account.name)
    async with db.transaction(actor) as session:
        await account_queries.own(session, actor)  # held, so that many requests at once are counted
        _, in_an_hour = await links.mailed_lately(session, account.id, _RESET)
        if in_an_hour >= links.MAILS_AN_HOUR or (sent and await sent.was_answered(session, actor)):
            return
        if sent:
            sent.note(session, actor)
        token, made = links.make(session, account.id, _RESET)
        await mail.write(
            session,
            actor.organization_id,
            key=f"{mail_queries.RESET}{made.id}",
            to=account.email,
            subject="Choose a new password",
            text=(
                f"Hello {account.name},\n\nsomebody, hopefully you, has asked for a new password. "
                f"To choose one, open this link within an hour:\n\n{settings.address}/reset?token={token}\n\n"
                "If it was not you, you need not do anything: your password stays as it is.\n"
            ),
        )


async def _hash_of_new(password: str, account: Account) -> str:
    fields = Fields()
    fields.password("password", password, other_than=(account.email, account.name))
    fields.must_be_right()
    return await passwords.hash_of(password)


async def _changed(session: Session, actor: Actor, account: Account) -> None:
    entry_key = f"password:{account.id}:{clock.wall().isoformat()}"
    await mail.write(
        session,
        actor.organization_id,
        key=entry_key,
        to=account.email,
        subject="Your password was changed",
        text=(
            f"Hello {account.name},\n\nthe password of your account was changed just now, and all other "
            "devices were signed out.\n\nIf it was not you, choose a new one at once:\n\n"
            f"{settings.address}/reset\n"
        ),
    )
    timeline.record(session, actor, TimelineKind.PASSWORD_CHANGED)
    doorbell.ring(session, doorbell.account(account.id))
