import pytest

from tests.api.people import Business, a_token, bearer
from tests.factories import a_clinic

ADA = {
    "name": "Dr. Ada Quist",
    "specialty": "dermatologist",
    "slot_minutes": 20,
    "hours": {"mon": "09:00-13:00"},
}


@pytest.fixture
async def clinic(api):
    clinic = await a_clinic()
    token = await a_token(Business(clinic.organization_id, clinic.workspace_id))
    api.headers.update(bearer(token))
    return clinic


async def free(api, resource_id: str) -> list[str]:
    found = await api.get("/appointments/availability", params={"resource_id": resource_id})
    assert found.status_code == 200, found.text
    return [each["starts_at"] for each in found.json()["items"]]


async def test_a_second_provider_is_added_and_can_be_booked_at_once(api, clinic, admin):
    added = await api.post("/resources", json=ADA)
    assert added.status_code == 201, added.text

    listed = (await api.get("/resources")).json()["items"]
    assert [each["name"] for each in listed] == ["Dr. Imre Halas", "Dr. Ada Quist"]
    assert listed[1] == added.json()
    assert listed[1]["hours"] == {"mon": "09:00-13:00"} and listed[0]["hours"] == {}
    times = await free(api, added.json()["id"])
    assert times and {time[14:16] for time in times} == {"00", "20", "40"}
    assert admin.execute(
        "select details ->> 'how' from timeline where details ->> 'what' = 'resources'"
    ).fetchall() == [("added",)]


async def test_who_is_closed_offers_nothing_and_is_opened_again(api, clinic):
    added = (await api.post("/resources", json=ADA)).json()

    closed = await api.patch(f"/resources/{added['id']}", json={"is_active": False})
    assert closed.json() == {**added, "is_active": False}
    assert await free(api, added["id"]) == []

    await api.patch(f"/resources/{added['id']}", json={"is_active": True, "hours": {}, "slot_minutes": 60})
    assert len(await free(api, added["id"])) > 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**ADA, "name": " "}, "name"),
        ({**ADA, "name": "Dr. Imre Halas"}, "name"),
        ({**ADA, "hours": {"mon": "late"}}, "hours"),
        ({**ADA, "hours": {"someday": "09:00-10:00"}}, "hours"),
        ({**ADA, "slot_minutes": 1}, "slot_minutes"),
        ({**ADA, "slot_minutes": True}, "slot_minutes"),
    ],
)
async def test_what_is_wrong_is_named_by_field(api, clinic, body, field):
    answer = await api.post("/resources", json=body)

    assert answer.status_code == 422
    assert [each["field"].removeprefix("body.") for each in answer.json()["errors"]] == [field]
    assert len((await api.get("/resources")).json()["items"]) == 1


async def test_nobody_takes_anothers_name(api, clinic):
    added = (await api.post("/resources", json=ADA)).json()

    answer = await api.patch(f"/resources/{added['id']}", json={"name": "Dr. Imre Halas"})

    assert answer.status_code == 422 and "already" in answer.text
