"""Records, as their tab sees them."""

import json
from uuid import UUID

import pytest

from caly_app import db
from caly_app.actor import Role
from caly_app.services.records import NewRecord, change, create
from caly_app.state.records import ROWS, RecordsState
from tests.factories import Clinic, a_clinic, a_member
from tests.state.desk import opened
from tests.state.tabs import a_tab, call

pytestmark = pytest.mark.usefixtures("database")

ROSA = {"name": "Rosa Penhale", "phone": "020 7946 0123", "date_of_birth": "1980-05-04"}
LIST = "/records?kind=prescription"
CSV = b"reference,customer_name,customer_phone,customer_date_of_birth,medication,refills_left\n"


async def stored(clinic: Clinic, medication: str, reference: str = "", **more) -> str:
    system = clinic.system()
    async with db.transaction(system) as session:
        new = NewRecord({"medication": medication, "refills_left": 1}, reference, **more)
        return str((await create(session, system, "prescription", new)).id)


async def changed(clinic: Clinic, record_id: str, data: dict[str, object]) -> None:
    system = clinic.system()
    async with db.transaction(system) as session:
        await change(session, system, "prescription", UUID(record_id), data)


async def a_list(clinic: Clinic, path: str = LIST, role: Role = Role.ADMIN) -> RecordsState:
    return await opened(RecordsState, await a_member(clinic, role), path)


async def test_each_kind_is_a_tab_with_the_columns_its_schema_shows():
    clinic = await a_clinic()
    await stored(clinic, "Atenolol", "RX-1", customer=ROSA)

    tab = await a_list(clinic)

    assert [kind.name for kind in tab.kinds if kind.is_here] == ["prescription"]
    assert tab.columns[:3] == ["Medication", "Dosage", "Refills left"]
    [row] = tab.rows
    assert (row.reference, row.customer, row.cells[:3]) == ("RX-1", "Rosa Penhale", ["Atenolol", "", "1"])
    assert (await a_list(clinic, "/records")).kind == tab.kinds[0].name
    assert (await a_list(clinic, "/records?kind=nonsense&after=x&record=y")).kind == tab.kinds[0].name


async def test_words_find_and_pages_neither_lose_nor_repeat():
    clinic = await a_clinic()
    ids = [await stored(clinic, f"Medicine {number}") for number in range(ROWS + 2)]

    first = await a_list(clinic)
    second = await a_list(clinic, first.older)

    assert [row.id for row in first.rows + second.rows] == ids[::-1] and second.older == ""
    assert len((await a_list(clinic, f"{LIST}&words=medicine+51")).rows) == 1
    assert "words=knee+pad" in await call(RecordsState.search, first, {"words": " knee pad "})


async def test_a_record_is_added_with_whose_it_is_and_wrong_fields_are_named():
    clinic = await a_clinic()
    tab = await a_list(clinic, f"{LIST}&record=new")

    await call(RecordsState.save, tab)
    assert tab.errors["medication"] == "Please fill this in."
    tab.set_field("medication", "Atenolol")
    tab.set_field("refills_left", "-1")
    await call(RecordsState.save, tab)
    assert tab.errors == {"refills_left": "Must be at least 0."}

    tab.set_field("refills_left", "2")
    for kind, value in ROSA.items():
        tab.set_customer(kind, value)
    tab.set_customer("surprise", "x")
    assert "is stored" in await call(RecordsState.save, tab)

    [row] = (await a_list(clinic)).rows
    assert (row.customer, row.cells[0]) == ("Rosa Penhale", "Atenolol")


async def test_what_is_wrong_about_a_customer_stands_beside_their_field():
    tab = await a_list(await a_clinic(), f"{LIST}&record=new")
    tab.set_field("medication", "Atenolol")
    tab.set_field("refills_left", "2")
    tab.set_customer("phone", "12")

    await call(RecordsState.save, tab)

    assert list(tab.errors) == ["customer.phone"]


async def test_a_record_is_changed_and_a_field_that_is_emptied_goes(admin):
    clinic = await a_clinic()
    record_id = await stored(clinic, "Atenolol", customer=ROSA)
    tab = await a_list(clinic, f"{LIST}&record={record_id}")
    assert tab.customer["name"] == "Rosa Penhale"

    tab.set_field("dosage", "50 mg")
    await call(RecordsState.save, tab)
    again = await a_list(clinic, f"{LIST}&record={record_id}")
    again.set_field("dosage", "")
    again.set_field("refills_left", "3")
    await call(RecordsState.save, again)

    assert admin.execute("select data from record").fetchone() == (
        {"medication": "Atenolol", "refills_left": 3},
    )


async def test_only_what_is_typed_is_stored_and_what_others_changed_meanwhile_stays(admin):
    clinic = await a_clinic()
    record_id = await stored(clinic, "Atenolol", customer=ROSA)
    tab = await a_list(clinic, f"{LIST}&record={record_id}")

    await changed(clinic, record_id, {"refills_left": 0, "prescribed_on": "2026-09-01"})
    tab.set_field("dosage", "50 mg")
    assert "is stored" in await call(RecordsState.save, tab)

    kept = {"medication": "Atenolol", "refills_left": 0, "prescribed_on": "2026-09-01", "dosage": "50 mg"}
    assert admin.execute("select data from record").fetchone() == (kept,)


