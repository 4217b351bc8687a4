"""The last room and the last place are given once, also to two who come at the same time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

import pytest

from caly_app import db
from caly_app.agents.sectors.education import courses
from caly_app.agents.sectors.hospitality import nights
from caly_app.agents.sectors.hospitality.nights import Span
from caly_app.agents.tool import Surroundings
from caly_app.models import Workspace
from caly_app.queries import records as record_queries
from caly_app.services import records
from caly_app.services.records import NewRecord
from tests.factories import Clinic, a_clinic
from tests.turns import a_turn

pytestmark = pytest.mark.usefixtures("database")

ROOM = {"name": "Harbour suite", "rooms": 1, "sleeps": 2, "rate": "215.00 GBP", "nights_sold": []}
COURSE = {
    "name": "French A1",
    "subject": "French",
    "days": "Mondays",
    "weekdays": ["mon"],
    "starts_on": "2027-01-11",
    "price": "240.00 GBP",
    "places": 12,
    "places_left": 1,
}
NIGHTS = Span(date(2099, 11, 10), date(2099, 11, 12))


async def a_business_of(sector: str, kind: str, data: dict[str, object]) -> tuple[Clinic, UUID]:
    """With one record of that kind."""
    clinic = await a_clinic()
    async with db.tenant_transaction(clinic.organization_id) as session:
        workspace = await session.get(Workspace, clinic.workspace_id)
        assert workspace
        workspace.sector = sector
    system = clinic.system()
    async with db.transaction(system) as session:
        made = await records.create(session, system, kind, NewRecord(data, "ONE"))
    return clinic, made.id


async def in_a_turn(clinic: Clinic, take: Callable[[Surroundings], Awaitable[bool]]) -> bool:
    async with a_turn(clinic) as around:
        taken = await take(around)
        await asyncio.sleep(0.05)  # the others come while this one is still at it
        return taken


async def data_of(clinic: Clinic, kind: str) -> dict[str, object]:
    system = clinic.system()
    async with db.transaction(system) as session:
        found = await record_queries.by_reference(session, system, kind, "ONE")
        assert found
        return dict(found.data)


async def test_the_last_room_is_sold_to_one_of_five():
    clinic, kind_id = await a_business_of("hospitality", "room_kind", ROOM)

    async def buy(around: Surroundings) -> bool:
        return await nights.sell(kind_id, NIGHTS, around)

    sold = await asyncio.gather(*(in_a_turn(clinic, buy) for _ in range(5)))

    assert sum(sold) == 1
    assert (await data_of(clinic, "room_kind"))["nights_sold"] == ["2099-11-10", "2099-11-11"]


async def test_the_last_place_in_a_course_is_given_to_one_of_five():
    clinic, course_id = await a_business_of("education", "course", COURSE)

    async def enrol(around: Surroundings) -> bool:
        return await courses.take_place(course_id, around)

    given = await asyncio.gather(*(in_a_turn(clinic, enrol) for _ in range(5)))

    assert sum(given) == 1
    assert (await data_of(clinic, "course"))["places_left"] == 0
