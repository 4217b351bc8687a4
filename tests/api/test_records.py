import json
import re

import pytest
from uuid_utils.compat import uuid7

from caly_app.actor import Role
from caly_app.agents.sectors import all_sectors
from caly_app.services.record_schemas import form_in_words, wrong_fields
from tests.api.people import a_business, a_key, a_token, bearer

AMOXICILLIN = {
    "medication": "Amoxicillin",
    "dosage": "500 mg",
    "refills_left": 2,
    "prescribed_on": "2026-09-01",
}
ROS = {"name": "Ros Penhale", "phone": "020 7946 0123", "date_of_birth": "1984-02-29"}


@pytest.fixture
async def business(api):
    business = await a_business()
    api.headers.update(bearer(await a_key(business)))
    return business


async def stored(api, **body):
    answer = await api.post("/records/prescription", json={"data": AMOXICILLIN, **body})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_record_is_stored_read_and_listed(api, business):
    record = await stored(api, reference="RX-1", customer=ROS)

    assert record["data"] == AMOXICILLIN
    assert (await api.get(f"/records/prescription/{record['id']}")).json() == record
    for wanted in ({}, {"reference": "RX-1"}, {"customer_id": record["customer_id"]}, {"words": "moxi"}):
        assert (await api.get("/records/prescription", params=wanted)).json()["items"] == [record]
    for wanted in ({"reference": "RX-2"}, {"customer_id": str(uuid7())}, {"words": "%"}):
        assert (await api.get("/records/prescription", params=wanted)).json() == {"items": [], "next": None}


async def test_a_reference_is_made_where_none_is_given_and_is_there_once(api, business):
    assert (await stored(api))["reference"] != (await stored(api))["reference"]
    await stored(api, reference="RX-1")
    again = await api.post("/records/prescription", json={"data": AMOXICILLIN, "reference": "RX-1"})
    assert (again.status_code, again.json()["code"]) == (409, "record_exists")


async def test_the_same_customer_is_found_again_and_what_is_new_of_them_is_kept(api, business, admin):
    first = await stored(api, customer=ROS)
    moved = await stored(api, customer={**ROS, "phone": "+44 20 7946 0123", "address": "4 Elm Row"})
    other = await stored(api, customer={**ROS, "date_of_birth": "1990-01-01", "name": "Jo"})

    assert first["customer_id"] == moved["customer_id"] != other["customer_id"]
    assert admin.execute("select count(*) from customer where is_verified").fetchone() == (2,)
    assert (await stored(api, customer_id=first["customer_id"]))["customer_id"] == first["customer_id"]


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"data": {}}, {"data.medication": "is missing", "data.refills_left": "is missing"}),
        (
            {"data": {**AMOXICILLIN, "refills_left": "two", "colour": "red"}},
            {"data.refills_left": "must be of type integer", "data.colour": "is not a field of this kind"},
        ),
        (
            {"data": {**AMOXICILLIN, "refills_left": -1, "prescribed_on": "2026-02-30"}},
            {"data.refills_left": "must be at least 0", "data.prescribed_on": "must be a date"},
        ),
        (
            {"data": AMOXICILLIN, "customer": {"phone": "nonsense"}},
            {"customer.phone": "is not a phone number"},
        ),
        ({"data": AMOXICILLIN, "customer_id": str(uuid7())}, {"customer_id": "There is no such customer."}),
        (
            {"data": AMOXICILLIN, "reference": "x" * 81},
            {"reference": "String should have at most 80 characters"},
        ),
    ],
)
async def test_what_is_not_as_the_schema_says_is_refused_by_field(api, business, admin, body, errors):
    answer = await api.post("/records/prescription", json=body)
    assert answer.status_code == 422
    assert {error["field"]: error["message"] for error in answer.json()["errors"]} == errors
    assert admin.execute("select count(*) from record").fetchone() == (0,)


async def test_an_unknown_kind_is_not_there(api, business):
    for method, path in (("GET", "/records/spaceship"), ("POST", "/records/spaceship")):
        answer = await api.request(method, path, json={"data": {}})
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_kind")
    assert (await api.get("/records/%00")).status_code == 422
    assert (await api.get("/records/Robert'); drop table record")).status_code == 422


async def test_a_change_is_merged_and_null_takes_a_field_away(api, business):
    record = await stored(api)
    path = f"/records/prescription/{record['id']}"

    changed = await api.patch(path, json={"data": {"refills_left": 1, "dosage": None}})
    wrong = await api.patch(path, json={"data": {"medication": None}})

    assert changed.json()["data"] == {
        "medication": "Amoxicillin", "refills_left": 1, "prescribed_on": "2026-09-01",
    }  # fmt: skip
    assert wrong.status_code == 422
    assert (await api.get(path)).json() == changed.json()
    assert (await api.patch(path.replace("prescription/", "message/"), json={"data": {}})).status_code == 404


