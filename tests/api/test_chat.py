"""The customer's side over REST: what is accepted gets one outcome, and nobody hears another's words."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db, wiring
from caly_app.agents import engine
from caly_app.agents.turn import TurnContext
from caly_app.api import domains, rate_limits
from caly_app.api.app import make_api
from caly_app.embedded_postgres import Urls
from caly_app.models import EndedBy
from caly_app.ports import Ports
from caly_app.services import escalations
from caly_app.services.conversations import speak
from caly_app.services.conversations.end import end
from caly_app.settings import settings
from tests.factories import DEAF, Clinic, a_clinic, a_member


@pytest.fixture(autouse=True)
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Understands by patterns alone: quick, and enough for opening hours and goodbyes."""
    monkeypatch.setattr(wiring, "ports", lambda: DEAF)


@pytest.fixture
async def clinic(database: Urls, doorman: None) -> Clinic:
    return await a_clinic("elm-row", branding={"color": "#0b7285"}, languages=["en", "de"])


class Chat:
    """A customer with a conversation."""

    def __init__(self, api: httpx.AsyncClient, begun: dict[str, Any]) -> None:
        self.api, self.begun = api, begun
        self.id, self.token = begun["conversation_id"], begun["token"]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def say(self, text: str, name: str | None = None, **more: Any) -> httpx.Response:
        body = {"text": text, "client_turn_id": name or uuid7().hex, **more}
        return await self.api.post(f"/chat/conversations/{self.id}/messages", json=body, headers=self.headers)

    async def get(self, what: str = "messages", **params: Any) -> httpx.Response:
        return await self.api.get(
            f"/chat/conversations/{self.id}/{what}", params=params, headers=self.headers
        )


async def begin(api: httpx.AsyncClient, slug: str = "elm-row", **body: Any) -> Chat:
    answer = await api.post(f"/chat/{slug}/conversations", json=body)
    assert answer.status_code == 201, answer.text
    return Chat(api, answer.json())


@pytest.fixture
async def chat(api: httpx.AsyncClient, clinic: Clinic) -> Chat:
    return await begin(api)


# -- beginning


async def test_who_the_business_is(api: httpx.AsyncClient, clinic: Clinic) -> None:
    info = (await api.get("/chat/elm-row/info", params={"language": "de-AT"})).json()
    assert info["name"] == "Elm Row Clinic" and info["color"] == "#0b7285"
    assert info["language"] == "de" and info["timezone"] == "Europe/London"
    assert len(info["greeting"]["quick_replies"]) == 3
    assert (await api.get("/chat/nobody-here/info")).status_code == 404


async def test_begin_and_ask(chat: Chat) -> None:
    assert chat.begun["greeting"]["speaker"] == "agent"
    assert len(chat.begun["greeting"]["quick_replies"]) == 3
    answer = await chat.say("When are you open?")
    body = answer.json()
    assert answer.status_code == 200
    assert "08:00" in body["reply"]["text"] and body["handled_by"] == "agent"
    assert body["ended"] is False and body["escalated"] is False and body["conversation_id"] == chat.id


async def test_the_first_message_may_come_along(api: httpx.AsyncClient, clinic: Clinic) -> None:
    chat = await begin(api, initial_message="When are you open?", customer={"name": "Ros Penhale"})
    assert "08:00" in chat.begun["answer"]["reply"]["text"]
    said = (await chat.get()).json()["items"]
    assert [turn["speaker"] for turn in said] == ["agent", "customer", "agent"]


async def test_begun_twice_by_the_same_key_is_one_conversation(
    api: httpx.AsyncClient, clinic: Clinic
) -> None:
    key = {"Idempotency-Key": "the-same"}
    one = await api.post("/chat/elm-row/conversations", json={}, headers=key)
    two = await api.post("/chat/elm-row/conversations", json={}, headers=key)
    assert one.status_code == two.status_code == 201
    assert one.json()["conversation_id"] == two.json()["conversation_id"]
    assert one.json()["token"] == two.json()["token"]


# -- a message


async def test_sent_again_it_is_said_once(chat: Chat) -> None:
    first = (await chat.say("When are you open?", "m1")).json()
    again = (await chat.say("When are you open?", "m1")).json()
    assert again == first
    assert len((await chat.get()).json()["items"]) == 3


async def test_ten_times_at_once_it_is_said_once(chat: Chat) -> None:
    answers = await asyncio.gather(*(chat.say("When are you open?", "m1") for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["reply"]["id"] for answer in answers}) == 1
    assert len((await chat.get()).json()["items"]) == 3


async def test_the_same_name_for_other_words_is_refused(chat: Chat) -> None:
    await chat.say("When are you open?", "m1")
    assert (await chat.say("Where are you?", "m1")).status_code == 409


