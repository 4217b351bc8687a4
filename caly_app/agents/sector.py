"""A sector: everything that makes an agent a clinic's rather than a shop's.

It is data (sector.yaml) plus a few small functions (tools.py). To add one, add a folder to
sectors/. What does not fit together is refused when it is loaded, with the place named.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from re import IGNORECASE, Pattern
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from caly_app.agents.accents import forgiving
from caly_app.agents.dialogue import COMMON_ASKS, COMMON_OFFERS, COMMON_TELLS
from caly_app.agents.lead_rules import Leads
from caly_app.agents.sector_checks import what_does_not_fit
from caly_app.agents.sieve import Sieve
from caly_app.agents.tool import Identity, Tool

LANGUAGES = ("en", "es", "fr", "de")

SlotKind = Literal[
    "date", "time", "part_of_day", "duration", "name", "phone", "email", "date_of_birth",
    "reference", "number", "money", "choice", "address", "text", "resource", "picked", "date_range",
    "time_range",
]  # fmt: skip

_ORDINARY = ("date", "time", "part_of_day", "duration", "number", "money", "choice", "date_range")

# Understood in every sector; patterns for them are in words/.
SMALL_TALK = (
    "greeting", "goodbye", "thanks", "are_you_a_bot", "repeat", "human_handoff", "help", "cancel", "no_idea",
    "why_asked",
)  # fmt: skip


def _insensitive(pattern: object) -> object:
    return forgiving(pattern, IGNORECASE) if isinstance(pattern, str) else pattern


Words = Mapping[str, Mapping[str, str]]  # language -> key -> text
InsensitivePattern = Annotated[Pattern[str], BeforeValidator(_insensitive)]
Patterns = dict[str, tuple[InsensitivePattern, ...]]  # language -> any of these


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Intent(Section):
    """What a customer may want. It starts the flow of its name, or is answered with `answers`."""

    title: dict[str, str]
    patterns: Patterns = Field(default_factory=dict)
    answers: str = ""  # topic of an answer that needs no flow
    # Intents beside which this one, told and not asked for, is only the reason: "I was sacked and want to see
    # a lawyer".
    reason_for: tuple[str, ...] = ()


class SlotSpec(Section):
    kind: SlotKind
    personal: bool = False  # a value of this person, kept encrypted
    # Of a choice: value -> language -> words that mean it. The first are its label.
    options: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    # Words around a value by which it is known to be this slot's, where it was not asked for.
    cues: Patterns = Field(default_factory=dict)
    called: Patterns = Field(default_factory=dict)  # by which it is named: "the time"
    keeps_all: bool = False  # of a text: what is said around the cue belongs to it
    begun_with: bool = False  # of a text: what begins its flow is its value, where that tells something
    no_question: bool = False  # of a text: what is put as a question is not the answer
    is_place: bool = False  # of a text: a question, a time or a complaint names none
    is_gone_to: bool = False  # of a text: a place, "and to London?" is London
    may_be_none: bool = False  # of a text: a mere no says that there is none
    narrows: bool = False  # of a text: named to what was read back, it is all that is meant
    adds: bool = False  # of a text: "and a beer" behind what was read back adds to it
    for_once: bool = False  # forgotten when its flow ends
    of_another: tuple[str, ...] = ()  # slots that are another person's when this is said: "for my daughter"
    suggests: str = ""  # the flow that is meant when nothing but this was said
    minimum: int | None = None
    maximum: int | None = None
    entity: str = ""  # of a reference: the kind of record it names; then it can prove whose that is
    shape: InsensitivePattern | None = None  # of a reference: what it looks like, where several are about
    prefix: str = ""  # of a reference: what stands before it where only its digits are said
    early: bool = False  # of a time: "at half six" is in the morning
    exact: bool = False  # of a date: a day that was named; "this month" and "next week" name none
    behind: bool = False  # of a date: a day that is past, or today
    refused: bool = False  # takes what was named to be left out, and nothing else
    missed: bool = False  # of a choice: "without internet", "das Internet geht nicht" name what is meant
    only_cued: bool = False  # known by its cues or when it was asked for, never by its kind alone
    remembered: bool = False  # outlives its flow: nobody is asked for the same order twice

    @property
    def is_ordinary(self) -> bool:
        """Its values are days, counts or choices: nobody's alone, and nobody's words."""
        return not self.personal and self.kind in _ORDINARY


class Step(Section):
    """One of: `prove` who it is, `ask` for slots, `use` a tool, have it `confirm`ed."""

    prove: Identity | None = None
    ask: tuple[str, ...] = ()
    use: str = ""
    confirm: str = ""  # key of the words that read it back
    rows: dict[str, str] = Field(default_factory=dict)  # label's key -> template, for the card
    no: Literal["change", "leave"] = "change"  # what a no to it means

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if sum(map(bool, (self.prove, self.ask, self.use, self.confirm))) != 1:
            raise ValueError("a step is exactly one of prove, ask, use, confirm")
        return self


class Again(Section):
    """Where "same as last time" takes slots from: the customer's last appointment, or their last record."""

    record: str = ""  # a kind of record; '': the last appointment
    unless: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # of a record: field -> values
    fills: dict[str, str] = Field(min_length=1)  # slot -> field; an appointment has `resource` and `time` too


