"""A time or a number that only says why another does not suit; and the one of several with a number."""

import pytest

from caly_app.agents.dialogue import Choice
from caly_app.agents.understanding.picked_by_word import place_by_number
from caly_app.agents.understanding.slots import SlotContext, find
from tests.agents.world import MONDAY


@pytest.mark.parametrize(
    ("language", "said", "meant"),
    [
        ("en", "half ten then. no, the boiler man comes at eleven. two o'clock", ["14:00"]),
        ("en", "at nine, no, my son has swimming at nine, half past ten", ["10:30"]),
        ("en", "two o'clock, no, make it three. or four", ["15:00", "16:00"]),
        ("en", "ten. no, I could do noon. Thanks", ["12:00"]),
        ("es", "a las diez. no, mi hija sale a las diez. a las doce", ["12:00"]),
        ("de", "um zehn. nein, da kommt der Maler um zehn. um zwölf", ["12:00"]),
    ],
)
def test_a_time_that_says_why_is_not_the_one(language: str, said: str, meant: list[str]) -> None:
    context = SlotContext(MONDAY, "GB", language, expected="time")
    assert [one.value for one in find("time", said, context)] == meant


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("ending 8810. no hang on, that's the work one, 2207", 1),
        ("2207, not 8810", 1),
        ("the one with 8810 at the end", 0),
        ("8810 or 2207, I can't tell", None),
        ("neither, mine is 5555", None),
    ],
)
def test_the_one_whose_number_stands_in_the_end(said: str, place: int | None) -> None:
    offered = [
        Choice(label="choice_name", fills={"line": "a"}, values={"name": "work", "ending": "8810"}),
        Choice(label="choice_name", fills={"line": "b"}, values={"name": "mine", "ending": "2207"}),
    ]
    assert place_by_number(said, ["work", "mine"], offered, "en") == place
