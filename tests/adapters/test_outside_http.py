"""Against a server that speaks plain HTTP, on good days and bad ones."""

import gzip
import socket
import time
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from caly_app.adapters.circuit import FAILURES_IN_A_ROW
from caly_app.adapters.outside_http import OneOfMany, OneServer
from caly_app.adapters.public_only import NotPublic, public_address
from caly_app.errors import OutsideAway, Unavailable, Unsure
from caly_app.ports import Connection, OutsideRequest
from tests.fake_business import (
    Asked,
    FakeBusiness,
    answer,
    cut,
    fake_business,
    gives,
    hangs_up,
    html,
    huge,
    sends_to,
    slow,
    status,
    text,
)

ORDER = {"number": "1001", "state": "placed"}
READ = OutsideRequest("shop", "GET", "/orders/1001")
WRITE = OutsideRequest("shop", "POST", "/orders/1001/cancel", body={"why": "x"}, key="turn:0:cancel")
WITHOUT_A_KEY = OutsideRequest("shop", "POST", "/orders/1001/cancel", body={"why": "x"})


@pytest.fixture
async def fake():
    async with fake_business() as one:
        yield one


def server(fake: FakeBusiness, **kwargs: Any) -> OneServer:
    connection = Connection(uuid7(), "shop", fake.url, "X-Key", b"")
    return OneServer(connection, "very-secret", **{"only_public": False, **kwargs})


async def test_it_is_asked_with_its_secret_its_query_and_its_key(fake):
    fake.then(gives(ORDER), gives({"done": True}, code=201))
    shop = server(fake)
    read = await shop.call(OutsideRequest("shop", "GET", "/orders", {"phone": "+44 20 7946 0123"}))
    wrote = await shop.call(WRITE)

    assert (read.status, read.body) == (200, ORDER)
    assert (wrote.status, wrote.body) == (201, {"done": True})
    first, second = fake.asked
    assert (first.method, first.path, first.query) == ("GET", "/api/orders", {"phone": "+44 20 7946 0123"})
    assert first.headers["x-key"] == second.headers["x-key"] == "very-secret"
    assert (second.body, second.key, first.key) == ({"why": "x"}, "turn:0:cancel", "")


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 410, 422])
async def test_what_it_says_no_to_is_an_answer(fake, code):
    fake.usual = status(code)
    assert (await server(fake).call(READ)).status == code
    assert len(fake.asked) == 1


async def test_a_page_beside_an_error_is_no_body_and_nothing_at_all_is_fine(fake):
    fake.then(text("<html>", code=404, kind="text/html"), text("", code=204))
    shop = server(fake)
    missing, empty = await shop.call(READ), await shop.call(WRITE)
    assert (missing.status, missing.body, empty.status, empty.body) == (404, None, 204, None)


@pytest.mark.parametrize(
    "bad",
    [status(500), status(503, "Retry-After: 0\r\n"), status(429), status(408), cut, hangs_up],
    ids=["500", "503-with-a-time", "429", "408", "cut", "hangs-up"],
)
@pytest.mark.parametrize("request_", [READ, WRITE], ids=["read", "write"])
async def test_it_is_asked_again_with_the_same_key(fake, bad, request_):
    fake.then(bad, bad, gives(ORDER))
    assert (await server(fake).call(request_)).body == ORDER
    assert [asked.key for asked in fake.asked] == [request_.key] * 3


@pytest.mark.parametrize(
    ("bad", "error"),
    [(status(500), Unsure), (cut, Unsure), (status(429), OutsideAway), (status(503), OutsideAway)],
    ids=["500", "cut", "429", "503"],
)
async def test_a_write_without_a_key_is_sent_once(fake, bad, error):
    fake.usual = bad
    with pytest.raises(Unavailable) as raised:
        await server(fake).call(WITHOUT_A_KEY)
    assert type(raised.value) is error and len(fake.asked) == 1


