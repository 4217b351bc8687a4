"""One sentence, tried: what it would be taken for, with nothing said before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter
from typing import Any

from caly_app.agents.business import Business
from caly_app.agents.channel import Channel
from caly_app.agents.commands import FillSlot
from caly_app.agents.config import default_document
from caly_app.agents.dialogue import Dialogue, OpenFlow, Question
from caly_app.agents.sector import Sector
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.danger import SURELY, alarming, by_likeness, by_words, quiet
from caly_app.agents.understanding.languages import language_of
from caly_app.agents.understanding.local import LEARNED, NOTHING, Reading, embedded, read
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.negation import wanted
from caly_app.agents.understanding.parts import clauses_of
from caly_app.ports import Embedder

LONGEST = 4000  # characters that are read
_EMERGENCY = Reading("emergency", 1.0, None, 0.0, in_scope=True, sure=True, by="words")


@dataclass(frozen=True)
class Tried:
    reading: Reading
    language: str
    slots: Mapping[str, str] = field(default_factory=dict)
    milliseconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """What the command `understand` prints."""
        reading = self.reading
        return {
            "intent": reading.intent if reading.in_scope else None,
            "confidence": round(reading.confidence, 4),
            "runner_up": reading.runner_up,
            "runner_up_confidence": round(reading.runner_up_confidence, 4),
            "in_scope": reading.in_scope,
            "sure": reading.sure,
            "by": reading.by,
            "language": self.language,
            "slots": dict(self.slots),
            "milliseconds": self.milliseconds,
        }


@dataclass(frozen=True)
class Trial:
    """`language`: '' is found out. `expects`: slots that an open question asks for."""

    text: str
    language: str = ""
    expects: Sequence[str] = ()


async def tried(trial: Trial, sector: Sector, business: Business, now: datetime, embedder: Embedder) -> Tried:
    """`now`: aware, in the zone of the business."""
    began = perf_counter()
    message = message_of(trial, sector, business, now)
    reading = await _reading(message, sector, embedder) if message.said else NOTHING
    slots = _slots(message, reading) if message.said else {}
    return Tried(reading, message.language, slots, round((perf_counter() - began) * 1000, 2))


def message_of(trial: Trial, sector: Sector, business: Business, now: datetime) -> Message:
    said = " ".join(trial.text[:LONGEST].replace("’", "'").split())
    language = trial.language or language_of(said[:500], "en", ("en", "es", "fr", "de"))
    language = "en" if language == "unknown" else language.partition("-")[0].lower()
    return Message(_turn(trial, said, language, sector, business, now), said, language)


async def _reading(message: Message, sector: Sector, embedder: Embedder) -> Reading:
    """Of several clauses the first that is surely a wish; else what the whole of it comes nearest to."""
    if by_words(message):
        return _EMERGENCY
    if confidence := await _likeness(message, embedder):
        return replace(_EMERGENCY, confidence=confidence, by="examples")
    clauses = clauses_of(message)
    whole = wanted(message.said)
    texts = [whole, *clauses] if len(clauses) > 1 else [whole]
    of_all, *parts = await read(sector, texts, message.language, embedder, message.turn.business.own_words)
    wishes = (one for one in parts if one.sure and one.intent in sector.intents)
    return next(wishes, of_all)


async def _likeness(message: Message, embedder: Embedder) -> float:
    """To what people say who are in danger."""
    if likely := by_likeness(await embedded(alarming(message), embedder)):
        return likely
    texts = quiet(clauses_of(message), message) if message.language in LEARNED else ()
    return by_likeness(await embedded(texts, embedder), SURELY)


def _slots(message: Message, reading: Reading) -> dict[str, str]:
    flow = message.flow or (reading.intent if reading.intent in message.turn.sector.flows else "")
    heard = message.hear(flow or "", message.said)
    return {command.slot: command.value for command in heard.commands if isinstance(command, FillSlot)}


def _turn(
    trial: Trial, said: str, language: str, sector: Sector, business: Business, now: datetime
) -> TurnContext:
    return TurnContext(
        sector=sector,
        config=default_document(sector.name, "chat", business.name, "en"),
        business=business,
        channel=Channel.CHAT,
        language=language,
        dialogue=_waiting_for(trial.expects, language, sector),
        history=(),
        said=said,
        now=now,
    )


def _waiting_for(expects: Sequence[str], language: str, sector: Sector) -> Dialogue:
    """As if the agent had just asked for these, in the first flow that needs them."""
    slots = tuple(slot for slot in expects if slot in sector.asks)
    if not slots:
        return Dialogue(language=language)
    flows = (name for name, needed in sector.slots_of.items() if {*slots} & {*needed})
    flow = next(flows, "")
    return Dialogue(
        language=language,
        flows=[OpenFlow(name=flow)] if flow else [],
        question=Question(asks=slots, about="flow", flow=flow),
    )
