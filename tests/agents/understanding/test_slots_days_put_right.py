"""One end of a span taken back, and years that are said in words. It is Monday, 5 October 2026."""

import pytest

from tests.agents.understanding.test_slots_dates import values


@pytest.mark.parametrize(
    ("language", "said", "span"),
    [
        (
            "en",
            "from friday the 9th till monday, ah no, he works on mondays, so until sunday the 11th",
            (9, 11),
        ),
        ("en", "from the 9th to the 12th, sorry, till the 11th", (9, 11)),
        ("en", "friday the 9th to monday, i mean to sunday", (9, 11)),
        ("en", "friday the 9th to monday, no wait, from saturday", (10, 12)),
        ("en", "friday the 9th till monday, hang on, make it till tuesday", (9, 13)),
        ("en", "the 9th to the 12th, no, the 10th to the 13th", (10, 13)),
        ("en", "from the 9th to the 12th, no problem with that, i called on the 8th", (9, 12)),
        ("es", "del 9 al 12 de octubre, no, hasta el 11", (9, 11)),
        ("fr", "du 9 au 12 octobre, non, jusqu'au 11", (9, 11)),
        ("de", "vom 9. bis 12. Oktober, nein, bis zum 11.", (9, 11)),
    ],
)
def test_of_a_span_one_end_is_put_right(language: str, said: str, span: tuple[int, int]) -> None:
    first, last = span
    assert values(said, "date_range", language=language) == [f"2026-10-{first:02}/2026-10-{last:02}"]


@pytest.mark.parametrize(
    ("language", "said", "day"),
    [
        ("en", "it was on the 20th of november last year, 2025", "2025-11-20"),
        ("en", "last year on november 20th", "2025-11-20"),
        ("en", "on the 20th of march next year", "2027-03-20"),
        ("en", "on the 3rd of march this year", "2026-03-03"),
        ("es", "el 20 de noviembre del año pasado", "2025-11-20"),
        ("fr", "le 20 novembre de l'année dernière", "2025-11-20"),
        ("de", "am 20. November letzten Jahres", "2025-11-20"),
        ("de", "am 20. November", "2026-11-20"),
    ],
)
def test_a_year_said_in_words_is_the_days(language: str, said: str, day: str) -> None:
    assert values(said, language=language) == [day]


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("forget Thursday, the bins go then. Friday", ["2026-10-09"]),
        ("let's skip the Thursday. Friday would do", ["2026-10-09"]),
        ("don't forget Thursday", ["2026-10-08"]),
    ],
)
def test_a_day_that_is_scrapped_is_not_meant(said: str, days: list[str]) -> None:
    assert [*values(said)] == days


@pytest.mark.parametrize(
    ("language", "said", "day"),
    [
        (
            "en",
            "I cannot settle that invoice by the 9th, my wages are late. How about the 20th?",
            "2026-10-20",
        ),
        (
            "en",
            "we can't bring the kids on Thursday, one is ill. Could we bring them on Monday?",
            "2026-10-12",
        ),
        ("de", "Ich kann nicht am Donnerstag zahlen, leider. Ginge der 20. Oktober?", "2026-10-20"),
    ],
)
def test_what_cannot_be_is_not_the_day(language, said, day):
    assert values(said, language=language)[-1:] == [day] and len(values(said, language=language)) == 1


@pytest.mark.parametrize(
    ("language", "said", "span"),
    [
        ("en", "we would need saturday 10 to monday 12", (10, 12)),
        ("en", "saturday 10 till monday 12", (10, 12)),
        ("es", "mejor sábado 10 al lunes 12", (10, 12)),
        ("de", "lieber Samstag 10 bis Montag 12", (10, 12)),
    ],
)
@pytest.mark.parametrize("expected", [None, "date_range"])
def test_days_named_twice_over_are_no_hours(
    language: str, said: str, span: tuple[int, int], expected: str | None
) -> None:
    first, last = span
    found = values(said, "date_range", language=language, expected=expected)
    assert found == [f"2026-10-{first:02}/2026-10-{last:02}"]


def test_numbers_that_fall_on_other_weekdays_are_no_days() -> None:
    assert values("saturday 10 to tuesday 12", "date_range") == []


@pytest.mark.parametrize(
    ("language", "said", "days"),
    [
        ("en", "wednesday I've got the dentist. thursday then", ["2026-10-08"]),
        ("en", "wednesday i work until six, so thursday", ["2026-10-08"]),
        ("es", "el miércoles trabajo todo el día. Mejor el jueves", ["2026-10-08"]),
        ("de", "Mittwoch hab ich Chorprobe. Dann lieber am Donnerstag", ["2026-10-08"]),
        ("en", "wednesday I'm free until noon, and on thursday", ["2026-10-07", "2026-10-08"]),
        ("en", "wednesday I have an appointment with you, thursday too", ["2026-10-07", "2026-10-08"]),
        ("en", "on wednesday we're arriving, on thursday we're off again", ["2026-10-07", "2026-10-08"]),
        ("en", "wednesday is our arrival day. Could we go on thursday", ["2026-10-07", "2026-10-08"]),
        ("en", "wednesday we are five, thursday just the two of us", ["2026-10-07", "2026-10-08"]),
        ("en", "wednesday we have a leaving do for 30, thursday a lunch", ["2026-10-07", "2026-10-08"]),
        ("en", "wednesday we have thirty people, thursday fewer", ["2026-10-07", "2026-10-08"]),
        ("en", "friday first thing please", ["2026-10-09"]),
    ],
)
def test_a_day_that_is_taken_is_not_wished_for(language: str, said: str, days: list[str]) -> None:
    assert values(said, "date", language=language, expected="date") == days
