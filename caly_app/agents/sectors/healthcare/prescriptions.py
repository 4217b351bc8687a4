"""Refills: at most one open request for a prescription, and none where no refills are left."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from pydantic import BaseModel

from caly_app.agents.picking import Asking, Which, among, one_of
from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

STATUSES = ("requested", "approved", "ready", "declined", "collected")
_OPEN = ("requested", "approved", "ready")
_ASKING = Asking(
    "prescription",
    "choice_prescription",
    none="no_prescriptions",
    unknown="prescription_not_found",
    offers=("person",),
    forgets=("medication",),
)


class WhichPrescription(BaseModel):
    prescription: str = ""  # id, once it was picked
    medication: str = ""  # as the customer calls it


class Refill(BaseModel):
    prescription: UUID
    medication_name: str


async def find_prescription(which: WhichPrescription, around: Surroundings) -> Outcome:
    """The one that is meant, if it can be refilled."""
    known = Which(which.prescription, said=which.medication)
    theirs = await _of(around, "prescription")
    prescription = one_of(theirs, known, _ASKING)
    if isinstance(prescription, Outcome):
        return prescription
    return replace(await _refillable(prescription, around), among=among(theirs, _ASKING))


async def request_refill(refill: Refill, around: Surroundings) -> Outcome:
    for prescription in await _of(around, "prescription"):
        if prescription.id == refill.prescription:
            checked = await _refillable(prescription, around)
            if checked.tells:
                return checked
            return await _request(prescription, around)
    return Outcome("prescription_not_found", {"heard": refill.medication_name}, ends_flow=True)


async def tell_refills(_: BaseModel, around: Surroundings) -> Outcome:
    requests = await _of(around, "refill_request")
    if not requests:
        return Outcome("no_refill_requests", proposes="refill_prescription", ends_flow=True)
    latest = max(requests, key=lambda one: str(one.data.get("requested_on", "")))
    return Outcome(
        f"refill_is_{latest.data.get('status', 'requested')}",
        {
            "medication": str(latest.data.get("medication", "")),
            "reference": latest.reference,
            "requested_on": str(latest.data.get("requested_on", "")),
        },
        ends_flow=True,
    )


async def _refillable(prescription: StoredRecord, around: Surroundings) -> Outcome:
    medication = str(prescription.data.get("medication", ""))
    for request in await _of(around, "refill_request"):
        about_it = request.data.get("prescription") == prescription.reference
        if about_it and request.data.get("status") in _OPEN:
            values = {"medication": medication, "reference": request.reference}
            return Outcome("refill_already_open", values, ends_flow=True)
    left = prescription.data.get("refills_left", 0)
    if not isinstance(left, int) or left < 1:
        return Outcome(
            "no_refills_left",
            {"medication": medication},
            offers=("appointment", "person"),
            proposes="book_appointment",
            ends_flow=True,
        )
    return Outcome(
        fills={
            "prescription": str(prescription.id),
            "medication_name": medication,
            "dosage": str(prescription.data.get("dosage", "")),
        }
    )


async def _request(prescription: StoredRecord, around: Surroundings) -> Outcome:
    medication = str(prescription.data.get("medication", ""))
    data = {
        "prescription": prescription.reference,
        "medication": medication,
        "status": "requested",
        "requested_on": around.now.date().isoformat(),
    }
    request = await around.ports.records.create("refill_request", data, around.customer_id)
    return Outcome("refill_requested", {"medication": medication, "reference": request.reference}, done=True)


async def _of(around: Surroundings, kind: str) -> Sequence[StoredRecord]:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    return await around.ports.records.of_customer(kind, around.customer_id)
