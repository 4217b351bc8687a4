"""kill -9 while a shop's own server is asked to cancel an order: once, and the customer is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from caly_app import db
from caly_app.services import connections, record_sources
from caly_app.services.connections import Given
from caly_app.settings import settings
from tests.factories import Clinic, a_clinic
from tests.fake_business import FakeBusiness, fake_business
from tests.fake_shop import ORDERS, ShopServer, an_order
from tests.kills.beside import beside
from tests.kills.test_killed import Customer, one_outcome_each
from tests.kills.victim import OUTSIDE_POINTS
from tests.kills.web import Web, environment_of, wait_until

SECONDS_TO_RECOVER = 20

pytestmark = [pytest.mark.timeout(600)]


@dataclass
class Shop:
    server: ShopServer
    fake: FakeBusiness


@pytest.fixture
def shop() -> Iterator[Shop]:
    server = ShopServer()
    with beside(fake_business(server)) as fake:
        yield Shop(server, fake)


@pytest.fixture
async def clinic(database: Any, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    monkeypatch.setattr(settings, "connection_private_urls", True)
    clinic = await a_clinic(slug="kill-shop", sector="ecommerce")
    system = clinic.system()
    async with db.transaction(system) as session:
        await connections.save(session, system, "shop", Given(shop.fake.url))
        await record_sources.save(session, system, "order", record_sources.read(ORDERS))
    await db.close()
    return clinic


@pytest.fixture(scope="module")
def web(urls, tmp_path_factory) -> Iterator[Web]:
    # The secret key is of the data folder: connections without a secret need none.
    environment = environment_of(urls, tmp_path_factory.mktemp("data"))
    web = Web({**environment, "CALY_CONNECTION_PRIVATE_URLS": "true"}, tmp_path_factory.mktemp("fuses"))
    yield web
    web.end()


@pytest.mark.parametrize("point", OUTSIDE_POINTS)
def test_an_order_is_cancelled_once(
    point: str, web: Web, clinic: Clinic, shop: Shop, admin: psycopg.Connection
):
    shop.server.orders["ORD-1001"] = an_order("ORD-1001", "ros@example.org")
    customer = Customer(web, clinic.slug)
    customer.say("I want to cancel order ORD-1001", "one")
    customer.say("ros@example.org", "two")
    turn = f"{point}:0"
    (web.fuses / turn).touch()
    customer.say("yes", turn)
    wait_until(web.died, 15)
    web.start()
    wait_until(lambda: one_outcome_each(admin), SECONDS_TO_RECOVER)

    # Played again, the tool looks first: it finds the order cancelled, and says so.
    writes = [asked.key for asked in shop.fake.asked if asked.method == "POST"]
    assert shop.server.cancelled == ["ORD-1001"] and len(set(writes)) == 1
    told = admin.execute(
        "select tells from turn where speaker = 'agent' order by seq desc limit 1"
    ).fetchone()
    assert told and {"order_cancelled_refund_due", "already_cancelled"} & set(told[0])
    [(state,)] = admin.execute("select state from tool_run where step >= 100").fetchall()
    assert state in (("done",) if point == "outside_noted" else ("done", "intended"))
