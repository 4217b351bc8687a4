"""Reports over REST: asked in words and as data, kept, counted again, as a table, sent."""

import psycopg
import pytest

from caly_app import wiring
from caly_app.actor import Role
from tests.api.people import Business, a_key, a_token, bearer
from tests.factories import DEAF, Clinic, a_clinic, a_member
from tests.history import happened

pytestmark = pytest.mark.usefixtures("database")
WEEKLY = {"measure": "escalated", "by": "agent", "period": {"name": "last_week"}}
JULY = {"name": "between", "first": "2026-07-01", "last": "2026-07-31"}


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wiring, "ports", lambda: DEAF)


async def admin_of(clinic: Clinic, role: Role = Role.ADMIN) -> dict[str, str]:
    return bearer(await a_token(Business(clinic.organization_id, clinic.workspace_id), role))


async def test_asked_in_words_it_says_what_was_understood_and_counts_it(api, admin: psycopg.Connection):
    clinic = await a_clinic()
    for outcome in ("contained", "escalated", "escalated"):
        await happened(admin, clinic, "2026-07-02T12:00", outcome, ("triage",))
    api.headers.update(await admin_of(clinic, Role.VIEWER))
    said = (
        await api.post("/reports/ask", json={"question": "who was handed over in July 2026 by agent"})
    ).json()
    assert (said["understood_by"], said["notes"], said["unknown"]) == ("words", [], [])
    result = said["result"]
    assert result["report"] == {
        "measure": "escalated",
        "by": "agent",
        "period": {**JULY, "days": None},
        "filters": {},
        "compare": "",
    }
    assert (result["total"]["count"], result["total"]["whole"]) == (2, 3)
    assert [(row["key"], row["figure"]["count"]) for row in result["rows"]] == [("triage", 2)]
    assert "2 of 3 conversations that ended were handed over" in result["sentence"]

    again = (await api.post("/reports/ask", json={"report": result["report"]})).json()
    assert again["understood_by"] == "data" and again["result"] == result


async def test_what_was_not_understood_is_said_with_what_can_be_asked(api):
    api.headers.update(await admin_of(await a_clinic()))
    said = (await api.post("/reports/ask", json={"question": "purple elephants"})).json()
    assert said["understood_by"] == "nobody" and said["result"] is None
    assert said["unknown"] == ["purple", "elephants"] and said["measures"]["escalated"] == "Handed over"
    offered = (await api.post("/reports/ask", json={"question": "appointments today"})).json()
    assert [offer["filters"]["deed"] for offer in offered["offers"]] == [
        "book_appointment",
        "move_appointment",
        "cancel_appointment",
    ]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "report"),
        ({"question": "x", "report": WEEKLY}, "report"),
        ({"question": " "}, "question"),
        ({"question": "x" * 501}, "question"),
        ({"report": {**WEEKLY, "measure": "rumours"}}, "report.measure"),
        ({"report": {**WEEKLY, "by": "moon"}}, "report.by"),
        ({"report": {**WEEKLY, "filters": {"agent": "nobody"}}}, "report.filters.agent"),
        ({"report": {**WEEKLY, "filters": {"deed": "book_appointment"}}}, "report.filters.deed"),
        ({"report": {**WEEKLY, "compare": "rivals"}}, "report.compare"),
        ({"report": {**WEEKLY, "period": {"name": "last_days", "days": 999}}}, "report.period"),
        ({"report": {**WEEKLY, "period": {"name": "between", "first": "2026-07-01"}}}, "report.period"),
        ({"report": {**WEEKLY, "sql": "select 1"}}, "sql"),
    ],
)
async def test_what_is_no_report_is_refused_by_field(api, body: dict, where: str):
    api.headers.update(await admin_of(await a_clinic()))
    answer = await api.post("/reports/ask", json=body)
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    assert where in answer.text


