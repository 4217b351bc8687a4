"""Outcomes -> words: templates by language, with dates, times and numbers as their readers write them."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from string import Formatter

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, get_currency_symbol

from caly_app.agents.business import WEEKDAYS, Business
from caly_app.agents.config import AssistantDocument
from caly_app.agents.dialogue import Choice
from caly_app.agents.money import currency_of
from caly_app.agents.sector import Sector

_TWO_STOPS = re.compile(r"\b([ap]\.\s?m)\.(\ue001?)\.", re.IGNORECASE)  # a sentence that ends in "4 p.m."
_BLANK_BEFORE_A_STOP = re.compile(r"(?<=\S) +((?:\ue000\ue001)?[.,])(?=\s|\Z)")  # a value that nobody has
VALUE_BEGINS, VALUE_ENDS = "\ue000", "\ue001"  # nobody types these


@dataclass(frozen=True)
class Phrasing:
    """How one reader is spoken to."""

    sector: Sector
    config: AssistantDocument
    business: Business
    language: str
    is_brief: bool = False
    marks: bool = False  # shows where values begin and end: for words that are said in another voice

    def say(self, key: str, values: Mapping[str, str] | None = None, choices: Sequence[Choice] = ()) -> str:
        """The words for a code. Values are in normal form: ISO times, E.164 numbers."""
        template = self.template(key)
        if template is None:
            raise LookupError(f"there are no words for {key}")
        given = {**self._always(), **(values or {})}
        if choices:
            labels = [self.label(choice) for choice in choices]
            given = {"options": self.listed(labels, "or"), "items": self.listed(labels, "and"), **given}
        filled = _TWO_STOPS.sub(r"\1.\2", self.fill(template, given).strip())
        return _BLANK_BEFORE_A_STOP.sub(r"\1", filled)

    def has(self, key: str) -> bool:
        return self.template(key) is not None

    def template(self, key: str) -> str | None:
        """Brief where the channel is; else in the assistant's tone, where it makes a difference."""
        special = "brief" if self.is_brief else self.config.persona.tone
        for name in (f"{key}.{special}", key):
            if own := self.config.words.get(self.language, {}).get(name):
                return own
            if common := self.sector.text(name, self.language):
                return common
        return None

    def fill(self, template: str, values: Mapping[str, str]) -> str:
        return _Formatter(self).vformat(template, (), values)

    def label(self, choice: Choice) -> str:
        return self.say(choice.label, {**choice.fills, **choice.values})

    def listed(self, items: Sequence[str], last: str = "and") -> str:
        """'a, b or c'."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self.say(last)} {items[-1]}"

    def _always(self) -> Mapping[str, str]:
        return {
            "business": self.business.name,
            "persona": self.config.persona.name,
            "emergency_number": self.business.emergency_number,
            "abilities": self.sector.text("abilities", self.language) or "",
            "appointment": self.sector.appointment_is.get(self.language, self.sector.appointment_is["en"]),
        }

    # --- normal forms as readers write them ---

    @property
    def locale(self) -> Locale:
        return locale_of(self.language, self.business.country)

    def day(self, value: str) -> str:
        return format_date(date.fromisoformat(value[:10]), "full", locale=self.locale)

    def short_day(self, value: str) -> str:
        return format_date(date.fromisoformat(value[:10]), self.say("short_day"), locale=self.locale)

    def clock(self, value: str) -> str:
        moment = self._local(value).time() if "T" in value else time.fromisoformat(value)
        return format_time(moment, "short", locale=self.locale)

    def when(self, value: str) -> str:
        moment = self._local(value)
        return self.say(
            "date_at_time", {"date": self.day(moment.date().isoformat()), "time": self.clock(value)}
        )

    def phone(self, value: str) -> str:
        try:
            number = phonenumbers.parse(value, self.business.country)
        except phonenumbers.NumberParseException:
            return value
        home = number.country_code == phonenumbers.country_code_for_region(self.business.country)
        form = phonenumbers.PhoneNumberFormat
        return phonenumbers.format_number(number, form.NATIONAL if home else form.INTERNATIONAL)

    def personal(self, kind: str, value: str) -> str:
        """A value of the customer's, as it is read back to them."""
        match kind:
            case "phone":
                return self.phone(value)
            case "date_of_birth":
                return self.day(value)
            case _:
                return value

    def masked(self, value: str) -> str:
        """Enough to recognise, not enough to use."""
        if "@" in value:
            name, host = value.split("@", 1)
            return f"{name[:1]}***@{host}"
        if value.lstrip("+").isdigit():
            return self.say("ending", {"digits": value[-3:]})
        return self.say("on_record")

    def spelled(self, value: str) -> str:
        return " ".join(letter for letter in value if letter.isalnum()) if self.is_brief else value

    def money(self, value: str) -> str:
        """'45.99 GBP' as its readers write it: "£45.99", "45,99 £"."""
        amount, currency = value.split()
        written = format_currency(Decimal(amount), currency, locale=self.locale)
        if own := own_sign(self.business.country, currency):
            written = written.replace(get_currency_symbol(currency, locale=self.locale), own)
        return written

    def number(self, value: str) -> str:
        return format_decimal(Decimal(value), locale=self.locale)

    def hours(self, spans: Sequence[tuple[time, time]]) -> str:
        to = self.say("to")
        parts = [f"{self.clock(a.isoformat())} {to} {self.clock(b.isoformat())}" for a, b in spans]
        return self.listed(parts)

    def hours_of(self, day: str) -> str:
        return self.hours(self.business.hours_on(date.fromisoformat(day)))

    def next_open(self, day: str) -> str:
        return self.say("next_open", {"date": day})

    def week(self, _: str = "") -> str:
        """'Monday to Friday 08:00 to 18:00, Saturday 09:00 to 12:00': days alike are said together."""
        to = self.say("to")
        runs: list[tuple[list[str], str]] = []
        for day in WEEKDAYS:
            spans = self.business.opening_hours.get(day, ())
            said = self.hours(spans) if spans else self.say("closed")
            if runs and runs[-1][1] == said:
                runs[-1][0].append(day)
            else:
                runs.append(([day], said))
        return ", ".join(f"{self._days(days, to)} {hours}" for days, hours in runs)

    def _days(self, days: Sequence[str], to: str) -> str:
        first, last = self.say(days[0]), self.say(days[-1])
        match len(days):
            case 1:
                return first
            case 2:
                return self.listed([first, last])
            case _:
                return f"{first} {to} {last}"

    def _local(self, value: str) -> datetime:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(self.business.timezone) if moment.tzinfo else moment


