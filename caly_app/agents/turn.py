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

_NEVER_OFF = "emergency"


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

    def is_off(self, name: str) -> bool:
        """`name`: of a flow, or of an intent. What no agent does, small talk say, is never off."""
        agent = self.sector.agent_of.get(name)
        if agent is None or name == _NEVER_OFF:
            return False
        return agent in self.config.agents_off or self.is_disabled

    @property
    def is_disabled(self) -> bool:
        """All agents of the sector are off: nor is done then what every assistant can do besides."""
        own = {name for name, agent in self.sector.agents.items() if agent.priority}
        return bool(own) and own <= set(self.config.agents_off)

    @property
    def manner(self) -> Manner:
        return MANNERS[self.channel]
