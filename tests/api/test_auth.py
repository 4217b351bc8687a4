import pytest

from caly_app.api import rate_limits
from caly_app.api.auth import MARK
from caly_app.api.authentication import COOKIE
from caly_app.settings import settings
from tests.api.conftest import ADDRESS
from tests.api.people import bearer
from tests.people import PASSWORD, a_verified_admin, invited, signed_up, token_mailed_to

ADA = {"organization": "Elm Row", "name": "Ada Quist", "email": "ada@example.org", "password": PASSWORD}
OURS = {"Origin": ADDRESS}


async def sign_in(api, **more):
    return await api.post("/auth/sign-in", json={"email": "ada@example.org", "password": PASSWORD, **more})


async def test_sign_up_answers_with_a_token_that_opens_the_organization(api):
    answer = await api.post("/auth/sign-up", json=ADA)

    assert answer.status_code == 201 and COOKIE not in answer.cookies
    me = await api.get("/auth/me", headers=bearer(answer.json()["token"]))
    assert me.json()["organization_id"] == answer.json()["organization_id"]
    assert (me.json()["role"], me.json()["email_is_verified"]) == ("admin", False)
    assert [each["name"] for each in me.json()["organizations"]] == ["Elm Row"]


async def test_sign_up_says_which_fields_are_wrong(api):
    answer = await api.post("/auth/sign-up", json=ADA | {"name": " ", "password": "short"})

    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"name", "password"}


async def test_an_address_that_is_taken_is_409(api):
    await signed_up()

    answer = await api.post("/auth/sign-up", json=ADA)

    assert (answer.status_code, answer.json()["code"]) == (409, "address_taken")


async def test_a_wrong_password_and_an_unknown_address_are_the_same_401(api):
    await signed_up()

    wrong, unknown = await sign_in(api, password="wrong"), await sign_in(api, email="nobody@example.org")

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json() and wrong.json()["code"] == "wrong_sign_in"


async def test_too_many_failures_are_429_and_say_when_to_come_back(api, monkeypatch):
    monkeypatch.setattr(settings, "limit_failed_sign_ins", 1)
    await sign_in(api)

    answer = await sign_in(api)

    assert answer.status_code == 429 and 0 < int(answer.headers["Retry-After"]) <= 300


async def test_a_page_gets_a_cookie_that_no_script_can_read_and_no_token(api):
    await signed_up()

    answer = await api.post(
        "/auth/sign-in",
        json={"email": "ada@example.org", "password": PASSWORD, "cookie": True},
        headers=OURS,
    )

    assert answer.json()["token"] is None
    [cookie, mark] = answer.headers.get_list("set-cookie")
    assert cookie.startswith(f"{COOKIE}=") and mark.startswith(f"{MARK}=")
    for each in (cookie, mark):
        assert "HttpOnly" in each and "SameSite=lax" in each and "Path=/" in each and "Secure" not in each
    assert (await api.get("/auth/me")).status_code == 200


async def test_behind_https_the_cookie_is_secure(api, monkeypatch):
    monkeypatch.setattr(settings, "public_url", "https://caly.example.org")
    await signed_up()

    answer = await api.post(
        "/auth/sign-in",
        json={"email": "ada@example.org", "password": PASSWORD, "cookie": True},
        headers={"Origin": "https://caly.example.org"},
    )

    assert "Secure" in answer.headers.get_list("set-cookie")[0]


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_another_page_cannot_sign_our_browsers_in(api, headers):
    await signed_up()

    answer = await api.post(
        "/auth/sign-in",
        json={"email": "ada@example.org", "password": PASSWORD, "cookie": True},
        headers=headers,
    )

    assert answer.status_code == 403 and "set-cookie" not in answer.headers


