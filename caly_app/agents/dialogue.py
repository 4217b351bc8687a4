"""What a conversation remembers between turns: pure data, kept as JSON.

A person's values are clear here, in memory; the stored document holds only references to them.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

PERSONAL_KINDS = frozenset({"name", "phone", "email", "date_of_birth", "address"})

# What every sector may ask, offer and tell. Its slots and its tools' codes come on top.
COMMON_ASKS = ("confirmation", "change", "rephrase")
COMMON_OFFERS = ("alternatives", "slot", "person", "callback", "choices", "appointment", "languages")
COMMON_TELLS = (
    "greeting",
    "small_talk",
    "thanks",
    "goodbye",
    "is_a_bot",
    "help",
    "repeated",
    "nothing_to_repeat",
    "empty",
    "heard_badly",
    "too_long",
    "abuse",
    "not_understood",
    "which_of_two",
    "nothing_open",
    "unknown_language",
    "languages_spoken",
    "person_comes",
    "person_later",
    "person_already_called",
    "person_declined",
    "emergency",
    "if_in_danger",
    "help_is_called",
    "help_first",
    "identity_proven",
    "identity_failed",
    "only_own",
    "reference_failed",
    "code_sent",
    "code_right",
    "code_wrong",
    "code_spent",
    "code_has_six_digits",
    "code_nowhere",
    "contact_noted",
    "left",
    "kept",
    "back_to",
    "also_asked",
    "noted_for_later",
    "anything_else",
    "not_available_here",
    "not_possible",
    "outside_away",
    "outside_unsure",
    "outside_refused",
    "only_a_person",
    "no_such_date",
    "no_such_time",
    "past",
    "unclear",
    "not_valid",
    "not_one_of_these",
    "without_it",
    "opening_hours",
    "open_on_day",
    "closed_on_day",
    "closed_for_holiday",
    "holidays_listed",
    "fact",
    "fact_unknown",
    "fact_away",
    "sorry_to_hear",
    "instruction",
    "as_last_time",
    "nothing_from_last_time",
    "own_tool_away",
    "could_remember",
    "will_remember",
    "not_remembered",
    "remembered_is",
    "nothing_remembered",
    "forgotten",
)


class Choice(BaseModel):
    """One of the things offered: words for it, and the slots it fills when it is picked."""

    model_config = ConfigDict(frozen=True)

    label: str  # key of words; `fills` and `values` are what they may use
    fills: dict[str, str]
    values: dict[str, str] = Field(default_factory=dict)


class PersonalSlot(BaseModel):
    """A person's value in a slot: stored apart and encrypted, here by reference only."""

    model_config = ConfigDict(frozen=True)

    slot: str
    kind: str  # name | phone | email | date_of_birth | address
    value: str  # normal form
    of_another: bool = False  # and not of who speaks: a child's name


class Question(BaseModel):
    """What the agent asked last and still waits for."""

    asks: tuple[str, ...] = ()  # slots, "confirmation" or "change"
    about: str = ""  # flow | proposal | person | usual | anything_else: what a yes means
    flow: str = ""  # the flow that asks, or the one that is proposed
    failed: int = 0  # how often an answer to it was not understood
    fills: dict[str, str] = Field(default_factory=dict)  # slots of the proposed flow
    person: bool = False  # a person was offered with it


_PICKED_FROM = 8  # choices


class OpenFlow(BaseModel):
    """One wish that is under way. The last of the stack is worked on."""

    name: str
    slots: dict[str, str] = Field(default_factory=dict)
    looked_up: dict[str, str] = Field(default_factory=dict)  # tool -> the arguments it was content with
    confirmed: str = ""  # what exactly the customer said yes to
    refusal: str = ""  # a fingerprint of why what was said last cannot be had
    passed_over: Choice | None = None  # of two that were offered the one that was not picked
    picked_from: list[Choice] = Field(default_factory=list)  # what was offered when one of it was picked
    found_among: list[Choice] = Field(default_factory=list)  # what a tool found it among, shown or not
    left_offered: list[Choice] = Field(default_factory=list)  # when another wish came before its answer
    as_before: list[str] = Field(default_factory=list)  # wanted as last time, once it is known who asks
    declined: bool = False  # said no to the confirmation, and has not yet said what to change
    without: str = ""  # a slot that the customer cannot tell, and wants no person for
    usual: Literal["", "asked", "wanted", "over"] = ""  # what is remembered from before, for this wish

    def note_picked(self, place: int, offered: list[Choice]) -> None:
        """One of the others may be meant after all."""
        self.picked_from = offered[:_PICKED_FROM]
        if len(offered) == 2:
            self.passed_over = offered[1 - place]

    def note_found(self, among: Sequence[Choice]) -> None:
        self.found_among = [*among[:_PICKED_FROM]]


