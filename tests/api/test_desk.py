"""Conversations and escalations through the REST door."""

from datetime import timedelta

import httpx
import pytest
from uuid_utils.compat import uuid7

from caly_app import clock, db, tokens
from caly_app.actor import Actor, Permission, Role
from caly_app.models import SignIn
from caly_app.services import escalations
from caly_app.services.conversations.take_turn import take_turn
from tests.api.people import Business, a_key, a_token, bearer
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")


async def signed_in(actor: Actor) -> dict[str, str]:
    token, now = tokens.new_secret(), clock.wall()
    async with db.transaction(actor) as session:
        session.add(
            SignIn(
                organization_id=actor.organization_id,
                account_id=actor.id,
                token_hash=tokens.hash_of(token),
                created_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(days=1),
            )
        )
    return bearer(token)


async def waits(clinic: Clinic) -> tuple[str, str]:
    """A conversation in the queue: its id and the escalation's."""
    conversation_id = (await a_conversation(clinic)).conversation_id
    async with db.transaction(clinic.customer()) as session:
        escalation = await escalations.open_escalation(
            session, clinic.customer(), conversation_id, "requested"
        )
    return str(conversation_id), str(escalation.id)


async def got(api: httpx.AsyncClient, path: str, headers: dict[str, str], **params: object) -> dict:
    return (await api.get(path, params=params, headers=headers)).json()


def of(clinic: Clinic) -> Business:
    return Business(clinic.organization_id, clinic.workspace_id)


async def test_an_escalation_from_the_queue_to_its_end(api: httpx.AsyncClient):
    clinic = await a_clinic()
    mara = await signed_in(await a_member(clinic))
    conversation, escalation = await waits(clinic)

    [item] = (await got(api, "/escalations", mara, status="waiting"))["items"]
    assert (item["id"], item["reason"], item["urgency"]) == (escalation, "requested", "normal")

    claimed = await api.put(f"/escalations/{escalation}/claim", headers=mara)
    assert claimed.status_code == 200 and claimed.json()["claimed_by_name"] == "Mara Lind"
    assert (await got(api, "/escalations", mara, status="waiting"))["items"] == []

    words = {"text": "Hello, Mara here.", "client_turn_id": "one"}
    said = [await api.post(f"/conversations/{conversation}/messages", json=words, headers=mara) for _ in "12"]
    assert [answer.status_code for answer in said] == [201, 201]
    assert said[0].json() == said[1].json() and said[0].json()["speaker"] == "operator"

    note = await api.post(f"/conversations/{conversation}/notes", json={"text": "Rings back"}, headers=mara)
    assert note.status_code == 201
    assert [
        each["text"] for each in (await got(api, f"/conversations/{conversation}/notes", mara))["items"]
    ] == ["Rings back"]

    resolved = await api.put(
        f"/escalations/{escalation}/resolve", json={"disposition": "solved"}, headers=mara
    )
    assert resolved.json()["status"] == "resolved"
    shown = await got(api, f"/conversations/{conversation}", mara)
    assert (shown["status"], shown["outcome"], shown["disposition"]) == ("ended", "escalated", "solved")
    kinds = [e["kind"] for e in (await got(api, f"/conversations/{conversation}/timeline", mara))["items"]]
    assert kinds[0] == "started" and {"escalated", "claimed", "noted", "resolved", "ended"} <= set(kinds)


async def test_one_escalation_says_what_the_customer_told_with_its_turn(api: httpx.AsyncClient):
    clinic = await a_clinic()
    mara = await signed_in(await a_member(clinic))
    where = (await a_conversation(clinic)).conversation_id
    for words in ("my son is allergic to latex, ring me on 020 7946 0123", "I want to talk to a person"):
        await take_turn(clinic.customer(), where, uuid7().hex, words, DEAF)

    [item] = (await got(api, "/escalations", mara, status="waiting"))["items"]
    shown = await got(api, f"/escalations/{item['id']}", mara)

    assert item["told"] == []
    assert shown["told"][0] == {"turn": 2, "words": "my son is allergic to latex, ring me on [phone ...23]"}
    assert "allergic" not in shown["summary"]


async def test_the_second_claim_is_a_409_that_says_who_was_first(api: httpx.AsyncClient):
    clinic = await a_clinic()
    mara, ben = [await signed_in(await a_member(clinic, name=name)) for name in ("Mara Lind", "Ben Okoro")]
    _, escalation = await waits(clinic)
    await api.put(f"/escalations/{escalation}/claim", headers=mara)

    late = await api.put(f"/escalations/{escalation}/claim", headers=ben)

    assert late.status_code == 409
    assert late.json()["code"] == "already_claimed" and "Mara Lind" in late.json()["detail"]


