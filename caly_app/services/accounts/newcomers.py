"""How people come: with an organization of their own, or invited to somebody else's."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from caly_app import clock, db, doorbell, tokens
from caly_app.actor import Actor, Role
from caly_app.db import Session
from caly_app.errors import NotFound, Refused
from caly_app.models import Account, Membership, Organization, TimelineKind
from caly_app.queries import accounts as account_queries
from caly_app.queries import members as member_queries
from caly_app.queries.accounts import FoundAccount
from caly_app.queries.members import FoundInvitation
from caly_app.queries.sign_ins import SignedIn, person
from caly_app.services import members, passwords, sign_ins, throttle, timeline
from caly_app.services.accounts import links
from caly_app.services.accounts.entrance import (
    SignedInNow,
    WrongPassword,
    enter,
    must_be_sent_with,
    who_was_answered,
)
from caly_app.services.fields import Fields
from caly_app.services.idempotency_keys import Sent
from caly_app.services.throttle import Client


class AddressTaken(Refused):
    """There is an account with this e-mail address. Sign in instead."""


class InvitedSomebodyElse(NotFound):
    """This invitation is for another e-mail address than the one you are signed in with."""


@dataclass(frozen=True)
class NewAccount:
    organization: str
    name: str
    email: str
    password: str


async def sign_up(new: NewAccount, client: Client, sent: Sent | None = None) -> SignedInNow:
    """An organization with its first admin, who is signed in and gets a mail to verify the address.

    Sent again, whoever has come so is signed in once more. Raises Invalid, AddressTaken.
    """
    fields = Fields()
    organization_name = fields.line("organization", new.organization)
    account = Account(
        email=fields.email("email", new.email),
        name=fields.line("name", new.name),
        password_hash="",
        created_at=clock.wall(),
    )
    fields.password("password", new.password, other_than=(new.email, account.name, organization_name))
    fields.must_be_right()
    if again := await _came_before(account.email, new.password, client, sent):
        return again
    account.password_hash = await passwords.hash_of(new.password)
    try:
        return await _found(organization_name, account, client, sent)
    except AddressTaken:  # by the same request, perhaps, a moment ago
        if again := await _came_before(account.email, new.password, client, sent):
            return again
        raise


async def _came_before(email: str, password: str, client: Client, sent: Sent | None) -> SignedInNow | None:
    """None: nobody has this address. Raises AddressTaken where somebody has come with it otherwise."""
    async with db.lookup() as session:
        account = await account_queries.find(session, email)
    if account is None:
        return None
    actor = await who_was_answered(sent, account) if sent else None
    if actor is None:
        raise AddressTaken
    await must_be_sent_with(password, account, client)
    return await enter(actor, client)


async def look_at_invitation(token: str) -> tuple[FoundInvitation, bool]:
    """What it is for, and whether its address has an account: told to whom the link was mailed.

    Raises InvitationGone.
    """
    invitation, account = await _invited(token)
    return invitation, account is not None


async def accept_invitation(
    token: str, name: str, password: str, client: Client, sent: Sent | None = None
) -> SignedInNow:
    """A new person chooses a name and a password, one with an account gives theirs.

    Raises InvitationGone, Invalid, WrongPassword, TooManyAttempts.
    """
    if before := await _accepted_before(token, sent):
        account, actor = before
        await must_be_sent_with(password, account, client)
        return await enter(actor, client)
    return await _accept(token, name, password, client, sent)


async def _accept(token: str, name: str, password: str, client: Client, sent: Sent | None) -> SignedInNow:
    invitation, account = await _invited(token)
    if account:
        async with throttle.attempt("sign in", client, account.email, account.id):
            if not await passwords.fits(password, account.password_hash):
                raise WrongPassword
        return await _join(invitation, account.id, account.name, client, sent=sent)

    fields = Fields()
    new = Account(
        email=invitation.email,
        name=fields.line("name", name),
        password_hash="",
        email_verified_at=clock.wall(),  # the link came to this address
        created_at=clock.wall(),
    )
    fields.password("password", password, other_than=(new.email, new.name))
    fields.must_be_right()
    new.password_hash = await passwords.hash_of(password)
    return await _join(invitation, new.id, new.name, client, new_account=new, sent=sent)


async def accept_as_signed_in(
    token: str, signed_in: SignedIn, client: Client, sent: Sent | None = None
) -> SignedInNow:
    """Needs no password. Raises InvitationGone, InvitedSomebodyElse."""
    if (before := await _accepted_before(token, sent)) and before[0].id == signed_in.actor.id:
        return await enter(before[1], client)
    invitation, account = await _invited(token)
    if account is None or account.id != signed_in.actor.id:
        raise InvitedSomebodyElse
    return await _join(invitation, account.id, account.name, client, sent=sent)


async def _accepted_before(token: str, sent: Sent | None) -> tuple[FoundAccount, Actor] | None:
    """By this very request: then whoever it was mailed to, in the organization it led to."""
    if sent is None:
        return None
    async with db.lookup() as session:
        found = await member_queries.find_invitation(session, tokens.hash_of(token))
        account = await account_queries.find(session, found.email) if found and found.accepted_at else None
    actor = await who_was_answered(sent, account) if account else None
    return (account, actor) if account and actor else None


async def rename(session: Session, actor: Actor, name: str) -> None:
    """Oneself. Others see it at once."""
    fields = Fields()
    name = fields.line("name", name)
    fields.must_be_right()
    (await account_queries.own(session, actor)).name = name
    doorbell.ring(session, doorbell.members_of(actor.organization_id))
    doorbell.ring(session, doorbell.account(actor.id))


async def _found(organization_name: str, account: Account, client: Client, sent: Sent | None) -> SignedInNow:
    organization = Organization(id=uuid7(), name=organization_name, created_at=clock.wall())
    actor = person(account.id, organization.id, Role.ADMIN, account.name)
    try:
        async with db.transaction(actor) as session:
            session.add_all([organization, account])
            await session.flush()
            session.add(_first_admin(actor))
            await session.flush()  # from here on row security lets the organization see the account
            await links.write_verification(session, account, organization.id)
            timeline.record(session, actor, TimelineKind.SIGNED_UP)
            if sent:
                sent.note(session, actor)
            token = await sign_ins.start(session, actor, client)
    except IntegrityError as error:  # somebody with this address was quicker
        if _violates(error, "uq_account_email"):
            raise AddressTaken from None
        raise
    return SignedInNow(token, organization.id, account.id, throttle.mark_for(account.id))


def _first_admin(actor: Actor) -> Membership:
    return Membership(
        organization_id=actor.organization_id,
        account_id=actor.id,
        role=Role.ADMIN,
        created_at=clock.wall(),
    )


async def _invited(token: str) -> tuple[FoundInvitation, FoundAccount | None]:
    async with db.lookup() as session:
        found = await member_queries.find_invitation(session, tokens.hash_of(token))
        invitation = members.must_be_good(found)
        return invitation, await account_queries.find(session, invitation.email)


async def _join(
    invitation: FoundInvitation,
    account_id: UUID,
    name: str,
    client: Client,
    new_account: Account | None = None,
    sent: Sent | None = None,
) -> SignedInNow:
    actor = person(account_id, invitation.organization_id, Role(invitation.role), name)
    try:
        async with db.transaction(actor) as session:
            if new_account:
                session.add(new_account)
                await session.flush()
            await members.join(session, actor, invitation.id)
            await session.flush()
            if not new_account:  # the link came to this address
                account = await account_queries.own(session, actor)
                account.email_verified_at = account.email_verified_at or clock.wall()
            if sent:
                sent.note(session, actor)
    except IntegrityError as error:  # accepted twice at once
        if _violates(error, "uq_account_email", "uq_membership_organization_id_account_id"):
            raise members.AlreadyMember from None
        raise
    return await enter(actor, client)


def _violates(error: IntegrityError, *constraints: str) -> bool:
    return isinstance(error.orig, UniqueViolation) and error.orig.diag.constraint_name in constraints
