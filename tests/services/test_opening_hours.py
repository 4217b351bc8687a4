import pytest

from caly_app.services.opening_hours import StrangeHours, in_words, stored


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("08:00-18:00", [["08:00", "18:00"]]),
        ("8-12, 13:30 - 18", [["08:00", "12:00"], ["13:30", "18:00"]]),
        ("13:00-18:00,08:00-12:00", [["08:00", "12:00"], ["13:00", "18:00"]]),
        ("0900 to 1730", [["09:00", "17:30"]]),
        ("09:00–24:00", [["09:00", "24:00"]]),
        ("18:00-00:00", [["18:00", "24:00"]]),
        (["08:00", "18:00"], [["08:00", "18:00"]]),
        ([["08:00", "18:00"]], [["08:00", "18:00"]]),
        (["08:00-12:00", "14:00-15:00"], [["08:00", "12:00"], ["14:00", "15:00"]]),
        ("closed", None),
        ("", None),
        ([], None),
        (None, None),
    ],
)
def test_hours_as_people_write_them(written: object, kept: object):
    assert stored({"mon": written}).get("mon") == kept


@pytest.mark.parametrize(
    "written",
    ["soon", "18:00-08:00", "08:00-08:00", "25:00-26:00", "08:61-09:00", "08:00-12:00,11:00-13:00", 8,
     [["08:00"]], [[8, 18]], "24:01-24:30", ", ".join(f"{hour}:00-{hour}:30" for hour in range(8, 15))],
)  # fmt: skip
def test_strange_hours_are_refused_with_the_day(written: object):
    with pytest.raises(StrangeHours, match="Monday"):
        stored({"mon": written})


def test_a_day_that_does_not_exist_is_refused():
    with pytest.raises(StrangeHours, match="funday"):
        stored({"funday": "08:00-18:00"})


def test_they_can_be_shown_as_they_were_written():
    assert in_words(stored({"mon": "8-12,13-18"}))["mon"] == "08:00-12:00, 13:00-18:00"
    assert in_words({})["sun"] == ""
