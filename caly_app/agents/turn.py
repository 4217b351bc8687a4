"""One turn: all the mind may know of it; it reads nothing else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from caly_app.agents.business import Business as Business
from caly_app.agents.channel import MANNERS, Channel, Manner
from caly_app.agents.config import AssistantDocument
from caly_app.agents.dialogue import Dialogue
from caly_app.agents.sector import Sector
from caly_app.ports import CustomerFact, Message


@dataclass(frozen=True)
class TurnContext:
    sector: Sector
    config: AssistantDocument
    business: Business
    channel: Channel
    language: str
    dialogue: Dialogue
    history: Sequence[Message]  # the last turns, oldest first
    said: str
    now: datetime  # aware, in the workspace's zone
    instruction: str | None = None  # an operator's word when the conversation was handed back
    heard_badly: bool = False  # the recogniser of speech is not sure of the words
    seq: int = 0  # its place in the conversation
    key: str = ""  # names this turn for ever: part of the idempotency key of its effects
    known: Sequence[CustomerFact] = ()  # of a proven customer, with their consent: for a language model
    listed: Collection[str] = ()  # of the addresses in these words, those on the business's list

    @property
    def proof(self) -> tuple[str, ...]:
        """Slots that prove who it is, all of them right."""
        return self.config.identity.required or self.sector.identity

    @property
    def proofs(self) -> tuple[tuple[str, ...], ...]:
        """The same, and what else proves it where the sector says so and the assistant nothing."""
        others = () if self.config.identity.required else self.sector.other_identities
        return (self.proof, *others)

    @property
    def manner(self) -> Manner:
        return MANNERS[self.channel]
