"""Who speaks, what is spelled, and what is left as it is do not hide what is wished for."""

import pytest

from caly_app.agents.understanding.plain_form import without_who
from caly_app.agents.understanding.slots.plain import plain
from caly_app.agents.understanding.slots.spelled import spelled_words
from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("good morning nadia brent here b r e n t i need to know when my lesson is", "need to know"),
        ("how far is my claim it's k t nine oh four", "how far is my claim"),
        ("rossi r o s s i can you move my lesson", "can you move my lesson"),
        ("may i change to plan a or b this month", "may i change to plan a or b this month"),
        ("is anybody here who can help with a claim", "is anybody here who can help with a claim"),
    ],
)
def test_what_is_spelled_and_who_calls_say_nothing_of_the_wish(said: str, left: str) -> None:
    assert left in without_who(said)
    assert "b r e n t" not in without_who(said) and "k t nine" not in without_who(said)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("b r e n t i need my timetable", "Brent"),
        ("r o s s i thanks", "Rossi"),
        ("m a r i i would like a lesson", "Mari"),
        ("l e v i", "Levi"),
    ],
)
def test_who_speaks_is_no_letter_of_the_name(said: str, name: str) -> None:
    assert [one.word for one in spelled_words(plain(said, "en"))] == [name]


@pytest.mark.parametrize(
    "said",
    ["Well I've got another one, WELCOME10", "What a pity. I have another one, it says WELCOME10"],
)
async def test_another_code_takes_the_place_of_the_one_that_was_no_good(said: str) -> None:
    talk = a_demo_of("ecommerce")
    assert "code_expired" in (await talk.say("could you take off SUMMER25, that's my code")).tells
    reply = await talk.say(said)
    assert reply.asks == ("order_number",) and reply.dialogue.values()["discount_code"] == "WELCOME10"


async def test_a_hearing_told_beside_a_new_matter_is_its_deadline_and_no_other_case() -> None:
    talk = a_demo_of("legal")
    reply = await talk.say(
        "could you take on a case for my son, his employer sacked him and theres a court hearing this friday"
    )
    assert "noted_for_later" not in reply.tells
    assert reply.dialogue.values()["deadline_date"]


async def test_a_case_that_is_asked_for_beside_a_new_matter_is_told_after_it() -> None:
    talk = a_demo_of("legal")
    reply = await talk.say("I need a lawyer for a new matter, and how does my case stand?")
    assert "noted_for_later" in reply.tells


async def test_the_course_of_a_receipt_is_told_with_the_wish() -> None:
    talk = a_demo_of("education")
    reply = await talk.say("I'd like a receipt for the gardening please")
    assert reply.dialogue.values()["subject"] == "gardening"


@pytest.mark.parametrize(
    ("language", "left"),
    [
        ("en", "oh dear, leave everything as it is"),
        ("fr", "Ah non, trop tard, laissez-le comme il est"),
        ("de", "Ach nein, lassen Sie alles so wie es ist"),
        ("es", "uy no, déjela como está"),
    ],
)
def test_what_is_left_as_it_is_is_not_done(language: str, left: str) -> None:
    sector = a_demo_of("healthcare").turn(left).sector
    assert any(pattern.search(left) for pattern in sector.patterns("cancel", language))


@pytest.mark.parametrize(
    ("language", "said", "marker"),
    [
        ("fr", "ah non, pas celui-là", "deny"),
        ("fr", "euh oui", "affirm"),
        ("de", "ach nein", "deny"),
        ("de", "oh ja, bitte", "affirm"),
        ("es", "uy no", "deny"),
        ("es", "ah sí", "affirm"),
    ],
)
def test_an_ah_before_a_yes_or_no_changes_nothing(language: str, said: str, marker: str) -> None:
    assert a_demo_of("healthcare").turn(said).sector.is_marked(marker, said, language)
