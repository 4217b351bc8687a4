"""Changes of a policy: what has a price is told exactly; what needs a new price is worked out by people."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.money import money, told
from caly_app.agents.picking import likeness
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.insurance.policies import day, gone, is_standing, naming, not_active, own_policy
from caly_app.agents.sectors.insurance.products import AddOn, Product, product_called, with_tax
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_ASKED = {"address": "new_address", "car": "new_car", "driver": "new_driver"}
_TOLD = {**_ASKED, "cover": "cover_wanted"}


class Change(BaseModel):
    policy: UUID
    policy_part: str = ""  # address | car | driver | cover
    new_address: str = ""
    new_car: str = ""
    new_driver: str = ""
    cover_wanted: str = ""  # in the customer's words
    add_on: str = ""  # its name, once it was picked
    new_premium: str = ""  # as it was told


async def what_is_new(change: Change, around: Surroundings) -> Outcome:
    policy = await own_policy(change.policy, around)
    if policy is None:
        return gone()
    if not is_standing(policy, around.now.date()):
        return not_active(policy)
    what = change.policy_part or next((one for one, slot in _TOLD.items() if getattr(change, slot)), "")
    if not what:
        return Outcome(asks=("policy_part",))
    if what == "cover":
        return await _cover(change, policy, around)
    if what in ("car", "driver") and policy.data["product"] != "car":
        return Outcome("no_car_policy", naming(policy), offers=("person",), ends_flow=True)
    slot = _ASKED[what]
    return Outcome(fills={"policy_part": what}, asks=() if getattr(change, slot) else (slot,))


async def change_policy(change: Change, around: Surroundings) -> Outcome:
    checked = await what_is_new(change, around)
    policy = await own_policy(change.policy, around)
    if policy is None or checked.asks or checked.ends_flow:
        return checked
    match change.policy_part:
        case "cover":
            return await _add(change, checked, policy, around)
        case "address":
            return await _move(change, policy, around)
        case _:
            data = {"new": change.new_car or change.new_driver, "status": "requested"}
            return await _noted("change_requested", change, data, policy, around)


async def _cover(change: Change, policy: StoredRecord, around: Surroundings) -> Outcome:
    """The add-on that is meant, and what it costs a year and until the end of this term."""
    product = await product_called(str(policy.data["product"]), around)
    open_ = _not_yet_in(policy, product) if product else []
    if product is None or not open_:
        return Outcome("no_add_ons", naming(policy), offers=("person",), ends_flow=True)
    picked = next((one for one in open_ if one.name == change.add_on), None) or _meant(change, open_)
    if picked is None:
        choices = tuple(
            Choice(
                label="choice_add_on",
                fills={"add_on": one.name},
                values={"name": one.name, "yearly": told(_yearly(one, product))},
            )
            for one in open_
        )
        return Outcome(offers=("choices",), asks=("add_on",), choices=choices, fills={"policy_part": "cover"})
    yearly = _yearly(picked, product)
    values = {
        "add_on_name": picked.name,
        "difference": told(yearly),
        "new_premium": told(money(str(policy.data["premium"])) + yearly),
        "due_now": told(_for_the_rest(yearly, policy, around)),
        "ends_on": str(policy.data["ends_on"]),
    }
    return Outcome("add_on_costs", values, fills={**values, "add_on": picked.name, "policy_part": "cover"})


async def _add(change: Change, checked: Outcome, policy: StoredRecord, around: Surroundings) -> Outcome:
    if checked.fills["new_premium"] != change.new_premium:
        return checked  # another price than the one they said yes to
    there = policy.data.get("add_ons", [])
    add_ons = [*there, change.add_on] if isinstance(there, list) else [change.add_on]
    await around.ports.records.change(policy.id, {"add_ons": add_ons, "premium": change.new_premium})
    data = {"new": change.add_on, "status": "done", "difference": checked.fills["difference"]}
    return await _noted("cover_added", change, data, policy, around, checked.values)


async def _move(change: Change, policy: StoredRecord, around: Surroundings) -> Outcome:
    """The address is kept with the customer; the record says only that it was changed."""
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    await around.ports.customers.change(around.customer_id, {"address": change.new_address})
    return await _noted("address_changed", change, {"status": "done"}, policy, around)


async def _noted(
    tells: str,
    change: Change,
    data: dict[str, str],
    policy: StoredRecord,
    around: Surroundings,
    values: Mapping[str, str] | None = None,
) -> Outcome:
    asked_on = around.now.date().isoformat()
    kept = {**data, "policy": policy.reference, "what": change.policy_part, "asked_on": asked_on}
    noted = await around.ports.records.create("policy_change", kept, around.customer_id)
    return Outcome(tells, {**naming(policy), **(values or {}), "reference": noted.reference}, done=True)


def _not_yet_in(policy: StoredRecord, product: Product) -> Sequence[AddOn]:
    there = policy.data.get("add_ons", [])
    return [one for one in product.add_ons if not isinstance(there, Sequence) or one.name not in there]


def _meant(change: Change, open_: Sequence[AddOn]) -> AddOn | None:
    said = change.cover_wanted
    best = max(open_, key=lambda one: likeness(said, {"name": one.name}))
    return best if said and likeness(said, {"name": best.name}) > 0 else None


def _yearly(add_on: AddOn, product: Product) -> Money:
    return with_tax(money(add_on.yearly), product).total


def _for_the_rest(yearly: Money, policy: StoredRecord, around: Surroundings) -> Money:
    """By the day, from tomorrow to the end of the term."""
    begins, ends = day(policy, "begins_on"), day(policy, "ends_on")
    term = (ends - begins).days + 1
    left = (ends - around.now.date()).days
    return yearly * (Decimal(left) / Decimal(term))
