"""Who belongs to an organization, what they may do in it, and who is invited."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from caly_app import clock, doorbell, tokens
from caly_app.actor import Actor, ActorKind, Permission, Role
from caly_app.db import Session
from caly_app.errors import Forbidden, NotFound, Refused
from caly_app.models import Invitation, Membership, Organization, TimelineKind, Workspace
from caly_app.queries import accounts as account_queries
from caly_app.queries import members as member_queries
from caly_app.queries.members import FoundInvitation
from caly_app.services import mail, sign_ins, timeline
from caly_app.services.fields import Fields
from caly_app.settings import settings

INVITATION_DAYS = 7

WHAT_THEY_DO = {
    Role.ADMIN: "set everything up and invite others",
    Role.OPERATOR: "answer customers",
    Role.VIEWER: "read conversations and figures",
}


class LastAdmin(Refused):
    """This is the last admin: make somebody else an admin first."""


class AlreadyMember(Refused):
    """This person is a member already."""


class AddressNotVerified(Forbidden):
    """Please verify your e-mail address first: the link is in your mail."""


class InvitationGone(NotFound):
    """This invitation is no longer good. Ask for another one."""


@dataclass(frozen=True)
class Invited:
    id: UUID
    email: str
    role: Role


async def invite(session: Session, actor: Actor, email: str, role: Role) -> Invited:
    """Mails a link. Whoever was invited before gets a new one, and the old one opens nothing any more."""
    _must_be_allowed(actor)
    fields = Fields()
    email = fields.email("email", email)
    fields.must_be_right()
    inviter = await account_queries.own(session, actor)
    if inviter.email_verified_at is None:
        raise AddressNotVerified
    if await member_queries.is_member(session, actor, email):
        raise AlreadyMember

    now, token = clock.wall(), tokens.new_secret()
    await session.exec(
        update(Invitation)
        .where(
            col(Invitation.organization_id) == actor.organization_id,
            col(Invitation.email) == email,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .values(revoked_at=now)
    )
    invitation = Invitation(
        organization_id=actor.organization_id,
        email=email,
        role=role,
        token_hash=tokens.hash_of(token),
        invited_by=actor.id,
        created_at=now,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    session.add(invitation)
    organization = await session.get_one(Organization, actor.organization_id)
    await mail.write(
        session,
        actor.organization_id,
        key=f"invitation:{invitation.id}",
        to=email,
        subject=f"{inviter.name} invites you to {organization.name}",
        text=_letter(inviter.name, organization.name, role, token),
    )
    timeline.record(
        session, actor, TimelineKind.MEMBER_INVITED, invitation=str(invitation.id), role=role.value
    )
    doorbell.ring(session, doorbell.members_of(actor.organization_id))
    return Invited(invitation.id, email, role)


async def revoke_invitation(session: Session, actor: Actor, invitation_id: UUID) -> None:
    """The link opens nothing from here on. Revoking it again changes nothing."""
    _must_be_allowed(actor)
    invitation = await member_queries.invitation(session, actor, invitation_id)
    if invitation.accepted_at:
        raise Refused("This invitation has been accepted.")
    if invitation.revoked_at is None:
        invitation.revoked_at = clock.wall()
        timeline.record(session, actor, TimelineKind.INVITATION_REVOKED, invitation=str(invitation.id))
        doorbell.ring(session, doorbell.members_of(actor.organization_id))


def must_be_good(invitation: FoundInvitation | None) -> FoundInvitation:
    """Raises InvitationGone when it was accepted, revoked, replaced, has expired, or never was."""
    if (
        invitation is None
        or invitation.accepted_at
        or invitation.revoked_at
        or invitation.expires_at <= clock.wall()
    ):
        raise InvitationGone
    return invitation


async def join(session: Session, actor: Actor, invitation_id: UUID) -> None:
    """`actor`: whoever the invitation was for, with its role. Raises InvitationGone to the second of two."""
    invitation = await member_queries.invitation(session, actor, invitation_id)
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitationGone
    invitation.accepted_at = clock.wall()
    session.add(
        Membership(
            organization_id=actor.organization_id,
            account_id=actor.id,
            role=invitation.role,
            created_at=clock.wall(),
        )
    )
    timeline.record(session, actor, TimelineKind.MEMBER_JOINED, invitation=str(invitation.id))
    doorbell.ring(session, doorbell.members_of(actor.organization_id))


async def change_role(session: Session, actor: Actor, account_id: UUID, role: Role) -> None:
    """Open pages of the member take note at once."""
    _must_be_allowed(actor)
    await _admins_without(session, actor, account_id, unless=role is Role.ADMIN)
    member = await member_queries.membership(session, actor, account_id)
    if member.role is role:
        return
    old, member.role = member.role, role
    timeline.record(
        session, actor, TimelineKind.MEMBER_CHANGED, member=str(account_id), old=old.value, new=role.value
    )
    _ring(session, actor, account_id)


async def remove(session: Session, actor: Actor, account_id: UUID) -> None:
    """Ends their sign-ins here. Their account remains: it may belong to other organizations."""
    if account_id != actor.id:
        _must_be_allowed(actor)
    await _admins_without(session, actor, account_id)
    member = await member_queries.membership(session, actor, account_id)
    await sign_ins.end_all(session, account_id)
    account = await account_queries.locked(session, account_id)
    if account.last_organization_id == actor.organization_id:
        account.last_organization_id = None
    await session.flush()  # while the account can still be seen
    await session.delete(member)
    timeline.record(session, actor, TimelineKind.MEMBER_REMOVED, member=str(account_id))
    _ring(session, actor, account_id)


async def use_workspace(session: Session, actor: Actor, workspace_id: UUID) -> None:
    """The workspace this member works in from here on, on all pages, also after signing in anew."""
    workspace = await session.get(Workspace, workspace_id)
    if workspace is None or workspace.organization_id != actor.organization_id:
        raise NotFound("There is no such workspace.")
    await session.exec(
        update(Membership)
        .where(
            col(Membership.organization_id) == actor.organization_id, col(Membership.account_id) == actor.id
        )
        .values(last_workspace_id=workspace_id)
    )
    doorbell.ring(session, doorbell.account(actor.id))
    doorbell.ring(session, doorbell.account(actor.id))  # their other pages go along


async def note_presence(session: Session, actor: Actor) -> None:
    """A page of theirs is open now."""
    await session.exec(
        update(Membership)
        .where(
            col(Membership.organization_id) == actor.organization_id, col(Membership.account_id) == actor.id
        )
        .values(seen_at=clock.wall())
    )


async def _admins_without(session: Session, actor: Actor, account_id: UUID, *, unless: bool = False) -> None:
    """Raises LastAdmin if nobody but this member is one. Two who go at once: the second is refused."""
    admins = await member_queries.admins(session, actor)
    if not unless and [admin.account_id for admin in admins] == [account_id]:
        raise LastAdmin


def _must_be_allowed(actor: Actor) -> None:
    if actor.kind is not ActorKind.OPERATOR or not actor.may(Permission.CHANGE_MEMBERS):
        raise Forbidden("Only an admin can change who belongs to the organization.")


def _ring(session: Session, actor: Actor, account_id: UUID) -> None:
    doorbell.ring(session, doorbell.members_of(actor.organization_id))
    doorbell.ring(session, doorbell.account(account_id))


def _letter(inviter: str, organization: str, role: Role, token: str) -> str:
    return (
        f"Hello,\n\n{inviter} invites you to join {organization} as {role.value}: you will be able to "
        f"{WHAT_THEY_DO[role]}.\n\nTo accept, open this link within {INVITATION_DAYS} days:\n\n"
        f"{settings.address}/invitation?token={token}\n\n"
        "If you do not know what this is about, you need not do anything.\n"
    )
