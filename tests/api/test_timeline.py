"""What happened in a workspace, over REST: for its admins, page by page."""

import httpx
import pytest
from uuid_utils.compat import uuid7

from caly_app import db
from caly_app.actor import Role
from caly_app.services import records
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.records import NewRecord
from caly_app.state import conversation_view
from tests.agents.world import PORTS
from tests.api.houses import a_house
from tests.api.people import Business, a_token, bearer
from tests.factories import Clinic, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")


async def test_an_admin_sees_which_agent_was_switched_off_and_by_whom(api: httpx.AsyncClient) -> None:
    house = await a_house()
    headers = bearer(await a_token(house.business, Role.ADMIN))
    for action in ("disable", "enable"):
        path = f"/sector/healthcare/agents/triage/{action}"
        assert (await api.post(path, json={}, headers=headers)).status_code == 200

    seen = []
    cursor: str | None = None
    while True:
        query = {"kind": "assistant_changed", "limit": "1", **({"cursor": cursor} if cursor else {})}
        answer = (await api.get("/timeline", params=query, headers=headers)).json()
        seen += answer["items"]
        if not (cursor := answer["next"]):
            break

    named = [one for one in seen if "agent" in one["details"]]
    switched = [(one["details"]["agent"], one["details"]["is_on"]) for one in named]
    assert set(switched) == {("triage", True), ("triage", False)}
    assert switched[0] == ("triage", True), "newest first"
    assert len({one["id"] for one in seen}) == len(seen)


async def test_who_only_looks_sees_no_changes(api: httpx.AsyncClient) -> None:
    house = await a_house()
    headers = bearer(await a_token(house.business, Role.VIEWER))
    assert (await api.get("/timeline", headers=headers)).status_code == 403


async def an_order_and_its_article(clinic: Clinic) -> None:
    article = {"name": "Trail jacket", "price": "84.50 GBP", "stock": 3}
    order = {
        "status": "placed",
        "items": [{"sku": "TJ-1", "name": "Trail jacket", "price": "84.50 GBP", "quantity": 1}],
        "total": "84.50 GBP",
        "paid": "84.50 GBP",
        "payment": "paid",
    }
    system = clinic.system()
    async with db.transaction(system) as session:
        await records.create(session, system, "product", NewRecord(article, "TJ-1"))
        ros = {"email": "ros@example.org", "name": "Ros Penhale"}
        await records.create(session, system, "order", NewRecord(order, "ORD-1001", customer=ros))


async def test_what_a_conversation_did_to_records_is_on_its_timeline(api: httpx.AsyncClient) -> None:
    clinic = await a_clinic(sector="ecommerce")
    await an_order_and_its_article(clinic)
    where = (await a_conversation(clinic)).conversation_id
    headers = bearer(await a_token(Business(clinic.organization_id, clinic.workspace_id)))

    for said in ("I want to cancel order ORD-1001", "ros@example.org"):
        await take_turn(clinic.customer(), where, uuid7().hex, said, PORTS)
    path = f"/conversations/{where}/timeline"
    before = [one["kind"] for one in (await api.get(path, headers=headers)).json()["items"]]
    done = await take_turn(clinic.customer(), where, uuid7().hex, "yes", PORTS)

    assert done.reply and "order_cancelled_refund_due" in done.reply.tells
    items = (await api.get(path, headers=headers)).json()["items"]
    changed = [one for one in items if one["kind"] == "record_changed"]
    assert "record_changed" not in before, "nothing was done before the yes"
    assert [one["details"]["record_kind"] for one in changed] == ["order", "product"]
    assert all(one["actor_kind"] == "customer" for one in changed)

    member = await a_member(clinic)
    async with db.transaction(member) as session:
        view = await conversation_view.read(session, member, where)
    assert "Changed in the records: order" in [line.text for line in view.lines]
    assert "Changed in the records: order" in [pair.value for pair in view.about.history]
