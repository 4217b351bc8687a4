"""A consultation: with a lawyer of the area, and its fee is told before it is booked."""

from collections.abc import Sequence

from pydantic import BaseModel
from rapidfuzz import fuzz

from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.legal.areas import AREAS, area_of, choices_of
from caly_app.agents.sectors.legal.fees import consultation_fees
from caly_app.agents.skills.booking import Booking
from caly_app.agents.skills.booking.openings import ANYONE, but
from caly_app.agents.tool import Surroundings
from caly_app.ports import Resource

_NEAR_ENOUGH = 85  # of 100


class Consultation(Booking):
    area: str = ""
    fee: str = ""


class WhichLawyer(BaseModel):
    area: str = ""
    provider: str = ""
    not_with: str = ""
    reason: str = ""


class Moved(BaseModel):
    appointment_with: str
    provider: str = ""


async def same_lawyer(moved: Moved, around: Surroundings) -> Outcome:
    """A consultation that is moved stays with its lawyer, unless another is named."""
    return Outcome(fills={"provider": moved.provider or moved.appointment_with})


async def tell_consultation_fee(which: WhichLawyer, around: Surroundings) -> Outcome:
    """A lawyer of the area, unless one was named: then the area is theirs."""
    around = await but(which.not_with, around)
    lawyers = await around.ports.appointments.resources()
    fees = await consultation_fees(around)
    named = [one for one in lawyers if which.provider and _is_called(one, which.provider)]
    area = area_of(named[0].specialty) if len(named) == 1 else which.area or area_of(which.reason)
    offered = [one for one in AREAS if one in fees and _lawyers_of(one, lawyers)]
    if not area:
        return Outcome(offers=("choices",), asks=("area",), choices=choices_of(offered))
    if area not in offered:
        return Outcome("no_lawyer_for_area", offers=("person",), ends_flow=True)
    theirs = _lawyers_of(area, lawyers)
    fills = {"area": area, "fee": fees[area].amount}
    if which.provider in ("", ANYONE):
        fills["provider"] = theirs[0].name  # whoever of the house: of those who do this
    values = {"fee": fees[area].amount, "minutes": str(fees[area].minutes or theirs[0].slot_minutes)}
    return Outcome("consultation_costs", {**values, "name": fees[area].name}, fills=fills)


def _is_called(lawyer: Resource, said: str) -> bool:
    return fuzz.partial_ratio(lawyer.name.casefold(), said.casefold()) >= _NEAR_ENOUGH


def _lawyers_of(area: str, lawyers: Sequence[Resource]) -> Sequence[Resource]:
    return [one for one in lawyers if area_of(one.specialty) == area]