class Wish(BaseModel):
    """Asked for in the same breath: its turn comes after what is under way."""

    flow: str
    slots: dict[str, str] = Field(default_factory=dict)


class Preference(BaseModel):
    """What the customer told us here that may be of use the next time."""

    model_config = ConfigDict(frozen=True)

    value: str
    seq: int = 0  # of the turn it was told in


class ProvenIdentity(BaseModel):
    customer_id: str = ""
    whose: str = ""  # of another than who speaks: a wife
    references: list[str] = Field(default_factory=list)  # of bookings, proven with their phone number
    attempts: int = 0  # that failed, in the whole conversation
    # Slots that proved nothing together, and whether each was said once more since: what may be wrong.
    failed: dict[str, bool] = Field(default_factory=dict)
    code: Literal["", "sent", "spent", "proven"] = ""  # spent: it ran out, or was said wrong too often
    code_way: Literal["", "email", "text"] = ""  # how it is sent
    codes_sent: int = 0
    codes_spent: int = 0


FactKind = Literal["done", "told", "left", "unanswered", "proven", "person", "language"]


class Fact(BaseModel):
    """Something that came of a turn, long remembered: no words of the customer, no value of theirs."""

    model_config = ConfigDict(frozen=True)

    kind: FactKind
    name: str = ""  # of the flow, the fact of the business, the reason
    reference: str = ""  # of what was done
    seq: int = 0  # of the turn it comes from, the last one
    times: int = 1

    def is_like(self, other: "Fact") -> bool:
        return (self.kind, self.name, self.reference) == (other.kind, other.name, other.reference)


