"""What stands between the business and a customer: quotes open and accepted, invoices."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.picking import Asking, Which, one_of, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.catering import team
from caly_app.agents.sectors.catering.quotes import their_quote
from caly_app.agents.tool import Nothing, Surroundings
from caly_app.ports import StoredRecord, Unbookable

_SHOWN = 5
STATUSES = ("open", "accepted", "expired", "withdrawn", "cancelled")
QUOTE = (
    "reference",
    "event_kind",
    "event_date",
    "guests",
    "menu",
    "place",
    "total",
    "deposit",
    "valid_until",
)
INVOICE = ("reference", "what", "amount", "due_on", "quote")


class WhichQuote(BaseModel):
    quote: str = ""  # id, once it was picked
    quote_number: str = ""


class Acceptance(BaseModel):
    quote: str  # id


async def find_quote(which: WhichQuote, around: Surroundings) -> Outcome:
    """One that still stands, open or accepted."""
    theirs = await _theirs(around)
    standing = [one for one in theirs if state_of(one, around) in ("open", "accepted")]
    found = _picked(theirs, standing, which)
    if isinstance(found, Outcome):
        return found
    if (state := state_of(found, around)) not in ("open", "accepted"):
        return _over(found, state)
    return Outcome(fills=_fills(found))


async def find_open_quote(which: WhichQuote, around: Surroundings) -> Outcome:
    """One that can be accepted."""
    theirs = await _theirs(around)
    still_open = [one for one in theirs if state_of(one, around) == "open"]
    found = _picked(theirs, still_open or theirs, which)
    if isinstance(found, Outcome):
        return found
    if (state := state_of(found, around)) != "open":
        return _over(found, state)
    return Outcome(fills=_fills(found))


async def accept_quote(acceptance: Acceptance, around: Surroundings) -> Outcome:
    """The team is held for the day, the quote is binding, the deposit is billed."""
    quote = await their_quote(acceptance.quote, around)
    if quote is None:
        return Outcome("no_quotes", offers=("person",), ends_flow=True)
    quote = await around.ports.records.hold(quote.id)
    if (state := state_of(quote, around)) != "open":
        return _over(quote, state)
    try:
        held = await team.hold(quote, around)
    except Unbookable:
        day = str(quote.data["event_date"])
        return Outcome(
            "team_not_free", {"event_date": day}, offers=("person", "alternatives"), ends_flow=True
        )
    records = around.ports.records
    await records.change(quote.id, {"status": "accepted", "accepted_on": around.now.date().isoformat()})
    lead = await records.by_reference("lead", str(quote.data.get("lead", "")))
    if lead is not None and lead.customer_id == quote.customer_id:
        await records.change(lead.id, {"status": "won"})
    deposit = await records.create(
        "invoice",
        {
            "quote": quote.reference,
            "what": "deposit",
            "amount": str(quote.data["deposit"]),
            "status": "open",
            "due_on": around.now.date().isoformat(),
        },
        quote.customer_id,
    )
    values = {**shown(quote), "invoice": deposit.reference, "team": held}
    return Outcome("quote_accepted", values, done=True)


async def tell_agreed(which: WhichQuote, around: Surroundings) -> Outcome:
    """What was offered and what is agreed, line by line; of several first which."""
    theirs = await _theirs(around)
    standing = [one for one in theirs if state_of(one, around) in ("open", "accepted")] or theirs
    found = _picked(theirs, standing, which)
    if isinstance(found, Outcome):
        return found
    state = state_of(found, around)
    proposes = "accept_quote" if state == "open" else "request_quote" if state == "expired" else ""
    return Outcome(f"quote_is_{state}", _values(found), proposes=proposes, ends_flow=True)


async def tell_invoices(_: Nothing, around: Surroundings) -> Outcome:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    invoices = await around.ports.records.of_customer("invoice", around.customer_id)
    if not invoices:
        return Outcome("no_invoices", offers=("person",), ends_flow=True)
    still_open = [one for one in invoices if one.data["status"] == "open"]
    if len(still_open) == 1:
        tells = "invoice_overdue" if _is_late(still_open[0], around) else "invoice_open"
        return Outcome(tells, shown(still_open[0]), offers=("person",), ends_flow=True)
    if still_open:
        choices = tuple(
            Choice(label="choice_invoice", fills={}, values=shown(one)) for one in still_open[:_SHOWN]
        )
        return Outcome("invoices_open", choices=choices, offers=("person",), ends_flow=True)
    newest = max(invoices, key=lambda one: str(one.data["due_on"]))
    return Outcome("invoice_paid", shown(newest), offers=("person",), ends_flow=True)


def state_of(quote: StoredRecord, around: Surroundings) -> str:
    """An open quote lasts until the day it says."""
    status = str(quote.data["status"])
    is_past = date.fromisoformat(str(quote.data["valid_until"])) < around.now.date()
    return "expired" if status == "open" and is_past else status


async def _theirs(around: Surroundings) -> Sequence[StoredRecord]:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    quotes = await around.ports.records.of_customer("quote", around.customer_id)
    return sorted(quotes, key=lambda one: str(one.data["event_date"]))


def _picked(
    theirs: Sequence[StoredRecord], likely: Sequence[StoredRecord], which: WhichQuote
) -> StoredRecord | Outcome:
    """The one that was named or picked among all; without a name among those that it can be."""
    named = Which(which.quote, which.quote_number)
    return one_of(theirs if named != Which() else likely, named, _ASKING)


_ASKING = Asking(
    "quote",
    "choice_quote",
    none="no_quotes",
    unknown="quote_not_found",
    offers=("person",),
    forgets=("quote_number",),
)


def _over(quote: StoredRecord, state: str) -> Outcome:
    """Why it cannot be had any more, or is there already."""
    proposes = "request_quote" if state == "expired" else ""
    return Outcome(f"quote_is_{state}", _values(quote), proposes=proposes, ends_flow=True)


def _values(quote: StoredRecord) -> dict[str, str]:
    return {name: value for name, value in shown(quote).items() if name in QUOTE}


def _fills(quote: StoredRecord) -> dict[str, str]:
    return {
        "quote": str(quote.id),
        **{f"quote_{name}": value for name, value in _values(quote).items()},
    }


def _is_late(invoice: StoredRecord, around: Surroundings) -> bool:
    return date.fromisoformat(str(invoice.data["due_on"])) < around.now.date()
