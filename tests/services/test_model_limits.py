"""Limits of a language model, of money and of tokens, with a model behind a real wire and a real database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db, wiring
from caly_app.adapters.openai_compatible import OpenAiCompatible
from caly_app.models import EndedBy, ModelTerms
from caly_app.ports import ANSWER_TOKENS_AT_MOST, ModelEndpoint, Ports
from caly_app.queries import business as business_queries
from caly_app.services import model_endpoints, model_limits
from caly_app.services.conversations.end import end
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.model_endpoints import TermsGiven
from caly_app.settings import settings
from tests.agents.model.scripted import means
from tests.factories import DEAF, Clinic, a_clinic, a_conversation
from tests.fake_model import FakeModel, after, cut, fake_model, says, silent, status

pytestmark = pytest.mark.usefixtures("database")

ODD = "that whatsit of my ticker needs doing"
NONE = says(means("none_of_these"))
TOKENS, MICROS = 120, 72  # of one of its answers, at the installation's price


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with fake_model(NONE) as one:
        yield one


@pytest.fixture
def ports(fake: FakeModel, monkeypatch: pytest.MonkeyPatch) -> Ports:
    monkeypatch.setattr(settings, "model_private_urls", True)
    return replace(DEAF, model=OpenAiCompatible(fake.url, "key", "small"), models=wiring.OwnModels())


async def begun(clinic: Clinic | None = None) -> tuple[Clinic, UUID]:
    clinic = clinic or await a_clinic()
    return clinic, (await a_conversation(clinic)).conversation_id


async def say(clinic: Clinic, where: UUID, ports: Ports) -> TurnResult:
    return await take_turn(clinic.customer(), where, uuid7().hex, ODD, ports)


async def has_its_own(clinic: Clinic, fake: FakeModel, small: str = "", **terms: Any) -> None:
    boss = clinic.system()
    async with db.transaction(boss) as session:
        endpoint = ModelEndpoint(fake.url, "own", b"", small)
        await model_endpoints.put(session, boss, endpoint, TermsGiven(**terms))


def lines_of(admin: psycopg.Connection, clinic: Clinic) -> list[tuple[Any, ...]]:
    return admin.execute(
        "select kind, quantity, cost_micros from usage where workspace_id = %s and kind like 'model.%%'",
        (clinic.workspace_id,),
    ).fetchall()


def why_not(result: TurnResult) -> list[Any]:
    assert result.reply and result.reply.text, "the customer has an answer"
    return [(one["limit"], one["most"]) for one in result.reply.why["models"] if one.get("limit")]


async def test_the_tokens_of_a_conversation_end_the_models_part_there_and_nowhere_else(
    fake, ports, monkeypatch
):
    monkeypatch.setattr(settings, "model_tokens_conversation", 150)
    clinic, where = await begun()
    for _ in range(2):
        assert why_not(await say(clinic, where, ports)) == []
    assert why_not(await say(clinic, where, ports)) == [("conversation_tokens", 150)]
    assert len(fake.asked) == 2

    _, other = await begun(clinic)
    assert why_not(await say(clinic, other, ports)) == []
    assert len(fake.asked) == 3


async def test_the_tokens_of_a_day_end_it_for_the_workspace_and_no_other(fake, ports, monkeypatch):
    monkeypatch.setattr(settings, "model_tokens_workspace_day", 1)
    clinic, where = await begun()
    await say(clinic, where, ports)
    _, other = await begun(clinic)
    assert why_not(await say(clinic, other, ports)) == [("day_tokens", 1)]
    assert len(fake.asked) == 1

    neighbour, elsewhere = await begun(await a_clinic(organization_id=clinic.organization_id))
    await say(neighbour, elsewhere, ports)
    assert len(fake.asked) == 2


async def test_a_model_that_costs_nothing_has_its_limit_too(fake, ports, monkeypatch, admin):
    clinic, where = await begun()
    await has_its_own(clinic, fake, price_in=Decimal(0), price_out=Decimal(0), tokens_conversation=1)
    await say(clinic, where, ports)
    assert why_not(await say(clinic, where, ports)) == [("conversation_tokens", 1)]
    assert lines_of(admin, clinic) == [("model.understand", TOKENS, 0)]


async def test_its_own_price_is_what_its_turns_have_cost(fake, ports, admin):
    clinic, where = await begun()
    await has_its_own(clinic, fake, price_in=Decimal("0.15"), price_out=Decimal("2.1"))
    result = await say(clinic, where, ports)
    assert lines_of(admin, clinic) == [("model.understand", TOKENS, 15 + 42)]
    assert result.reply and [one["cost_micros"] for one in result.reply.why["models"]] == [57]

    neighbour, elsewhere = await begun()
    await has_its_own(neighbour, fake)
    await say(neighbour, elsewhere, ports)
    assert lines_of(admin, neighbour) == [("model.understand", TOKENS, MICROS)]


async def test_its_own_budget_wins_whichever_is_larger(fake, ports, monkeypatch):
    monkeypatch.setattr(settings, "model_budget_conversation", 0.00005)
    clinic, where = await begun()
    await has_its_own(clinic, fake, budget_conversation=Decimal(1))
    for _ in range(3):
        assert why_not(await say(clinic, where, ports)) == []
    assert len(fake.asked) == 3

    monkeypatch.setattr(settings, "model_budget_conversation", 100.0)
    thrifty, there = await begun()
    await has_its_own(thrifty, fake, budget_conversation=Decimal("0.00005"), budget_day=Decimal(1))
    await say(thrifty, there, ports)
    assert why_not(await say(thrifty, there, ports)) == [("conversation_money", 50)]
    assert len(fake.asked) == 4


async def test_of_two_workspaces_with_one_model_each_has_its_own_day(fake, ports):
    clinic, where = await begun()
    neighbour, elsewhere = await begun(await a_clinic(organization_id=clinic.organization_id))
    for one in (clinic, neighbour):
        await has_its_own(one, fake, budget_day=Decimal("0.00005"))
    for one, there in ((clinic, where), (neighbour, elsewhere)):
        assert why_not(await say(one, there, ports)) == []
        assert why_not(await say(one, there, ports)) == [("day_money", 50)]


async def test_what_is_asked_at_once_counts_for_each(fake, ports, monkeypatch, admin):
    """Twelve conversations at once: not more are asked than what the first of them may come to."""
    most = 3 * ANSWER_TOKENS_AT_MOST
    monkeypatch.setattr(settings, "model_tokens_workspace_day", most)
    fake.usual = after(0.5, NONE)
    clinic = await a_clinic()
    places = [(await begun(clinic))[1] for _ in range(12)]
    results = await asyncio.gather(*(say(clinic, where, ports) for where in places))

    assert 1 <= len(fake.asked) <= 3
    refused = [why_not(result) for result in results if why_not(result)]
    assert len(refused) == 12 - len(fake.asked) and refused[0] == [("day_tokens", most)]
    assert lines_of(admin, clinic) == [("model.understand", TOKENS, MICROS)] * len(fake.asked)


async def test_more_than_a_limit_is_only_what_the_last_answer_came_to(fake, ports, monkeypatch, admin):
    monkeypatch.setattr(settings, "model_tokens_workspace_day", 700)
    clinic = await a_clinic()
    places = [(await begun(clinic))[1] for _ in range(6)]
    for _ in range(3):
        await asyncio.gather(*(say(clinic, where, ports) for where in places))
    used = sum(quantity for _, quantity, _ in lines_of(admin, clinic))
    assert used <= 700 + TOKENS


@pytest.mark.parametrize(
    "counts",
    [False, (0, 0), (-5, -5), (10**30, 10**30), (None, None), ("many", 1.5)],
    ids=["no", "zero", "negative", "absurd", "null", "words"],
)
async def test_what_a_server_does_not_count_is_estimated(fake, ports, admin, counts):
    fake.usual = says(means("none_of_these"), counts=counts)
    clinic, where = await begun()
    await say(clinic, where, ports)
    [(kind, tokens, micros)] = lines_of(admin, clinic)
    assert kind == "model.understand" and 200 < tokens < 5000 and micros > 0


async def test_what_was_refused_costs_nothing_and_what_was_lost_stays_counted(
    fake, ports, monkeypatch, admin
):
    clinic, where = await begun()
    fake.usual = status(500)
    await say(clinic, where, ports)
    assert lines_of(admin, clinic) == []

    for place, lost in enumerate((silent, cut), 1):
        fake.usual = lost
        clinic, where = await begun()
        fresh = replace(ports, model=OpenAiCompatible(fake.url, "key", f"slow-{place}"))
        assert why_not(await say(clinic, where, fresh)) == []
        [(kind, tokens, micros)] = lines_of(admin, clinic)
        assert kind == "model.begun" and tokens > ANSWER_TOKENS_AT_MOST and micros > 0
    monkeypatch.setattr(settings, "model_tokens_conversation", 100)
    assert why_not(await say(clinic, where, fresh)) == [("conversation_tokens", 100)]


async def test_a_turn_that_asks_twice_counts_what_it_came_to_and_not_twice(fake, monkeypatch, admin):
    """The cheaper one is unsure, the other is asked: the first answer counts with what it was."""
    monkeypatch.setattr(settings, "model_tokens_conversation", 2 * TOKENS + 1)
    clinic, where = await begun()
    small = OpenAiCompatible(fake.url, "key", "cheap")
    both = replace(DEAF, model=OpenAiCompatible(fake.url, "key", "large"), small=small)
    fake.usual = says(means("book_appointment", 0.5))
    await say(clinic, where, both)
    assert [kind for kind, _, _ in lines_of(admin, clinic)] == ["model.understand.small", "model.understand"]
    assert len(fake.asked) == 2


# --- what people see ---


async def alarms_of(clinic: Clinic) -> list[tuple[str, int, bool, UUID | None]]:
    boss = clinic.system()
    async with db.transaction(boss) as session:
        facts = await business_queries.of_workspace(session, clinic.workspace_id)
        found = await model_limits.alarms(session, boss, model_limits.limits_of(facts.terms))
    return [
        (alarm.level.limit, alarm.level.used, alarm.level.is_reached, alarm.conversation_id)
        for alarm in found
    ]


async def test_people_are_told_from_eighty_percent_on_while_a_conversation_is_open(fake, ports):
    clinic, where = await begun()
    await has_its_own(clinic, fake, tokens_conversation=140, tokens_day=300)
    assert await alarms_of(clinic) == []
    await say(clinic, where, ports)
    assert await alarms_of(clinic) == [("conversation_tokens", 120, False, where)]
    await say(clinic, where, ports)
    assert await alarms_of(clinic) == [
        ("conversation_tokens", 240, True, where),
        ("day_tokens", 240, False, None),
    ]
    async with db.transaction(clinic.system()) as session:
        await end(session, clinic.system(), where, EndedBy.OPERATOR)
    assert await alarms_of(clinic) == [("day_tokens", 240, False, None)]


async def test_a_ring_tells_when_a_limit_comes_near(fake, ports):
    clinic, where = await begun()
    await has_its_own(clinic, fake, tokens_conversation=300)
    topic = f"workspace:{clinic.workspace_id}"
    rung = []
    for _ in range(4):
        while not db.rings_to_send.empty():
            db.rings_to_send.get_nowait()
        await say(clinic, where, ports)
        topics = {db.rings_to_send.get_nowait() for _ in range(db.rings_to_send.qsize())}
        rung.append(topic in topics)
    assert rung == [False, True, True, False]  # 120; 240 of 300 are near; 360; not asked


def test_terms_of_its_own_stand_before_the_installations_each_by_itself():
    own = ModelTerms(price_in=Decimal("0.000001"), tokens_day=5)
    now = model_limits.in_force(own)
    assert (now.price_in, now.price_out) == (Decimal("0.000001"), Decimal("1.6"))
    assert (now.budget_conversation, now.tokens_day) == (Decimal("0.7"), 5)
    assert model_limits.price_of(own, is_small=True).sent == Decimal("0.1")
    own = replace(own, small_price_in=Decimal("0.02"))
    assert model_limits.price_of(own, is_small=True).sent == Decimal("0.02")
    assert model_limits.price_of(own).sent == Decimal("0.000001")


async def test_a_cheaper_one_of_its_own_is_asked_first_at_its_own_price(fake, ports, admin):
    clinic, where = await begun()
    await has_its_own(clinic, fake, "own-small", price_in=Decimal(4), small_price_in=Decimal("0.5"))
    installed = OpenAiCompatible(fake.url, "key", "small of the installation")
    mind = replace(ports, small=installed)
    fake.then(says(means("book_appointment")))
    result = await say(clinic, where, mind)
    assert result.reply and result.reply.asks == ("date",), "it was sure, and the other was not asked"
    assert [asked["model"] for asked in fake.asked] == ["own-small"]
    [(kind, tokens, cost)] = lines_of(admin, clinic)
    assert (kind, tokens) == ("model.understand.small", TOKENS)
    assert cost == round(100 * 0.5 + 20 * settings.model_small_price_out)

    _, other = await begun(clinic)
    fake.then(status(400), status(400), status(400), says(means("book_appointment")))
    await say(clinic, other, mind)
    assert fake.asked[-1]["model"] == "own", "where the cheaper one is away"

    await has_its_own(clinic, fake)
    _, third = await begun(clinic)
    await say(clinic, third, mind)
    assert fake.asked[-1]["model"] == "own" and fake.asked[-2]["model"] == "own", "none any more"


async def test_a_plain_turn_asks_the_database_nothing_more(fake, ports, monkeypatch):
    """As often as without any model: what was said is written, and the answer."""
    opened: list[str] = []

    def counted(name: str) -> Any:
        real = getattr(db, name)

        def open_it(*args: Any) -> Any:
            opened.append(name)
            return real(*args)

        return open_it

    for name in ("single_statements", "transaction", "hot_transaction", "tenant_transaction"):
        monkeypatch.setattr(db, name, counted(name))
    counts = []
    for minds in (replace(ports, model=None), ports):
        clinic, where = await begun()
        await has_its_own(clinic, fake, tokens_day=5)
        hello = "hello"
        await take_turn(clinic.customer(), where, uuid7().hex, hello, minds)
        opened.clear()
        await take_turn(clinic.customer(), where, uuid7().hex, hello, minds)
        counts.append(list(opened))
    assert counts == [["single_statements"] * 2] * 2 and not fake.asked
