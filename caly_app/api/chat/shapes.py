"""What the customer's side sends and gets: the shapes of api/chat.py."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StrictBool, StringConstraints

from caly_app.agents.reply import Reply
from caly_app.api.text import Text
from caly_app.queries.chat import SpokenTurn, Standing
from caly_app.queries.turns import TurnView
from caly_app.services.conversations.receive import Received

Short = Annotated[Text, StringConstraints(max_length=500)]
Name = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,100}$")]


class QuickReply(BaseModel):
    label: str
    text: str  # what to send as the customer's words


class Card(BaseModel):
    """`confirm`: what an effect will be, before it; `receipt`: what came of it."""

    kind: Literal["confirm", "receipt"]
    title: str
    rows: list[tuple[str, str]]  # label, value
    reference: str = ""


class ChatSource(BaseModel):
    """A fact or a look-up of the business that an answer rests on, by a name for its reader."""

    title: str
    link: str | None = None  # https; only where the fact names one page

    @classmethod
    def of(cls, source: Mapping[str, str]) -> Self:
        return cls(title=source["title"], link=source.get("link") or None)


class ChatTurn(BaseModel):
    """One utterance, as its customer sees it. Turns that said nothing are not shown."""

    id: UUID
    seq: int  # their order; ask for what follows one with `after`
    speaker: Literal["customer", "agent", "operator"]
    author_name: str = ""
    text: str
    quick_replies: list[QuickReply] = []
    card: Card | None = None
    sources: list[ChatSource] = []  # of the agent's: what a worded answer rests on
    said_at: datetime
    client_turn_id: str | None = None  # of the customer's own
    answers: UUID | None = None  # of the agent's: the customer's turn that it is the outcome of

    @classmethod
    def of(cls, turn: SpokenTurn | TurnView) -> Self:
        return cls(
            id=turn.id,
            seq=turn.seq,
            speaker=str(turn.speaker),  # type: ignore[arg-type]
            author_name=turn.author_name,
            text=turn.text or "",
            quick_replies=[_quick_reply(each) for each in turn.quick_replies],
            card=Card.model_validate(turn.card) if turn.card else None,
            sources=[ChatSource.of(source) for source in turn.sources],
            said_at=turn.said_at,
            client_turn_id=turn.client_turn_id,
            answers=turn.answers,
        )

    @classmethod
    def received(cls, received: Received, at: datetime) -> Self:
        """The customer's own, as it was acknowledged."""
        return cls(
            id=received.turn_id,
            seq=received.seq,
            speaker="customer",
            text=received.said,
            said_at=at,
            client_turn_id=received.client_turn_id,
        )


def _quick_reply(stored: Mapping[str, Any]) -> QuickReply:
    return QuickReply(label=str(stored["label"]), text=str(stored["text"]))


class Typing(BaseModel):
    party: Literal["agent", "operator"]
    name: str = ""


class Status(BaseModel):
    """How the conversation stands just now."""

    handled_by: Literal["agent", "operator"]
    operator_name: str = ""
    escalated: bool  # waits for a person, or has one
    ended: bool
    ended_by: str | None = None
    typing: Typing | None = None

    @classmethod
    def of(cls, standing: Standing) -> Self:
        typing = None
        if standing.handled_by == "operator" and standing.typing_name is not None:
            typing = Typing(party="operator", name=standing.typing_name)
        elif standing.agent_works:
            typing = Typing(party="agent")
        return cls(
            handled_by=standing.handled_by,  # type: ignore[arg-type]
            operator_name=standing.operator_name,
            escalated=standing.escalated and standing.ended_at is None,
            ended=standing.ended_at is not None,
            ended_by=standing.ended_by,
            typing=None if standing.ended_at else typing,
        )


class Greeting(BaseModel):
    text: str
    quick_replies: list[QuickReply]

    @classmethod
    def of(cls, reply: Reply) -> Self:
        quick = [QuickReply(label=each.label, text=each.text) for each in reply.quick_replies]
        return cls(text=reply.text, quick_replies=quick)


class Info(BaseModel):
    """What the widget shows of a business before anything is said."""

    slug: str
    name: str
    assistant_name: str
    color: str
    logo_url: str
    welcome: str
    language: str  # in which the conversation will be
    languages: Sequence[str]
    is_open: bool
    closes_at: datetime | None  # today, while open
    opens_at: datetime | None  # next, while closed
    timezone: str
    privacy_url: str
    privacy_note: str
    message_limit: int
    greeting: Greeting


class CustomerGiven(BaseModel):
    """What the host page says of its visitor: kept for the operators, and no proof of anything."""

    name: Short | None = None
    phone: Short | None = None
    email: Short | None = None

    def values(self) -> dict[str, str]:
        return {kind: value for kind, value in self.model_dump().items() if value}


class ChatContext(BaseModel):
    """Where the customer is, as the host page says."""

    customer_id: Short | None = None
    page: Annotated[Text, StringConstraints(max_length=2000)] | None = None
    locale: Short | None = None

    def values(self) -> dict[str, str]:
        return {name: value for name, value in self.model_dump().items() if value}


class NewChat(BaseModel):
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$")] | None = (
        Field(None, description="The reader's own (BCP 47); the business's if it does not speak it.")
    )
    customer: CustomerGiven = CustomerGiven()
    initial_message: Text | None = Field(None, description="Said at once, as the customer's first words.")
    context: ChatContext = ChatContext()
    assistant_id: UUID | None = Field(None, description="Another assistant than the business's default one.")


class NewMessage(BaseModel):
    text: Text
    client_turn_id: Name = Field(
        description="Names this message for ever: sent again with the same name, it is said once."
    )
    wants_person: StrictBool = Field(
        False, description="A wish for a person, whatever is understood of the words."
    )


class ChatAnswer(BaseModel):
    """What came of a message."""

    turn_id: UUID  # of the customer's turn
    conversation_id: UUID  # another one than asked for when that had ended; then `token` opens it
    token: str | None = None
    reply: ChatTurn | None  # null: the agent is silent, an operator answers
    handled_by: Literal["agent", "operator"]
    escalated: bool
    ended: bool


class Begun(BaseModel):
    conversation_id: UUID
    token: str
    greeting: ChatTurn
    answer: ChatAnswer | None = None  # to `initial_message`


class GivenThumb(BaseModel):
    is_up: StrictBool | None = Field(description="null: none any more")
    comment: Short = ""


class TurnThumb(GivenThumb):
    turn_id: UUID  # of the agent's turn


class Messages(BaseModel):
    items: list[ChatTurn]
    next: int | None  # `after` for the rest; null when there is none
    earlier: list[ChatTurn]  # of the same customer's conversations before, when asked from the start
    thumbs: list[TurnThumb] = []  # what the customer thought of replies here, when asked from the start
    status: Status
