"""All that is held about one customer as an encrypted file: whose it is, who may have it, what opens it."""

import hashlib
import hmac
import json
import logging
import struct
import zlib
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import psycopg
import pytest
import pyzipper
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from caly_app import clock, db
from caly_app.actor import Role
from caly_app.models import Note
from caly_app.ports import CustomerFact, Opening
from caly_app.services import appointments, customers, records
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.customer_facts import FactsOfTurn
from caly_app.services.records import NewRecord
from tests.api.people import Business, a_token, bearer
from tests.factories import DEAF, Clinic, a_clinic, a_conversation

pytestmark = pytest.mark.usefixtures("database")

PASSPHRASE = "three small wooden boats"
ROS = {
    "name": "Ros Penhale",
    "phone": "+442079460123",
    "email": "ros@example.org",
    "date_of_birth": "1980-05-04",
    "address": "3 Market Street, Elmford",
}
ANN = {"name": "Ann Dell", "phone": "+442079460999", "date_of_birth": "1971-02-03"}


async def known(clinic: Clinic, values: dict[str, str]) -> UUID:
    system = clinic.system()
    async with db.transaction(system) as session:
        return (await customers.add_verified(session, system, values, source="imported")).id


async def talked(clinic: Clinic, *lines: str) -> UUID:
    conversation_id = (await a_conversation(clinic)).conversation_id
    for number, line in enumerate(lines):
        await take_turn(clinic.customer(), conversation_id, f"t-{number}", line, DEAF)
    return conversation_id


def opened(archive: bytes, passphrase: str = PASSPHRASE) -> dict[str, Any]:
    with pyzipper.AESZipFile(BytesIO(archive)) as found:
        found.setpassword(passphrase.encode())
        return dict(json.loads(found.read("customer.json")))


