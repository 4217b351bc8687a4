"""In place of decide, act and tell: an answer that costs nothing, to measure all the rest."""

from caly_app.agents import engine
from caly_app.agents.engine import Decision
from caly_app.agents.reply import Reply
from caly_app.agents.turn import TurnContext
from caly_app.ports import Ports, ToolPorts

REPLY = "I am sorry to hear that. I have opened a return and sent a label to your e-mail address. " * 3


class StubMind:
    def __init__(self) -> None:
        self._real = engine.decide, engine.act, engine.tell

    def install(self) -> None:
        engine.decide, engine.act, engine.tell = self._decide, self._act, self._tell  # type: ignore[assignment]

    def remove(self) -> None:
        engine.decide, engine.act, engine.tell = self._real

    async def _decide(self, turn: TurnContext, _ports: Ports) -> Decision:
        return Decision(turn, ())

    async def _act(self, decision: Decision, _tools: ToolPorts) -> None:
        return None

    def _tell(self, decision: Decision, _acted: None) -> Reply:
        return Reply(REPLY, decision.turn.dialogue, decision.turn.language)
