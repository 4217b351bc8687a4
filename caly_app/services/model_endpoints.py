"""The language model of one workspace: where it is asked, with a key that is kept encrypted, what it costs
and how much of it may be used."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TypedDict, cast
from urllib.parse import urlsplit

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock, doorbell, tokens
from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid, Refused, Unavailable
from caly_app.models import ModelTerms, StoredEndpoint, TimelineKind
from caly_app.models.model_endpoint import DECIMALS, TOKENS_AT_MOST
from caly_app.ports import LanguageModel, Message, ModelAnswer, ModelEndpoint
from caly_app.services import meanwhile, timeline, workspaces
from caly_app.settings import settings

MODEL_KEY = "model key"  # what it is sealed for
_TEST_SECONDS = 8.0
_IS_THERE: dict[str, object] = {
    "type": "object",
    "properties": {"is_there": {"type": "boolean"}},
    "required": ["is_there"],
}


_MONEY = re.compile(rf"[0-9]{{1,9}}(\.[0-9]{{1,{DECIMALS}}})?")
_TOKENS = re.compile(r"[0-9]{1,3}([ ,_][0-9]{3})+|[0-9]{1,18}")


class NoModelOfItsOwn(Refused):
    """This business has no model of its own: price and limits are the installation's."""


class TermsGiven(TypedDict, total=False):
    """Those that are to be otherwise; None: as the installation says."""

    price_in: Decimal | None
    price_out: Decimal | None
    small_price_in: Decimal | None
    small_price_out: Decimal | None
    budget_conversation: Decimal | None
    budget_day: Decimal | None
    tokens_conversation: int | None
    tokens_day: int | None


@dataclass(frozen=True)
class EndpointView:
    """What may be shown of it: never the key."""

    url: str
    model: str
    small: str
    has_key: bool
    changed_at: datetime
    terms: ModelTerms


async def of_workspace(session: Session, actor: Actor) -> EndpointView | None:
    """None: it has the installation's model, if there is one. Raises Forbidden."""
    _may(actor)
    stored = await _stored(session, actor)
    return _view(stored) if stored else None


async def change(
    session: Session, actor: Actor, url: str, model: str, key: str | None, small: str | None = None
) -> EndpointView:
    """From the next message on. `key` and `small` None: what is kept, if the address stays the same.

    Raises Forbidden or Invalid, by field.
    """
    return await put(session, actor, await checked(session, actor, url, model, key, small))


async def put(
    session: Session, actor: Actor, endpoint: ModelEndpoint, terms: TermsGiven | None = None
) -> EndpointView:
    """As change(), with one that was checked before. Terms that are not given stay as they are; but what
    another model cost says nothing of this one. Raises Forbidden."""
    _may(actor)
    assert actor.workspace_id
    stored = await _stored(session, actor, to_change=True)
    kept = stored.terms if stored else ModelTerms()
    if stored and (stored.url, stored.model) != (endpoint.url, endpoint.model):
        kept = replace(kept, price_in=None, price_out=None)
    if stored and (stored.url, stored.small) != (endpoint.url, endpoint.small):
        kept = replace(kept, small_price_in=None, small_price_out=None)
    now = clock.wall()
    values = {
        "url": endpoint.url,
        "model": endpoint.model,
        "small": endpoint.small,
        "sealed_key": endpoint.sealed_key,
        "changed_at": now,
        **asdict(new := replace(kept, **terms or {})),
    }
    row = insert(StoredEndpoint).values(
        id=uuid7(), organization_id=actor.organization_id, workspace_id=actor.workspace_id, **values
    )
    await session.exec(row.on_conflict_do_update(index_elements=["workspace_id"], set_=values))
    await _tell(session, actor, before=stored.terms if stored else ModelTerms(), after=new)
    return EndpointView(endpoint.url, endpoint.model, endpoint.small, bool(endpoint.sealed_key), now, new)


async def change_terms(
    session: Session, actor: Actor, terms: TermsGiven, seen: Mapping[str, str] | None = None
) -> EndpointView:
    """These of price and limits, from the next message on; the others stay as they are by then.

    `seen`: what they were to whoever changes them, as people write it. Raises Forbidden, NoModelOfItsOwn, or
    ChangedMeanwhile where one is something else now: then nothing is changed.
    """
    _may(actor)
    stored = await _stored(session, actor, to_change=True)
    if stored is None:
        raise NoModelOfItsOwn
    before = stored.terms
    meanwhile.must_be_as_seen(written(asdict(before)), written(terms), seen or {})
    stored.changed_at = clock.wall()
    for name, value in terms.items():
        setattr(stored, name, value)
    await _tell(session, actor, before=before, after=stored.terms)
    return _view(stored)


