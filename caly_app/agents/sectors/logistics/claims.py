"""A parcel that is not there, damaged, or lost: written down once, and the team looks into it."""

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.logistics.parcels import theirs_by_number
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_AGAINST_THE_BOOKS = "not_found"  # they say delivered: somebody has to ask the driver now


class ClaimAbout(BaseModel):
    tracking_number: str
    trouble: str


class NewClaim(ClaimAbout):
    description: str


async def find_claim(about: ClaimAbout, around: Surroundings) -> Outcome:
    """Whose parcel it is, and whether it was reported before."""
    parcel = await theirs_by_number(about.tracking_number, around)
    if isinstance(parcel, Outcome):
        return parcel
    return await _already_open(parcel, around) or Outcome()


async def open_claim(new: NewClaim, around: Surroundings) -> Outcome:
    parcel = await theirs_by_number(new.tracking_number, around)
    if isinstance(parcel, Outcome):
        return parcel
    if before := await _already_open(parcel, around):
        return before
    data = {
        "parcel": parcel.reference,
        "trouble": new.trouble,
        "description": new.description,
        "status": "open",
        "opened_on": around.now.date().isoformat(),
    }
    claim = await around.ports.records.create("claim", data, around.customer_id)
    told = {"reference": claim.reference, "parcel": parcel.reference}
    if new.trouble == _AGAINST_THE_BOOKS:
        return Outcome("claim_opened_for_a_person", told, done=True, escalates=EscalationReason.DISPUTE)
    return Outcome("claim_opened", told, done=True)


async def _already_open(parcel: StoredRecord, around: Surroundings) -> Outcome | None:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    for claim in await around.ports.records.of_customer("claim", around.customer_id):
        if claim.data.get("parcel") == parcel.reference and claim.data.get("status") == "open":
            told = {"reference": claim.reference, "parcel": parcel.reference}
            return Outcome("claim_already_open", told, offers=("person",), ends_flow=True)
    return None
