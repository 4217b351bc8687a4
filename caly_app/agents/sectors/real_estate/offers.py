"""Offers: how they stand, raised or withdrawn by whose they are. What they bind to is for lawyers."""

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.money import money, told
from caly_app.agents.picking import Asking, Which, one_of, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

STATUSES = ("submitted", "under_review", "countered", "accepted", "rejected", "withdrawn")
_OPEN = ("submitted", "under_review", "countered")
_ASKING = Asking("offer", "choice_offer", none="no_offers", unknown="offer_unknown", offers=("person",))


class WhichOffer(BaseModel):
    offer: str = ""  # id, once it was picked
    offer_number: str = ""


class Raise(BaseModel):
    offer: str
    new_amount: str


class Withdrawal(BaseModel):
    offer: str


async def tell_offer(which: WhichOffer, around: Surroundings) -> Outcome:
    found = await _theirs(which, around)
    return found if isinstance(found, Outcome) else _as_it_stands(found)


async def find_offer(which: WhichOffer, around: Surroundings) -> Outcome:
    """The one that may still be changed; of any other, how it stands."""
    found = await _theirs(which, around)
    if isinstance(found, Outcome):
        return found
    if refused := _settled_already(found):
        return refused
    known = shown(found)
    return Outcome(fills={"offer": str(found.id), "title": known["title"], "amount": known["amount"]})


async def check_raise(wanted: Raise, around: Surroundings) -> Outcome:
    found = await _theirs(WhichOffer(offer=wanted.offer), around)
    if isinstance(found, Outcome):
        return found
    return _settled_already(found) or _too_low(found, wanted) or Outcome()


async def raise_offer(wanted: Raise, around: Surroundings) -> Outcome:
    """It may have been answered since it was read back."""
    found = await _theirs(WhichOffer(offer=wanted.offer), around)
    if isinstance(found, Outcome):
        return found
    if refused := _settled_already(found) or _too_low(found, wanted):
        return refused
    amount = told(money(wanted.new_amount))
    changed = {"amount": amount, "status": "submitted", "changed_on": around.now.date().isoformat()}
    await around.ports.records.change(found.id, changed)
    values = {**shown(found), "amount": amount}
    return Outcome("offer_raised", values, done=True)


async def withdraw_offer(wanted: Withdrawal, around: Surroundings) -> Outcome:
    found = await _theirs(WhichOffer(offer=wanted.offer), around)
    if isinstance(found, Outcome):
        return found
    if refused := _settled_already(found):
        return refused
    changed = {"status": "withdrawn", "changed_on": around.now.date().isoformat()}
    await around.ports.records.change(found.id, changed)
    return Outcome("offer_withdrawn", shown(found), done=True)


async def refuse_legal_advice(_: BaseModel, around: Surroundings) -> Outcome:
    return Outcome("legal_advice_refused", offers=("person",), ends_flow=True)


async def _theirs(which: WhichOffer, around: Surroundings) -> StoredRecord | Outcome:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    offers = await around.ports.records.of_customer("offer", around.customer_id)
    return one_of(offers, Which(picked=which.offer, reference=which.offer_number), _ASKING)


def _as_it_stands(offer: StoredRecord) -> Outcome:
    status = str(offer.data.get("status", "submitted"))
    follows = "raise_offer" if status == "countered" else ""
    fills = {"offer": str(offer.id)} if follows else {}
    return Outcome(f"offer_is_{status}", shown(offer), proposes=follows, fills=fills, ends_flow=True)


def _settled_already(offer: StoredRecord) -> Outcome | None:
    """An accepted one is for a person: what follows from it is not ours to say."""
    status = offer.data.get("status")
    if status in _OPEN:
        return None
    if status == "accepted":
        reason = EscalationReason.NEEDS_APPROVAL
        return Outcome("accepted_needs_person", shown(offer), escalates=reason, ends_flow=True)
    return _as_it_stands(offer)


def _too_low(offer: StoredRecord, wanted: Raise) -> Outcome | None:
    now, new = money(str(offer.data["amount"])), money(wanted.new_amount)
    if new.currency == now.currency and new > now:
        return None
    if new == now:
        return _as_it_stands(offer)  # "so yes, raise it to 315,000", said once more, is no lower offer
    return Outcome("not_a_raise", shown(offer), asks=("new_amount",), clears=("new_amount",))
