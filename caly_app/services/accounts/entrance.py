"""Signing in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from caly_app import db
from caly_app.actor import Actor, Role
from caly_app.errors import Forbidden, NotSignedIn
from caly_app.models import Account, TimelineKind
from caly_app.queries import accounts as account_queries
from caly_app.queries.accounts import FoundAccount, FoundMembership
from caly_app.queries.sign_ins import SignedIn, person
from caly_app.services import passwords, sign_ins, throttle, timeline
from caly_app.services.fields import email_or_nothing
from caly_app.services.idempotency_keys import Sent, SentOtherwise
from caly_app.services.throttle import Client


class WrongSignIn(NotSignedIn):
    """This e-mail address and this password do not belong together."""


class WrongPassword(Forbidden):
    """This is not your password."""


class NotMember(Forbidden):
    """You are not a member of this organization."""


@dataclass(frozen=True)
class SignedInNow:
    """`token` opens the organization, `mark` is for the browser to keep: see throttle."""

    token: str
    organization_id: UUID
    account_id: UUID
    mark: str


async def sign_in(
    email: str,
    password: str,
    client: Client,
    organization_id: UUID | None = None,
    sent: Sent | None = None,
) -> SignedInNow:
    """Into the given organization, or the one last used. Raises WrongSignIn (whether or not there is such
    an address), TooManyAttempts, NotMember."""
    email = email_or_nothing(email)
    async with db.lookup() as session:
        account = await account_queries.find(session, email)
        memberships = await account_queries.memberships(session, account.id) if account else []
    async with throttle.attempt("sign in", client, email, account.id if account else None):
        if not await passwords.fits(password, account.password_hash if account else None):
            raise WrongSignIn
    assert account
    better = await passwords.hash_of(password) if passwords.is_outdated(account.password_hash) else None
    actor = _actor(account, _chosen(account, memberships, organization_id))
    return await enter(actor, client, better_hash=better, sent=sent)


async def enter(
    actor: Actor, client: Client, better_hash: str | None = None, sent: Sent | None = None
) -> SignedInNow:
    """For whoever has just proven who they are."""
    async with db.transaction(actor) as session:
        if sent and not await sent.was_answered(session, actor):
            sent.note(session, actor)
        token = await sign_ins.start(session, actor, client)
        if better_hash:
            (await account_queries.own(session, actor)).password_hash = better_hash
    return SignedInNow(token, actor.organization_id, actor.id, throttle.mark_for(actor.id))


async def who_was_answered(sent: Sent, account: FoundAccount) -> Actor | None:
    """The person, in the organization where this very request was answered before.

    Raises SentOtherwise, StillAnswering.
    """
    async with db.lookup() as session:
        memberships = await account_queries.memberships(session, account.id)
    for membership in memberships:
        actor = _actor(account, membership)
        async with db.transaction(actor) as session:
            if await sent.was_answered(session, actor):
                return actor
    return None


async def must_be_sent_with(password: str, account: FoundAccount | Account, client: Client) -> None:
    """A request that is sent again has the same password as the first time; it is not found by trying.

    Raises SentOtherwise, TooManyAttempts.
    """
    async with throttle.attempt("sign in", client, account.email, account.id):
        if not await passwords.fits(password, account.password_hash):
            raise SentOtherwise


async def switch_organization(signed_in: SignedIn, organization_id: UUID, client: Client) -> SignedInNow:
    """Another of the person's organizations, in the place of this one. Raises NotMember."""
    actor = signed_in.actor
    async with db.lookup() as session:
        memberships = await account_queries.memberships(session, actor.id)
    chosen = _the_one(memberships, organization_id)
    other = person(actor.id, chosen.organization_id, Role(chosen.role), actor.name)
    async with db.transaction(actor) as session:
        await sign_ins.end(session, signed_in)
    return await enter(other, client)


async def sign_out(signed_in: SignedIn) -> None:
    """This browser or client."""
    async with db.transaction(signed_in.actor) as session:
        await sign_ins.end(session, signed_in)


async def sign_out_everywhere(signed_in: SignedIn) -> None:
    """Each browser and client, in each organization of the person; open pages close by themselves."""
    await end_elsewhere(signed_in.actor)
    async with db.transaction(signed_in.actor) as session:
        await sign_ins.end_all(session, signed_in.actor.id)
        timeline.record(session, signed_in.actor, TimelineKind.SIGNED_OUT_EVERYWHERE)


async def end_elsewhere(actor: Actor) -> None:
    """The person's sign-ins in all their other organizations.

    Each has a transaction of its own, for a transaction sees one tenant. Done before what it is for: if we
    stop half-way the person is merely signed out here and there.
    """
    async with db.lookup() as session:
        memberships = await account_queries.memberships(session, actor.id)
    for membership in memberships:
        if membership.organization_id != actor.organization_id:
            async with db.tenant_transaction(membership.organization_id) as session:
                await sign_ins.end_all(session, actor.id)


def _chosen(
    account: FoundAccount, memberships: Sequence[FoundMembership], organization_id: UUID | None
) -> FoundMembership:
    if organization_id:
        return _the_one(memberships, organization_id)
    if not memberships:
        raise NotMember("You are not a member of any organization any more. Ask for an invitation.")
    last_used = [one for one in memberships if one.organization_id == account.last_organization_id]
    return (last_used or list(memberships))[0]


def _the_one(memberships: Sequence[FoundMembership], organization_id: UUID) -> FoundMembership:
    for membership in memberships:
        if membership.organization_id == organization_id:
            return membership
    raise NotMember


def _actor(account: FoundAccount, membership: FoundMembership) -> Actor:
    return person(account.id, membership.organization_id, Role(membership.role), account.name)
