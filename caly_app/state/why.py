"""Why the agent said that, for people of the business: what it understood, went by, checked and did.

Made of what the turn has stored: codes, names of slots, references. Holds no personal value.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from caly_app.agents import hindsight
from caly_app.agents.http_tool import PREFIX as OWN
from caly_app.agents.sector import Sector
from caly_app.queries.dialogues import in_words as spaced
from caly_app.queries.turns import ToolRunView, TurnView
from caly_app.state import heard, told
from caly_app.state.limits import dollars
from caly_app.state.words import slot_called, title, value_of


@dataclass(frozen=True)
class Pair:
    name: str
    value: str


@dataclass(frozen=True)
class Hidden:
    """A value that the words leave out; it can be looked at."""

    id: str
    kind: str  # "phone"


_BY = {
    "pattern": "by the words it knows for it",
    "words": "by the words it knows for it",
    "own words": "by your own words",
    "examples": "by its likeness to examples",
    "model": "by the language model",
}
REFUSED = {
    "known": "there is no such thing to do",
    "allowed": "this agent may not do it",
    "arguments": "something it needs is missing, or is not right",
    "identity": "the customer has not proven who they are",
    "confirmed": "the customer has not said yes to exactly this",
    "budget": "it has run as often as it may in one conversation",
}
_OUTSIDE = {
    "outside_away": "did not answer",
    "outside_unsure": "has not confirmed it",
    "outside_refused": "does not allow it",
    "only_a_person": "leaves it to a person",
}
_USES = {
    "understand": "to understand",
    "answer": "to answer from your facts",
    "tools": "to choose among your own tools",
    "phrase": "to say it in another voice",
    "note": "to word the note on the customer",
    "other": "for something else",
}
_KINDS = {
    "phone": "phone number",
    "email": "e-mail address",
    "date_of_birth": "date of birth",
    "address": "address",
    "account": "account",
    "identity_number": "identity number",
}
_ANSWERS = {"FillSlot", "ClearSlot", "RejectSlot", "Choose", "Affirm", "Deny"}
# What somebody else than its own understanding has answered, or nobody.
_NOT_UNDERSTOOD = ("Clarify", "CallTool", "Answer offer_person", "Answer told", "Answer own_tool_away")
_CODE = re.compile(r"\b[a-z]+(?:_[a-z\d]+)+\b")
_MILLION = 1_000_000
_AWAY = "model_away"


def in_words(turn: TurnView, sector: Sector | None) -> Iterator[Pair]:
    """One line for each step, in the order in which an agent takes them."""
    why: Mapping[str, Any] = turn.why
    asked = why.get("models") or ()
    yield from _understood(why, sector)
    away = any(one.get("by") == _AWAY for one in why.get("understood") or ())
    if away and not any(one.get("limit") for one in asked):
        yield Pair("Not asked", "the language model, which did not answer")
    if slots := why.get("slots"):
        yield Pair("Learned", _learned(slots, why.get("learned") or {}, sector))
    yield from _answered_from(turn)
    for check in why.get("checks") or ():
        yield _check(str(check.get("check", "")), str(check.get("result", "")), sector)
    if turn.asks:
        because = str(why.get("asked_because") or "")
        because = _plain(re.sub(rf"^{re.escape(turn.asks[0])}\b", "it", because), sector)
        yield Pair(
            "Asked for", heard.asked_in_words(turn.asks, sector) + (f", because {because}" if because else "")
        )
    if turn.offers:
        yield Pair("Offered", _listed(map(told.offer, turn.offers)))
    if tells := [code for code in turn.tells if code != "fact" or not _facts_of(turn)]:
        yield Pair("Told", _listed(told.in_words(code, sector) for code in tells))
    if turn.generated and turn.text and turn.generated != turn.text:
        yield Pair("Meant to say", turn.generated)
    if kept_apart := hidden(turn):
        yield Pair("Hidden", _listed(dict.fromkeys(one.kind for one in kept_apart)))
    yield from _asked_models(asked)
    if milliseconds := why.get("milliseconds"):
        yield Pair("Took", f"{_time(float(milliseconds))} to decide")


def hidden(turn: TurnView) -> list[Hidden]:
    """In the order of the hints in its words; each once."""
    found = [
        Hidden(str(one.get("value", "")).removeprefix("pv:"), kind_in_words(str(one.get("kind", ""))))
        for one in turn.why.get("hidden") or ()
    ]
    return list(dict.fromkeys(found))


def kind_in_words(kind: str) -> str:
    return _KINDS.get(kind, spaced(kind).lower())


def done(run: ToolRunView, sector: Sector | None) -> str:
    """One line: what was done, with what, what came of it, how long it took."""
    shown = {} if run.tool.startswith(OWN) else run.arguments  # of one's own tools none is kept
    said = ", ".join(
        f"{slot_called(name, sector)} {value_of(name, str(value), sector)}"
        for name, value in shown.items()
        if not name.endswith("_id")  # nobody has said it
    )
    result = told.in_words(run.tells, sector) if run.tells else run.state
    name = told.deed(run.tool.removeprefix(OWN), sector)
    return f"{name}{f' ({said})' if said else ''}: {result}, {_time(run.milliseconds)}"


def _is_an_answer(commands: Sequence[str]) -> bool:
    """Nothing was wished for: what the words are like besides is no reason for anything."""
    return bool(commands) and all(str(command).split(" ")[0] in _ANSWERS for command in commands)


def _understood(why: Mapping[str, Any], sector: Sector | None) -> Iterator[Pair]:
    commands, readings = why.get("commands") or (), why.get("understood") or ()
    if _is_an_answer(commands):
        yield Pair("Understood", "an answer to what was asked")
        return
    gone_by = hindsight.gone_by(commands, readings)
    wish = hindsight.wish_of(commands)
    yield from dict.fromkeys(Pair("Understood", _reading(reading, sector)) for reading in gone_by)
    if wish and all(one["intent"] != wish for one in gone_by):
        yield Pair("Understood", f"“{title(wish, sector)}” (by what was told for it)")
    elif commands and not gone_by and not wish:
        yield Pair("Understood", _without_a_reading(commands, readings, sector))


def _without_a_reading(
    commands: Sequence[str], readings: Sequence[Mapping[str, Any]], sector: Sector | None
) -> str:
    """What it went by instead; where that is nothing, what came nearest, as no more than that."""
    if asked := [one.split()[1:] for one in commands if one.startswith("Clarify ")]:
        return f"not surely: asked whether {heard.either(asked[0], sector)} is meant"
    if not any(command.startswith(_NOT_UNDERSTOOD) for command in commands):
        return heard.in_words(commands, sector)
    nearest = [_reading(one, sector) for one in readings if one.get("intent")][:1]
    return "nothing" + "".join(f"; nearest was {one}" for one in nearest)


def _reading(reading: Mapping[str, Any], sector: Sector | None) -> str:
    confidence, by = reading.get("confidence"), str(reading.get("by") or "")
    sure = f"{float(confidence):.0%} sure" if isinstance(confidence, int | float) else ""
    how = ", ".join(filter(None, (sure, _BY.get(by, f"by {by}" if by else ""))))
    return f"“{title(str(reading.get('intent', '')), sector)}”" + (f" ({how})" if how else "")


def _learned(slots: Sequence[str], values: Mapping[str, str], sector: Sector | None) -> str:
    """What is personal or in their own words by its name alone."""
    return _listed(
        slot_called(slot, sector) + (f" {value_of(slot, values[slot], sector)}" if slot in values else "")
        for slot in slots
    )


def _facts_of(turn: TurnView) -> list[str]:
    """By the names that people of the business know them by: told as they stand, or in a model's words."""
    told = [str(name) for name in turn.why.get("facts") or ()]
    return told + [source["name"] for source in turn.sources if source["kind"] == "fact"]


