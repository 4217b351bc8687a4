"""A new business: its customers can talk to its agent, and book, as soon as this has committed."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from psycopg.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError

from caly_app import clock, countries, outbox
from caly_app.actor import Actor, ActorKind, Permission
from caly_app.agents.sector import LANGUAGES
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.errors import Forbidden, Invalid
from caly_app.models import Organization, Resource, TimelineKind, Workspace, WorkspaceKind
from caly_app.services import assistants, members, opening_hours, timeline
from caly_app.services.fields import Fields
from caly_app.services.opening_hours import Hours, StrangeHours
from caly_app.services.workspaces import slugs

_TRIES = 3


@dataclass(frozen=True)
class NewWorkspace:
    """What is left empty is what is usual in the country. A slug left empty is made of the name.

    `language`: the main one. Its customers are greeted in the others that its agent speaks as well.
    """

    name: str
    sector: str
    country: str
    timezone: str = ""
    language: str = ""
    slug: str = ""
    opening_hours: Mapping[str, object] | None = None
    emergency_number: str = ""
    kind: WorkspaceKind = WorkspaceKind.LIVE
    onboarding_step: str = "done"
    has_starter: bool = True  # somebody who can be booked, until the business names its own


async def create(session: Session, actor: Actor, new: NewWorkspace) -> Workspace:
    """Raises Invalid with the fields that are wrong."""
    if actor.kind not in (ActorKind.OPERATOR, ActorKind.SYSTEM) or not actor.may(
        Permission.CREATE_WORKSPACES
    ):
        raise Forbidden("Only an admin can create a workspace.")
    workspace = await _checked(session, actor, new)
    await _insert(session, workspace, new)
    await assistants.create_defaults(session, actor, workspace)
    if new.has_starter:
        session.add(starter(workspace))
        await session.flush()
    if actor.kind is ActorKind.OPERATOR:
        await members.use_workspace(session, actor, workspace.id)
    timeline.record(session, actor, TimelineKind.WORKSPACE_CREATED, workspace_id=workspace.id)
    await outbox.write(session, "workspace.created", workspace.id, {"workspace_id": str(workspace.id)})
    return workspace


def starter(workspace: Workspace) -> Resource:
    """So that the first customer finds a free time: it has the business's own name and hours."""
    return Resource(
        organization_id=workspace.organization_id,
        workspace_id=workspace.id,
        name=workspace.name,
        kind="provider",
        created_at=clock.wall(),
    )


async def _checked(session: Session, actor: Actor, new: NewWorkspace) -> Workspace:
    fields = Fields()
    country = checked_country(fields, new.country)
    workspace = Workspace(
        organization_id=actor.organization_id,
        slug=await _slug(session, actor, fields, new),
        name=fields.line("name", new.name),
        sector=checked_sector(fields, new.sector),
        country=country,
        timezone=checked_zone(fields, new.timezone or countries.zone_of(country)),
        languages=_spoken(checked_language(fields, "language", new.language or usual_language(country))),
        emergency_number=fields.line("emergency_number", new.emergency_number, at_most=20, required=False)
        or countries.emergency_number_of(country),
        opening_hours=checked_hours(fields, new.opening_hours),
        kind=new.kind,
        onboarding={"step": new.onboarding_step},
        created_at=clock.wall(),
    )
    fields.must_be_right()
    return workspace


async def _slug(session: Session, actor: Actor, fields: Fields, new: NewWorkspace) -> str:
    if not new.slug:
        return await slugs.free_one(session, new.name)
    organization = await session.get_one(Organization, actor.organization_id)
    if wrong := slugs.what_is_wrong(new.slug, is_demo=organization.is_demo):
        fields.wrong["slug"] = wrong
    elif await slugs.is_taken(session, new.slug):
        fields.wrong["slug"] = slugs.TAKEN
    return new.slug


async def _insert(session: Session, workspace: Workspace, new: NewWorkspace) -> None:
    """Somebody else may take the slug at this very moment: one that was not asked for gives way."""
    for _ in range(_TRIES):
        try:
            async with session.begin_nested():
                session.add(workspace)
                await session.flush()
        except IntegrityError as error:
            if not isinstance(error.orig, UniqueViolation):
                raise
            if new.slug:
                break
            workspace.slug = f"{slugs.from_name(new.name)[:54]}-{uuid4().hex[:6]}"
        else:
            return
    raise Invalid(fields={"slug": slugs.TAKEN})


# --- one field each ---


def checked_sector(fields: Fields, sector: str) -> str:
    if sector not in all_sectors():
        fields.wrong["sector"] = f"There is no such sector. There are: {', '.join(all_sectors())}."
    return sector


def checked_country(fields: Fields, country: str) -> str:
    country = country.strip().upper()
    if not countries.is_country(country):
        fields.wrong["country"] = "Please give a country by its two letters, as GB."
        return ""
    return country


def checked_zone(fields: Fields, zone: str) -> str:
    if not countries.is_zone(zone):
        fields.wrong["timezone"] = "Please give a time zone by its name, as Europe/London."
    return zone


def checked_language(fields: Fields, field: str, language: str) -> str:
    language = language.strip().lower().partition("-")[0]
    if not countries.is_language(language):
        fields.wrong[field] = "Please give a language by its two letters, as en."
    return language


def _spoken(main: str) -> list[str]:
    """All that the agent speaks, the business's own first."""
    return list(dict.fromkeys((main, *LANGUAGES)))


def checked_hours(fields: Fields, hours: Mapping[str, object] | None) -> Hours:
    """None: the usual ones. {}: never open."""
    try:
        return opening_hours.USUAL if hours is None else opening_hours.stored(hours)
    except StrangeHours as strange:
        fields.wrong["opening_hours"] = str(strange)
        return {}


def usual_language(country: str) -> str:
    return countries.language_of(country) if country else "en"
