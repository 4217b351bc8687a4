"""A clause of a message, listened to once: what it means, and what is in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from caly_app.agents.commands import Command, FillSlot
from caly_app.agents.understanding.facts_named import kinds_of_fact, named_facts
from caly_app.agents.understanding.in_case import what_is_asked
from caly_app.agents.understanding.local import Reading
from caly_app.agents.understanding.message import LIKELY, Message, asks
from caly_app.agents.understanding.named import lettered_references

_ASKS_FOR = re.compile(
    r"(?:um+ |uh+ |hi |hello |so |please )*"
    r"(?:i(?:'d| would)? (?:want|need|like|have to)|can i|could i|may i|let me|help"
    r"|i(?: was| am|'m|'ve been)?(?: just)? wonder(?:ing|ed)? (?:if|whether)|me preguntaba si"
    r"|je me demandais si|ich wollte fragen,? ob)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class Clause:
    """What takes time to hear is heard when it is first asked for, and then known to all rules."""

    text: str
    reading: Reading
    message: Message

    @property
    def intent(self) -> str:
        return self.reading.intent or ""

    @cached_property
    def words(self) -> int:
        return len(self.text.split())

    @cached_property
    def is_question(self) -> bool:
        return asks(self.text)

    @cached_property
    def is_request(self) -> bool:
        """Asks for something, and does not only tell."""
        return is_request(self.text)

    @property
    def is_wish(self) -> bool:
        """Something that can be done here, however sure."""
        return self.reading.in_scope and self.intent in self.message.turn.sector.flows

    @property
    def is_likely(self) -> bool:
        return self.reading.in_scope and self.reading.confidence >= LIKELY

    @property
    def is_likely_wish(self) -> bool:
        return self.is_wish and self.is_likely

    @property
    def by_likeness(self) -> bool:
        """No pattern and no word says so: only what it resembles."""
        return self.reading.by == "examples"

    @cached_property
    def facts(self) -> Sequence[str]:
        """Of the business, by their names."""
        return [*named_facts(self.text, self.message)]

    @cached_property
    def kinds_of_fact(self) -> Sequence[str]:
        return [*kinds_of_fact(self.text, self.message)]

    @cached_property
    def asks_in_case(self) -> bool:
        """'Do I keep my number when I change plan?' asks for what is known of numbers."""
        asked = what_is_asked(self.text)
        return bool(asked) and any(named_facts(asked, self.message))

    @cached_property
    def records(self) -> Sequence[FillSlot]:
        """Numbers of letters and digits, such as only a record has."""
        return lettered_references(self.text, self.message)

    def answers(self) -> Sequence[Command]:
        """Values for what is under way, with the open question in mind."""
        message = self.message
        return message.hear(message.flow, self.text).commands if message.flow else ()

    def tells_for(self, flow: str) -> Sequence[FillSlot]:
        """Values for a flow, whatever was asked."""
        return self.message.hear(flow, self.text, with_question=False).fills

    def is_about_a_record(self, flow: str) -> bool:
        """Named as this wish would name it, or by a number of letters and digits that only a record has."""
        slots = self.message.turn.sector.slots
        named = any(slots[one.slot].entity for one in self.tells_for(flow)) if flow else False
        return named or bool(self.records)


def is_request(text: str) -> bool:
    return asks(text) or _ASKS_FOR.match(text) is not None
