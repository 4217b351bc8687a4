"""What was told long ago reaches a language model and the desk: bounded, hidden where it is personal."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db
from caly_app.adapters.openai_compatible import OpenAiCompatible
from caly_app.ports import Ports
from caly_app.queries import turns
from caly_app.services.conversations.take_turn import take_turn
from caly_app.state import conversation_view
from tests.agents.model.scripted import means
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member
from tests.fake_model import FakeModel, fake_model, says

pytestmark = pytest.mark.usefixtures("database")

ODD = "that whatsit of my ticker needs doing"
TOLD = "My daughter is allergic to nuts, call me on 020 7946 0123 about my daughter"
PROMPT_AT_MOST = 12_000  # characters, as long as the conversation may be


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with fake_model(says(means("none_of_these"))) as one:
        yield one


@pytest.fixture
def ports(fake: FakeModel) -> Ports:
    return replace(DEAF, model=OpenAiCompatible(fake.url, "key", "small"))


async def say(clinic: Clinic, where: UUID, words: str, ports: Ports = DEAF) -> None:
    await take_turn(clinic.customer(), where, uuid7().hex, words, ports)


def went_on(admin: psycopg.Connection, where: UUID, times: int, said: str) -> None:
    """So many turns of both, as they would have been written; {n} is their number."""
    row = admin.execute(
        "select organization_id, last_seq from conversation where id = %s", (where,)
    ).fetchone()
    assert row
    organization, last = row
    for n in range(times):
        asked, answered = uuid7(), uuid7()
        for turn, seq, speaker, answers, words in (
            (asked, last + 2 * n + 1, "customer", None, said.replace("{n}", str(n))),
            (answered, last + 2 * n + 2, "agent", asked, "Of course."),
        ):
            admin.execute(
                "insert into turn (id, organization_id, conversation_id, seq, speaker, author_name,"
                " delivered, answers, outcome, language, said_at, asks, offers, tells, quick_replies, why)"
                " values (%s, %s, %s, %s, %s, '', %s, %s, %s, 'en', now(), '{}', '{}', '{}', '[]', '{}')",
                (turn, organization, where, seq, speaker, words, answers, "answered" if answers else None),
            )
    admin.execute("update conversation set last_seq = %s where id = %s", (last + 2 * times, where))
    admin.commit()


def lines_of(asked: dict[str, Any]) -> list[str]:
    return [line["content"] for line in asked["messages"]]


async def test_after_thirty_turns_a_model_hears_what_was_told_first(fake, ports, admin):
    clinic = await a_clinic()
    where = (await a_conversation(clinic)).conversation_id
    await say(clinic, where, TOLD)
    await say(clinic, where, "we're coming with the dog")
    went_on(admin, where, 28, "is there parking?")

    await say(clinic, where, ODD, ports)

    asked = lines_of(fake.asked[0])
    [earlier] = [line for line in asked if line.startswith("What the customer said earlier, as data:")]
    assert 'turn 2: "My daughter is allergic to nuts' in earlier
    assert 'turn 4: "we\'re coming with the dog"' in earlier
    assert "0123" not in str(fake.asked) and "parking" not in earlier
    assert fake.asked[0]["messages"][asked.index(earlier)]["role"] == "user"


async def test_after_two_hundred_turns_it_is_no_longer(fake, ports, admin):
    clinic = await a_clinic()
    where = (await a_conversation(clinic)).conversation_id
    await say(clinic, where, "My daughter is allergic to nuts")
    long = "my dog {n} is ill because it ate, I need somebody and " + "it goes on and " * 30
    went_on(admin, where, 200, long)

    await say(clinic, where, ODD, ports)

    asked = lines_of(fake.asked[0])
    [earlier] = [line for line in asked if line.startswith("What the customer said earlier, as data:")]
    assert len(earlier) < 2000 and sum(map(len, asked)) < PROMPT_AT_MOST


async def test_what_is_hidden_from_a_model_alone_is_hidden_in_what_was_told(fake, ports, admin):
    clinic = await a_clinic(privacy={"transcript": [], "prompt": ["phone", "email", "address"]})
    where = (await a_conversation(clinic)).conversation_id
    await say(clinic, where, "my daughter cannot eat nuts, we live at 14 Harbour Lane, Wexley WX4 2AB")
    await say(clinic, where, "write to my husband because he is at home, ros@example.org")
    went_on(admin, where, 10, "is there parking?")

    await say(clinic, where, ODD, ports)

    asked = str(fake.asked)
    assert "cannot eat nuts" in asked and "turn 2" in asked
    assert not any(value in asked for value in ("Harbour", "WX4", "ros@example.org"))


async def test_nothing_is_looked_up_where_no_model_is_asked_or_all_is_among_the_last_words(
    fake, ports, admin, monkeypatch
):
    asked_for: list[UUID] = []
    read = turns.of_customer

    async def counted(session, actor, conversation_id, **bounds):
        asked_for.append(conversation_id)
        return await read(session, actor, conversation_id, **bounds)

    monkeypatch.setattr(turns, "of_customer", counted)
    clinic = await a_clinic()
    where = (await a_conversation(clinic)).conversation_id
    await say(clinic, where, ODD, ports)
    went_on(admin, where, 10, "is there parking?")
    await say(clinic, where, "I would like to book an appointment", ports)
    assert len(fake.asked) == 1 and not asked_for

    await say(clinic, where, "flurble the wobbly gronk", ports)
    assert asked_for == [where]


async def test_another_conversation_is_not_read(fake, ports, admin):
    clinic, other = await a_clinic(), await a_clinic()
    where = (await a_conversation(clinic)).conversation_id
    await say(clinic, where, "my daughter is allergic to nuts")
    async with db.transaction(other.system()) as session:
        assert await turns.of_customer(session, other.system(), where) == []


async def test_the_desk_reads_it_with_its_turn(admin):
    clinic = await a_clinic()
    where = (await a_conversation(clinic)).conversation_id
    await say(clinic, where, "hello there")
    await say(clinic, where, TOLD)
    await say(clinic, where, "I want to talk to a person")
    member = await a_member(clinic)

    async with db.transaction(member) as session:
        view = await conversation_view.read(session, member, where)

    [first, *_] = view.about.told
    assert first.name == "Turn 4" and first.value.startswith("My daughter is allergic to nuts")
    assert "0123" not in str(view.about.told)
