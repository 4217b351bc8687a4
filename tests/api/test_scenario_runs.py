"""Scenario files over REST: who may send one, what is answered, and that twice is once."""

import json

import pytest

from caly_app import wiring
from caly_app.actor import KEY_SCOPES, Permission, Role
from caly_app.scenarios import served
from tests.api.doors import SCENARIOS
from tests.api.people import Business, a_key, a_token, bearer
from tests.factories import a_clinic

pytestmark = pytest.mark.usefixtures("database")

ONLY_PLAY = frozenset({Permission.PLAY_SCENARIOS})
RUNS = "/scenarios/runs"


async def a_business() -> Business:
    clinic = await a_clinic()
    return Business(clinic.organization_id, clinic.workspace_id)


async def test_a_key_sends_a_file_and_reads_what_came_of_it(api):
    business = await a_business()
    key = bearer(await a_key(business, ONLY_PLAY))
    sent = await api.post(RUNS, json={"file": json.dumps(SCENARIOS), "name": "one.yaml"}, headers=key)
    run = sent.json()
    assert sent.status_code == 202
    assert (run["state"], run["scenarios"], run["name"]) == ("queued", ["one"], "one.yaml")
    path = f"{RUNS}/{run['id']}"
    assert (await api.get(path, headers=key)).json() == {**run, "reports": []}

    await served.play_on(business.organization_id, run["id"], wiring.ports())

    done = (await api.get(path, headers=key)).json()
    assert (done["state"], done["passed"], done["failed"], done["error"]) == ("done", 1, 0, "")
    [report] = done["reports"]
    assert report["transcript"][1]["said"] == "hello" and report["transcript"][1]["why"]
    assert report["expectations"] == [{"expectation": "escalated: false", "verdict": "pass", "detail": ""}]
    assert (await api.get(path, params={"first": 1}, headers=key)).json()["reports"] == []
    late = await api.post(f"{path}/cancel", headers=key)
    assert (late.status_code, late.json()["code"]) == (409, "has_ended")


async def test_without_the_scope_nobody_plays_and_with_it_nothing_else(api):
    business = await a_business()
    body = {"file": json.dumps(SCENARIOS)}
    others = bearer(await a_key(business, KEY_SCOPES - ONLY_PLAY))
    assert (await api.post(RUNS, json=body, headers=others)).status_code == 403
    assert (await api.get(RUNS, headers=others)).status_code == 403
    operator = bearer(await a_token(business, Role.OPERATOR))
    assert (await api.post(RUNS, json=body, headers=operator)).status_code == 403
    key = bearer(await a_key(business, ONLY_PLAY))
    for path in ("/conversations", "/customers", "/records/prescription", "/appointments", "/metrics"):
        assert (await api.get(path, headers=key)).status_code == 403, path


async def test_another_tenant_and_another_workspace_find_nothing(api):
    business, stranger = await a_business(), await a_business()
    sister = await a_clinic(organization_id=business.organization_id)
    key = bearer(await a_key(business, ONLY_PLAY))
    run = (await api.post(RUNS, json={"file": json.dumps(SCENARIOS)}, headers=key)).json()
    for other in (stranger, Business(sister.organization_id, sister.workspace_id)):
        theirs = bearer(await a_key(other, ONLY_PLAY))
        assert (await api.get(f"{RUNS}/{run['id']}", headers=theirs)).status_code == 404
        assert (await api.post(f"{RUNS}/{run['id']}/cancel", headers=theirs)).status_code == 404
        assert (await api.get(RUNS, headers=theirs)).json() == {"items": [], "next": None}
    assert (await api.get(f"{RUNS}/{run['id']}", headers=key)).json()["state"] == "queued"


async def test_sent_twice_it_is_played_once(api, admin):
    key = {**bearer(await a_key(await a_business(), ONLY_PLAY)), "Idempotency-Key": "r-1"}
    body = {"file": json.dumps(SCENARIOS)}
    first = await api.post(RUNS, json=body, headers=key)
    again = await api.post(RUNS, json=body, headers=key)
    assert (again.status_code, again.json()) == (202, first.json())
    other = await api.post(RUNS, json={**body, "name": "x"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "sent_otherwise")
    assert admin.execute("select count(*) from scenario_run").fetchone() == (1,)
    assert admin.execute("select count(*) from procrastinate_jobs").fetchone() == (1,)


async def test_a_wrong_file_is_told_by_its_places_and_nothing_is_stored(api, admin):
    key = bearer(await a_key(await a_business(), ONLY_PLAY))
    turns = [{"say": "hello"}, {"when": {"asked_for": "shoe_size"}, "say": "x"}]
    wrong = {**SCENARIOS, "scenarios": [{**SCENARIOS["scenarios"][0], "turns": turns}]}
    refused = await api.post(RUNS, json={"file": json.dumps(wrong)}, headers=key)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    [error] = refused.json()["errors"]
    assert error["field"] == "file.one.turns.1.when.asked_for" and "shoe_size" in error["message"]
    for file in ("", "[" * 100_000, "a: &x [*x]", "x" * (served.CHARACTERS_AT_MOST + 1)):
        answer = await api.post(RUNS, json={"file": file}, headers=key)
        assert answer.status_code == 422, file[:10]
        assert answer.json()["errors"][0]["field"] == "file"
    assert admin.execute("select count(*) from scenario_run").fetchone() == (0,)


async def test_the_list_comes_page_by_page_the_newest_first(api):
    key = bearer(await a_key(await a_business(), ONLY_PLAY))
    made = [
        (await api.post(RUNS, json={"file": json.dumps(SCENARIOS), "name": str(n)}, headers=key)).json()["id"]
        for n in range(3)
    ]
    seen, cursor = [], None
    while True:
        query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = (await api.get(RUNS, params=query, headers=key)).json()
        seen += [item["id"] for item in page["items"]]
        assert all("reports" not in item for item in page["items"])
        if not (cursor := page["next"]):
            break
    assert seen == made[::-1]


async def test_what_waits_can_be_cancelled(api, admin):
    key = bearer(await a_key(await a_business(), ONLY_PLAY))
    run = (await api.post(RUNS, json={"file": json.dumps(SCENARIOS)}, headers=key)).json()
    cancelled = await api.post(f"{RUNS}/{run['id']}/cancel", headers=key)
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    [(organization_id,)] = admin.execute("select organization_id from scenario_run").fetchall()
    await served.play_on(organization_id, run["id"], wiring.ports())
    assert (await api.get(f"{RUNS}/{run['id']}", headers=key)).json()["reports"] == []
