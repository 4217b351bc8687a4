"""Tools of a business's own: kept in its chat assistant's document, checked, tried, taken away."""

import httpx
import pytest

from caly_app.settings import settings
from tests.api.doors import TOOL
from tests.api.people import Business, a_token, bearer
from tests.factories import a_clinic
from tests.fake_business import FakeBusiness, fake_business, gives, status

pytestmark = pytest.mark.usefixtures("database")

PARCEL = {
    **TOOL,
    "path": "/parcels/{number}",
    "arguments": {"type": "object", "properties": {"number": {"type": "string"}}, "required": ["number"]},
    "says": "It is {status}.",
}


@pytest.fixture
async def shop(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(settings, "connection_private_urls", True)
    async with fake_business(gives({"status": "on its way"})) as one:
        yield one


@pytest.fixture
async def admin_token(api: httpx.AsyncClient, shop: FakeBusiness) -> dict[str, str]:
    clinic = await a_clinic()
    token = bearer(await a_token(Business(clinic.organization_id, clinic.workspace_id)))
    await api.put("/connections/shop", json={"url": shop.url}, headers=token)
    return token


def wrong_of(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422
    return [error["field"] for error in answer.json()["errors"]]


async def test_one_is_kept_changed_and_taken_away(api, admin_token, admin):
    kept = await api.put("/tools/track_parcel", json=PARCEL, headers=admin_token)
    assert kept.status_code == 200 and kept.json()["name"] == "track_parcel"
    changed = await api.put(
        "/tools/track_parcel", json={**PARCEL, "title": "Where is it"}, headers=admin_token
    )
    listed = await api.get("/tools", headers=admin_token)
    assert listed.json()["items"] == [changed.json()]
    assert (await api.get("/tools/track_parcel", headers=admin_token)).json()["title"] == "Where is it"

    assert (await api.delete("/tools/track_parcel", headers=admin_token)).status_code == 204
    assert (await api.delete("/tools/track_parcel", headers=admin_token)).status_code == 404
    versions = admin.execute("select max(number) from assistant_version where message <> ''").fetchone()
    assert versions == (4,), "each change is a version of the assistant"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"connection": "elsewhere"}, "connection"),
        ({"path": "/../x"}, "path"),
        ({"path": "https://evil.example.org"}, "path"),
        ({"path": "/parcels/{other}"}, "path"),
        ({"writes": True}, "writes"),
        ({"writes": 0}, "writes"),
        ({"is_on": "yes"}, "is_on"),
        ({"instead": "\x81\x96P"}, "instead"),
        ({"result": "data/0"}, "result"),
        ({"arguments": {"type": "array"}}, "arguments"),
        ({"arguments": {"type": "object", "properties": {"number": {"$ref": "http://x"}}}}, "arguments"),
        (
            {
                "arguments": {
                    "type": "object",
                    "required": ["number"],
                    "properties": {"number": {"type": "string", "from": "customer.id"}},
                }
            },
            "arguments",
        ),
    ],
)
async def test_what_is_wrong_is_named(api, admin_token, wrong, field):
    assert wrong_of(await api.put("/tools/it", json={**PARCEL, **wrong}, headers=admin_token)) == [field]


async def test_a_read_is_tried(api, admin_token, shop):
    await api.put("/tools/track_parcel", json=PARCEL, headers=admin_token)
    tried = await api.post(
        "/tools/track_parcel/try", json={"arguments": {"number": "P-1"}}, headers=admin_token
    )
    assert tried.json()["says"] == "It is on its way." and tried.json()["status"] == 200
    wrong = await api.post(
        "/tools/track_parcel/try", json={"arguments": {"number": "../x"}}, headers=admin_token
    )
    assert wrong_of(wrong) == ["arguments"]
    shop.usual = status(500)
    away = await api.post(
        "/tools/track_parcel/try", json={"arguments": {"number": "P-1"}}, headers=admin_token
    )
    assert away.json()["answers"] is False and away.json()["problem"]


async def test_what_writes_is_not_tried(api, admin_token):
    await api.put("/tools/ring", json={**TOOL, "method": "POST", "writes": True}, headers=admin_token)
    tried = await api.post("/tools/ring/try", json={"arguments": {}}, headers=admin_token)
    assert tried.status_code == 409
