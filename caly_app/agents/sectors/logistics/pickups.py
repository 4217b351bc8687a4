"""Collections: inside the served area, and not more or heavier than a van takes."""

import re
from collections.abc import Sequence

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.reply import Outcome
from caly_app.agents.skills.booking import Booking
from caly_app.agents.tool import Surroundings
from caly_app.agents.understanding.slots.postcodes import area_of, district_of, postcode_in

_NUMBERS_OF_OURS = re.compile(r"\+?\(?\d[\d ()-]{7,}\d|\b[A-Za-z]{2,4}-?\d{6,}")  # of phones and parcels
_DIGITS = re.compile(r"\b\d{4,5}\b")


class PickupBooking(Booking):
    collect_from: str
    parcels: str
    weight: str


class Place(BaseModel):
    collect_from: str
    postcode: str = ""


class Told(BaseModel):
    postcode: str = ""
    collect_from: str = ""


class Load(BaseModel):
    parcels: str
    weight: str


async def check_postcode(told: Told, around: Surroundings) -> Outcome:
    """Told before the address, it says already whether we come there; another address may do."""
    postcode, served = postcode_told(told.postcode), _areas(around)
    if told.collect_from or not postcode or not (outside := _outside(postcode, served)):
        return Outcome()
    return Outcome("area_not_served", outside, asks=("collect_from",), clears=("postcode",))


async def check_area(place: Place, around: Surroundings) -> Outcome:
    """By the postcode in the address, or else the one told beside it; without areas in the settings it is
    everywhere."""
    served = _areas(around)
    if not served:
        return Outcome()
    told = postcode_told(place.collect_from) or postcode_told(place.postcode)
    if not told:
        return Outcome(asks=("postcode",), clears=("postcode",))
    if not (outside := _outside(told, served)):
        return Outcome()
    return Outcome("area_not_served", outside, offers=("person",), clears=("postcode",), ends_flow=True)


def _outside(told: str, served: Sequence[str]) -> dict[str, str]:
    """What to say of a postcode where we do not come; nothing where we do."""
    if not served or any(_is_in(told, one) for one in served):
        return {}
    by_district = any(character.isdigit() for one in served for character in one)
    where = district_of(told) if by_district else area_of(told) or told
    return {"area": where, "areas": ", ".join(served)}


def _is_in(postcode: str, served: str) -> bool:
    """Of BS6 5QX: in BS6 and in BS. Where postcodes are digits, those they begin with."""
    if postcode[0].isdigit():
        return postcode.startswith(served)
    return served in (postcode, district_of(postcode), area_of(postcode))


async def check_load(load: Load, around: Surroundings) -> Outcome:
    """What is too much for a van's round goes to a person, who can send another."""
    settings = around.business.settings
    most, heaviest = _number(settings.get("max_parcels", 20)), _number(settings.get("max_weight_kg", 30))
    if float(load.parcels) > most:
        return _over("too_many_parcels", most)
    if float(load.weight) > heaviest:
        return _over("too_heavy", heaviest)
    return Outcome()


def postcode_told(text: str) -> str:
    """'LS6 2AB' of 'l s six two a b'; where postcodes are digits, those. '' of none."""
    if british := postcode_in(text):
        return british
    digits = _DIGITS.findall(_NUMBERS_OF_OURS.sub(" ", text))
    return digits[-1] if digits else ""


def _areas(around: Surroundings) -> list[str]:
    text = str(around.business.settings.get("postcode_areas", ""))
    return [area.strip().upper() for area in text.split(",") if area.strip()]


def _over(tells: str, limit: float) -> Outcome:
    return Outcome(tells, {"limit": f"{limit:g}"}, escalates=EscalationReason.OVER_LIMIT, ends_flow=True)


def _number(value: object) -> float:
    return float(str(value))
