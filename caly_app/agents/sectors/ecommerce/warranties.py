"""Claims on the warranty: within the article's own months, one at a time for each."""

import calendar
from datetime import date

from pydantic import BaseModel

from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.ecommerce.catalogue import product_of
from caly_app.agents.sectors.ecommerce.lines import WhichLine, line_title
from caly_app.agents.sectors.ecommerce.orders import day_of, held_order
from caly_app.agents.sectors.ecommerce.returns import Delivered, delivered_line
from caly_app.agents.tool import Surroundings

_MONTHS = 24
_OPEN = ("open", "approved")


class Claim(BaseModel):
    order_number: str
    item: str
    fault: str


async def check_warranty(which: WhichLine, around: Surroundings) -> Outcome:
    found = await delivered_line(which, around)
    if isinstance(found, Outcome):
        return found
    if refused := await _not_covered(found, around):
        return refused
    return Outcome(
        fills={"order_number": found.order.reference, "item": line_title(found.line)},
        clears=("order", "other_order", "line"),
    )


async def open_claim(claim: Claim, around: Surroundings) -> Outcome:
    held = await held_order(claim.order_number, around)
    if isinstance(held, Outcome):
        return held
    found = await delivered_line(WhichLine(order_number=claim.order_number, item=claim.item), around)
    if isinstance(found, Outcome):
        return found
    if refused := await _not_covered(found, around):
        return refused
    data = {
        "order": found.order.reference,
        "item": line_title(found.line),
        "fault": claim.fault,
        "status": "open",
        "claimed_on": around.now.date().isoformat(),
    }
    made = await around.ports.records.create("warranty_claim", data, around.customer_id)
    return Outcome("claim_opened", {"item": line_title(found.line), "reference": made.reference}, done=True)


async def _not_covered(found: Delivered, around: Surroundings) -> Outcome | None:
    item = line_title(found.line)
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    for one in await around.ports.records.of_customer("warranty_claim", around.customer_id):
        same = one.data.get("order") == found.order.reference and one.data.get("item") == item
        if same and one.data.get("status") in _OPEN:
            return Outcome("claim_already_open", {"item": item, "reference": one.reference}, ends_flow=True)
    until = await _covered_until(found, around)
    if until is not None and until < around.now.date():
        values = {"item": item, "until": until.isoformat()}
        return Outcome("warranty_over", values, offers=("person",), ends_flow=True)
    return None


async def _covered_until(found: Delivered, around: Surroundings) -> date | None:
    """From the day of delivery; where none is on record a person looks at the claim anyway."""
    began = day_of(found.order, "delivered_on") or day_of(found.order, "ordered_on")
    product = await product_of(found.line.reference, around)
    months = product.data.get("warranty_months", _MONTHS) if product else _MONTHS
    return later(began, months if isinstance(months, int) else _MONTHS) if began else None


def later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