class Flow(Section):
    steps: tuple[Step, ...] = Field(min_length=1)
    again: Again | None = None
    accepts: tuple[str, ...] = ()  # slots it takes when they are said, and never asks for
    one_person: bool = False  # it is for one at a time: of two who are named that is said
    # Where a thing of the whole that was read back is named: `by` which flow, it `names` which slot; the rest
    # are values.
    part: dict[str, str] = Field(default_factory=dict)


class PutRight(Section):
    """The flow that changes what another has just done, and the slot that tells it which."""

    by: str
    names: str


class AgentSpec(Section):
    title: dict[str, str]
    does: dict[str, str]  # one line, for people of the business
    priority: int = 0  # among the sector's: 1 comes first, as they stand; 0 is none of the sector's
    flows: dict[str, Flow] = Field(default_factory=dict)
    answers: tuple[str, ...] = ()  # intents that it answers without a flow


class Entity(Section):
    """A kind of record."""

    title: dict[str, str]
    fields: dict[str, object]  # JSON schema of its data
    shows: tuple[str, ...] = ()  # columns of a list
    about_nobody: bool = False  # may be searched by words (menu, catalogue)
    sold: bool = False  # what the business sells: a scenario that lists none has the demo's
    # Called as a resource is; `days`: for most of one, in its hours.
    booked: Literal["", "times", "days"] = ""


class DemoAppointment(Section):
    in_days: int = Field(ge=0, description="Working days from the day the demo is made.")
    time: str = Field(pattern=r"^\d\d:\d\d$")
    provider: str
    reason: str = ""
    reference: str = ""  # empty: any


class DemoRecord(Section):
    kind: str
    reference: str
    data: dict[str, object]


class DemoCustomer(Section):
    """Somebody who can prove who they are. Numbers and addresses of the reserved ranges only."""

    name: str
    phone: str  # E.164
    email: str = ""
    date_of_birth: str = Field(default="", pattern=r"^(\d{4}-\d\d-\d\d)?$")
    address: str = ""
    records: tuple[DemoRecord, ...] = ()
    appointments: tuple[DemoAppointment, ...] = ()


class DemoProvider(Section):
    name: str
    specialty: str = ""
    slot_minutes: int = 30
    hours: dict[str, str] = Field(default_factory=dict)  # mon.. -> "09:00-13:00"; empty: the business's


class DemoBusiness(Section):
    name: str
    country: str
    timezone: str
    language: str = "en"
    emergency_number: str
    opening_hours: dict[str, str]  # mon.. -> "08:00-18:00" or "closed"
    facts: dict[str, str] = Field(default_factory=dict)
    settings: dict[str, object] = Field(default_factory=dict)  # where they are not as usual


class Demo(Section):
    business: DemoBusiness
    providers: tuple[DemoProvider, ...] = ()
    records: tuple[DemoRecord, ...] = ()  # about nobody: a menu, a catalogue
    customers: tuple[DemoCustomer, ...] = ()
    try_saying: tuple[str, ...] = ()  # for the README and the demo page


