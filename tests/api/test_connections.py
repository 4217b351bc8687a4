"""Servers of a business's own: set by its admin, with secrets nobody sees again."""

import httpx
import psycopg
import pytest

from caly_app.actor import Role
from caly_app.services.connections import header_value
from caly_app.settings import settings
from tests.api.people import a_business, a_token, bearer
from tests.fake_business import fake_business, gives, html, status

pytestmark = pytest.mark.usefixtures("database")

SHOP = {"url": "https://shop.example.org/api/", "secret": "very-secret"}


@pytest.fixture
async def admin_token() -> dict[str, str]:
    return bearer(await a_token(await a_business()))


def wrong_of(answer: httpx.Response) -> list[str]:
    return [error["field"] for error in answer.json()["errors"]]


async def test_one_is_kept_and_its_secret_is_never_shown(api, admin_token, admin: psycopg.Connection):
    kept = await api.put("/connections/shop", json=SHOP, headers=admin_token)
    assert kept.status_code == 200
    seen = await api.get("/connections/shop", headers=admin_token)
    listed = await api.get("/connections", headers=admin_token)

    assert kept.json() == seen.json() == listed.json()["items"][0]
    assert (seen.json()["url"], seen.json()["header"], seen.json()["has_secret"]) == (
        *("https://shop.example.org/api", "Authorization", True),
    )
    assert "very-secret" not in seen.text + kept.text + listed.text
    [(sealed,)] = admin.execute("select sealed_secret from connection").fetchall()
    assert b"very-secret" not in bytes(sealed)

    assert (await api.delete("/connections/shop", headers=admin_token)).status_code == 204
    assert (await api.delete("/connections/shop", headers=admin_token)).status_code == 404
    assert (await api.get("/connections/shop", headers=admin_token)).status_code == 404


async def test_a_kept_secret_goes_nowhere_else(api, admin_token):
    await api.put("/connections/shop", json=SHOP, headers=admin_token)
    same = await api.put(
        "/connections/shop", json={"url": SHOP["url"], "header": "X-Key"}, headers=admin_token
    )
    assert (same.json()["has_secret"], same.json()["header"]) == (True, "X-Key")
    elsewhere = {"url": "https://elsewhere.example.org"}
    moved = await api.put("/connections/shop", json=elsewhere, headers=admin_token)
    assert moved.status_code == 422 and wrong_of(moved) == ["secret"]
    without = await api.put("/connections/shop", json={**elsewhere, "secret": ""}, headers=admin_token)
    assert without.json()["has_secret"] is False


@pytest.mark.parametrize(
    "url",
    [
        *("", "shop.example.org", "http://shop.example.org", "ftp://shop.example.org", "file:///etc/passwd"),
        *("https://me:secret@shop.example.org", "https://shop.example.org?x=1", "https://shop.example.org#x"),
        *("https://[::1", "https://shop.example.org:99999", "https://shop.example.org\\@127.0.0.1"),
    ],
)
async def test_a_strange_address_is_refused(api, admin_token, url):
    answer = await api.put("/connections/shop", json={**SHOP, "url": url}, headers=admin_token)
    assert answer.status_code == 422 and wrong_of(answer) == ["url"]


@pytest.mark.parametrize("header", ["Host", "cookie", "Idempotency-Key", "X Key", "X-Key:", "X\r\nY"])
async def test_a_header_of_ours_is_refused(api, admin_token, header):
    answer = await api.put("/connections/shop", json={**SHOP, "header": header}, headers=admin_token)
    assert answer.status_code == 422 and wrong_of(answer) == ["header"]


async def test_a_secret_of_two_lines_is_refused_and_a_strange_name_too(api, admin_token):
    two = await api.put("/connections/shop", json={**SHOP, "secret": "a\r\nX: b"}, headers=admin_token)
    assert two.status_code == 422 and wrong_of(two) == ["secret"]
    assert (await api.put("/connections/My.Shop", json=SHOP, headers=admin_token)).status_code == 422


async def test_there_are_twenty_at_most(api, admin_token):
    for number in range(20):
        assert (await api.put(f"/connections/s{number}", json=SHOP, headers=admin_token)).status_code == 200
    more = await api.put("/connections/more", json=SHOP, headers=admin_token)
    assert more.status_code == 422 and wrong_of(more) == ["name"]
    assert (await api.put("/connections/s1", json=SHOP, headers=admin_token)).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]"])
async def test_an_address_of_our_own_network_is_not_asked(api, admin_token, host):
    async with fake_business(gives({})) as fake:
        url = f"https://{host}:{fake.port}"
        await api.put("/connections/shop", json={**SHOP, "url": url}, headers=admin_token)
        tried = (await api.post("/connections/shop/try", headers=admin_token)).json()
        assert tried["answers"] is False and tried["problem"] == "shop is not on the public internet."
        assert not fake.asked


async def test_it_is_tried_and_what_came_back_is_said(api, admin_token, monkeypatch):
    monkeypatch.setattr(settings, "connection_private_urls", True)
    async with fake_business() as fake:
        await api.put("/connections/shop", json={"url": fake.url, "secret": "s3"}, headers=admin_token)
        fake.then(gives({}), status(404), html)
        tried = [
            (await api.post("/connections/shop/try", json={"path": "/orders/1"}, headers=admin_token)).json()
            for _ in range(3)
        ]
    assert [(one["answers"], one["status"], one["is_json"]) for one in tried] == [
        *((True, 200, True), (True, 404, True), (False, None, False)),
    ]
    assert tried[0]["milliseconds"] > 0 and tried[2]["problem"] == "shop does not speak JSON."
    assert fake.asked[0].path == "/api/orders/1"
    assert fake.asked[0].headers["authorization"] == "Bearer s3"


async def test_others_than_admins_do_not_see_them(api):
    business = await a_business()
    operator = bearer(await a_token(business, Role.OPERATOR))
    assert (await api.get("/connections", headers=operator)).status_code == 403


@pytest.mark.parametrize(
    ("header", "secret", "sent"),
    [
        ("Authorization", "abc", "Bearer abc"),
        ("authorization", "Basic abc", "Basic abc"),
        ("X-Api-Key", "abc", "abc"),
        ("Authorization", "", ""),
    ],
)
def test_a_bare_token_is_a_bearers(header, secret, sent):
    assert header_value(header, secret) == sent
