"""Servers of a business's own, as its tab sees them."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from caly_app.actor import Role
from caly_app.errors import Forbidden
from caly_app.settings import settings
from caly_app.state.connections import ConnectionsState
from tests.factories import Clinic, a_clinic, a_member
from tests.fake_business import FakeBusiness, fake_business, gives, html
from tests.state.desk import opened
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def fake(monkeypatch) -> AsyncIterator[FakeBusiness]:
    monkeypatch.setattr(settings, "connection_private_urls", True)
    async with fake_business(gives({})) as one:
        yield one


async def a_tab(clinic: Clinic, role: Role = Role.ADMIN) -> ConnectionsState:
    return await opened(ConnectionsState, await a_member(clinic, role), "/settings/connections")


async def test_one_is_added_tried_changed_and_removed(fake, admin: psycopg.Connection):
    tab = await a_tab(await a_clinic())
    assert tab.is_loaded and tab.rows == []
    tab.begin()
    form = {"name": "shop", "url": fake.url, "header": "X-Key", "secret": "very-secret"}
    assert "is stored" in await call(ConnectionsState.save, tab, form)
    assert [(row.name, row.about) for row in tab.rows] == [("shop", "secret in X-Key")] and not tab.opened

    await call(ConnectionsState.try_it, tab, "shop")
    assert tab.said["shop"].startswith("It answers: 200, JSON, ")
    assert fake.asked[0].headers["x-key"] == "very-secret"
    fake.usual = html
    await call(ConnectionsState.try_it, tab, "shop")
    assert tab.said["shop"] == "shop does not speak JSON."

    tab.open("shop")
    assert (tab.url, tab.header, tab.has_secret) == (fake.url, "X-Key", True)
    await call(ConnectionsState.save, tab, {**form, "header": "X-Token", "secret": ""})
    assert tab.rows[0].about == "secret in X-Token"
    assert "very-secret" not in str(tab.dict())

    tab.ask_to_remove("shop")
    assert "no more" in await call(ConnectionsState.remove, tab)
    assert tab.rows == [] and admin.execute("select count(*) from connection").fetchone() == (0,)


async def test_what_is_wrong_is_said_at_its_field_and_none_is_overwritten(fake):
    tab = await a_tab(await a_clinic())
    tab.begin()
    await call(ConnectionsState.save, tab, {"name": "My Shop", "url": "nowhere", "header": "Host"})
    assert set(tab.errors) == {"name", "url", "header"} and tab.opened
    form = {"name": "shop", "url": fake.url, "header": "Authorization", "secret": "one"}
    await call(ConnectionsState.save, tab, form)
    tab.begin()
    await call(ConnectionsState.save, tab, {**form, "secret": "two"})
    assert set(tab.errors) == {"name"}


async def test_it_is_for_admins(fake):
    with pytest.raises(Forbidden):
        await a_tab(await a_clinic(), Role.OPERATOR)
