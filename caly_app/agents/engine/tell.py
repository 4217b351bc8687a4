"""Words from what came of a turn: never from what was wished."""

from collections.abc import Sequence
from dataclasses import replace

from caly_app.agents.commands import FillSlot
from caly_app.agents.course import Course, Said
from caly_app.agents.dialogue import Dialogue, OpenFlow
from caly_app.agents.engine.decide import Decision
from caly_app.agents.hindsight import told
from caly_app.agents.phrasing import Phrasing
from caly_app.agents.rephrasing import Outline, Voiced, is_said_as_written
from caly_app.agents.reply import Card, QuickReply, Reply, Why
from caly_app.agents.sector import SlotSpec, Step
from caly_app.agents.turn import TurnContext

# What may be left unsaid where few sentences are wanted.
_COURTESIES = frozenset({"identity_proven", "back_to", "noted_for_later", "not_understood_inside", "thanks"})


def tell(decision: Decision, acted: Course, voiced: Voiced | None = None) -> Reply:
    """Words made from outcomes, never from wishes; in another voice where exactly this was voiced."""
    turn = decision.turn
    phrasing = _phrasing(turn, acted.dialogue.language)
    return Reply(
        text=_voiced(acted, voiced) or _text(acted, phrasing),
        dialogue=acted.dialogue,
        language=acted.dialogue.language,
        asks=acted.asks,
        offers=tuple(acted.offers),
        tells=tuple(acted.tells),
        quick_replies=_quick_replies(acted, phrasing) if turn.manner.shows_choices else (),
        card=_card(acted, phrasing) if turn.manner.shows_choices else None,
        why=_why(decision, acted),
        confidence=decision.understood.confidence,
        tool_runs=tuple(acted.runs),
        escalation=acted.escalation,
        ends=acted.ends,
    )


def open_with(turn: TurnContext) -> Reply:
    """The first words of a conversation: greeting, that it is an AI, three quick replies."""
    phrasing = _phrasing(turn, turn.language)
    persona = turn.config.persona
    key = "greeting.named" if persona.name and not turn.manner.is_brief else "greeting"
    if turn.is_disabled:
        return _open_for_people(persona.greeting or phrasing.say("greeting.brief"), turn, phrasing)
    text = persona.greeting or phrasing.say(key)
    examples = turn.sector.examples.get(turn.language) or turn.sector.examples["en"]
    dialogue = Dialogue(language=turn.language)
    quick = tuple(QuickReply(sentence, sentence) for sentence in examples[:3])
    return Reply(
        text=text,
        dialogue=dialogue,
        language=turn.language,
        tells=("greeting",),
        quick_replies=quick if turn.manner.shows_choices else (),
        why=Why(asked_because="a conversation begins"),
    )


def _open_for_people(text: str, turn: TurnContext, phrasing: Phrasing) -> Reply:
    """No agent is on: nothing is shown that could be asked of one."""
    return Reply(
        text=text,
        dialogue=Dialogue(language=turn.language),
        language=turn.language,
        offers=("person",),
        tells=("greeting",),
        quick_replies=(_to_a_person(phrasing),) if turn.manner.shows_choices else (),
        why=Why(asked_because="a conversation begins"),
    )


def outline(acted: Course) -> Outline | None:
    """What is to be said, without its values, for another voice; None where it is said as it is written."""
    if is_said_as_written(acted):
        return None
    language = acted.dialogue.language
    return Outline.of(_text(acted, replace(_phrasing(acted.turn, language), marks=True)), language)


def _voiced(acted: Course, voiced: Voiced | None) -> str:
    """Something else may have come of the turn than what was voiced: then nothing."""
    found = outline(acted) if voiced else None
    if voiced is None or found is None or found.text != voiced.outline:
        return ""
    acted.check("said in another voice", acted.turn.config.persona.tone)
    return found.filled(voiced.words)


def _phrasing(turn: TurnContext, language: str) -> Phrasing:
    return Phrasing(turn.sector, turn.config, turn.business, language, turn.manner.is_brief)


def _text(acted: Course, phrasing: Phrasing) -> str:
    said = list(acted.said)
    most = acted.turn.manner.sentences_at_most
    if len(said) + len(acted.asking) > most:
        said = [one for one in said if one.key not in _COURTESIES] or said[:1]
    return " ".join(filter(None, (_sentence(one, phrasing) for one in (*said, *acted.asking))))


def _sentence(one: Said, phrasing: Phrasing) -> str:
    """A template may begin with a weekday, which not every language writes large."""
    words = _words(one, phrasing)
    return words if one.key == "instruction" else words[:1].upper() + words[1:]


