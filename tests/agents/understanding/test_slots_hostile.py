"""Whatever is said, the search answers, quickly, and with what was said."""

from datetime import UTC, date, datetime
from datetime import time as clock_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caly_app.agents.understanding.slots import KINDS, LENGTH_READ, SlotContext, find, localize, refused
from tests.least_seconds import ends_within

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 10, 5, 14, 0, tzinfo=LONDON)
OPTIONS = ("Dr. Imre Halas", "Thursday 09:30", "Dr. Nadia Osei", "", "🙂")
LONGEST_SECONDS = 1.0  # for the longest text that is read; a clause takes less than a millisecond

WORDS = """
thursday friday next last this week month the a an of on at in to and or no sorry half past quarter
nine ten eleven twenty third first second two thousand hundred october may march oh double triple
zero seven am pm noon morning evening between after before until for my name is it's i'm ros penhale
p e n h dr halas call me 020 7946 0123 4k7t 9qxm rx 1001 £ 12.50 @ dot at example org , . - / : '
8/10 2026 31 29 february any whoever not but only mañana jueves las tres y media demain heures halb
neun uhr viertel vor born 1985 street elm row
""".split()

HOSTILE = [
    "",
    " ",
    "\n\t\r\x00\x01\x1f\x7f",
    "\u202eyadsruht\u202c",
    "‏מחר בתשע‏ thursday",
    "🙂🙂🙂 thursday 🙂 at nine 🙂",
    "İİİİ ǅ ﬁ ﬀ ß ŉ ΐ thursday",
    "\ud800",
    "٣٠ ٢٠٢٦ ۱۲:۳۰",
    "①②③ ½ ² Ⅷ october",
    "９：３０ ｔｈｕｒｓｄａｙ",
    "0" * 500,
    "9" * 500 + " october",
    "99999999999999999999/99999999999999999999/9999",
    "31/31/31",
    "00/00/0000",
    "0:0 24:00 24:60 99:99",
    "the 99999th of october",
    "in 99999999 years",
    "in 5000 years",
    "9999 years ago",
    "5000 months ago",
    "first monday of february 9999",
    "31 december 9999",
    "0001-01-01",
    "the fifth monday of february",
    "a" * LENGTH_READ,
    "a " * 2000,
    "1 " * 2000,
    "one " * 1000,
    "thousand hundred " * 200,
    "double " * 600,
    "a@" * 2000,
    "at dot " * 600,
    "a dot " * 660 + "at a dot",
    "a.a." * 1000 + "@" + "b.b." * 500,
    "-" * 4000,
    "(((((" * 800,
    "my name is " * 360,
    "no, " * 1000,
    "thursday, no, " * 280,
    "between 2 and " * 280,
    "12 elm row, " * 330,
    "1-2-3-4/" * 500,
    "+" * 2000 + "44" * 1000,
    "p for peter " * 330,
    "'; DROP TABLE appointment; --",
    "<script>alert(1)</script> thursday",
    "{{7*7}} %s %n ${x} \\d+ (?P<x>",
]


def context(language: str = "en", expected: str | None = None, region: str = "GB") -> SlotContext:
    return SlotContext(NOW, region, language, OPTIONS, expected)


def look_for_everything(said: str, given_context: SlotContext) -> None:
    for kind in KINDS:
        for one in find(kind, said, given_context):
            assert said[one.start : one.end] == one.text, (kind, one)
            assert one.value or one.problem or one.alternatives or kind == "choice", (kind, one)
            if kind in ("date", "date_of_birth") and one.value:
                date.fromisoformat(one.value)
            if kind == "time" and one.value:
                clock_time.fromisoformat(one.value)
        refused(kind, said, given_context)


@pytest.mark.parametrize("said", HOSTILE, ids=[f"{place}" for place in range(len(HOSTILE))])
@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "ja"])
def test_hostile_words_find_no_error(said: str, language: str) -> None:
    for expected in (None, *KINDS):
        look_for_everything(said[:300], context(language, expected))


@pytest.mark.parametrize("said", HOSTILE, ids=[f"{place}" for place in range(len(HOSTILE))])
def test_hostile_words_take_no_longer_than_others(said: str) -> None:
    long = said * (100_000 // max(1, len(said)))
    for kind in KINDS:
        for expected in (None, kind):
            expecting = context(expected=expected)
            assert ends_within(LONGEST_SECONDS, lambda kind=kind, now=expecting: find(kind, long, now)), kind


def test_only_the_beginning_of_a_very_long_text_is_read() -> None:
    assert [one.value for one in find("date", "tomorrow " + "x" * 100_000, context())] == ["2026-10-06"]
    assert find("date", "x " * LENGTH_READ + "tomorrow", context()) == []


def test_an_unknown_kind_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        find("colour", "red", context())


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["en", "es", "fr", "de", "xx"]), st.sampled_from([None, *KINDS]))
def test_any_text_is_searched_without_error(said: str, language: str, expected: str | None) -> None:
    look_for_everything(said, context(language, expected))


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
    st.sampled_from(["en", "es", "fr", "de"]),
    st.sampled_from([None, *KINDS]),
    st.sampled_from(["GB", "US", "CA", "ES", ""]),
)
def test_any_order_of_telling_words_is_searched_without_error(
    said: str, language: str, expected: str | None, region: str
) -> None:
    look_for_everything(said, context(language, expected, region))


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2026, 10, 6), date(2027, 9, 1)))
def test_a_full_date_is_read_back_as_said_in_every_form(day: date) -> None:
    forms = (
        f"{day.day} {day:%B} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%A} {day.day} {day:%B}",
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%y}",
        day.isoformat(),
    )
    for said in forms:
        (one,) = find("date", f"could I come on {said} please", context())
        assert (one.value, one.problem) == (str(day), None), said


@settings(max_examples=200, deadline=None)
@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_a_full_time_is_read_back_as_said_in_every_form(at: clock_time) -> None:
    twelve = (at.hour - 1) % 12 + 1
    half = "am" if at.hour < 12 else "pm"
    for said in (
        f"{at:%H:%M}" if at.hour != 12 else "12:" + f"{at:%M}",
        f"{twelve}:{at:%M} {half}",
        f"{twelve}.{at:%M}{half}",
    ):
        (one,) = find("time", f"can I come at {said} please", context())
        assert one.value == f"{at:%H:%M}", said


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.times())
def test_localize_knows_exactly_the_moments_that_exist(day: date, at: clock_time) -> None:
    found = localize(day, at, LONDON)
    moment = datetime.combine(day, at, tzinfo=LONDON)
    exists = moment.astimezone(UTC).astimezone(LONDON).time() == at
    assert (found == "no_such_time") is not exists
