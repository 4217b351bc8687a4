"""What values mean beside one another: two days that are a span, a name before a number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from caly_app.agents.commands import Command, FillSlot
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.put_right import another_number, rest_of_it
from caly_app.agents.understanding.slots import Found, SlotContext, find
from caly_app.agents.understanding.slots.everyday import is_said_of_things
from caly_app.agents.understanding.slots.plain import folded
from caly_app.agents.understanding.slots.words import COMMON
from caly_app.agents.understanding.whole import within

_CALLED = re.compile(
    r",? (?:(?:called|named|que se llama|qui s'appelle|namens) )?"
    r"(?P<name>[A-ZÀ-Ý][\w'-]+ (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)[A-ZÀ-Ý][\w'-]+)"
)
_ENDS = re.compile(r"[,.;:]")
_OR = re.compile(r",?\s*(?:or|o|ou|oder)\s*(?:on |el |le |am )?", re.IGNORECASE)


@dataclass(frozen=True)
class Together:
    """Changes `commands`, and the `spans` of the text that they explain."""

    turn: TurnContext
    flow: str
    text: str
    context: SlotContext
    commands: list[Command]
    spans: list[tuple[int, int]]

    def look(self, found: Mapping[str, Found]) -> None:
        self.either_day()
        self.another_number()
        self.rest_of_the_address()
        self.name_behind_whom(found)
        self.name_beside_a_number(found)

    def either_day(self) -> None:
        """'Tomorrow or the day after' is a span of days; a day it gave before stands for both."""
        if "period" not in self._slots:
            return
        days = [one for one in find("date", self.text, self.context) if one.value and not one.problem]
        if len(days) != 2 or not _OR.fullmatch(self.text[days[0].end : days[1].start]):
            return
        first, last = sorted(one.value for one in days)
        for place, command in enumerate(self.commands):
            if isinstance(command, FillSlot) and command.value in (first, last):
                self.commands[place] = FillSlot("period", f"{first}/{last}")
                self.spans.append((days[0].start, days[1].end))
                return

    def another_number(self) -> None:
        """'It is 58 now, not fifty', of a number that is known for what is under way."""
        open_flow, kinds = self.turn.dialogue.flow, self.turn.sector.slots
        if open_flow is None or open_flow.name != self.flow:
            return
        numbers = {
            slot: value
            for slot, value in open_flow.slots.items()
            if slot in kinds and kinds[slot].kind == "number"
        }
        if numbers and (meant := another_number(self.text, numbers, self.context)):
            slot, one = meant
            is_another_slots = any(one.start < end and start < one.end for start, end in self.spans)
            if within(one.value, kinds[slot]) and not self._fills(slot) and not is_another_slots:
                self.commands.append(FillSlot(slot, one.value))
                self.spans.append((one.start, one.end))

    def rest_of_the_address(self) -> None:
        """Of the one that was told before, in this wish or in the one that could not be had."""
        dialogue, kinds = self.turn.dialogue, self.turn.sector.slots
        refused = dialogue.refused.slots if dialogue.refused else {}
        for place, command in enumerate(self.commands):
            if isinstance(command, FillSlot) and kinds[command.slot].kind == "address":
                known = dialogue.values().get(command.slot) or refused.get(command.slot, "")
                right = rest_of_it(command.value, known, self.context)
                self.commands[place] = FillSlot(command.slot, right, command.flow)

    def _fills(self, slot: str) -> bool:
        return any(isinstance(command, FillSlot) and command.slot == slot for command in self.commands)

    def name_behind_whom(self, found: Mapping[str, Found]) -> None:
        """'For my son Jack Penhale on Thursday' says what the other one is called."""
        kinds = self.turn.sector.slots
        for slot, one in found.items():
            theirs = [name for name in kinds[slot].of_another if kinds[name].kind == "name"]
            named = _CALLED.match(self.text, one.end)
            if theirs and theirs[0] not in found and named:
                self.commands.append(FillSlot(theirs[0], named["name"]))
                self.spans.append(named.span("name"))

    def name_beside_a_number(self, found: Mapping[str, Found]) -> None:
        """'thurs 10 halas ros penhale 02079460123', 'HH-20417 Alma Reyes': who is in a hurry says no more."""
        kinds, proof = self.turn.sector.slots, self.turn.proof
        name = next((slot for slot in (*self._slots, *proof) if kinds[slot].kind == "name"), "")
        if not name or name in found or name in self.turn.dialogue.values():
            return
        phone = next((one for slot, one in found.items() if kinds[slot].kind == "phone"), None)
        if phone is not None:
            begins = max((end for _, end in self.spans if end <= phone.start), default=0)
            self._take_name(name, begins, phone.start)
        elif name in proof and (numbers := [one for slot, one in found.items() if slot in proof]):
            if not self._take_name(name, numbers[-1].end, len(self.text)):
                self._take_name(name, 0, numbers[0].start)

    def _take_name(self, slot: str, begins: int, ends: int) -> bool:
        part = _ENDS.split(self.text[begins:ends].rstrip(" ,.;:"))[-1]  # "8 kg, Ros Penhale 020 ..."
        words = part.split()
        is_name = len(words) == 2 and all(
            word.isalpha() and len(word) > 1 and folded(word) not in COMMON for word in words
        )
        if is_name and not is_said_of_things(" ".join(words), self.context.language):
            self.commands.append(FillSlot(slot, " ".join(words).title()))
            self.spans.append((begins, ends))
            return True
        return False

    @property
    def _slots(self) -> tuple[str, ...]:
        return self.turn.sector.slots_of.get(self.flow, ())
