"""What load balancers and clients see while the database is away, and the API's own pages."""

import httpx
import pytest

from caly_app import db
from caly_app.api.app import beside
from tests.api.people import a_business, a_key, bearer

NOWHERE = "postgresql://caly_app:none@127.0.0.1:9/caly"


async def test_all_is_well(api):
    answer = await api.get("/health")
    assert answer.json() == {
        "live": True,
        "ready": True,
        "parts": {"database": "ok", "jobs": "away", "model": None},
    }
    assert (await api.get("/health/ready")).status_code == 200


async def test_living_jobs_are_seen(api, admin):
    admin.execute(
        "insert into heartbeat (process_id, kind, started_at, beat_at) "
        "values (gen_random_uuid(), 'jobs', now(), now())"
    )
    assert (await api.get("/health")).json()["parts"]["jobs"] == "ok"


@pytest.fixture
async def away(api):
    """The database does not answer."""
    api.headers.update(bearer(await a_key(await a_business())))
    await db.close()
    db.open(NOWHERE)


async def test_without_a_database_it_lives_and_is_not_ready(api, away):
    assert (await api.get("/health")).json()["live"] is True
    answer = await api.get("/health/ready")
    assert (answer.status_code, answer.json()["parts"]["database"]) == (503, "away")


async def test_without_a_database_everything_else_is_503_with_a_time_to_come_back(api, away):
    for answer in (
        await api.get("/records"),
        await api.post("/records/prescription", json={"data": {}}, headers={"Idempotency-Key": "k"}),
        await api.post("/auth/sign-in", json={"email": "a@example.org", "password": "correct horse"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
        assert int(answer.headers["retry-after"]) > 0


async def test_the_api_and_the_pages_do_not_meet():
    async def pages(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a page"})

    transport = httpx.ASGITransport(beside(pages))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:3000") as client:
        for path in ("/", "/api", "/api/v12", "/queue"):
            assert (await client.get(path)).text == "a page"
        for path in ("/api/v1", "/api/v1/", "/api/v1/nowhere"):
            assert (await client.get(path)).json()["code"] == "not_found"


async def test_the_description_is_there_for_programs_and_people(api):
    described = (await api.get("/openapi.json")).json()
    page = await api.get("/docs")
    assert described["info"]["title"] == "Caly"
    assert page.headers["content-type"].startswith("text/html")
    for path in described["paths"]:
        assert path in page.text
    assert "<script" not in page.text
