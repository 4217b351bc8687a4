"""Errors as clients see them: always a problem, never a trace."""

import math
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from sqlmodel import select
from starlette.requests import Request

from caly_app import db
from caly_app.api import problems, rate_limits
from caly_app.api.front import Front
from caly_app.api.text import Document, Text
from caly_app.db import Session
from caly_app.embedded_postgres import Urls
from caly_app.errors import Invalid, NotFound, TooMany, Unavailable
from caly_app.models import AlreadyClaimed
from caly_app.settings import settings

door = FastAPI()
problems.install(door)
door.add_middleware(Front)

TO_RAISE = {
    "missing": NotFound("There is no such record."),
    "claimed": AlreadyClaimed("Mara was first."),
    "invalid": Invalid(fields={"name": "is empty"}),
    "too-many": TooMany(retry_after_seconds=7),
    "away": Unavailable(),
    "bug": ZeroDivisionError("a customer's words"),
}


class Said(BaseModel):
    text: Text
    document: Document = {}


@door.get("/raise/{what}")
async def fail(what: str) -> Any:
    raise TO_RAISE[what]


@door.post("/said")
async def said(said: Said) -> Any:
    return said


@door.post("/stored")
async def stored(request: Request) -> Any:
    async with db.lookup() as session:
        return await _echo(session, (await request.json())["text"])


async def _echo(session: Session, text: str) -> str:
    from sqlalchemy import literal  # noqa: PLC0415

    return (await session.exec(select(literal(text)))).one()


@pytest.fixture
async def client(database: Urls) -> AsyncIterator[httpx.AsyncClient]:
    rate_limits.forget_all()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(door), base_url="http://127.0.0.1:3000"
    ) as client:
        yield client


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("missing", 404, "not_found"),
        ("claimed", 409, "already_claimed"),
        ("invalid", 422, "invalid"),
        ("too-many", 429, "too_many"),
        ("away", 503, "unavailable"),
        ("bug", 500, "unexpected"),
    ],
)
async def test_each_error_is_a_problem(client, what, status, code):
    answer = await client.get(f"/raise/{what}")
    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["code"] == code
    assert problem["title"]
    assert problem["detail"]
    assert answer.headers["x-request-id"]


async def test_details_of_a_bug_stay_inside(client):
    assert "words" not in (await client.get("/raise/bug")).text


async def test_waiting_is_told_in_seconds(client):
    assert (await client.get("/raise/too-many")).headers["retry-after"] == "7"
    assert int((await client.get("/raise/away")).headers["retry-after"]) > 0


async def test_fields_are_named(client):
    answer = await client.get("/raise/invalid")
    assert answer.json()["errors"] == [{"field": "name", "message": "is empty"}]
    missing = await client.post("/said", json={})
    assert missing.json()["errors"] == [{"field": "text", "message": "Field required"}]


async def test_unknown_paths_and_methods_are_problems(client):
    assert (await client.get("/nowhere")).json()["code"] == "not_found"
    answer = await client.delete("/said")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("text", ['"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udfff x"'])
async def test_text_that_cannot_be_stored_is_refused(client, text):
    body = f'{{"text": {text}}}'.encode()
    for sent in (
        body,
        b'{"text": "", "document": {"a": [%s]}}' % text.encode(),
        b'{"text": "", "document": {%s: 1}}' % text.encode(),
    ):
        answer = await client.post("/said", content=sent, headers={"content-type": "application/json"})
        assert answer.status_code == 422
    assert (await client.post("/stored", content=body)).status_code == 422


@pytest.mark.parametrize("text", ["", "\U0001f468‍\U0001f469‍\U0001f467", "\u202e", "a\u0001b\r\n", "﷽" * 1000])
async def test_all_other_text_is_kept_as_sent(client, text):
    assert (await client.post("/said", json={"text": text})).json()["text"] == text
    assert (await client.post("/stored", json={"text": text})).json() == text


async def test_numbers_json_cannot_say_and_endless_nesting_are_refused(client):
    for document in (
        str({"a": math.inf}).replace("inf", "Infinity").replace("'", '"'),
        '{"a":' * 50 + "1" + "}" * 50,
    ):
        answer = await client.post(
            "/said",
            content=f'{{"text": "", "document": {document}}}',
            headers={"content-type": "application/json"},
        )
        assert answer.status_code == 422


async def test_nested_beyond_all_measure_is_no_crash(client):
    answer = await client.post("/said", content=b"[" * 100_000, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)


async def test_too_large_is_413_announced_or_not(client, monkeypatch):
    monkeypatch.setattr(settings, "limit_request_bytes", 1000)

    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100

    assert (await client.post("/said", content=b" " * 2000)).status_code == 413
    assert (await client.post("/said", content=unannounced())).status_code == 413


async def test_a_request_id_is_taken_over_if_it_is_sound(client):
    answer = await client.get("/nowhere", headers={"X-Request-Id": "abc-123"})
    assert answer.headers["x-request-id"] == "abc-123"
    answer = await client.get("/nowhere", headers={"X-Request-Id": "a b<script>"})
    assert "script" not in answer.headers["x-request-id"]
