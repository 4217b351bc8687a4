"""What people do before anybody knows them, sent again with the same key: once, and no secret is kept."""

import asyncio
from datetime import timedelta

import pytest

from caly_app import clock
from caly_app.api.authentication import COOKIE
from caly_app.settings import settings
from tests.api.conftest import ADDRESS
from tests.api.people import bearer
from tests.people import PASSWORD, a_colleague, a_verified_admin, invited, signed_up, token_mailed_to

ADA = {"organization": "Elm Row", "name": "Ada Quist", "email": "ada@example.org", "password": PASSWORD}
KEY = {"Idempotency-Key": "k-1"}
NEW = "another horse altogether"


def of(answer):
    """Who was signed in where; and that the token opens it is for `opens`."""
    return answer.status_code, answer.json()["organization_id"], answer.json()["account_id"]


async def opens(api, answer) -> bool:
    return (await api.get("/auth/me", headers=bearer(answer.json()["token"]))).status_code == 200


async def test_a_sign_up_sent_again_is_one_organization_and_a_token_that_opens_it(api, admin):
    first, again = [await api.post("/auth/sign-up", json=ADA, headers=KEY) for _ in range(2)]

    assert of(first) == of(again) and first.status_code == 201
    assert "Idempotent-Replayed" not in first.headers and again.headers["Idempotent-Replayed"] == "true"
    assert await opens(api, first) and await opens(api, again)
    assert admin.execute("select count(*) from organization").fetchone() == (1,)
    assert admin.execute("select count(*) from mail").fetchone() == (1,)


async def test_nothing_secret_is_kept_of_it(api, admin):
    answer = await api.post("/auth/sign-up", json=ADA, headers=KEY)

    [kept] = admin.execute("select idempotency_key::text, length(answer::text) from idempotency_key")
    assert PASSWORD not in kept[0] and answer.json()["token"] not in kept[0]
    assert kept[1] < 120  # sealed, and nothing in it


async def test_many_at_once_are_one_organization(api, admin):
    answers = await asyncio.gather(*(api.post("/auth/sign-up", json=ADA, headers=KEY) for _ in range(4)))

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({of(answer) for answer in answers if answer.status_code == 201}) == 1
    assert {a.json()["code"] for a in answers if a.status_code == 409} <= {"still_answering"}
    assert admin.execute("select count(*) from organization").fetchone() == (1,)


