"""What we need from the world, and what the mind needs from us, as protocols.

Adapters fulfil the first, services the second; tests use small fakes for the first.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from caly_app.ports.earlier import Earlier as Earlier
from caly_app.ports.earlier import EarlierWords as EarlierWords
from caly_app.ports.model_endpoint import ModelEndpoint as ModelEndpoint
from caly_app.ports.outside import Connection as Connection
from caly_app.ports.outside import Outside as Outside
from caly_app.ports.outside import OutsideAnswer as OutsideAnswer
from caly_app.ports.outside import OutsideRequest as OutsideRequest
from caly_app.ports.outside import Outsides as Outsides
from caly_app.ports.records import ANY as ANY
from caly_app.ports.records import FieldsWanted as FieldsWanted
from caly_app.ports.records import Records as Records
from caly_app.ports.records import StoredRecord as StoredRecord
from caly_app.ports.size import ANSWER_TOKENS_AT_MOST as ANSWER_TOKENS_AT_MOST
from caly_app.ports.size import about_tokens as about_tokens
from caly_app.ports.size import tokens_of_question as tokens_of_question


@dataclass(frozen=True)
class ToolCall:
    """A language model wants a tool called. `arguments` is text as it came: whoever uses it checks it."""

    id: str
    tool: str
    arguments: str


@dataclass(frozen=True)
class Message:
    role: str  # "user" or "assistant", as language models name them; "tool" for what came of a call
    text: str
    calls: tuple[ToolCall, ...] = ()  # what the assistant wanted called
    answers: str = ""  # id of the call that a tool's message answers


# --- what may be asked while a turn is decided: slow or outside, with no transaction open ---


class Embedder(Protocol):
    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text. Runs off the event loop."""
        ...


class Sentiment(Protocol):
    def of(self, text: str, language: str) -> float | None:
        """-1 (bad) to 1 (good); None where nobody can tell."""
        ...


@dataclass(frozen=True)
class ModelAnswer:
    text: str
    model: str
    tokens_in: int
    tokens_out: int
    milliseconds: float
    calls: tuple[ToolCall, ...] = ()
    use: str = ""  # what it was asked for: whoever counts says so
    cost_micros: int = 0  # millionths of a dollar: whoever counts says so


@dataclass(frozen=True)
class ToolOffer:
    """What a language model is told of a tool. `arguments`: their JSON schema."""

    name: str
    description: str
    arguments: Mapping[str, object]


class LanguageModel(Protocol):
    """What it says is data to check, never an order."""

    @property
    def is_away(self) -> bool:
        """It failed so often of late that nobody waits for it."""
        ...

    async def answer(
        self, messages: Sequence[Message], *, schema: Mapping[str, object], seconds: float
    ) -> ModelAnswer:
        """JSON that is meant to fit `schema`: whoever asks checks it.

        Raises Unavailable, in `seconds`; AnswerLost where the question may have cost all the same.
        """
        ...

    def stream(
        self, messages: Sequence[Message], *, seconds: float, tools: Sequence[ToolOffer] | None = None
    ) -> AsyncGenerator[str | ModelAnswer, None]:
        """Its words as they come, and at the end what it was altogether.

        `tools`: as use_tools(), where it may call some; with words before it, or without.
        Raises Unavailable, in `seconds`: also in the middle. To be closed (aclosing) by whoever leaves early.
        """
        ...

    async def use_tools(
        self, messages: Sequence[Message], *, tools: Sequence[ToolOffer], seconds: float
    ) -> ModelAnswer:
        """Words, or calls of some of the tools, or of others that do not exist: it calls nothing itself."""
        ...


class Models(Protocol):
    """Language models of workspaces."""

    def of(self, endpoint: ModelEndpoint) -> LanguageModel: ...


class Books(Protocol):
    """What is on the business's books of a customer, while nothing else of the turn is open."""

    async def values_of(self, customer_id: str) -> Mapping[str, str]:
        """Of one who is proven, by kind, without what was merely said: name, phone, date_of_birth..."""
        ...


@dataclass(frozen=True)
class Ports:
    embedder: Embedder
    sentiment: Sentiment
    model: LanguageModel | None = None  # none: it works by local understanding and templates alone
    models: Models | None = None
    outsides: Outsides | None = None  # none: no server of a business's own is asked
    small: LanguageModel | None = None  # a cheaper one, that is asked what a clause means before the other is
    leave: Callable[[str], None] | None = (
        None  # takes checked words that may leave before the turn is written
    )
    outside: Outside | None = None  # the servers of this turn's business
    books: Books | None = None
    earlier: Earlier | None = None
    kept_under: str = ""  # names whose answers of which model are kept together


# --- what a tool may touch: ours, inside the turn's own transaction ---


@dataclass(frozen=True)
class Resource:
    """Whoever or whatever can be booked: a doctor, a room, a van."""

    id: UUID
    name: str
    specialty: str
    slot_minutes: int


@dataclass(frozen=True)
class Opening:
    """A free time that can be booked now."""

    resource_id: UUID
    resource_name: str
    starts_at: datetime  # aware, in the workspace's zone
    ends_at: datetime


@dataclass(frozen=True)
class BookedAppointment:
    id: UUID
    reference: str  # for the customer to keep, e.g. "K7M2-9QXT"
    kind: str
    resource_name: str
    starts_at: datetime  # aware, in the workspace's zone
    ends_at: datetime
    status: str  # booked | cancelled
    fields: Mapping[str, str] = field(default_factory=dict)