async def test_taken_over_and_handed_back(api: httpx.AsyncClient):
    clinic = await a_clinic()
    mara = await signed_in(await a_member(clinic))
    conversation = str((await a_conversation(clinic)).conversation_id)

    taken = await api.put(f"/conversations/{conversation}/take-over", headers=mara)
    back = await api.put(
        f"/conversations/{conversation}/hand-back", json={"instruction": "Offer Friday"}, headers=mara
    )

    assert taken.json()["reason"] == "taken_over"
    assert back.json()["handled_by"] == "agent" and back.json()["status"] == "agent"


async def test_turns_come_with_why_page_by_page(api: httpx.AsyncClient):
    clinic = await a_clinic()
    mara = await signed_in(await a_member(clinic))
    conversation = (await a_conversation(clinic)).conversation_id
    await take_turn(clinic.customer(), conversation, "one", "I want to talk to a person", DEAF)

    first = await got(api, f"/conversations/{conversation}/turns", mara, limit=2)
    rest = (
        await api.get(f"/conversations/{conversation}/turns", params={"after": first["next"]}, headers=mara)
    ).json()

    turns = first["items"] + rest["items"]
    assert [turn["seq"] for turn in turns] == list(range(1, len(turns) + 1))
    assert rest["next"] is None
    answer = next(turn for turn in turns if turn["answers"])
    assert answer["why"] and answer["tells"] and answer["outcome"] == "answered"


async def test_lists_are_pages_and_filters_are_checked(api: httpx.AsyncClient):
    clinic = await a_clinic()
    mara = await signed_in(await a_member(clinic))
    ids = [str((await a_conversation(clinic)).conversation_id) for _ in range(3)]

    first = await got(api, "/conversations", mara, limit=2)
    rest = await got(api, "/conversations", mara, limit=2, cursor=first["next"])

    assert [item["id"] for item in first["items"] + rest["items"]] == ids[::-1] and rest["next"] is None
    for wrong in (
        {"status": "sleeping"},
        {"channel": "pigeon"},
        {"started_from": "yesterday"},
        {"cursor": "x"},
    ):
        assert (await api.get("/conversations", params=wrong, headers=mara)).status_code == 422


READS = [
    "/conversations",
    "/conversations/{c}",
    "/conversations/{c}/turns",
    "/conversations/{c}/timeline",
    "/conversations/{c}/notes",
    "/escalations",
    "/escalations/{e}",
]
CHANGES = [
    ("POST", "/conversations/{c}/messages", {"text": "Hello", "client_turn_id": "x"}),
    ("POST", "/conversations/{c}/notes", {"text": "Hello"}),
    ("PUT", "/conversations/{c}/take-over", None),
    ("PUT", "/conversations/{c}/hand-back", {}),
    ("PUT", "/escalations/{e}/claim", None),
    ("PUT", "/escalations/{e}/release", None),
    ("PUT", "/escalations/{e}/resolve", {"disposition": "solved"}),
]
ALL = [("GET", path, None) for path in READS] + CHANGES


@pytest.mark.parametrize(("method", "path", "body"), ALL)
async def test_who_may_not_gets_nothing(api: httpx.AsyncClient, method: str, path: str, body: object):
    clinic, other = await a_clinic(), await a_clinic()
    conversation, escalation = await waits(clinic)
    url = path.format(c=conversation, e=escalation)
    nobody = await api.request(method, url, json=body)
    revoked = await api.request(
        method, url, json=body, headers=bearer(await a_token(of(clinic), revoked=True))
    )
    stranger = await api.request(method, url, json=body, headers=bearer(await a_token(of(other))))
    viewer = await api.request(method, url, json=body, headers=bearer(await a_token(of(clinic), Role.VIEWER)))

    assert nobody.status_code == revoked.status_code == 401
    assert stranger.status_code == (200 if "{" not in path else 404)
    if "{" not in path:
        assert stranger.json()["items"] == []
    assert viewer.status_code == (200 if method == "GET" else 403)


async def test_a_key_reads_and_speaks_as_far_as_its_scopes_go_and_claims_nothing(api: httpx.AsyncClient):
    clinic = await a_clinic()
    conversation, escalation = await waits(clinic)
    reads = bearer(await a_key(of(clinic), frozenset({Permission.READ_CONVERSATIONS})))
    nothing = bearer(await a_key(of(clinic), frozenset()))
    everything = bearer(await a_key(of(clinic)))

    assert (await api.get(f"/conversations/{conversation}", headers=reads)).status_code == 200
    assert (await api.get(f"/conversations/{conversation}", headers=nothing)).status_code == 403
    words = {"text": "Hello", "client_turn_id": "x"}
    assert (
        await api.post(f"/conversations/{conversation}/messages", json=words, headers=reads)
    ).status_code == 403
    agent_answers = await api.post(f"/conversations/{conversation}/messages", json=words, headers=everything)
    assert (agent_answers.status_code, agent_answers.json()["code"]) == (409, "agent_answers")
    assert (await api.put(f"/escalations/{escalation}/claim", headers=everything)).status_code == 403
