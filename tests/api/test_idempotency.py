import asyncio
from datetime import timedelta

import pytest

from caly_app import clock
from tests.api.people import a_business, a_key, bearer

BODY = {"data": {"medication": "Amoxicillin", "refills_left": 2}}


@pytest.fixture
async def key(api):
    api.headers.update(bearer(await a_key(await a_business())) | {"Idempotency-Key": "k-1"})


async def test_many_at_once_are_one(api, key, admin):
    answers = await asyncio.gather(*(api.post("/records/prescription", json=BODY) for _ in range(12)))

    assert {answer.status_code for answer in answers} <= {201, 409}
    done = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    assert len(set(done)) == 1
    assert {a.json()["code"] for a in answers if a.status_code == 409} <= {"still_answering"}
    assert admin.execute("select count(*) from record").fetchone() == (1,)
    assert (await api.post("/records/prescription", json=BODY)).json()["id"] == done[0]


async def test_after_a_day_a_key_is_new(api, key, admin, monkeypatch):
    await api.post("/records/prescription", json=BODY)
    later = clock.wall() + timedelta(hours=25)
    monkeypatch.setattr(clock, "wall", lambda: later)
    assert (await api.post("/records/prescription", json=BODY)).status_code == 201
    assert admin.execute("select count(*) from record").fetchone() == (2,)
    assert admin.execute("select count(*) from idempotency_key").fetchone() == (1,)


@pytest.mark.parametrize("strange", ["", " ", "x" * 201, "ünïque"])
async def test_a_strange_key_is_refused(api, key, strange):
    headers = {"Idempotency-Key": strange.encode()}
    assert (await api.post("/records/prescription", json=BODY, headers=headers)).status_code == 422


async def test_the_query_is_part_of_the_request(api, key):
    await api.post("/records/prescription", json=BODY)
    other = await api.post("/records/prescription?words=1", json=BODY)
    assert (other.status_code, other.json()["code"]) == (409, "sent_otherwise")
