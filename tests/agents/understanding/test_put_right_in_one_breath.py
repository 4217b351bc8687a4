"""What is put right in the same breath, or said with a word more, is the value that was meant."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from caly_app.agents.understanding.slots import SlotContext, find


def values(kind: str, said: str, language: str = "en", expected: str | None = None) -> list[str]:
    now = datetime(2027, 2, 1, 9, tzinfo=ZoneInfo("Europe/London"))  # a Monday
    found = find(kind, said, SlotContext(now, "GB", language, expected=expected))
    return [one.value or f"!{one.problem}" for one in found]


@pytest.mark.parametrize(
    "said",
    [
        "it's 01632 960178, hang on, 0187. 01632 960187",
        "01632 960178. oh no, sorry, 87. 01632 960187",
    ],
)
def test_a_number_said_anew_in_full_behind_its_new_end_is_the_one(said: str) -> None:
    assert values("phone", said, expected="phone") == ["+441632960187"]


@pytest.mark.parametrize(
    ("said", "clock"),
    [("ten past 11 one please", "11:10"), ("i'd take the 25 past 2 one", "14:25"), ("20 to 3 one", "14:40")],
)
def test_a_time_is_pointed_at_with_one(said: str, clock: str) -> None:
    assert values("time", said, expected="time") == [clock]


@pytest.mark.parametrize(
    ("said", "language", "day", "clock"),
    [
        ("jeudi 16 h c'est parfait", "fr", "2027-02-04", "16:00"),
        ("el jueves 17 h me va bien", "es", "2027-02-04", "17:00"),
        ("thursday 14 h", "en", "2027-02-04", "14:00"),
    ],
)
def test_an_hour_behind_a_weekday_is_no_day_of_the_month(
    said: str, language: str, day: str, clock: str
) -> None:
    assert values("date", said, language) == [day]
    assert values("time", said, language) == [clock]


@pytest.mark.parametrize(
    ("said", "language", "days"),
    [
        ("Thursday is choir practice. Could we say Friday", "en", ["2027-02-05"]),
        ("thursday's my yoga class, sorry. how about friday?", "en", ["2027-02-05"]),
        ("Donnerstag ist Elternabend. Ginge Freitag?", "de", ["2027-02-05"]),
        ("Thursday is fine. Could my wife come on Friday?", "en", ["2027-02-04", "2027-02-05"]),
        ("Thursday is swimming lesson. Could I come on Friday too?", "en", ["2027-02-04", "2027-02-05"]),
    ],
)
def test_a_day_that_is_taken_by_something_gives_way(said: str, language: str, days: list[str]) -> None:
    assert values("date", said, language) == days


@pytest.mark.parametrize(
    "said",
    [
        "oh one six three two 960178 no wait that's the shop's mine ends one eight seven",
        "01632 960178, sorry, that one is my mother's, the last three are 187",
        "01632 960178, no, mine ends in 87",
    ],
)
def test_the_end_of_the_right_number_may_stand_behind_whose_the_wrong_one_was(said: str) -> None:
    assert values("phone", said, expected="phone") == ["+441632960187"]


def test_the_end_of_a_card_is_none_of_a_phone_number() -> None:
    assert values("phone", "01632 960178, sorry, is it about the card that ends in 87") == ["+441632960178"]


@pytest.mark.parametrize(
    ("language", "said", "long"),
    [
        ("en", "four weeks, sorry, five", "P5W"),
        ("en", "twelve days no make it nine with the ferry", "P9D"),
        ("es", "ocho días, no, nueve", "P9D"),
        ("fr", "trois semaines enfin non quatre", "P4W"),
        ("de", "sechs Tage, nein, sieben mit dem Flug", "P7D"),
        ("en", "four weeks, sorry, five of us", "P4W"),
        ("en", "four weeks, sorry, three suitcases", "P4W"),
    ],
)
def test_how_long_said_anew_is_in_the_same_unit(language: str, said: str, long: str) -> None:
    assert values("duration", said, language, expected="duration")[0] == long


@pytest.mark.parametrize(
    ("said", "name"),
    [("Marlow. Edith", "Edith Marlow"), ("Marlow, Edith", "Edith Marlow"), ("Edith. Thanks", "Edith")],
)
def test_the_family_name_may_stand_ahead_of_a_full_stop(said: str, name: str) -> None:
    assert values("name", said, expected="name") == [name]


@pytest.mark.parametrize(
    ("language", "said", "day"),
    [
        ("es", "el jueves en vez del viernes", "2027-02-04"),
        ("es", "el jueves en lugar del viernes", "2027-02-04"),
        ("es", "en vez del viernes, el jueves", "2027-02-04"),
    ],
)
def test_the_day_that_another_stands_for_is_none(language: str, said: str, day: str) -> None:
    assert values("date", said, language) == [day]
