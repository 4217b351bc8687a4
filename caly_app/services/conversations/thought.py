"""What a language model has to do with one turn: what it was asked, what has left already, and the voice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from caly_app.actor import Actor
from caly_app.agents import engine, rephrasing
from caly_app.agents.rephrasing import Outline, Voiced
from caly_app.agents.turn import TurnContext
from caly_app.ports import ModelAnswer, Ports
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
    def asked(self) -> Sequence[ModelAnswer]:
        """What it has answered for this turn, and is to be paid for."""
        return self.model.answers if self.model else ()

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
    endpoint = received.facts.model
    thought = Thought(metered(ports, endpoint, actor, received.held.id))
    mind = with_metered(ports, endpoint, thought.model)
    if leave := ports.leave:
        mind = replace(mind, leave=lambda words: thought.leave(words, leave))
    return thought, mind
