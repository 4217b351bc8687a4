import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.errors import Refused
from caly_app.models import Customer, Holiday, Resource, Workspace
from caly_app.ports import BookedAppointment, Opening, Unbookable
from caly_app.queries import business as business_queries
from caly_app.services import customers
from caly_app.services.appointments import AppointmentsOfTurn
from tests.factories import Clinic, a_clinic

pytestmark = pytest.mark.usefixtures("database")

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 10, 5)
Result = TypeVar("Result")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def early_on_monday():
    with clock.offset(at(MONDAY, 7) - clock.wall()):
        yield


async def turn(clinic: Clinic, work: Callable[[AppointmentsOfTurn], Awaitable[Result]]) -> Result:
    """Something a tool does within a turn of its own."""
    customer = clinic.customer()
    async with db.transaction(customer) as session:
        facts = await business_queries.of_workspace(session, clinic.workspace_id)
        conversation_id = None
        return await work(AppointmentsOfTurn(session, customer, conversation_id, facts.business))


async def starts(clinic: Clinic, **wanted: object) -> list[str]:
    found = await turn(clinic, lambda port: port.openings(**wanted))
    return [f"{opening.starts_at:%a %d %H:%M}" for opening in found]


async def book(clinic: Clinic, starts_at: datetime, resource_id: UUID | None = None) -> BookedAppointment:
    async def work(port: AppointmentsOfTurn) -> BookedAppointment:
        opening = await port.opening_at(starts_at, resource_id)
        return await port.book(opening, kind="visit", customer_id=None, fields={})

    return await turn(clinic, work)


async def why_not(clinic: Clinic, starts_at: datetime, resource_id: UUID | None = None) -> str:
    with pytest.raises(Unbookable) as caught:
        await turn(clinic, lambda port: port.opening_at(starts_at, resource_id))
    return caught.value.reason


async def change(clinic: Clinic, *rows: object, **columns: object) -> None:
    """Changes the workspace's columns, and adds rows."""
    async with db.tenant_transaction(clinic.organization_id) as session:
        workspace = await session.get_one(Workspace, clinic.workspace_id)
        for name, value in {"onboarding": {"changed": str(uuid7())}, **columns}.items():
            setattr(workspace, name, value)
        session.add_all(rows)


async def change_resource(clinic: Clinic, **columns: object) -> None:
    async with db.tenant_transaction(clinic.organization_id) as session:
        for resource in await session.exec(
            select(Resource).where(Resource.workspace_id == clinic.workspace_id)
        ):
            for name, value in columns.items():
                setattr(resource, name, value)


async def test_nearest_times_come_first_and_equally_near_ones_early():
    clinic = await a_clinic()
    assert await starts(clinic, near=at(MONDAY, 12)) == ["Mon 05 12:00", "Mon 05 11:30", "Mon 05 12:30"]


async def test_nothing_past_is_offered():
    clinic = await a_clinic()
    with clock.offset(at(MONDAY, 17, 10) - clock.wall()):
        assert await starts(clinic, near=at(MONDAY, 9)) == ["Mon 05 17:30", "Tue 06 08:00", "Tue 06 08:30"]
        assert await why_not(clinic, at(MONDAY, 17)) == "past"


async def test_a_day_is_kept_to():
    clinic = await a_clinic()
    tuesday = MONDAY + timedelta(days=1)
    assert await starts(clinic, near=at(MONDAY, 20), on=tuesday, limit=2) == ["Tue 06 08:00", "Tue 06 08:30"]
    assert len(await starts(clinic, near=at(MONDAY, 9), on=tuesday, limit=60)) == 20


async def test_each_start_comes_once_whoever_is_free():
    clinic = await a_clinic(doctors=("Dr. Imre Halas", "Dr. Nadia Osei"))
    await book(clinic, at(MONDAY, 9))
    found = await turn(clinic, lambda port: port.openings(near=at(MONDAY, 9), limit=2))
    assert [(opening.starts_at, opening.resource_name) for opening in found] == [
        (at(MONDAY, 9), "Dr. Nadia Osei"),
        (at(MONDAY, 8, 30), "Dr. Imre Halas"),
    ]


