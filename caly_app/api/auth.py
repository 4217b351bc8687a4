"""People: signing up, in and out; links that were mailed; invitations; the one who is signed in.

A page asks for a cookie instead of the token (`"cookie": true`): no script can read it.
"""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field, StrictBool

from caly_app import db
from caly_app.actor import Permission, Role
from caly_app.api import rate_limits
from caly_app.api.authentication import (
    COOKIE,
    Bearer,
    Cookie,
    holder,
    must_be_our_page,
    person,
    set_cookie_attributes,
)
from caly_app.api.idempotency import REPLAYED, SentOnce
from caly_app.api.text import Text
from caly_app.queries import accounts as account_queries
from caly_app.queries.sign_ins import SignedIn
from caly_app.services import accounts
from caly_app.services.accounts import NewAccount, SignedInNow
from caly_app.services.idempotency_keys import Sent
from caly_app.services.throttle import Client

router = APIRouter(prefix="/auth", tags=["people"])

MARK = "caly_browser"  # what a browser keeps, so that others of its address cannot lock it out
_YEARS = 2

Person = Annotated[SignedIn, Depends(person)]
Email = Annotated[Text, Field(max_length=320, examples=["ada@example.org"])]
Password = Annotated[Text, Field(max_length=1000, examples=["correct horse battery"])]
Name = Annotated[Text, Field(max_length=1000, examples=["Ada Quist"])]
MailedToken = Annotated[Text, Field(max_length=200)]


class ForCookie(BaseModel):
    cookie: StrictBool = Field(default=False, description="Set the token as a cookie, and do not show it.")


class SignUp(ForCookie):
    organization: Name
    name: Name
    email: Email
    password: Password


class SignIn(ForCookie):
    email: Email
    password: Password
    organization_id: UUID | None = Field(default=None, description="Else the one last used.")


class Switch(ForCookie):
    organization_id: UUID


class SignedInAnswer(BaseModel):
    token: str | None = Field(description="Null where a cookie was asked for.")
    organization_id: UUID
    account_id: UUID


class MailedLink(BaseModel):
    token: MailedToken


class Reset(BaseModel):
    email: Email


class NewPassword(BaseModel):
    token: MailedToken
    password: Password


class ChangePassword(BaseModel):
    current: Password
    password: Password


class InvitationView(BaseModel):
    organization: str
    email: str
    role: Role
    has_account: bool = Field(description="Then their password is asked for, else a name and a new one.")


class AcceptInvitation(ForCookie):
    token: MailedToken
    name: Name = ""
    password: Password = ""


class OwnOrganization(BaseModel):
    id: UUID
    name: str
    role: Role


class Me(BaseModel):
    account_id: UUID
    name: str
    email: str
    email_is_verified: bool
    organization_id: UUID
    role: Role
    permissions: Sequence[Permission]
    organizations: Sequence[OwnOrganization]


class Rename(BaseModel):
    name: Name


def _client(request: Request) -> Client:
    return Client(
        address=rate_limits.network_of(rate_limits.address_of(request)),
        user_agent=request.headers.get("user-agent", "")[:1000],
        mark=request.cookies.get(MARK, ""),
    )


async def _stranger(request: Request) -> Client:
    """Whoever asks before anybody knows them. Raises TooMany."""
    rate_limits.count_address(request)
    return _client(request)


Stranger = Annotated[Client, Depends(_stranger)]
Acquaintance = Annotated[Client, Depends(_client)]


@router.post("/sign-up", status_code=201)
async def sign_up(
    body: SignUp, client: Stranger, request: Request, response: Response, sent: SentOnce
) -> SignedInAnswer:
    """An organization with its first admin, who gets a mail to verify the address."""
    new = NewAccount(body.organization, body.name, body.email, body.password)
    _must_be_ours_for_a_cookie(request, body)
    return _answer(response, body, await accounts.sign_up(new, client, sent), sent)


@router.post("/sign-in")
async def sign_in(
    body: SignIn, client: Stranger, request: Request, response: Response, sent: SentOnce
) -> SignedInAnswer:
    """The same answer for an unknown address as for a wrong password."""
    _must_be_ours_for_a_cookie(request, body)
    signed = await accounts.sign_in(body.email, body.password, client, body.organization_id, sent)
    return _answer(response, body, signed, sent)


@router.post("/switch")
async def switch_organization(
    body: Switch, signed_in: Person, client: Acquaintance, response: Response
) -> SignedInAnswer:
    """Another organization of the same person; this sign-in ends."""
    switched = await accounts.switch_organization(signed_in, body.organization_id, client)
    return _answer(response, body, switched)


@router.post("/sign-out", status_code=204)
async def sign_out(signed_in: Person, response: Response) -> None:
    await accounts.sign_out(signed_in)
    _take_cookie(response)


