"""The businesses of an organization: name, hours, facts, sites, looks, holidays."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from caly_app import db
from caly_app.actor import Actor, Permission
from caly_app.agents import masks, next_time, wanted
from caly_app.api.authentication import PEOPLE, require
from caly_app.api.idempotency import Once
from caly_app.api.text import Document, Text
from caly_app.queries import workspaces as workspace_queries
from caly_app.queries.workspaces import HolidayView, WorkspaceView
from caly_app.services import workspaces
from caly_app.services.workspaces import NewWorkspace, WorkspaceChanges

router = APIRouter(prefix="/workspaces", tags=["workspaces"])

Sees = Annotated[Actor, require(anywhere=True)]
Creates = Annotated[Actor, require(Permission.CREATE_WORKSPACES, of=PEOPLE, anywhere=True)]
Changes = Annotated[Actor, require(Permission.CHANGE_WORKSPACES, anywhere=True)]

_HOURS = 'As {"mon": "08:00-12:00, 13:00-18:00", "sat": "closed"} or {"mon": [["08:00", "18:00"]]}.'
_LANGUAGES = "The first is the main one: in it who asks for none of these is greeted."

Name = Annotated[Text, Field(max_length=200, examples=["Elm Row Clinic"])]
Country = Annotated[Text, Field(max_length=2, examples=["GB"], description="ISO 3166-1, two letters.")]
Zone = Annotated[Text, Field(max_length=60, examples=["Europe/London"])]
Language = Annotated[Text, Field(max_length=10, examples=["en"])]
Slug = Annotated[Text, Field(max_length=63, examples=["elm-row-clinic"])]
Hours = Annotated[Document, Field(description=_HOURS, examples=[{"mon": "08:00-18:00", "sat": "closed"}])]


class Create(BaseModel):
    name: Name
    sector: Annotated[Text, Field(max_length=40, examples=["healthcare"])]
    country: Country
    timezone: Zone = Field(default="", description="Empty: the country's.")
    language: Language = Field(
        default="",
        description="The main one; customers are greeted in the others that its agent speaks as well. "
        "Empty: the country's.",
    )
    slug: Slug | None = Field(default=None, description="None: made of the name.")
    opening_hours: Hours | None = None


class Created(BaseModel):
    id: UUID
    slug: str


Kinds = Annotated[list[Text], Field(max_length=20, examples=[list(masks.KINDS)])]


class Privacy(BaseModel):
    """Kinds of personal values: phone, email, date_of_birth, address, account, identity_number."""

    model_config = ConfigDict(extra="forbid")

    transcript: Kinds | None = Field(default=None, description="Hidden in what was said, once answered.")
    prompt: Kinds | None = Field(default=None, description="Hidden from a language model.")
    wanted: Kinds | None = Field(
        default=None,
        description="What is to be held of each customer: name, phone, email, date_of_birth, address. "
        "What customers prove who they are by cannot be dropped.",
    )
    memory_days: int | None = Field(
        default=None,
        ge=0,
        le=next_time.DAYS_AT_MOST,
        description="How long what customers prefer and need is kept after they said yes; 0: they are not "
        "asked, and what is held is deleted by the next night.",
    )


class Change(BaseModel):
    """What is left out stays as it is. What is given takes the place of all that was there."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    country: Country | None = None
    timezone: Zone | None = None
    languages: list[Language] | None = Field(default=None, description=_LANGUAGES)
    emergency_number: Annotated[Text, Field(max_length=20, examples=["999"])] | None = None
    opening_hours: Hours | None = None
    facts: Document | None = Field(default=None, description="What the agent may state, by key.")
    allowed_domains: list[Text] | None = Field(
        default=None, description="Sites that may show the chat, as www.example.org; empty: any."
    )
    branding: dict[Text, Text] | None = Field(
        default=None, description="color (#rrggbb, with enough contrast on white), logo_url, welcome."
    )
    privacy: Privacy | None = Field(
        default=None, description="What is hidden where; a place that is left out is as the sector says."
    )
    writes_notes: StrictBool | None = Field(
        default=None, description="Whether a conversation that has ended leaves a note on its customer."
    )


class Holiday(BaseModel):
    id: UUID
    date: date
    name: str


class Holidays(BaseModel):
    items: Sequence[Holiday]
    next: None = None


class NewHoliday(BaseModel):
    date: date
    name: Annotated[Text, Field(max_length=100)] = ""


class Workspace(BaseModel):
    id: UUID
    slug: str
    name: str
    sector: str
    country: str
    timezone: str
    languages: Sequence[str]
    emergency_number: str
    opening_hours: Mapping[str, Any]
    facts: Mapping[str, str]
    branding: Mapping[str, str]
    privacy: Privacy
    writes_notes: bool
    allowed_domains: Sequence[str]
    kind: str
    clock_offset_seconds: int
    holidays: Sequence[Holiday]
    created_at: datetime