async def test_what_was_seen_otherwise_is_not_changed(api, business):
    record = await stored(api)
    path = f"/records/prescription/{record['id']}"
    await api.patch(path, json={"data": {"refills_left": 1}})

    late = await api.patch(path, json={"data": {"refills_left": 3, "dosage": "1 g"}, "seen": AMOXICILLIN})
    again = await api.patch(path, json={"data": {"refills_left": 3}, "seen": {"refills_left": 1}})

    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    said = "changed meanwhile: it is \u201c1\u201d now"
    assert late.json()["errors"] == [{"field": "data.refills_left", "message": said}]
    assert again.json()["data"] == {**AMOXICILLIN, "refills_left": 3}


async def test_a_record_of_nobody_becomes_somebodys_and_stays_theirs(api, business):
    ros = (await stored(api, customer=ROS))["customer_id"]
    jo = (await stored(api, customer={**ROS, "date_of_birth": "1990-01-01", "name": "Jo"}))["customer_id"]
    path = f"/records/prescription/{(await stored(api))['id']}"

    unknown = await api.patch(path, json={"data": {}, "customer_id": str(uuid7())})
    given = await api.patch(path, json={"data": {}, "customer_id": ros})
    other = await api.patch(path, json={"data": {"refills_left": 0}, "customer_id": jo})

    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "customer_id")
    assert (given.json()["customer_id"], given.json()["data"]) == (ros, AMOXICILLIN)
    assert (other.status_code, other.json()["code"]) == (409, "has_customer")
    assert (await api.get(path)).json() == given.json()


async def test_lists_come_in_pages_without_gaps_or_doubles(api, business):
    for number in range(7):
        await stored(api, reference=f"RX-{number}")
    seen, cursor = [], None
    while True:
        page = (
            await api.get(
                "/records/prescription", params={"limit": 3, "cursor": cursor} if cursor else {"limit": 3}
            )
        ).json()
        seen += [record["reference"] for record in page["items"]]
        await stored(api, reference=f"later-{len(seen)}")
        if not (cursor := page["next"]):
            break
    assert seen == [f"RX-{number}" for number in reversed(range(7))]
    for wrong in ({"cursor": "nonsense"}, {"cursor": "bnVsbA"}, {"limit": 0}, {"limit": 101}):
        assert (await api.get("/records/prescription", params=wrong)).status_code == 422


async def test_a_post_with_a_key_happens_once(api, business, admin):
    body = {"data": AMOXICILLIN}
    key = {"Idempotency-Key": "k-1"}
    first = await api.post("/records/prescription", json=body, headers=key)
    again = await api.post("/records/prescription", json=body, headers=key)
    other = await api.post(
        "/records/prescription", json={"data": {**AMOXICILLIN, "refills_left": 1}}, headers=key
    )
    elsewhere = await api.post("/records/message", json=body, headers=key)

    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (409, "sent_otherwise")
    assert elsewhere.status_code == 409
    assert admin.execute("select count(*) from record").fetchone() == (1,)
    assert "Amoxicillin" not in str(admin.execute("select answer from idempotency_key").fetchone())


async def test_what_was_refused_may_be_sent_again_with_the_same_key(api, business):
    key = {"Idempotency-Key": "k-1"}
    assert (await api.post("/records/prescription", json={"data": {}}, headers=key)).status_code == 422
    assert (
        await api.post("/records/prescription", json={"data": AMOXICILLIN}, headers=key)
    ).status_code == 201


async def test_one_key_is_each_actors_own(api, business):
    key = {"Idempotency-Key": "k-1"}
    first = await api.post("/records/prescription", json={"data": AMOXICILLIN}, headers=key)
    second = await api.post(
        "/records/prescription",
        json={"data": AMOXICILLIN},
        headers={**key, **bearer(await a_token(business))},
    )
    assert first.json()["id"] != second.json()["id"]


async def test_json_is_imported_and_again_changes_nothing(api, business, admin):
    rows = [
        {"reference": f"RX-{number}", "data": {**AMOXICILLIN, "refills_left": number}, "customer": ROS}
        for number in range(5)
    ]
    first = await api.post("/records/prescription/import", json={"rows": rows})
    rows[0]["data"]["refills_left"] = 9
    again = await api.post("/records/prescription/import", json={"rows": rows})

    assert first.json() == {"created": 5, "changed": 0, "unchanged": 0}
    assert again.json() == {"created": 0, "changed": 1, "unchanged": 4}
    assert admin.execute("select count(*), count(distinct customer_id) from record").fetchone() == (5, 1)


