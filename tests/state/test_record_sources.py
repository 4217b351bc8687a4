"""Where records of each kind come from, as an admin's tab sees it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from caly_app import db
from caly_app.actor import Role
from caly_app.agents.sectors import all_sectors
from caly_app.services import connections, record_mapping, record_sources
from caly_app.services.connections import Given
from caly_app.settings import settings
from caly_app.state import mapping_rows
from caly_app.state.connections import ConnectionsState
from caly_app.state.mapping_rows import WHERE
from caly_app.state.record_sources import RecordSourcesState
from tests.api.doors import PRESCRIPTIONS
from tests.factories import Clinic, a_clinic, a_member
from tests.fake_business import FakeBusiness, fake_business, gives, status
from tests.fake_shop import ORDERS, an_order
from tests.state.desk import opened
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")

THEIRS = {"number": "7", "drug": "Amoxicillin", "left": "2", "patient": {"phone": "020 7946 0123"}}
PAGE = "/settings/record-sources"


@pytest.fixture
async def fake(monkeypatch) -> AsyncIterator[FakeBusiness]:
    monkeypatch.setattr(settings, "connection_private_urls", True)
    async with fake_business(gives(THEIRS)) as one:
        yield one


async def a_tab(
    fake: FakeBusiness, sector: str = "healthcare", kind: str = "prescription"
) -> tuple[Clinic, RecordSourcesState]:
    clinic = await a_clinic(sector=sector) if sector != "healthcare" else await a_clinic()
    async with db.transaction(clinic.system()) as session:
        await connections.save(session, clinic.system(), "shop", Given(fake.url))
    admin = await a_member(clinic, Role.ADMIN)
    return clinic, await opened(RecordSourcesState, admin, f"{PAGE}?kind={kind}")


def row(tab: RecordSourcesState, key: str) -> mapping_rows.Row:
    return next(each for each in tab.rows if each.key == key)


def fill(tab: RecordSourcesState, **paths: str) -> None:
    for key, path in paths.items():
        tab.set_row(key.replace("__", "."), "path", path)


async def test_a_form_is_filled_by_clicks_on_a_sample_and_stored(fake):
    clinic, tab = await a_tab(fake)
    assert tab.heading == "Prescription" and tab.where["connection"] == "shop" and not tab.is_elsewhere
    assert row(tab, "fields.medication").is_required and not tab.is_changed
    tab.set_where("one", "/prescriptions/{reference}")
    tab.set_which("7")
    await call(RecordSourcesState.fetch, tab)
    assert [(key.path, key.shows) for key in tab.keys] == [
        ("number", "7"), ("drug", "Amoxicillin"), ("left", "2"), ("patient.phone", "020 7946 0123"),
    ]  # fmt: skip
    assert (tab.picking, tab.picking_title) == ("reference", "Reference")
    assert row(tab, "fields.medication").wrong == "Please say where it stands."

    tab.pick("number")
    assert row(tab, "reference").reads == "7" and tab.picking == "fields.medication"
    tab.pick("drug")
    tab.pick("nothing of the kind")
    tab.pick_for("fields.refills_left")
    tab.pick("drug")
    assert row(tab, "fields.refills_left").wrong == "Must be a whole number."
    tab.pick_for("fields.refills_left")
    tab.pick("left")
    assert (row(tab, "fields.refills_left").reads, row(tab, "fields.refills_left").wrong) == ("2", "")

    assert "Not stored yet" in await call(RecordSourcesState.save, tab)
    assert "phone number or e-mail" in tab.wrong["customer"] and tab.is_changed
    tab.pick_for("customer.phone")
    tab.pick("patient.phone")
    assert "from there" in await call(RecordSourcesState.save, tab)
    async with db.transaction(clinic.system()) as session:
        stored = await record_sources.one(session, clinic.system(), "prescription")
    assert stored == record_sources.read(PRESCRIPTIONS)


async def test_the_list_says_where_each_comes_from_and_it_is_taken_back(fake):
    clinic, tab = await a_tab(fake)
    async with db.transaction(clinic.system()) as session:
        await record_sources.save(
            session, clinic.system(), "prescription", record_sources.read(PRESCRIPTIONS)
        )
    admin = await a_member(clinic, Role.ADMIN)
    listed = await opened(ConnectionsState, admin, "/settings/connections")
    about = {kind.name: kind.about for kind in listed.kinds}
    assert about.pop("prescription") == "from shop, only read" and set(about.values()) == {"kept here"}
    await call(RecordSourcesState.begin_anew, tab)
    assert tab.is_elsewhere and row(tab, "customer.phone").path == "patient.phone"
    assert "kept here again" in await call(RecordSourcesState.keep_here, tab)


@pytest.mark.parametrize("mapping", [ORDERS, PRESCRIPTIONS], ids=["orders", "prescriptions"])
def test_a_mapping_comes_back_from_the_form_as_it_was(mapping: dict[str, Any]):
    sector, kind = ("ecommerce", "order") if mapping is ORDERS else ("healthcare", "prescription")
    entity = all_sectors()[sector].entities[kind]
    draft = record_sources.draft(mapping)
    where = {name: getattr(draft, name) for name in WHERE}
    rows, ways = mapping_rows.rows_of(entity, draft), mapping_rows.ways_of(draft)
    assert record_sources.read(mapping_rows.document_of(entity, where, rows, ways)) == record_sources.read(
        mapping
    )


def test_a_path_and_a_pointer_are_two_ways_to_write_it():
    for path, pointer in (
        ("order.total.amount", "/order/total/amount"),
        ("sum.amount sum.currency", "/sum/amount /sum/currency"),
        ("lines.0.title", "/lines/0/title"),
        ("/a.b/c", "/a.b/c"),
        ("", ""),
    ):
        assert (mapping_rows.pointer_of(path), mapping_rows.path_of(pointer)) == (pointer, path)
    assert mapping_rows.pointer_of("lines[0].title") == "/lines/0/title"


async def test_lists_words_and_changes_have_rows_of_their_own(fake):
    fake.usual = gives({"orders": [an_order("1001", "ros@example.org")]})
    _, tab = await a_tab(fake, "ecommerce", "order")
    tab.set_where("several", "/orders?email={email}")
    tab.set_where("several_at", "orders")
    tab.set_which("ros@example.org")
    await call(RecordSourcesState.fetch, tab)
    assert fake.asked[0].query == {"email": "ros@example.org"}
    fill(tab, reference="number", fields__status="state", fields__total="sum.amount sum.currency")
    fill(tab, fields__items="lines", customer__email="buyer.mail")
    assert row(tab, "fields.total").reads == "84.50 GBP" and row(tab, "fields.items").wrong == ""
    assert row(tab, "fields.items/name").wrong == "" and "NEW = open" in row(tab, "fields.status").wrong

    tab.set_row("fields.status", "words", "NEW = placed\nSENT = shipped")
    assert row(tab, "fields.status").reads == "placed"
    tab.pick_for("fields.items/name")
    tab.pick("lines.0.title")
    assert row(tab, "fields.items/name").path == "title"
    assert row(tab, "fields.items/name").reads == "Trail jacket"
    await call(RecordSourcesState.save, tab)
    assert row(tab, "fields.items/price").wrong == "Please say where it stands."
    tab.set_row("fields.items/price", "path", "each currency")
    tab.set_row("fields.items/quantity", "path", "count")

    tab.add_way(False)
    tab.add_way(True)
    tab.add_way(True)
    assert [way.title for way in tab.ways] == ["Change 1", "A new one"]
    tab.drop_way("creates")
    for name, value in (
        ("when", "Status: cancelled"),
        ("path", "cancel"),
        ("theirs", "Cancelled on, payment"),
    ):
        tab.set_way("changes.0", name, value)
    await call(RecordSourcesState.save, tab)
    assert "Please write it as status = cancelled" in tab.ways[0].wrong
    tab.set_way("changes.0", "when", "Status = cancelled")
    await call(RecordSourcesState.save, tab)
    assert "Begins with a slash" in tab.ways[0].wrong
    tab.set_way("changes.0", "path", "/orders/{reference}/cancel")
    assert "from there" in await call(RecordSourcesState.save, tab)


async def test_text_and_form_are_one_state_and_nothing_typed_is_lost(fake):
    _, tab = await a_tab(fake)
    fill(tab, fields__medication="drug")
    tab.show_text()
    assert json.loads(tab.text)["fields"] == {"medication": "/drug"} and tab.as_text
    for wrong in ("{", "[]", '{"surprise": 1}', '{"changes": [{}]}'):
        tab.set_text(wrong)
        tab.show_form()
        await call(RecordSourcesState.save, tab)
        assert tab.as_text and tab.problem and tab.text == wrong
    tab.set_text(json.dumps({"fields": {"medication": "/drug", "dosage": "/how"}}))
    await tab._reload()  # somebody else has changed something
    tab.show_form()
    assert not tab.as_text and row(tab, "fields.dosage").path == "how" and tab.is_changed
    await call(RecordSourcesState.begin_anew, tab)
    assert row(tab, "fields.dosage").path == "" and not tab.is_changed


async def test_a_list_that_is_too_long_says_so_and_one_in_pages_is_asked_for_its_first(fake, monkeypatch):
    monkeypatch.setattr(record_mapping, "MOST_OF_A_LIST", 2)
    _, tab = await a_tab(fake, "ecommerce", "product")
    tab.set_where("several", "/articles")
    fake.usual = gives([{"sku": str(number)} for number in range(3)])
    await call(RecordSourcesState.fetch, tab)
    assert "3 records at once" in tab.wrong["several"]
    tab.set_where("several", "/articles?page={page}")
    fake.usual = gives([{"sku": "A"}, {"sku": "B"}])
    await call(RecordSourcesState.fetch, tab)
    assert not tab.wrong.get("several") and fake.asked[-1].query == {"page": "1"}
    assert [(key.path, key.shows) for key in tab.keys] == [("sku", "A")]


async def test_a_sample_that_does_not_come_says_why(fake):
    _, tab = await a_tab(fake)
    tab.set_which("7")
    await call(RecordSourcesState.fetch, tab)
    assert "where one is" in tab.wrong["one"]
    tab.set_where("one", "/prescriptions/{reference}")
    for answer, words in (
        (status(404), "shop has no record 7."),
        (status(403), "shop said 403."),
        (gives("no record"), "What came is no record: it has no fields."),
    ):
        fake.usual = answer
        await call(RecordSourcesState.fetch, tab)
        assert tab.wrong["sample"] == words
    tab.set_where("one", "")
    tab.set_where("several", "/prescriptions?phone={phone}")
    await call(RecordSourcesState.fetch, tab)
    assert "no list" in tab.wrong["several_at"]
    fake.usual = gives([])
    await call(RecordSourcesState.fetch, tab)
    assert tab.wrong["sample"] == "shop has none of 7."
