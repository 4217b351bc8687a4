"""What came of a turn: words, choices, and what operators may know of why."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from caly_app.agents.commands import EscalationReason
from caly_app.agents.dialogue import Choice, Dialogue


@dataclass(frozen=True)
class Outcome:
    """What a tool did or found, as a code and the values its words need.

    Nothing to tell is ''. `done`: its effect has happened.
    """

    tells: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    done: bool = False
    asks: tuple[str, ...] = ()  # slots without which it cannot go on: the flow waits for them
    choices: tuple[Choice, ...] = ()  # what the customer may pick from
    among: tuple[Choice, ...] = ()  # what it was found among: another of them may be meant after all
    fills: Mapping[str, str] = field(default_factory=dict)  # slots it found out
    clears: tuple[str, ...] = ()  # slots whose values cannot be
    ends_flow: bool = False  # nothing is left to do for this wish
    proposes: str = ""  # a flow to go on with, if the customer says yes
    escalates: EscalationReason | None = None


@dataclass(frozen=True)
class ToolRun:
    """One line of the ledger of effects, unique by turn and step."""

    step: int
    tool: str
    writes: bool
    key: str  # idempotency key of the effect
    arguments: Mapping[str, str]  # never a customer's personal value: those appear as "private"
    tells: str
    done: bool
    milliseconds: float


@dataclass(frozen=True)
class QuickReply:
    label: str  # what the button shows
    text: str  # what is sent as the customer's words


@dataclass(frozen=True)
class Card:
    """A confirmation before an effect (kind "confirm"), or what came of it (kind "receipt")."""

    kind: str
    title: str
    rows: tuple[tuple[str, str], ...]  # label, value
    reference: str = ""


@dataclass(frozen=True)
class Source:
    """What words that a model made rest on."""

    kind: str  # "fact" or "tool", of the business's own
    name: str  # as the business keeps it
    title: str  # as a customer may read it
    link: str = ""  # the one page that a fact names


@dataclass(frozen=True)
class Why:
    """Why the agent said that, for people of the business. Holds no personal value."""

    understood: tuple[Mapping[str, object], ...] = ()  # {intent, confidence, by: pattern|examples|flow}
    commands: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()  # names of the slots this turn filled or changed
    learned: Mapping[str, str] = field(default_factory=dict)  # what is in those that hold nothing personal
    checks: tuple[Mapping[str, str], ...] = ()  # {check, result}
    facts: tuple[str, ...] = ()  # names of those that were told as they stand
    sources: tuple[Source, ...] = ()  # what the words rest on, where a model made them
    asked_because: str = ""
    hidden: tuple[Mapping[str, str], ...] = ()  # {kind, value: its reference}, of the kept words
    models: tuple[Mapping[str, object], ...] = ()  # {use, tokens, cost_micros} of each that was asked
    milliseconds: float = 0.0

    def as_json(self) -> dict[str, object]:
        return {**vars(self), "sources": [asdict(one) for one in self.sources]}


@dataclass(frozen=True)
class Reply:
    text: str
    dialogue: Dialogue  # what the conversation remembers from here on
    language: str
    asks: tuple[str, ...] = ()  # slot names, or "confirmation"
    offers: tuple[str, ...] = ()  # "alternatives", "slot", "person"...
    tells: tuple[str, ...] = ()  # outcome codes
    quick_replies: tuple[QuickReply, ...] = ()
    card: Card | None = None
    why: Why = field(default_factory=Why)
    confidence: float | None = None
    tool_runs: Sequence[ToolRun] = ()
    escalation: EscalationReason | None = None  # put the customer into the queue
    ends: bool = False  # both have said goodbye
