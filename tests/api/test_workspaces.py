import pytest
from uuid_utils.compat import uuid7

from caly_app.actor import Permission, Role
from tests.api.people import a_business, a_key, a_token, a_workspace, bearer
from tests.people import signed_up

NEW = {
    "name": "Elm Row Clinic",
    "sector": "healthcare",
    "country": "GB",
    "timezone": "Europe/London",
    "language": "en",
    "opening_hours": {"mon": "08:00-18:00", "sat": "closed"},
}


async def test_a_workspace_is_created_and_read(api):
    headers = bearer((await signed_up()).token)

    created = await api.post("/workspaces", json=NEW, headers=headers)

    assert created.status_code == 201 and created.json()["slug"] == "elm-row-clinic"
    read = (await api.get(f"/workspaces/{created.json()['id']}", headers=headers)).json()
    assert read["opening_hours"] == {"mon": [["08:00", "18:00"]]} and read["emergency_number"] == "999"
    listed = (await api.get("/workspaces", headers=headers)).json()["items"]
    assert [each["slug"] for each in listed] == ["elm-row-clinic"]


async def test_sent_again_with_one_key_it_is_one_workspace(api):
    headers = bearer((await signed_up()).token) | {"Idempotency-Key": "1"}

    first, second = [await api.post("/workspaces", json=NEW, headers=headers) for _ in range(2)]

    assert first.json() == second.json()
    assert len((await api.get("/workspaces", headers=headers)).json()["items"]) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("slug", "api"), ("slug", "Nice Name"), ("sector", "astrology"), ("country", "XX"), ("timezone", "Mars"),
     ("opening_hours", {"mon": "late"}), ("name", "\u0000"), ("name", "x" * 201)],
)  # fmt: skip
async def test_what_is_wrong_is_said_by_field(api, field, value):
    headers = bearer((await signed_up()).token)

    answer = await api.post("/workspaces", json=NEW | {field: value}, headers=headers)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_what_is_patched_is_changed_and_the_rest_stays(api):
    business = await a_business()
    headers = bearer(await a_token(business))
    address = f"/workspaces/{business.workspace_id}"

    changed = await api.patch(
        address,
        json={"facts": {"parking": "none"}, "allowed_domains": ["https://www.example.org/"]},
        headers=headers,
    )

    assert changed.status_code == 200 and changed.json()["name"] == "Elm Row Clinic"
    assert changed.json()["facts"] == {"parking": "none"}
    assert (await api.get(address, headers=headers)).json() == changed.json()
    assert changed.json()["allowed_domains"] == ["www.example.org"]


async def test_what_cannot_be_patched_is_refused_and_not_ignored(api):
    business = await a_business()

    answer = await api.patch(
        f"/workspaces/{business.workspace_id}",
        json={"slug": "other"},
        headers=bearer(await a_token(business)),
    )

    assert answer.status_code == 422


async def test_what_is_hidden_is_the_sectors_or_chosen(api):
    business = await a_business()
    headers = bearer(await a_token(business))
    address = f"/workspaces/{business.workspace_id}"
    kinds = ["phone", "email", "date_of_birth", "address", "account", "identity_number"]

    as_the_sector = (await api.get(address, headers=headers)).json()["privacy"]
    chosen = await api.patch(address, json={"privacy": {"transcript": ["email", "phone"]}}, headers=headers)
    wrong = await api.patch(address, json={"privacy": {"transcript": ["shoe_size"]}}, headers=headers)
    back = await api.patch(address, json={"privacy": {}}, headers=headers)

    wanted = ["name", "phone", "date_of_birth", "address"]
    assert as_the_sector == {"transcript": kinds, "prompt": kinds, "memory_days": 0, "wanted": wanted}
    assert chosen.json()["privacy"] == as_the_sector | {"transcript": ["phone", "email"]}
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["field"] == "privacy"
    assert back.json()["privacy"] == as_the_sector


async def test_how_long_customers_are_remembered_is_the_sectors_or_chosen(api):
    business = await a_business()
    headers = bearer(await a_token(business))
    address = f"/workspaces/{business.workspace_id}"

    chosen = await api.patch(address, json={"privacy": {"memory_days": 90}}, headers=headers)
    wrong = await api.patch(address, json={"privacy": {"memory_days": -1}}, headers=headers)
    misplaced = await api.patch(address, json={"privacy": {"memory_days": ["phone"]}}, headers=headers)

    assert chosen.json()["privacy"]["memory_days"] == 90
    assert (wrong.status_code, misplaced.status_code) == (422, 422)
    assert (await api.get(address, headers=headers)).json()["privacy"]["memory_days"] == 90


async def test_holidays_come_and_go(api):
    business = await a_business()
    headers, address = bearer(await a_token(business)), f"/workspaces/{business.workspace_id}/holidays"

    added = await api.post(address, json={"date": "2026-12-25", "name": "Christmas"}, headers=headers)
    assert added.status_code == 201
    assert (await api.get(address, headers=headers)).json()["items"] == [added.json()]

    assert (await api.delete(f"{address}/{added.json()['id']}", headers=headers)).status_code == 204
    public = await api.post(f"{address}/public", headers=headers)
    assert public.status_code == 201 and len(public.json()["items"]) > 5


async def test_who_may_what(api):
    business = await a_business()
    address = f"/workspaces/{business.workspace_id}"
    reader = await a_key(business, frozenset({Permission.READ_RECORDS}))
    changer = await a_key(business, frozenset({Permission.CHANGE_WORKSPACES}))
    operator = await a_token(business, Role.OPERATOR)

    for token, patched in ((reader, 403), (changer, 200), (operator, 403)):
        assert (await api.get(address, headers=bearer(token))).status_code == 200
        assert (await api.patch(address, json={"name": "X"}, headers=bearer(token))).status_code == patched
        assert (await api.post("/workspaces", json=NEW, headers=bearer(token))).status_code == 403


async def test_a_key_does_not_see_the_workspace_beside_its_own(api):
    business = await a_business()
    other = await a_workspace(business.organization_id)
    key = bearer(await a_key(business))

    assert (await api.get(f"/workspaces/{other}", headers=key)).status_code == 404
    assert (await api.patch(f"/workspaces/{other}", json={"name": "X"}, headers=key)).status_code == 404


async def test_another_organizations_workspace_is_404(api):
    theirs, mine = await a_business(), bearer(await a_token(await a_business()))
    address = f"/workspaces/{theirs.workspace_id}"

    for answer in (
        await api.get(address, headers=mine),
        await api.patch(address, json={"name": "Mine"}, headers=mine),
        await api.get(f"{address}/holidays", headers=mine),
        await api.post(f"{address}/holidays", json={"date": "2026-12-25"}, headers=mine),
        await api.delete(f"{address}/holidays/{uuid7()}", headers=mine),
    ):
        assert answer.status_code == 404
