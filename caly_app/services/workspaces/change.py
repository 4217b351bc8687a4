"""What is simply so about a business: each change holds from the next message on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from caly_app import doorbell, outbox
from caly_app.actor import Actor, Permission
from caly_app.agents import masks, next_time, wanted
from caly_app.agents.sector import Sector
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid, Refused
from caly_app.models import Appointment, Conversation, Resource, TimelineKind, Workspace
from caly_app.queries import workspaces as workspace_queries
from caly_app.services import branding, meanwhile, timeline
from caly_app.services.fields import Fields
from caly_app.services.workspaces import slugs
from caly_app.services.workspaces.create import (
    checked_country,
    checked_hours,
    checked_language,
    checked_sector,
    checked_zone,
    starter,
)

FACTS_AT_MOST, DOMAINS_AT_MOST, LANGUAGES_AT_MOST = 100, 50, 20

_HOST = re.compile(
    r"(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(:\d{1,5})?", re.ASCII
)


class SlugIsUsed(Refused):
    """The address can only be changed during the setup: sites and links that use it would break."""


class SectorIsUsed(Refused):
    """The sector cannot be changed any more: there are conversations or appointments of it."""


@dataclass(frozen=True)
class Part:
    """Fields of a whole that others change as well: one that is None goes, all else stays as it is by then.

    `seen`: what they were to whoever changes them; where one is something else by now, nothing is changed.
    """

    fields: Mapping[str, Any]
    seen: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class WorkspaceChanges:
    """What is None stays as it is. `languages`: the main one first. `language`: another main one; the others
    stay. `facts`: all of them, or a Part."""

    name: str | None = None
    slug: str | None = None
    country: str | None = None
    timezone: str | None = None
    languages: Sequence[str] | Part | None = None  # of a Part: language -> True; the main one stays
    language: str | None = None
    emergency_number: str | None = None
    opening_hours: Mapping[str, object] | Part | None = None
    facts: Mapping[str, object] | Part | None = None
    allowed_domains: Sequence[str] | Part | None = None  # of a Part: domain -> True
    branding: Mapping[str, str] | Part | None = None
    # Place -> kinds hidden there, and `memory_days`; {}: as the sector says.
    privacy: Mapping[str, Sequence[str] | int] | Part | None = None
    writes_notes: bool | None = None  # on customers, when a conversation has ended


async def change(session: Session, actor: Actor, workspace_id: UUID, changes: WorkspaceChanges) -> Workspace:
    """Raises Invalid with the fields that are wrong, or ChangedMeanwhile; then nothing is changed."""
    must_be_allowed(actor)
    workspace = await workspace_queries.locked(session, actor, workspace_id)
    fields = Fields()
    new = {**_checked(fields, workspace, changes), **await _checked_slug(session, fields, workspace, changes)}
    fields.must_be_right()

    if "name" in new:
        await _rename_starter(session, workspace, str(new["name"]))
    for name, value in new.items():
        setattr(workspace, name, value)
    if new:
        await _flush(session)
        await _tell(session, actor, workspace, sorted(new))
    return workspace


async def choose_privacy(
    session: Session, actor: Actor, workspace_id: UUID, place: str, kind: str, is_chosen: bool
) -> Workspace:
    """One kind of personal value: hidden in a place, or wanted of each customer, or no more.

    What others have chosen stays as it is by then. Raises as `change`.
    """
    must_be_allowed(actor)
    workspace = await workspace_queries.locked(session, actor, workspace_id)
    now = {**workspace_queries.hidden(workspace), wanted.CHOSEN: workspace_queries.wanted_of(workspace)}
    others = [each for each in now.get(place, ()) if each != kind]
    chosen = Part({place: [*others, kind] if is_chosen else others})
    return await change(session, actor, workspace_id, WorkspaceChanges(privacy=chosen))


async def choose_sector(session: Session, actor: Actor, workspace_id: UUID, sector: str) -> Workspace:
    """While nothing of the old sector has happened yet. What was set for it, its records and its words are
    there again when it is chosen again. Raises SectorIsUsed, Invalid."""
    must_be_allowed(actor)
    workspace = await workspace_queries.locked(session, actor, workspace_id)
    fields = Fields()
    checked_sector(fields, sector)
    fields.must_be_right()
    if sector != workspace.sector:
        if await is_used(session, workspace):
            raise SectorIsUsed
        workspace.become(sector)
        await _tell(session, actor, workspace, ["sector"])
    if await session.scalar(select(Resource.id).where(Resource.workspace_id == workspace.id)) is None:
        session.add(starter(workspace))
    return workspace


def must_be_allowed(actor: Actor) -> None:
    if not actor.may(Permission.CHANGE_WORKSPACES):
        raise Forbidden("Only an admin can change a workspace.")


async def touch(session: Session, workspace_id: UUID) -> None:
    """For changes of what hangs on the workspace: whoever holds its facts reads them again."""
    await session.exec(
        update(Workspace).where(col(Workspace.id) == workspace_id).values(name=col(Workspace.name))
    )


async def _flush(session: Session) -> None:
    """Somebody else may have taken the slug at this very moment."""
    try:
        await session.flush()
    except IntegrityError:
        raise Invalid(fields={"slug": slugs.TAKEN}) from None


async def _tell(session: Session, actor: Actor, workspace: Workspace, what: list[str]) -> None:
    timeline.record(
        session, actor, TimelineKind.WORKSPACE_CHANGED, workspace_id=workspace.id, what=",".join(what)
    )
    await outbox.write(session, "workspace.changed", workspace.id, {"what": what})
    doorbell.ring(session, doorbell.workspace(workspace.id))


def _checked(fields: Fields, workspace: Workspace, changes: WorkspaceChanges) -> dict[str, object]:
    """What differs from now, checked."""
    new: dict[str, object] = {}
    if changes.name is not None:
        new["name"] = fields.line("name", changes.name)
    if changes.country is not None:
        new["country"] = checked_country(fields, changes.country)
    if changes.timezone is not None:
        new["timezone"] = checked_zone(fields, changes.timezone)
    if changes.languages is not None or changes.language is not None:
        new["languages"] = _languages(fields, changes, workspace)
    if changes.emergency_number is not None:
        new["emergency_number"] = _emergency_number(fields, changes.emergency_number)
    if changes.opening_hours is not None:
        hours = _whole("opening_hours", changes.opening_hours, workspace)
        new["opening_hours"] = checked_hours(fields, hours)
    if changes.facts is not None:
        new["facts"] = _facts(fields, _whole("facts", changes.facts, workspace))
    if changes.allowed_domains is not None:
        domains = _whole_list("allowed_domains", changes.allowed_domains, workspace)
        new["allowed_domains"] = _domains(fields, domains)
    if changes.branding is not None:
        new["branding"] = branding.checked(fields, _whole("branding", changes.branding, workspace))
    if changes.privacy is not None:
        privacy = _whole("privacy", changes.privacy, workspace)
        new["privacy"] = _privacy(fields, privacy, all_sectors()[workspace.sector])
    if changes.writes_notes is not None:
        new["writes_notes"] = changes.writes_notes
    return {name: value for name, value in new.items() if getattr(workspace, name) != value}


def _whole(name: str, change: Mapping[str, Any] | Part, workspace: Workspace) -> Mapping[str, Any]:
    if not isinstance(change, Part):
        return change
    return meanwhile.merged(getattr(workspace, name), change.fields, change.seen, at=f"{name}.")


def _whole_list(name: str, change: Sequence[str] | Part, workspace: Workspace) -> Sequence[str]:
    if not isinstance(change, Part):
        return change
    return list(meanwhile.merged(dict.fromkeys(getattr(workspace, name), True), change.fields))


async def _checked_slug(
    session: Session, fields: Fields, workspace: Workspace, changes: WorkspaceChanges
) -> dict[str, object]:
    slug = changes.slug
    if slug is None or slug == workspace.slug:
        return {}
    if workspace.onboarding.get("step", "done") == "done":
        raise SlugIsUsed
    if wrong := slugs.what_is_wrong(slug, is_demo=False):
        fields.wrong["slug"] = wrong
    elif await slugs.is_taken(session, slug):
        fields.wrong["slug"] = slugs.TAKEN
    return {"slug": slug}


def _languages(fields: Fields, changes: WorkspaceChanges, workspace: Workspace) -> list[str]:
    named = Part({}) if changes.languages is None else changes.languages
    main = workspace.languages[:1] if isinstance(named, Part) else []
    spoken = [
        checked_language(fields, "languages", one) for one in _whole_list("languages", named, workspace)
    ]
    if changes.language is not None:
        main = [checked_language(fields, "language", changes.language), *main]
    languages = list(dict.fromkeys((*main, *spoken)))
    if not languages or len(languages) > LANGUAGES_AT_MOST:
        fields.wrong["languages"] = f"Please name 1 to {LANGUAGES_AT_MOST} languages."
    return languages


def _emergency_number(fields: Fields, number: str) -> str:
    number = fields.line("emergency_number", number, at_most=20)
    if number and not re.fullmatch(r"[\d +-]+", number, re.ASCII):
        fields.wrong.setdefault("emergency_number", "Please use digits only, as 999.")
    return number


def _facts(fields: Fields, facts: Mapping[str, object]) -> dict[str, str]:
    if len(facts) > FACTS_AT_MOST:
        fields.wrong["facts"] = f"Please keep to {FACTS_AT_MOST} facts."
        return {}
    checked = {}
    for name, value in facts.items():
        key = fields.line("facts", name, at_most=100)
        if not isinstance(value, str | int | float):
            fields.wrong["facts"] = f"{key[:40]}: please write the fact as text."
        checked[key] = fields.text("facts", str(value).strip(), at_most=2000)
    return checked


def _domains(fields: Fields, domains: Sequence[str]) -> list[str]:
    """Addresses that were pasted whole are cut to their host."""
    if len(domains) > DOMAINS_AT_MOST:
        fields.wrong["allowed_domains"] = f"Please keep to {DOMAINS_AT_MOST} domains."
        return []
    checked = []
    for written in domains:
        host = host_of(written)
        if not _HOST.fullmatch(host) or len(host) > 255:
            fields.wrong["allowed_domains"] = (
                f"{written.strip()[:60]!r} is not a domain like www.example.org."
            )
        checked.append(host)
    return list(dict.fromkeys(checked))


def host_of(written: str) -> str:
    """Of an address that was pasted whole, too."""
    host = written.strip().lower().partition("://")[2] or written.strip().lower()
    return host.partition("/")[0].rstrip(".")


def _privacy(
    fields: Fields, chosen: Mapping[str, Sequence[str] | int], sector: Sector
) -> dict[str, list[str] | int]:
    checked: dict[str, list[str] | int] = {}
    for place, kinds in chosen.items():
        if isinstance(kinds, int):
            checked[place] = kinds
            if place != next_time.CHOSEN or not 0 <= kinds <= next_time.DAYS_AT_MOST:
                fields.wrong["privacy"] = f"Please choose 0 to {next_time.DAYS_AT_MOST} days."
        elif place == wanted.CHOSEN:
            checked[place] = _wanted(fields, kinds, sector)
        elif place not in masks.PLACES:
            fields.wrong["privacy"] = f"Please choose for {' or '.join(masks.PLACES)}."
        elif unknown := sorted(set(kinds) - set(masks.KINDS)):
            fields.wrong["privacy"] = f"{unknown[0][:40]} is not known; there are {', '.join(masks.KINDS)}."
        else:
            checked[place] = [kind for kind in masks.KINDS if kind in kinds]
    return checked


def _wanted(fields: Fields, kinds: Sequence[str], sector: Sector) -> list[str]:
    """Conversations under way prove people by what would be dropped."""
    if unknown := sorted(set(kinds) - set(wanted.KINDS)):
        fields.wrong["privacy"] = f"{unknown[0][:40]} is not known; there are {', '.join(wanted.KINDS)}."
    elif dropped := [kind for kind in wanted.for_proof(sector) if kind not in kinds]:
        fields.wrong["privacy"] = f"Customers prove who they are by {' and '.join(dropped)}: keep it wanted."
    return [kind for kind in wanted.KINDS if kind in kinds]


async def _rename_starter(session: Session, workspace: Workspace, name: str) -> None:
    """The one that was made with the workspace bears its name, as long as nobody has given it another."""
    taken = await session.scalar(
        select(Resource.id).where(Resource.workspace_id == workspace.id, Resource.name == name)
    )
    if taken is None:
        await session.exec(
            update(Resource)
            .where(col(Resource.workspace_id) == workspace.id, col(Resource.name) == workspace.name)
            .values(name=name)
        )


async def is_used(session: Session, workspace: Workspace) -> bool:
    """Something of its sector has happened: then it stays."""
    for kind in (Conversation, Appointment):
        if await session.scalar(select(kind.id).where(kind.workspace_id == workspace.id).limit(1)):
            return True
    return False
