"""Gaps, reviews and thumbs over REST: what comes in, page by page, and what is decided."""

import pytest

from caly_app.actor import Role
from caly_app.services import gaps
from caly_app.services.conversations.take_turn import take_turn
from tests.api.houses import a_house
from tests.api.people import Business, a_token, bearer
from tests.factories import DEAF, a_clinic, a_conversation

pytestmark = pytest.mark.usefixtures("database")


async def test_a_gap_is_answered_once_however_often_it_is_sent(api):
    house = await a_house()
    token = await a_token(house.business, Role.ADMIN)
    path, body = f"/gaps/{house.ids['gap_id']}/answer", {"name": "wheelchair", "text": "At the desk."}
    headers = {**bearer(token), "Idempotency-Key": "a-1"}
    first = await api.post(path, json=body, headers=headers)
    assert first.status_code == 200 and first.json()["state"] == "answered"
    again = await api.post(path, json=body, headers=headers)
    assert again.json() == first.json() and again.headers["Idempotent-Replayed"] == "true"
    wrong = await api.post(path, json={"name": "parking", "text": "x"}, headers=bearer(token))
    assert wrong.status_code == 422 and "name" in wrong.text


async def test_lists_come_page_by_page_and_lose_nothing(api):
    clinic = await a_clinic()
    token = await a_token(Business(clinic.organization_id, clinic.workspace_id), Role.ADMIN)
    customer = clinic.customer()
    for number, thing in enumerate(("a wheelchair", "a crib", "an elevator")):
        started = await a_conversation(clinic)
        said = await take_turn(customer, started.conversation_id, str(number), f"Do you have {thing}?", DEAF)
        review = {
            "conversation_id": str(started.conversation_id),
            "turn_id": str(said.turn_id),
            "meant": "out_of_scope",
        }
        assert (await api.post("/reviews", json=review, headers=bearer(token))).status_code == 201
    await gaps.gather()
    for path in ("/gaps", "/reviews"):
        seen, cursor = [], None
        while True:
            query = {"limit": 1, **({"cursor": cursor} if cursor else {})}
            page = (await api.get(path, params=query, headers=bearer(token))).json()
            seen += [item["id"] for item in page["items"]]
            if not (cursor := page["next"]):
                break
        assert len(seen) == len(set(seen)) == 3, path
    dismissed = await api.post(f"/gaps/{(await _first(api, token))}/dismiss", headers=bearer(token))
    assert dismissed.json()["state"] == "dismissed"
    still = await api.get("/gaps", params={"state": "open"}, headers=bearer(token))
    assert len(still.json()["items"]) == 2


async def test_a_customer_s_thumb_is_seen_by_the_business_and_by_the_customer_again(api):
    house = await a_house()
    reply, conversation = house.ids["turn_id"], house.ids["conversation_id"]
    path = f"/chat/conversations/{conversation}/turns/{reply}/thumb"
    customer = bearer(house.customers_token)
    for _ in range(2):
        given = await api.post(path, json={"is_up": False, "comment": "No"}, headers=customer)
        assert given.status_code == 200
    seen = (await api.get(f"/chat/conversations/{conversation}/messages", headers=customer)).json()
    assert seen["thumbs"] == [{"is_up": False, "comment": "No", "turn_id": reply}]
    admin = bearer(await a_token(house.business, Role.VIEWER))
    [thumb] = (await api.get("/thumbs", params={"is_up": False}, headers=admin)).json()["items"]
    assert (thumb["turn_id"], thumb["comment"]) == (reply, "No") and thumb["reply"]
    assert thumb["asked"]
    assert (await api.post(path, json={"is_up": None}, headers=customer)).status_code == 200
    assert (await api.get("/thumbs", headers=admin)).json()["items"] == []
    too_long = await api.post(path, json={"is_up": True, "comment": "x" * 501}, headers=customer)
    assert too_long.status_code == 422
    others = await api.post(path.replace(reply, house.ids["said_id"]), json={"is_up": True}, headers=customer)
    assert others.status_code == 404


async def _first(api, token: str) -> str:
    return (await api.get("/gaps", headers=bearer(token))).json()["items"][0]["id"]
