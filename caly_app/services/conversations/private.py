"""What is personal in the words of a turn: hidden where they are kept, once the turn is answered.

The values are stored apart, encrypted (personal_values); the words keep a hint, and the turn's `why` the
references, in the order of the hints. docs/decisions/0018 says why here, and not when it arrives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from psycopg.types.json import Jsonb

from caly_app import clock
from caly_app.actor import Actor
from caly_app.agents import masks, one_time_code
from caly_app.agents.commands import Command, FillSlot
from caly_app.agents.dialogue import Dialogue, PersonalSlot
from caly_app.agents.masks import PersonalText, Setting
from caly_app.agents.phrasing import Phrasing
from caly_app.agents.reply import Card, Reply
from caly_app.agents.sector import Sector
from caly_app.agents.sectors import all_sectors, read_beside
from caly_app.agents.thinking import think
from caly_app.agents.turn import TurnContext
from caly_app.db import HotTransaction
from caly_app.services import personal_values
from caly_app.services.conversations import listed_places, statements
from caly_app.services.conversations.receive import LAST_WORDS_SHOWN, Received

_LONG = 150  # characters: of so many with numbers among them, a search is worth a thread
_SHORTEST_QUOTE = 12  # characters of what the customer said that an agent would read back whole


async def said_in(
    actor: Actor, received: Received, dialogue: Dialogue, commands: Sequence[Command] = (), language: str = ""
) -> list[PersonalText]:
    """What of the customer's words is to be hidden, by this business's policy.

    `dialogue`: before the turn. `commands`: what was understood; without them, by an operator's ear only.
    """
    held, facts = received.held, received.facts
    assert held and facts
    speaks = language or held.language
    fills = [command for command in commands if isinstance(command, FillSlot)]
    if not fills and dialogue.question is None and not masks.may_hold_any(received.said, speaks):
        return []  # most turns: nothing more is worth looking up
    await read_beside(held.sector)
    sector = all_sectors()[held.sector]
    kinds = masks.privacy_of(sector.compliance, facts.business.privacy).transcript
    setting = _setting(sector, received, dialogue, fills, speaks)
    if "address" in kinds:
        listed = await listed_places.among(actor, sector, [received.said])
        setting = replace(setting, own=(*setting.own, *listed))
    if len(received.said) < _LONG or not masks.may_hold_any(received.said, setting.language):
        return masks.find(received.said, setting, kinds)
    return await think(masks.find, received.said, setting, kinds)


async def said_to_a_person(actor: Actor, received: Received) -> list[PersonalText]:
    """As said_in(), where no agent listens: what it asked last may still be answered."""
    assert received.held
    return await said_in(actor, received, Dialogue.load(received.held.dialogue, {}))


def may_be_a_code(received: Received) -> bool:
    return received.held is not None and one_time_code.is_asked_for(Dialogue.load(received.held.dialogue, {}))


async def hide(hot: HotTransaction, actor: Actor, received: Received, found: Sequence[PersonalText]) -> None:
    """The customer's words, as they are kept from here on. In the transaction that writes the outcome."""
    held = received.held
    assert held
    instead = masks.with_hints(received.said, found)
    if may_be_a_code(received):
        dialogue = Dialogue.load(held.dialogue, {})
        instead = masks.without_codes(instead, dialogue.language or held.language)
    if instead == received.said:
        return
    references = await personal_values.keep_found(
        hot.session, actor, held.id, held.customer_id, [(one.kind, one.value) for one in found]
    )
    await hot.flush()
    hidden = [
        {"kind": one.kind, "value": reference} for one, reference in zip(found, references, strict=True)
    ]
    await hot.driver.execute(
        statements.SAID_INSTEAD,
        {
            "instead": instead,
            "why": Jsonb({"hidden": hidden} if hidden else {}),
            "turn": received.turn_id,
            "said": received.said,
            "most": LAST_WORDS_SHOWN,
        },
    )


