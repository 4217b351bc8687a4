"""A shop whose orders are on its own server: looked up, proven by, changed there once, and never guessed."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db, wiring
from caly_app.ports import Ports
from caly_app.queries.turns import TurnView
from caly_app.services import connections, record_sources
from caly_app.services.connections import Given
from caly_app.services.conversations.take_turn import take_turn
from caly_app.settings import settings
from tests.agents.world import PORTS
from tests.factories import Clinic, a_clinic, a_conversation
from tests.fake_business import (
    Asked,
    FakeBusiness,
    answer,
    fake_business,
    gives,
    html,
    huge,
    sends_to,
    status,
)
from tests.fake_shop import ORDERS, ShopServer, an_order

pytestmark = pytest.mark.usefixtures("database")


@dataclass
class Shop:
    clinic: Clinic
    fake: FakeBusiness
    server: ShopServer
    ports: Ports
    where: UUID

    async def say(self, words: str) -> TurnView:
        result = await take_turn(self.clinic.customer(), self.where, uuid7().hex, words, self.ports)
        assert result.reply
        return result.reply


@pytest.fixture
async def shop(monkeypatch) -> AsyncIterator[Shop]:
    monkeypatch.setattr(settings, "connection_private_urls", True)
    clinic = await a_clinic(sector="ecommerce")
    server = ShopServer()
    for number, mail, state in (
        ("ORD-1001", "ros@example.org", "NEW"),
        ("ORD-1002", "ros@example.org", "SENT"),
        ("ORD-2001", "lin@example.org", "NEW"),
    ):
        server.orders[number] = an_order(number, mail, state)
    async with fake_business(server) as fake:
        async with db.transaction(clinic.system()) as session:
            await connections.save(session, clinic.system(), "shop", Given(fake.url, secret="s"))
        await set_source(clinic, ORDERS)
        where = (await a_conversation(clinic)).conversation_id
        yield Shop(clinic, fake, server, replace(PORTS, outsides=wiring.OwnServers()), where)


async def set_source(clinic: Clinic, source: dict[str, Any]) -> None:
    async with db.transaction(clinic.system()) as session:
        await record_sources.save(session, clinic.system(), "order", record_sources.read(source))


def copies(admin: psycopg.Connection) -> list[tuple[Any, ...]]:
    return admin.execute(
        "select reference, data->>'status', customer_id is not null from record order by reference"
    ).fetchall()


async def test_status_and_cancellation_go_through_the_shop_exactly_once(shop, admin):
    first = await shop.say("Where is my order ORD-1001?")
    assert "email" in first.asks
    told = await shop.say("ros@example.org")
    assert "identity_proven" in told.tells and "order_is_placed" in told.tells
    assert copies(admin) == [("ORD-1001", "placed", True), ("ORD-1002", "shipped", True)]

    asked = await shop.say("I want to cancel it")
    assert asked.asks == ("confirmation",) and not shop.server.cancelled
    assert asked.card and "Trail jacket" in str(asked.card)
    done = await shop.say("yes")

    assert "order_cancelled_refund_due" in done.tells and "84.50" in done.text
    assert shop.server.cancelled == ["ORD-1001"]
    assert copies(admin)[0] == ("ORD-1001", "cancelled", True)
    again = await shop.say("cancel order ORD-1001")
    assert "already_cancelled" in again.tells and shop.server.cancelled == ["ORD-1001"]
    lines = admin.execute("select tool, state from tool_run where step >= 100").fetchall()
    assert lines == [("POST shop", "done")]


async def test_anothers_order_is_neither_told_nor_cancelled(shop, admin):
    await shop.say("Where is my order ORD-2001?")
    refused = await shop.say("ros@example.org")
    assert "identity_failed" in refused.tells and "84.50" not in refused.text
    await shop.say("ORD-1001, ros@example.org")
    other = await shop.say("Please cancel order ORD-2001")
    assert "order_not_found" in other.tells and not shop.server.cancelled


async def test_a_server_that_gives_everybodys_orders_shows_nobody_anothers(shop, admin):
    """Whose an order is says the order itself, not the list it came in."""

    async def all_orders(asked: Asked, writer: Any) -> None:
        if asked.query:
            every = {"orders": list(shop.server.orders.values())}
            return answer(writer, 200, json.dumps(every).encode())
        await shop.server(asked, writer)

    shop.fake.usual = all_orders
    await shop.say("Where is my order ORD-1001?")
    await shop.say("ros@example.org")
    assert [reference for reference, *_ in copies(admin)] == ["ORD-1001", "ORD-1002"]
    other = await shop.say("And where is order ORD-2001?")
    assert "order_not_found" in other.tells


async def test_what_nobody_can_change_there_ends_with_a_person(shop, admin):
    await set_source(shop.clinic, {**ORDERS, "changes": []})
    await shop.say("I want to cancel order ORD-1001")
    await shop.say("ros@example.org")
    done = await shop.say("yes")
    assert "only_a_person" in done.tells and not any(
        tell.startswith("order_cancelled") for tell in done.tells
    )
    reasons = admin.execute("select reason from escalation").fetchall()
    assert reasons == [("needs_approval",)] and copies(admin)[0] == ("ORD-1001", "placed", True)


@pytest.mark.parametrize(
    "bad",
    [
        *(status(500), status(401), html, huge(), sends_to("http://169.254.169.254/latest/meta-data")),
        *(gives({"orders": [{"number": "ORD-1001"}]}), gives([]), gives({"number": "ORD-9", "state": "NEW"})),
    ],
    ids="500 401 html 10-MB elsewhere half-a-record a-list another".split(),
)
async def test_on_a_bad_day_nothing_is_told_and_no_attempt_is_counted(shop, admin, bad):
    shop.fake.usual = bad
    await shop.say("Where is my order ORD-1001?")
    told = await shop.say("ros@example.org")
    assert told.tells == ("outside_away",) or "outside_away" in told.tells
    assert "person" in told.offers and "identity_failed" not in told.tells and copies(admin) == []


async def test_its_no_to_a_cancellation_is_told(shop, admin):
    async def shipped_meanwhile(asked: Asked, writer: Any) -> None:
        if asked.method == "POST":
            return answer(writer, 409, b'{"error": "shipped"}')
        await shop.server(asked, writer)

    await shop.say("I want to cancel order ORD-1001")
    await shop.say("ros@example.org")
    shop.fake.usual = shipped_meanwhile
    done = await shop.say("yes")
    assert "outside_refused" in done.tells and copies(admin)[0] == ("ORD-1001", "placed", True)


async def test_an_order_that_is_not_there_proves_nothing(shop):
    await shop.say("Where is my order ORD-9999?")
    refused = await shop.say("ros@example.org")
    assert "identity_failed" in refused.tells


async def test_articles_come_from_there_and_what_is_gone_there_is_gone_here(shop, admin):
    products = {
        "connection": "shop",
        "several": "/articles",
        "reference": "/sku",
        "fields": {"name": "/title", "price": "/price", "stock": "/left"},
    }
    async with db.transaction(shop.clinic.system()) as session:
        await record_sources.save(session, shop.clinic.system(), "product", record_sources.read(products))
    jacket = {"sku": "TJ-1", "title": "Trail jacket", "price": "84.50 GBP", "left": "3"}
    lamp = {"sku": "DL-1", "title": "Desk lamp", "price": "20.00 GBP", "left": 0}
    shop.fake.usual = gives([jacket, lamp])
    assert "in_stock" in (await shop.say("Is the trail jacket in stock?")).tells
    assert len(copies(admin)) == 2 and len(shop.fake.asked) == 1
    assert "out_of_stock" in (await shop.say("Is the desk lamp in stock?")).tells
    assert len(shop.fake.asked) == 1, "half a minute old is fresh"
    admin.execute("update record set updated_at = updated_at - interval '1 minute'")
    shop.fake.usual = gives([jacket])
    await shop.say("Is the trail jacket in stock?")
    assert [reference for reference, *_ in copies(admin)] == ["TJ-1"]
