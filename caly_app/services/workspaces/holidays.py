"""Days on which a business is closed, whatever the weekday."""

from datetime import date, timedelta
from uuid import UUID

import holidays as public_holidays
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from uuid_utils.compat import uuid7

from caly_app import clock, doorbell
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.errors import NotFound, Refused
from caly_app.models import Holiday, TimelineKind, Workspace
from caly_app.queries import workspaces as workspace_queries
from caly_app.services import timeline
from caly_app.services.fields import Fields
from caly_app.services.workspaces.change import must_be_allowed, touch


class NoPublicHolidays(Refused):
    """We do not know the public holidays of this country. Please add them one by one."""


async def add_holiday(session: Session, actor: Actor, workspace_id: UUID, on: date, name: str = "") -> UUID:
    """Its id. A day that is a holiday already gets the name."""
    workspace = await _changeable(session, actor, workspace_id)
    fields = Fields()
    name = fields.line("name", name, at_most=100, required=False)
    fields.must_be_right()
    [added] = await _add(session, workspace, {on: name})
    await _tell(session, actor, workspace, "holiday_added")
    return added


async def add_public_holidays(session: Session, actor: Actor, workspace_id: UUID) -> int:
    """Those of the country in the coming twelve months; how many there are. Raises NoPublicHolidays."""
    workspace = await _changeable(session, actor, workspace_id)
    today = clock.now().date()
    coming = {
        day: name
        for day, name in _public(workspace.country, today).items()
        if today <= day <= today + timedelta(days=365)
    }
    if coming:
        await _add(session, workspace, coming)
        await _tell(session, actor, workspace, "holidays_added")
    return len(coming)


async def remove_holiday(session: Session, actor: Actor, workspace_id: UUID, holiday_id: UUID) -> None:
    workspace = await _changeable(session, actor, workspace_id)
    removed = await session.exec(
        delete(Holiday).where(col(Holiday.workspace_id) == workspace.id, col(Holiday.id) == holiday_id)
    )
    if not removed.rowcount:
        raise NotFound("There is no such holiday.")
    await _tell(session, actor, workspace, "holiday_removed")


async def _changeable(session: Session, actor: Actor, workspace_id: UUID) -> Workspace:
    must_be_allowed(actor)
    return await workspace_queries.locked(session, actor, workspace_id)


async def _add(session: Session, workspace: Workspace, days: dict[date, str]) -> list[UUID]:
    rows = [
        {
            "id": uuid7(),
            "organization_id": workspace.organization_id,
            "workspace_id": workspace.id,
            "on_date": day,
            "name": name[:100],
        }
        for day, name in sorted(days.items())
    ]
    adding = insert(Holiday).values(rows)
    added = await session.exec(
        adding.on_conflict_do_update(
            index_elements=["workspace_id", "on_date"], set_={"name": adding.excluded.name}
        ).returning(col(Holiday.id))
    )
    return [row[0] for row in added]


async def _tell(session: Session, actor: Actor, workspace: Workspace, what: str) -> None:
    await touch(session, workspace.id)
    timeline.record(session, actor, TimelineKind.WORKSPACE_CHANGED, workspace_id=workspace.id, what=what)
    doorbell.ring(session, doorbell.workspace(workspace.id))


def _public(country: str, today: date) -> dict[date, str]:
    try:
        return dict(public_holidays.country_holidays(country, years=[today.year, today.year + 1]).items())
    except NotImplementedError:
        raise NoPublicHolidays from None