def _words(one: Said, phrasing: Phrasing) -> str:
    if not one.key:
        return ""
    values = dict(one.values)
    if one.flow:
        values["title"] = phrasing.say(f"flow_{one.flow}")
    return phrasing.say(one.key, values, one.choices)


def _quick_replies(acted: Course, phrasing: Phrasing) -> tuple[QuickReply, ...]:
    if acted.choices:
        labels = [phrasing.label(choice) for choice in acted.choices]
        return tuple(QuickReply(label, label) for label in labels)
    if acted.confirms and _confirming(acted.flow_spec(acted.confirms).steps).no == "change":
        return (
            QuickReply(phrasing.say("button_confirm"), phrasing.say("say_confirm")),
            QuickReply(phrasing.say("button_change"), phrasing.say("say_change")),
        )
    if "confirmation" in acted.asks:
        return tuple(QuickReply(phrasing.say(key), phrasing.say(key)) for key in ("button_yes", "button_no"))
    if acted.confirms is None and "change" in acted.asks:
        return _changeable(acted, phrasing)
    if "person" in acted.offers and acted.escalation is None:
        return (_to_a_person(phrasing),)
    return ()


def _to_a_person(phrasing: Phrasing) -> QuickReply:
    return QuickReply(phrasing.say("button_person"), phrasing.say("say_person"))


def _changeable(acted: Course, phrasing: Phrasing) -> tuple[QuickReply, ...]:
    """What was read back, to pick from what is wrong with it."""
    flow = acted.dialogue.flow
    if flow is None:
        return ()
    known = acted.dialogue.values()
    slots = [slot for slot in acted.turn.sector.slots_of[flow.name] if slot in known]
    names = dict.fromkeys(phrasing.say(f"slot_{slot}") for slot in slots)  # two may be called the same
    return tuple(QuickReply(name, name) for name in [*names][:5])


def _card(acted: Course, phrasing: Phrasing) -> Card | None:
    if acted.receipt:
        flow, outcome = acted.receipt
        values = {**acted.at_receipt, **flow.slots, **outcome.values}
        reference = outcome.values.get("reference", "")
        return _rows_card("receipt", outcome.tells, flow, values, reference, acted, phrasing)
    if acted.confirms:
        return _rows_card("confirm", "", acted.confirms, acted.dialogue.values(), "", acted, phrasing)
    return None


def _rows_card(
    kind: str,
    tells: str,
    flow: OpenFlow,
    values: dict[str, str],
    reference: str,
    acted: Course,
    phrasing: Phrasing,
) -> Card | None:
    step = _confirming(acted.flow_spec(flow).steps)
    if not step.rows:
        return None  # a plain question
    business = phrasing.business.name
    given = {**values, "business": business, "title": phrasing.say(f"flow_{flow.name}")}
    if given.get("resource") == business:
        given["business"] = ""  # a new business books by its own name: once is enough
    rows = [
        (phrasing.say(f"label_{label}"), phrasing.fill(form, given).strip(" ,"))
        for label, form in step.rows.items()
    ]
    key = f"receipt_{tells}"
    title = phrasing.say(key) if tells and phrasing.has(key) else phrasing.say(f"card_{kind}")
    return Card(kind, title, tuple((label, value) for label, value in rows if value), reference)


def _confirming(steps: Sequence[Step]) -> Step:
    return next(step for step in steps if step.confirm)


def _why(decision: Decision, acted: Course) -> Why:
    understood = decision.understood
    filled = [getattr(command, "slot", "") for command in decision.commands]
    return Why(
        understood=understood.readings,
        commands=tuple(told(command) for command in decision.commands),
        slots=tuple(slot for slot in dict.fromkeys(filled) if slot),
        learned=_learned(decision),
        checks=tuple(acted.checks),
        facts=tuple(dict.fromkeys(acted.facts)),
        sources=tuple(acted.sources),
        asked_because=acted.because if acted.asks else "",
        milliseconds=decision.milliseconds,
    )


def _learned(decision: Decision) -> dict[str, str]:
    """What is no person's, and in nobody's free words."""
    slots = decision.turn.sector.slots
    filled = (one for one in decision.commands if isinstance(one, FillSlot) and one.slot in slots)
    return {one.slot: one.value for one in filled if one.value and _is_shown(slots[one.slot])}


def _is_shown(slot: SlotSpec) -> bool:
    return slot.is_ordinary or slot.kind == "resource"