@pytest.mark.parametrize(
    "bad",
    [
        *(status(429, "Retry-After: 3600\r\n"), status(500), html, text("NaN?"), text("[" * 100_000)),
        *(cut, hangs_up, slow(30, gives(ORDER)), huge(), sends_to("http://169.254.169.254/latest")),
    ],
    ids="429-for-an-hour 500 html nonsense deep cut hangs-up slow 10-MB elsewhere".split(),
)
async def test_on_a_bad_day_it_is_unavailable_in_the_time_that_was_given(fake, bad):
    fake.usual = bad
    began = time.monotonic()
    with pytest.raises(Unavailable) as raised:
        await server(fake).call(READ, seconds=1.0)
    assert time.monotonic() - began < 1.5
    assert raised.value.message.startswith("shop ") and "secret" not in raised.value.message


async def test_of_a_write_that_hangs_nobody_knows(fake):
    fake.usual = slow(30, gives({}))
    with pytest.raises(Unsure):
        await server(fake).call(WRITE, seconds=0.3)


async def test_no_redirect_is_followed(fake):
    async with fake_business(gives(ORDER)) as other:
        fake.usual = sends_to(other.url)
        with pytest.raises(Unavailable):
            await server(fake).call(READ)
        assert not other.asked and len(fake.asked) == 1


async def test_what_is_packed_is_not_unpacked(fake):
    async def bomb(_: Asked, writer: Any) -> None:
        answer(writer, 200, gzip.compress(b" " * 50_000_000), headers="Content-Encoding: gzip\r\n")

    fake.usual = bomb
    with pytest.raises(Unavailable):
        await server(fake).call(READ)


async def test_where_nobody_listens_it_is_unavailable_and_nothing_was_done():
    async with fake_business() as gone:
        pass
    with pytest.raises(Unavailable) as raised:
        await server(gone).call(WRITE, seconds=2.0)
    assert type(raised.value) is OutsideAway


async def test_after_some_failures_nobody_waits_any_more(fake):
    fake.usual = html
    shop = server(fake)
    for _ in range(FAILURES_IN_A_ROW):
        with pytest.raises(Unavailable):
            await shop.call(READ)
    with pytest.raises(Unavailable):
        await shop.call(READ)
    assert len(fake.asked) == FAILURES_IN_A_ROW


async def test_one_customers_cookies_are_not_anothers(fake):
    fake.then(text("{}", headers="Set-Cookie: session=one\r\n"), gives({}))
    shop = server(fake)
    await shop.call(READ)
    await shop.call(READ)
    assert "cookie" not in fake.asked[1].headers


@pytest.mark.parametrize(
    "path",
    ["", "orders", "/../admin", "/a/%2e%2e/b", "/a/./b", "/a?x=1", "/a#b", "/a\\b", "/a b", "/a\r\nX: y"],
)
async def test_a_path_stays_under_the_address(fake, path):
    with pytest.raises(Unavailable):
        await server(fake).call(OutsideRequest("shop", "GET", path))
    assert not fake.asked


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254"),
        *("0.0.0.0", "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]"),
        *("[64:ff9b::7f00:1]", "[2002:7f00:1::]", "2130706433", "0x7f.1", "100.64.0.1"),
    ],
)
async def test_an_address_of_our_own_network_is_not_asked(fake, host):
    connection = Connection(uuid7(), "shop", f"https://{host}:{fake.port}/api", "X-Key", b"")
    with pytest.raises(Unavailable) as raised:
        await OneServer(connection, "very-secret").call(READ, seconds=2.0)
    assert not fake.asked and "public" in raised.value.message


async def test_a_name_that_turns_out_to_be_ours_is_not_asked(monkeypatch):
    """One public address among its addresses does not help."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(NotPublic):
        await public_address("shop.example.org", 443)


async def test_an_address_in_the_open_is_not_asked_where_only_public_ones_are(fake):
    with pytest.raises(Unavailable):
        await server(fake, only_public=True).call(READ)
    assert not fake.asked


async def test_a_name_that_nobody_knows_is_said():
    with pytest.raises(Unavailable, match="no connection with the name shop"):
        await OneOfMany([]).call(READ)


async def test_the_secret_is_in_no_log_and_no_description(fake, capsys):
    fake.usual = status(500)
    shop = server(fake)
    with pytest.raises(Unavailable):
        await shop.call(READ)
    written = capsys.readouterr()
    assert "very-secret" not in written.out + written.err + repr(shop)