async def exported(api: Any, clinic: Clinic, customer: UUID, passphrase: str = PASSPHRASE) -> dict[str, Any]:
    business = Business(clinic.organization_id, clinic.workspace_id)
    answer = await api.post(
        f"/customers/{customer}/export",
        json={"passphrase": passphrase},
        headers=bearer(await a_token(business)),
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    return opened(answer.content, passphrase)


async def test_all_that_is_held_is_in_it(api):
    clinic = await a_clinic()
    ros = await known(clinic, ROS)
    talk = await talked(clinic, "when is my appointment?", "4 May 1980", "020 7946 0123")
    system, now = clinic.system(), clock.now()
    async with db.transaction(system) as session:
        turn = FactsOfTurn(session, system, talk, days=365)
        await turn.keep(ros, [CustomerFact("part_of_day", "morning", 2)], "en")
        new = NewRecord({"medication": "Atenolol", "refills_left": 1}, "RX-1", customer_id=ros)
        await records.create(session, system, "prescription", new)
        starts_at = (now + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
        opening = Opening(
            clinic.resource_ids[0], "Dr. Imre Halas", starts_at, starts_at + timedelta(minutes=30)
        )
        await appointments.book(session, system, opening, kind="appointment", customer_id=ros)
        session.add(
            Note(
                organization_id=clinic.organization_id,
                conversation_id=talk,
                author_id=ros,
                author_name="Mara Lind",
                text="Called <b>back</b>.",
                written_at=now,
            )
        )
    held = await exported(api, clinic, ros)

    assert {one["kind"]: one["value"] for one in held["values"] if one["source"] == "imported"} == ROS
    assert all(one["why"] for one in held["values"])
    [conversation] = held["conversations"]
    assert conversation["id"] == str(talk)
    lines = [line["text"] for line in conversation["lines"]]
    assert "when is my appointment?" in lines
    assert not any("7946" in line for line in lines), (
        "hidden in transcripts, as people of the business see it"
    )
    assert conversation["notes"][0]["text"] == "Called <b>back</b>."
    assert held["remembered"][0]["value"] == "in the morning" and held["remembered"][0]["consented_at"]
    assert held["records"][0]["data"]["medication"] == "Atenolol"
    assert held["appointments"][0]["with_whom"] == "Dr. Imre Halas"
    assert "customer_remembered" in {one["what"] for one in held["history"]}
    assert "Mara Lind" not in json.dumps(held), "a person of the team"


async def test_nobody_elses_data_go_along(api):
    clinic = await a_clinic()
    ros, ann = await known(clinic, ROS), await known(clinic, ANN)
    other = await a_clinic()
    await known(other, {**ROS, "name": "Ros Elsewhere"})
    own = await talked(clinic, "when is my appointment?", "3 February 1971", "020 7946 0999")
    both = await talked(clinic, "when is my appointment?", "4 May 1980", "020 7946 0123")
    system = clinic.system()
    async with db.transaction(system) as session:
        await FactsOfTurn(session, system, both, 365).keep(ann, [CustomerFact("provider", "Dr. X", 2)], "en")

    of_ros, of_ann = await exported(api, clinic, ros), await exported(api, clinic, ann)
    assert of_ros["conversations"] == [] and of_ros["left_out"] == [str(both)]
    assert [one["id"] for one in of_ann["conversations"]] == [str(own)]
    for word in ("Ann Dell", "1971-02-03", "460999", "Elsewhere", "Dr. X"):
        assert word not in json.dumps(of_ros), word
    for word in ("Ros", "1980-05-04", "460123"):
        assert word not in json.dumps(of_ann), word


async def test_who_took_it_out_is_written_down_once_for_a_request(api, admin: psycopg.Connection):
    clinic = await a_clinic()
    business = Business(clinic.organization_id, clinic.workspace_id)
    ros = await known(clinic, ROS)
    boss = bearer(await a_token(business))
    where, sent = f"/customers/{ros}/export", {"passphrase": PASSPHRASE}
    headers = {**boss, "Idempotency-Key": "take-out-1"}

    first = await api.post(where, json=sent, headers=headers)
    again = await api.post(where, json=sent, headers=headers)
    assert opened(first.content)["values"] == opened(again.content)["values"]
    assert again.headers["idempotent-replayed"] == "true" and "idempotent-replayed" not in first.headers
    taken = "select actor_id, details ->> 'customer_id' from timeline where kind = 'customer_exported'"
    [(_, whose)] = admin.execute(taken).fetchall()
    assert whose == str(ros)

    ann = await known(clinic, ANN)
    other = await api.post(f"/customers/{ann}/export", json=sent, headers=headers)
    assert other.status_code == 409 and other.json()["code"] == "sent_otherwise"


async def test_only_an_admin_in_person_may_and_only_of_their_own(api, admin: psycopg.Connection):
    clinic = await a_clinic()
    business = Business(clinic.organization_id, clinic.workspace_id)
    where = f"/customers/{await known(clinic, ROS)}/export"
    for role in (Role.VIEWER, Role.OPERATOR):
        refused = await api.post(
            where, json={"passphrase": PASSPHRASE}, headers=bearer(await a_token(business, role))
        )
        assert refused.status_code == 403 and b"PK" not in refused.content
    stranger = await a_clinic()
    token = await a_token(Business(stranger.organization_id, stranger.workspace_id))
    answer = await api.post(where, json={"passphrase": PASSPHRASE}, headers=bearer(token))
    assert answer.status_code == 404
    assert not admin.execute("select from timeline where kind = 'customer_exported'").fetchall()


@pytest.mark.parametrize(
    ("passphrase", "says"),
    [
        ("short", "at least 12 characters"),
        ("x" * 201, ""),
        ("aaaabbbbcccc", "too easily guessed"),
        ("3 market street, elmford", "too easily guessed"),
        ("drei grüne Äpfel", "without accents"),
    ],
)
async def test_a_passphrase_that_protects_nothing_is_refused(api, admin, passphrase, says):
    clinic = await a_clinic()
    ros = await known(clinic, ROS)
    answer = await api.post(
        f"/customers/{ros}/export",
        json={"passphrase": passphrase},
        headers=bearer(await a_token(Business(clinic.organization_id, clinic.workspace_id))),
    )
    assert answer.status_code == 422 and passphrase not in answer.text
    [wrong] = answer.json()["errors"]
    assert wrong["field"] == "passphrase" and says in wrong["message"]
    assert not admin.execute("select from timeline where kind = 'customer_exported'").fetchall()


async def test_the_passphrase_is_stored_and_logged_nowhere(api, admin: psycopg.Connection, caplog):
    clinic = await a_clinic()
    ros = await known(clinic, ROS)
    with caplog.at_level(logging.DEBUG):
        answer = await api.post(
            f"/customers/{ros}/export",
            json={"passphrase": PASSPHRASE},
            headers={
                **bearer(await a_token(Business(clinic.organization_id, clinic.workspace_id))),
                "Idempotency-Key": "take-out-2",
            },
        )
    assert answer.status_code == 200 and "wooden" not in caplog.text
    for (table,) in admin.execute(
        "select table_name from information_schema.tables where table_schema = 'public'"
    ).fetchall():
        found = admin.execute(f'select from "{table}" t where t::text like %s', ("%wooden%",)).fetchall()
        assert not found, table


async def test_only_the_passphrase_opens_it_by_the_open_description_of_the_form(api):
    """Read here without the library that wrote it: as any other program does."""
    clinic = await a_clinic()
    ros = await known(clinic, ROS)
    answer = await api.post(
        f"/customers/{ros}/export",
        json={"passphrase": PASSPHRASE},
        headers=bearer(await a_token(Business(clinic.organization_id, clinic.workspace_id))),
    )
    assert b"Penhale" not in answer.content and str(ros).encode() not in answer.content
    found = dict(entries(answer.content, PASSPHRASE))
    assert list(found) == ["customer.json", "customer.html"]
    assert json.loads(found["customer.json"])["customer_id"] == str(ros)
    page = found["customer.html"].decode()
    assert page.startswith("<!doctype html>") and "Ros Penhale" in page and "<script" not in page
    with pytest.raises(ValueError, match="passphrase"):
        dict(entries(answer.content, PASSPHRASE + "s"))


def entries(archive: bytes, passphrase: str) -> Iterator[tuple[str, bytes]]:
    """Of a ZIP archive with AES-256 (AE-2), by PKWARE's and WinZip's descriptions."""
    end = archive.rindex(b"PK\x05\x06")
    count, _, at = struct.unpack("<HII", archive[end + 10 : end + 20])
    for _ in range(count):
        [method], [size] = (
            struct.unpack("<H", archive[at + 10 : at + 12]),
            struct.unpack("<I", archive[at + 20 : at + 24]),
        )
        named, extra, comment = struct.unpack("<HHH", archive[at + 28 : at + 34])
        [local] = struct.unpack("<I", archive[at + 42 : at + 46])
        name = archive[at + 46 : at + 46 + named].decode()
        field = archive[at + 46 + named : at + 46 + named + extra]
        assert method == 99 and field[:2] == b"\x01\x99" and field[4:9] == b"\x02\x00AE\x03"
        local_named, local_extra = struct.unpack("<HH", archive[local + 26 : local + 30])
        begin = local + 30 + local_named + local_extra
        sealed = archive[begin : begin + size]
        yield name, zlib.decompress(unsealed(sealed, passphrase), -15)
        at += 46 + named + extra + comment


def unsealed(sealed: bytes, passphrase: str) -> bytes:
    salt, check, body, mac = sealed[:16], sealed[16:18], sealed[18:-10], sealed[-10:]
    keys = hashlib.pbkdf2_hmac("sha1", passphrase.encode(), salt, 1000, 66)
    if keys[64:] != check or not hmac.compare_digest(hmac.digest(keys[32:64], body, "sha1")[:10], mac):
        raise ValueError("not this passphrase")
    block = Cipher(algorithms.AES(keys[:32]), modes.ECB()).encryptor()
    counted = b"".join(number.to_bytes(16, "little") for number in range(1, len(body) // 16 + 2))
    return bytes(one ^ other for one, other in zip(body, block.update(counted), strict=False))
