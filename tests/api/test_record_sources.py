"""Where records come from that a business keeps on a server of its own: set by kind, and tried."""

from typing import Any

import httpx
import pytest

from caly_app.settings import settings
from tests.api.doors import PRESCRIPTIONS
from tests.api.people import a_business, a_token, bearer
from tests.fake_business import fake_business, gives, html, status

pytestmark = pytest.mark.usefixtures("database")

KEPT = "/record-sources/prescription"
THEIRS = {"number": 7, "drug": "Amoxicillin", "left": "2", "patient": {"phone": "020 7946 0123"}}


@pytest.fixture
async def token(monkeypatch) -> dict[str, str]:
    monkeypatch.setattr(settings, "connection_private_urls", True)
    return bearer(await a_token(await a_business()))


def wrong_of(answer: httpx.Response) -> list[str]:
    return [error["field"] for error in answer.json()["errors"]]


async def test_one_is_kept_listed_and_removed(api, token):
    assert (await api.get(KEPT, headers=token)).status_code == 404
    kept = await api.put(KEPT, json=PRESCRIPTIONS, headers=token)
    assert kept.status_code == 200 and kept.json()["source"]["one"] == "/prescriptions/{reference}"
    assert (await api.get(KEPT, headers=token)).json() == kept.json()
    assert (await api.get("/record-sources", headers=token)).json()["items"] == [kept.json()]
    config = {"config": {"appointment_buffer_mins": 20}}
    assert (await api.put("/sector/config/healthcare", json=config, headers=token)).status_code == 200
    assert (await api.get(KEPT, headers=token)).status_code == 200, "settings leave it alone"
    assert "record_sources" not in (await api.get("/sector/config/healthcare", headers=token)).text
    assert (await api.delete(KEPT, headers=token)).status_code == 204
    assert (await api.delete(KEPT, headers=token)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fields": {"medication": "/drug"}}, "fields"),
        ({"fields": {**PRESCRIPTIONS["fields"], "colour": "/x"}}, "fields"),
        ({"fields": {**PRESCRIPTIONS["fields"], "medication": "drug"}}, "fields.medication"),
        ({"customer": {"name": "/patient/name"}}, "customer"),
        ({"one": "/prescriptions"}, "one"),
        ({"one": "/../{reference}"}, "one"),
        ({"one": ""}, "one"),
        ({"one": "/{phone}/{reference}"}, "one"),
        ({"several": "/prescriptions"}, "several"),
        ({"several": "/p?of={reference}"}, "several"),
        ({"several": "/prescriptions?page={page}"}, "several"),
        ({"one": "/prescriptions/{reference}?page={page}"}, "one"),
        ({"reference": "number"}, "reference"),
        ({"changes": [{"path": "x", "body": {"refills_left": "/left"}}]}, "changes.0.path"),
        ({"changes": [{"path": "/x", "body": {"colour": "/left"}}]}, "changes.0"),
    ],
)
async def test_what_does_not_fit_is_said_at_its_field(api, token, changes: dict[str, Any], field: str):
    answer = await api.put(KEPT, json={**PRESCRIPTIONS, **changes}, headers=token)
    assert answer.status_code == 422 and field in wrong_of(answer)


async def test_one_record_is_tried_and_shown_as_it_would_be(api, token):
    async with fake_business() as fake:
        await api.put("/connections/shop", json={"url": fake.url}, headers=token)
        fake.then(gives(THEIRS), gives({**THEIRS, "left": "many", "drug": None}), status(404), html)
        body = {"reference": "7", "source": PRESCRIPTIONS}
        tried = [(await api.post(f"{KEPT}/try", json=body, headers=token)).json() for _ in range(4)]
    good, half, missing, page = tried
    assert (good["reference"], good["data"]) == ("7", {"medication": "Amoxicillin", "refills_left": 2})
    assert good["customer"] == {"phone": "020 7946 0123"} and good["wrong"] == {}
    assert set(half["wrong"]) == {"medication", "refills_left"}
    assert missing["problem"] == "shop has no record 7." and page["problem"] == "shop does not speak JSON."
    assert fake.asked[0].path == "/api/prescriptions/7"


async def test_a_reference_does_not_leave_its_path(api, token):
    async with fake_business(gives(THEIRS)) as fake:
        await api.put("/connections/shop", json={"url": fake.url}, headers=token)
        for reference in ("..", "../../admin", "x/../../admin", ".", "a?b=c", "a#b"):
            body = {"reference": reference, "source": PRESCRIPTIONS}
            await api.post(f"{KEPT}/try", json=body, headers=token)
    assert [asked.path for asked in fake.asked] == [
        "/api/prescriptions/a%3Fb%3Dc",
        "/api/prescriptions/a%23b",
    ]
    assert all(asked.query == {} for asked in fake.asked)


async def test_what_is_kept_there_is_not_changed_here(api, token):
    record = {"data": {"medication": "Amoxicillin", "refills_left": 2}, "reference": "RX-1"}
    made = (await api.post("/records/prescription", json=record, headers=token)).json()
    await api.put(KEPT, json=PRESCRIPTIONS, headers=token)
    refused = [
        await api.post("/records/prescription", json={**record, "reference": "RX-2"}, headers=token),
        await api.patch(
            f"/records/prescription/{made['id']}", json={"data": {"refills_left": 9}}, headers=token
        ),
        await api.post("/records/prescription/import", json={"rows": [record]}, headers=token),
    ]
    assert [one.status_code for one in refused] == [409] * 3
    assert all("shop" in one.json()["detail"] for one in refused)
    assert (await api.get(f"/records/prescription/{made['id']}", headers=token)).json() == made
