"""A price that comes of what is told: "how much is a dog, she is 3?" begins the flow that comes to it."""

from collections.abc import Sequence

from caly_app.agents.commands import Command, FillSlot, StartFlow
from caly_app.agents.sector import both
from caly_app.agents.understanding.message import Message, asks


def reckoned(asked: Sequence[str], text: str, message: Message) -> Sequence[Command]:
    """For what the sector has words of its own in a flow (`prices_in_get_quote`), where the text says
    of what."""
    sector = message.turn.sector
    for flow in sector.flows:
        if not any(sector.text(f"{name}_in_{flow}", "en") for name in asked):
            continue
        heard = message.hear(flow, text, with_question=False).commands
        if any(isinstance(one, FillSlot) and sector.slots[one.slot].kind == "choice" for one in heard):
            return [StartFlow(flow), *heard]
    return ()


def price_of(message: Message) -> Sequence[Command]:
    """What begins the reckoning, with nothing under way."""
    if message.flow or message.expected or not asks(message.said):
        return ()
    facts = message.turn.sector.facts
    asked = [
        name for name in facts if any(p.search(message.said) for p in both(facts[name], message.language))
    ]
    return reckoned(asked, message.said, message)