@pytest.mark.parametrize(
    ("other", "headers", "code"),
    [
        ({"name": "Ada Quest"}, KEY, "sent_otherwise"),
        ({"password": NEW}, KEY, "sent_otherwise"),
        ({}, {"Idempotency-Key": "k-2"}, "address_taken"),
        ({}, {}, "address_taken"),
    ],
)
async def test_another_sign_up_with_the_address_is_refused(api, other, headers, code):
    await api.post("/auth/sign-up", json=ADA, headers=KEY)
    answer = await api.post("/auth/sign-up", json=ADA | other, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (409, code)


async def test_the_password_is_not_found_by_trying(api, monkeypatch):
    await api.post("/auth/sign-up", json=ADA, headers=KEY)
    monkeypatch.setattr(settings, "limit_failed_sign_ins", 2)
    tried = [
        (await api.post("/auth/sign-up", json=ADA | {"password": f"{NEW} {n}"}, headers=KEY)).status_code
        for n in range(3)
    ]

    assert tried == [409, 409, 429]


async def test_once_the_password_is_another_the_old_request_opens_nothing(api):
    first = await api.post("/auth/sign-up", json=ADA, headers=KEY)
    changed = {"current": PASSWORD, "password": NEW}
    await api.post("/auth/password", json=changed, headers=bearer(first.json()["token"]))

    assert (await api.post("/auth/sign-up", json=ADA, headers=KEY)).status_code == 409


async def test_after_a_day_the_address_is_merely_taken(api, monkeypatch):
    await api.post("/auth/sign-up", json=ADA, headers=KEY)
    later = clock.wall() + timedelta(hours=25)
    monkeypatch.setattr(clock, "wall", lambda: later)

    assert (await api.post("/auth/sign-up", json=ADA, headers=KEY)).json()["code"] == "address_taken"


async def test_a_browser_gets_its_cookie_again(api):
    wanted = {"json": ADA | {"cookie": True}, "headers": KEY | {"Origin": ADDRESS}}
    first, again = [await api.post("/auth/sign-up", **wanted) for _ in range(2)]

    assert first.json() == again.json() and again.json()["token"] is None
    assert COOKIE in again.cookies


async def test_a_sign_in_sent_again_signs_in_again_and_another_one_needs_another_key(api):
    await signed_up()
    body = {"email": "ada@example.org", "password": PASSWORD}
    first, again = [await api.post("/auth/sign-in", json=body, headers=KEY) for _ in range(2)]
    other = await api.post("/auth/sign-in", json=body | {"cookie": False}, headers=KEY)

    assert of(first) == of(again) and await opens(api, again)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert other.json()["code"] == "sent_otherwise"


async def test_a_new_password_from_a_mailed_link(api, admin):
    await signed_up()
    for _ in range(2):
        assert (
            await api.post("/auth/reset", json={"email": "ada@example.org"}, headers={"Idempotency-Key": "r"})
        ).status_code == 202
    assert admin.execute("select count(*) from mail where key like 'reset:%'").fetchone() == (1,)
    body = {"token": await token_mailed_to("ada@example.org", "reset"), "password": NEW}
    first, again = [await api.post("/auth/reset/confirm", json=body, headers=KEY) for _ in range(2)]

    assert (first.status_code, again.status_code) == (204, 204)
    assert again.headers["Idempotent-Replayed"] == "true"
    otherwise = await api.post("/auth/reset/confirm", json=body | {"password": PASSWORD}, headers=KEY)
    assert otherwise.json()["code"] == "sent_otherwise"
    assert (await api.post("/auth/reset/confirm", json=body)).status_code == 404
    assert admin.execute("select count(*) from mail where key like 'password:%'").fetchone() == (1,)


async def test_whether_an_address_exists_is_not_told_by_a_key_either(api):
    await signed_up()
    for email in ("ada@example.org", "ADA@example.org", "nobody@example.org"):
        answer = await api.post("/auth/reset", json={"email": email}, headers=KEY)
        assert (answer.status_code, "Idempotent-Replayed" in answer.headers) == (202, False)


async def test_a_password_changed(api):
    token = bearer((await signed_up()).token)
    body = {"current": PASSWORD, "password": NEW}
    first, again = [await api.post("/auth/password", json=body, headers=KEY | token) for _ in range(2)]

    assert (first.status_code, again.status_code) == (204, 204)
    assert again.headers["Idempotent-Replayed"] == "true"
    other = await api.post("/auth/password", json=body | {"password": f"{NEW} 2"}, headers=KEY | token)
    assert other.json()["code"] == "sent_otherwise"


async def test_an_invitation_accepted(api, admin):
    token = await invited((await a_verified_admin()).actor, "ben@example.org")
    body = {"token": token, "name": "Ben", "password": NEW}
    first, again = [await api.post("/auth/invitation/accept", json=body, headers=KEY) for _ in range(2)]

    assert of(first) == of(again) and await opens(api, again)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (await api.post("/auth/invitation/accept", json=body)).status_code == 404
    assert admin.execute("select count(*) from membership").fetchone() == (2,)


async def test_an_invitation_accepted_by_whoever_is_signed_in(api):
    body = {"token": await invited((await a_verified_admin()).actor, "oda@example.org")}
    oda = bearer((await signed_up("oda@example.org", "Oak Yard")).token)
    first, again = [await api.post("/auth/invitation/accept", json=body, headers=KEY | oda) for _ in range(2)]

    assert of(first) == of(again) and first.status_code == 201


async def test_a_mail_to_verify_is_written_once(api, admin, monkeypatch):
    token = bearer((await signed_up()).token)
    later = clock.wall() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "wall", lambda: later)
    answers = [await api.post("/auth/verify/mail", headers=KEY | token) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 202]
    assert admin.execute("select count(*) from mail where key like 'verify:%'").fetchone() == (2,)


async def test_nobody_gets_in_by_anothers_key(api):
    ada = await a_verified_admin()
    await a_colleague(ada, "ben@example.org")
    await api.post("/auth/sign-in", json={"email": "ada@example.org", "password": PASSWORD}, headers=KEY)
    wrong = await api.post("/auth/sign-in", json={"email": "ben@example.org", "password": NEW}, headers=KEY)

    assert wrong.status_code == 401
