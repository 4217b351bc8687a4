import asyncio
import json

import pytest

from caly_app import db
from caly_app.actor import Role
from caly_app.errors import Forbidden
from caly_app.services import connections, tools
from caly_app.settings import settings
from caly_app.state.tools import ToolsState
from tests.factories import Clinic, a_clinic, a_member
from tests.fake_business import fake_business, gives
from tests.state.desk import opened
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")

PARCEL = {
    "name": "track_parcel",
    "title": "Track a parcel",
    "description": "Where a parcel is.",
    "path": "/parcels/{number}",
    "identity": "none",
    "says": "It is {status}.",
}
NUMBER = {"type": "object", "properties": {"number": {"type": "string"}}, "required": ["number"]}


async def a_shop(url: str = "https://shop.example.org") -> Clinic:
    clinic = await a_clinic()
    async with db.transaction(clinic.system()) as session:
        await connections.save(session, clinic.system(), "shop", connections.Given(url))
    return clinic


async def a_list(url: str = "https://shop.example.org", role: Role = Role.ADMIN) -> ToolsState:
    return await of(await a_shop(url), role)


async def of(clinic: Clinic, role: Role = Role.ADMIN) -> ToolsState:
    return await opened(ToolsState, await a_member(clinic, role), "/settings/tools")


def fill(tab: ToolsState, **typed: str) -> None:
    tab.begin()
    for name, value in {**PARCEL, **typed, "surprise": "x"}.items():
        tab.set_typed(name, value)


async def test_one_is_added_changed_removed_and_brought_back():
    tab = await a_list()
    assert tab.connections == ["shop"] and tab.rows == []
    fill(tab)
    assert "is stored" in await call(ToolsState.save, tab)
    [row] = tab.rows
    assert (row.about, row.does) == ("GET shop /parcels/{number}", "Reads, for anybody") and tab.opened == ""

    tab.open("track_parcel")
    assert json.loads(tab.typed["arguments"])["required"] == ["number"] and not tab.writes
    tab.set_typed("method", "POST")
    tab.set_writes(True)
    await call(ToolsState.save, tab)
    assert tab.rows[0].does == "Writes, after a yes, for anybody"

    tab.ask_to_remove("nothing")
    assert not tab.asked and await call(ToolsState.remove, tab) == "None"
    tab.ask_to_remove("track_parcel")
    assert tab.asked_title == "Track a parcel"
    said = await call(ToolsState.remove, tab)
    assert "is removed" in said and "Undo" in said and tab.rows == []
    assert "is back" in await call(ToolsState.restore, tab, "track_parcel")
    assert tab.rows[0].title == "Track a parcel"
    assert await call(ToolsState.restore, tab, "nothing") == "None"


async def test_one_that_two_change_keeps_what_both_typed():
    clinic = await a_shop()
    old = await of(clinic)
    fill(old)
    await call(ToolsState.save, old)
    new = await of(clinic)
    for tab in (old, new):
        tab.open("track_parcel")
    new.set_typed("path", "/boxes/{number}")
    new.set_typed("title", "Find a parcel")
    await call(ToolsState.save, new)
    await call(ToolsState.switch, new, "track_parcel")

    old.set_typed("says", "It is {state}.")
    old.set_typed("title", "Find a box")
    await call(ToolsState.save, old)
    assert old.errors == {"title": "Changed meanwhile: it is \u201cFind a parcel\u201d now."}
    assert (old.typed["title"], old.typed["path"]) == ("Find a box", "/boxes/{number}")
    assert "is stored" in await call(ToolsState.save, old)

    [kept] = old._known
    assert (kept.title, kept.path, kept.says, kept.is_on) == (
        "Find a box", "/boxes/{number}", "It is {state}.", False,
    )  # fmt: skip