async def test_another_page_cannot_sign_our_browsers_out(api):
    await signed_up()
    await api.post(
        "/auth/sign-in",
        json={"email": "ada@example.org", "password": PASSWORD, "cookie": True},
        headers=OURS,
    )

    foreign = await api.post("/auth/sign-out", headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403 and (await api.get("/auth/me")).status_code == 200

    own = await api.post("/auth/sign-out", headers=OURS)
    assert own.status_code == 204 and (await api.get("/auth/me")).status_code == 401


async def test_a_token_ends_with_its_sign_out(api):
    token = (await signed_up()).token

    assert (await api.post("/auth/sign-out", headers=bearer(token))).status_code == 204

    assert (await api.get("/auth/me", headers=bearer(token))).status_code == 401


async def test_sign_out_everywhere_ends_every_token(api):
    first = (await signed_up()).token
    second = (await sign_in(api)).json()["token"]

    await api.post("/auth/sign-out-everywhere", headers=bearer(second))

    for token in (first, second):
        assert (await api.get("/auth/me", headers=bearer(token))).status_code == 401


async def test_the_mailed_link_verifies(api):
    token = (await signed_up()).token

    sent = await api.post("/auth/verify", json={"token": await token_mailed_to("ada@example.org", "verify")})

    assert sent.status_code == 204
    assert (await api.get("/auth/me", headers=bearer(token))).json()["email_is_verified"] is True
    assert (await api.post("/auth/verify", json={"token": "made up"})).status_code == 404


async def test_reset_answers_the_same_whether_or_not_there_is_such_an_address(api):
    await signed_up()

    known = await api.post("/auth/reset", json={"email": "ada@example.org"})
    unknown = await api.post("/auth/reset", json={"email": "nobody@example.org"})

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (202, b"null")


async def test_reset_gives_a_new_password(api):
    token = (await signed_up()).token
    await api.post("/auth/reset", json={"email": "ada@example.org"})
    link = await token_mailed_to("ada@example.org", "reset")

    done = await api.post("/auth/reset/confirm", json={"token": link, "password": "a new battery"})

    assert done.status_code == 204
    assert (await api.get("/auth/me", headers=bearer(token))).status_code == 401
    assert (await sign_in(api, password="a new battery")).status_code == 200


async def test_an_invitation_is_looked_at_and_accepted(api):
    admin = await a_verified_admin()
    link = await invited(admin.actor, "ben@example.org")

    look = await api.post("/auth/invitation", json={"token": link})
    assert look.json() == {
        "organization": "Elm Row",
        "email": "ben@example.org",
        "role": "operator",
        "has_account": False,
    }
    body = {"token": link, "name": "Ben Roth", "password": PASSWORD}
    accepted = await api.post("/auth/invitation/accept", json=body)

    assert accepted.status_code == 201
    assert (await api.get("/auth/me", headers=bearer(accepted.json()["token"]))).json()["role"] == "operator"
    assert (await api.post("/auth/invitation/accept", json=body)).status_code == 404


async def test_whoever_is_signed_in_accepts_without_a_password(api):
    ben = (await signed_up("ben@example.org", "Oak Yard")).token
    link = await invited((await a_verified_admin()).actor, "ben@example.org")

    accepted = await api.post("/auth/invitation/accept", json={"token": link}, headers=bearer(ben))

    me = (await api.get("/auth/me", headers=bearer(accepted.json()["token"]))).json()
    assert [each["name"] for each in me["organizations"]] == ["Oak Yard", "Elm Row"]


async def test_switching_gives_a_token_of_the_other_organization(api):
    ben = await signed_up("ben@example.org", "Oak Yard")
    link = await invited((await a_verified_admin()).actor, "ben@example.org")
    joined = (
        await api.post("/auth/invitation/accept", json={"token": link}, headers=bearer(ben.token))
    ).json()

    switched = await api.post(
        "/auth/switch", json={"organization_id": str(ben.organization_id)}, headers=bearer(joined["token"])
    )

    assert switched.json()["organization_id"] == str(ben.organization_id)
    assert (await api.get("/auth/me", headers=bearer(joined["token"]))).status_code == 401


async def test_an_address_that_asks_too_often_is_told_so(api, monkeypatch):
    monkeypatch.setattr(settings, "limit_anonymous_requests_per_minute", 2)
    rate_limits.forget_all()

    answers = [await sign_in(api) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]
