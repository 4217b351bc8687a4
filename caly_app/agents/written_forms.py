"""How dates, times and sums of a document are written by people: so that words about them can be checked."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, time

from babel.dates import format_date, format_time

from caly_app.agents.phrasing import locale_of

_DATE = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d)")
_TIME = re.compile(r"(?<!\d)([01]\d|2[0-3]):([0-5]\d)(?!\d)")
_DECIMAL = re.compile(r"\b\d+\.\d\b")
_MOST = 200


def written_forms(texts: Iterable[str], language: str, country: str) -> list[str]:
    """Of ISO dates and times, and of sums with one decimal."""
    return [form for text in texts for form in _of(text, language, country)][:_MOST]


def _of(text: str, language: str, country: str) -> Iterator[str]:
    locale = locale_of(language, country)
    for written in _DATE.findall(text):
        try:
            yield format_date(date.fromisoformat(written), "full", locale=locale)
        except ValueError:
            continue
    for hour, minute in _TIME.findall(text):
        moment = time(int(hour), int(minute))
        yield format_time(moment, "short", locale=locale)
        yield f"{moment.hour}:{minute} {moment.hour % 12 or 12}:{minute}"
        if minute == "00":
            yield f"{moment.hour % 12 or 12}"
    for sum_ in _DECIMAL.findall(text):
        yield f"{sum_}0"