class Dialogue(BaseModel):
    """Values of personal slots are clear in memory and references (`pv:<uuid>`) in the document."""

    flows: list[OpenFlow] = Field(default_factory=list)
    wishes: list[Wish] = Field(default_factory=list)
    question: Question | None = None
    offered: list[Choice] = Field(default_factory=list)
    proposed: Question | None = None  # waits for its yes while something else is answered
    identity: ProvenIdentity = Field(default_factory=ProvenIdentity)
    speaker: ProvenIdentity | None = None  # put aside while they speak of somebody else's
    personal: dict[str, PersonalSlot] = Field(default_factory=dict)
    stored: dict[str, str] = Field(default_factory=dict)  # slot -> reference of the value as it is now
    remembered: dict[str, str] = Field(default_factory=dict)  # slots that outlive their flow: an order number
    spoken_of: dict[str, str] = Field(
        default_factory=dict
    )  # slots of what was told last, in no flow any more
    refused: OpenFlow | None = None  # what could not be had, until something else is begun
    asked_before: str = ""  # the slot that was asked for before the open question
    failures: int = 0  # not understood, in a row
    language: str = ""
    rude: int = 0
    topic: str = ""  # what was answered in the last turn, beside any flow: "and tomorrow?" leans on it
    repeats: int = 0  # how often in a row the customer asked to hear it again
    hushed: bool = False  # an emergency: what was under way waits until the customer takes it up again
    unhappy: int = 0  # messages in a row below the sentiment threshold
    of_another: list[str] = Field(default_factory=list)  # slots that are not the speaker's: a child's name
    doubted: bool = False  # what was heard badly was asked for again: the next time it counts
    person_called: bool = False
    person_offered: bool = False
    ran: dict[str, int] = Field(default_factory=dict)  # how often a tool ran that may not run for ever
    instruction: str = ""  # an operator's word that is not worked in yet
    preferences: dict[str, Preference] = Field(default_factory=dict)  # slot -> told here (next_time.py)
    asked_to_remember: bool = False  # once in a conversation
    facts: list[Fact] = Field(default_factory=list)  # what came of it so far, oldest first (memory.py)
    earlier: dict[FactKind, int] = Field(default_factory=dict)  # how many older ones there were

    @staticmethod
    def references(document: Mapping[str, object]) -> Sequence[str]:
        """All `pv:` references in a stored document, to be revealed before load()."""
        stored = document.get("stored", {})
        return list(stored.values()) if isinstance(stored, Mapping) else []

    @classmethod
    def load(cls, document: Mapping[str, object], revealed: Mapping[str, str]) -> Self:
        """From what dump() made; `revealed`: reference -> value. An empty document is a fresh start.

        A reference that is not among `revealed` (its value was erased) is as if never told.
        """
        dialogue = cls.model_validate(dict(document))
        for slot, reference in list(dialogue.stored.items()):
            if reference in revealed:
                told = dialogue.personal[slot]
                dialogue.personal[slot] = told.model_copy(update={"value": revealed[reference]})
            else:
                dialogue.forget(slot)
        return dialogue

    def unsaved(self) -> Sequence[PersonalSlot]:
        """Personal values that have no reference yet."""
        return [told for slot, told in self.personal.items() if slot not in self.stored]

    def dump(self, saved: Mapping[str, str]) -> dict[str, object]:
        """JSON; `saved`: slot -> reference for each of unsaved()."""
        references = {**self.stored, **saved}
        document = self.model_dump(mode="json", exclude={"personal", "stored"}, exclude_defaults=True)
        document["stored"] = {slot: references[slot] for slot in self.personal}
        document["personal"] = {
            slot: {"slot": slot, "kind": told.kind, "value": ""} for slot, told in self.personal.items()
        }
        return document

    def copy_to_change(self) -> Self:
        """A decision may be carried out again: what it was made from must not change."""
        return deepcopy(self)

    def speaks_for_another(self, slots: Sequence[str]) -> None:
        """These are another person's from here on: what the customer said of themselves is kept apart."""
        self.of_another = list(dict.fromkeys((*self.of_another, *slots)))
        self.preferences = {}  # nor is what this wish is about the speaker's

    def speaks_for_themselves(self) -> None:
        for slot in self.of_another:
            self.forget(_of_another(slot))
        self.of_another = []
        if self.speaker is not None:
            self.identity, self.speaker = self._tried(self.speaker), None

    def asks_anew(self, whose: str) -> None:
        """Theirs is another proof; how often one has failed counts for all."""
        self.speaker = self.speaker or self.identity
        self.identity = self._tried(ProvenIdentity(whose=whose))

    def _tried(self, who: ProvenIdentity) -> ProvenIdentity:
        tried = {"attempts", "codes_sent", "codes_spent"}
        return who.model_copy(update=self.identity.model_dump(include=tried))

    def tell(self, slot: str, kind: str, value: str) -> None:
        """A person's value, as the customer has just said it."""
        is_theirs = slot in self.of_another
        slot = _of_another(slot) if is_theirs else slot
        if slot in self.personal and self.personal[slot].value == value:
            return
        self.personal[slot] = PersonalSlot(slot=slot, kind=kind, value=value, of_another=is_theirs)
        self.stored.pop(slot, None)

    def tell_of(self, whose: str, slot: str, kind: str, value: str) -> None:
        """Of somebody whose turn comes later: "one for me, and one for my son Jack"."""
        key = _of(whose, slot)
        self.personal[key] = PersonalSlot(slot=key, kind=kind, value=value, of_another=True)
        self.stored.pop(key, None)

    def take_up(self, whose: str, slots: Sequence[str]) -> None:
        """These are theirs from here on, with what was told of them."""
        self.speaks_for_another(slots)
        for slot in slots:
            self._rename(_of(whose, slot), _of_another(slot))

    def put_aside(self, whose: str) -> None:
        """What was told of the other one is wanted once more."""
        for slot in self.of_another:
            self._rename(_of_another(slot), _of(whose, slot))

    def _rename(self, slot: str, to: str) -> None:
        if told := self.personal.pop(slot, None):
            self.personal[to] = told.model_copy(update={"slot": to})
            if reference := self.stored.pop(slot, ""):
                self.stored[to] = reference

    def forget(self, slot: str) -> None:
        slot = _of_another(slot) if slot in self.of_another else slot
        self.personal.pop(slot, None)
        self.stored.pop(slot, None)

    @property
    def flow(self) -> OpenFlow | None:
        """What is worked on."""
        return self.flows[-1] if self.flows else None

    def values(self) -> dict[str, str]:
        """What is known for the flow that is worked on: its own slots and the person's."""
        known = {slot: told.value for slot, told in self.personal.items() if told.value}
        for slot in self.of_another:
            known.pop(slot, None)
            if other := known.pop(_of_another(slot), ""):
                known[slot] = other
        own = self.flow.slots if self.flow else {}
        return {**({} if own.get("whose") else self.remembered), **known, **own}

    def asks_for(self, slot: str) -> bool:
        return self.question is not None and slot in self.question.asks


def _of_another(slot: str) -> str:
    return _of("another", slot)


def _of(whose: str, slot: str) -> str:
    return f"{slot}_of_{whose}"
