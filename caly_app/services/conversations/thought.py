"""What a language model has to do with one turn: what it was asked, and what has left already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from caly_app.actor import Actor
from caly_app.ports import ModelAnswer, Ports
from caly_app.services.conversations.receive import Received
from caly_app.services.model_use import MeteredModel, metered, with_metered


@dataclass
class Thought:
    model: MeteredModel | None = None
    read: list[str] = field(default_factory=list)  # by the customer, before the turn is written

    @property
    def asked(self) -> Sequence[ModelAnswer]:
        """What it has answered for this turn, and is to be paid for."""
        return self.model.answers if self.model else ()

    @property
    def left(self) -> str:
        return "".join(self.read)

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