async def remove(session: Session, actor: Actor) -> None:
    """It has the installation's model again, if there is one. Nothing happens when it had none of its own."""
    _may(actor)
    stored = await _stored(session, actor, to_change=True)
    await session.exec(delete(StoredEndpoint).where(col(StoredEndpoint.workspace_id) == actor.workspace_id))
    await _tell(session, actor, before=stored.terms if stored else ModelTerms(), after=None)


async def checked(
    session: Session, actor: Actor, url: str, model: str, key: str | None, small: str | None = None
) -> ModelEndpoint:
    """As it would be stored. A kept key goes nowhere else than where it was meant for, and a cheaper one is
    of the same address, or none."""
    _may(actor)
    url, model = url.strip().rstrip("/"), model.strip()
    wrong: dict[str, str] = {}
    if problem := _what_is_wrong(url):
        wrong["url"] = problem
    if not model:
        wrong["model"] = "Please name a model."
    stored = await _stored(session, actor)
    if key is None and stored and stored.sealed_key and stored.url != url:
        wrong["key"] = "Please give the key for this address."
    if wrong:
        raise Invalid(fields=wrong)
    if small is None:
        small = stored.small if stored and stored.url == url else ""
    small = "" if small.strip() == model else small.strip()
    if key is None:
        return ModelEndpoint(url, model, stored.sealed_key if stored else b"", small)
    return ModelEndpoint(url, model, tokens.seal(MODEL_KEY, key.encode()) if key else b"", small)


def money(written: str, most: int) -> Decimal:
    """US dollars, exactly as they are written. Raises ValueError, in words."""
    if not _MONEY.fullmatch(written) or (dollars := Decimal(written)) > most:
        raise ValueError(
            f"Please give a number from 0 to {most:,}, with at most {DECIMALS} decimals, as 0.15."
        )
    return dollars


def count(written: str) -> int:
    """Of tokens; thousands may be apart. Raises ValueError, in words."""
    digits = re.sub("[ ,_]", "", written) if _TOKENS.fullmatch(written) else ""
    if not digits or int(digits) > TOKENS_AT_MOST:
        raise ValueError(f"Please give a whole number from 0 to {TOKENS_AT_MOST:,}.")
    return int(digits)


def written(terms: Mapping[str, object]) -> dict[str, str]:
    """As people write them: '' for what the installation says."""
    return {name: plain(cast(Decimal | int | None, value)) for name, value in terms.items()}


def plain(value: Decimal | int | None) -> str:
    """As people write it: 0.15, and not 0.150000. Nothing for what the installation says."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


async def tried(model: LanguageModel) -> ModelAnswer:
    """One small question. No transaction is open meanwhile. Raises Unavailable."""
    question = [Message("user", 'Answer with this JSON object and nothing else: {"is_there": true}')]
    return await model.answer(question, schema=_IS_THERE, seconds=_TEST_SECONDS)


async def both_tried(
    endpoint: ModelEndpoint, client: Callable[[ModelEndpoint], LanguageModel]
) -> ModelAnswer:
    """As tried(); a cheaper one is asked as well. Raises Unavailable, which says if it was that."""
    answer = await tried(client(endpoint))
    if endpoint.cheaper:
        try:
            await tried(client(endpoint.cheaper))
        except Unavailable as error:
            raise Unavailable(f"Of the cheaper one, {endpoint.small}: {error.message}") from error
    return answer


def _what_is_wrong(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "This is no address."
    if parts.scheme not in ("http", "https") or not host:
        return "Please give an address that begins with https://."
    if parts.scheme == "http" and not settings.model_private_urls:
        return "Please give an address that begins with https://: the key would travel in the open."
    if parts.username or parts.password or parts.query or parts.fragment:
        return "Please give the address alone, without a name, a question mark or a hash."
    return ""


def _may(actor: Actor) -> None:
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("You may not change this workspace.")


async def _stored(session: Session, actor: Actor, *, to_change: bool = False) -> StoredEndpoint | None:
    found = select(StoredEndpoint).where(StoredEndpoint.workspace_id == actor.workspace_id)
    return (await session.exec(found.with_for_update() if to_change else found)).one_or_none()


def _view(stored: StoredEndpoint) -> EndpointView:
    return EndpointView(
        stored.url, stored.model, stored.small, bool(stored.sealed_key), stored.changed_at, stored.terms
    )


async def _tell(session: Session, actor: Actor, *, before: ModelTerms, after: ModelTerms | None) -> None:
    """`after` None: it has no model of its own any more."""
    assert actor.workspace_id
    await workspaces.touch(session, actor.workspace_id)
    old, new = asdict(before), asdict(after or ModelTerms())
    timeline.record(
        session,
        actor,
        TimelineKind.WORKSPACE_CHANGED,
        changed="language_model",
        has_own_model=after is not None,
        terms=", ".join(f"{name}={plain(new[name])}" for name in new if new[name] != old[name]),
    )
    doorbell.ring(session, doorbell.workspace(actor.workspace_id))
