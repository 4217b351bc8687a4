"""Through every door, by whoever can write: the number of a card is nowhere in the database afterwards."""

import csv
import io
from typing import Any

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db, wiring
from caly_app.actor import Role
from caly_app.queries import customers as customer_queries
from caly_app.services import gaps, personal_values
from caly_app.settings import settings
from tests.api.doors import BUSINESS, CUSTOMERS
from tests.api.houses import House, a_house
from tests.api.people import a_token, bearer
from tests.api.test_doors import filled
from tests.factories import DEAF

DIGITS = "4242424242424242"
TYPED = ("4242 4242\n4242 4242", "4242\u00a04242\u00a04242\u00a04242", "4242–4242–4242–4242", DIGITS)
DICTATED = {
    "en": "four two " * 8,
    "es": "mi tarjeta es " + "cuatro dos " * 8,
    "de": "meine Karte ist " + "vier zwei " * 8,
    "fr": "ma carte est " + "quatre deux " * 8,
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "ports", lambda: DEAF)
    for limit in ("limit_anonymous_requests_per_minute", "limit_requests_per_minute"):
        monkeypatch.setattr(settings, limit, 1_000_000)


def places_with(admin: psycopg.Connection, *needles: str) -> list[str]:
    """Columns of any table, of whatever type can hold words, in which a needle stands without its signs."""
    columns = admin.execute(
        "select table_name, column_name from information_schema.columns join information_schema.tables "
        "using (table_schema, table_name) where table_schema = 'public' and table_type = 'BASE TABLE' and "
        "data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY')"
    ).fetchall()
    assert len(columns) > 100
    found = []
    for table, column in columns:
        for needle in needles:
            asked = (
                f'select count(*) from "{table}" where '
                f"regexp_replace(lower(\"{column}\"::text), '[^0-9a-z]', '', 'g') like %s"
            )
            if admin.execute(asked, (f"%{needle}%",)).fetchone() != (0,):
                found.append(f"{table}.{column}")
    return found


async def test_what_a_customer_says_and_what_the_page_says_of_them(api, admin):
    house = await a_house()
    person = {"name": f"Joe {DIGITS}", "email": f"{DIGITS}@example.org"}
    for where in (DIGITS, "4242%204242%204242%204242", "4242+4242+4242+4242"):
        begun = await api.post(
            f"/chat/{house.ids['slug']}/conversations",
            json={
                "customer": person,
                "context": {
                    "page": f"https://shop.example/?c={where}",
                    "customer_id": where,
                    "locale": where,
                },
                "initial_message": f"hi {DIGITS}",
            },
        )
        assert begun.status_code == 201, begun.text
    chat, headers = begun.json(), bearer(begun.json()["token"])
    for number, said in enumerate([*TYPED, *DICTATED.values()]):
        answer = await api.post(
            f"/chat/conversations/{chat['conversation_id']}/messages",
            json={"text": f"I would pay with {said}", "client_turn_id": f"{number}-{DIGITS}"},
            headers=headers,
        )
        assert answer.status_code in (200, 201, 202), answer.text

    assert "[card ending in 4242]" in str(admin.execute("select array_agg(delivered) from turn").fetchone())
    assert "[card ending in 4242]" in str(
        admin.execute("select array_agg(context) from conversation").fetchone()
    )
    words = ["fourtwofourtwo", "cuatrodoscuatrodos", "vierzweivierzwei", "quatredeuxquatredeux"]
    assert places_with(admin, DIGITS, "4242204242", *words) == []
    assert DIGITS not in str(await _unsealed(house, admin))


async def test_every_string_of_every_body(api, admin):
    """One at a time, so that the rest is as it must be and the request is taken."""
    house = await a_house()
    headers = bearer(await a_token(house.business, Role.ADMIN))
    taken = set()
    bodies = {operation: (door.body, headers) for operation, door in BUSINESS.items()}
    bodies |= {operation: (body, bearer(house.customers_token)) for operation, body in CUSTOMERS.items()}
    for operation, (body, who) in bodies.items():
        method, path = operation.split(" ")
        if not isinstance(body, dict) or path.startswith(("/auth/switch", "/auth/password")):
            continue
        whole = {name: filled(value, house) for name, value in body.items()}
        for with_card in _each_with(whole, f"x {DIGITS}"):
            key = {"Idempotency-Key": uuid7().hex}
            answer = await api.request(
                method,
                path.format(**house.ids),
                json=with_card,
                headers=who | key,
                params={"workspace_id": house.ids["workspace_id"]},
            )
            assert answer.status_code < 500, (operation, answer.text)
            if answer.is_success:
                taken.add(operation)

    assert len(taken) > 20, taken
    assert places_with(admin, DIGITS) == []


