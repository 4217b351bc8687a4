"""From what the customer said to commands: evidence for the open question first, then what is new."""

import re
from asyncio import to_thread
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from caly_app.agents.commands import (
    Affirm,
    Answer,
    AskForPerson,
    Cancel,
    Choose,
    Clarify,
    Command,
    Deny,
    EndConversation,
    EscalationReason,
    FillSlot,
    StartFlow,
)
from caly_app.agents.phrasing import Phrasing
from caly_app.agents.sector import Patterns, both
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.languages import language_of
from caly_app.agents.understanding.local import Reading, read, split
from caly_app.agents.understanding.values import Heard, Listener, named_slots, part_of
from caly_app.ports import Ports

_WORDS = re.compile(r"\w")
_THUMBS_UP = re.compile(r"^[\s👍👌✅🆗🙂😊]+$")
_ENOUGH = 0.5  # of the words of a message: then they are the answer to what was asked
_BEFORE_A_QUESTION = re.compile(r",\s+(?=(?:do|does|is|are|can|could|what|where|how|when|is there)\b[^,]*\?)")
_LONG = 400  # characters
_FELT = 400  # characters: how a message sounds is heard soon
_LIKELY = 0.5
_SHORT = 6  # words: more than that is no mere choice
_SMALL = frozenset({"greeting", "thanks", "help", "are_you_a_bot", "repeat", "no_idea"})


@dataclass(frozen=True)
class Understood:
    commands: tuple[Command, ...] = ()
    readings: tuple[Mapping[str, object], ...] = ()
    confidence: float | None = None
    language: str = ""
    sentiment: float | None = None


@dataclass
class Message:
    """One message while it is read."""

    turn: TurnContext
    said: str
    language: str
    read: list[Mapping[str, object]] = field(default_factory=list)
    confidence: float | None = None

    @property
    def flow(self) -> str:
        open_flow = self.turn.dialogue.flow
        if open_flow is not None:
            return open_flow.name
        question = self.turn.dialogue.question
        return question.flow if question and question.about == "proposal" else ""

    @property
    def expected(self) -> tuple[str, ...]:
        question = self.turn.dialogue.question
        if question is None:
            return ()
        return ("phone", "email") if question.about == "contact" else question.asks

    @property
    def wants_yes_or_no(self) -> bool:
        question = self.turn.dialogue.question
        return question is not None and (
            question.asks == ("confirmation",) or question.about == "anything_else" or question.person
        )

    def listener(self, flow: str, *, with_question: bool = True) -> Listener:
        offered = tuple(self.turn.dialogue.offered) if with_question else ()
        expected = self.expected if with_question else ()
        return Listener(self.turn, self.language, flow, expected, offered)

    def is_marked(self, marker: str, text: str | None = None) -> bool:
        return self.turn.sector.is_marked(marker, self.said if text is None else text, self.language)


async def understand(turn: TurnContext, ports: Ports) -> Understood:
    """What the customer wants. Emergencies come before everything, whatever else was said."""
    said = " ".join(turn.said[: turn.config.limits.message_characters].replace("’", "'").split())
    language = _language(said, turn)
    speaks = turn.dialogue.language or turn.language if language == "unknown" else language
    message = Message(turn, said, speaks)
    commands = _at_once(message, language)
    if not commands:
        commands = tuple(await _commands(message, ports))
        commands = await _with_instruction(commands, message, ports)
    sentiment = ports.sentiment.of(said[:_FELT], speaks) if _WORDS.search(said) else None
    return Understood(commands, tuple(message.read), message.confidence, speaks, sentiment)


_TO_PASS_ON = re.compile(
    r"(?:please )?(?:tell|let) (?:them|him|her|the customer|the patient)(?: know)?(?: that)?\s*:\s*(?P<text>.+)",
    re.IGNORECASE | re.DOTALL,
)


