"""What the agent would make of a sentence, in words for people of the business."""

from collections.abc import Iterator
from datetime import date

from caly_app.agents.commands import (
    Affirm,
    Answer,
    AskForPerson,
    Clarify,
    Command,
    Deny,
    EndConversation,
    FillSlot,
    RejectSlot,
    StartFlow,
)
from caly_app.agents.sector import Sector
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.local import Reading
from caly_app.agents.understanding.rehearsal import Rehearsed
from caly_app.queries.dialogues import in_words as spaced
from caly_app.state import words
from caly_app.state.heard import either
from caly_app.state.why import Pair
from caly_app.state.words import title

_BY = {
    "pattern": "its words",
    "examples": "its likeness to examples",
    "words": "its words",
}
LANGUAGES = {"en": "English", "es": "Spanish", "fr": "French", "de": "German"}


def in_words(turn: TurnContext, rehearsed: Rehearsed) -> Iterator[Pair]:
    """What it would do, how sure it is of what, and what it heard."""
    yield Pair("It would", "; ".join(_would(turn, rehearsed.commands)) or "say that it did not understand")
    for reading in rehearsed.readings:
        if reading.intent:
            yield Pair("Understood", _understood(turn.sector, reading))
        if reading.runner_up:
            runner_up = f"{title(reading.runner_up, turn.sector)} ({reading.runner_up_confidence:.0%})"
            yield Pair("Runner-up", runner_up)
    for command in rehearsed.commands:
        if isinstance(command, FillSlot):
            yield Pair(_slot(turn.sector, command.slot), _value(command.value))
        if isinstance(command, RejectSlot):
            yield Pair(
                _slot(turn.sector, command.slot), f"{command.heard}: {spaced(command.problem).lower()}"
            )
    if rehearsed.language:
        yield Pair("Language", LANGUAGES.get(rehearsed.language, rehearsed.language))


def _understood(sector: Sector, reading: Reading) -> str:
    by = "your own words" if reading.is_own else _BY.get(reading.by, reading.by)
    how = f" ({reading.confidence:.0%} sure, by {by})"
    if not reading.in_scope:
        return f"Nothing it serves; nearest is {title(str(reading.intent), sector)}{how}"
    return f"{title(str(reading.intent), sector)}{how}"


def _would(turn: TurnContext, commands: tuple[Command, ...]) -> Iterator[str]:
    for command in commands:
        if off := _what_is_off(turn, command):
            yield f"offer a person, for {off} off"
            continue
        match command:
            case StartFlow(flow, later):
                yield f"{'then ' if later else ''}begin “{title(flow, turn.sector)}”"
            case Answer(topic):
                yield f"answer: {spaced(topic).lower()}"
            case AskForPerson(reason):
                yield f"call a person ({words.reason(reason).lower()})"
            case Clarify(candidates) if on := tuple(one for one in candidates if not turn.is_off(one)):
                yield f"ask whether {either(on, turn.sector)} is meant"
            case Clarify():
                yield "ask for other words"
            case EndConversation():
                yield "say goodbye"
            case Affirm() | Deny():
                yield "ask what is meant: nothing was asked"


def _what_is_off(turn: TurnContext, command: Command) -> str:
    """'Triage is', 'all agents are'; '' where what does it is on."""
    match command:
        case StartFlow(name):
            wished = [name]
        case Answer():
            wished = [command.intent]
        case Clarify(candidates):
            wished = list(candidates)
        case _:
            return ""
    if turn.is_disabled and (isinstance(command, Clarify) or turn.is_off(wished[0])):
        return "all agents are"
    if not wished or not all(map(turn.is_off, wished)):
        return ""
    return f"{turn.sector.agents[turn.sector.agent_of[wished[0]]].title['en']} is"


def _slot(sector: Sector, slot: str) -> str:
    """As the agent calls it: "the date" is Date."""
    called = sector.text(f"slot_{slot}", "en") if slot in sector.slots else None
    named = (called or spaced(slot)).removeprefix("the ").removeprefix("your ")
    return f"{named[:1].upper()}{named[1:]}"


def _value(value: str) -> str:
    """Dates as people say them; everything else as it was understood."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value or "anyone"
    return f"{day:%A} {day.day} {day:%B %Y}"
