"""A customer's policies: which is meant, what it says, its end, and the proof of it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from pydantic import BaseModel

from caly_app.agents.picking import Asking, Which, among, one_of, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.insurance.incidents import product_of
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_ASKING = Asking(
    slot="policy",
    label="choice_policy",
    none="no_policies",
    unknown="policy_not_found",
    offers=("person",),
    forgets=("policy_number",),
)
_STANDING = ("active", "ending")


class WhichPolicy(BaseModel):
    policy: str = ""  # id, once it was picked
    policy_number: str = ""
    product: str = ""
    incident: str = ""  # what happened, in the customer's words


class Policy(BaseModel):
    policy: UUID


class Cancellation(Policy):
    cancel_on: date


async def find_policy(which: WhichPolicy, around: Surroundings) -> Outcome:
    """The one that is meant: 'my home' is another than the number somebody proved who they are with."""
    found = await policies_of(around)
    product = which.product or product_of(which.incident)
    named = [one for one in found if product and one.data.get("product") == product]
    number = "" if named or which.policy else which.policy_number
    picked = which.policy if any(str(one.id) == which.policy for one in named or found) else ""
    chosen = one_of(named or found, Which(picked, number), _ASKING)
    if isinstance(chosen, Outcome):
        return chosen
    others = among(found, _ASKING, product="product")
    return Outcome(fills={"policy": str(chosen.id), **naming(chosen)}, among=others)


async def tell_policy(which: Policy, around: Surroundings) -> Outcome:
    policy = await own_policy(which.policy, around)
    if policy is None:
        return gone()
    values = {**naming(policy), **{name: shown(policy)[name] for name in ("begins_on", "ends_on", "premium")}}
    if policy.data["status"] == "ending":
        values["ends_on"] = _ending_on(policy)
    return Outcome(f"policy_is_{policy.data['status']}", values, ends_flow=True)


async def check_term(which: Policy, around: Surroundings) -> Outcome:
    """To which day it can be cancelled: the end of its term, or of the next one when notice is too late."""
    policy = await own_policy(which.policy, around)
    if policy is None:
        return gone()
    if refusal := _no_longer_runs(policy):
        return refusal
    ends_on = day(policy, "ends_on")
    last_day = ends_on - timedelta(days=_notice_days(around))
    if around.now.date() <= last_day:
        return Outcome(fills={"cancel_on": ends_on.isoformat()})
    return Outcome(
        "notice_missed",
        {"last_day": last_day.isoformat(), **naming(policy)},
        fills={"cancel_on": _a_year_later(ends_on).isoformat()},
    )


async def cancel_policy(cancellation: Cancellation, around: Surroundings) -> Outcome:
    checked = await check_term(cancellation, around)
    policy = await own_policy(cancellation.policy, around)
    if policy is None or checked.ends_flow:
        return checked
    if checked.fills["cancel_on"] != cancellation.cancel_on.isoformat():
        return checked  # the last day of notice has passed while they thought about it
    until = cancellation.cancel_on.isoformat()
    await around.ports.records.change(policy.id, {"status": "ending", "cancelled_to": until})
    return Outcome(
        "policy_cancelled", {**naming(policy), "cancel_on": until, "reference": policy.reference}, done=True
    )


async def check_proof(which: Policy, around: Surroundings) -> Outcome:
    policy = await own_policy(which.policy, around)
    if policy is None:
        return gone()
    if not is_standing(policy, around.now.date()):
        return not_active(policy)
    for request in await _of(around, "document_request"):
        if request.data["policy"] == policy.reference and request.data["status"] == "requested":
            values = {**naming(policy), "reference": request.reference}
            return Outcome("proof_already_requested", values, ends_flow=True)
    return Outcome()


async def request_proof(which: Policy, around: Surroundings) -> Outcome:
    checked = await check_proof(which, around)
    policy = await own_policy(which.policy, around)
    if policy is None or checked.tells:
        return checked
    data = {
        "policy": policy.reference,
        "document": "proof_of_insurance",
        "status": "requested",
        "asked_on": around.now.date().isoformat(),
    }
    request = await around.ports.records.create("document_request", data, around.customer_id)
    return Outcome("proof_requested", {**naming(policy), "reference": request.reference}, done=True)


# --- what the other tools ask of a policy ---


async def policies_of(around: Surroundings) -> Sequence[StoredRecord]:
    return await _of(around, "policy")


async def own_policy(id_: UUID, around: Surroundings) -> StoredRecord | None:
    """As it stands now; None when it is not theirs."""
    return next((one for one in await policies_of(around) if one.id == id_), None)


def naming(policy: StoredRecord) -> Mapping[str, str]:
    return {"policy_name": str(policy.data["name"]), "policy_reference": policy.reference}


def day(policy: StoredRecord, field: str) -> date:
    return date.fromisoformat(str(policy.data[field]))


def is_standing(policy: StoredRecord, on: date) -> bool:
    """In force on that day."""
    runs = day(policy, "begins_on") <= on <= day(policy, "ends_on")
    return runs and policy.data["status"] in _STANDING


def gone() -> Outcome:
    return Outcome("no_policies", offers=("person",), ends_flow=True)


def not_active(policy: StoredRecord) -> Outcome:
    return Outcome("policy_not_active", naming(policy), offers=("person",), ends_flow=True)


def _ending_on(policy: StoredRecord) -> str:
    """Notice that came late is for the end of the next term."""
    return str(policy.data.get("cancelled_to") or policy.data["ends_on"])


def _no_longer_runs(policy: StoredRecord) -> Outcome | None:
    if policy.data["status"] == "ending":
        told = {**naming(policy), "cancel_on": _ending_on(policy)}
        return Outcome("already_cancelled", told, ends_flow=True)
    return None if policy.data["status"] == "active" else not_active(policy)


def _notice_days(around: Surroundings) -> int:
    return int(str(around.business.settings.get("notice_days", 30)))


def _a_year_later(ends_on: date) -> date:
    """29 February ends a term of its own only every fourth year."""
    try:
        return ends_on.replace(year=ends_on.year + 1)
    except ValueError:
        return ends_on.replace(year=ends_on.year + 1, day=28)


async def _of(around: Surroundings, kind: str) -> Sequence[StoredRecord]:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    return await around.ports.records.of_customer(kind, around.customer_id)