async def test_csv_is_imported_with_its_types_and_without_doubles(api, business):
    csv = (
        "\ufeffreference;medication;refills_left;prescribed_on;customer_name;customer_phone;customer_date_of_birth\r\n"
        'RX-1;"Ibuprofen; the ""strong"" one";2;2026-09-01;Ros Penhale;020 7946 0123;1984-02-29\r\n'
        ";Cetirizine;0;;;;\r\n"
    )
    headers = {"Content-Type": "text/csv; charset=utf-8"}
    first = await api.post("/records/prescription/import", content=csv.encode(), headers=headers)
    again = await api.post("/records/prescription/import", content=csv.encode(), headers=headers)
    listed = (await api.get("/records/prescription")).json()["items"]

    assert first.json() == {"created": 2, "changed": 0, "unchanged": 0}
    assert again.json() == {"created": 0, "changed": 0, "unchanged": 2}
    by_reference = {record["reference"]: record for record in listed}
    assert by_reference["RX-1"]["data"] == {
        "medication": 'Ibuprofen; the "strong" one', "refills_left": 2, "prescribed_on": "2026-09-01",
    }  # fmt: skip
    assert by_reference["RX-1"]["customer_id"]


async def test_an_import_names_each_row_that_is_wrong_and_stores_none(api, business, admin):
    csv = "reference,medication,refills_left\nA,One,1\nB,Two,many\nA,Three,1\n"
    answer = await api.post(
        "/records/prescription/import", content=csv.encode(), headers={"Content-Type": "text/csv"}
    )
    assert answer.status_code == 422
    assert {error["field"]: error["message"] for error in answer.json()["errors"]} == {
        "2.data.refills_left": "must be of type integer",
        "3.reference": "is also that of row 1",
    }
    assert admin.execute("select count(*) from record").fetchone() == (0,)
    answer = await api.post(
        "/records/prescription/import",
        json={"rows": [{"data": AMOXICILLIN}, {"data": AMOXICILLIN, "customer": {"phone": "x"}}]},
    )
    assert answer.json()["errors"] == [{"field": "2.customer.phone", "message": "is not a phone number"}]
    assert admin.execute("select count(*) from record").fetchone() == (0,)


async def test_a_wide_row_has_its_number_and_hides_no_other(api, business, admin):
    csv = "reference,medication,refills_left\nA,One,1\nB,Two,2,3\nC,Three,many\n"
    answer = await api.post(
        "/records/prescription/import", content=csv.encode(), headers={"Content-Type": "text/csv"}
    )
    assert {error["field"]: error["message"] for error in answer.json()["errors"]} == {
        "2": "has more cells than there are columns",
        "3.data.refills_left": "must be of type integer",
    }
    assert admin.execute("select count(*) from record").fetchone() == (0,)


@pytest.mark.parametrize(
    "sector", sorted(name for name, sector in all_sectors().items() if "pattern" in str(sector.entities))
)
def test_no_form_that_a_sector_asks_for_is_told_as_an_expression(sector):
    found = all_sectors()[sector]
    for pattern in re.findall(r"'pattern': '((?:[^'])*)'", str([e.fields for e in found.entities.values()])):
        assert " like " in form_in_words(pattern.replace("\\\\", "\\")), pattern


@pytest.mark.parametrize("sum_", ["45.99", "£45.99", "45,99 GBP", "gbp 45"])
def test_a_sum_that_is_none_is_asked_for_in_words(sum_):
    wrong = wrong_fields("ecommerce", "order", {"total": sum_})
    assert wrong["total"] == "must be a sum like 45.99 GBP"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"\xff\xfe\x00", "text/csv"),
        (b"a,b\n1,2,3\n", "text/csv"),
        (b'a,b\n"1,2\n', "text/csv"),
        (b"medication,refills_left\nX,NaN\n", "text/csv"),
        (b"medication,refills_left\nX,1e999\n", "text/csv"),
        (b"medication,refills_left\n" + b"[" * 9999 + b",1\n", "text/csv"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'{"rows": [{"data": {"medication": "\\u0000"}}]}', "application/json"),
        (b'{"rows": [{"data": {"medication": "\\ud800"}}]}', "application/json"),
        (b"", "application/json"),
        (b"", "application/x-www-form-urlencoded"),
    ],
)
async def test_strange_imports_are_refused(api, business, admin, content, content_type):
    answer = await api.post(
        "/records/prescription/import", content=content, headers={"Content-Type": content_type}
    )
    assert answer.status_code == 422, answer.text
    assert admin.execute("select count(*) from record").fetchone() == (0,)