async def test_a_doctor_is_kept_to():
    clinic = await a_clinic(doctors=("Dr. Imre Halas", "Dr. Nadia Osei"))
    first, second = clinic.resource_ids
    await book(clinic, at(MONDAY, 9), first)
    assert await why_not(clinic, at(MONDAY, 9), first) == "taken"
    assert (await book(clinic, at(MONDAY, 9), second)).resource_name == "Dr. Nadia Osei"
    assert await why_not(clinic, at(MONDAY, 9)) == "taken"


async def test_own_hours_count_within_the_businesss():
    clinic = await a_clinic(opening_hours={"mon": [["08:00", "12:00"]], "wed": [["08:00", "24:00"]]})
    await change_resource(
        clinic, hours={"mon": [["10:00", "14:00"]], "tue": [["08:00", "18:00"]], "wed": [["23:00", "24:00"]]}
    )
    found = await starts(clinic, near=at(MONDAY, 7), limit=6)
    assert found[:4] == ["Mon 05 10:00", "Mon 05 10:30", "Mon 05 11:00", "Mon 05 11:30"]
    assert found[4:] == ["Wed 07 23:00", "Wed 07 23:30"]


async def test_starts_set_for_a_day_replace_its_hours():
    clinic = await a_clinic()
    await change_resource(clinic, hours={"none": []}, dates={"2026-10-08": ["09:30", "11:00"]})
    assert await starts(clinic, near=at(MONDAY, 9), limit=10) == ["Thu 08 09:30", "Thu 08 11:00"]
    assert await why_not(clinic, at(date(2026, 10, 8), 10)) == "closed"


async def test_why_a_time_cannot_be_had():
    clinic = await a_clinic(opening_hours={"mon": [["08:00", "18:00"]], "tue": [["08:00", "18:00"]]})
    tuesday = MONDAY + timedelta(days=1)
    await change(
        clinic,
        Holiday(organization_id=clinic.organization_id, workspace_id=clinic.workspace_id, on_date=tuesday),
    )
    assert await why_not(clinic, at(MONDAY, 9, 10)) == "not_offered"
    assert await why_not(clinic, at(MONDAY, 18)) == "closed"
    assert await why_not(clinic, at(MONDAY, 6)) == "past"
    assert await why_not(clinic, at(tuesday, 9)) == "closed"
    assert await why_not(clinic, at(MONDAY + timedelta(days=2), 9)) == "closed"
    assert await why_not(clinic, at(MONDAY + timedelta(weeks=60), 9)) == "too_far"
    assert await why_not(clinic, at(MONDAY, 9), uuid7()) == "not_offered"


async def test_on_the_day_the_clock_jumps_no_time_is_offered_that_does_not_exist_or_comes_twice():
    clinic = await a_clinic(opening_hours={"sun": [["00:00", "04:00"]]})
    spring, autumn = date(2027, 3, 28), date(2026, 10, 25)
    forward = await turn(clinic, lambda port: port.openings(near=at(spring, 0), on=spring, limit=20))
    back = await turn(clinic, lambda port: port.openings(near=at(autumn, 0), on=autumn, limit=20))

    assert [f"{one.starts_at:%H:%M}" for one in forward] == [
        "00:00",
        "00:30",
        "02:00",
        "02:30",
        "03:00",
        "03:30",
    ]
    assert [f"{one.starts_at:%H:%M}" for one in back] == [
        "00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00", "03:30",
    ]  # fmt: skip
    assert all(one.ends_at.timestamp() - one.starts_at.timestamp() == 1800 for one in [*forward, *back])
    for one in (*forward, *back):
        assert (await book(clinic, one.starts_at)).starts_at == one.starts_at


async def test_far_ahead_is_found_when_the_near_days_are_full():
    clinic = await a_clinic(opening_hours={"mon": [["09:00", "09:30"]]})
    for week in range(4):
        await book(clinic, at(MONDAY + timedelta(weeks=week), 9))
    assert await starts(clinic, near=at(MONDAY, 9), limit=1) == ["Mon 02 09:00"]