class WorkspaceLine(BaseModel):
    id: UUID
    slug: str
    name: str
    sector: str


class Workspaces(BaseModel):
    items: Sequence[WorkspaceLine]
    next: None = None


@router.get("")
async def list_workspaces(actor: Sees) -> Workspaces:
    """By name; with an API key, its own."""
    async with db.transaction(actor) as session:
        found = await workspace_queries.all_of(session, actor)
    return Workspaces(items=[WorkspaceLine.model_validate(each, from_attributes=True) for each in found])


@router.post("", status_code=201, response_model=Created)
async def create_workspace(body: Create, actor: Creates, once: Once) -> Response | Created:
    """With a chat and a phone assistant, and somebody who can be booked."""
    new = NewWorkspace(
        name=body.name,
        sector=body.sector,
        country=body.country,
        timezone=body.timezone,
        language=body.language,
        slug=body.slug or "",
        opening_hours=body.opening_hours,
    )

    async def change(session: db.Session) -> Created:
        made = await workspaces.create(session, actor, new)
        return Created(id=made.id, slug=made.slug)

    return await once.run(actor, change)


@router.get("/{workspace_id}")
async def read_workspace(workspace_id: UUID, actor: Sees) -> Workspace:
    async with db.transaction(actor) as session:
        return _view(await workspace_queries.one(session, actor, workspace_id))


@router.patch("/{workspace_id}")
async def change_workspace(workspace_id: UUID, body: Change, actor: Changes) -> Workspace:
    """Holds from the next message on."""
    changes = WorkspaceChanges(
        name=body.name,
        country=body.country,
        timezone=body.timezone,
        languages=body.languages,
        emergency_number=body.emergency_number,
        opening_hours=body.opening_hours,
        facts=body.facts,
        allowed_domains=body.allowed_domains,
        branding=body.branding,
        privacy=None if body.privacy is None else body.privacy.model_dump(exclude_none=True),
        writes_notes=body.writes_notes,
    )
    async with db.transaction(actor) as session:
        await workspaces.change(session, actor, workspace_id, changes)
        await session.flush()
        return _view(await workspace_queries.one(session, actor, workspace_id))


@router.get("/{workspace_id}/holidays")
async def list_holidays(workspace_id: UUID, actor: Sees) -> Holidays:
    """By date."""
    async with db.transaction(actor) as session:
        found = await workspace_queries.one(session, actor, workspace_id)
    return Holidays(items=[_holiday(each) for each in found.holidays])


@router.post("/{workspace_id}/holidays", status_code=201, response_model=Holiday)
async def add_holiday(workspace_id: UUID, body: NewHoliday, actor: Changes, once: Once) -> Response | Holiday:
    """A day that is a holiday already gets the name."""

    async def change(session: db.Session) -> Holiday:
        added = await workspaces.add_holiday(session, actor, workspace_id, body.date, body.name)
        return Holiday(id=added, date=body.date, name=body.name.strip())

    return await once.run(actor, change)


@router.post("/{workspace_id}/holidays/public", status_code=201, response_model=Holidays)
async def add_public_holidays(workspace_id: UUID, actor: Changes, once: Once) -> Response | Holidays:
    """Those of the country in the coming twelve months. Answers with all holidays there are then."""

    async def change(session: db.Session) -> Holidays:
        await workspaces.add_public_holidays(session, actor, workspace_id)
        found = await workspace_queries.holidays(session, actor, workspace_id)
        return Holidays(items=[_holiday(each) for each in found])

    return await once.run(actor, change)


@router.delete("/{workspace_id}/holidays/{holiday_id:uuid}", status_code=204)
async def remove_holiday(workspace_id: UUID, holiday_id: UUID, actor: Changes) -> None:
    async with db.transaction(actor) as session:
        await workspaces.remove_holiday(session, actor, workspace_id, holiday_id)


def _view(found: WorkspaceView) -> Workspace:
    return Workspace(
        id=found.id,
        slug=found.slug,
        name=found.name,
        sector=found.sector,
        country=found.country,
        timezone=found.timezone,
        languages=found.languages,
        emergency_number=found.emergency_number,
        opening_hours=found.opening_hours,
        facts=found.facts,
        branding=found.branding,
        privacy=Privacy.model_validate(
            {**found.privacy, wanted.CHOSEN: list(found.wanted), next_time.CHOSEN: found.memory_days}
        ),
        writes_notes=found.writes_notes,
        allowed_domains=found.allowed_domains,
        kind=found.kind,
        clock_offset_seconds=found.clock_offset_seconds,
        holidays=[_holiday(each) for each in found.holidays],
        created_at=found.created_at,
    )


def _holiday(found: HolidayView) -> Holiday:
    return Holiday(id=found.id, date=found.on_date, name=found.name)
