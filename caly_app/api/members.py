"""Who belongs to the organization: to see for its members, to change for its admins."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from caly_app import db
from caly_app.actor import Actor, Permission, Role
from caly_app.api.authentication import PEOPLE, person, require
from caly_app.api.idempotency import Once
from caly_app.api.text import Text
from caly_app.queries import members as member_queries
from caly_app.queries.members import Member, OpenInvitation
from caly_app.queries.sign_ins import SignedIn
from caly_app.services import members, staffing

router = APIRouter(tags=["people"])

SeesMembers = Annotated[Actor, require(of=PEOPLE, anywhere=True)]
ChangesMembers = Annotated[Actor, require(Permission.CHANGE_MEMBERS, of=PEOPLE, anywhere=True)]


class MemberView(BaseModel):
    account_id: UUID
    name: str
    email: str
    role: Role
    is_verified: bool
    joined_at: datetime
    seen_at: datetime | None


class Members(BaseModel):
    items: Sequence[MemberView]
    next: None = None


class InvitationView(BaseModel):
    id: UUID
    email: str
    role: Role
    created_at: datetime
    expires_at: datetime
    has_expired: bool


class Invitations(BaseModel):
    items: Sequence[InvitationView]
    next: None = None


class NewInvitation(BaseModel):
    email: Annotated[Text, Field(max_length=320, examples=["ben@example.org"])]
    role: Role = Role.OPERATOR


class Invited(BaseModel):
    id: UUID
    email: str
    role: Role


class ChangeRole(BaseModel):
    role: Role


@router.get("/members")
async def list_members(actor: SeesMembers) -> Members:
    """All of them, by name."""
    async with db.transaction(actor) as session:
        found = await member_queries.all_of(session, actor)
    return Members(items=[_member(each) for each in found])


@router.patch("/members/{account_id:uuid}", status_code=204)
async def change_role(account_id: UUID, body: ChangeRole, actor: ChangesMembers) -> None:
    """Holds at once, on open pages too. The last admin stays one."""
    async with db.transaction(actor) as session:
        await staffing.change_role(session, actor, account_id, body.role)


@router.delete("/members/{account_id:uuid}", status_code=204)
async def remove_member(account_id: UUID, actor: ChangesMembers) -> None:
    """Ends their sign-ins in this organization."""
    async with db.transaction(actor) as session:
        await staffing.remove(session, actor, account_id)


@router.post("/members/leave", status_code=204)
async def leave(signed_in: Annotated[SignedIn, Depends(person)]) -> None:
    """By oneself. The last admin stays."""
    async with db.transaction(signed_in.actor) as session:
        await staffing.leave(session, signed_in.actor)


@router.get("/invitations")
async def list_invitations(actor: ChangesMembers) -> Invitations:
    """Those that nobody has accepted or revoked, newest first."""
    async with db.transaction(actor) as session:
        found = await member_queries.invitations(session, actor)
    return Invitations(items=[_invitation(each) for each in found])


@router.post("/invitations", status_code=201, response_model=Invited)
async def invite(body: NewInvitation, actor: ChangesMembers, once: Once) -> Response | Invited:
    """Mails a link that is good for a week. An earlier one to the same address opens nothing any more."""

    async def change(session: db.Session) -> Invited:
        invited = await members.invite(session, actor, body.email, body.role)
        return Invited(id=invited.id, email=invited.email, role=invited.role)

    return await once.run(actor, change)


@router.delete("/invitations/{invitation_id}", status_code=204)
async def revoke_invitation(invitation_id: UUID, actor: ChangesMembers) -> None:
    async with db.transaction(actor) as session:
        await members.revoke_invitation(session, actor, invitation_id)


def _member(member: Member) -> MemberView:
    return MemberView.model_validate(member, from_attributes=True)


def _invitation(invitation: OpenInvitation) -> InvitationView:
    return InvitationView.model_validate(invitation, from_attributes=True)
