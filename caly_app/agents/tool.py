"""A tool: one thing an agent can do or look up. Sectors declare theirs in `tools.py`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel

from caly_app.agents.business import Business
from caly_app.agents.reply import Outcome
from caly_app.ports import BookedAppointment, ToolPorts

WRITES_AT_MOST = 20  # of one tool in one conversation: who wants more of it wants a person

Arguments = TypeVar("Arguments", bound=BaseModel)


class Identity(StrEnum):
    """What must be proven before a tool may run."""

    NONE = "none"
    APPOINTMENT = "appointment"  # that one booking: reference + phone, or made in this conversation
    CUSTOMER = "customer"  # by the policy of the assistant
    CODE = "code"  # the customer, and a code sent to what is on the books was said back here


@dataclass(frozen=True)
class Surroundings:
    """What a tool may know besides its arguments."""

    ports: ToolPorts
    business: Business
    now: datetime  # aware, in the workspace's zone
    customer_id: UUID | None = None  # proven, never merely claimed
    code_is_proven: bool = False  # the one-time code that was sent to this customer
    appointments: tuple[BookedAppointment, ...] = ()  # proven by reference and phone
    appointment_kind: str = "visit"  # of this sector
    language: str = "en"  # that the customer is spoken to in


class Nothing(BaseModel):
    """No arguments."""


@dataclass(frozen=True)
class Tool(Generic[Arguments]):
    """`arguments`: its fields are names of slots; those without a default must be filled first.

    `tells`: code -> names of the values its words may use.
    """

    name: str
    arguments: type[Arguments]
    run: Callable[[Arguments, Surroundings], Awaitable[Outcome]]
    tells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    writes: bool = False
    identity: Identity = Identity.NONE
    confirmed: bool = False  # the customer must have said yes to exactly these arguments
    hides_arguments: bool = False  # nobody knows what is in them: the ledger shows none
    at_most: int | None = None  # times it may run in one conversation, where that is said

    @property
    def budget(self) -> int | None:
        """Times it may run in one conversation. None: as often as it is wanted, since nothing comes of it."""
        return self.at_most if self.at_most is not None or not self.writes else WRITES_AT_MOST
