"""How far somebody is on the way to a deal, and what of a conversation says so: declared by each sector.

A sector names in `leads` (sector.yaml) which flows ask about what is sold, which begin a deal, and what an
effect makes of it. One that names none has no leads. docs/notes.md has the table.
"""

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class LeadStatus(StrEnum):
    NONE = "none"
    NEW = "new"  # asked about what is sold, or left a number
    INTERESTED = "interested"  # began what leads to a deal
    QUALIFIED = "qualified"  # something stands and waits: a quote, a viewing
    WON = "won"
    LOST = "lost"


class FollowUpKind(StrEnum):
    CALL_BACK = "call_back"
    PERSON = "person"  # was called, and has not come
    OFFER = "offer"  # waits for a yes
    PROMISED = "promised"  # something is to be sent or arranged
    VISIT = "visit"  # to be asked how it was
    UNFINISHED = "unfinished"  # a deal that was begun and left open


_RANK = {
    LeadStatus.NONE: 0,
    LeadStatus.LOST: 0,
    LeadStatus.NEW: 1,
    LeadStatus.INTERESTED: 2,
    LeadStatus.QUALIFIED: 3,
    LeadStatus.WON: 4,
}


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Came(_Section):
    """What an effect makes of a lead."""

    status: LeadStatus | None = None
    follow_up: FollowUpKind | None = None
    in_days: int = Field(default=1, ge=0, le=90)
    after: str = ""  # an argument of the effect, a time: counted from it, not from the conversation
    settles: tuple[FollowUpKind, ...] = ()  # what need not be followed up any more


class Leads(_Section):
    asked: tuple[str, ...] = ()  # flows: about what is sold
    begun: tuple[str, ...] = ()  # flows that lead to a deal
    came: dict[str, Came] = Field(default_factory=dict)  # what an effect told -> what it makes of a lead

    def unknown(self, flows: Collection[str], tells: Collection[str]) -> Iterator[str]:
        """What does not fit the sector."""
        named = (*self.asked, *self.begun)
        yield from (f"leads: there is no flow {name}" for name in named if name not in flows)
        yield from (f"leads: nobody tells {code}" for code in self.came if code not in tells)


def moved(status: LeadStatus, says: LeadStatus) -> LeadStatus:
    """It goes up by itself and never down; only what is lost is lost."""
    if says is LeadStatus.LOST:
        return says
    return says if _RANK[says] > _RANK[status] else status


def said_by(steps: Iterable[tuple[LeadStatus, str]]) -> tuple[LeadStatus, str]:
    """What one conversation says, and the step that says so. A step is a status and its reason, a code."""
    status, why = LeadStatus.NONE, ""
    for step, reason in steps:
        if moved(status, step) is not status:
            status, why = step, reason
    return status, why
