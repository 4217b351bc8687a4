"""Who gets in, on an API with one operation of each sort."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, FastAPI
from uuid_utils.compat import uuid7

from caly_app import clock, tokens
from caly_app.actor import Actor, Permission, Role
from caly_app.api import problems, rate_limits
from caly_app.api.authentication import (
    COOKIE,
    PEOPLE,
    SignedCustomer,
    SignedIn,
    customer_of_conversation,
    person,
    require,
)
from caly_app.api.front import Front
from caly_app.embedded_postgres import Urls
from caly_app.tokens import CustomerToken
from tests.api.people import a_business, a_key, a_token, a_workspace, bearer

door = FastAPI()
problems.install(door)
door.add_middleware(Front)


@door.get("/records")
async def records(actor: Annotated[Actor, require(Permission.READ_RECORDS)]) -> Any:
    return {"workspace": actor.workspace_id, "now": clock.now()}


@door.post("/records")
async def change_records(actor: Annotated[Actor, require(Permission.CHANGE_RECORDS)]) -> Any:
    return {}


@door.post("/workspaces")
async def workspaces(
    actor: Annotated[Actor, require(Permission.CREATE_WORKSPACES, of=PEOPLE, anywhere=True)],
) -> Any:
    return {"organization": actor.organization_id}


@door.post("/sign-out")
async def sign_out(signed_in: Annotated[SignedIn, Depends(person)]) -> Any:
    return {"sign_in": signed_in.sign_in_id}


@door.get("/chat/conversations/{conversation_id}")
async def conversation(customer: Annotated[SignedCustomer, Depends(customer_of_conversation)]) -> Any:
    return {"customer": customer.customer_id}


@pytest.fixture
async def client(database: Urls) -> AsyncIterator[httpx.AsyncClient]:
    rate_limits.forget_all()
    transport = httpx.ASGITransport(door)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:3000") as client:
        yield client


async def test_no_token_an_unknown_one_and_a_revoked_one_are_401(client):
    business = await a_business()
    for headers in (
        {},
        bearer("nonsense"),
        bearer("caly_nonsense"),
        bearer(await a_token(business, revoked=True)),
        bearer(await a_key(business, revoked=True)),
        {"Authorization": "Basic QTpC"},
    ):
        answer = await client.get("/records", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_the_only_workspace_need_not_be_named(client):
    business = await a_business()
    answer = await client.get("/records", headers=bearer(await a_token(business)))
    assert answer.json()["workspace"] == str(business.workspace_id)


async def test_one_of_several_workspaces_must_be_named(client):
    business = await a_business()
    second = await a_workspace(business.organization_id)
    token = bearer(await a_token(business))

    unnamed = await client.get("/records", headers=token)
    named = await client.get("/records", headers=token, params={"workspace_id": str(second)})

    assert unnamed.status_code == 422
    assert unnamed.json()["errors"][0]["field"] == "workspace_id"
    assert named.json()["workspace"] == str(second)


async def test_a_workspace_of_another_organization_is_not_there(client):
    business, other = await a_business(), await a_business()
    for token in (await a_token(business), await a_key(business)):
        answer = await client.get(
            "/records", headers=bearer(token), params={"workspace_id": str(other.workspace_id)}
        )
        assert answer.status_code == 404


async def test_an_api_key_implies_its_workspace_and_stays_in_it(client):
    business = await a_business()
    second = await a_workspace(business.organization_id)
    key = bearer(await a_key(business))

    answer = await client.get("/records", headers=key)
    other = await client.get("/records", headers=key, params={"workspace_id": str(second)})

    assert answer.json()["workspace"] == str(business.workspace_id)
    assert other.status_code == 404


async def test_a_role_too_low_is_403_also_where_the_workspace_is_not_theirs(client):
    business, other = await a_business(), await a_business()
    viewer = bearer(await a_token(business, Role.VIEWER))
    assert (await client.post("/records", headers=viewer)).status_code == 403
    foreign = await client.post("/records", headers=viewer, params={"workspace_id": str(other.workspace_id)})
    assert foreign.status_code == 403


async def test_a_key_without_the_scope_is_403_and_some_things_need_a_person(client):
    business = await a_business()
    reader = bearer(await a_key(business, frozenset({Permission.READ_RECORDS})))
    everything = bearer(await a_key(business, frozenset(Permission)))
    assert (await client.post("/records", headers=reader)).status_code == 403
    assert (await client.post("/workspaces", headers=everything)).status_code == 403
    assert (await client.post("/sign-out", headers=everything)).status_code == 403


async def test_a_cookie_changes_things_only_from_our_own_pages(client):
    cookie = {"Cookie": f"{COOKIE}={await a_token(await a_business())}"}

    async def status(**headers: str) -> int:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return (await client.post("/sign-out", headers={**cookie, **sent})).status_code

    assert await status(sec_fetch_site="same-origin") == 200
    assert await status(origin="http://127.0.0.1:3000") == 200
    assert await status(sec_fetch_site="cross-site", origin="http://127.0.0.1:3000") == 403
    assert await status(sec_fetch_site="same-site") == 403
    assert await status(origin="http://evil.example") == 403
    assert await status(origin="null") == 403
    assert await status() == 403
    assert (await client.get("/records", headers=cookie)).status_code == 200


async def test_a_customers_token_opens_its_conversation_and_nothing_else(client):
    business = await a_business()
    conversation_id, customer_id = uuid7(), uuid7()
    token = bearer(
        tokens.sign_customer(
            CustomerToken(business.organization_id, business.workspace_id, conversation_id, customer_id)
        )
    )

    own = await client.get(f"/chat/conversations/{conversation_id}", headers=token)
    other = await client.get(f"/chat/conversations/{uuid7()}", headers=token)
    business_side = await client.get("/records", headers=token)
    with_a_persons = await client.get(
        f"/chat/conversations/{conversation_id}", headers=bearer(await a_token(business))
    )

    assert own.json() == {"customer": str(customer_id)}
    assert other.status_code == 404
    assert business_side.status_code == 401
    assert with_a_persons.status_code == 401


async def test_the_clock_of_the_workspace_is_set(client, admin):
    business = await a_business()
    admin.execute("update workspace set clock_offset_seconds = 86400")
    answer = await client.get("/records", headers=bearer(await a_token(business)))
    later = clock.wall() + timedelta(hours=23)
    assert answer.json()["now"] > later.isoformat()
    assert clock.now() < later


async def test_use_is_noted(client, admin):
    business = await a_business()
    key = await a_key(business)
    await client.get("/records", headers=bearer(key))
    assert admin.execute("select last_used_at is not null from api_key").fetchone()[0]