async def test_it_is_kept_once_listed_changed_and_deleted(api, admin: psycopg.Connection):
    clinic = await a_clinic()
    api.headers.update(await admin_of(clinic, Role.OPERATOR))
    body = {"name": "Handed over", "report": WEEKLY}
    first = await api.post("/reports", json=body, headers={"Idempotency-Key": "r-1"})
    again = await api.post("/reports", json=body, headers={"Idempotency-Key": "r-1"})
    assert first.status_code == 201 and again.json() == first.json()
    taken = await api.post("/reports", json=body)
    assert taken.status_code == 422 and "name" in taken.text
    for number in range(2):
        await api.post("/reports", json={**body, "name": f"Other {number}"})
    page = (await api.get("/reports", params={"limit": 2})).json()
    rest = (await api.get("/reports", params={"limit": 2, "cursor": page["next"]})).json()
    assert [each["name"] for each in (*page["items"], *rest["items"])] == [
        "Other 1",
        "Other 0",
        "Handed over",
    ]

    path = f"/reports/{first.json()['id']}"
    july = {"name": "July", "report": {**WEEKLY, "period": JULY, "compare": "before"}}
    assert (await api.put(path, json=july)).json()["name"] == "July"
    assert (await api.get(path)).json()["report"]["compare"] == "before"
    await happened(admin, clinic, "2026-07-02T12:00", "escalated", ("triage",))
    result = (await api.get(f"{path}/result")).json()
    assert result["total"]["count"] == 1 and result["before"]["count"] == 0
    june = (await api.get(f"{path}/result", params={"from": "2026-06-01", "to": "2026-06-30"})).json()
    assert june["total"]["count"] == 0 and june["period"]["first"] == "2026-06-01"
    assert (await api.delete(path)).status_code == 204
    assert (await api.get(path)).status_code == 404


async def test_the_table_is_safe_to_open_in_a_spreadsheet(api, admin: psycopg.Connection):
    clinic = await a_clinic()
    await happened(admin, clinic, "2026-07-02T12:00", "contained", ("=cmd()",))
    api.headers.update(await admin_of(clinic))
    report = {"measure": "contained", "by": "agent", "period": JULY, "compare": "before"}
    kept = (await api.post("/reports", json={"name": "July", "report": report})).json()
    table = await api.get(f"/reports/{kept['id']}/result.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.headers["content-disposition"] == (
        'attachment; filename="report-contained-2026-07-01-2026-07-31.csv"'
    )
    assert table.text.splitlines() == [
        "agent,count,of,before_count,before_of",
        "'=cmd(),1,1,0,0",
        "2026-07-01 to 2026-07-31,1,1,0,0",
    ]


async def test_only_an_admin_has_it_sent_and_only_to_members(api):
    clinic, stranger = await a_clinic(), await a_clinic()
    viewer, foreign = await a_member(clinic, Role.VIEWER), await a_member(stranger)
    admins, operators = await admin_of(clinic), await admin_of(clinic, Role.OPERATOR)
    kept = (await api.post("/reports", json={"name": "A", "report": WEEKLY}, headers=operators)).json()
    path = f"/reports/{kept['id']}"
    weekly = {"every": "week", "day": 1, "hour": 7, "sent_to": [str(viewer.id)]}
    assert (await api.put(f"{path}/schedule", json=weekly, headers=operators)).status_code == 403
    key = bearer(await a_key(Business(clinic.organization_id, clinic.workspace_id)))
    assert (await api.put(f"{path}/schedule", json=weekly, headers=key)).status_code == 403
    for wrong in (
        {"sent_to": [str(foreign.id)]},
        {"sent_to": []},
        {"day": 8},
        {"hour": 24},
        {"every": "hour"},
    ):
        answer = await api.put(f"{path}/schedule", json={**weekly, **wrong}, headers=admins)
        assert answer.status_code == 422, wrong
    told = (await api.put(f"{path}/schedule", json=weekly, headers=admins)).json()["schedule"]
    assert (told["every"], told["hour"], told["sent_to"]) == ("week", 7, [str(viewer.id)])

    for refused in (
        await api.put(path, json={"name": "B", "report": WEEKLY}, headers=operators),
        await api.delete(path, headers=operators),
    ):
        assert refused.status_code == 403 and "only an admin" in refused.json()["detail"]
    assert (await api.delete(f"{path}/schedule", headers=admins)).status_code == 204
    assert (await api.get(path, headers=operators)).json()["schedule"] is None
    assert (await api.delete(path, headers=operators)).status_code == 204
