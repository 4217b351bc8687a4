"""A language model that says what a test wants it to say."""

import json
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from caly_app.errors import Unavailable
from caly_app.ports import Message, ModelAnswer, ToolCall, ToolOffer
from tests.agents.world import PORTS, Talk


@dataclass
class Scripted:
    """`says`: one answer after the other, the last one for ever; None: it is away.

    `uses`: the same where it is offered tools: words, or calls as pairs of name and arguments.
    """

    says: list[Any]
    asked: list[Sequence[Message]] = field(default_factory=list)
    is_away: bool = False
    uses: list[Any] = field(default_factory=list)
    offered: list[Sequence[ToolOffer]] = field(default_factory=list)

    async def answer(
        self, messages: Sequence[Message], *, schema: Mapping[str, object], seconds: float
    ) -> ModelAnswer:
        self.asked.append(messages)
        return ModelAnswer(self._next(), "scripted", 100, 20, 1.0)

    async def stream(
        self, messages: Sequence[Message], *, seconds: float, tools: Sequence[ToolOffer] | None = None
    ) -> AsyncGenerator[str | ModelAnswer, None]:
        """A few letters at a time. After "|" it is away."""
        if tools is not None:
            answer = await self.use_tools(messages, tools=tools, seconds=seconds)
            for start in range(0, len(answer.text), 7):
                yield answer.text[start : start + 7]
            yield answer
            return
        self.asked.append(messages)
        text, cut, _ = self._next().partition("|")
        for start in range(0, len(text), 7):
            yield text[start : start + 7]
        if cut:
            raise Unavailable("It does not answer.")
        yield ModelAnswer(text, "scripted", 100, 20, 1.0)

    def _next(self) -> str:
        said = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        if said is None:
            raise Unavailable("It does not answer.")
        return said if isinstance(said, str) else json.dumps(said)

    async def use_tools(
        self, messages: Sequence[Message], *, tools: Sequence[ToolOffer], seconds: float
    ) -> ModelAnswer:
        self.asked.append(list(messages))
        self.offered.append(tools)
        if not self.uses:
            raise Unavailable("It knows no tools.")
        said = self.uses.pop(0) if len(self.uses) > 1 else self.uses[0]
        if said is None:
            raise Unavailable("It does not answer.")
        if isinstance(said, str):
            return ModelAnswer(said, "scripted", 100, 20, 1.0)
        return ModelAnswer("", "scripted", 100, 20, 1.0, tuple(_calls(said)))


def _calls(wanted: Sequence[tuple[str, Any]]) -> Iterator[ToolCall]:
    for place, (name, arguments) in enumerate(wanted):
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        yield ToolCall(f"call_{place}", name, text)


def means(
    intent: str,
    confidence: float = 0.95,
    also: str = "",
    values: Mapping[str, str] | None = None,
    choice: int = 0,
) -> dict[str, Any]:
    """What a well-behaved model answers about one clause."""
    return {
        "clauses": [{"n": 1, "intent": intent, "confidence": confidence, "also": also}],
        "values": [{"detail": slot, "text": text} for slot, text in (values or {}).items()],
        "choice": choice,
    }


def talk_with(*says: Any, **given: Any) -> tuple[Talk, Scripted]:
    model = Scripted(list(says))
    return Talk(ports=replace(PORTS, model=model), **given), model
