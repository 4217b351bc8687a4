"""A shop whose orders are on its own server: looked up, proven by, changed there once, and never guessed."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db, wiring
from caly_app.ports import Outside, OutsideRequest, Ports
from caly_app.queries import business as business_queries
from caly_app.queries import connections as connection_queries
from caly_app.queries.turns import TurnView
from caly_app.services import connections, record_mapping, record_sources
from caly_app.services.connections import Given
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.records import RecordsOfTurn
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


ARTICLES = {
    "connection": "shop",
    "several": "/articles",
    "reference": "/sku",
    "fields": {"name": "/title", "price": "/price", "stock": "/left"},
}


async def set_source(clinic: Clinic, source: dict[str, Any], kind: str = "order") -> None:
    async with db.transaction(clinic.system()) as session:
        await record_sources.save(session, clinic.system(), kind, record_sources.read(source))


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
    await set_source(shop.clinic, ARTICLES, "product")
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


def articles(many: int) -> list[dict[str, Any]]:
    """The last one is the one that is asked for."""
    mugs = [
        {"sku": f"M-{number:05}", "title": f"Mug {number}", "price": "9.00 GBP", "left": 1}
        for number in range(many - 1)
    ]
    return [*mugs, {"sku": "Z-1", "title": "Brass lantern", "price": "30.00 GBP", "left": 2}]


def in_pages(found: list[dict[str, Any]], each: int = 100) -> Any:
    async def behave(asked: Asked, writer: Any) -> None:
        begin = (int(asked.query["page"]) - 1) * each
        answer(writer, 200, json.dumps(found[begin : begin + each]).encode())

    return behave


def grow_old(admin: psycopg.Connection) -> None:
    admin.execute("update record set updated_at = updated_at - interval '1 minute'")


async def test_the_three_hundredth_article_is_found_and_a_bad_one_hurts_no_other(shop, admin):
    await set_source(shop.clinic, ARTICLES, "product")
    there = articles(300)
    shop.fake.usual = gives(there)
    assert "in_stock" in (await shop.say("Is the brass lantern in stock?")).tells
    assert len(copies(admin)) == 300

    grow_old(admin)
    shop.fake.usual = gives([{**there[0], "left": "plenty"}, *there[1:]])
    assert "in_stock" in (await shop.say("Is the brass lantern in stock?")).tells
    assert len(copies(admin)) == 300, "what does not fit any more stays as it was"
    stale = admin.execute("select reference from record where updated_at < now() - interval '45 seconds'")
    assert stale.fetchall() == [("M-00000",)]


async def test_where_no_article_fits_nobody_hears_that_there_is_none(shop, admin):
    await set_source(shop.clinic, ARTICLES, "product")
    shop.fake.usual = gives([{**one, "left": "plenty"} for one in articles(3)])
    told = await shop.say("Is the brass lantern in stock?")
    assert "outside_away" in told.tells and copies(admin) == []


async def test_pages_are_read_until_one_is_empty(shop, admin):
    await set_source(shop.clinic, {**ARTICLES, "several": "/articles?page={page}"}, "product")
    shop.fake.usual = in_pages(articles(300))
    assert "in_stock" in (await shop.say("Is the brass lantern in stock?")).tells
    assert len(copies(admin)) == 300
    assert sorted(int(asked.query["page"]) for asked in shop.fake.asked) == [1, 2, 3, 4]


async def test_a_page_that_is_away_is_not_the_end(shop, admin):
    await set_source(shop.clinic, {**ARTICLES, "several": "/articles?page={page}"}, "product")
    pages = in_pages(articles(300))

    async def half(asked: Asked, writer: Any) -> None:
        if asked.query["page"] == "3":
            return answer(writer, 403, b"{}")
        await pages(asked, writer)

    shop.fake.usual = half
    assert "outside_away" in (await shop.say("Is the brass lantern in stock?")).tells
    assert copies(admin) == []


async def test_of_a_list_that_is_too_long_nothing_is_told_and_no_copy_is_deleted(shop, admin, monkeypatch):
    await set_source(shop.clinic, ARTICLES, "product")
    shop.fake.usual = gives(articles(30))
    await shop.say("Is the brass lantern in stock?")
    grow_old(admin)
    monkeypatch.setattr(record_mapping, "MOST_OF_A_LIST", 39)
    shop.fake.usual = gives(articles(40))
    told = await shop.say("Is the brass lantern in stock?")
    assert "only_a_person" in told.tells and len(copies(admin)) == 30
    assert admin.execute("select reason from escalation").fetchall() == [("needs_approval",)]


async def test_pages_without_an_end_are_not_told_as_a_whole(shop, admin):
    await set_source(shop.clinic, {**ARTICLES, "several": "/articles?page={page}"}, "product")
    shop.fake.usual = in_pages(articles(100), each=1)
    assert "only_a_person" in (await shop.say("Is the brass lantern in stock?")).tells
    assert copies(admin) == []


async def test_one_that_was_looked_up_is_not_the_whole_list(shop, admin):
    source = {**ARTICLES, "one": "/articles/{reference}"}
    await set_source(shop.clinic, source, "product")
    there = articles(3)

    async def shelf(asked: Asked, writer: Any) -> None:
        found = there[0] if asked.path.endswith(there[0]["sku"]) else there
        answer(writer, 200, json.dumps(found).encode())

    shop.fake.usual = shelf
    async with straight(shop) as ours:
        assert await ours.by_reference("product", "M-00000")
        assert len(await ours.all_of("product")) == 3


async def test_two_who_read_a_list_in_another_order_do_not_wait_for_each_other(shop, admin):
    await set_source(shop.clinic, ARTICLES, "product")
    there, are_both_here = articles(3000), asyncio.Barrier(2)

    def gives_both(found: list[dict[str, Any]]) -> Any:
        async def behave(asked: Asked, writer: Any) -> None:
            await are_both_here.wait()
            answer(writer, 200, json.dumps(found).encode())

        return behave

    shop.fake.then(gives_both(there), gives_both(there[::-1]))

    async def look() -> int:
        async with straight(shop) as ours:
            return len(await ours.all_of("product"))

    assert await asyncio.gather(look(), look()) == [3000, 3000]


async def test_a_kind_without_a_list_is_not_searched_in_what_was_seen_of_it(shop, admin):
    only_one = {**ARTICLES, "one": "/articles/{reference}", "several": ""}
    await set_source(shop.clinic, only_one, "product")
    told = await shop.say("Is the brass lantern in stock?")
    assert "only_a_person" in told.tells and "product_unknown" not in told.tells


async def test_an_order_that_does_not_fit_hides_no_other_and_is_not_called_none(shop, admin):
    bad = {**an_order("ORD-1003", "ros@example.org"), "state": "LOST IN SPACE", "lines": 7}
    shop.server.orders["ORD-1003"] = bad
    await shop.say("I'd like to know where my orders are, ORD-1001")
    told = await shop.say("ros@example.org")
    assert "identity_proven" in told.tells and "outside_away" not in told.tells
    assert [reference for reference, *_ in copies(admin)] == ["ORD-1001", "ORD-1002"]
    for order in shop.server.orders.values():
        order["state"] = "LOST IN SPACE"
    none_fits = await shop.say("I want to cancel an order")
    assert "outside_away" in none_fits.tells and "no_orders" not in none_fits.tells


@asynccontextmanager
async def straight(shop: Shop) -> AsyncIterator[RecordsOfTurn]:
    system = shop.clinic.system()
    async with db.transaction(system) as session:
        business = (await business_queries.of_workspace(session, shop.clinic.workspace_id)).business
        outside = Straight(wiring.OwnServers().of(await connection_queries.to_ask(session, system)))
        yield RecordsOfTurn(session, system, shop.where, business, outside)


class Straight:
    """Asks at once, as no turn does."""

    def __init__(self, outside: Outside) -> None:
        self.call = outside.call

    def foresee(self, request: OutsideRequest) -> None: ...

    def must_be_undoable(self) -> None: ...
