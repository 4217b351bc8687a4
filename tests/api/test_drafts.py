"""Drafts over REST: proposed from a text, page by page, decided once."""

import pytest

from caly_app.actor import Role
from tests.api.people import Business, a_token, bearer
from tests.factories import a_clinic

pytestmark = pytest.mark.usefixtures("database")

FAQ = (
    "Q: Is there wifi?\nA: Yes.\n\n# Pets\nThey may wait outside.\n\nQ: Do you lend a crib?\nA: At the desk."
)


async def an_admin() -> dict[str, str]:
    clinic = await a_clinic()
    return bearer(await a_token(Business(clinic.organization_id, clinic.workspace_id), Role.ADMIN))


async def test_a_text_is_proposed_once_however_often_it_is_sent_and_listed_page_by_page(api):
    admin = await an_admin()
    for replayed in (None, "true"):
        made = await api.post(
            "/drafts/from-text", json={"text": FAQ}, headers={**admin, "Idempotency-Key": "p-1"}
        )
        assert made.status_code == 201 and made.headers.get("Idempotent-Replayed") == replayed
        assert (len(made.json()["drafts"]), made.json()["known"], made.json()["unanswered"]) == (3, 0, [])
    again = await api.post("/drafts/from-text", json={"text": f"{FAQ}\n\nOpen on Sunday?"}, headers=admin)
    assert again.json() == {"drafts": [], "known": 3, "unanswered": ["Open on Sunday?"]}
    seen, cursor = [], None
    while True:
        query = {"limit": 1, "state": "open", **({"cursor": cursor} if cursor else {})}
        page = (await api.get("/drafts", params=query, headers=admin)).json()
        seen += [item["question"] for item in page["items"]]
        if not (cursor := page["next"]):
            break
    assert seen == ["Is there wifi?", "Pets", "Do you lend a crib?"]


async def test_a_draft_is_accepted_turned_down_and_opened_again(api):
    admin = await an_admin()
    made = (await api.post("/drafts/from-text", json={"text": FAQ}, headers=admin)).json()["drafts"]
    wifi, pets, crib = (f"/drafts/{each['id']}" for each in made)
    once = {**admin, "Idempotency-Key": "a-1"}
    first = await api.post(f"{wifi}/accept", headers=once)
    assert (first.json()["state"], first.json()["name"], first.json()["text"]) == ("accepted", "wifi", "Yes.")
    assert (await api.post(f"{wifi}/accept", headers=once)).json() == first.json()
    assert (await api.post(f"{wifi}/accept", headers=admin)).status_code == 409
    taken = await api.post(f"{crib}/accept", json={"name": "wifi"}, headers=admin)
    assert taken.status_code == 422 and "There is a fact of this name" in taken.text
    edited = await api.post(f"{crib}/accept", json={"name": "cribs", "text": "Ask us."}, headers=admin)
    assert (edited.json()["name"], edited.json()["text"]) == ("cribs", "Ask us.")
    assert (await api.post(f"{pets}/turn-down", headers=admin)).json()["state"] == "turned_down"
    opened = await api.post(f"{wifi}/reopen", json={"takes_fact_back": True}, headers=admin)
    assert (opened.json()["state"], opened.json()["decided_at"]) == ("open", None)
    [listed] = (await api.get("/workspaces", headers=admin)).json()["items"]
    workspace = (await api.get(f"/workspaces/{listed['id']}", headers=admin)).json()
    assert workspace["facts"] == {"parking": "free for two hours behind the house", "cribs": "Ask us."}


@pytest.mark.parametrize("text", ["", "Only words.", "Q: a?\nA: b\0", "x" * 20_001, None, 3])
async def test_what_cannot_be_taken_is_refused_by_its_field(api, text):
    refused = await api.post("/drafts/from-text", json={"text": text}, headers=await an_admin())
    assert refused.status_code == 422 and "text" in str(refused.json()["errors"])
