"""Tools of the business's own, with a model and a server behind real wires, and the real database."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from caly_app import db, wiring
from caly_app.adapters.openai_compatible import OpenAiCompatible
from caly_app.agents import own_tools
from caly_app.agents.config import AssistantDocument
from caly_app.ports import Ports
from caly_app.services import assistants, connections, model_use
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.take_turn import take_turn
from caly_app.settings import settings
from tests import fake_model as models
from tests.agents.model.scripted import means
from tests.agents.model.test_own_tools import PARCEL, PRICE, QUESTION, TICKET, WHERE
from tests.factories import DEAF, Clinic, a_clinic, a_conversation
from tests.fake_business import Asked, FakeBusiness, fake_business, gives, hangs_up, slow, status
from tests.fake_model import FakeModel, after, calls, fake_model, says

pytestmark = pytest.mark.usefixtures("database")

READ = calls(("track_parcel", {"number": "P-1"}), ("price", {"number": "P-1"}))
WRITE = calls(("open_ticket", {"subject": "Leaking tap"}))
NOTHING_UNDERSTOOD = says(means("none_of_these"))
NO_SUCH = calls(("no_such_tool", {"x": 1}))
OURS_SECONDS = 2.5  # what a turn may take besides all that a model is asked, where much else is done


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with fake_model() as one:
        yield one


@pytest.fixture
async def shop() -> AsyncIterator[FakeBusiness]:
    async with fake_business() as one:
        yield one


@pytest.fixture
def ports(fake: FakeModel, monkeypatch: pytest.MonkeyPatch) -> Ports:
    monkeypatch.setattr(settings, "connection_private_urls", True)
    model = OpenAiCompatible(fake.url, "key", "small")
    return replace(DEAF, model=model, outsides=wiring.OwnServers())


async def begun(shop: FakeBusiness, *tools: dict[str, Any]) -> tuple[Clinic, UUID]:
    clinic = await a_clinic()
    named = [{**tool, "connection": "shop"} for tool in tools or (PARCEL, PRICE, TICKET)]
    given = AssistantDocument.model_validate({"http_tools": named}).http_tools
    async with db.transaction(clinic.system()) as session:
        await connections.save(session, clinic.system(), "shop", connections.Given(shop.url, secret="s"))
        await assistants.change(
            session,
            clinic.system(),
            clinic.assistant_id,
            lambda document: document.model_copy(update={"http_tools": given}),
            message="tools",
        )
    return clinic, (await a_conversation(clinic)).conversation_id


async def say(clinic: Clinic, where: UUID, words: str, ports: Ports, turn: str = "") -> TurnResult:
    return await take_turn(clinic.customer(), where, turn or uuid7().hex, words, ports)


def text_of(result: TurnResult) -> str:
    assert result.reply
    return result.reply.text


async def test_two_reads_side_by_side_then_an_answer(fake, shop, ports, admin):
    clinic, where = await begun(shop)
    at_once: list[int] = []

    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        at_once.append(len(shop.asked))
        await slow(0.2, gives(WHERE if "parcels" in asked.path else {"price": 9.5}))(asked, writer)
        at_once.append(len(shop.asked))

    shop.usual = behave
    fake.then(NOTHING_UNDERSTOOD, READ, says("It is in Leeds and costs £9.50."))
    result = await say(clinic, where, QUESTION, ports)

    assert text_of(result).startswith("It is in Leeds and costs £9.50.")
    assert sorted(asked.path for asked in shop.asked) == ["/api/parcels/P-1", "/api/prices/P-1"]
    assert at_once[2:] == [2, 2], "both were under way when the first came back"
    assert all(asked.headers["authorization"] for asked in shop.asked)
    runs = admin.execute("select tool, writes, arguments from tool_run order by tool").fetchall()
    assert runs == [
        ("own:price", False, {"call": "private"}),
        ("own:track_parcel", False, {"call": "private"}),
    ]
    assert admin.execute("select count(*) from usage where kind like 'model.%'").fetchall() == [(3,)]


async def test_a_read_that_hangs_ends_with_its_own_sentence(fake, shop, ports, monkeypatch):
    monkeypatch.setattr(own_tools, "SECONDS", 0.3)
    clinic, where = await begun(shop)
    shop.usual = slow(30, gives({}))
    fake.then(NOTHING_UNDERSTOOD, calls(("track_parcel", {"number": "P-1"})))
    result = await say(clinic, where, QUESTION, ports)
    assert text_of(result).startswith("The parcel service is away today.")


async def test_a_write_happens_once_after_the_yes_whoever_says_it_twice(fake, shop, ports, admin):
    clinic, where = await begun(shop)
    shop.usual = gives({"reference": "T-77"}, code=201)
    fake.then(NOTHING_UNDERSTOOD, WRITE)
    asked = await say(clinic, where, QUESTION, ports)
    assert asked.reply and asked.reply.asks == ("confirmation",) and asked.reply.card
    assert not shop.asked

    done = await say(clinic, where, "yes", ports, turn="the yes")
    again = await say(clinic, where, "yes", ports, turn="the yes")
    assert text_of(done).startswith("That is done. Your ticket is T-77.") and text_of(again) == text_of(done)
    [sent] = shop.asked
    assert (sent.method, sent.path, sent.body) == ("POST", "/api/tickets", {"subject": "Leaking tap"})
    assert sent.key
    writes = admin.execute("select state, arguments from tool_run where writes").fetchall()
    assert {state for state, _ in writes} == {"done"}
    assert "Leaking" not in str(writes)


async def test_nobody_knows_whether_it_is_done_and_a_person_looks(fake, shop, ports, admin):
    clinic, where = await begun(shop)
    shop.usual = hangs_up
    fake.then(NOTHING_UNDERSTOOD, WRITE)
    await say(clinic, where, QUESTION, ports)
    result = await say(clinic, where, "yes", ports)
    assert result.reply and result.reply.tells[0] == "outside_unsure" and result.escalated
    assert len({asked.key for asked in shop.asked}) == 1, "sent again only under the same key"


async def test_what_their_server_refuses_is_not_called_done(fake, shop, ports):
    clinic, where = await begun(shop)
    shop.usual = status(409)
    fake.then(NOTHING_UNDERSTOOD, WRITE)
    await say(clinic, where, QUESTION, ports)
    result = await say(clinic, where, "yes", ports)
    assert result.reply and result.reply.tells[0] == "outside_refused"


async def test_a_connection_that_is_gone_is_away(fake, shop, ports):
    clinic, where = await begun(shop)
    async with db.transaction(clinic.system()) as session:
        await connections.remove(session, clinic.system(), "shop")
    fake.then(NOTHING_UNDERSTOOD, calls(("track_parcel", {"number": "P-1"})))
    result = await say(clinic, where, QUESTION, ports)
    assert result.reply and result.reply.tells[0] == "own_tool_away"
    assert not shop.asked


async def test_an_easy_turn_asks_neither(fake, shop, ports):
    clinic, where = await begun(shop)
    await say(clinic, where, "I would like to book an appointment", ports)
    assert not fake.asked and not shop.asked


async def taken(clinic: Clinic, where: UUID, ports: Ports) -> tuple[TurnResult, float]:
    started = time.monotonic()
    result = await say(clinic, where, QUESTION, ports)
    return result, time.monotonic() - started


@pytest.mark.parametrize(
    "bad",
    [
        *(models.status(429), models.status(500), models.html, models.empty, models.cut),
        *(models.silent, models.stalls, models.huge(), after(0.9, NO_SUCH), after(0.9, says("NONE"))),
        calls(("track_parcel", '{"number": "' + "P" * 10_000_000)),
    ],
    ids=["429", "500", "html", "empty", "cut", "silent", "stalls", "10-MB", "unknown", "slow", "arguments"],
)
@pytest.mark.parametrize("understanding", [after(0.7, NOTHING_UNDERSTOOD), None], ids=["slow", "as bad"])
async def test_on_a_models_bad_day_all_that_it_is_asked_has_one_limit(
    fake, shop, ports, monkeypatch, bad, understanding
):
    monkeypatch.setattr(model_use, "TURN_SECONDS", 3.0)
    clinic, where = await begun(shop)
    fake.usual = bad
    if understanding:
        fake.then(understanding)
    result, seconds = await taken(clinic, where, ports)

    assert seconds < model_use.TURN_SECONDS + OURS_SECONDS
    assert result.reply and result.reply.tells == ("not_understood",) and not shop.asked


async def test_what_their_own_server_takes_is_not_the_models(fake, shop, ports, monkeypatch):
    monkeypatch.setattr(model_use, "TURN_SECONDS", 3.0)
    clinic, where = await begun(shop)
    shop.usual = slow(3.5, gives(WHERE))
    fake.then(NOTHING_UNDERSTOOD, READ, says("It is in Leeds."))
    result, seconds = await taken(clinic, where, ports)
    assert text_of(result).startswith("It is in Leeds.") and seconds > model_use.TURN_SECONDS

    fake.then(NOTHING_UNDERSTOOD, READ)
    fake.usual = models.silent
    result, seconds = await taken(clinic, where, ports)
    assert result.reply and result.reply.text
    assert seconds < 3.5 + model_use.TURN_SECONDS + OURS_SECONDS
