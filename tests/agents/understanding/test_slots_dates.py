"""Days, as customers name them. It is Monday, 5 October 2026, two in the afternoon, in London."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from caly_app.agents.understanding.slots import SlotContext, find, localize, refused

LONDON = ZoneInfo("Europe/London")


def context(
    now: str = "2026-10-05T14:00", region: str = "GB", language: str = "en", expected: str | None = None
) -> SlotContext:
    moment = datetime.fromisoformat(now).replace(tzinfo=LONDON)
    return SlotContext(moment, region, language, expected=expected)


def values(
    said: str,
    kind: str = "date",
    now: str = "2026-10-05T14:00",
    region: str = "GB",
    language: str = "en",
    expected: str | None = None,
) -> list[str]:
    found = find(kind, said, context(now, region, language, expected))
    return [one.value or f"!{one.problem}" for one in found]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", "2026-10-05"),
        ("can i come today please", "2026-10-05"),
        ("tonight", "2026-10-05"),
        ("this afternoon", "2026-10-05"),
        ("tomorrow", "2026-10-06"),
        ("tommorow morning", "2026-10-06"),
        ("tmrw", "2026-10-06"),
        ("the day after tomorrow", "2026-10-07"),
        ("day after tomorrow", "2026-10-07"),
        ("Thursday", "2026-10-08"),
        ("thurs", "2026-10-08"),
        ("thrusday", "2026-10-08"),
        ("on thursday please", "2026-10-08"),
        ("um thursday i think", "2026-10-08"),
        ("this Thursday", "2026-10-08"),
        ("this coming Thursday", "2026-10-08"),
        ("Thursday this week", "2026-10-08"),
        ("next Thursday", "2026-10-15"),
        ("Thursday next", "2026-10-15"),
        ("thursday not this week next week", "2026-10-15"),
        ("the week after next on tuesday", "2026-10-20"),
        ("christmas eve", "2026-12-24"),
        ("new year's day", "2027-01-01"),
        ("tuesday 20", "2026-10-20"),
        ("Thursday next week", "2026-10-15"),
        ("next week on Thursday", "2026-10-15"),
        ("a week on Tuesday", "2026-10-13"),
        ("Tuesday week", "2026-10-13"),
        ("a week from Friday", "2026-10-16"),
        ("two weeks on Friday", "2026-10-23"),
        ("Friday after next", "2026-10-16"),
        ("in a fortnight", "2026-10-19"),
        ("in two weeks", "2026-10-19"),
        ("in two weeks' time", "2026-10-19"),
        ("two weeks from now", "2026-10-19"),
        ("a week today", "2026-10-12"),
        ("a week tomorrow", "2026-10-13"),
        ("in 3 days", "2026-10-08"),
        ("three days from now", "2026-10-08"),
        ("in a couple of days", "2026-10-07"),
        ("in a month", "2026-11-05"),
        ("8 October", "2026-10-08"),
        ("8th October", "2026-10-08"),
        ("the 8th of October", "2026-10-08"),
        ("October 8", "2026-10-08"),
        ("October 8th", "2026-10-08"),
        ("October the 8th", "2026-10-08"),
        ("oct 8", "2026-10-08"),
        ("Thursday 8 October", "2026-10-08"),
        ("Thursday the 8th of October", "2026-10-08"),
        ("Thursday, October 8th, 2026", "2026-10-08"),
        ("thursday the eighth", "2026-10-08"),
        ("twenty third of october two thousand twenty six", "2026-10-23"),
        ("twenty-third of October", "2026-10-23"),
        ("october twenty third twenty twenty six", "2026-10-23"),
        ("the twenty um third of october", "2026-10-23"),
        ("the 8th", "2026-10-08"),
        ("on the 3rd", "2026-11-03"),
        ("the 14th of this month", "2026-10-14"),
        ("the 14th of next month", "2026-11-14"),
        ("8/10", "2026-10-08"),
        ("08/10/2026", "2026-10-08"),
        ("8.10.2026", "2026-10-08"),
        ("8-10-26", "2026-10-08"),
        ("2026-10-08", "2026-10-08"),
        ("10/23/2026", "2026-10-23"),
        ("first Monday of November", "2026-11-02"),
        ("the first monday in november", "2026-11-02"),
        ("the second tuesday of next month", "2026-11-10"),
        ("the last Friday of October", "2026-10-30"),
        ("3 March", "2027-03-03"),
        ("8 January", "2027-01-08"),
        ("half past two next Tuesday", "2026-10-13"),
        ("october 8 at 10", "2026-10-08"),
        ("8 october 10am", "2026-10-08"),
        ("book me in for the 9th at nine", "2026-10-09"),
        ("I'd like friday at 4 with dr halas", "2026-10-09"),
    ],
)
def test_a_day(said: str, day: str) -> None:
    assert values(said) == [day]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("yesterday", "past"),
        ("last Monday", "past"),
        ("3 March 2024", "past"),
        ("01/02/2026", "past"),
        ("three days ago", "past"),
        ("29 February 2027", "no_such_date"),
        ("29 february", "no_such_date"),
        ("31 June", "no_such_date"),
        ("31/06/2027", "no_such_date"),
        ("32 october", "no_such_date"),
        ("the 45th", "no_such_date"),
        ("Thursday 9 October", "ambiguous"),
        ("next week", "ambiguous"),
        ("this weekend", "ambiguous"),
        ("the end of the month", "ambiguous"),
        ("in november", "ambiguous"),
    ],
)
def test_a_day_with_a_problem(said: str, found: str) -> None:
    (one,) = find("date", said, context())
    assert one.problem == found
    assert one.text and one.text in said


def test_a_date_that_has_just_passed_is_flagged_and_next_years_is_kept() -> None:
    (one,) = find("date", "3 October", context())
    assert (one.value, one.problem, one.alternatives) == ("2026-10-03", "past", ("2027-10-03",))


def test_a_leap_day_exists_in_a_leap_year() -> None:
    assert values("29 february 2028") == ["2028-02-29"]
    assert values("29 february", now="2028-01-10T09:00") == ["2028-02-29"]


def test_dates_roll_over_the_end_of_the_year() -> None:
    assert values("8 january", now="2026-12-30T09:00") == ["2027-01-08"]
    assert values("thursday", now="2026-12-30T09:00") == ["2026-12-31"]
    assert values("friday", now="2026-12-30T09:00") == ["2027-01-01"]
    assert values("the 2nd", now="2026-12-30T09:00") == ["2027-01-02"]
    assert values("the 31st", now="2026-11-05T09:00") == ["2026-12-31"]


def test_a_weekday_said_on_that_day_is_a_week_later_and_today_is_kept() -> None:
    (one,) = find("date", "monday", context())
    assert (one.value, one.alternatives) == ("2026-10-12", ("2026-10-05",))
    assert values("this monday") == ["2026-10-05"]


def test_next_weekday_keeps_the_coming_one_as_an_alternative() -> None:
    (one,) = find("date", "next thursday", context())
    assert one.alternatives == ("2026-10-08",)
    assert values("next thursday", now="2026-10-11T09:00") == ["2026-10-15"]  # said on a Sunday


def test_numbers_are_day_first_but_in_the_united_states() -> None:
    (british,) = find("date", "03/04/2027", context())
    assert (british.value, british.alternatives) == ("2027-04-03", ("2027-03-04",))
    assert values("03/04/2027", region="US") == ["2027-03-04"]
    (canadian,) = find("date", "03/04/2027", context(region="CA"))
    assert (canadian.problem, canadian.alternatives) == ("ambiguous", ("2027-03-04",))


def test_a_wrong_weekday_names_both_readings() -> None:
    (one,) = find("date", "thursday 9 october", context())
    assert (one.value, one.alternatives) == ("", ("2026-10-09", "2026-10-08"))


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("Thursday, sorry, Friday", ["2026-10-09"]),
        ("thursday no friday", ["2026-10-09"]),
        ("thursday i mean friday", ["2026-10-09"]),
        ("not Thursday, Friday", ["2026-10-09"]),
        ("friday not thursday", ["2026-10-09"]),
        ("I can't do Thursday, how about Friday", ["2026-10-09"]),
        ("thursday doesn't work for me, friday?", ["2026-10-09"]),
        ("the 8th, no, the 9th", ["2026-10-09"]),
        ("make it friday instead", ["2026-10-09"]),
        ("no thursday", ["2026-10-08"]),
        ("move it from thursday to friday", ["2026-10-09"]),
        ("my appointment on the 8th needs to move to the 10th", ["2026-10-10"]),
        ("can you change thursday's appointment to friday", ["2026-10-09"]),
        ("can we move it to thursday or friday", ["2026-10-08", "2026-10-09"]),
        ("not this thursday, the one after", ["2026-10-15"]),
        ("the fifteenth or sixteenth", ["2026-10-15", "2026-10-16"]),
        ("Thursday or Friday", ["2026-10-08", "2026-10-09"]),
        ("Thursday doesn't work", []),
        ("any day but thursday", []),
    ],
)
def test_what_is_taken_back_does_not_stand(said: str, days: list[str]) -> None:
    assert values(said) == days


def test_what_is_refused_can_be_asked_for() -> None:
    assert [one.value for one in refused("date", "not thursday, friday", context())] == ["2026-10-08"]
    assert refused("date", "friday please", context()) == []


@pytest.mark.parametrize(
    "said",
    [
        "",
        "yes please",
        "the second one",
        "I have a question about my bill",
        "may I come in",
        "I was born on 3 March 1985",
        "call me on 020 7946 0123",
        "open 24/7",
        "the first available",
        "at nine",
        "9",
        "about 8/10 pain",
        "RX-1001",
        "£8.10",
    ],
)
def test_no_day(said: str) -> None:
    assert values(said) == []


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("the 8th", "2026-10-08"),
        ("8th", "2026-10-08"),
        ("the eighth please", "2026-10-08"),
        ("8", "2026-10-08"),
        ("monday 12", "2026-10-12"),
        ("eighth", "2026-10-08"),
        ("8 10", "2026-10-08"),
        ("8.10", "2026-10-08"),
        ("8-10", "2026-10-08"),
    ],
)
def test_a_bare_answer_to_which_day(said: str, day: str) -> None:
    assert values(said, expected="date") == [day]


@pytest.mark.parametrize(
    ("language", "said", "day"),
    [
        ("es", "mañana a las 3", "2026-10-06"),
        ("es", "manana por la tarde", "2026-10-06"),
        ("es", "mañana por la mañana", "2026-10-06"),
        ("es", "pasado mañana", "2026-10-07"),
        ("es", "hoy", "2026-10-05"),
        ("es", "el jueves", "2026-10-08"),
        ("es", "el próximo jueves", "2026-10-08"),
        ("es", "el jueves que viene", "2026-10-08"),
        ("es", "el jueves de la semana que viene", "2026-10-15"),
        ("es", "el 8 de octubre", "2026-10-08"),
        ("es", "8 de octubre de 2026", "2026-10-08"),
        ("es", "el veintitrés de octubre", "2026-10-23"),
        ("es", "el día 8", "2026-10-08"),
        ("es", "dentro de dos semanas", "2026-10-19"),
        ("es", "en una semana", "2026-10-12"),
        ("es", "el primer lunes de noviembre", "2026-11-02"),
        ("es", "8/10/2026", "2026-10-08"),
        ("fr", "demain matin", "2026-10-06"),
        ("fr", "après-demain", "2026-10-07"),
        ("fr", "jeudi", "2026-10-08"),
        ("fr", "jeudi prochain", "2026-10-15"),
        ("fr", "ce jeudi", "2026-10-08"),
        ("fr", "jeudi en huit", "2026-10-15"),
        ("fr", "le 8 octobre", "2026-10-08"),
        ("fr", "le 1er novembre", "2026-11-01"),
        ("fr", "dans une semaine", "2026-10-12"),
        ("fr", "dans quinze jours", "2026-10-19"),
        ("fr", "aujourd'hui", "2026-10-05"),
        ("fr", "aujourd’hui", "2026-10-05"),
        ("de", "morgen", "2026-10-06"),
        ("de", "morgen früh", "2026-10-06"),
        ("de", "übermorgen", "2026-10-07"),
        ("de", "uebermorgen", "2026-10-07"),
        ("de", "am Donnerstag", "2026-10-08"),
        ("de", "nächsten Donnerstag", "2026-10-15"),
        ("de", "kommenden Donnerstag", "2026-10-08"),
        ("de", "Donnerstag in einer Woche", "2026-10-15"),
        ("de", "am 8. Oktober", "2026-10-08"),
        ("de", "am achten Oktober", "2026-10-08"),
        ("de", "8.10.", "2026-10-08"),
        ("de", "am 8.10.2026", "2026-10-08"),
        ("de", "in zwei Wochen", "2026-10-19"),
        ("de", "am dreiundzwanzigsten Oktober zweitausendsechsundzwanzig", "2026-10-23"),
        ("it", "8 ottobre", "2026-10-08"),
        ("pt", "8 de outubro de 2026", "2026-10-08"),
        ("nl", "8 oktober", "2026-10-08"),
    ],
)
def test_other_languages(language: str, said: str, day: str) -> None:
    assert values(said, language=language) == [day]


@pytest.mark.parametrize(
    ("said", "span"),
    [
        ("8 to 10 October", "2026-10-08/2026-10-10"),
        ("8-10 october", "2026-10-08/2026-10-10"),
        ("from the 8th to the 10th", "2026-10-08/2026-10-10"),
        ("between the 8th and the 10th of october", "2026-10-08/2026-10-10"),
        ("from friday to sunday", "2026-10-09/2026-10-11"),
        ("from 12/11 until 15/11", "2026-11-12/2026-11-15"),
        ("december 30 to january 2", "2026-12-30/2027-01-02"),
        ("next week", "2026-10-12/2026-10-18"),
        ("this weekend", "2026-10-10/2026-10-11"),
        ("in november", "2026-11-01/2026-11-30"),
        ("friday for three nights", "2026-10-09/2026-10-12"),
        ("from 3 March for a week", "2027-03-03/2027-03-10"),
        ("this weekend, Friday 9th to Sunday 11th", "2026-10-09/2026-10-11"),
        ("Friday 9th to Sunday 11th, so this weekend", "2026-10-09/2026-10-11"),
        ("from Friday the 11th to Sunday the 13th", "2026-12-11/2026-12-13"),
        ("next weekend, Friday to Sunday", "2026-10-16/2026-10-18"),
        ("the weekend of the 24th", "2026-10-24/2026-10-25"),
        ("the weekend of 5th December", "2026-12-05/2026-12-06"),
    ],
)
def test_spans_of_days(said: str, span: str) -> None:
    assert values(said, "date_range") == [span]


def test_a_zone_has_gaps_and_hours_that_come_twice() -> None:
    assert localize(date(2027, 3, 28), time(1, 30), LONDON) == "no_such_time"
    first = localize(date(2026, 10, 25), time(1, 30), LONDON)
    assert isinstance(first, datetime) and first.utcoffset() is not None
    assert first.isoformat() == "2026-10-25T01:30:00+01:00"
    plain_day = localize(date(2026, 10, 8), time(9, 0), LONDON)
    assert isinstance(plain_day, datetime) and plain_day.isoformat() == "2026-10-08T09:00:00+01:00"


def test_what_was_found_is_shown_in_the_customers_words() -> None:
    said = "  Um, the TWENTY-third,  of   October ☕ ok?"
    (one,) = find("date", said, context())
    assert said[one.start : one.end] == one.text
    assert one.text.startswith("the TWENTY-third")


@pytest.mark.parametrize(
    "said",
    [
        "a birthday party on 20 March 2027",
        "my dad's 70th birthday on 20 March 2027",
        "for my birthday on 20 March 2027",
        "eine Geburtstagsfeier am 20. März 2027",
    ],
)
def test_a_birthday_party_has_a_day(said) -> None:
    language = "de" if said.startswith("eine") else "en"
    assert values(said, language=language) == ["2027-03-20"]


def test_a_knee_is_not_a_birthday() -> None:
    assert values("something with my knee on Friday") == ["2026-10-09"]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("the 15th, hang on, that's a Thursday, Friday the 16th", "2026-10-16"),
        ("Friday then, no, I'm in Leeds on Friday, Saturday the 10th", "2026-10-10"),
        ("Tuesday, sorry, we have the builders Tuesday, so Wednesday please", "2026-10-07"),
        ("Friday, no, I'm free on Thursday", "2026-10-08"),
        ("Wednesday the 11th", "2026-11-11"),
        ("Friday the 11th", "2026-12-11"),
    ],
)
def test_a_day_that_only_says_why_is_not_meant(said: str, day: str) -> None:
    assert values(said) == [day]


def test_the_same_moment_in_another_zone_is_another_day():
    here = datetime.fromisoformat("2026-10-05T20:00").replace(tzinfo=LONDON)
    for moment, day in ((here, "2026-10-06"), (here.astimezone(ZoneInfo("Pacific/Auckland")), "2026-10-07")):
        [found] = find("date", "tomorrow", SlotContext(moment, "GB", "en"))
        assert found.value == day
