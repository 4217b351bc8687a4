"""One message while it is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.heard import Heard
from caly_app.agents.understanding.slots import SlotContext, find, refused
from caly_app.agents.understanding.values import Listener

_QUESTION = re.compile(
    r"(?:(?:o+h+|a+h+|ok|okay|um+|uh+|hey|hi|hiya|hello|morning|evening|sorry|wait"
    r"|hang on|hold on|right|well|actually|just|quickly"
    r"|(?:just )?(?:one|a) (?:last |more |quick |other )?(?:thing|question)|quick (?:one|question)"
    r"|by the way|btw|before (?:that|this|i forget|we do|you do(?: that)?)|oye|perd[oó]n|disculpe"
    r"|good (?:morning|afternoon|evening)|hola|buen[oa]s (?:d[ií]as|tardes|noches)|bonjour|bonsoir|salut"
    r"|hallo|guten (?:tag|morgen|abend)|una (?:cosa|pregunta)|antes de nada"
    r"|au fait|attendez|pardon|une (?:question|chose)|moment|sag(?:en sie)? mal|eine frage)[ ,.:;!–-]+){0,4}"
    r"(?:(?:um+|uh+|er+m?|oh|and|so|but)[ ,]+){0,3}"
    r"(?:(?:un)?till? when|from when|whats|wheres|whens|hows|whos|what|where|when|how|who"
    r"|which|why|is|are|do|does|did|have you|can|could|may)\b"
    r"|(?:y )?(?:(?:hasta|desde) cuándo|qué|cuál|cuáles|dónde|cuándo|cómo|cuánto|hay|tienen|puedo|pueden)\b"
    r"|(?:et )?(?:jusqu'à quand|que|quel|quelle|quels|où|quand|comment|combien|est-ce|avez-vous"
    r"|y a-t-il|puis-je)\b"
    r"|(?:und )?(?:bis wann|ab wann|was|wo|wann|wie|wer|welche\w*|gibt es|haben sie|kann|können|ist|sind)\b",
    re.IGNORECASE,
)
_TAGGED = re.compile(  # "my card still works, doesn't it"
    r"\b(?:is|isn|was|wasn|are|aren|do|don|does|doesn|did|didn|has|hasn|have|haven|can|will|won|would|wouldn"
    r"|should|shouldn)(?:'?t|'t) (?:it|he|she|they|you|we|that|there|i)[ .!]*$"
    r"|[, ](?:verdad|n'est-ce pas|oder|gell|ne)[ .!]*$",
    re.IGNORECASE,
)
LIKELY = 0.5  # from here on a guess is worth asking about


@dataclass
class Message:
    """One message while it is read."""

    turn: TurnContext
    said: str
    language: str
    read: list[Mapping[str, object]] = field(default_factory=list)
    confidence: float | None = None
    perhaps_in_danger: bool = False  # somebody, by a likeness only, beside an ordinary wish
    _heard: dict[tuple[str, str, bool], Heard] = field(default_factory=dict)

    def hear(self, flow: str, text: str, *, with_question: bool = True) -> Heard:
        """The values in `text` for this flow; the same text is listened to once."""
        key = (flow, text, with_question)
        if key not in self._heard:
            self._heard[key] = self._listener(flow, with_question=with_question).hear(text)
        return self._heard[key]

    def refuses_a_day(self) -> bool:
        """'Not Thursday', and no other day instead."""
        context = SlotContext(self.turn.now, self.turn.business.country, self.language)
        return self.refuses("date") and not find("date", self.said, context)

    def refuses(self, kind: str) -> bool:
        """'Not three'."""
        context = SlotContext(self.turn.now, self.turn.business.country, self.language)
        return bool(refused(kind, self.said, context))

    @property
    def flow(self) -> str:
        """What is under way, or proposed; '' for nothing."""
        open_flow = self.turn.dialogue.flow
        if open_flow is not None:
            return open_flow.name
        question = self.turn.dialogue.question
        return question.flow if question and question.about == "proposal" else ""

    @property
    def expected(self) -> tuple[str, ...]:
        """Slots (or "confirmation", "change") that the open question asks for."""
        question = self.turn.dialogue.question
        if question is None:
            return ()
        return ("phone", "email") if question.about == "contact" else question.asks

    @property
    def is_read_back(self) -> bool:
        """Whether a yes would have an effect now."""
        question = self.turn.dialogue.question
        return question is not None and question.about == "flow" and question.asks == ("confirmation",)

    def changes(self, flow: str) -> bool:
        """Whether the flow ends in an effect, and does not only tell."""
        return any(step.confirm for step in self.turn.sector.flows[flow].steps)

    def _listener(self, flow: str, *, with_question: bool) -> Listener:
        offered = tuple(self.turn.dialogue.offered) if with_question else ()
        expected = self.expected if with_question else ()
        return Listener(self.turn, self.language, flow, expected, offered)

    def is_marked(self, marker: str, text: str | None = None) -> bool:
        return self.turn.sector.is_marked(marker, self.said if text is None else text, self.language)


def asks_for_text(message: Message) -> bool:
    """Anything may be the answer to the open question: of a name of something, anything but a question."""
    slots = message.turn.sector.slots
    texts = [slots[slot] for slot in message.expected if slot in slots and slots[slot].kind == "text"]
    return any(not (spec.no_question and asks(message.said)) for spec in texts)


def asks(text: str) -> bool:
    """Whether it is put as a question: spoken ones have no mark."""
    return "?" in text or _QUESTION.match(text) is not None or _TAGGED.search(text) is not None
