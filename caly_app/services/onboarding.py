"""From sign-up to the first answered message, in three steps: the business, its sector, talking to the agent.

The business is made at once, with what is usual where its owner sits, and each step changes it: so nothing
that was typed is ever lost, and whoever comes back goes on where they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from caly_app import countries
from caly_app.actor import Actor
from caly_app.agents.sector import LANGUAGES
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.errors import Refused
from caly_app.models import Organization, Workspace
from caly_app.queries import workspaces as workspace_queries
from caly_app.services import workspaces
from caly_app.services.workspaces import NewWorkspace, WorkspaceChanges, slugs

STEPS = ("business", "sector", "talk", "done")


class SectorMissing(Refused):
    """Please choose a sector first: it is what your agent can do."""


@dataclass(frozen=True)
class Guess:
    """What a browser says of where its owner sits."""

    timezone: str = ""
    languages: Sequence[str] = ()  # as "en-GB"


async def begin(session: Session, actor: Actor, guess: Guess) -> Workspace:
    """The business whose setup is not finished yet; a new one if there is none."""
    if unfinished := await workspace_queries.unfinished(session, actor):
        return unfinished
    organization = await session.get_one(Organization, actor.organization_id)
    country = _country(guess)
    return await workspaces.create(
        session,
        actor,
        NewWorkspace(
            name=organization.name,
            sector=next(iter(all_sectors())),  # until one is chosen
            country=country,
            timezone=guess.timezone if guess.timezone in countries.zones_of(country) else "",
            language=_language(guess, country),
            onboarding_step=STEPS[0],
            has_starter=False,
        ),
    )


async def save(session: Session, actor: Actor, workspace_id: UUID, changes: WorkspaceChanges) -> Workspace:
    """What was typed. The slug goes with the name, and zone and emergency number with the country,
    until somebody sets them."""
    workspace = await workspace_queries.locked(session, actor, workspace_id)
    if changes.slug is not None and changes.slug != workspace.slug:
        workspace.onboarding = {**workspace.onboarding, "slug_is_chosen": True}
    elif changes.name and changes.name.strip() and not workspace.onboarding.get("slug_is_chosen"):
        changes = replace(changes, slug=await _slug_for(session, workspace, changes.name))
    if changes.country and changes.country != workspace.country:
        changes = _with_what_is_usual(workspace, changes)
    return await workspaces.change(session, actor, workspace_id, changes)


async def choose_sector(session: Session, actor: Actor, workspace_id: UUID, sector: str) -> Workspace:
    """From here on the agent knows its trade, and there is somebody to book."""
    workspace = await workspaces.choose_sector(session, actor, workspace_id, sector)
    workspace.onboarding = {**workspace.onboarding, "sector_is_chosen": True}
    return workspace


async def go_to(session: Session, actor: Actor, workspace_id: UUID, step: str) -> Workspace:
    """Back and forth; nothing is lost. Raises SectorMissing."""
    assert step in STEPS
    workspace = await workspace_queries.locked(session, actor, workspace_id)
    workspaces.must_be_allowed(actor)
    if STEPS.index(step) > STEPS.index("sector") and not workspace.onboarding.get("sector_is_chosen"):
        raise SectorMissing
    workspace.onboarding = {**workspace.onboarding, "step": step}
    return workspace


async def _slug_for(session: Session, workspace: Workspace, name: str) -> str:
    wish = slugs.from_name(name)
    has_it = workspace.slug == wish or workspace.slug.startswith(f"{wish}-")
    return workspace.slug if has_it else await slugs.free_one(session, name)


def _with_what_is_usual(workspace: Workspace, changes: WorkspaceChanges) -> WorkspaceChanges:
    country = changes.country or ""
    had_the_usual = workspace.emergency_number == countries.emergency_number_of(workspace.country)
    number = countries.emergency_number_of(country) if had_the_usual else None
    stays = workspace.timezone in countries.zones_of(country)
    return replace(
        changes,
        timezone=changes.timezone or (None if stays else countries.zone_of(country)),
        emergency_number=changes.emergency_number or number or None,
    )


def _country(guess: Guess) -> str:
    from_zone = countries.country_of_zone(guess.timezone)
    regions = [language.rpartition("-")[2].upper() for language in guess.languages if "-" in language]
    return from_zone or next(filter(countries.is_country, regions), "GB")


def _language(guess: Guess, country: str) -> str:
    spoken = [language.partition("-")[0].lower() for language in guess.languages]
    known = [language for language in (*spoken, countries.language_of(country)) if language in LANGUAGES]
    return known[0] if known else "en"
