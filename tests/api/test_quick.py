"""The short way of a message gives what the general way gives."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from caly_app import wiring
from caly_app.api import authentication
from tests.factories import DEAF, a_clinic

SHORT, GENERAL = "application/json", "application/json; charset=utf-8"


@pytest.fixture(autouse=True)
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "ports", lambda: DEAF)


class Customer:
    def __init__(self, api: httpx.AsyncClient, begun: dict[str, Any]) -> None:
        self._api, self._token = api, begun["token"]
        self._path = f"/chat/conversations/{begun['conversation_id']}/messages"

    async def say(
        self, content_type: str, accept: str = "*/*", name: str = "first", **headers: str
    ) -> httpx.Response:
        return await self._api.post(
            self._path,
            content=json.dumps({"text": "When are you open?", "client_turn_id": name}),
            headers={
                **{"Authorization": f"Bearer {self._token}", "Content-Type": content_type, "Accept": accept},
                **headers,
            },
        )


async def _customer(api: httpx.AsyncClient, **workspace: Any) -> Customer:
    await a_clinic("elm-row", **workspace)
    return Customer(api, (await api.post("/chat/elm-row/conversations", json={})).json())


async def test_the_same_answer_to_the_letter(api: httpx.AsyncClient, database: object, doorman: None) -> None:
    customer = await _customer(api)
    assert (await customer.say(SHORT)).status_code == 200
    short, general = await customer.say(SHORT), await customer.say(GENERAL)
    assert short.content == general.content
    ours = ("content-type", "cache-control", "x-content-type-options", "ratelimit-limit")
    assert [short.headers[name] for name in ours] == [general.headers[name] for name in ours]


@pytest.mark.parametrize("content_type", [SHORT, GENERAL])
async def test_a_stream_has_the_time_of_the_workspace(
    api: httpx.AsyncClient, database: object, doorman: None, content_type: str
) -> None:
    customer = await _customer(api, clock_offset_seconds=int(timedelta(days=3).total_seconds()))
    answer = await customer.say(content_type, accept="text/event-stream")
    accepted = json.loads(answer.text.split("data: ", 1)[1].splitlines()[0])
    ahead = datetime.fromisoformat(accepted["turn"]["said_at"]) - datetime.now(UTC)
    assert timedelta(days=2, hours=23) < ahead < timedelta(days=3, minutes=1)


@pytest.mark.parametrize("content_type", [SHORT, GENERAL])
async def test_a_page_elsewhere_may_not(
    api: httpx.AsyncClient, database: object, doorman: None, content_type: str
) -> None:
    customer = await _customer(api, allowed_domains=["shop.example"])
    assert (await customer.say(content_type, Origin="https://other.example")).status_code == 403
    assert (await customer.say(content_type, Origin="https://shop.example")).status_code == 200


async def test_the_clock_is_read_again(
    api: httpx.AsyncClient, database: object, doorman: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = await _customer(api)
    await customer.say(SHORT)
    monkeypatch.setattr(authentication, "_OFFSET_KEPT_SECONDS", -1)
    assert (await customer.say(SHORT, name="second")).status_code == 200
