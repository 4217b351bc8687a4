"""Plans: shown to anybody, changed from the next bill day, never to less before the contract ends."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.money import money, told
from caly_app.agents.picking import likeness, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.telecom.theirs import number, one_line, record_of, text
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord


class WhichPlans(BaseModel):
    line_kind: str = ""  # mobile | broadband


class WhichLine(BaseModel):
    line: str = ""  # id, once it was picked
    line_kind: str = ""
    wanted_plan: str = ""


class WhichPlan(BaseModel):
    line_id: UUID
    plan: str = ""  # id, once it was picked
    wanted_plan: str = ""


class PlanChange(BaseModel):
    line_id: UUID
    plan_id: UUID
    new_price: str
    changes_on: str


async def tell_plans(which: WhichPlans, around: Surroundings) -> Outcome:
    plans = [one for one in await _plans(around) if which.line_kind in ("", text(one, "kind"))]
    if not plans:
        return Outcome("no_plans", offers=("person",), ends_flow=True)
    items = tuple(Choice(label="plan_is", fills={}, values=shown(one)) for one in plans)
    return Outcome("plans", choices=items, ends_flow=True)


async def find_line(which: WhichLine, around: Surroundings) -> Outcome:
    kind = await _kind_of(which.wanted_plan, around) or which.line_kind
    line = await one_line(which.line, kind, around)
    if isinstance(line, Outcome):
        return line
    return Outcome(fills={"line_id": str(line.id), "line_name": text(line, "name")})


async def find_plan(which: WhichPlan, around: Surroundings) -> Outcome:
    line = await record_of(around, "line", which.line_id)
    if line is None:
        return Outcome("no_lines", ends_flow=True)
    offered = [one for one in await _plans(around) if text(one, "kind") == text(line, "kind")]
    fitting = _fitting(offered, which.plan, which.wanted_plan)
    if len(fitting) != 1:
        return _asked(fitting, [one for one in offered if text(one, "name") != text(line, "plan")], around)
    plan = fitting[0]
    if refusal := _refusal(line, plan, around):
        return refusal
    difference = money(text(plan, "price")) - money(text(line, "price"))
    return Outcome(
        fills={
            "plan_id": str(plan.id),
            "plan_name": text(plan, "name"),
            "new_price": text(plan, "price"),
            "difference": told(abs(difference)),
            "compared": "less_than_now" if difference.amount < 0 else "more_than_now",
            "changes_on": next_bill_day(line, around.now.date()).isoformat(),
        }
    )


async def change_plan(change: PlanChange, around: Surroundings) -> Outcome:
    line = await record_of(around, "line", change.line_id)
    plan = next((one for one in await _plans(around) if one.id == change.plan_id), None)
    if line is None or plan is None:
        return Outcome("no_plans", ends_flow=True)
    if refusal := _refusal(line, plan, around):
        return refusal
    if text(plan, "price") != change.new_price:  # somebody changed the price while it was read back
        return Outcome("price_changed", {"plan": text(plan, "name")}, clears=("plan_id",))
    data = {"next_plan": text(plan, "name"), "next_price": change.new_price, "changes_on": change.changes_on}
    await around.ports.records.change(line.id, data)
    values = {"plan": text(plan, "name"), "price": change.new_price, "changes_on": change.changes_on}
    return Outcome("plan_changed", values, done=True)


def next_bill_day(line: StoredRecord, today: date) -> date:
    """Never today: that bill is written."""
    day = line.data.get("bill_day")
    this = today.replace(day=day if isinstance(day, int) else 1)
    if this > today:
        return this
    return (this.replace(day=1) + timedelta(days=32)).replace(day=this.day)


def _refusal(line: StoredRecord, plan: StoredRecord, around: Surroundings) -> Outcome | None:
    name, starts = text(plan, "name"), next_bill_day(line, around.now.date())
    if name == text(line, "next_plan") and text(line, "changes_on") > around.now.date().isoformat():
        values = {"plan": name, "changes_on": text(line, "changes_on")}
        return Outcome("plan_change_is_noted", values, ends_flow=True)
    if name == text(line, "plan"):
        return Outcome("plan_is_theirs", {"plan": name}, ends_flow=True)
    until = text(line, "contract_until")
    is_less = money(text(plan, "price")) < money(text(line, "price"))
    if is_less and until and date.fromisoformat(until) >= starts:
        values = {"plan": name, "until": until}
        return Outcome("contract_runs", values, offers=("person",), ends_flow=True)
    return None


async def _kind_of(wanted: str, around: Surroundings) -> str:
    """Whoever wants Fibre 500 does not mean the mobile."""
    kinds = {text(one, "kind") for one in _fitting(await _plans(around), "", wanted)}
    return kinds.pop() if len(kinds) == 1 else ""


def _fitting(offered: Sequence[StoredRecord], picked: str, wanted: str) -> Sequence[StoredRecord]:
    if picked:
        return [one for one in offered if str(one.id) == picked]
    if not wanted:
        return []
    scores = [likeness(_spaced(wanted), shown(one)) for one in offered]
    by_number = [_same_number(wanted, one) for one in offered]
    if any(by_number):
        return [one for one, fits in zip(offered, by_number, strict=True) if fits]
    best = max(scores, default=0)
    return [one for one, score in zip(offered, scores, strict=True) if score == best > 0]


def _spaced(said: str) -> str:
    return said.replace("-", " ")


def _same_number(said: str, plan: StoredRecord) -> bool:
    """'The 20 gig one' is Mobile 20."""
    numbers = set("".join(letter if letter.isdigit() else " " for letter in said).split())
    return bool(numbers & set(text(plan, "name").split()))


def _asked(fitting: Sequence[StoredRecord], others: Sequence[StoredRecord], around: Surroundings) -> Outcome:
    if not others:
        return Outcome("no_plans", offers=("person",), ends_flow=True)
    most = number(around, "plans_shown", 5)
    choices = tuple(
        Choice(label="choice_plan", fills={"plan": str(one.id)}, values=shown(one))
        for one in (fitting or others)[:most]
    )
    return Outcome(offers=("choices",), asks=("plan",), choices=choices, clears=("wanted_plan",))


async def _plans(around: Surroundings) -> Sequence[StoredRecord]:
    """The cheapest first."""
    found = await around.ports.records.all_of("plan")
    return sorted(found, key=lambda one: money(text(one, "price")).amount)
