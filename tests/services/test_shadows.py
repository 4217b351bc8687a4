"""Candidates: they read real turns with the real database and a real wire, and change nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest

from caly_app import db
from caly_app.actor import Actor, Role
from caly_app.adapters.minilm import MiniLM
from caly_app.adapters.openai_compatible import OpenAiCompatible
from caly_app.errors import Forbidden, Invalid, NotFound
from caly_app.models import AlreadyStopped, ShadowKind
from caly_app.ports import LanguageModel, ModelEndpoint, Ports
from caly_app.queries import shadows as queries
from caly_app.queries.metrics import Share
from caly_app.queries.shadows import Disagreement, Standing
from caly_app.services import model_endpoints, own_words, shadow_readings, shadows
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.model_limits import Used
from caly_app.services.own_words import NewPhrase
from caly_app.services.shadows import (
    AlreadyLive,
    NewModel,
    NewShadow,
    NoModelToTry,
    SameWish,
    TooManyRun,
)
from caly_app.settings import settings
from tests.agents.model.scripted import Scripted, means
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member
from tests.fake_model import FakeModel, fake_model, says, status

pytestmark = pytest.mark.usefixtures("database")

REFILL = "refill_prescription"
BOX = NewPhrase(REFILL, "en", is_pattern=True, text="blue box")
BOXES = NewShadow("Boxes", ShadowKind.WORDS, phrases=[BOX])


@pytest.fixture
async def fake(monkeypatch) -> AsyncIterator[FakeModel]:
    monkeypatch.setattr(settings, "model_private_urls", True)
    async with fake_model() as one:
        yield one


class Wire:
    """Models of workspaces, as the wiring makes them."""

    def of(self, endpoint: ModelEndpoint) -> LanguageModel:
        return OpenAiCompatible(endpoint.url, "key", endpoint.model)


PORTS = replace(DEAF, models=Wire())


async def started(clinic: Clinic, new: NewShadow = BOXES) -> UUID:
    async with db.transaction(clinic.system()) as session:
        return (await shadows.start(session, clinic.system(), new)).id


async def a_model(clinic: Clinic, fake: FakeModel) -> UUID:
    return await started(clinic, NewShadow("Small", ShadowKind.MODEL, model=NewModel(fake.url, "small")))


async def say(clinic: Clinic, *words: str) -> UUID:
    where = (await a_conversation(clinic)).conversation_id
    for place, said in enumerate(words):
        await take_turn(clinic.customer(), where, str(place), said, DEAF)
    return where


async def reads(clinic: Clinic, shadow_id: UUID, ports: Ports = PORTS) -> int:
    return await shadow_readings.read(clinic.organization_id, shadow_id, ports)


async def standing(clinic: Clinic, shadow_id: UUID) -> Standing:
    async with db.transaction(clinic.system()) as session:
        return await queries.standing(session, clinic.system(), shadow_id)


async def disagreements(clinic: Clinic, shadow_id: UUID) -> list[Disagreement]:
    async with db.transaction(clinic.system()) as session:
        return await queries.disagreements(session, clinic.system(), shadow_id)


def everything(admin: psycopg.Connection) -> list[Any]:
    """Whatever a turn could have changed."""
    return [
        admin.execute(f"select * from {table} order by id").fetchall()
        for table in ("conversation", "turn", "tool_run", "appointment", "escalation", "own_phrase")
    ]


async def test_words_that_are_not_live_read_what_was_answered_and_change_nothing(admin):
    clinic = await a_clinic()
    await say(clinic, "before it began: blue box")
    shadow_id = await started(clinic)
    where = await say(
        clinic, "I would like to book an appointment", "next Tuesday", "my blue box is empty", "thank you"
    )
    before = everything(admin)

    assert await reads(clinic, shadow_id) == 4
    assert await reads(clinic, shadow_id) == 0
    assert everything(admin) == before
    found = await standing(clinic, shadow_id)
    assert (found.wishes, found.answers) == (Share(1, 1), Share(2, 3))
    assert (found.agreement, found.unanswered, found.cost_micros) == (Share(3, 4), 0, 0)
    [one] = await disagreements(clinic, shadow_id)
    assert (one.conversation_id, one.words) == (where, "my blue box is empty")
    assert (one.live_intent, one.intent, one.confidence) == ("", REFILL, 0.99)
    assert (one.asked, one.live_heard, one.heard) == (["time"], ["Clarify"], [f"StartFlow {REFILL}"])


async def test_an_answer_belongs_to_what_asked_for_it():
    clinic = await a_clinic()
    shadow_id = await started(clinic)
    await say(clinic, "I would like to book an appointment", "the blue box day, next Friday")
    assert await reads(clinic, shadow_id) == 2
    [one] = await disagreements(clinic, shadow_id)
    assert (one.live_intent, one.live_confidence, one.live_heard) == (
        "book_appointment",
        None,
        ["FillSlot date"],
    )
    assert (one.asked, one.intent) == (["date"], REFILL)


def readings(admin: psycopg.Connection) -> list[tuple[Any, ...]]:
    return admin.execute(
        "select asked, live_heard, heard, differs, agrees from shadow_reading order by turn_id"
    ).fetchall()


async def test_what_is_personal_is_heard_as_it_was_said_and_kept_by_reference(admin):
    clinic = await a_clinic()
    shadow_id = await started(clinic)
    await say(clinic, "I need to move my appointment", "12 March 1985", "my number is 020 7946 0123")
    told = admin.execute("select delivered from turn where speaker = 'customer' order by id").fetchall()
    assert told[1:] == [("[date of birth]",), ("my number is [phone ...23]",)]
    met = str(admin.execute("select dialogue::text, became::text from met_dialogue").fetchall())
    assert "pv:" in met and "1985" not in met and "0123" not in met

    assert await reads(clinic, shadow_id) == 3
    assert [(asked, heard, agrees) for asked, _, heard, _, agrees in readings(admin)] == [
        ([], ["StartFlow reschedule_appointment"], True),
        (["date_of_birth"], ["FillSlot date_of_birth"], True),
        (["phone"], ["FillSlot phone"], True),
    ]


async def test_an_answer_that_another_model_takes_for_another_value_is_a_disagreement(fake, admin):
    clinic = await a_clinic()
    shadow_id = await a_model(clinic, fake)
    where = (await a_conversation(clinic)).conversation_id
    live = replace(DEAF, model=Scripted([means("none", choice=1)]))
    odd = "hmm let me think that middle thingy would do nicely"
    words = ("I would like to book an appointment", "next Thursday", odd)
    for place, said in enumerate(words):
        await take_turn(clinic.customer(), where, str(place), said, live)
    fake.then(says(means("none", choice=2)))
    await reads(clinic, shadow_id)

    assert readings(admin)[2] == (["time"], ["Choose"], ["Choose"], ["Choose"], False)
    [one] = await disagreements(clinic, shadow_id)
    assert (one.words, one.asked, one.differs, one.live_intent) == (odd, ["time"], ["Choose"], one.intent)
    with pytest.raises(SameWish):
        async with db.transaction(clinic.system()) as session:
            await shadows.judge(session, clinic.system(), one.id, "candidate")

    admin.execute("delete from shadow_reading")
    admin.execute("update shadow set read_until = started_at")
    fake.then(says(means("none", choice=1)))
    await reads(clinic, shadow_id)
    assert readings(admin)[2] == (["time"], ["Choose"], ["Choose"], [], True)


async def test_what_turns_met_is_kept_where_a_candidate_runs_and_until_it_was_read(admin):
    clinic, other = await a_clinic(), await a_clinic()
    await say(clinic, "I would like to book an appointment")
    shadow_id = await started(clinic)
    await say(other, "I would like to book an appointment")
    assert kept(admin) == 0
    await say(clinic, "I would like to book an appointment", "next Tuesday")
    assert kept(admin) == 2

    await started(clinic, replace(BOXES, name="Later"))
    assert await reads(clinic, shadow_id) == 2
    assert kept(admin) == 2, "another may have to read it yet, and answers may be late"
    admin.execute("update shadow set read_until = read_until + interval '4 minutes'")
    async with db.tenant_transaction(clinic.organization_id) as session:
        await queries.forget_read(session, clinic.workspace_id)
    assert kept(admin) == 0


async def test_what_an_operator_asked_to_be_worked_in_and_a_code_said_back_are_not_read(admin):
    clinic = await a_clinic()
    shadow_id = await started(clinic)
    where = await say(clinic, "I would like to book an appointment")
    admin.execute("update conversation set instruction = 'Offer Friday'")
    await take_turn(clinic.customer(), where, "more", "next Tuesday", DEAF)
    admin.execute(
        "update conversation set dialogue = jsonb_set(dialogue, '{question}', "
        """'{"asks": ["one_time_code"], "about": "flow", "flow": "book_appointment"}')"""
    )
    await take_turn(clinic.customer(), where, "code", "123456", DEAF)
    assert await reads(clinic, shadow_id) == 1


def kept(admin: psycopg.Connection) -> int:
    [(count,)] = admin.execute("select count(*) from met_dialogue").fetchall()
    return int(count)


async def test_a_sentence_is_learned_of_without_being_live(admin):
    clinic = await a_clinic()
    sentence = NewPhrase(REFILL, "en", is_pattern=False, text="the thingamajig for my lungs has run dry")
    shadow_id = await started(clinic, NewShadow("Lungs", ShadowKind.WORDS, phrases=[sentence]))
    await say(clinic, "that thingamajig for my lungs ran dry")
    assert await reads(clinic, shadow_id, replace(PORTS, embedder=MiniLM())) == 1
    [one] = await disagreements(clinic, shadow_id)
    assert (one.live_intent, one.intent) == ("", REFILL)
    assert admin.execute("select count(*) from own_head").fetchone() == (0,)


async def test_another_model_is_asked_where_the_live_one_was_not_sure(fake, admin):
    clinic = await a_clinic()
    shadow_id = await a_model(clinic, fake)
    await say(clinic, "I would like to book an appointment", "that whatsit of mine needs doing")
    fake.then(says(means(REFILL, 0.9)))
    cheaper = OpenAiCompatible(fake.url, "key", "cheaper, of the installation")
    assert await reads(clinic, shadow_id, replace(PORTS, small=cheaper)) == 2

    found = await standing(clinic, shadow_id)
    assert [asked["model"] for asked in fake.asked] == ["small"] and found.agreement == Share(1, 2)
    assert found.cost_micros == round(100 * 0.4 + 20 * 1.6)
    [one] = await disagreements(clinic, shadow_id)
    assert (one.intent, one.confidence) == (REFILL, 0.9)
    assert admin.execute("select kind, cost_micros from usage where kind <> 'conversation'").fetchall() == [
        ("shadow", found.cost_micros)
    ]


async def test_a_candidate_that_fails_counts_for_nothing(fake):
    clinic = await a_clinic()
    shadow_id = await a_model(clinic, fake)
    fake.usual = status(500)
    await say(clinic, "that whatsit of mine needs doing")
    assert await reads(clinic, shadow_id) == 1
    found = await standing(clinic, shadow_id)
    assert (found.agreement, found.unanswered) == (Share(0, 0), 1)
    assert await disagreements(clinic, shadow_id) == []


async def test_it_has_a_budget_of_its_own(fake, monkeypatch, admin):
    monkeypatch.setattr(settings, "model_budget_shadow_day", 0.0001)
    clinic = await a_clinic()
    shadow_id = await a_model(clinic, fake)
    await say(clinic, "that whatsit of mine", "another odd thingummy", "and the doodah too")
    fake.usual = says(means(REFILL, 0.9))
    await reads(clinic, shadow_id)
    assert len(fake.asked) == 2, "the second goes over it"
    async with db.transaction(clinic.system()) as session:
        assert await shadow_readings.used_today(session, clinic.workspace_id) == Used(240, 144)


async def test_the_same_share_of_turns_is_read_however_often(admin):
    clinic = await a_clinic()
    whole, half = await started(clinic), await started(clinic, replace(BOXES, share=0.5))
    for place in range(20):
        await say(clinic, f"odd thing number {place}")
    assert await reads(clinic, whole) == 20
    count = await reads(clinic, half)
    assert 2 <= count <= 18
    admin.execute("update shadow set read_until = started_at")
    assert await reads(clinic, half) == 0


async def test_a_stopped_one_reads_no_more():
    clinic = await a_clinic()
    shadow_id = await started(clinic)
    await say(clinic, "my blue box is empty")
    async with db.transaction(clinic.system()) as session:
        await shadows.stop(session, clinic.system(), shadow_id)
        with pytest.raises(AlreadyStopped):
            await shadows.stop(session, clinic.system(), shadow_id)
    assert await reads(clinic, shadow_id) == 0
    assert await shadow_readings.defer_all() == 0


async def test_a_job_is_put_for_each_that_runs(admin):
    clinic, other = await a_clinic(), await a_clinic()
    ids = {await started(clinic), await started(other)}
    assert await shadow_readings.defer_all() == 2 and await shadow_readings.defer_all() == 2
    waiting = admin.execute(
        "select args ->> 'shadow_id' from procrastinate_jobs where task_name = %s", (shadow_readings.READ,)
    ).fetchall()
    assert {UUID(shadow_id) for (shadow_id,) in waiting} == ids and len(waiting) == 2


async def test_words_become_live_by_a_person_only():
    clinic = await a_clinic()
    shadow_id = await started(clinic)
    async with db.transaction(clinic.system()) as session:
        await own_words.add(session, clinic.system(), "healthcare", BOX)  # somebody was quicker
        shadow = await shadows.promote(session, clinic.system(), shadow_id)
        assert shadow.promoted_at and not shadow.is_running
        with pytest.raises(AlreadyLive):
            await shadows.promote(session, clinic.system(), shadow_id)
    where = await say(clinic, "my blue box is empty")
    async with db.transaction(clinic.system()) as session:
        rows = await (await session.driver()).execute(
            "select why -> 'understood' -> 0 ->> 'intent' from turn "
            "where conversation_id = %s and speaker = 'agent' order by seq desc limit 1",
            (where,),
        )
        assert await rows.fetchone() == (REFILL,)


async def test_a_model_becomes_the_workspaces_with_its_key(fake, admin):
    clinic = await a_clinic()
    with_key = NewShadow("Small", ShadowKind.MODEL, model=NewModel(fake.url, "small", "secret"))
    shadow_id = await started(clinic, with_key)
    async with db.transaction(clinic.system()) as session:
        await shadows.promote(session, clinic.system(), shadow_id)
        own = await model_endpoints.of_workspace(session, clinic.system())
    assert own and (own.url, own.model, own.has_key) == (fake.url, "small", True)
    assert admin.execute("select count(*) from shadow where sealed_key like '%secret%'").fetchone() == (0,)


async def test_which_was_right_is_a_review():
    clinic = await a_clinic()
    shadow_id = await started(clinic)
    await say(clinic, "my blue box is empty")
    await reads(clinic, shadow_id)
    [one] = await disagreements(clinic, shadow_id)
    operator = await a_member(clinic)
    async with db.transaction(operator) as session:
        review = await shadows.judge(session, operator, one.id, "candidate")
    assert (review.turn_id, review.meant, review.is_right) == (one.turn_id, REFILL, False)
    [again] = await disagreements(clinic, shadow_id)
    assert again.meant == REFILL


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (replace(BOXES, name=" "), "name"),
        (replace(BOXES, share=0), "share"),
        (replace(BOXES, phrases=[]), "phrases"),
        (replace(BOXES, phrases=[replace(BOX, text="(")]), "phrases"),
        (replace(BOXES, phrases=[replace(BOX, intent="fly")]), "phrases"),
        (NewShadow("Small", ShadowKind.MODEL, model=NewModel("nowhere", "small")), "url"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(new: NewShadow, field: str):
    clinic = await a_clinic()
    with pytest.raises(Invalid) as wrong:
        await started(clinic, new)
    assert list(wrong.value.fields) == [field]


async def test_who_may_and_how_many():
    clinic, other = await a_clinic(), await a_clinic()
    ids = [await started(clinic) for _ in range(shadows.RUNNING_AT_MOST)]
    with pytest.raises(TooManyRun):
        await started(clinic)
    with pytest.raises(NoModelToTry):
        await started(other, NewShadow("Ours", ShadowKind.MODEL))
    operator = await a_member(clinic, Role.OPERATOR)
    for change in (shadows.stop, shadows.promote):
        with pytest.raises(Forbidden):
            async with db.transaction(operator) as session:
                await change(session, operator, ids[0])
        with pytest.raises(NotFound):
            await _of_stranger(other.system(), ids[0], change)
    with pytest.raises(NotFound):
        await disagreements(other, ids[0])
    async with db.transaction(other.system()) as session:
        assert await queries.all_of(session, other.system()) == []


async def _of_stranger(actor: Actor, shadow_id: UUID, change: Any) -> None:
    async with db.transaction(actor) as session:
        await change(session, actor, shadow_id)