async def test_a_new_one_takes_no_place_of_one_that_another_tab_has_just_added():
    clinic = await a_shop()
    old, new = await of(clinic), await of(clinic)
    fill(new, path="/boxes/{number}")
    await call(ToolsState.save, new)

    fill(old)
    await call(ToolsState.save, old)

    assert "name" in old.errors and [row.about for row in (await of(clinic)).rows] == [
        "GET shop /boxes/{number}"
    ]


async def test_two_that_are_added_at_the_same_time_are_both_there():
    clinic = await a_shop()
    admin = await a_member(clinic, Role.ADMIN)
    read = {**PARCEL, "connection": "shop", "method": "GET", "writes": False, "arguments": NUMBER}
    async with db.transaction(admin) as session:
        await tools.save(session, admin, "one_parcel", read)

        async def add_another() -> None:
            async with db.transaction(admin) as later:
                await tools.save(later, admin, "other_parcel", read)

        other = asyncio.create_task(add_another())
        await asyncio.sleep(0.3)  # it has begun, and waits
    await other

    assert {row.name for row in (await of(clinic)).rows} == {"one_parcel", "other_parcel"}


async def test_one_that_is_off_stays_off_until_it_is_switched_on():
    tab = await a_list()
    fill(tab)
    await call(ToolsState.save, tab)
    assert "is off" in await call(ToolsState.switch, tab, "track_parcel")
    assert not tab.rows[0].is_on
    tab.open("track_parcel")
    tab.set_typed("title", "Track a box")
    await call(ToolsState.save, tab)
    assert (tab.rows[0].title, tab.rows[0].is_on) == ("Track a box", False)
    assert "is on" in await call(ToolsState.switch, tab, "track_parcel")
    assert tab.rows[0].is_on and await call(ToolsState.switch, tab, "nothing") == "None"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "Track parcel"}, "name"),
        ({"title": ""}, "title"),
        ({"connection": "elsewhere"}, "connection"),
        ({"path": "/parcels/{what}"}, "path"),
        ({"path": "/../{number}"}, "path"),
        ({"arguments": "{"}, "arguments"),
        ({"arguments": "[]"}, "arguments"),
        ({"arguments": '{"type": "object", "properties": {"n": {"type": "strng"}}}'}, "arguments"),
        ({"characters": "many"}, "characters"),
        ({"characters": "1"}, "characters"),
        ({"result": "data"}, "result"),
        ({"says": "It is {a.b}."}, "says"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(typed: dict[str, str], field: str):
    tab = await a_list()
    fill(tab, **typed)
    await call(ToolsState.save, tab)
    assert list(tab.errors) == [field] and tab.opened == "new" and tab.rows == []


async def test_a_get_does_not_write():
    tab = await a_list()
    fill(tab)
    tab.set_writes(True)
    await call(ToolsState.save, tab)
    assert list(tab.errors) == ["writes"]


async def test_a_read_is_tried_as_it_is_typed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(settings, "connection_private_urls", True)
    async with fake_business(gives({"status": "on its way"})) as shop:
        tab = await a_list(shop.url)
        fill(tab, try_with='{"number": "P-1"}')
        await call(ToolsState.try_it, tab)
        assert tab.tried.startswith("200 in ") and tab.tried.endswith('{"status": "on its way"}')
        assert tab.tried_says == "It is on its way." and tab.rows == []
        assert shop.asked[0].path == "/api/parcels/P-1"

        for wrong in ('{"number": "../x"}', "{}", "["):
            fill(tab, try_with=wrong)
            await call(ToolsState.try_it, tab)
            assert tab.errors and not tab.tried
        assert len(shop.asked) == 1


async def test_what_writes_is_not_tried():
    tab = await a_list()
    fill(tab, method="POST", try_with='{"number": "P-1"}')
    tab.set_writes(True)
    await call(ToolsState.try_it, tab)
    assert "would write" in tab.tried


async def test_an_operator_changes_none():
    with pytest.raises(Forbidden):
        await a_list(role=Role.OPERATOR)
