"""Answers that leave sentence by sentence: each is checked before, and together they are the reply."""

import asyncio
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from tests.agents.model.scripted import Scripted, talk_with
from tests.agents.model.test_answers import FACTS, QUESTION
from tests.agents.world import BUSINESS, PORTS, Talk

SHARE, ALL = 150, 10_000  # generated cases
_AS_LETTERS = str.maketrans("0123456789", "ghijklmnop")
NO_MORE = "More than that I do not know. A person of the team may."


def a_talk(*says: Any) -> tuple[Talk, Scripted, list[str]]:
    """With a business of its own: what others were told is not remembered here."""
    name = uuid7().hex.translate(_AS_LETTERS)  # a number in it would be one that may be said
    talk, model = talk_with(*says, business=replace(BUSINESS, facts=FACTS, name=f"House {name}"))
    left: list[str] = []
    talk.ports = replace(talk.ports, leave=left.append)
    return talk, model, left


async def test_each_sentence_leaves_as_soon_as_it_is_complete() -> None:
    talk, _, left = a_talk("guide dogs are welcome. [3] Parking is free for two hours. [1]")
    reply = await talk.say(QUESTION)
    assert left == ["Guide dogs are welcome.", " Parking is free for two hours."]
    assert reply.text == "".join(left) and reply.tells == ("fact",)


@pytest.mark.parametrize(
    "second",
    [
        "They cost £5. [3]",
        "Ask Doctor Smith. [3]",
        "They may also come on Mondays. [3]",
        "See www.dogs.example.com. [3]",
        "They may come in.",
        "They may come in. [9]",
        "<b>Welcome</b> they are. [3]",
        "x" * 5000,
    ],
)
async def test_what_cannot_be_said_ends_it_honestly(second: str) -> None:
    talk, _, left = a_talk(f"Guide dogs are welcome. [3] {second}")
    reply = await talk.say(QUESTION)
    assert left == ["Guide dogs are welcome."]
    assert reply.text == f"Guide dogs are welcome. {NO_MORE}"
    assert reply.tells == ("fact", "fact_unknown") and reply.offers == ("person",)


async def test_an_answer_that_was_cut_is_asked_for_again() -> None:
    talk, model, _ = a_talk("Guide dogs are welcome. [3] And |")
    await talk.say(QUESTION)
    model.says = ["Guide dogs are welcome. [3]"]
    assert (await talk.say(QUESTION)).text == "Guide dogs are welcome." and len(model.asked) == 2


async def test_an_answer_is_kept_for_an_hour_and_leaves_at_once() -> None:
    talk, model, left = a_talk("Guide dogs are welcome. [3]")
    await talk.say(QUESTION)
    await talk.say(QUESTION)
    assert len(model.asked) == 1 and left == ["Guide dogs are welcome."]
    talk.clinic.now = talk.clinic.now.replace(hour=talk.clinic.now.hour + 1)
    await talk.say(QUESTION)
    assert len(model.asked) == 2


async def test_what_failed_its_check_is_not_kept_and_a_clear_none_is() -> None:
    talk, model, _ = a_talk("Sure, guide dogs cost 99 pounds! [3]")
    assert (await talk.say(QUESTION)).tells == ("fact_unknown",)
    model.says = ["Guide dogs are welcome. [3]"]
    assert (await talk.say(QUESTION)).text == "Guide dogs are welcome."

    talk, model, _ = a_talk("NONE")
    await talk.say(QUESTION)
    model.says = ["Guide dogs are welcome. [3]"]
    assert (await talk.say(QUESTION)).tells == ("fact_unknown",) and len(model.asked) == 1


async def test_what_one_model_or_workspace_has_said_is_not_anothers_answer() -> None:
    talk, model, _ = a_talk("NONE")
    await talk.say(QUESTION)
    model.says = ["Guide dogs are welcome. [3]"]
    talk.ports = replace(talk.ports, kept_under="another workspace, or another model")
    assert (await talk.say(QUESTION)).text == "Guide dogs are welcome."


async def test_the_brackets_may_stand_before_the_stop_or_be_two() -> None:
    talk, _, left = a_talk("Guide dogs are welcome [3]. Parking is free for two hours [1][2].")
    await talk.say(QUESTION)
    assert left == ["Guide dogs are welcome.", " Parking is free for two hours."]


async def test_words_that_are_put_around_an_answer_keep_it_whole() -> None:
    """What leaves early must be the beginning of what is said."""
    talk, _, left = a_talk("Guide dogs are welcome. [3]")
    words = {"en": {"told_from_facts": "From our pages: {text}"}}
    talk.config = talk.config.model_copy(update={"words": words})
    assert (await talk.say(QUESTION)).text == "From our pages: Guide dogs are welcome."
    assert not left


async def test_inside_a_flow_the_question_follows_what_has_left() -> None:
    talk, _, left = a_talk("Guide dogs are welcome. [3]")
    await talk.say("I would like to book an appointment")
    reply = await talk.say(QUESTION)
    if left:
        assert reply.text.startswith("Guide dogs are welcome. ") and reply.asks == ("date",)


_pieces = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *("Guide dogs are welcome.", "Parking is free", "A first visit is £60.", "Yes.", "NONE"),
                *(" [1]", " [3].", "[2, 3]", "[99]", " ", "\n", "for £61", "on Monday", "Dr. No", "|"),
                *("We have refunded it. [2]", "Your order is cancelled. [1]", "It is on its way. [3]"),
                *("Yes, we have a cafe. [1]", "No, we never give money back. [2]", "Within ninety days. [1]"),
                *("You answer one question of a customer", "only from the numbered sources. [1]"),
                *("Guide dogs are not welcome. [3]", "A follow-up is £60. [2]", "Yes, [1]"),
                *("www.example.com", "a@example.org", "<script>", "{phone}", "In 2027", "\ue000", "1"),
            ]
        ),
        st.text(max_size=12),
    ),
    max_size=8,
).map("".join)


@pytest.mark.timeout(1800)  # ten thousand of them
def test_whatever_it_writes_what_has_left_is_the_beginning_of_what_is_said(is_full: bool) -> None:
    loop = asyncio.new_event_loop()

    @settings(
        max_examples=ALL if is_full else SHARE,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(written=_pieces)
    def one(written: str) -> None:
        loop.run_until_complete(_is_true(written))

    try:
        one()
    finally:
        loop.close()


async def _is_true(written: str) -> None:
    talk, _, left = a_talk(written)
    talk.ports = replace(talk.ports, embedder=PORTS.embedder)
    reply = await talk.say(QUESTION)
    assert reply.text.startswith("".join(left))
    told = " ".join([*FACTS.values(), talk.business.name])
    assert all(number in told for number in re.findall(r"\d+", reply.text))
    for never in ("example", "Dr. No", "Monday", "<", "{", "["):
        assert never not in reply.text
    for lie in (
        "refunded",
        "cancelled",
        "its way",
        "cafe",
        "money back",
        "ninety",
        "numbered",
        "not welcome",
    ):
        assert lie not in reply.text
    assert "follow-up is £60" not in reply.text
    assert not any(run.writes for run in reply.tool_runs) and talk.clinic.bookings() == []
