"""Numbers and addresses that a language model may point at and does not see."""

import re
from dataclasses import dataclass, field

import phonenumbers

from caly_app.agents.beyond import PRIVATE

CONTACT = re.compile(r"\[contact-\d+\]")
_NUMBER = re.compile(r"\[number-\d+\]")
_ANY = re.compile(r"\[(?:number|contact)-\d+\]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")  # a date is nobody's number


@dataclass
class StandIns:
    """The same stands for the same, for as long as one question is worked on. `country`: of phones."""

    country: str
    _of: dict[str, str] = field(default_factory=dict)

    def hide(self, text: str) -> str:
        return PRIVATE.sub(lambda found: self._for(found[0]), text)

    def show(self, text: str) -> str:
        """The text with all that it points at: for the customer."""
        return self._opened(_ANY, text)

    def numbers_in(self, given: object) -> object:
        """A document with the numbers it points at; whose phone or address it is stays closed."""
        match given:
            case str():
                return self._opened(_NUMBER, given)
            case dict():
                return {name: self.numbers_in(value) for name, value in given.items()}
            case list():
                return [self.numbers_in(value) for value in given]
        return given

    def _opened(self, stand_ins: re.Pattern[str], text: str) -> str:
        meant = {stand_in: value for value, stand_in in self._of.items()}
        return stand_ins.sub(lambda found: meant.get(found[0], found[0]), text)

    def _for(self, value: str) -> str:
        if _DATE.match(value):
            return value
        kind = "contact" if "@" in value or self._is_phone(value) else "number"
        return self._of.setdefault(value, f"[{kind}-{len(self._of) + 1}]")

    def _is_phone(self, value: str) -> bool:
        try:
            return phonenumbers.is_valid_number(phonenumbers.parse(value, self.country))
        except phonenumbers.NumberParseException:
            return False
