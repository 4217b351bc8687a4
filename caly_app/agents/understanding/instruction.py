"""An operator's word when they handed back, worked into the next turn."""

import re
from dataclasses import replace

from caly_app.agents.commands import Answer, Clarify, Command, StartFlow
from caly_app.agents.understanding.facts_named import named_facts
from caly_app.agents.understanding.local import read
from caly_app.agents.understanding.message import Message
from caly_app.ports import Ports

_TO_PASS_ON = re.compile(
    r"(?:please )?(?:tell|let) (?:them|him|her|the customer|the patient)(?: know)?(?: that)?"
    r"\s*:\s*(?P<text>.+)",
    re.IGNORECASE | re.DOTALL,
)


async def with_instruction(
    commands: tuple[Command, ...], message: Message, ports: Ports
) -> tuple[Command, ...]:
    """What an operator wanted when they handed back, worked in once. Only 'tell them: ...' is said."""
    turn = message.turn
    if not turn.instruction or turn.instruction == turn.dialogue.instruction:
        return commands
    wanted = await _instructed(turn.instruction, message, ports)
    if not wanted:
        return commands
    understood = [command for command in commands if not isinstance(command, Clarify)]
    starts = any(isinstance(command, StartFlow) for command in understood)
    return (
        *understood,
        *(replace(c, later=True) if starts and isinstance(c, StartFlow) else c for c in wanted),
    )


async def _instructed(instruction: str, message: Message, ports: Ports) -> list[Command]:
    if passed_on := _TO_PASS_ON.search(instruction):
        return [Answer("instruction", {"text": passed_on["text"].strip()})]
    if names := list(named_facts(instruction, message)):
        return [Answer("fact", {"names": "\n".join(names)})]
    turn = message.turn
    own = turn.business.own_words
    [reading] = await read(turn.sector, [instruction], message.language, ports.embedder, own)
    if reading.sure and reading.intent in message.turn.sector.flows and reading.intent != message.flow:
        heard = message.hear(str(reading.intent), instruction, with_question=False)
        return [StartFlow(str(reading.intent)), *heard.commands]
    if reading.sure and reading.intent == "opening_hours":
        return [Answer("opening_hours")]
    return []
