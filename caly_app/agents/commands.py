"""What can be decided about a turn. A command is a wish: nothing of it has happened yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class EscalationReason(StrEnum):
    REQUESTED = "requested"
    MEDICAL_EMERGENCY = "medical_emergency"
    NOT_UNDERSTOOD = "not_understood"
    IDENTITY_FAILED = "identity_failed"
    URGENT_SYMPTOMS = "urgent_symptoms"
    NO_AVAILABILITY = "no_availability"
    COMPLAINT = "complaint"
    ABUSE = "abuse"
    TURN_FAILED = "turn_failed"  # a turn could not be finished
    TAKEN_OVER = "taken_over"  # an operator took the conversation without being asked
    SECTOR_RULE = "sector_rule"
    FRAUD = "fraud"  # somebody else may have the customer's card, account or line
    SAFETY = "safety"  # danger to people or property that is not medical
    OVER_LIMIT = "over_limit"  # more than the agent may do by itself
    NEEDS_APPROVAL = "needs_approval"  # only a person may say yes to it
    DISPUTE = "dispute"  # the customer says that what is on record is wrong
    URGENT = "urgent"  # cannot wait for its turn
    OUTSIDE_AWAY = "outside_away"  # the business's own system did not say whether something was done
    SALES = "sales"  # wants to buy, and to talk to somebody about it


@dataclass(frozen=True)
class StartFlow:
    agent: str  # name of the flow, which is the name of the intent that starts it
    later: bool = False  # a second wish: after the one that is under way
    instead: bool = False  # the customer changed their mind: what is under way is left
    another: bool = False  # of one that waits already: for a second parcel, say


@dataclass(frozen=True)
class FillSlot:
    slot: str
    value: str  # normal form; ISO for dates and times, E.164 for phones
    flow: str = ""  # the wish it belongs to, where a message has two


@dataclass(frozen=True)
class ClearSlot:
    """The customer wants to say another value for this, and has not said which."""

    slot: str


@dataclass(frozen=True)
class AsBefore:
    """The same as last time: these slots, or all that the flow can take from the last one."""

    slots: tuple[str, ...] = ()


@dataclass(frozen=True)
class RejectSlot:
    """The customer named something that cannot be: 29 February 2027, 25:00, yesterday."""

    slot: str
    problem: str  # no_such_date | no_such_time | past | ...
    heard: str


@dataclass(frozen=True)
class Choose:
    """One of the offered choices, by its place (0 is the first)."""

    place: int


@dataclass(frozen=True)
class Affirm:
    """Yes, to the open question."""


@dataclass(frozen=True)
class Deny:
    """No, to the open question."""


@dataclass(frozen=True)
class Cancel:
    """Leave the open flow; or what waits for its turn; or both."""

    what: Literal["open", "waiting", "all"] = "open"


# Topic of an answer -> the intent that asks for it, where that is called otherwise.
ASKED_BY = {"fact": "ask_fact", "told": "ask_fact", "told_in_part": "ask_fact"}


@dataclass(frozen=True)
class Answer:
    """Say something that needs no flow: hours, a fact, small talk."""

    topic: str
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def intent(self) -> str:
        return ASKED_BY.get(self.topic, self.topic)


@dataclass(frozen=True)
class AskForPerson:
    reason: EscalationReason


@dataclass(frozen=True)
class Clarify:
    """The words were not understood: ask for others, offer the best two when they are known.

    `told`: flow -> slots that were said with it, and need not be said again.
    """

    candidates: tuple[str, ...] = ()
    told: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class CallTool:
    """One of the business's own tools is wanted: its flow asks for what it needs, and for a yes."""

    tool: str  # its name among the tools of the sector
    slots: Mapping[str, str] = field(default_factory=dict)  # what the flow begins with


@dataclass(frozen=True)
class EndConversation:
    """Both have said goodbye."""


Command = (
    StartFlow
    | FillSlot
    | ClearSlot
    | AsBefore
    | RejectSlot
    | Choose
    | Affirm
    | Deny
    | Cancel
    | Answer
    | AskForPerson
    | Clarify
    | CallTool
    | EndConversation
)
