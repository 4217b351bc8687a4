"""Other guests or another menu for a quote that stands, open or accepted."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.money import money, told
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.catering import team
from caly_app.agents.sectors.catering.menus import least_guests, price_per_guest
from caly_app.agents.sectors.catering.prices import price_of
from caly_app.agents.sectors.catering.quotes import menu_by_id, their_quote, too_big
from caly_app.agents.sectors.catering.terms import terms_of
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord, Unbookable


class ChangedQuote(BaseModel):
    quote: str  # id
    guests: int | None = None
    menu: str = ""


class AgreedChange(ChangedQuote):
    new_total: str


@dataclass(frozen=True)
class _After:
    quote: StoredRecord
    fields: dict[str, object]  # that become others

    def as_text(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.fields.items()}


async def reckon_change(change: ChangedQuote, around: Surroundings) -> Outcome:
    """What it would come to instead."""
    after = await _after(change, around)
    if isinstance(after, Outcome):
        return after
    return Outcome(fills={f"new_{name}": value for name, value in after.as_text().items()})


async def change_quote(change: AgreedChange, around: Surroundings) -> Outcome:
    """Of an accepted one the team and the open invoice go with it; the deposit stays as it was billed."""
    after = await _after(change, around)
    if isinstance(after, Outcome):
        return after
    values = {**after.as_text(), "deposit": str(after.fields.get("deposit", after.quote.data["deposit"]))}
    if values["total"] != change.new_total:
        return Outcome("price_changed", values)
    try:
        await team.make_room(after.quote, int(values["guests"]), around)
    except Unbookable:
        return _for_a_person("no_larger_team", {"guests": values["guests"]})
    await around.ports.records.change(after.quote.id, after.fields)
    if after.quote.data["status"] == "accepted":
        await _bill_anew(after.quote, values, around)
    return Outcome("quote_changed", {**values, "reference": after.quote.reference}, done=True)


async def _after(change: ChangedQuote, around: Surroundings) -> _After | Outcome:
    quote = await their_quote(change.quote, around)
    if quote is None:
        return Outcome("no_quotes", offers=("person",), ends_flow=True)
    if refusal := _fixed(quote, around):
        return refusal
    menu = await _menu_of(quote, change.menu, around)
    if menu is None:
        return Outcome("menu_gone", {"menu": str(quote.data["menu"])}, offers=("person",), ends_flow=True)
    guests = change.guests or int(str(quote.data["guests"]))
    if guests == int(str(quote.data["guests"])) and menu.reference == quote.data["menu_reference"]:
        values = {"reference": quote.reference, "guests": str(guests), "menu": str(menu.data["name"])}
        return Outcome("quote_is_so", values, ends_flow=True)
    if refusal := await too_big(guests, around):
        return refusal
    if (least := least_guests(menu, around)) > guests:
        return _below(least, guests, menu)
    miles = Decimal(str(quote.data["miles"]))
    price = price_of(guests, price_per_guest(menu), miles, terms_of(around.business)).as_fields()
    if quote.data["status"] == "accepted":
        price.pop("deposit")
    return _After(
        quote,
        {
            "guests": guests,
            "menu": str(menu.data["name"]),
            "menu_reference": menu.reference,
            "price_per_guest": told(price_per_guest(menu)),
            **price,
        },
    )


def _below(least: int, guests: int, menu: StoredRecord) -> Outcome:
    return Outcome(
        "below_minimum",
        {"menu": str(menu.data["name"]), "least": str(least), "guests": str(guests)},
        offers=("alternatives", "person"),
        asks=("guests",),
        clears=("guests",),
    )


def _fixed(quote: StoredRecord, around: Surroundings) -> Outcome | None:
    """The kitchen has shopped: only a person can change it now."""
    status, day = str(quote.data["status"]), date.fromisoformat(str(quote.data["event_date"]))
    if status not in ("open", "accepted"):
        return Outcome("quote_is_over", {"reference": quote.reference}, offers=("person",), ends_flow=True)
    days = terms_of(around.business).guests_final_days
    if day - around.now.date() >= timedelta(days=days):
        return None
    return _for_a_person("too_late_to_change", {"event_date": day.isoformat(), "days": str(days)})


def _for_a_person(tells: str, values: dict[str, str]) -> Outcome:
    return Outcome(
        tells, values, offers=("person",), escalates=EscalationReason.NEEDS_APPROVAL, ends_flow=True
    )


async def _menu_of(quote: StoredRecord, chosen: str, around: Surroundings) -> StoredRecord | None:
    if chosen:
        return await menu_by_id(chosen, around)
    return await around.ports.records.by_reference("menu", str(quote.data["menu_reference"]))


async def _bill_anew(quote: StoredRecord, values: dict[str, str], around: Surroundings) -> None:
    """What is still open of the rest: the new total less the deposit."""
    assert quote.customer_id is not None, "a quote is somebody's"
    for invoice in await around.ports.records.of_customer("invoice", quote.customer_id):
        is_open = invoice.data["status"] == "open" and invoice.data["what"] == "balance"
        if is_open and invoice.data["quote"] == quote.reference:
            rest = money(values["total"]) - money(values["deposit"])
            await around.ports.records.change(invoice.id, {"amount": told(rest)})