async def test_a_booking_is_taken_by_nobody_else_and_nothing_else_is_lost():
    clinic = await a_clinic()

    async def twice(port: AppointmentsOfTurn) -> str:
        opening = await port.opening_at(at(MONDAY, 9))
        first = await port.book(opening, kind="visit", customer_id=None, fields={"reason": "cough"})
        with pytest.raises(Unbookable, match="taken"):
            await port.book(opening, kind="visit", customer_id=None, fields={})
        return first.reference

    reference = await turn(clinic, twice)
    assert await why_not(clinic, at(MONDAY, 9)) == "taken"
    assert len(reference) == 9
    assert reference[4] == "-"


async def test_moved_or_not_one_time_stands():
    clinic = await a_clinic()
    booked = await book(clinic, at(MONDAY, 9))
    other = await book(clinic, at(MONDAY, 10))
    eleven = await turn(clinic, lambda port: port.opening_at(at(MONDAY, 11)))
    taken = Opening(eleven.resource_id, eleven.resource_name, other.starts_at, other.ends_at)

    with pytest.raises(Unbookable, match="taken"):
        await turn(clinic, lambda port: port.move(booked.id, taken))
    assert await why_not(clinic, at(MONDAY, 9)) == "taken"

    moved = await turn(clinic, lambda port: port.move(booked.id, eleven))
    assert (moved.reference, moved.starts_at) == (booked.reference, at(MONDAY, 11))

    again = await turn(clinic, lambda port: port.move(booked.id, eleven, {"guests": "5"}))
    assert (again.starts_at, again.fields) == (moved.starts_at, {**moved.fields, "guests": "5"})
    assert "Mon 05 09:00" in await starts(clinic, near=at(MONDAY, 9))


async def test_a_move_refused_loses_nothing_else_of_its_turn():
    clinic = await a_clinic()
    booked = await book(clinic, at(MONDAY, 9))
    other = await book(clinic, at(MONDAY, 10))

    async def work(port: AppointmentsOfTurn) -> None:
        taken = Opening(clinic.resource_ids[0], "", other.starts_at, other.ends_at)
        with pytest.raises(Unbookable):
            await port.move(booked.id, taken)
        await port.cancel(other.id)

    await turn(clinic, work)
    assert (await book(clinic, at(MONDAY, 10))).status == "booked"


async def test_a_cancelled_time_is_free_again_and_cannot_be_moved():
    clinic = await a_clinic()
    booked = await book(clinic, at(MONDAY, 9))
    cancelled = await turn(clinic, lambda port: port.cancel(booked.id))
    assert cancelled.status == "cancelled"
    assert (await turn(clinic, lambda port: port.cancel(booked.id))).status == "cancelled"
    await book(clinic, at(MONDAY, 9))
    opening = await turn(clinic, lambda port: port.opening_at(at(MONDAY, 10)))
    with pytest.raises(Refused):
        await turn(clinic, lambda port: port.move(booked.id, opening))


async def test_the_last_of_its_kind_is_the_latest_that_has_begun_and_nobody_elses():
    clinic = await a_clinic()
    async with db.transaction(clinic.customer()) as session:
        theirs = await customers.add_verified(session, clinic.customer(), {"phone": "020 7946 0123"}, "demo")
        others = await customers.add_verified(session, clinic.customer(), {"phone": "020 7946 0456"}, "demo")

    async def book_for(customer: UUID, starts_at: datetime, kind: str = "visit") -> None:
        async def work(port: AppointmentsOfTurn) -> BookedAppointment:
            opening = await port.opening_at(starts_at)
            return await port.book(opening, kind=kind, customer_id=customer, fields={})

        await turn(clinic, work)

    async def last(customer: UUID = theirs.id) -> datetime | None:
        found = await turn(clinic, lambda port: port.last(customer, "visit"))
        return found and found.starts_at

    assert await last() is None
    for hour in (9, 10, 15):
        await book_for(theirs.id, at(MONDAY, hour))
    await book_for(theirs.id, at(MONDAY, 11), kind="call")
    await book_for(others.id, at(MONDAY, 11, 30))
    assert await last() == at(MONDAY, 15)  # none has begun
    with clock.offset(at(MONDAY, 12) - clock.wall()):
        assert await last() == at(MONDAY, 10)


