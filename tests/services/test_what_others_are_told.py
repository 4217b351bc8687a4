"""What webhooks, rules and notifications learn of a turn: what is missing, done, wrong, or a person's now."""

from typing import Any

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app.agents import engine
from caly_app.services.conversations import sweep
from caly_app.services.conversations.take_turn import take_turn
from tests.factories import DEAF, Clinic, a_clinic, a_conversation

pytestmark = pytest.mark.usefixtures("database")


async def a_talk(clinic: Clinic, *lines: str) -> None:
    conversation = (await a_conversation(clinic)).conversation_id
    for line in lines:
        await take_turn(clinic.customer(), conversation, uuid7().hex, line, DEAF)


def told(admin: psycopg.Connection, topic: str) -> list[dict[str, Any]]:
    rows = admin.execute("select payload from outbox where topic = %s order by id", (topic,)).fetchall()
    return [payload for (payload,) in rows]


def topics(admin: psycopg.Connection) -> set[str]:
    return {topic for (topic,) in admin.execute("select topic from outbox").fetchall()}


async def test_what_a_booking_still_needs_and_that_it_is_made(admin):
    await a_talk(
        await a_clinic(), "book me in with Dr Halas tomorrow at 10", "Ann Dell", "020 7946 0999", "yes"
    )
    answers = told(admin, "turn.answered")

    assert {answer["outcome"] for answer in answers} == {"answered"}
    assert [answer["asks"] for answer in answers] == [["full_name"], ["phone"], ["confirmation"], []]
    assert "booked" in answers[-1]["tells"] and "appointment.booked" in topics(admin)
    assert not any("Dell" in str(answer) or "7946" in str(answer) for answer in answers), "codes only"


async def test_a_person_who_is_called(admin):
    await a_talk(await a_clinic(), "I want to talk to a person please")

    assert "escalation.opened" in topics(admin) and told(admin, "turn.answered")[0]["outcome"] == "answered"


async def test_a_turn_that_failed(admin, monkeypatch):
    clinic = await a_clinic()
    monkeypatch.setattr(engine, "decide", None)
    with pytest.raises(TypeError):
        await a_talk(clinic, "Hello?")
    [orphan] = await sweep.orphans()
    await sweep.give_up(orphan)

    assert [answer["outcome"] for answer in told(admin, "turn.answered")] == ["failed"]
    assert "escalation.opened" in topics(admin)