class Sector(Section):
    name: str
    title: dict[str, str]
    icon: str  # of lucide
    line: dict[str, str]  # one line for its card
    examples: dict[str, tuple[str, ...]]  # three sentences of customers; also the first quick replies
    instructions: str  # for a language model that phrases or understands
    appointment_is: dict[str, str]  # what this sector calls one
    appointment_kind: str = "visit"  # the same as a code
    skills: tuple[str, ...] = ()  # whose parts were taken in (agents/skills)
    identity: tuple[str, ...] = ("date_of_birth", "phone")  # what proves it, unless the assistant says else
    wants: tuple[str, ...] = ("name", "phone", "email")  # kinds of personal values to hold of each customer
    other_identities: tuple[tuple[str, ...], ...] = ()  # what proves it as well: room number and name
    agents: dict[str, AgentSpec]
    intents: dict[str, Intent]
    sells_languages: bool = False  # "French please" is a course then, and no wish to speak it
    sells_dishes: bool = False  # "Do you do Italian?" asks for food then
    cancels: str = ""  # the flow that a bare "cancel it" means when nothing is under way
    # Flow -> what puts its deed right, where that is said otherwise a moment later.
    puts_right: dict[str, PutRight] = Field(default_factory=dict)
    slots: dict[str, SlotSpec]
    # Slots of what a customer prefers or needs: kept for the next time, if they say yes.
    remembers: tuple[str, ...] = Field(default=(), max_length=20)
    said_as_written: tuple[str, ...] = ()  # outcomes of which each word counts: never in another voice
    emergency: Patterns = Field(default_factory=dict)  # words that bring help at once, of this trade
    danger: Patterns = Field(default_factory=dict)  # of all trades: unless it is over or only asked about
    small_talk: dict[str, Patterns] = Field(default_factory=dict)  # intent -> language -> patterns
    markers: dict[str, Patterns] = Field(default_factory=dict)
    facts: dict[str, Patterns] = Field(default_factory=dict)  # name of a fact -> how it is asked for
    words: dict[str, dict[str, str]]  # language -> key -> text: common ones and its own
    entities: dict[str, Entity] = Field(default_factory=dict)
    settings: dict[str, object] = Field(default_factory=dict)  # JSON schema, with defaults
    compliance: dict[str, object] = Field(default_factory=dict)
    leads: Leads = Leads()  # who may become a customer, and what says so
    demo: Demo | None = None
    tools: dict[str, Tool]

    @cached_property
    def flows(self) -> Mapping[str, Flow]:
        return {name: flow for agent in self.agents.values() for name, flow in agent.flows.items()}

    @cached_property
    def agent_of(self) -> Mapping[str, str]:
        """Intent or flow -> the agent that handles it."""
        return {
            name: agent_name
            for agent_name, agent in self.agents.items()
            for name in (*agent.flows, *agent.answers)
        }

    @cached_property
    def slots_of(self) -> Mapping[str, tuple[str, ...]]:
        """Flow -> the slots it takes, in the order in which it needs them."""
        return {name: tuple(dict.fromkeys(self._slots(flow))) for name, flow in self.flows.items()}

    def patterns(self, intent: str, language: str) -> tuple[Pattern[str], ...]:
        """English ones count in every language: customers mix."""
        found = self.intents[intent].patterns if intent in self.intents else self.small_talk.get(intent, {})
        return both(found, language)

    @property
    def never(self) -> str:
        """What an agent of this trade never does, told to a model that words an answer. '' for nothing."""
        never = self.compliance.get("never")
        return "; ".join(map(str, never)) if isinstance(never, list) else ""

    def sieve(self, language: str) -> Sieve[str]:
        """All patterns of its wishes and of small talk, each with its intent."""
        if language not in self._sieves:
            names = dict.fromkeys((*self.intents, *self.small_talk))
            self._sieves[language] = Sieve({name: self.patterns(name, language) for name in names})
        return self._sieves[language]

    @cached_property
    def _sieves(self) -> dict[str, Sieve[str]]:
        return {}

    @cached_property
    def emergencies(self) -> Sieve[str]:
        """Words of any language that bring help at once, in this trade."""
        return Sieve(self.emergency)

    @cached_property
    def dangers(self) -> Sieve[str]:
        """The same in every trade."""
        return Sieve(self.danger)

    def is_marked(self, marker: str, text: str, language: str) -> bool:
        return any(pattern.search(text) for pattern in both(self.markers.get(marker, {}), language))

    def text(self, key: str, language: str) -> str | None:
        """None when there are no such words, not even in English."""
        return self.words.get(language, {}).get(key) or self.words["en"].get(key)

    def title_of(self, intent: str, language: str) -> str:
        """What a customer would call it; the name itself where nobody has said."""
        titles = self.intents[intent].title if intent in self.intents else {}
        return titles.get(language) or titles.get("en") or intent.replace("_", " ")

    @cached_property
    def asks(self) -> tuple[str, ...]:
        """The closed list of what an agent of this sector may ask."""
        return (*COMMON_ASKS, *self.slots)

    @cached_property
    def offers(self) -> tuple[str, ...]:
        own = (offer for tool in self.tools.values() for offer in tool.offers)
        return tuple(dict.fromkeys((*COMMON_OFFERS, *own)))

    @cached_property
    def tells(self) -> tuple[str, ...]:
        own = (code for tool in self.tools.values() for code in tool.tells)
        return tuple(dict.fromkeys((*COMMON_TELLS, *own)))

    def _slots(self, flow: Flow) -> Iterator[str]:
        for step in flow.steps:
            yield from step.ask
            if step.use:
                yield from (
                    name for name in self.tools[step.use].arguments.model_fields if name in self.slots
                )
        yield from flow.accepts

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if wrong := [*what_does_not_fit(self)]:
            raise ValueError("; ".join(wrong))
        return self


def both(patterns: Patterns, language: str) -> tuple[Pattern[str], ...]:
    """Those of the language, then the English ones: customers mix."""
    return (*patterns.get(language, ()), *(patterns.get("en", ()) if language != "en" else ()))
