"""Claims: reported once for an event, under a policy that was in force; nothing is said about payment."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.dialogue import Choice
from caly_app.agents.picking import Asking, Which, one_of
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.insurance.incidents import KINDS, MAY_HURT, is_total_loss, kind_of
from caly_app.agents.sectors.insurance.policies import day, gone, is_standing, naming, not_active, own_policy
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

STATUSES = ("received", "in_review", "documents_needed", "decided", "closed")
_ASKING = Asking(
    slot="claim",
    label="choice_claim",
    none="no_claims",
    unknown="claim_not_found",
    offers=("person",),
    forgets=("claim_number",),
)


class Incident(BaseModel):
    policy: UUID
    incident: str
    incident_date: date
    incident_kind: str = ""
    injured: str = ""  # yes | no


class NewClaim(Incident):
    place: str
    damage: str


class WhichClaim(BaseModel):
    claim: str = ""  # id, once it was picked
    claim_number: str = ""


async def check_incident(incident: Incident, around: Surroundings) -> Outcome:
    """Whether it can be reported under this policy; asks what is needed to know that."""
    policy = await own_policy(incident.policy, around)
    if policy is None:
        return gone()
    if refusal := _wrong_day(incident.incident_date, policy, around):
        return refusal
    kind = incident.incident_kind or kind_of(incident.incident)
    if not kind:
        return Outcome(offers=("choices",), asks=("incident_kind",), choices=_kinds(policy))
    if kind not in _covered(policy):
        return Outcome("kind_not_covered", naming(policy), offers=("person",), ends_flow=True)
    if there := await _reported(policy, kind, incident.incident_date, around):
        values = {"reference": there.reference, "reported_on": str(there.data["reported_on"])}
        return Outcome("claim_already_reported", values, ends_flow=True)
    if not incident.injured and kind in MAY_HURT:
        return Outcome(asks=("injured",), fills={"incident_kind": kind})
    return Outcome(fills={"incident_kind": kind, "injured": incident.injured or "no"})


async def file_claim(claim: NewClaim, around: Surroundings) -> Outcome:
    checked = await check_incident(claim, around)
    policy = await own_policy(claim.policy, around)
    if policy is None or checked.tells or checked.asks:
        return checked
    data = {
        "policy": policy.reference,
        "event": claim.incident_kind,
        "what": claim.incident,
        "happened_on": claim.incident_date.isoformat(),
        "place": claim.place,
        "damage": claim.damage,
        "injuries": claim.injured == "yes",
        "status": "received",
        "reported_on": around.now.date().isoformat(),
    }
    filed = await around.ports.records.create("claim", data, around.customer_id)
    urgent = claim.injured == "yes" or claim.incident_kind == "death" or _is_lost(claim)
    return Outcome(
        "claim_reported_urgent" if urgent else "claim_reported",
        {"reference": filed.reference},
        done=True,
        escalates=EscalationReason.URGENT if urgent else None,
    )


async def tell_claim(which: WhichClaim, around: Surroundings) -> Outcome:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    found = await around.ports.records.of_customer("claim", around.customer_id)
    chosen = one_of(found, Which(which.claim, which.claim_number), _ASKING)
    if isinstance(chosen, Outcome):
        return chosen
    missing = chosen.data.get("missing", [])
    return Outcome(
        f"claim_is_{chosen.data['status']}",
        {
            "reference": chosen.reference,
            "happened_on": str(chosen.data["happened_on"]),
            "reported_on": str(chosen.data["reported_on"]),
            "missing": ", ".join(map(str, missing)) if isinstance(missing, Sequence) else "",
        },
        offers=("person",),
        ends_flow=True,
    )


def _wrong_day(on: date, policy: StoredRecord, around: Surroundings) -> Outcome | None:
    if on > around.now.date():
        told = {"date": on.isoformat()}
        return Outcome("not_yet_happened", told, asks=("incident_date",), clears=("incident_date",))
    told = {**naming(policy), "date": on.isoformat(), "begins_on": str(policy.data["begins_on"])}
    if on < day(policy, "begins_on"):
        return Outcome("before_policy", told, offers=("person",), ends_flow=True)
    return None if is_standing(policy, on) else not_active(policy)


def _covered(policy: StoredRecord) -> Sequence[str]:
    """Each business writes them in its own words: a collision is an accident."""
    written = policy.data.get("covers_kinds", [])
    named = [str(one) for one in written] if isinstance(written, Sequence) else []
    kinds = {one if one in KINDS else kind_of(one) for one in named}
    return [kind for kind in KINDS if kind in kinds]


def _kinds(policy: StoredRecord) -> tuple[Choice, ...]:
    return tuple(
        Choice(label=f"choice_kind_{kind}", fills={"incident_kind": kind}) for kind in _covered(policy)
    )


async def _reported(policy: StoredRecord, kind: str, on: date, around: Surroundings) -> StoredRecord | None:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    event = (policy.reference, kind, on.isoformat())
    for claim in await around.ports.records.of_customer("claim", around.customer_id):
        if event == (claim.data["policy"], claim.data["event"], claim.data["happened_on"]):
            return claim
    return None


def _is_lost(claim: NewClaim) -> bool:
    return is_total_loss(f"{claim.incident}. {claim.damage}")
