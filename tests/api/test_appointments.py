from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.models import Resource
from caly_app.queries import business as business_queries
from caly_app.queries import openings
from caly_app.services import appointments, customers
from tests.api.people import a_business, a_key, a_token, bearer

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
async def business(api):
    business = await a_business()
    async with db.tenant_transaction(business.organization_id) as session:
        session.add(
            Resource(
                organization_id=business.organization_id,
                workspace_id=business.workspace_id,
                name="Dr. Imre Halas",
                kind="provider",
                created_at=clock.wall(),
            )
        )
    api.headers.update(bearer(await a_key(business)))
    return business


async def book(business, day: date, hour: int, **customer: str):
    starts_at = datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)
    actor = business.admin
    async with db.transaction(actor) as session:
        customer_id = await customers.on_the_books(session, actor, customer, "demo") if customer else None
        facts = await business_queries.of_workspace(session, business.workspace_id)
        opening = await openings.at(session, actor, facts.business, starts_at)
        booked, _ = await appointments.book(
            session, actor, opening, kind="visit", customer_id=customer_id, fields={"reason": "cough"}
        )
    return booked


def monday() -> date:
    today = clock.wall().date()
    return today + timedelta(days=7 - today.weekday())


async def test_appointments_are_listed_by_time_with_the_customers_name(api, business):
    late = await book(business, monday(), 15)
    early = await book(business, monday(), 9, name="Ros Penhale", phone="020 7946 0123")

    items = (await api.get("/appointments")).json()["items"]

    assert [item["id"] for item in items] == [str(early.id), str(late.id)]
    assert items[0]["customer_name"] == "Ros Penhale"
    assert items[1]["customer_name"] == ""
    assert items[0]["fields"] == {"reason": "cough"}
    assert items[0]["resource_name"] == "Dr. Imre Halas"
    assert datetime.fromisoformat(items[0]["starts_at"]) == early.starts_at
    assert items[0]["starts_at"].endswith("Z")
    assert len(items[0]["reference"]) == 9


async def test_filters_and_pages(api, business):
    booked = [await book(business, monday(), hour) for hour in (9, 10, 11)]
    async with db.transaction(business.admin) as session:
        await appointments.cancel(session, business.admin, booked[0].id)

    async def listed(**params):
        answer = await api.get("/appointments", params=params)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    ids = [str(one.id) for one in booked]
    assert await listed(status="booked") == ids[1:]
    assert await listed(status="cancelled") == ids[:1]
    assert await listed(starts_from=booked[1].starts_at.isoformat()) == ids[1:]
    assert await listed(starts_before=booked[1].starts_at.isoformat()) == ids[:1]
    assert await listed(resource_id=str(booked[0].resource_id)) == ids
    assert await listed(customer_id=str(uuid7())) == []
    first = (await api.get("/appointments", params={"limit": 2})).json()
    rest = (await api.get("/appointments", params={"limit": 2, "cursor": first["next"]})).json()
    assert [item["id"] for item in (*first["items"], *rest["items"])] == ids
    assert rest["next"] is None


async def test_what_is_free_is_told_for_days_of_the_business(api, business):
    await book(business, monday(), 9)
    day = monday().isoformat()

    free = (await api.get("/appointments/availability", params={"from": day, "to": day})).json()

    assert free["timezone"] == "Europe/London"
    assert all(item["starts_at"].endswith("Z") for item in free["items"])
    starts = [datetime.fromisoformat(item["starts_at"]).astimezone(LONDON) for item in free["items"]]
    assert len(starts) == 19
    assert {start.date() for start in starts} == {monday()}
    assert not any(start.hour == 9 and start.minute == 0 for start in starts)


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"from": "2026-01-05", "to": "2026-01-04"}, 422),
        ({"from": "2026-01-05", "to": "2027-01-04"}, 422),
        ({"from": "yesterday"}, 422),
        ({"from": "0001-01-01"}, 200),
        ({"from": "9999-12-31"}, 200),
        ({"from": "1999-01-01", "to": "1999-01-02"}, 200),
        ({"resource_id": "01a1fd2a-f8bf-7496-b5fc-a71232fe9e2b"}, 200),
    ],
)
async def test_days_nobody_can_book_have_nothing_free(api, business, params, status):
    answer = await api.get("/appointments/availability", params=params)
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["items"] == []


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
async def test_times_at_the_ends_of_the_calendar_are_no_crash(api, business, moment):
    for name in ("starts_from", "starts_before"):
        assert (await api.get("/appointments", params={name: moment})).status_code in (200, 422)
    assert (await api.get("/appointments", params={"starts_from": "2026-01-01T00:00:00"})).status_code == 422


async def test_appointments_of_others_are_not_there(api, business):
    await book(business, monday(), 9)
    other = bearer(await a_token(await a_business()))
    assert (await api.get("/appointments", headers=other)).json()["items"] == []
    assert (await api.get("/appointments/availability", headers=other)).json()["items"] == []


async def test_times_are_told_in_utc(api, business):
    booked = await book(business, monday(), 9)
    item = (await api.get("/appointments")).json()["items"][0]
    assert datetime.fromisoformat(item["starts_at"]).utcoffset() == timedelta()
    assert booked.starts_at.astimezone(UTC) == datetime.fromisoformat(item["starts_at"])
