"""How far customers are over REST: lists page by page, what a person says, and the file that goes out."""

import json
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import httpx
import pytest
import pyzipper
from uuid_utils.compat import uuid7

from caly_app import clock
from caly_app.actor import Role
from caly_app.services import lead_notes
from caly_app.services.conversations.take_turn import take_turn
from tests.api.people import Business, a_token, bearer
from tests.factories import DEAF, Clinic, a_clinic, a_conversation

pytestmark = pytest.mark.usefixtures("database")

WISHES = ("Please tell me when you have a house for sale in Kirkwall", "up to 300000 pounds")
CONTACT = ("Ros Penhale", "020 7946 0123", "yes", "no thanks, goodbye")
PASSPHRASE = "three small wooden boats"


async def an_agency() -> tuple[Clinic, dict[str, str]]:
    house = await a_clinic(sector="real_estate", doctors=("Ann Dell",))
    token = await a_token(Business(house.organization_id, house.workspace_id), Role.ADMIN)
    return house, bearer(token)


async def noted(house: Clinic) -> UUID:
    """A customer with a note."""
    started = await a_conversation(house)
    for line in (*WISHES, *CONTACT):
        await take_turn(house.customer(), started.conversation_id, uuid7().hex, line, DEAF)
    assert await lead_notes.write(house.organization_id, started.conversation_id, DEAF)
    return started.customer_id


async def ids(api: httpx.AsyncClient, path: str, headers: dict[str, str], **query: object) -> list[str]:
    """Of all pages, one row on each."""
    seen: list[str] = []
    cursor = ""
    while True:
        asked = {"limit": 1, **query, **({"cursor": cursor} if cursor else {})}
        answer = await api.get(path, params=asked, headers=headers)
        assert answer.status_code == 200, answer.text
        seen += [item["id"] for item in answer.json()["items"]]
        if not (cursor := answer.json()["next"]):
            return seen


async def test_lists_are_narrowed_and_come_page_by_page(api):
    house, headers = await an_agency()
    first, second = await noted(house), await noted(house)
    await a_conversation(house)
    assert len(await ids(api, "/customers", headers)) == 3
    assert await ids(api, "/customers", headers, status="interested") == [str(second), str(first)]
    assert len(await ids(api, "/customers", headers, status="none")) == 1
    today = clock.wall().date()
    later = (today + timedelta(days=30)).isoformat()
    assert await ids(api, "/customers", headers, due_by=later) == [str(second), str(first)]
    assert await ids(api, "/customers", headers, due_by=today.isoformat()) == []
    due = await ids(api, "/follow-ups", headers)
    assert len(due) == len(set(due)) == 2
    assert len(await ids(api, f"/customers/{first}/follow-ups", headers)) == 1
    assert len(await ids(api, f"/customers/{first}/notes", headers)) == 1


async def test_what_a_person_says_is_told_with_who_when_and_why(api):
    house, headers = await an_agency()
    who = await noted(house)
    path = f"/customers/{who}/lead"
    told = (await api.get(path, headers=headers)).json()
    assert (told["status"], told["set_by"]) == ("interested", "")
    assert [(one["before"], one["why"], one["by"]) for one in told["history"]] == [
        ("none", "leave_wishes", "")
    ]
    assert (await api.put(path, json={"status": "won"}, headers=headers)).json()["history"][0]["by"]
    back = (await api.put(path, json={"status": None}, headers=headers)).json()
    assert (back["status"], back["set_by"]) == ("won", "")
    assert (await api.get(f"/customers/{who}", headers=headers)).json()["status"] == "won"
    for wrong in ({}, {"status": "rich"}, {"status": "won", "x": 1}, []):
        assert (await api.put(path, json=wrong, headers=headers)).status_code == 422
    assert (await api.get("/customers?status=rich", headers=headers)).status_code == 422
    [note] = await ids(api, f"/customers/{who}/notes", headers)
    for text in ("", "   ", "x" * 4001):
        edited = await api.put(f"/customers/{who}/notes/{note}", json={"text": text}, headers=headers)
        assert edited.status_code == 422, text[:5]


async def test_it_goes_into_the_customer_s_file(api):
    house, headers = await an_agency()
    who = await noted(house)
    sent = await api.post(f"/customers/{who}/export", json={"passphrase": PASSPHRASE}, headers=headers)
    assert sent.status_code == 200, sent.text
    with pyzipper.AESZipFile(BytesIO(sent.content)) as found:
        found.setpassword(PASSPHRASE.encode())
        held, page = json.loads(found.read("customer.json")), found.read("customer.html").decode()
    assert held["lead"]["status"] == "interested" and held["lead"]["by"] == "what conversations say"
    [note], [follow_up] = held["customer_notes"], held["follow_ups"]
    assert note["text"].startswith("Wanted: Tell me when something comes.")
    assert follow_up["what"].endswith("do what was promised") and follow_up["done_at"] is None
    assert "Notes on you" in page and "do what was promised" in page
