"""Who is asking: a customer (signed token), a person (Bearer or cookie) or a program (API key)?

Routers take what they need as a parameter:

    actor: Annotated[Actor, require(Permission.READ_RECORDS)]                   in one workspace
    actor: Annotated[Actor, require(Permission.CREATE_WORKSPACES, of=PEOPLE, anywhere=True)]
    person: Annotated[SignedIn, Depends(person)]                                whoever is signed in
    customer: Annotated[SignedCustomer, Depends(customer_of_conversation)]      of the path's conversation

401 comes before 403, 403 (role) before 404 (somebody else's) and 422 (which workspace?).
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Flag, auto
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, Query, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from caly_app import clock, db, tokens
from caly_app.actor import Actor, ActorKind, Permission
from caly_app.api import rate_limits
from caly_app.errors import Forbidden, Invalid, NotFound, NotSignedIn
from caly_app.queries import workspace_scope
from caly_app.queries.sign_ins import KeyHolder, SignedIn
from caly_app.services import sign_ins
from caly_app.settings import settings
from caly_app.tokens import CustomerToken

COOKIE = sign_ins.COOKIE
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(
    auto_error=False, description="A person's token, an API key (`caly_...`), or a customer's token."
)
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="A person's token, from our own pages.")

Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
Cookie = Annotated[str | None, Depends(_cookie)]


class Kind(Flag):
    """Who may ask for an operation at all."""

    PERSON = auto()
    API_KEY = auto()


PEOPLE = Kind.PERSON
EVERYONE = Kind.PERSON | Kind.API_KEY


class ForeignPage(Forbidden):
    """This was asked for by a page that is not ours."""


class TokenOfNobody(NotSignedIn):
    """This token opens nothing: it is unknown, has expired or was revoked."""


@dataclass(frozen=True)
class SignedCustomer:
    """The holder of a customer's token: one customer in one conversation."""

    actor: Actor
    conversation_id: UUID
    customer_id: UUID


async def holder(request: Request, bearer: Bearer, cookie: Cookie) -> SignedIn | KeyHolder:
    """The person or program that asks. Raises NotSignedIn (401), ForeignPage (403) or TooMany (429)."""
    if bearer is None and not cookie:
        rate_limits.count_address(request)
        raise NotSignedIn
    if bearer is None:
        must_be_our_page(request)
    found = await sign_ins.find(bearer.credentials if bearer else cookie or "")
    if found is None:
        rate_limits.count_address(request)
        raise TokenOfNobody
    rate_limits.count(
        request, f"organization {found.actor.organization_id}", settings.limit_requests_per_minute
    )
    if sign_ins.is_worth_noting(found):
        await sign_ins.note_use(found)
    return found


Holder = Annotated[SignedIn | KeyHolder, Depends(holder)]


async def person(found: Holder) -> SignedIn:
    """For what a program must not do with a key: signing out, verifying an address."""
    if isinstance(found, SignedIn):
        return found
    raise Forbidden("This needs a person who is signed in; an API key is not enough.")


def require(permission: Permission | None = None, *, of: Kind = EVERYONE, anywhere: bool = False) -> Any:
    """A dependency that gives the Actor, in a workspace unless `anywhere`. Raises Forbidden (403)."""

    async def permitted(found: Holder) -> Actor:
        actor = found.actor
        if actor.kind is ActorKind.API_KEY and Kind.API_KEY not in of:
            raise Forbidden("This needs a person who is signed in; an API key is not enough.")
        if permission and not actor.may(permission):
            raise Forbidden
        return actor

    async def in_workspace(
        actor: Annotated[Actor, Depends(permitted)],
        workspace_id: Annotated[
            UUID | None,
            Query(description="Which workspace; not needed with an API key, or where there is only one."),
        ] = None,
    ) -> AsyncIterator[Actor]:
        async with db.transaction(actor) as session:
            seen = await workspace_scope.seen_by(session, actor, workspace_id or actor.workspace_id)
        if actor.workspace_id and workspace_id not in (None, actor.workspace_id):
            raise NotFound("There is no such workspace.")
        if len(seen) > 1:
            raise Invalid(fields={"workspace_id": "say which workspace: you see several"})
        if not seen:
            raise NotFound("There is no such workspace." if workspace_id else "There is no workspace yet.")
        with clock.offset(seen[0].clock_offset):
            yield actor.in_workspace(seen[0].id)

    return Depends(permitted if anywhere else in_workspace)


async def customer(request: Request, bearer: Bearer) -> SignedCustomer:
    """Whoever holds a customer's token. Raises NotSignedIn (401)."""
    token = tokens.read_customer(bearer.credentials) if bearer else None
    if token is None:
        rate_limits.count_address(request)
        raise TokenOfNobody if bearer else NotSignedIn
    return admitted(request, token)


def admitted(request: Request, token: CustomerToken) -> SignedCustomer:
    """The customer whose token it is, counted. Raises TooMany (429)."""
    rate_limits.count(
        request, f"conversation {token.conversation_id}", 6 * settings.limit_messages_per_minute
    )
    actor = Actor(ActorKind.CUSTOMER, token.customer_id, token.organization_id, token.workspace_id)
    return SignedCustomer(actor, token.conversation_id, token.customer_id)


async def customer_of_conversation(
    conversation_id: UUID, found: Annotated[SignedCustomer, Depends(customer)]
) -> AsyncIterator[SignedCustomer]:
    """The customer of the conversation in the path: a token of one opens no other (404)."""
    if found.conversation_id != conversation_id:
        raise NotFound("There is no such conversation.")
    with clock.offset(await offset_of(found.actor)):
        yield found


def set_cookie_attributes() -> dict[str, Any]:
    """How the cookie of a person's token is set: `response.set_cookie(COOKIE, token, **attributes)`."""
    return {
        "httponly": True,
        "samesite": "lax",
        "secure": settings.cookies_are_secure,
        "path": "/",
        "max_age": settings.sign_in_days * 86_400,
    }


def must_be_our_page(request: Request) -> None:
    """A cookie goes along whoever asks: what changes something must come from a page of ours."""
    if request.method in _SAFE:
        return
    if site := request.headers.get("sec-fetch-site"):
        if site != "same-origin":
            raise ForeignPage
        return
    origin = urlsplit(request.headers.get("origin", ""))
    ours = {urlsplit(settings.address).netloc, request.headers.get("host", "")}
    if not origin.netloc or origin.netloc not in ours:
        raise ForeignPage


_offsets: dict[UUID, tuple[float, timedelta]] = {}
_OFFSET_KEPT_SECONDS = 10


async def offset_of(actor: Actor) -> timedelta:
    """How far the clock of the customer's workspace is set off, hardly more than ten seconds old."""
    assert actor.workspace_id
    now = clock.wall().timestamp()
    read_at, offset = _offsets.get(actor.workspace_id, (0.0, timedelta()))
    if now - read_at > _OFFSET_KEPT_SECONDS:
        if read_at:
            _offsets[actor.workspace_id] = now, offset  # one reads it again; the others need not wait
        async with db.transaction(actor) as session:
            seen = await workspace_scope.seen_by(session, actor, actor.workspace_id)
        if not seen:
            raise NotFound("There is no such conversation.")
        offset = seen[0].clock_offset
        if len(_offsets) > 1000:
            _offsets.clear()
        _offsets[actor.workspace_id] = now, offset
    return offset