class Unbookable(Exception):
    """Why a time cannot be had. `reason`: past | closed | not_offered | taken | too_far."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Appointments(Protocol):
    """Times are aware. A resource of None means: whoever is free."""

    async def resources(self) -> Sequence[Resource]: ...

    async def openings(
        self, *, near: datetime, resource_id: UUID | None = None, on: date | None = None, limit: int = 3
    ) -> Sequence[Opening]:
        """Free times, nearest to `near` first, never past; on one day only if `on` is given."""
        ...

    async def opening_at(self, starts_at: datetime, resource_id: UUID | None = None) -> Opening:
        """The free time that begins exactly then. Raises Unbookable."""
        ...

    async def book(
        self, opening: Opening, *, kind: str, customer_id: UUID | None, fields: Mapping[str, str]
    ) -> BookedAppointment:
        """Raises Unbookable("taken") when somebody was quicker: nothing else of the turn is lost."""
        ...

    async def move(
        self, appointment_id: UUID, opening: Opening, fields: Mapping[str, str] | None = None
    ) -> BookedAppointment:
        """Raises Unbookable("taken"): then the old time still stands. `fields` join what is kept with it."""
        ...

    async def cancel(self, appointment_id: UUID) -> BookedAppointment: ...

    async def coming(self, customer_id: UUID) -> Sequence[BookedAppointment]:
        """Booked and not past, soonest first."""
        ...

    async def last(self, customer_id: UUID, kind: str) -> BookedAppointment | None:
        """Of this kind: the latest that is past, else of the coming ones the last. None: there was none."""
        ...

    async def of_conversation(self) -> Sequence[BookedAppointment]:
        """Booked in this very conversation and not past, newest first."""
        ...

    async def by_reference(self, reference: str, phone: str) -> BookedAppointment | None:
        """Only when the phone number is the one it was booked with. Spelling of the reference is
        forgiven (case, blanks, hyphens)."""
        ...

    async def opened_by(self, reference: str, phone: str) -> BookedAppointment | None:
        """The same, as a proof of whose it is: it counts where it fails. Raises TriedTooOften."""
        ...


CodeVerdict = Literal["right", "wrong", "spent"]  # spent: too late, too often wrong, or there is none


CodeWay = Literal["email", "text"]


@dataclass(frozen=True)
class CodeLetter:
    """The words a one-time code is sent with: `{code}` in them stands for it."""

    subject: str
    text: str
    short: str = ""  # as a text message


class Customers(Protocol):
    async def prove(self, values: Mapping[str, str]) -> UUID | None:
        """The one customer whose record has all these values (kind -> normal form), or None.

        `record:<kind of record>` is the reference of a record of theirs.

        Phones are compared as national digits, dates as ISO, names without case and accents. Raises
        TriedTooOften.
        """
        ...

    async def are_several(self, values: Mapping[str, str]) -> bool:
        """Whether what was said is right, and of more than one: parents and children with one number."""
        ...

    async def code_ways(self, customer_id: UUID) -> Mapping[CodeWay, str]:
        """How a one-time code can reach what is on the books, and where that is: of an e-mail address enough
        to recognise it, of a phone number its last two digits."""
        ...

    async def send_code(self, customer_id: UUID, way: CodeWay, letter: CodeLetter) -> bool:
        """Sends a new one-time code; an older one is worth nothing any more.

        False: there is nothing on the books that it could go to this way, or too many were sent.
        """
        ...

    async def check_code(self, customer_id: UUID, code: str) -> CodeVerdict:
        """Whether it is the code that was sent in this conversation to this customer: right only once."""
        ...

    async def remember(self, values: Mapping[str, str], *, of_another: bool = False) -> UUID:
        """The customer of this conversation, or `of_another`, with these values kept for the next time.

        Never merges into a known customer: a name and a number typed in are no proof.
        """
        ...

    async def change(self, customer_id: UUID, values: Mapping[str, str]) -> None:
        """Replaces what is kept of a proven customer, kind by kind. Raises Invalid."""
        ...

    async def values_of(self, customer_id: UUID) -> Mapping[str, str]:
        """What is kept about a proven customer, by kind: name, phone, date_of_birth..."""
        ...

    async def proven_values_of(self, customer_id: UUID) -> Mapping[str, str]:
        """The same without what was merely said: what others may be asked by."""
        ...


@dataclass(frozen=True)
class CustomerFact:
    """What a customer told us, and may be remembered by the next time."""

    slot: str  # which of the sector's slots it is a value of
    value: str
    seq: int = 0  # of the turn it was told in
    told_on: date | None = None  # None: in this conversation


@dataclass(frozen=True)
class Remembered:
    facts: Sequence[CustomerFact] = ()
    is_refused: bool = False  # they said no, and are not asked again


class Facts(Protocol):
    """What customers agreed to be remembered by. Only for one who has proven who they are."""

    async def of(self, customer_id: UUID) -> Remembered:
        """Nothing that is older than the business keeps it."""
        ...

    async def keep(self, customer_id: UUID, facts: Sequence[CustomerFact], language: str) -> None:
        """They said yes to this. `language`: of the words they were asked with."""
        ...

    async def refuse(self, customer_id: UUID) -> None:
        """They said no: nothing is kept, and they are not asked again."""
        ...

    async def forget(self, customer_id: UUID) -> None:
        """All of it; and they are not asked again."""
        ...


@dataclass(frozen=True)
class PeopleAvailability:
    operators_online: int
    is_open: bool
    opens_at: datetime | None  # next opening, in the workspace's zone; None while open


class People(Protocol):
    async def availability(self) -> PeopleAvailability: ...


@dataclass(frozen=True)
class ToolPorts:
    appointments: Appointments
    records: Records
    customers: Customers
    people: People
    facts: Facts
    outside: Outside  # writes get a key that stays the same however often the turn is played
    # What was done of ours within it is undone, where an error leaves it.
    undoable: Callable[[], AbstractAsyncContextManager[object]] = nullcontext