async def test_a_field_that_two_changed_says_what_it_is_now_and_keeps_what_was_typed(admin):
    clinic = await a_clinic()
    record_id = await stored(clinic, "Atenolol")
    tab = await a_list(clinic, f"{LIST}&record={record_id}")
    tab.set_field("refills_left", "3")
    tab.set_field("dosage", "50 mg")
    pressed_on = tab.look
    await changed(clinic, record_id, {"refills_left": 0, "prescribed_on": "2026-09-01"})

    assert "Save again" in await call(RecordsState.save, tab, pressed_on)

    assert tab.errors == {"refills_left": "Changed meanwhile: it is \u201c0\u201d now."}
    typed = {field.name: field.value for field in tab.fields}
    assert (typed["refills_left"], typed["dosage"]) == ("3", "50 mg")
    assert typed["prescribed_on"] == "2026-09-01"  # nobody typed there: it is as it is now
    await call(RecordsState.save, tab, pressed_on)  # the second half of a double click
    before = {"medication": "Atenolol", "refills_left": 0, "prescribed_on": "2026-09-01"}
    assert admin.execute("select data from record").fetchone() == (before,)

    assert "is stored" in await call(RecordsState.save, tab, tab.look)
    after = {**before, "refills_left": 3, "dosage": "50 mg"}
    assert admin.execute("select data from record").fetchone() == (after,)


async def test_a_viewer_looks_and_changes_nothing():
    clinic = await a_clinic()
    record_id = await stored(clinic, "Atenolol")
    tab = await a_list(clinic, f"{LIST}&record={record_id}", Role.VIEWER)

    assert not tab.may_change and tab.heading.startswith("Prescription")
    tab.set_field("refills_left", "9")
    assert "may not change" in await call(RecordsState.save, tab)
    assert (await a_list(clinic, f"{LIST}&record=new", Role.VIEWER)).opened == ""


async def test_a_file_is_seen_before_it_is_stored(admin):
    clinic = await a_clinic()
    await stored(clinic, "Atenolol", "RX-1")
    tab = await a_list(clinic)
    tab.begin_import()

    rows = b"RX-1,Rosa Penhale,020 7946 0123,1980-05-04,Atenolol,3\nRX-2,,,,Salbutamol,1\n"
    await tab._preview("mine.csv", CSV + rows)

    assert (tab.would, tab.may_store) == ("1 new, 1 changed, 0 as they are", True)
    assert tab.preview_rows[0].cells == ["RX-1", "Rosa Penhale", "Atenolol", "3"]
    assert admin.execute("select count(*) from record").fetchone() == (1,)
    assert admin.execute("select count(*) from customer").fetchone() == (0,)

    assert "1 new, 1 changed" in await call(RecordsState.store_file, tab)
    assert admin.execute("select count(*) from record").fetchone() == (2,) and not tab.imports


async def test_a_file_was_read_as_records_of_one_kind_and_is_not_stored_as_another(admin):
    clinic = await a_clinic()
    tab = await a_list(clinic)
    tab.begin_import()
    await tab._preview("mine.csv", CSV + b"RX-1,,,,Atenolol,3\n")
    await tab._reload()
    assert tab.imports and tab.may_store, "read anew, it stays"

    token = tab.router.headers.cookie.rpartition("=")[2]
    tab.router = a_tab(RecordsState, token, "/records?kind=message").router
    await tab._reload()

    assert (tab.kind, tab.imports, tab.file_name, tab.may_store) == ("message", False, "", False)
    await call(RecordsState.store_file, tab)
    assert admin.execute("select count(*) from record").fetchone() == (0,)


async def test_what_is_wrong_in_a_file_is_named_by_row_and_nothing_is_stored(admin):
    tab = await a_list(await a_clinic())

    await tab._preview("mine.csv", CSV + b"RX-1,,,,Atenolol,many\nRX-2,,12,,,1\n")

    assert not tab.may_store
    assert tab.preview_errors == [
        "Row 1, refills left: must be a whole number.",
        "Row 2, customer phone: is not a phone number.",
        "Row 2, medication: is missing.",
    ]
    assert await call(RecordsState.store_file, tab) == "None"
    assert admin.execute("select count(*) from record").fetchone() == (0,)


async def test_a_row_that_is_too_wide_is_one_of_those_that_are_wrong(admin):
    tab = await a_list(await a_clinic())

    await tab._preview("mine.csv", CSV + b"RX-1,,,,Atenolol,3\nRX-2,,,,Ibuprofen,1,oh,dear\nRX-3,,,,,many\n")

    assert not tab.may_store
    assert tab.preview_errors == [
        "Row 2: has more cells than there are columns.",
        "Row 3, medication: is missing.",
        "Row 3, refills left: must be a whole number.",
    ]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", b"\xff\xfe\x00", "not UTF-8"),
        ("a.json", b"{", "not JSON"),
        ("a.json", b'{"rows": 3}', "no list of records"),
        ("a.json", b"[]", "no record"),
        ("a.csv", b"", "no record"),
        ("a.csv", b"a" * 8_000_001, "too large"),
    ],
)
async def test_a_file_that_cannot_be_read_says_why(name: str, content: bytes, problem: str):
    tab = await a_list(await a_clinic())

    await tab._preview(name, content)

    assert problem in tab.file_problem and not tab.may_store


async def test_json_is_read_as_an_export_writes_it():
    tab = await a_list(await a_clinic())
    row = {"reference": "RX-1", "data": {"medication": "A", "refills_left": 1}, "customer": ROSA}

    await tab._preview("a.json", json.dumps({"rows": [row]}).encode())
    assert (tab.would, tab.file_problem) == ("1 new, 0 changed, 0 as they are", "")
    await tab._preview("a.json", json.dumps([row["data"]]).encode())
    assert tab.may_store