async def test_a_message_may_be_4000_characters_long(chat: Chat) -> None:
    assert (await chat.say("é" * 4000)).status_code == 200
    refused = await chat.say("é" * 4001)
    assert refused.status_code == 422
    assert "4,000" in refused.json()["detail"] and "4,001" in refused.json()["detail"]


@pytest.mark.parametrize(
    "text", ["", "   ", "<script>alert(1)</script>", "‮abc", "👩‍👩‍👧", "a\nb\tc", "'; drop table"]
)
async def test_what_is_said_is_kept_as_it_was_said(chat: Chat, text: str) -> None:
    assert (await chat.say(text)).status_code == 200
    assert (await chat.get()).json()["items"][1]["text"] == text


@pytest.mark.parametrize(
    "body",
    [
        '{"text": "a\\u0000", "client_turn_id": "x"}',
        '{"text": "\\ud800", "client_turn_id": "x"}',
        '{"text": "a", "client_turn_id": ""}',
        '{"text": "a"}',
        '{"text": 1, "client_turn_id": "x"}',
        "[",
    ],
)
async def test_what_cannot_be_kept_is_refused(chat: Chat, body: str) -> None:
    answer = await chat.api.post(
        f"/chat/conversations/{chat.id}/messages",
        content=body,
        headers={**chat.headers, "Content-Type": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_too_many_messages_have_to_wait(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "limit_messages_per_minute", 3)
    answers = [await chat.say("When are you open?") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


# -- whose conversation


async def test_a_token_opens_its_own_conversation_only(api: httpx.AsyncClient, clinic: Clinic) -> None:
    mine, other = await begin(api), await begin(api)
    other.token = mine.token
    for what in ("messages", "events"):
        assert (await other.get(what)).status_code == 404
    assert (await other.say("hello")).status_code == 404
    for act in ("end", "typing"):
        answer = await api.post(f"/chat/conversations/{other.id}/{act}", headers=other.headers)
        assert answer.status_code == 404
    for token in ("", "cust_nonsense", mine.token[:-2] + "AA", "caly_key"):
        other.token = token
        assert (await other.get()).status_code == 401


async def test_nothing_of_why_is_shown(chat: Chat) -> None:
    await chat.say("When are you open?")
    assert "why" not in (await chat.get()).text and "confidence" not in (await chat.get()).text


# -- an ended conversation


async def test_a_message_to_an_ended_conversation_begins_the_next(
    chat: Chat, admin: psycopg.Connection
) -> None:
    await chat.say("When are you open?", "m1")
    assert (await chat.api.post(f"/chat/conversations/{chat.id}/end", headers=chat.headers)).json()[
        "ended"
    ] is True
    first = (await chat.say("Are you open on Sunday?", "m2")).json()
    again = (await chat.say("Are you open on Sunday?", "m2")).json()
    assert first["conversation_id"] != chat.id and first["token"]
    assert again["conversation_id"] == first["conversation_id"] and again["reply"] == first["reply"]
    rows = admin.execute("select count(*), count(distinct customer_id) from conversation").fetchone()
    assert rows == (2, 1)

    chat.id, chat.token = first["conversation_id"], first["token"]
    seen = (await chat.get()).json()
    assert [turn["text"] for turn in seen["items"]][1] == "Are you open on Sunday?"
    assert "When are you open?" in [turn["text"] for turn in seen["earlier"]]
    assert (await chat.get(after=1)).json()["earlier"] == []


async def test_a_goodbye_sent_again_to_the_conversation_before_begins_no_third(
    chat: Chat, admin: psycopg.Connection
) -> None:
    await chat.api.post(f"/chat/conversations/{chat.id}/end", headers=chat.headers)
    first = (await chat.say("bye", "m1")).json()
    assert first["ended"] is True
    again = (await chat.say("bye", "m1")).json()
    assert again["conversation_id"] == first["conversation_id"]
    assert admin.execute("select count(*) from conversation").fetchone() == (2,)


# -- the business's people


async def test_an_operator_answers(chat: Chat, clinic: Clinic) -> None:
    mara = await a_member(clinic)
    await take_over(mara, chat)
    body = (await chat.say("Is anybody there?")).json()
    assert body["reply"] is None and body["handled_by"] == "operator"
    await speak_as(mara, chat, "Hello, this is Mara.")
    seen = (await chat.get()).json()
    assert seen["items"][-1]["speaker"] == "operator" and seen["items"][-1]["author_name"] == "Mara Lind"
    assert seen["status"]["operator_name"] == "Mara Lind"


async def test_a_wish_for_a_person_is_heard_in_any_words(chat: Chat, admin: psycopg.Connection) -> None:
    body = (await chat.say("xyzzy", wants_person=True)).json()
    assert body["escalated"] is True
    assert admin.execute("select reason from escalation").fetchall() == [("requested",)]
    await chat.say("xyzzy again", wants_person=True)
    assert admin.execute("select count(*) from escalation").fetchone() == (1,)


async def take_over(operator: Any, chat: Chat) -> None:
    async with db.transaction(operator) as session:
        await escalations.take_over(session, operator, UUID(chat.id))


async def speak_as(operator: Any, chat: Chat, text: str) -> None:
    async with db.transaction(operator) as session:
        await speak.say(session, operator, UUID(chat.id), text, uuid7().hex)


# -- streams


async def test_an_answer_comes_as_a_stream(chat: Chat) -> None:
    body = {"text": "When are you open?", "client_turn_id": "m1"}
    answer = await chat.api.post(
        f"/chat/conversations/{chat.id}/messages",
        json=body,
        headers={**chat.headers, "Accept": "text/event-stream"},
    )
    events = list(read(answer.text))
    names = [name for name, _, _ in events]
    assert names[0] == "accepted" and names[-1] == "done" and set(names[1:-1]) <= {"working", "piece"}
    words = "".join(data["text"] for name, _, data in events if name == "piece")
    done = events[-1][2]
    assert words == done["reply"]["text"]
    assert events[0][2]["turn"]["client_turn_id"] == "m1" and done["turn_id"] == events[0][2]["turn"]["id"]
    assert done == (await chat.say("When are you open?", "m1")).json()


async def test_whoever_waits_is_told_so_within_three_seconds(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = engine.decide

    async def slow(turn: TurnContext, ports: Ports) -> engine.Decision:
        await asyncio.sleep(2.7)
        return await decide(turn, ports)

    monkeypatch.setattr(engine, "decide", slow)
    path = f"/chat/conversations/{chat.id}/messages"
    body = {"text": "When are you open?", "client_turn_id": "m1"}
    answer = await chat.api.post(path, json=body, headers={**chat.headers, "Accept": "text/event-stream"})
    events = [(name, data) for name, _, data in read(answer.text)]
    assert [data["what"] for name, data in events if name == "working"] == ["thinking", "one_moment"]


async def test_words_leave_before_the_turn_is_written_and_are_its_beginning(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = engine.decide

    async def early(turn: TurnContext, ports: Ports) -> engine.Decision:
        assert ports.leave
        ports.leave("We are")
        await asyncio.sleep(1.0)
        return await decide(turn, ports)

    monkeypatch.setattr(engine, "decide", early)
    path = f"/chat/conversations/{chat.id}/messages"
    body = {"text": "When are you open?", "client_turn_id": "m1"}
    answer = await chat.api.post(path, json=body, headers={**chat.headers, "Accept": "text/event-stream"})
    events = [(name, data) for name, _, data in read(answer.text)]
    pieces = [data["text"] for name, data in events if name == "piece"]
    assert events[1] == ("piece", {"text": "We are"}) and "working" not in dict(events)
    assert "".join(pieces) == events[-1][1]["reply"]["text"]


async def test_words_that_leave_at_once_arrive_in_their_order(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = engine.decide

    async def early(turn: TurnContext, ports: Ports) -> engine.Decision:
        assert ports.leave
        for words in ("We", " are", " open"):
            ports.leave(words)
        return await decide(turn, ports)

    monkeypatch.setattr(engine, "decide", early)
    path = f"/chat/conversations/{chat.id}/messages"
    body = {"text": "When are you open?", "client_turn_id": "m1"}
    answer = await chat.api.post(path, json=body, headers={**chat.headers, "Accept": "text/event-stream"})
    pieces = [data["text"] for name, _, data in read(answer.text) if name == "piece"]
    assert pieces[:3] == ["We", " are", " open"]


async def test_what_happens_is_heard_once_and_in_order(chat: Chat, clinic: Clinic) -> None:
    mara = await a_member(clinic)
    async with Listener(chat) as ear:
        await ear.until(lambda: ear.status is not None)
        await chat.say("When are you open?")
        await take_over(mara, chat)
        await speak_as(mara, chat, "One")
        await speak_as(mara, chat, "Two")
        await ear.until(lambda: len(ear.turns) == 5)
        assert ear.status and ear.status["handled_by"] == "operator"
    assert [turn["seq"] for turn in ear.turns] == sorted({turn["seq"] for turn in ear.turns})

    last = ear.turns[-2]["seq"]
    async with Listener(chat, last) as again:
        await again.until(lambda: again.status is not None)
        assert [turn["text"] for turn in again.turns] == ["Two"]
        async with db.transaction(mara) as session:
            await speak.typing(session, mara, UUID(chat.id))
        await again.until(lambda: bool(again.status and again.status["typing"]))
        assert again.status and again.status["typing"] == {"party": "operator", "name": "Mara Lind"}
        async with db.transaction(mara) as session:
            await end(session, mara, UUID(chat.id), EndedBy.OPERATOR)
        await again.until(lambda: again.has_ended)
    assert again.status and again.status["ended_by"] == "operator"


async def test_a_long_conversation_is_heard_whole(chat: Chat, clinic: Clinic) -> None:
    mara = await a_member(clinic)
    await take_over(mara, chat)
    for number in range(120):
        await speak_as(mara, chat, str(number))
    async with Listener(chat) as ear:
        await ear.until(lambda: len(ear.turns) == 121)
    first = (await chat.get()).json()
    rest = (await chat.get(after=first["next"])).json()
    assert len(first["items"]) == 100 and len(rest["items"]) == 21 and rest["next"] is None


class Listener:
    """Somebody at the stream of events. (The transport of httpx would wait for its end.)"""

    def __init__(self, chat: Chat, after: int = 0) -> None:
        self.chat, self.after = chat, after
        self.turns: list[dict[str, Any]] = []
        self.status: dict[str, Any] | None = None
        self.has_ended = False
        self._rest = ""

    async def __aenter__(self) -> "Listener":
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])

    async def until(self, is_so: Any) -> None:
        async with asyncio.timeout(5):
            while not is_so():
                if self._task.done() and not self.has_ended:
                    self._task.result()
                await asyncio.sleep(0.01)

    async def _listen(self) -> None:
        path = f"/api/v1/chat/conversations/{self.chat.id}/events"
        headers = [
            (b"authorization", f"Bearer {self.chat.token}".encode()),
            (b"last-event-id", str(self.after).encode()),
            (b"host", b"127.0.0.1:3000"),
        ]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 3000), "state": {},
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(3600)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                assert message["status"] == 200
            else:
                self._heard(message.get("body", b"").decode())
                self.has_ended = not message.get("more_body", False)

        await make_api()(scope, receive, send)

    def _heard(self, text: str) -> None:
        *blocks, self._rest = (self._rest + text).split("\n\n")
        for name, number, data in read("\n\n".join(blocks)):
            if name == "turn":
                assert number == str(data["seq"])
                self.turns.append(data)
            elif name == "status":
                self.status = data


def read(text: str) -> Any:
    """Events as (name, id, data)."""
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and line[0] != ":")
        if "event" in fields:
            yield fields["event"], fields.get("id"), json.loads(fields["data"])


# -- on whose pages


@pytest.mark.parametrize(
    ("allowed", "origin", "may"),
    [
        ([], "https://anything.example", True),
        (["example.org"], "https://example.org", True),
        (["example.org"], "http://example.org:80", True),
        (["example.org"], "https://example.org:8443", False),
        (["example.org"], "https://www.example.org", False),
        (["example.org"], "https://example.org.evil.example", False),
        (["example.org"], "https://evilexample.org", False),
        (["*.example.org"], "https://www.example.org", True),
        (["*.example.org"], "https://a.b.example.org", True),
        (["*.example.org"], "https://example.org", False),
        (["shop.example:8443"], "https://shop.example:8443", True),
        (["shop.example:8443"], "https://shop.example", False),
        (["example.org"], "null", False),
        (["example.org"], "file://", False),
        (["example.org"], "https://example.org:99999", False),
    ],
)
def test_domains(allowed: list[str], origin: str, may: bool) -> None:
    assert domains.admits(allowed, origin) is may


async def test_a_page_that_is_not_allowed_is_refused(api: httpx.AsyncClient, doorman: None) -> None:
    await a_clinic("closed", allowed_domains=["shop.example"])
    foreign = {"Origin": "https://elsewhere.example"}
    assert (await api.get("/chat/closed/info", headers=foreign)).status_code == 403
    begun = await api.post("/chat/closed/conversations", json={}, headers=foreign)
    assert begun.status_code == 403 and begun.json()["code"] == "not_on_this_site"
    for origin in ("https://shop.example", settings.address, "http://127.0.0.1:3000"):
        chat = await api.post("/chat/closed/conversations", json={}, headers={"Origin": origin})
        assert chat.status_code == 201, origin
    inside = Chat(api, chat.json())
    refused = await api.get(
        f"/chat/conversations/{inside.id}/messages", headers={**inside.headers, **foreign}
    )
    assert refused.status_code == 403
    assert (await inside.get()).status_code == 200


@pytest.fixture(autouse=True)
async def fresh_limits() -> AsyncIterator[None]:
    rate_limits.forget_all()
    yield