async def _with_instruction(
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
    if names := list(_named_facts(instruction, message)):
        return [Answer("fact", {"names": "\n".join(names)})]
    [reading] = await read(message.turn.sector, [instruction], message.language, ports.embedder)
    if reading.sure and reading.intent in message.turn.sector.flows and reading.intent != message.flow:
        heard = message.listener(str(reading.intent), with_question=False).hear(instruction)
        return [StartFlow(str(reading.intent)), *heard.commands]
    if reading.sure and reading.intent == "opening_hours":
        return [Answer("opening_hours")]
    return []


def _language(said: str, turn: TurnContext) -> str:
    so_far = turn.dialogue.language or turn.language
    known = tuple(dict.fromkeys((*turn.config.languages, so_far)))
    expected = turn.dialogue.question.asks if turn.dialogue.question else ()
    kinds = {turn.sector.slots[slot].kind for slot in expected if slot in turn.sector.slots}
    if kinds & {"name", "address"}:
        return so_far  # a name says nothing about the language of the one who bears it
    return language_of(said[:500], so_far, known)


# --- what needs no understanding ---


def _at_once(message: Message, language: str) -> tuple[Command, ...]:
    said, turn = message.said, message.turn
    if is_emergency(said, message):
        return (Answer("emergency"),)
    if _THUMBS_UP.match(said):
        return (Affirm(),)
    if not _WORDS.search(said):
        return (Answer("empty"),)
    if len(turn.said) > turn.config.limits.message_characters:
        return (Answer("too_long"),)
    if message.is_marked("abuse"):
        return (Answer("abuse"),)
    if any(word.casefold() in said.casefold() for word in turn.config.escalation.keywords):
        return (AskForPerson(EscalationReason.SECTOR_RULE),)
    if language == "unknown":
        return (Answer("unknown_language"),)
    return _buttons(message)


def is_emergency(said: str, message: Message) -> bool:
    """Any language's words count, unless they are denied right before."""
    for patterns in message.turn.sector.emergency.values():
        for pattern in patterns:
            for match in pattern.finditer(said):
                if not message.is_marked("not_an_emergency", said[: match.start()]):
                    return True
    return False


def _buttons(message: Message) -> tuple[Command, ...]:
    """What our own buttons send, in the customer's language."""
    turn = message.turn
    phrasing = Phrasing(turn.sector, turn.config, turn.business, message.language)
    match message.said:
        case said if said in (phrasing.say("say_confirm"), phrasing.say("button_confirm")):
            return (Affirm(),)
        case said if said in (phrasing.say("say_change"), phrasing.say("button_change")):
            return (Deny(),)
        case said if said in (phrasing.say("say_person"), phrasing.say("button_person")):
            return (AskForPerson(EscalationReason.REQUESTED),)
    return ()


# --- what was said ---


async def _commands(message: Message, ports: Ports) -> Sequence[Command]:
    if (question := message.turn.dialogue.question) and question.about == "which":
        if picked := _picked(message):
            return picked
    if answer := await _beside_the_loop(message, partial(_answer_to_the_question, message)):
        return answer
    clauses = [
        part for clause in split(message.said) or [message.said] for part in _BEFORE_A_QUESTION.split(clause)
    ]
    readings = await read(message.turn.sector, clauses, message.language, ports.embedder)
    _remember(message, readings)
    return await _beside_the_loop(
        message, partial(_weigh, message, list(zip(clauses, readings, strict=True)))
    )


async def _beside_the_loop(message: Message, think: Callable[[], Sequence[Command]]) -> Sequence[Command]:
    """A long story takes long to read: others are answered meanwhile."""
    return think() if len(message.said) < _LONG else await to_thread(think)


def _answer_to_the_question(message: Message) -> Sequence[Command]:
    """Nothing but what was asked for: no need to look for a wish in it."""
    if not message.flow or "?" in message.said or not set(message.expected) - {"confirmation", "change"}:
        return ()
    if _asks_for_text(message) or _yes_or_no(message, message.said):
        return ()
    heard = message.listener(message.flow).hear(message.said)
    if _answers(heard, message) and heard.covers(message.said) >= _ENOUGH:
        message.read.append({"intent": message.flow, "confidence": 1.0, "by": "flow"})
        message.confidence = 1.0
        return heard.commands
    return ()


def _picked(message: Message) -> Sequence[Command]:
    """Which of two wishes was meant: by its place, or with a yes where there was one."""
    if len(message.said.split()) > _SHORT:
        return ()
    if len(message.turn.dialogue.offered) == 1 and isinstance(_yes_or_no(message, message.said), Affirm):
        return (Choose(0),)
    commands = message.listener("").hear(message.said).commands
    return commands if any(isinstance(command, Choose) for command in commands) else ()


def _answers(heard: Heard, message: Message) -> bool:
    return any(
        getattr(command, "slot", message.expected[0]) in message.expected for command in heard.commands
    )


def _asks_for_text(message: Message) -> bool:
    slots = message.turn.sector.slots
    return any(slot in slots and slots[slot].kind == "text" for slot in message.expected)


def _remember(message: Message, readings: Sequence[Reading]) -> None:
    for reading in readings:
        if reading.intent:
            message.read.append(
                {"intent": reading.intent, "confidence": round(reading.confidence, 3), "by": reading.by}
            )
    known = [reading.confidence for reading in readings if reading.in_scope]
    message.confidence = round(min(known), 3) if known else None


def _weigh(message: Message, clauses: list[tuple[str, Reading]]) -> Sequence[Command]:
    flow_clauses = [(text, reading) for text, reading in clauses if _starts(reading, message)]
    asides = [(text, aside) for text, reading in clauses if (aside := _aside(text, reading, message))]
    aside_texts = {text for text, _ in asides}
    rest = [text for text, _ in clauses if text not in aside_texts]
    started = list(dict.fromkeys(str(reading.intent) for _, reading in flow_clauses))
    commands: list[Command] = []
    if not started and any(reading.sure and reading.intent == "cancel" for _, reading in clauses):
        commands.append(_cancelling(message))
    commands += _new_wishes(started, flow_clauses, rest, message)
    if not started and not commands:
        commands += _within_the_flow(rest, clauses, message)
    commands += [aside for _, aside in asides if not _is_idle(aside, commands, asides)]
    if EndConversation() in commands or Cancel() in commands:
        commands = [command for command in commands if not isinstance(command, Affirm | Deny)]
    return commands or _not_understood(clauses, message)


def _starts(reading: Reading, message: Message) -> bool:
    """A wish of its own, and not the one under way."""
    if not reading.sure or reading.intent not in message.turn.sector.flows:
        return False
    if message.turn.dialogue.flow is not None:
        agent_of = message.turn.sector.agent_of
        if reading.intent == message.flow:
            return False
        if agent_of[str(reading.intent)] == agent_of[message.flow] and reading.by != "pattern":
            return False  # 'change the time' is about what is under way
    return reading.by == "pattern" or not _is_explained(message)


def _is_explained(message: Message) -> bool:
    """The open question is answered by it: what the head thinks besides counts less."""
    if not message.flow or message.turn.dialogue.flow is None or not message.expected:
        return False
    if _asks_for_text(message):
        return True
    heard = message.listener(message.flow).hear(message.said)
    return bool(heard.commands) and _answers(heard, message)


def _aside(text: str, reading: Reading, message: Message) -> Command | None:
    """What is answered beside any flow."""
    sector, intent = message.turn.sector, reading.intent
    if _asks_for_text(message) and not (reading.sure and reading.by != "examples"):
        return None
    if reading.sure and intent == "human_handoff":
        return AskForPerson(EscalationReason.REQUESTED)
    if reading.sure and intent == "goodbye":
        return EndConversation()
    if reading.sure and intent == "complaint":
        return Answer("complaint")
    if reading.sure and intent == "opening_hours":
        return Answer("opening_hours", _which_day(text, message))
    if fact := _fact(text, reading, message):
        return fact
    if reading.sure and intent == "emergency":
        return Answer("emergency")
    if reading.sure and intent in _SMALL and not (reading.by == "examples" and _has_values(text, message)):
        return Answer(str(intent))
    if reading.sure and intent in sector.intents and sector.intents[str(intent)].answers == "fact":
        return Answer("fact", {"names": ""})
    return None


def _has_values(text: str, message: Message) -> bool:
    """'Actually the afternoon' is no greeting, whatever it resembles."""
    return bool(message.flow) and bool(message.listener(message.flow).hear(text).commands)


def _which_day(text: str, message: Message) -> Mapping[str, str]:
    if message.is_marked("holidays", text):
        return {"holidays": "yes"}
    heard = Listener(message.turn, message.language, "", ("date",)).hear(text)
    for command in heard.commands:
        if isinstance(command, FillSlot):
            return {"date": command.value}
    return {}


def _fact(text: str, reading: Reading, message: Message) -> Command | None:
    if reading.sure and reading.intent in message.turn.sector.flows and reading.by == "pattern":
        return None
    if message.expected and "?" not in text and not reading.intent == "ask_fact" and not _asks(text):
        return None
    names = list(_named_facts(text, message))
    if names:
        return Answer("fact", {"names": "\n".join(names)})
    asked = reading.intent == "ask_fact" and reading.in_scope or _asks(text)
    known = [name for name, patterns in message.turn.sector.facts.items() if _any(patterns, text, message)]
    if known == ["languages"] and asked:
        return Answer("languages")
    return Answer("fact", {"names": ""}) if known and asked else None


def _asks(text: str) -> bool:
    return text.rstrip().endswith("?")


def _any(patterns: Patterns, text: str, message: Message) -> bool:
    return any(pattern.search(text) for pattern in both(patterns, message.language))


def _named_facts(text: str, message: Message) -> Iterator[str]:
    """Facts that are asked for by their own name, or by words that usually ask for them."""
    words = [word.casefold() for word in re.findall(r"\w{4,}", text)]
    meant = {name for name, patterns in message.turn.sector.facts.items() if _any(patterns, text, message)}
    for name in message.turn.business.facts:
        parts = [part.casefold() for part in re.split(r"[\W_]+", name) if len(part) > 3]
        by_name = any(word[:5] == part[:5] for part in parts for word in words)
        canonical = {
            other
            for other, patterns in message.turn.sector.facts.items()
            if _any(patterns, name.replace("_", " "), message)
        }
        if by_name or name in meant or canonical & meant:
            yield name


def _cancelling(message: Message) -> Command:
    """'Cancel it' leaves what is under way; with nothing under way it means what was done before."""
    cancels = message.turn.sector.cancels
    if message.flow or not cancels or not message.is_marked("cancel_it"):
        return Cancel()
    return StartFlow(cancels)


# --- new wishes ---


def _new_wishes(
    started: list[str], flow_clauses: list[tuple[str, Reading]], rest: list[str], message: Message
) -> list[Command]:
    """The first is worked on, the others wait; each takes the values said with it."""
    commands: list[Command] = []
    if not started:
        return commands
    waits = message.flow and message.turn.dialogue.flow is not None and message.is_marked("besides")
    instead = message.is_marked("change_of_mind")
    for place, flow in enumerate(started):
        later = bool(waits) or place > 0
        commands.append(StartFlow(flow, later=later, instead=instead and not later))
        text = message.said if len(started) == 1 else _said_with(flow, flow_clauses, rest)
        if len(started) == 1:
            text = " ".join(rest)
        commands += _fills(message.listener(flow, with_question=False).hear(text), flow if later else "")
        if (
            not later
            and message.is_marked("soonest", text)
            and "part_of_day" in message.turn.sector.slots_of[flow]
        ):
            if not any(isinstance(c, FillSlot) and c.slot == "date" for c in commands):
                commands.append(FillSlot("part_of_day", "soonest"))
    return commands


def _said_with(flow: str, flow_clauses: list[tuple[str, Reading]], rest: list[str]) -> str:
    """The clauses of this wish: its own, and those after it up to the next wish."""
    starts = {text: str(reading.intent) for text, reading in flow_clauses}
    kept, current = [], next(iter(starts.values()))
    for text in rest:
        current = starts.get(text, current)
        if current == flow:
            kept.append(text)
    return " ".join(kept)


def _fills(heard: Heard, flow: str) -> list[Command]:
    return [
        FillSlot(command.slot, command.value, flow) if isinstance(command, FillSlot) else command
        for command in heard.commands
    ]


# --- within what is under way ---


def _within_the_flow(rest: list[str], clauses: list[tuple[str, Reading]], message: Message) -> list[Command]:
    text = " ".join(rest)
    if not text:
        return []
    if message.flow or message.expected:
        commands = list(message.listener(message.flow).hear(text).commands)
    else:
        commands = _suggested(text, clauses, message)
    changes = [command for command in commands if not _is_known(command, message)]
    verdict = _yes_or_no(message, text) or _said_yes_or_no(clauses)
    asks_to_change = message.expected == ("change",) or (
        message.expected == ("confirmation",) and message.is_marked("change", text)
    )
    if asks_to_change and not changes:
        changes = list(named_slots(text, message.turn, message.flow, message.language))
    if (
        isinstance(verdict, Affirm)
        and message.turn.dialogue.question
        and message.turn.dialogue.question.about == "proposal"
    ):
        return [Affirm(), *commands]
    if changes:
        return changes
    if verdict is not None:
        return [verdict]
    return [_as_it_is(command, message) for command in commands]


def _as_it_is(command: Command, message: Message) -> Command:
    """What was only said again changes nothing, not even the words for it."""
    if isinstance(command, FillSlot) and _is_known(command, message):
        known = message.turn.dialogue.values()
        if message.turn.sector.slots[command.slot].kind == "part_of_day":
            return FillSlot("time", known["time"])
    return command


def _is_known(command: Command, message: Message) -> bool:
    if not isinstance(command, FillSlot):
        return False
    known = message.turn.dialogue.values()
    if message.turn.sector.slots[command.slot].kind == "part_of_day" and "time" in known:
        return part_of(known["time"]) == command.value  # 'in the morning' takes no nine o'clock back
    return known.get(command.slot) == command.value


def _yes_or_no(message: Message, text: str) -> Command | None:
    if message.is_marked("deny", text):
        return Deny()
    if message.is_marked("affirm", text):
        return Affirm()
    return None


def _said_yes_or_no(clauses: list[tuple[str, Reading]]) -> Command | None:
    said = [reading.intent for _, reading in clauses if reading.sure]
    return Deny() if "deny" in said else Affirm() if "affirm" in said else None


def _suggested(text: str, clauses: list[tuple[str, Reading]], message: Message) -> list[Command]:
    """'Thursday at nine with Dr Halas' names no wish, and yet everybody knows what is wanted."""
    sector = message.turn.sector
    flows = dict.fromkeys(spec.suggests for spec in sector.slots.values() if spec.suggests)
    likelier = {
        reading.intent
        for _, reading in clauses
        if reading.in_scope and reading.confidence >= _LIKELY and reading.intent in sector.flows
    }
    for flow in flows:
        if likelier - {flow} and not any(
            pattern.search(text) for pattern in sector.patterns(flow, message.language)
        ):
            continue
        heard = message.listener(flow, with_question=False).hear(text)
        hinting = [
            command
            for command in heard.commands
            if sector.slots[getattr(command, "slot", "full_name")].suggests == flow
        ]
        if hinting:
            return [StartFlow(flow), *heard.commands]
    return []


def _is_idle(aside: Command, commands: list[Command], asides: list[tuple[str, Command]]) -> bool:
    """A greeting or thanks beside a wish needs no answer of its own."""
    if not isinstance(aside, Answer) or aside.topic not in ("greeting", "thanks", "help", "no_idea"):
        return False
    return bool(commands) or any(other is not aside and not isinstance(other, Answer) for _, other in asides)


def _not_understood(clauses: list[tuple[str, Reading]], message: Message) -> list[Command]:
    sector = message.turn.sector
    for text, reading in clauses:
        if reading.in_scope and _asks(text) and reading.intent in sector.intents:
            if sector.intents[str(reading.intent)].answers == "fact":
                return [Answer("fact", {"names": ""})]
        named = [intent for intent in (reading.intent, reading.runner_up) if intent in sector.intents]
        least = _LIKELY if message.expected else 0.0
        if reading.in_scope and reading.intent in named and reading.confidence >= least:
            return [Clarify(tuple(str(intent) for intent in named))]
    return [Clarify()]
