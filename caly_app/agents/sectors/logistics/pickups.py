"""Collections: inside the served area, and not more or heavier than a van takes."""

import re

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.reply import Outcome
from caly_app.agents.skills.booking import Booking
from caly_app.agents.tool import Surroundings
from caly_app.agents.understanding.slots.plain import dictated

_POSTCODE = re.compile(r"\b([A-Z]{1,2})\d[A-Z\d]? ?\d[A-Z]{2}\b|\b([A-Z]{1,2})\d[A-Z\d]?\b", re.IGNORECASE)
_SPELLED = re.compile(r"(?<=\b\w) (?=\w\b)")  # "l s 4 2 a b"
_DICTATED = re.compile(r"\b(?:[a-z] ?){1,2}(?:\d ?){1,3}(?:[a-z] ?)?\d ?[a-z] ?[a-z]\b")
_O_AS_NOUGHT = re.compile(r"(?<=^[a-z])0(?=\d)")  # "y o thirty one": after one letter no district is 0
_DIGITS = re.compile(r"\b\d{4,5}\b")


class PickupBooking(Booking):
    collect_from: str
    parcels: str
    weight: str


class Place(BaseModel):
    collect_from: str
    postcode: str = ""


class Load(BaseModel):
    parcels: str
    weight: str


async def check_area(place: Place, around: Surroundings) -> Outcome:
    """By the postcode in the address, or asked for; without areas in the settings it is everywhere."""
    served = _areas(around)
    if not served:
        return Outcome()
    area = area_of(place.postcode) or area_of(place.collect_from)
    if not area:
        return Outcome(asks=("postcode",), clears=("postcode",))
    if any(area == one or area.isdigit() and area.startswith(one) for one in served):
        return Outcome()
    told = {"area": area, "areas": ", ".join(served)}
    return Outcome("area_not_served", told, offers=("person",), clears=("postcode",), ends_flow=True)


async def check_load(load: Load, around: Surroundings) -> Outcome:
    """What is too much for a van's round goes to a person, who can send another."""
    settings = around.business.settings
    most, heaviest = _number(settings.get("max_parcels", 20)), _number(settings.get("max_weight_kg", 30))
    if float(load.parcels) > most:
        return _over("too_many_parcels", most)
    if float(load.weight) > heaviest:
        return _over("too_heavy", heaviest)
    return Outcome()


def area_of(text: str) -> str:
    """'LS' of 'LS6 2AB' or 'l s six two a b'; where postcodes are digits, those. '' of none."""
    heard, text = text, _SPELLED.sub("", text)
    if not _POSTCODE.search(text) and (spelled := _DICTATED.search(dictated(heard, "en").text)):
        text = _O_AS_NOUGHT.sub("O", spelled[0].replace(" ", ""))
    if found := list(_POSTCODE.finditer(text)):
        return (found[-1][1] or found[-1][2]).upper()
    digits = _DIGITS.findall(text)
    return digits[-1] if digits else ""


def _areas(around: Surroundings) -> list[str]:
    text = str(around.business.settings.get("postcode_areas", "LS, BD, HX, WF"))
    return [area.strip().upper() for area in text.split(",") if area.strip()]


def _over(tells: str, limit: float) -> Outcome:
    return Outcome(tells, {"limit": f"{limit:g}"}, escalates=EscalationReason.OVER_LIMIT, ends_flow=True)


def _number(value: object) -> float:
    return float(str(value))
