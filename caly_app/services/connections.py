"""Servers of a business's own: where they are asked, with secrets that are kept encrypted."""

import re
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlsplit

from sqlmodel import col, func, select

from caly_app import clock, doorbell, tokens
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import Invalid, NotFound
from caly_app.models import StoredConnection, TimelineKind
from caly_app.ports import Outside, OutsideRequest
from caly_app.queries import connections as connection_queries
from caly_app.queries.connections import ConnectionRow
from caly_app.services import timeline, workspaces
from caly_app.settings import settings

CONNECTION_SECRET = "connection secret"  # what it is sealed for
NAME = r"[a-z][a-z0-9_-]{0,39}"
MOST = 20
_TRY_SECONDS = 8.0
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,59}")
# What we write ourselves, or what would change what is asked.
_OURS = frozenset(
    "accept accept-encoding connection content-encoding content-length content-type cookie expect host "
    "idempotency-key keep-alive te trailer transfer-encoding upgrade user-agent".split()
)


class NoConnection(NotFound):
    """There is no connection with this name."""


@dataclass(frozen=True)
class Given:
    """As somebody types it in. `secret`: None keeps the one that is there; '' is none."""

    url: str
    header: str = "Authorization"
    secret: str | None = None


@dataclass(frozen=True)
class Tried:
    status: int
    is_json: bool
    milliseconds: float


async def save(session: Session, actor: Actor, name: str, given: Given) -> ConnectionRow:
    """A new one, or the one of this name changed: from the next message on.

    Raises Forbidden or Invalid, by field. A kept secret goes nowhere else than where it was meant for.
    """
    connection_queries.may_see(actor)
    assert actor.workspace_id
    url, header = given.url.strip().rstrip("/"), given.header.strip() or "Authorization"
    stored = await _named(session, actor, name)
    wrong = _what_is_wrong(name, url, header, given.secret)
    if given.secret is None and stored and stored.sealed_secret and stored.url != url:
        wrong["secret"] = "Please give the secret for this address."
    if not stored and await _how_many(session, actor) >= MOST:
        wrong["name"] = f"There are {MOST} already: that is all there may be."
    if wrong:
        raise Invalid(fields=wrong)
    if stored is None:
        stored = StoredConnection(
            organization_id=actor.organization_id,
            workspace_id=actor.workspace_id,
            name=name,
            url=url,
            header=header,
            sealed_secret=b"",
            changed_at=clock.wall(),
        )
        session.add(stored)
    stored.url, stored.header, stored.changed_at = url, header, clock.wall()
    if given.secret is not None:
        stored.sealed_secret = (
            tokens.seal(CONNECTION_SECRET, given.secret.encode()) if given.secret.strip() else b""
        )
    await session.flush()
    await _tell(session, actor, name)
    return connection_queries.as_row(stored)


async def remove(session: Session, actor: Actor, name: str) -> None:
    """Whatever asked it hears that there is none any more. Raises Forbidden or NoConnection."""
    connection_queries.may_see(actor)
    stored = await _one(session, actor, name)
    await session.delete(stored)
    await session.flush()
    await _tell(session, actor, name)


async def one(session: Session, actor: Actor, name: str) -> ConnectionRow:
    """Raises Forbidden or NoConnection."""
    connection_queries.may_see(actor)
    return connection_queries.as_row(await _one(session, actor, name))


async def tried(outside: Outside, name: str, path: str) -> Tried:
    """What came back, and how long it took. No transaction is open meanwhile. Raises Unavailable."""
    began = perf_counter()
    answer = await outside.call(OutsideRequest(name, "GET", path or "/"), seconds=_TRY_SECONDS)
    return Tried(answer.status, answer.body is not None, round((perf_counter() - began) * 1000, 1))


def header_value(header: str, secret: str) -> str:
    """A bare token for Authorization is a bearer's, as nearly everybody wants it."""
    is_bare = header.lower() == "authorization" and secret and " " not in secret
    return f"Bearer {secret}" if is_bare else secret


def _what_is_wrong(name: str, url: str, header: str, secret: str | None) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not re.fullmatch(NAME, name):
        wrong["name"] = "Please use small letters, digits, - and _; the first is a letter."
    if problem := _wrong_with_address(url):
        wrong["url"] = problem
    if not _HEADER.fullmatch(header) or header.lower() in _OURS:
        wrong["header"] = "Please name the header that the secret goes in, as Authorization."
    if secret and not (secret.isascii() and secret.isprintable() and secret == secret.strip()):
        wrong["secret"] = "Please give it in one line of plain characters."
    return wrong


def _wrong_with_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "This is no address."
    if parts.scheme not in ("http", "https") or not host or len(url) > 300 or not url.isprintable():
        return "Please give an address that begins with https://."
    if parts.scheme == "http" and not settings.connection_private_urls:
        return "Please give an address that begins with https://: the secret would travel in the open."
    if parts.username or parts.password or parts.query or parts.fragment or " " in url or "\\" in url:
        return "Please give the address alone, without a name, a question mark or a hash."
    return ""


async def _named(session: Session, actor: Actor, name: str) -> StoredConnection | None:
    found = await session.exec(
        select(StoredConnection)
        .where(StoredConnection.workspace_id == actor.workspace_id, StoredConnection.name == name)
        .with_for_update()
    )
    return found.one_or_none()


async def _one(session: Session, actor: Actor, name: str) -> StoredConnection:
    if stored := await _named(session, actor, name):
        return stored
    raise NoConnection


async def _how_many(session: Session, actor: Actor) -> int:
    found = await session.exec(
        select(func.count(col(StoredConnection.id))).where(
            StoredConnection.workspace_id == actor.workspace_id
        )
    )
    return found.one()


async def _tell(session: Session, actor: Actor, name: str) -> None:
    assert actor.workspace_id
    await workspaces.touch(session, actor.workspace_id)
    timeline.record(session, actor, TimelineKind.WORKSPACE_CHANGED, changed="connection", connection=name)
    doorbell.ring(session, doorbell.workspace(actor.workspace_id))