@router.post("/sign-out-everywhere", status_code=204)
async def sign_out_everywhere(signed_in: Person, response: Response) -> None:
    """Each browser and program this person is signed in with, in each organization; open pages close."""
    await accounts.sign_out_everywhere(signed_in)
    _take_cookie(response)


@router.get("/me")
async def me(signed_in: Person) -> Me:
    async with db.lookup() as session:
        memberships = await account_queries.memberships(session, signed_in.actor.id)
    return Me(
        account_id=signed_in.actor.id,
        name=signed_in.actor.name,
        email=signed_in.email,
        email_is_verified=signed_in.email_verified_at is not None,
        organization_id=signed_in.actor.organization_id,
        role=signed_in.role,
        permissions=sorted(signed_in.actor.permissions),
        organizations=[
            OwnOrganization(id=each.organization_id, name=each.organization_name, role=Role(each.role))
            for each in memberships
        ],
    )


@router.patch("/me", status_code=204)
async def rename(body: Rename, signed_in: Person) -> None:
    async with db.transaction(signed_in.actor) as session:
        await accounts.rename(session, signed_in.actor, body.name)


@router.post("/verify", status_code=204, dependencies=[Depends(_stranger)])
async def verify(body: MailedLink) -> None:
    """With the token of the mailed link. Opening it again does no harm."""
    await accounts.verify(body.token)


@router.post("/verify/mail", status_code=202)
async def mail_verification(signed_in: Person, response: Response, sent: SentOnce) -> None:
    """Mails the link once more."""
    await accounts.mail_verification(signed_in, sent)
    _tell_if_again(response, sent)


@router.post("/reset", status_code=202)
async def request_reset(body: Reset, client: Stranger, sent: SentOnce) -> None:
    """Mails a link, if there is such an address; the answer does not tell."""
    await accounts.request_reset(body.email, client, sent)


@router.post("/reset/confirm", status_code=204)
async def reset_password(body: NewPassword, client: Stranger, response: Response, sent: SentOnce) -> None:
    """With the token of the mailed link. Ends all sign-ins of the person."""
    await accounts.reset_password(body.token, body.password, client, sent)
    _tell_if_again(response, sent)


@router.post("/password", status_code=204)
async def change_password(
    body: ChangePassword, signed_in: Person, client: Acquaintance, response: Response, sent: SentOnce
) -> None:
    """Ends all other sign-ins of the person."""
    await accounts.change_password(signed_in, body.current, body.password, client, sent)
    _tell_if_again(response, sent)


@router.post("/invitation", dependencies=[Depends(_stranger)])
async def invitation(body: MailedLink) -> InvitationView:
    """What a mailed invitation is for."""
    found, has_account = await accounts.look_at_invitation(body.token)
    return InvitationView(
        organization=found.organization_name,
        email=found.email,
        role=Role(found.role),
        has_account=has_account,
    )


@router.post("/invitation/accept", status_code=201)
async def accept_invitation(
    body: AcceptInvitation,
    client: Stranger,
    request: Request,
    response: Response,
    bearer: Bearer,
    cookie: Cookie,
    sent: SentOnce,
) -> SignedInAnswer:
    """By whoever is signed in with that address; else with a password, and a name if they are new."""
    _must_be_ours_for_a_cookie(request, body)
    signed_in = await holder(request, bearer, cookie) if (bearer or cookie) and not body.password else None
    if isinstance(signed_in, SignedIn):
        accepted = await accounts.accept_as_signed_in(body.token, signed_in, client, sent)
    else:
        accepted = await accounts.accept_invitation(body.token, body.name, body.password, client, sent)
    return _answer(response, body, accepted, sent)


def _must_be_ours_for_a_cookie(request: Request, body: ForCookie) -> None:
    """Nobody else's page signs our browsers in."""
    if body.cookie:
        must_be_our_page(request)


def _tell_if_again(response: Response, sent: Sent | None) -> None:
    if sent and sent.is_again:
        response.headers.update(REPLAYED)


def _answer(
    response: Response, asked: ForCookie, signed: SignedInNow, sent: Sent | None = None
) -> SignedInAnswer:
    _tell_if_again(response, sent)
    if asked.cookie:
        attributes = set_cookie_attributes()
        response.set_cookie(COOKIE, signed.token, **attributes)
        response.set_cookie(MARK, signed.mark, **{**attributes, "max_age": _YEARS * 365 * 86_400})
    return SignedInAnswer(
        token=None if asked.cookie else signed.token,
        organization_id=signed.organization_id,
        account_id=signed.account_id,
    )


def _take_cookie(response: Response) -> None:
    attributes = set_cookie_attributes()
    del attributes["max_age"]
    response.delete_cookie(COOKIE, **attributes)