def kept(reply: Reply, turn: TurnContext, found: Sequence[PersonalText], saved: Mapping[str, str]) -> Reply:
    """The reply as it is stored: what it reads back of the customer's is hidden, as it is in their words.

    The customer has it in clear, once: it leaves from memory. `saved`: references that are new in this turn.
    """
    known = {**turn.dialogue.personal, **reply.dialogue.personal}
    if not known and not found:
        return reply
    kinds = masks.privacy_of(turn.sector.compliance, turn.business.privacy).transcript
    told = [slot for slot in known.values() if slot.kind in kinds and slot.value]
    if not told and not found:
        return reply
    phrasing = Phrasing(turn.sector, turn.config, turn.business, reply.language)
    quoted = [turn.said[one.start : one.end] for one in found]
    instead = {words: masks.hint(one.kind, one.value) for one, words in zip(found, quoted, strict=True)}
    instead |= {form: masks.hint(slot.kind, slot.value) for slot in told for form in _forms(slot, phrasing)}
    text = _without(reply.text, instead)
    if any(len(value) >= _SHORTEST_QUOTE and value in text for value in _own_words(reply.dialogue)):
        setting = Setting(turn.now, turn.business.country, reply.language, own=_own_places(turn, reply))
        text = masks.with_hints(text, masks.find(text, setting, kinds))
    runs = [
        replace(run, arguments={name: _without(value, instead) for name, value in run.arguments.items()})
        for run in reply.tool_runs
    ]
    references = {**turn.dialogue.stored, **reply.dialogue.stored, **saved}
    hidden = [
        {"kind": slot.kind, "value": references[slot.slot]}
        for slot in told
        if slot.slot in references and masks.hint(slot.kind, slot.value) in text
    ]
    why = replace(reply.why, hidden=tuple(hidden))
    return replace(reply, text=text, card=_card(reply.card, instead), why=why, tool_runs=runs)


def _setting(
    sector: Sector, received: Received, dialogue: Dialogue, fills: Sequence[FillSlot], language: str
) -> Setting:
    assert received.facts
    asked = dialogue.question.asks if dialogue.question else ()
    personal = {slot for slot, spec in sector.slots.items() if spec.personal}
    names = {slot for slot in personal if sector.slots[slot].kind == "name"}
    return Setting(
        now=clock.now().astimezone(received.facts.business.timezone),
        country=received.facts.business.country,
        language=language,
        asked=frozenset(sector.slots[slot].kind for slot in asked if slot in personal),
        told=[
            (sector.slots[fill.slot].kind, fill.value)
            for fill in fills
            if fill.slot in personal and sector.slots[fill.slot].kind in masks.KINDS
        ],
        others=frozenset(fill.value for fill in fills if fill.slot not in personal),
        names=[fill.value for fill in fills if fill.slot in names],
        own=masks.texts_of(received.facts.business),
    )


def _forms(slot: PersonalSlot, phrasing: Phrasing) -> tuple[str, ...]:
    """As an agent may have said it."""
    return (slot.value, phrasing.personal(slot.kind, slot.value))


def _own_words(dialogue: Dialogue) -> list[str]:
    return list(dialogue.flow.slots.values()) if dialogue.flow else []


def _own_places(turn: TurnContext, reply: Reply) -> list[str]:
    """Of the business, and what its records say of what is spoken of: a flat that is looked at."""
    slots = reply.dialogue.flow.slots if reply.dialogue.flow else {}
    of_records = [value for slot, value in slots.items() if slot not in turn.sector.slots]
    return [*masks.texts_of(turn.business), *of_records]


def _without(text: str, instead: Mapping[str, str]) -> str:
    for words, hint in instead.items():
        text = text.replace(words, hint)
    return text


def _card(card: Card | None, instead: Mapping[str, str]) -> Card | None:
    if card is None:
        return None
    return replace(card, rows=tuple((label, _without(value, instead)) for label, value in card.rows))