@lru_cache(maxsize=256)  # looking one up asks the disk each time
def locale_of(language: str, country: str) -> Locale:
    """As this language is written in this country; else as it is written anywhere; else English."""
    for name in (f"{language}_{country}", language):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en_GB")


@lru_cache(maxsize=256)
def own_sign(country: str, currency: str) -> str:
    """What is paid with here needs no country beside its sign: "309,00 £", never "309,00 £GB".

    Nothing for what is another country's, and where it is written in letters.
    """
    if currency != currency_of(country):
        return ""
    try:
        sign = get_currency_symbol(currency, locale=Locale.parse(f"und_{country}"))
    except (UnknownLocaleError, ValueError):
        return ""
    return sign if all(unicodedata.category(letter) == "Sc" for letter in sign) else ""


class _Formatter(Formatter):
    def __init__(self, phrasing: Phrasing) -> None:
        self._marks, self._locale = phrasing.marks, phrasing.locale
        self._as: Mapping[str, Callable[[str], str]] = {
            "day": phrasing.day,
            "short_day": phrasing.short_day,
            "clock": phrasing.clock,
            "when": phrasing.when,
            "phone": phrasing.phone,
            "masked": phrasing.masked,
            "spelled": phrasing.spelled,
            "hours": phrasing.hours_of,
            "week": phrasing.week,
            "next_open": phrasing.next_open,
            "money": phrasing.money,
            "number": phrasing.number,
            "words": phrasing.say,
        }

    def get_value(self, key: int | str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        return kwargs.get(str(key), "")

    def format_field(self, value: object, format_spec: str) -> str:
        text = str(value).replace(VALUE_BEGINS, "").replace(VALUE_ENDS, "") if self._marks else str(value)
        if format_spec and text:
            text = self._counted(text, format_spec) if "|" in format_spec else self._as[format_spec](text)
        return f"{VALUE_BEGINS}{text}{VALUE_ENDS}" if self._marks and text else text

    def _counted(self, number: str, nouns: str) -> str:
        """'{nights:night|nights}': the noun as one of them is called, and as several are."""
        one, many = nouns.split("|")
        is_one = self._locale.plural_form(Decimal(number)) == "one"
        return f"{number} {one if is_one else many}"


FORMS = (
    "day",
    "short_day",
    "clock",
    "when",
    "phone",
    "masked",
    "spelled",
    "hours",
    "week",
    "next_open",
    "money",
    "number",
    "words",
)