async def test_another_workspaces_appointments_are_not_there():
    clinic = await a_clinic()
    sister = await a_clinic(organization_id=clinic.organization_id)
    booked = await book(clinic, at(MONDAY, 9))
    opening = await turn(clinic, lambda port: port.opening_at(at(MONDAY, 10)))
    for work in (
        lambda port: port.cancel(booked.id),
        lambda port: port.move(booked.id, opening),
        lambda port: port.book(opening, kind="visit", customer_id=None, fields={}),
    ):
        with pytest.raises(Refused):
            await turn(sister, work)


@pytest.mark.parametrize("spelt", ["{0}", "{0} ", "{1}", "{2}", "{3}"])
async def test_a_reference_opens_with_the_phone_it_was_booked_with_however_spelt(spelt):
    clinic = await a_clinic()
    customer = clinic.customer()
    async with db.transaction(customer) as session:
        facts = await business_queries.of_workspace(session, clinic.workspace_id)
        row = Customer(
            organization_id=clinic.organization_id,
            workspace_id=clinic.workspace_id,
            created_at=clock.now(),
            last_seen_at=clock.now(),
        )
        session.add(row)
        await session.flush()
        await customers.note_values(session, customer, row.id, {"phone": "020 7946 0123"}, source="said")
        port = AppointmentsOfTurn(session, customer, None, facts.business)
        opening = await port.opening_at(at(MONDAY, 9))
        booked = await port.book(opening, kind="visit", customer_id=row.id, fields={})

    said = spelt.format(
        booked.reference,
        booked.reference.lower(),
        booked.reference.replace("-", " "),
        booked.reference.replace("0", "o").replace("1", "i"),
    )
    for phone in ("+44 20 7946 0123", "02079460123", "0044 20 7946 0123"):
        assert (await turn(clinic, lambda port, p=phone: port.by_reference(said, p))).id == booked.id
    for phone in ("020 7946 0124", "", "nonsense"):
        assert await turn(clinic, lambda port, p=phone: port.by_reference(said, p)) is None
    assert await turn(clinic, lambda port: port.by_reference("XXXX-XXXX", "02079460123")) is None


async def test_two_hundred_at_once_for_fifty_times(admin, is_full):
    """Exactly fifty win; each of the others is told, and offered another time while there is one."""
    clinic = await a_clinic(
        doctors=("Dr. Imre Halas", "Dr. Nadia Osei"), opening_hours={"mon": [["08:00", "20:30"]]}
    )
    slots = await turn(clinic, lambda port: port.openings(near=at(MONDAY, 8), on=MONDAY, limit=60))
    wanted = [(slot.starts_at, doctor) for slot in slots for doctor in clinic.resource_ids]
    assert len(wanted) == 50
    alternatives: list[int] = []

    async def customer(number: int) -> bool:
        async def work(port: AppointmentsOfTurn) -> bool:
            starts_at, doctor = wanted[number % 50]
            try:
                opening = await port.opening_at(starts_at, doctor)
                await port.book(opening, kind="visit", customer_id=None, fields={})
            except Unbookable as unbookable:
                assert unbookable.reason == "taken"
                near = await port.openings(near=starts_at + timedelta(days=7), limit=3)
                alternatives.append(len(near))
                return False
            return True

        return await turn(clinic, work)

    won = await asyncio.gather(*(customer(number) for number in range(200)))

    assert sum(won) == 50
    assert alternatives == [3] * 150
    counted = (
        "select count(*), count(distinct (resource_id, starts_at)) from appointment where status = 'booked'"
    )
    assert admin.execute(counted).fetchone() == (50, 50)