async def test_what_the_team_writes(api, admin):
    house = await a_house()
    ids, headers = house.ids, bearer(await a_token(house.business, Role.ADMIN))
    card = f"their card is {TYPED[1]} yes"
    conversation, customer = f"/conversations/{ids['conversation_id']}", f"/customers/{ids['customer_id']}"

    async def sent(method: str, path: str, body: Any = None, **more: Any) -> Any:
        key = {"Idempotency-Key": uuid7().hex}
        answer = await api.request(method, path, json=body, headers=headers | key, **more)
        assert answer.is_success, (path, answer.text)
        return answer.json() if answer.content else None

    await sent("PUT", f"/escalations/{ids['escalation_id']}/claim")
    said = {"text": card, "client_turn_id": "one"}
    first = await sent("POST", f"{conversation}/messages", said)
    again = await sent("POST", f"{conversation}/messages", said)
    assert first["text"] == again["text"] == "their card is [card ending in 4242] yes"
    await sent("POST", f"{conversation}/notes", {"text": card})
    await sent("PUT", f"/escalations/{ids['escalation_id']}/resolve", {"disposition": "solved", "note": card})
    other = await sent("POST", f"/chat/{ids['slug']}/conversations", {})
    await sent("PUT", f"/conversations/{other['conversation_id']}/take-over")
    await sent("PUT", f"/conversations/{other['conversation_id']}/hand-back", {"instruction": card})
    await sent("PUT", f"{customer}/notes/{ids['note_id']}", {"text": card})
    await sent("PATCH", f"/workspaces/{ids['workspace_id']}", {"facts": {"paying": card, DIGITS: card}})
    await sent("POST", f"/workspaces/{ids['workspace_id']}/holidays", {"date": "2027-02-01", "name": DIGITS})
    await sent("POST", f"/gaps/{ids['gap_id']}/answer", {"name": "wheelchair", "text": card})
    await gaps.gather()
    await sent("POST", "/drafts/from-text", {"text": f"Q: May I pay by card?\nA: {card}"})
    await sent("PATCH", f"/reviews/{ids['review_id']}", {"words": card})
    thumb = {"is_up": False, "comment": card}
    path = f"/chat/conversations/{ids['conversation_id']}/turns/{ids['turn_id']}/thumb"
    assert (await api.post(path, json=thumb, headers=bearer(house.customers_token))).is_success
    await api.get("/records/prescription", params={"words": card}, headers=headers)

    assert places_with(admin, DIGITS) == []


async def test_records_written_changed_and_imported(api, admin):
    house = await a_house()
    headers = bearer(await a_token(house.business, Role.ADMIN))
    medicine = {"medication": f"for {TYPED[1]}", "refills_left": 2}
    about = {"name": f"Ros {DIGITS}", "phone": "020 7946 0123"}
    written = await api.post(
        "/records/prescription", json={"data": medicine, "customer": about}, headers=headers
    )
    assert written.json()["data"]["medication"] == "for [card ending in 4242]"
    path = f"/records/prescription/{written.json()['id']}"
    changed = await api.patch(path, json={"data": {"dosage": DIGITS}}, headers=headers)
    assert changed.json()["data"]["dosage"] == "[card ending in 4242]"
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["reference", "medication", "refills_left", "customer_name", "customer_phone"])
    rows.writerow(["RX-9", f"for {DIGITS}", 1, f"Jo {DIGITS}", "020 7946 0124"])
    for _ in range(2):
        taken = await api.post(
            "/records/prescription/import",
            content=file.getvalue(),
            headers=headers | {"Content-Type": "text/csv"},
        )
        assert taken.is_success, taken.text
    assert taken.json()["unchanged"] == 1

    for body in ({"data": medicine, "reference": DIGITS},):
        refused = await api.post("/records/prescription", json=body, headers=headers)
        assert refused.status_code == 422 and "payment card" in refused.text
        refused = await api.post("/records/prescription/import", json={"rows": [body]}, headers=headers)
        assert refused.status_code == 422 and "payment card" in refused.text

    assert places_with(admin, DIGITS) == []
    assert DIGITS not in str(await _unsealed(house, admin))


async def _unsealed(house: House, admin: psycopg.Connection) -> list[Any]:
    """What is encrypted of all customers, in the clear."""
    actor = house.business.admin
    ids = [row[0] for row in admin.execute("select id from customer").fetchall()]
    async with db.transaction(actor) as session:
        assert await customer_queries.by_id(session, actor, ids[0])
        return [value for one in ids for value in await personal_values.of_customer(session, actor, one)]


def _each_with(body: Any, card: str) -> list[Any]:
    """The body as often as it has strings, each time with another one of them ending in a card."""
    if isinstance(body, str):
        return [f"{body} {card}"]
    if isinstance(body, dict):
        return [{**body, name: one} for name, value in body.items() for one in _each_with(value, card)]
    if isinstance(body, list):
        return [
            [*body[:place], one, *body[place + 1 :]]
            for place, value in enumerate(body)
            for one in _each_with(value, card)
        ]
    return []