async def test_an_empty_import_is_nothing(api, business):
    for content in (b"", b"reference,medication\n"):
        answer = await api.post(
            "/records/prescription/import", content=content, headers={"Content-Type": "text/csv"}
        )
        assert answer.json() == {"created": 0, "changed": 0, "unchanged": 0}


async def test_a_thousand_rows_are_quick(api, business):
    rows = [{"reference": f"RX-{number}", "data": AMOXICILLIN} for number in range(1000)]
    answer = await api.post("/records/prescription/import", content=json.dumps({"rows": rows}))
    assert answer.json()["created"] == 1000
    assert answer.elapsed.total_seconds() < 5


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u202eevil",
        "\U0001f468\u200d\U0001f469",
        "a\u0001\r\n\t",
        "<script>alert(1)</script>",
        "'; drop table record; --",
        "﷽" * 1000,
        "{{7*7}}",
    ],
)
async def test_text_is_stored_as_sent(api, business, text):
    data = {"text": text or "x", "status": "new", "left_on": "2026-09-01"}
    record = (await api.post("/records/message", json={"data": data})).json()
    assert (await api.get(f"/records/message/{record['id']}")).json()["data"] == data
    found = await api.get("/records/message", params={"words": text[:200]})
    assert found.status_code == 200


async def test_the_kinds_of_the_sector_are_listed(api, business):
    kinds = {kind["kind"]: kind for kind in (await api.get("/records")).json()}
    assert "prescription" in kinds
    assert kinds["prescription"]["data_schema"]["required"] == ["medication", "refills_left"]


async def test_records_of_others_are_not_there(api, business):
    record = await stored(api)
    other = bearer(await a_token(await a_business()))
    path = f"/records/prescription/{record['id']}"
    assert (await api.get(path, headers=other)).status_code == 404
    assert (await api.patch(path, headers=other, json={"data": {}})).status_code == 404
    assert (await api.get("/records/prescription", headers=other)).json()["items"] == []


async def test_who_only_looks_changes_nothing(api, business):
    record = await stored(api)
    for role in (Role.VIEWER, Role.OPERATOR):
        headers = bearer(await a_token(business, role))
        assert (await api.get("/records/prescription", headers=headers)).status_code == 200
        for method, path in (
            ("POST", "/records/prescription"),
            ("PATCH", f"/records/prescription/{record['id']}"),
            ("POST", "/records/prescription/import"),
        ):
            body = {"data": AMOXICILLIN} if "import" not in path else {"rows": []}
            assert (await api.request(method, path, json=body, headers=headers)).status_code == 403


@pytest.mark.parametrize("format", ["csv", "json"])
async def test_what_is_exported_is_imported_again_unchanged(api, business, format):
    await stored(api, reference="RX-1", customer=ROS)
    await stored(api, reference="=1+1", data={**AMOXICILLIN, "medication": '+ one, two\n"three"'})
    exported = await api.get("/records/prescription/export", params={"format": format})
    assert exported.status_code == 200 and "RX-1" in exported.text and "Ros Penhale" in exported.text

    kind = {"csv": "text/csv", "json": "application/json"}[format]
    content = exported.content
    if format == "json":
        rows = [{k: v for k, v in row.items() if v} for row in exported.json()["rows"]]
        content = json.dumps({"rows": rows}).encode()
    again = await api.post("/records/prescription/import", content=content, headers={"Content-Type": kind})

    assert again.json() == {"created": 0, "changed": 0, "unchanged": 2}, again.text


async def test_no_cell_of_an_export_is_a_formula(api, business):
    await stored(api, reference="R", data={**AMOXICILLIN, "medication": '=HYPERLINK("http://x.example")'})

    exported = (await api.get("/records/prescription/export")).text

    assert "'=HYPERLINK" in exported and ",=" not in exported and ',"=' not in exported


async def test_an_import_can_be_tried_first(api, business, admin):
    rows = [{"reference": "RX-1", "data": AMOXICILLIN, "customer": ROS}]

    tried = await api.post("/records/prescription/import?dry_run=true", json={"rows": rows})
    assert tried.json() == {"created": 1, "changed": 0, "unchanged": 0}
    for table in ("record", "customer", "personal_value", "timeline", "outbox"):
        assert admin.execute(f"select count(*) from {table}").fetchone() == (0,), table

    rows[0]["data"] = {**AMOXICILLIN, "refills_left": -1}
    wrong = await api.post("/records/prescription/import?dry_run=true", json={"rows": rows})
    assert [each["field"] for each in wrong.json()["errors"]] == ["1.data.refills_left"]
