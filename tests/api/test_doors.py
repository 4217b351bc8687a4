"""Every operation of the API x {no token, another organization, a lower role, a revoked token}."""

from typing import Any

import httpx
import pytest

from caly_app.actor import Permission, Role
from caly_app.api.app import PREFIX, make_api
from caly_app.settings import settings
from tests.api.doors import BUSINESS, CUSTOMERS, OPEN
from tests.api.houses import House, a_house
from tests.api.people import Business, a_key, a_token, bearer
from tests.factories import a_clinic

ROLES = (Role.VIEWER, Role.OPERATOR, Role.ADMIN)


@pytest.fixture(autouse=True)
def unlimited(monkeypatch):
    monkeypatch.setattr(settings, "limit_anonymous_requests_per_minute", 1_000_000)
    monkeypatch.setattr(settings, "limit_requests_per_minute", 1_000_000)


async def ask(
    api: httpx.AsyncClient, operation: str, house: House, token: str | None, *, body: Any = None, **query: str
) -> httpx.Response:
    method, path = operation.split(" ")
    if isinstance(body, dict):
        body = {key: filled(value, house) for key, value in body.items()}
    headers = bearer(token) if token else {}
    return await api.request(method, path.format(**house.ids), json=body, headers=headers, params=query)


def filled(value: Any, house: House) -> Any:
    """With the house's own ids where their names stand."""
    if isinstance(value, list):
        return [filled(each, house) for each in value]
    return house.ids.get(str(value).strip("{}"), value)


def operations() -> set[str]:
    described = make_api().openapi()["paths"]
    return {
        f"{method.upper()} {path.removeprefix(PREFIX)}"
        for path, methods in described.items()
        for method in methods
    }


def names_something(operation: str) -> bool:
    return "_id}" in operation


def test_who_may_what_is_known_of_each_operation():
    assert operations() == OPEN | CUSTOMERS.keys() | BUSINESS.keys()


def test_each_operation_has_a_name_of_its_own_and_says_what_it_does():
    described = make_api().openapi()["paths"]
    all_of_them = [operation for methods in described.values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in all_of_them}) == len(all_of_them)
    assert [one["operationId"] for one in all_of_them if not one.get("tags")] == []


async def test_without_a_token_that_opens_it_no_door_opens(api):
    house = await a_house()
    wrong = {
        "none": None,
        "nonsense": "nonsense",
        "empty": "caly_",
        "revoked": await a_token(house.business, revoked=True),
        "revoked key": await a_key(house.business, revoked=True),
    }
    for operation, door in BUSINESS.items():
        for what, token in {**wrong, "a customer's": house.customers_token}.items():
            answer = await ask(api, operation, house, token, body=door.body)
            assert answer.status_code == 401, (operation, what, answer.text)
            assert answer.json()["status"] == 401
    forged = house.customers_token[:-4] + "AAAA"
    for operation, body in CUSTOMERS.items():
        others = {"a person's": await a_token(house.business), "a key": await a_key(house.business)}
        for what, token in {**wrong, **others, "forged": forged}.items():
            answer = await ask(api, operation, house, token, body=body)
            assert answer.status_code == 401, (operation, what, answer.text)


async def test_another_organizations_things_are_not_there_and_stay_as_they_are(api, admin):
    house, stranger = await a_house(), await a_house()
    before = everything_of(admin, house)
    for operation, door in BUSINESS.items():
        for token in (await a_token(stranger.business), await a_key(stranger.business)):
            in_theirs = {} if "workspace_id}" in operation else {"workspace_id": house.ids["workspace_id"]}
            answers = [await ask(api, operation, house, token, body=door.body, **in_theirs)]
            if names_something(operation):
                own = workspace_of(operation, stranger)
                answers.append(await ask(api, operation, house, token, body=door.body, **own))
            for answer in answers:
                may_not_be_a_key = answer.status_code == 403 and not door.by_key
                if names_something(operation) and not may_not_be_a_key:
                    assert answer.status_code == 404, (operation, answer.text)
                assert answer.status_code < 500
                assert not any(
                    house.ids[name] in answer.text for name in house.ids if name.endswith("_id")
                ), operation
    assert everything_of(admin, house) == before


async def test_another_workspaces_key_opens_nothing_here(api, admin):
    house = await a_house()
    sister = await a_clinic(organization_id=house.business.organization_id)
    key = await a_key(Business(sister.organization_id, sister.workspace_id), frozenset(Permission))
    before = everything_of(admin, house)
    for operation, door in BUSINESS.items():
        if door.by_key and names_something(operation):
            answer = await ask(api, operation, house, key, body=door.body)
            assert answer.status_code == 404, (operation, answer.text)
    assert everything_of(admin, house) == before


async def test_a_lower_role_is_refused_and_the_lowest_that_may_is_not(api):
    house = await a_house()
    for operation, door in BUSINESS.items():
        for role in ROLES:
            if role not in (door.least, *lower_than(door.least)):
                continue
            answer = await ask(
                api,
                operation,
                house,
                await a_token(house.business, role),
                body=door.body,
                **workspace_of(operation, house),
            )
            if role is door.least:
                assert answer.status_code not in (401, 403, 422) or is_about_themselves(operation), (
                    operation,
                    role,
                    answer.text,
                )
                assert answer.status_code < 500
            else:
                assert answer.status_code == 403, (operation, role, answer.text)


async def test_a_key_opens_what_its_scopes_say_and_never_what_needs_a_person(api):
    house = await a_house()
    for operation, door in BUSINESS.items():
        full = await ask(api, operation, house, await a_key(house.business), body=door.body)
        none = await ask(api, operation, house, await a_key(house.business, frozenset()), body=door.body)
        if door.by_key:
            assert full.status_code not in (401, 403), (operation, full.text)
        else:
            assert full.status_code == 403, (operation, full.text)
        if door.least is Role.ADMIN or not door.by_key:
            assert none.status_code == 403, (operation, none.text)


async def test_a_customers_token_opens_no_other_conversation(api, admin):
    house, other = await a_house(), await a_house()
    before = everything_of(admin, house)
    for operation, body in CUSTOMERS.items():
        answer = await ask(api, operation, house, other.customers_token, body=body)
        assert answer.status_code == 404, (operation, answer.text)
    assert everything_of(admin, house) == before


def lower_than(role: Role) -> tuple[Role, ...]:
    return ROLES[: ROLES.index(role)]


def workspace_of(operation: str, house: House) -> dict[str, str]:
    """Named, for one of the operations makes a second workspace."""
    return {} if "{workspace_id}" in operation else {"workspace_id": house.ids["workspace_id"]}


def is_about_themselves(operation: str) -> bool:
    """A wrong password is refused as such."""
    return operation == "POST /auth/password"


def everything_of(admin: Any, house: House) -> dict[str, Any]:
    """All rows of the organization, but what notes that somebody was here."""
    tables = admin.execute(
        "select table_name from information_schema.columns where table_schema = 'public' "
        "and column_name = 'organization_id'"
    ).fetchall()
    return {
        table: admin.execute(
            f"select md5(string_agg(t::text, ',' order by t::text)) from {table} t "
            "where organization_id = %s",
            (house.ids["organization_id"],),
        ).fetchone()
        for (table,) in tables
        if table not in ("sign_in", "api_key", "typing")
    }
