"""What a language model has to do with one turn: what it was asked, what has left already, and the voice."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from caly_app.actor import Actor
from caly_app.agents import engine, rephrasing
from caly_app.agents.rephrasing import Outline, Voiced
from caly_app.agents.reply import Reply
from caly_app.agents.turn import TurnContext
from caly_app.db import HotTransaction
from caly_app.ports import Ports
from caly_app.services import model_use
from caly_app.services.conversations.receive import Received
from caly_app.services.model_use import MeteredModel, metered, with_metered


class NeedsVoice(Exception):
    """What has come of the turn is to be said in another voice, and no transaction may be open meanwhile."""

    def __init__(self, outline: Outline, turn: TurnContext) -> None:
        self.outline, self.turn = outline, turn
        super().__init__()


@dataclass
class Thought:
    model: MeteredModel | None = None
    read: list[str] = field(default_factory=list)  # by the customer, before the turn is written
    is_voiced: bool = False  # a model was asked for another voice
    voiced: Voiced | None = None

    @property
    def is_to_be_paid(self) -> bool:
        """A model was asked for this turn."""
        return bool(self.model and self.model.count.is_to_be_written)

    async def pay(self, hot: HotTransaction) -> None:
        """In the transaction of the turn."""
        if self.model:
            hot.rings |= await model_use.note(hot.driver, self.model)

    def explained(self, reply: Reply) -> Reply:
        """With what a model was asked for, or why it was not."""
        told = model_use.told(self.model.count) if self.model else ()
        return replace(reply, why=replace(reply.why, models=told)) if told else reply

    @property
    def left(self) -> str:
        return "".join(self.read)

    def to_voice(self, acted: engine.Acted) -> Outline | None:
        """What a model is to be asked for another voice of, once."""
        return engine.outline(acted) if self.model and not self.is_voiced else None

    def must_be_voiced(self, acted: engine.Acted) -> None:
        """Raises NeedsVoice."""
        if outline := self.to_voice(acted):
            raise NeedsVoice(outline, acted.turn)

    async def find_voice(self, needs: NeedsVoice) -> None:
        """No transaction is open meanwhile. Asked once, whatever comes of it."""
        assert self.model
        self.is_voiced = True
        self.voiced = await rephrasing.voiced(needs.outline, needs.turn, self.model)

    def leave(self, words: str, leave: Callable[[str], None]) -> None:
        """What has left is said, whatever comes."""
        self.read.append(words)
        leave(words)


def begin(actor: Actor, received: Received, ports: Ports) -> tuple[Thought, Ports]:
    """And what the turn thinks with."""
    assert received.held and received.facts
    endpoint, terms = received.facts.model, received.facts.terms
    thought = Thought(metered(ports, endpoint, terms, actor, received.held.id))
    mind = with_metered(ports, endpoint, terms, thought.model)
    if leave := ports.leave:
        mind = replace(mind, leave=lambda words: thought.leave(words, leave))
    return thought, mind
