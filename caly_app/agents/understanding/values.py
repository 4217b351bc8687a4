"""The values in what was said, each for the slot of the flow that it belongs to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from caly_app.agents.commands import Choose, Command, FillSlot, RejectSlot
from caly_app.agents.dialogue import Choice
from caly_app.agents.phrasing import Phrasing
from caly_app.agents.sector import SlotSpec, both
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding import counted
from caly_app.agents.understanding.heard import Heard
from caly_app.agents.understanding.likeliest import likeliest
from caly_app.agents.understanding.near_days import spoken_of
from caly_app.agents.understanding.options import chooses_another, options_in, siblings, without_left_out
from caly_app.agents.understanding.past_days import born, day_behind, is_since, lasting
from caly_app.agents.understanding.picked_by_word import (
    BY_PLACE,
    is_contact,
    is_the_one_offered,
    place_by_number,
    place_by_own_word,
    place_by_word,
)
from caly_app.agents.understanding.put_right import but_as_read_back, last_said
from caly_app.agents.understanding.resources import left_out, resources_in
from caly_app.agents.understanding.slots import Found, SlotContext, find
from caly_app.agents.understanding.slots.identifiers import short_reference
from caly_app.agents.understanding.together import Together
from caly_app.agents.understanding.vague_days import no_day
from caly_app.agents.understanding.whole import all_of, alone, is_a_speech, place_told, spelled_name, within

# What is looked for first takes its words away from what comes after.
_ORDER = (
    "email reference phone date_of_birth money duration date_range date time_range"
    " time part_of_day name address number choice resource picked text"
).split()
_SILENT_PROBLEMS = frozenset(
    {"incomplete", "too_short", "too_long", "invalid", "none_of_these", "implausible"}
)
_CUT_FROM = 20  # characters: a value that ends within a word was cut off there
_TOLD_AT_MOST = 300  # characters
_HEARD_AT_MOST = 1200  # characters: nobody's values lie further back than that
_SHARED = frozenset({"choice", "text"})  # kinds whose words may say something else as well
_STORY_FROM = 15  # words
_UNMISTAKABLE = ("phone", "email")
_ONLY_A_CHOICE = 7  # words: what is longer may wish for something as well
_A_FEW = 4  # words: "no wait, 4822" is another order
_READ_BACK = (("confirmation",), ("change",))
_BARE_NUMBER = re.compile(r"\b\d{4,10}\b")


@dataclass(frozen=True)
class Listener:
    """Listens for the slots of one flow, with one question in mind."""

    turn: TurnContext
    language: str
    flow: str
    expected: tuple[str, ...] = ()
    offered: tuple[Choice, ...] = ()

    def hear(self, text: str) -> Heard:
        text = text[:_HEARD_AT_MOST]
        found: dict[str, Found] = {}
        spans: list[tuple[int, int]] = []
        commands: list[Command] = []
        for slot, spec in self._slots():
            own = [*self._by_cue(spec, text)] if spec.kind == "number" else ()
            ones = [*self._look_for(slot, spec, text)]
            others = self._counted_by_others(slot, spec, text) if ones else ()
            ones = counted.of_this(ones, spec.kind, text, own, others, self._around)
            if not (spec.refused or spec.missed and len({one.value for one in ones}) == 1):
                ones = [*last_said(ones, spec.kind, text, self._around, own)]
            if spec.kind in ("date", "time", "text") and self.expected in _READ_BACK:
                ones = [*but_as_read_back(ones, slot, self.turn, self.language)]
            for one in self._of_two(slot, spec, ones, found):
                if slot in found or any(one.start < b and a < one.end for a, b in spans):
                    if slot in found or not self._is_said_of_both(spec, one, found):
                        continue
                if self._is_the_speakers(slot, one, found) or self._is_told_already(slot, spec):
                    continue
                command = self._command(slot, spec, one, len(text.split()))
                has_time = any(self.turn.sector.slots[other].kind == "time" for other in found)
                if command is None or spec.kind == "part_of_day" and has_time:
                    continue  # "in the morning at ten" is ten
                found[slot] = one
                spans.append((one.start, one.end))
                commands.append(command)
        Together(self.turn, self.flow, text, self._around, commands, spans).look(found)
        return Heard(tuple(self._chosen(commands, text, spans)), tuple(spans))

    def _is_the_speakers(self, slot: str, one: Found, found: Mapping[str, Found]) -> bool:
        """'I am Anna Crane, it is for my son': the name before it is not the son's."""
        return any(
            slot in self.turn.sector.slots[other].of_another and one.start < whose.start
            for other, whose in found.items()
        )

    def _is_told_already(self, slot: str, spec: SlotSpec) -> bool:
        """What happened was told: an answer to something else does not tell it anew."""
        open_flow = self.turn.dialogue.flow
        is_under_way = open_flow is not None and open_flow.name == self.flow and slot in open_flow.slots
        asked = {slot, "confirmation", "change"} & {*self.expected}
        return spec.keeps_all and is_under_way and not asked

    def _is_said_of_both(self, spec: SlotSpec, one: Found, found: Mapping[str, Found]) -> bool:
        """'Insure a flat' says which insurance, and what kind of home."""
        kinds = self.turn.sector.slots
        same = [slot for slot, other in found.items() if one.start < other.end and other.start < one.end]
        asked = [kinds[slot].kind for slot in same if slot in self.expected]
        if "text" in asked and not self.turn.sector.is_marked("deny_first", self.turn.said, self.language):
            if any(kinds.get(slot) is spec for slot in self.turn.dialogue.values()):
                return False  # "the company, Bruma", asked for the other side, is no other area of law
        return spec.kind == "choice" and bool(same) and all(kinds[slot].kind in _SHARED for slot in same)

    def _of_two(
        self, slot: str, spec: SlotSpec, ones: list[Found], found: Mapping[str, Found]
    ) -> Sequence[Found]:
        """'It is on Monday, can I have Tuesday': the first is how it was, the last how it should be."""
        before = [other for other in siblings(slot, self.flow, self.turn.sector) if other not in found]
        distinct = {one.value for one in ones if one.value}
        return ones[::-1] if len(distinct) > 1 and before and spec.kind == "date" else ones

    # --- which slots, and where they are looked for ---

    def _slots(self) -> list[tuple[str, SlotSpec]]:
        sector = self.turn.sector
        names = [*self.expected, *sector.slots_of.get(self.flow, ()), *self._identifying()]
        known = {name: sector.slots[name] for name in dict.fromkeys(names) if name in sector.slots}
        return sorted(known.items(), key=lambda item: self._rank(*item))

    def _rank(self, slot: str, spec: SlotSpec) -> tuple[bool, bool, int]:
        """What was asked for first; then what announces itself by its surroundings; then by kind."""
        return (slot not in self.expected, not spec.cues, _ORDER.index(spec.kind))

    def _identifying(self) -> Sequence[str]:
        flow = self.turn.sector.flows.get(self.flow)
        open_flow = self.turn.dialogue.flow
        is_asked_for = any(step.prove for step in flow.steps) if flow else False
        proofs = [slot for slots in self.turn.proofs for slot in slots]
        names = [
            slot for slot, spec in self.turn.sector.slots.items() if spec.kind == "name" and not spec.cues
        ]
        if not is_asked_for and not (open_flow and open_flow.as_before):
            # Whoever tells it now is not asked for it by what comes next.
            told = [slot for slot in proofs if self.turn.sector.slots[slot].kind in _UNMISTAKABLE]
            return told if self.flow else (*told, *names, *_UNMISTAKABLE)
        return (*proofs, "reference", *names)

    def _look_for(self, slot: str, spec: SlotSpec, text: str) -> Iterator[Found]:
        asked = slot in self.expected
        if spec.refused:
            yield from left_out(spec, text, self.turn, self._around)
            return
        if spec.cues:
            cued = [*self._by_cue(spec, text, asked)]
            yield from cued
            if spec.exact and cued and not any(one.value for one in cued):
                return  # "not by the 14th, until the end of December" means no 14th
            if not asked and (spec.only_cued or siblings(slot, self.flow, self.turn.sector)):
                return
        match spec.kind:
            case "picked":
                return
            case "text":
                if asked and not self._names_nothing(spec, text):
                    yield from spelled_name(text, spec, self._context("name")) or all_of(text, spec)
            case "resource":
                yield from resources_in(text, self.turn, self.language)
            case "choice":
                marked = both(self.turn.sector.markers.get("left_out", {}), self.language)
                yield from without_left_out(options_in(text, spec, self.language, asked=asked), marked, text)
            case "number":
                if asked:
                    yield from self._find("number", text, asked=True)
                yield from options_in(text, spec, self.language, asked=asked)
            case "reference":
                yield from self._references(slot, spec, text, asked)
            case "address" if not asked and spec.cues and self.expected not in _READ_BACK:
                yield from alone(self._find("address", text, False), text)  # a sector's own words say which
            case kind:
                yield from self._find(kind, text, asked)

    def _names_nothing(self, spec: SlotSpec, text: str) -> bool:
        """How to reach somebody, another choice of what is known, or a speech where something has a name."""
        context = self._around
        if is_contact(text, context) or self._chooses_another(text):
            return True
        is_nowhere = spec.is_place and not place_told(text, text, context)
        return is_nowhere or spec.no_question and is_a_speech(text, context)

    def _chooses_another(self, text: str) -> bool:
        kinds, known = self.turn.sector.slots, self.turn.dialogue.values()
        own = [slot for slot in self.turn.sector.slots_of.get(self.flow, ()) if slot in known]
        return any(chooses_another(text, kinds[slot], known[slot], self._around) for slot in own)

    def _by_cue(self, spec: SlotSpec, text: str, asked: bool = False) -> Iterator[Found]:
        for pattern in both(spec.cues, self.language):
            for match in pattern.finditer(text):
                value, start = match["value"].strip(), match.start("value")
                if spec.kind == "text":  # asked for, what announces it is said of nothing else either
                    told = text.strip()[:_TOLD_AT_MOST] if spec.keeps_all else value
                    told = place_told(value, text, self._around) if spec.is_place else told
                    if told:
                        yield Found("text", told, value, *match.span(0 if asked else "value"))
                    continue
                is_cut = (
                    len(value) >= _CUT_FROM and text[match.end("value") :][:1].isalnum()
                )  # "the 2" of 28th
                inside = self._in_cue(spec, text[start:] if is_cut else value)
                for one in (one for one in inside if one.start < len(value)):
                    yield replace(one, start=start + one.start, end=start + one.end)

    def _in_cue(self, spec: SlotSpec, text: str) -> Iterator[Found]:
        if spec.kind != "reference":
            return self._find(spec.kind, text, True)
        one = short_reference(text, spec.shape, self.language)
        return iter([one]) if one else self._references("", spec, text, True)

    def _counted_by_others(self, slot: str, spec: SlotSpec, text: str) -> Sequence[Found]:
        """Asked for the arrival, "leaving on the 16th" is the departure's; "six fifteen" is no room while the
        hour of a call is not told."""
        counts = {"date": "number" if spec.cues else "date", "reference": "time"}.get(spec.kind, "number")
        if spec.kind not in ("number", "time", "address", "reference", counts):
            return ()
        names, known = self.turn.sector.slots_of.get(self.flow, ()), self.turn.dialogue.values()
        slots = [self.turn.sector.slots[one] for one in names if counts != "time" or one not in known]
        others = [other for other in slots if other.kind == counts and other is not spec]
        return [one for other in others for one in self._by_cue(other, text) if one.value]

    def _find(self, kind: str, text: str, asked: bool) -> Iterator[Found]:
        """What stands by itself; only where nothing does, the bare forms an open question allows."""
        bare = self._context(kind if asked else None)
        found = find(kind, text, self._around) if kind in ("date", "time") else ()
        yield from (one for one in found or self._bare(kind, text, bare) if not is_since(one, text))
        if kind == "part_of_day":
            yield from find("time_range", text, bare)
        if kind == "duration" and (asked or self.turn.sector.is_marked("since", text, self.language)):
            yield from (lasting(one, bare) for one in find("date", text, bare) if one.value)

    def _bare(self, kind: str, text: str, bare: SlotContext) -> Sequence[Found]:
        """Customers mix: 'quiero una cita next Friday', '5 December 1995'."""
        found = find(kind, text, bare)
        is_mixed = self.language != "en" and kind in ("date", "time", "date_of_birth")
        if not is_mixed or any(one.value for one in found):
            return found
        expected = bare.expected if kind == "date_of_birth" else None
        in_english = find(kind, text, replace(self._context(expected), language="en"))
        in_english = [one for one in in_english if len(one.text) > len("mon")]  # "mon offre" is no Monday
        return in_english if any(one.value for one in in_english) or not found else found

    @cached_property
    def _around(self) -> SlotContext:
        context = SlotContext(self.turn.now, self.turn.business.country, self.language)
        return spoken_of(context, self.turn, self.expected)

    def _context(self, expected: str | None) -> SlotContext:
        return replace(self._around, expected=expected) if expected else self._around

    def _references(self, slot: str, spec: SlotSpec, text: str, asked: bool) -> Iterator[Found]:
        """Such as the slot says its numbers look; where no other is in question, whatever is one."""
        is_read_back = self.expected in _READ_BACK and len(text.split()) <= _A_FEW
        asked = asked or is_read_back and bool(spec.prefix) and bool(_BARE_NUMBER.search(text))
        both_kinds = (self._find(kind, text, False) for kind in ("date", "date_of_birth", "money"))
        days = [one for found in both_kinds for one in found if one.value and not one.problem]
        for one in self._find("reference", text, asked):
            if one.value.isdigit() and any(one.start < day.end and day.start < one.end for day in days):
                continue  # "17 September 1983", asked for a policy, is no policy 1983, nor is a sum
            spellings = (one.value, *one.alternatives)
            if spec.prefix and one.value.isdigit():
                spellings = (spec.prefix + one.value,)
            fitting = [value for value in spellings if spec.shape is None or spec.shape.fullmatch(value)]
            if fitting or spec.entity and self._is_only_number(slot, spellings):
                yield replace(one, value=(*fitting, one.value)[0])

    def _is_only_number(self, slot: str, spellings: Sequence[str]) -> bool:
        """Each business writes its numbers its own way: what nothing else can be meant by is this one."""
        slots = self.turn.sector.slots
        others = [spec for other, spec in slots.items() if other != slot and spec.kind == "reference"]
        asked = slot in self.expected  # then six digits are no code that nobody has sent
        shapes = [spec.shape for spec in others if spec.shape and (spec.entity or not asked)]
        if any(shape.fullmatch(value) for shape in shapes for value in spellings):
            return False
        in_question = {name for name, spec in self._slots() if spec.kind == "reference" and spec.entity}
        return asked or in_question == {slot}

    # --- from what was found to what is wished ---

    def _command(self, slot: str, spec: SlotSpec, one: Found, words: int) -> Command | None:
        """`words`: how long the text is that it stands in."""
        asked = slot in self.expected
        if spec.behind:  # "last week" and "back in January" are no day, and nothing is said against them
            day = day_behind(one, self._around)
            return FillSlot(slot, day) if day else RejectSlot(slot, "unclear", one.text) if asked else None
        if one.problem is None and one.value:
            value = self._likeliest(slot, spec, one)
            if spec.kind == "number" and not within(value, spec):
                return RejectSlot(slot, "not_valid", one.text) if asked else None
            return FillSlot(slot, value)
        if vague := no_day(one, spec, self.flow, self.turn, self._around):
            return RejectSlot(slot, "unclear", one.text) if asked and vague == "unclear" else None
        if one.problem == "ambiguous" and (value := self._likeliest(slot, spec, one)):
            return FillSlot(slot, value)
        if one.problem == "range" or one.problem in _SILENT_PROBLEMS and not asked:
            return None
        if one.problem == "past" and spec.kind in ("date", "date_range"):
            births = [name for name, s in self.turn.sector.slots.items() if s.kind == "date_of_birth"]
            if births and (day := born(one, self._context("date_of_birth"))):
                return FillSlot(births[0], day)
            if not asked and words > _STORY_FROM:
                return None  # "last week I fell off my bike"
        return RejectSlot(slot, one.problem or "unclear", one.text)

    def _likeliest(self, slot: str, spec: SlotSpec, one: Found) -> str:
        return likeliest((slot, spec), one, self.offered, self.turn, self.language)

    def _chosen(self, commands: list[Command], text: str, spans: list[tuple[int, int]]) -> list[Command]:
        """What was offered and fits what was said is chosen whole: 'eleven' means that day at eleven."""
        adds = any(spec.adds for slot, spec in self._slots() if slot in self.expected)
        if not self.offered or adds and counted.several(text, self._around):
            return commands
        if is_the_one_offered(text, self.offered, self.expected, self.turn.sector, self.language):
            others = replace(self, expected=(), offered=()).hear(text).commands
            taken = self.offered[0].fills
            return [Choose(0), *(one for one in others if getattr(one, "slot", "") not in taken)]
        told = {command.slot: command.value for command in commands if isinstance(command, FillSlot)}
        kinds = self.turn.sector.slots
        if any(kinds[slot].kind == "date_range" for slot in told):
            return commands  # several days are not the one of them that is offered
        told = {
            slot: value
            for slot, value in told.items()
            if any(slot in one.fills or slot in one.values for one in self.offered)
        }
        names_no_time = told.keys() == {"date"} and all("time" in one.fills for one in self.offered)
        if names_no_time and not BY_PLACE.search(text):
            return commands  # a day: the time that was offered with it was one of several
        if told and not names_no_time:
            offered = enumerate(self.offered)
            fitting = [n for n, one in offered if told.items() <= (one.values | one.fills).items()]
            if len(fitting) == 1:
                rest = [c for c in commands if not (isinstance(c, FillSlot) and c.slot in told)]
                return [Choose(fitting[0]), *rest]
            if not fitting and told.keys() >= {"date", "time"}:
                return commands  # "Wednesday at two" is not the Wednesday at nine that was offered
        if (place := self._place(text, only_plain=bool(commands))) is None:
            place = self._named_beside(commands, text)
            return commands if place is None else [Choose(place), *commands]
        if len(text.split()) <= _ONLY_A_CHOICE:
            spans.append((0, len(text)))
        return [Choose(place)]

    def _named_beside(self, commands: Sequence[Command], text: str) -> int | None:
        """'Tern Street, on Thursday': a thing by two words of its own, and what it does not say itself."""
        told = {command.slot for command in commands if isinstance(command, FillSlot)}
        if not told or any(told & one.fills.keys() for one in self.offered):
            return None
        return place_by_own_word(text, self._labels(), least=2)

    def _labels(self) -> tuple[str, ...]:
        phrasing = Phrasing(self.turn.sector, self.turn.config, self.turn.business, self.language)
        return tuple(phrasing.label(choice) for choice in self.offered)

    def _place(self, text: str, only_plain: bool) -> int | None:
        """Which of the offered: by its place, its label, or 'any of them'.

        `only_plain`: the words could be a value as well, so that only 'the last one' is a choice.
        """
        kinds, marked = self.turn.sector.slots, self.turn.sector.is_marked
        is_soonest = marked("soonest", text, self.language)
        are_times = any({"date", "time"} & one.fills.keys() for one in self.offered)
        if is_soonest and not are_times and not BY_PLACE.search(text):
            return None  # "as soon as possible" is no area of law
        labels = self._labels()
        is_picked = any(slot in kinds and kinds[slot].kind == "picked" for slot in self.expected)
        numbered = place_by_number(text, labels, self.offered, self.language) if is_picked else None
        if numbered is not None:
            return numbered
        context = SlotContext(self.turn.now, self.turn.business.country, self.language, labels, "choice")
        for one in find("choice", text, context):
            bare_number = one.text.strip().isdigit() or ":" in one.text
            if only_plain and (bare_number or (one.end - one.start) * 2 < len(text)):
                break
            if one.value in labels:
                return labels.index(one.value)
            if one.value in ("any", "first"):
                return 0
            if one.value == "last":
                return len(labels) - 1
        if is_picked:
            also = [one.values.get("also", "") for one in self.offered]
            called = [" ".join(both_names) for both_names in zip(labels, also, strict=True)]
            if (named := place_by_word(text, called, () if only_plain else labels)) is not None:
                return named
        is_any = is_soonest or marked("whatever", text, self.language)
        return 0 if is_any and not only_plain else None