def _answered_from(turn: TurnView) -> Iterator[Pair]:
    tools = [source["title"] for source in turn.sources if source["kind"] == "tool"]
    if facts := _facts_of(turn):
        yield Pair("Answered from", "your facts: " + _listed(f"“{fact}”" for fact in facts))
    if tools:
        yield Pair("Answered from", f"your own tools: {_listed(tools)}")


def _check(name: str, result: str, sector: Sector | None) -> Pair:
    match name.partition(":"):
        case ("gate", _, tool):
            came = "allowed" if result == "passed" else f"refused, because {REFUSED.get(result, result)}"
            return Pair("Checked", f"{told.deed(tool.removeprefix(OWN), sector)}: {came}")
        case ("instruction", _, _):
            return Pair("An operator's word", result)
        case ("as last time" | "as told before", _, _):
            return Pair(name.capitalize(), _slots([slot.strip() for slot in result.split(",")], sector))
        case ("said in another voice", _, _):
            return Pair("Said", f"in another voice, {result}")
        case ("outside", _, _):
            return Pair("Your own server", _OUTSIDE.get(result, result))
    return Pair("Checked", f"{spaced(name).lower()}: {_plain(result, sector)}")


def _asked_models(asked: Sequence[Mapping[str, Any]]) -> Iterator[Pair]:
    """What a language model was asked for, and what that cost."""
    for one in asked:
        use, _, size = str(one.get("use", "")).partition(".")
        if limit := str(one.get("limit", "")):
            yield Pair("Not asked", f"the language model: {_limit(limit, int(one.get('most', 0)))}")
            continue
        if use == "kept":
            yield Pair("Answer", "kept from the last time this was asked; it cost nothing")
            continue
        which = "A cheaper language model" if size else "The language model"
        cost = int(one.get("cost_micros", 0)) / _MILLION
        spent = f"{int(one.get('tokens', 0)):,} tokens" + (f", ${cost:.4f}" if cost else "")
        which += f" {name}" if (name := str(one.get("model", ""))) else ""
        yield Pair("Asked", f"{which}, {_USES.get(use, _USES['other'])} ({spent})")


def _limit(limit: str, most: int) -> str:
    """Which one was reached."""
    whose = "this business has used what it may on one day"
    if limit.startswith("conversation"):
        whose = "this conversation has used what one may"
    return f"{whose} ({dollars(most) if limit.endswith('money') else f'{most:,} tokens'})"


def _slots(slots: Sequence[str], sector: Sector | None) -> str:
    return _listed(slot_called(str(slot), sector) for slot in slots)


def _plain(text: str, sector: Sector | None) -> str:
    """Codes in a sentence, as they are called."""
    return _CODE.sub(lambda code: slot_called(code.group(), sector), text)


def _listed(items: Any) -> str:
    return ", ".join(items)


def _time(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.1f} s" if milliseconds >= 1000 else f"{milliseconds:.0f} ms"
