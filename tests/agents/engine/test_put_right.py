"""Numbers that are taken back in the same breath, and answers in another language than the question."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("a double for three nights from 4 december, no, make it four nights", {"departure": "2026-12-08"}),
        ("a room from 4 to 6 december for two people, sorry, three people", {"guests": "3"}),
        ("a room from 4 to 6 december, two adults, no, sorry, 3", {"guests": "3"}),
    ],
)
async def test_what_was_said_last_counts(said: str, told: dict[str, str]) -> None:
    talk = a_demo_of("hospitality")
    reply = await talk.say(said)
    assert reply.dialogue.flow and told.items() <= reply.dialogue.flow.slots.items()


async def test_a_phone_number_is_not_put_right_by_what_stands_far_behind_it() -> None:
    talk = a_demo_of("catering")
    reply = await talk.say(
        "020 7946 0322, quote QU-2042. Some can't come to the party, so 25 of us, no, sorry, 27"
    )
    assert reply.asks == ("confirmation",) and "27 guests" in reply.text


async def test_an_answer_in_another_language_is_an_answer() -> None:
    talk = a_demo_of("hospitality")
    await talk.say("a single room from 1 to 3 december please")
    reply = await talk.say("une seule personne")
    assert reply.language == "fr" and reply.asks == ("full_name",)
