"""What a course costs, what is still due of it, instalments that add up, and receipts."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from functools import reduce
from operator import add
from uuid import UUID

from babel.numbers import get_currency_precision
from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.money import money, told
from caly_app.agents.picking import Asking, one_of, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.education import courses, enrolments
from caly_app.agents.sectors.education.courses import CourseWish, SchoolRules
from caly_app.agents.tool import Nothing, Surroundings
from caly_app.ports import StoredRecord

_FIRST_AFTER_DAYS = 7
_GROWN_UP = 30  # years: of whom nothing is known


class Plan(BaseModel):
    enrolment: str = ""
    subject: str = ""
    instalment_count: int = 0


class AgreedPlan(BaseModel):
    enrolment: UUID
    instalment_count: int
    due: str


class Payment(BaseModel):
    enrolment: str = ""
    subject: str = ""


class AgreedReceipt(BaseModel):
    enrolment: UUID


async def tell_price(wish: CourseWish, around: Surroundings) -> Outcome:
    """As it is today for a grown-up; the discounts that depend on who it is are said beside it."""
    course = await courses.chosen(wish, around)
    if isinstance(course, Outcome):
        return course
    discount, _ = await enrolments.discount_for(course, _GROWN_UP, around)
    rules = SchoolRules(around)
    values = {
        **courses.values_of(course),
        "now": told(courses.price(course) - discount),
        "reduced": str(rules.number("reduced_percent")),
        "second": str(rules.number("second_course_percent")),
    }
    tells = "price_with_discount" if discount.amount else "price_is"
    return Outcome(tells, values, ends_flow=True)


async def tell_due(_: Nothing, around: Surroundings) -> Outcome:
    theirs = [one for one in await enrolments.of_student(around) if one.data["status"] == "enrolled"]
    owing = [one for one in theirs if due_of(one).amount > 0]
    if not theirs:
        return Outcome("no_enrolments", ends_flow=True)
    if not owing:
        return Outcome("nothing_due", ends_flow=True)
    total = reduce(add, (due_of(one) for one in owing))
    choices = tuple(
        Choice(label="choice_due", fills={}, values={**shown(one), "due": told(due_of(one))}) for one in owing
    )
    return Outcome("due_is", {"due": told(total)}, choices=choices, ends_flow=True)


async def plan_instalments(plan: Plan, around: Surroundings) -> Outcome:
    owing = [
        one
        for one in await enrolments.of_student(around)
        if one.data["status"] == "enrolled" and due_of(one).amount > 0
    ]
    if not owing:
        return Outcome("nothing_due", ends_flow=True)
    wanted = await courses.said_of(plan.enrolment, plan.subject, around)
    enrolment = one_of(owing, wanted, enrolments.ASK_ENROLMENT)
    if isinstance(enrolment, Outcome):
        return enrolment
    if refusal := _no_plan(enrolment, around):
        return refusal
    most = SchoolRules(around).number("instalments_at_most")
    if not plan.instalment_count:
        return Outcome(
            "instalments_possible", {"count": str(most)}, asks=("instalment_count",), fills=_of(enrolment)
        )
    if not 2 <= plan.instalment_count <= most:
        values = {"count": str(most)}
        return Outcome(
            "instalments_too_many", values, asks=("instalment_count",), clears=("instalment_count",)
        )
    due = due_of(enrolment)
    sums = split(due, plan.instalment_count)
    first = around.now.date() + timedelta(days=_FIRST_AFTER_DAYS)
    return Outcome(
        fills={
            **_of(enrolment),
            "due": told(due),
            "first_sum": told(sums[0]),
            "other_sum": told(sums[-1]),
            "first_on": first.isoformat(),
            "other_count": str(plan.instalment_count - 1),
        }
    )


async def agree_instalments(agreed: AgreedPlan, around: Surroundings) -> Outcome:
    mine = {one.id: one for one in await enrolments.of_student(around)}
    if agreed.enrolment not in mine:
        return Outcome("no_enrolments", ends_flow=True)
    held = await around.ports.records.hold(agreed.enrolment)
    if refusal := _no_plan(held, around):
        return refusal
    if told(due_of(held)) != agreed.due:
        return Outcome("price_changed")
    first = around.now.date() + timedelta(days=_FIRST_AFTER_DAYS)
    instalments = [
        {"due_on": months_after(first, place).isoformat(), "sum": told(sum_)}
        for place, sum_ in enumerate(split(due_of(held), agreed.instalment_count))
    ]
    changed = await around.ports.records.change(held.id, {"instalments": instalments})
    values = {**shown(changed), "count": str(agreed.instalment_count), "first_on": first.isoformat()}
    return Outcome("instalments_agreed", values, done=True)


async def find_payment(payment: Payment, around: Surroundings) -> Outcome:
    paid = [one for one in await enrolments.of_student(around) if money(str(one.data["paid"])).amount > 0]
    asking = Asking(
        "enrolment", "choice_enrolment", "nothing_paid", unknown="enrolment_not_found", forgets=("subject",)
    )
    wanted = await courses.said_of(payment.enrolment, payment.subject, around)
    enrolment = one_of(paid, wanted, asking)
    if isinstance(enrolment, Outcome):
        return enrolment
    if open_one := await _requested(enrolment, around):
        return Outcome("receipt_already", shown(open_one), ends_flow=True)
    return Outcome(fills={**_of(enrolment), "paid": str(enrolment.data["paid"])})


async def request_receipt(agreed: AgreedReceipt, around: Surroundings) -> Outcome:
    mine = {one.id: one for one in await enrolments.of_student(around)}
    enrolment = mine.get(agreed.enrolment)
    if enrolment is None or not money(str(enrolment.data["paid"])).amount:
        return Outcome("nothing_paid", ends_flow=True)
    if open_one := await _requested(enrolment, around):
        return Outcome("receipt_already", shown(open_one), ends_flow=True)
    data = {
        "enrolment": enrolment.reference,
        "course_name": str(enrolment.data["course_name"]),
        "sum": str(enrolment.data["paid"]),
        "status": "requested",
        "asked_on": around.now.date().isoformat(),
    }
    made = await around.ports.records.create("receipt_request", data, around.customer_id)
    return Outcome("receipt_requested", shown(made), done=True)


def due_of(enrolment: StoredRecord) -> Money:
    return money(str(enrolment.data["fee"])) - money(str(enrolment.data["paid"]))


def split(due: Money, count: int) -> Sequence[Money]:
    """Equal parts in whole pennies; the first takes what is over."""
    unit = Decimal(1).scaleb(-get_currency_precision(due.currency.code))
    part = Money((due.amount / count).quantize(unit, ROUND_DOWN), due.currency)
    return [due - part * (count - 1), *([part] * (count - 1))]


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def _no_plan(enrolment: StoredRecord, around: Surroundings) -> Outcome | None:
    if enrolment.data.get("instalments"):
        return Outcome("instalments_already", shown(enrolment), offers=("person",), ends_flow=True)
    due = due_of(enrolment)
    least = SchoolRules(around).sum("instalments_from", due.currency)
    if due < least:
        return Outcome(
            "too_little_for_instalments", {"least": told(least)}, offers=("person",), ends_flow=True
        )
    return None


async def _requested(enrolment: StoredRecord, around: Surroundings) -> StoredRecord | None:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    for one in await around.ports.records.of_customer("receipt_request", around.customer_id):
        same = (one.data["enrolment"], one.data["sum"], one.data["status"])
        if same == (enrolment.reference, enrolment.data["paid"], "requested"):
            return one
    return None


def _of(enrolment: StoredRecord) -> dict[str, str]:
    return {"enrolment": str(enrolment.id), "course_name": str(enrolment.data["course_name"])}
