"""Times, spans of them, parts of the day, durations. It is Monday, 5 October 2026, two in the afternoon."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from caly_app.agents.understanding.slots import Found, SlotContext, find

LONDON = ZoneInfo("Europe/London")


def found(
    kind: str,
    said: str,
    expected: str | None = None,
    language: str = "en",
    now: str = "2026-10-05T14:00",
) -> list[Found]:
    moment = datetime.fromisoformat(now).replace(tzinfo=LONDON)
    return find(kind, said, SlotContext(moment, "GB", language, expected=expected))


def values(kind: str, said: str, expected: str | None = None, language: str = "en") -> list[str]:
    return [one.value or f"!{one.problem}" for one in found(kind, said, expected, language)]


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        ("half nine", "09:30"),
        ("half past nine", "09:30"),
        ("half past two next Tuesday", "14:30"),
        ("quarter past two", "14:15"),
        ("a quarter past two", "14:15"),
        ("quarter to three", "14:45"),
        ("quarter to noon", "11:45"),
        ("ten to five", "16:50"),
        ("ten past nine", "09:10"),
        ("twenty five past four", "16:25"),
        ("five minutes to ten", "09:55"),
        ("20 to 2 a.m.", "01:40"),
        ("2pm", "14:00"),
        ("2 pm", "14:00"),
        ("2 p.m.", "14:00"),
        ("two pm", "14:00"),
        ("9am", "09:00"),
        ("12am", "00:00"),
        ("12 pm", "12:00"),
        ("2:30pm", "14:30"),
        ("9.30am", "09:30"),
        ("230pm", "14:30"),
        ("5 10 p.m.", "17:10"),
        ("14:30", "14:30"),
        ("14h30", "14:30"),
        ("09:00", "09:00"),
        ("9:00", "09:00"),
        ("0930 hours", "09:30"),
        ("o nine hundred", "09:00"),
        ("fourteen hundred hours", "14:00"),
        ("fourteen thirty", "14:30"),
        ("noon", "12:00"),
        ("midday", "12:00"),
        ("at midday please", "12:00"),
        ("midnight", "00:00"),
        ("at nine", "09:00"),
        ("at 9", "09:00"),
        ("at 5", "17:00"),
        ("around three", "15:00"),
        ("nine o'clock", "09:00"),
        ("nine o clock", "09:00"),
        ("3 o’clock", "15:00"),
        ("nine thirty", "09:30"),
        ("say four thirty", "16:30"),
        ("at nine oh five", "09:05"),
        ("at nine fifteen", "09:15"),
        ("five-ish", "17:00"),
        ("10ish", "10:00"),
        ("make it three", "15:00"),
        ("8 in the evening", "20:00"),
        ("eight at night", "20:00"),
        ("7 in the morning", "07:00"),
        ("at one in the afternoon", "13:00"),
        ("one in the afternoon", "13:00"),
        ("tomorrow morning at seven", "07:00"),
        ("tomorrow evening at seven", "19:00"),
        ("tonight at 8", "20:00"),
        ("this evening eight", "20:00"),
        ("evening 5:30", "17:30"),
        ("afternoon 12:30", "12:30"),
        ("around the morning 11", "11:00"),
        ("18 45 in the evening", "18:45"),
        ("Thursday at nine", "09:00"),
        ("Thursday 9", "09:00"),
        ("thursday nine thirty", "09:30"),
        ("on the 8th at half two", "14:30"),
        ("october 8 at 10", "10:00"),
        ("table for 4 at 7pm", "19:00"),
        ("for two people at 19:00", "19:00"),
        ("in half an hour", "14:30"),
        ("in an hour", "15:00"),
        ("in an hour and a half", "15:30"),
        ("in 20 minutes", "14:20"),
        ("um at uh nine", "09:00"),
    ],
)
def test_a_time(said: str, clock: str) -> None:
    assert values("time", said) == [clock]


@pytest.mark.parametrize(
    ("said", "clock", "other"),
    [("at 5", "17:00", "05:00"), ("at nine", "09:00", "21:00"), ("half past twelve", "12:30", "00:30")],
)
def test_what_office_hours_settle_keeps_the_other_half_of_the_day(said: str, clock: str, other: str) -> None:
    (one,) = found("time", said)
    assert (one.value, one.alternatives, one.problem) == (clock, (other,), None)


@pytest.mark.parametrize("said", ["14:30", "5pm", "09:15", "8 in the evening", "noon"])
def test_what_is_said_outright_has_no_alternative(said: str) -> None:
    (one,) = found("time", said)
    assert one.alternatives == ()


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("25:00", "no_such_time"),
        ("at 25", "no_such_time"),
        ("9:75", "no_such_time"),
        ("today at 9am", "past"),
        ("between 2 and 4", "range"),
        ("after 3", "range"),
        ("before noon", "range"),
    ],
)
def test_a_time_with_a_problem(said: str, problem: str) -> None:
    (one,) = found("time", said)
    assert one.problem == problem


def test_a_time_that_clocks_jump_over_does_not_exist_on_that_day() -> None:
    (one,) = found("time", "28 March 2027 at 01:30")
    assert one.problem == "no_such_time"
    (fine,) = found("time", "27 March 2027 at 01:30")
    assert fine.problem is None


def test_a_time_already_over_today_is_taken_for_the_evening_if_that_is_still_to_come() -> None:
    (one,) = found("time", "today at seven")
    assert (one.value, one.problem, one.alternatives) == ("19:00", None, ("07:00",))
    (late,) = found("time", "today at ten")
    assert (late.value, late.problem) == ("10:00", "past")


@pytest.mark.parametrize(
    ("said", "clocks"),
    [
        ("half past four, no, five thirty", ["17:30"]),
        ("half past four no five thirty", ["17:30"]),
        ("half nine then, no, eleven", ["11:00"]),
        ("at four sorry at five", ["17:00"]),
        ("at nine, I mean ten", ["10:00"]),
        ("9:30 actually make it 10:30", ["10:30"]),
        ("not at nine, at ten", ["10:00"]),
        ("nine thirty or ten thirty, at eleven", ["11:00"]),
        ("at nine or at ten", ["09:00", "10:00"]),
        ("Thursday at nine, no, Friday", ["09:00"]),
        ("move it from tuesday at nine to thursday at ten", ["10:00"]),
        ("can you move my nine o'clock to half ten", ["10:30"]),
    ],
)
def test_the_last_correction_stands(said: str, clocks: list[str]) -> None:
    assert values("time", said)[-len(clocks) :] == clocks
    if "or ten thirty" not in said:
        assert values("time", said) == clocks


@pytest.mark.parametrize(
    "said",
    [
        "",
        "I have 2 kids",
        "table for 4",
        "nine",
        "my number is 020 7946 0123",
        "oh seven seven double four nine hundred one two three",
        "8 October",
        "the 8th",
        "move money from one account to another",
        "one room at the District hotel on March 11th",
        "£9.30",
        "I am 45",
        "two weeks",
        "the first one",
        "it costs 9.50",
    ],
)
def test_no_time(said: str) -> None:
    assert values("time", said) == []


@pytest.mark.parametrize(
    ("said", "clocks"),
    [
        ("9", ["09:00"]),
        ("nine", ["09:00"]),
        ("nine please", ["09:00"]),
        ("um nine i guess", ["09:00"]),
        ("nine fifteen", ["09:15"]),
        ("9 15", ["09:15"]),
        ("9.15", ["09:15"]),
        ("930", ["09:30"]),
        ("0930", ["09:30"]),
        ("2 or 3", ["14:00", "15:00"]),
        ("maybe 4 no wait 5", ["17:00"]),
        ("eleven thirty", ["11:30"]),
        ("six thirty ish", ["18:30"]),
        ("2 people", []),
        ("the 8th", []),
        ("020 7946 0123", []),
    ],
)
def test_a_bare_answer_to_what_time(said: str, clocks: list[str]) -> None:
    assert values("time", said, expected="time") == clocks


@pytest.mark.parametrize(
    ("said", "span"),
    [
        ("between 2 and 4", "14:00/16:00"),
        ("between two and four on thursday", "14:00/16:00"),
        ("from 2 to 4", "14:00/16:00"),
        ("2 to 4 pm", "14:00/16:00"),
        ("2-4pm", "14:00/16:00"),
        ("between half nine and ten", "09:30/10:00"),
        ("between 10 and 2", "10:00/14:00"),
        ("between nine and eleven pm", "21:00/23:00"),
        ("9:00 to 17:00", "09:00/17:00"),
        ("from 11am till 1pm", "11:00/13:00"),
        ("after 3", "15:00/"),
        ("any time after half past three", "15:30/"),
        ("from 9 onwards", "09:00/"),
        ("not before ten", "10:00/"),
        ("before noon", "/12:00"),
        ("by five", "/17:00"),
        ("no later than 5pm", "/17:00"),
        ("until 11:30", "/11:30"),
    ],
)
def test_spans_and_limits(said: str, span: str) -> None:
    assert values("time_range", said) == [span]


@pytest.mark.parametrize(
    ("language", "said", "clock"),
    [
        ("es", "mañana a las 3", "15:00"),
        ("es", "a las tres y media", "15:30"),
        ("es", "a las nueve y cuarto", "09:15"),
        ("es", "las dos menos cuarto", "13:45"),
        ("es", "a las 15:00", "15:00"),
        ("es", "a las ocho de la tarde", "20:00"),
        ("es", "a la una", "13:00"),
        ("es", "a mediodía", "12:00"),
        ("es", "a las diez de la mañana", "10:00"),
        ("es", "el jueves a las nueve, no, a las diez", "10:00"),
        ("fr", "à 14h30", "14:30"),
        ("fr", "quatorze heures trente", "14:30"),
        ("fr", "neuf heures et demie", "09:30"),
        ("fr", "cinq heures moins le quart", "16:45"),
        ("fr", "à neuf heures du soir", "21:00"),
        ("fr", "à midi", "12:00"),
        ("fr", "15 h", "15:00"),
        ("de", "halb neun", "08:30"),
        ("de", "um halb drei", "14:30"),
        ("de", "viertel nach zwei", "14:15"),
        ("de", "Viertel vor drei", "14:45"),
        ("de", "dreiviertel neun", "08:45"),
        ("de", "fünf vor halb drei", "14:25"),
        ("de", "um 14 Uhr 30", "14:30"),
        ("de", "14.30 Uhr", "14:30"),
        ("de", "um drei", "15:00"),
        ("de", "morgen um drei Uhr", "15:00"),
        ("de", "um neun Uhr abends", "21:00"),
        ("de", "um ein Uhr", "13:00"),
    ],
)
def test_other_languages(language: str, said: str, clock: str) -> None:
    assert values("time", said, language=language) == [clock]


@pytest.mark.parametrize(
    ("language", "said", "part"),
    [
        ("en", "in the morning", ["morning"]),
        ("en", "first thing", ["morning"]),
        ("en", "tomorrow afternoon", ["afternoon"]),
        ("en", "after lunch", ["afternoon"]),
        ("en", "tonight", ["evening"]),
        ("en", "mornings or evenings", ["morning", "evening"]),
        ("en", "not in the morning, the afternoon", ["afternoon"]),
        ("en", "good morning", []),
        ("en", "I am calling about a bill", []),
        ("en", "at 9 pm", []),
        ("es", "por la mañana", ["morning"]),
        ("es", "por la tarde", ["afternoon"]),
        ("es", "buenas tardes", []),
        ("fr", "demain matin", ["morning"]),
        ("fr", "jeudi après-midi", ["afternoon"]),
        ("fr", "ce soir", ["evening"]),
        ("de", "morgen früh", ["morning"]),
        ("de", "am Nachmittag", ["afternoon"]),
        ("de", "Guten Abend", []),
    ],
)
def test_parts_of_the_day(language: str, said: str, part: list[str]) -> None:
    assert values("part_of_day", said, language=language) == part


@pytest.mark.parametrize(
    ("said", "length"),
    [
        ("two hours", "PT2H"),
        ("half an hour", "PT30M"),
        ("an hour and a half", "PT1H30M"),
        ("two and a half hours", "PT2H30M"),
        ("1 hour 30 minutes", "PT1H30M"),
        ("90 minutes", "PT1H30M"),
        ("45 mins", "PT45M"),
        ("three quarters of an hour", "PT45M"),
        ("for 3 nights", "P3D"),
        ("a couple of days", "P2D"),
        ("a week", "P1W"),
        ("a fortnight", "P2W"),
        ("six months", "P6M"),
        ("two years", "P2Y"),
    ],
)
def test_durations(said: str, length: str) -> None:
    assert values("duration", said) == [length]


def test_a_day_is_not_a_duration_unless_one_is_asked_for() -> None:
    assert values("duration", "in two weeks") == []
    assert values("duration", "three days ago") == []
    assert values("duration", "three days ago", expected="duration") == ["P3D"]
    assert values("duration", "since yesterday", expected="duration") == ["P1D"]
    assert values("duration", "since last friday", expected="duration") == ["P3D"]
    assert values("duration", "dos horas", language="es") == ["PT2H"]
    assert values("duration", "une demi-heure", language="fr") == ["PT30M"]
    assert values("duration", "eine halbe Stunde", language="de") == ["PT30M"]


@pytest.mark.parametrize(
    ("language", "said", "time"),
    [
        ("en", "16:00 is a bit too late for me, 14:30 would do", "14:30"),
        ("en", "eight o'clock is more than we need, seven o'clock is plenty", "07:00"),
        ("fr", "21 h c'est trop tard, 19 h 30 ?", "19:30"),
        ("de", "17 Uhr ist zu spät, 16 Uhr reicht", "16:00"),
        ("es", "las 18:00 es demasiado tarde, a las 17:00", "17:00"),
    ],
)
def test_what_is_too_late_or_more_than_is_needed_is_not_meant(language, said, time) -> None:
    assert values("time", said, language=language) == [time]


def test_what_is_more_than_enough_is() -> None:
    assert values("time", "14:00 is more than enough") == ["14:00"]


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("could you make it the 4.30 please", "16:30"),
        ("the 9.20 would suit me better", "09:20"),
        ("no, I'd rather have the 11.45", "11:45"),
    ],
)
def test_one_of_the_times_offered_is_named_with_a_point(said, time) -> None:
    assert values("time", said) == [time]


def test_a_sum_with_a_point_is_no_time() -> None:
    assert values("time", "what is the 4.30 charge for") == []
