import pytest
from starlette.requests import Request

from caly_app.api import rate_limits
from caly_app.api.rate_limits import Windows
from caly_app.errors import TooMany
from caly_app.settings import settings
from tests.api.people import a_business, a_key, a_token, bearer


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def taken(windows: Windows, name: str, limit: int) -> int:
    """How many more go through at this moment."""
    for count in range(10 * limit):
        try:
            windows.count(name, limit)
        except TooMany as refused:
            assert refused.retry_after_seconds >= 1
            return count
    raise AssertionError("there is no limit")


def test_so_many_in_a_window_and_no_more():
    watch = Watch()
    windows = Windows(60, watch)
    assert taken(windows, "a", 10) == 10
    assert taken(windows, "b", 10) == 10
    watch.now = 59.9
    assert taken(windows, "a", 10) == 0


def test_a_new_window_remembers_the_one_before_for_as_long_as_it_counts():
    watch = Watch()
    windows = Windows(60, watch)
    watch.now = 59
    assert taken(windows, "a", 10) == 10
    watch.now = 60
    assert taken(windows, "a", 10) == 0
    watch.now = 90
    assert taken(windows, "a", 10) == 5
    watch.now = 240
    assert taken(windows, "a", 10) == 10


def test_what_is_left_is_told():
    standing = Windows(60, Watch()).count("a", 10)
    assert standing.headers() == {
        "RateLimit-Limit": "10", "RateLimit-Remaining": "9", "RateLimit-Reset": "60",
    }  # fmt: skip


def test_names_of_long_ago_are_forgotten():
    watch = Watch()
    windows = Windows(60, watch)
    for number in range(10_001):
        windows.count(str(number), 10)
    watch.now = 200
    windows.count("a", 10)
    assert len(windows._counts) == 1


def request(address: str, forwarded: str = "", proto: str = "") -> Request:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    headers += [(b"x-forwarded-proto", proto.encode())] if proto else []
    return Request(
        {
            "type": "http",
            "client": (address, 1),
            "headers": headers,
            "scheme": "http",
            "server": ("h", 80),
            "path": "/",
        }
    )


@pytest.mark.parametrize(
    ("address", "forwarded", "seen"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_addresses_are_believed_only_from_trusted_proxies(monkeypatch, address, forwarded, seen):
    monkeypatch.setattr(settings, "trusted_proxies", ["10.0.0.0/8"])
    assert rate_limits.address_of(request(address, forwarded)) == seen


def test_https_is_believed_only_from_trusted_proxies(monkeypatch):
    monkeypatch.setattr(settings, "trusted_proxies", ["10.0.0.0/8"])
    assert rate_limits.is_https(request("10.0.0.1", proto="https"))
    assert not rate_limits.is_https(request("10.0.0.1"))
    assert not rate_limits.is_https(request("203.0.113.9", proto="https"))


async def test_strangers_of_one_address_are_limited_together(api, monkeypatch):
    monkeypatch.setattr(settings, "limit_anonymous_requests_per_minute", 5)
    statuses = [(await api.get("/records", headers=bearer(f"nonsense {n}"))).status_code for n in range(4)]
    statuses += [(await api.get("/records")).status_code for _ in range(2)]
    assert statuses == [401] * 5 + [429]
    answer = await api.get("/records")
    assert answer.json()["code"] == "too_many"
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["ratelimit-remaining"] == "0"
    assert (await api.get("/health")).status_code == 200


async def test_an_organization_is_limited_and_no_other_with_it(api, monkeypatch):
    monkeypatch.setattr(settings, "limit_requests_per_minute", 3)
    business, other = await a_business(), await a_business()
    one, two = bearer(await a_token(business)), bearer(await a_key(business))
    answers = [await api.get("/records", headers=token) for token in (one, two, one, two)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert (await api.get("/records", headers=bearer(await a_token(other)))).status_code == 200
