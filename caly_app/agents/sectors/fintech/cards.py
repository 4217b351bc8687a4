"""A lost, stolen or misused card: blocked after one yes, reported, and never opened again by talking."""

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.picking import Asking, Which, among, one_of
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.fintech.theirs import records_of, text
from caly_app.agents.tool import Nothing, Surroundings
from caly_app.ports import StoredRecord

_ALL = "all"
_WALLET = "wallet"  # what was in it, unless one of them is named
_ASKING = Asking("card", "choice_card", none="no_cards", offers=("person",), forgets=("card_kind",))


class WhichCard(BaseModel):
    card: str = ""  # id, once it was picked
    card_kind: str = ""  # debit | credit
    card_ending: str = ""  # the last four digits
    which_cards: str = ""  # all | wallet


class Block(BaseModel):
    blocks: str  # id of the card, or "all"
    cards: str  # as they were read back
    loss: str = ""  # lost | stolen | misused


async def find_card(which: WhichCard, around: Surroundings) -> Outcome:
    """The card that is meant. Blocking waits for nothing that can be asked later."""
    theirs = [one for one in await records_of(around, "card") if text(one, "status") != "expired"]
    if not theirs:
        return Outcome("no_cards", ends_flow=True, escalates=EscalationReason.FRAUD)
    active = [one for one in theirs if text(one, "status") == "active"]
    if not active:
        return await _already(theirs, around)
    is_named = which.card or which.card_kind or which.card_ending
    if which.which_cards == _ALL or which.which_cards == _WALLET and not is_named:
        return _found(active, _ALL)
    card = one_of(_meant(theirs, active, which), Which(which.card, said=which.card_kind), _ASKING)
    if isinstance(card, Outcome):
        return card
    if text(card, "status") == "blocked":
        return await _already([card], around)
    others = among(active, _ASKING, card_kind="kind", card_ending="ending")
    return replace(_found([card], str(card.id)), among=others)


async def block_card(block: Block, around: Surroundings) -> Outcome:
    theirs = await records_of(around, "card")
    meant = [one for one in theirs if block.blocks == _ALL or str(one.id) == block.blocks]
    active = [one for one in meant if text(one, "status") == "active"]
    if not active:
        return await _already(meant, around)
    today = around.now.date().isoformat()
    for card in active:
        await around.ports.records.change(card.id, {"status": "blocked", "blocked_on": today})
    data = {
        "what": block.loss or "misused",
        "cards": [card.reference for card in active],
        "status": "open",
        "reported_on": today,
    }
    report = await around.ports.records.create("fraud_report", data, around.customer_id)
    values = {"cards": _listed(active), "reference": report.reference}
    return Outcome("card_blocked", values, done=True, escalates=EscalationReason.FRAUD)


async def refuse_unblocking(_: Nothing, around: Surroundings) -> Outcome:
    """Whoever talked somebody out of a phone number must not get the card working again."""
    return Outcome("no_unblocking", ends_flow=True, escalates=EscalationReason.NEEDS_APPROVAL)


def _meant(
    theirs: Sequence[StoredRecord], active: Sequence[StoredRecord], which: WhichCard
) -> Sequence[StoredRecord]:
    """A blocked one only where it was named: nobody reports what is blocked by asking in general."""
    if which.card_ending:
        named = [one for one in theirs if text(one, "ending") == which.card_ending]
        if which.card_kind and not any(_is_kind(one, which) for one in named):
            return active  # "no, the credit one": whichever of the two was said last
        return named or active
    if which.card or which.card_kind:
        return theirs if not any(_is_kind(one, which) for one in active) else active
    return active


def _is_kind(card: StoredRecord, which: WhichCard) -> bool:
    return str(card.id) == which.card or text(card, "kind") == which.card_kind


def _found(cards: Sequence[StoredRecord], blocks: str) -> Outcome:
    return Outcome(fills={"blocks": blocks, "cards": _listed(cards)})


async def _already(cards: Sequence[StoredRecord], around: Surroundings) -> Outcome:
    values = {"cards": _listed(cards), "reference": ""}
    for report in await records_of(around, "fraud_report"):
        reported = report.data.get("cards")
        if isinstance(reported, list) and any(card.reference in reported for card in cards):
            values["reference"] = report.reference
    told = "card_already_blocked" if values["reference"] else "card_is_blocked"
    return Outcome(told, values, offers=("person",), ends_flow=True)


def _listed(cards: Sequence[StoredRecord]) -> str:
    """By name and last four digits."""
    return ", ".join(f"{text(card, 'name')} {text(card, 'ending')}" for card in cards)
