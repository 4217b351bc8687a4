"""How far an event is, by the business's own table of places and postcode areas."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from moneyed import Money
from pydantic import BaseModel
from rapidfuzz import fuzz

from caly_app.agents.money import currency_of, told
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.catering.prices import distance_fee, miles_told
from caly_app.agents.sectors.catering.terms import terms_of
from caly_app.agents.tool import Surroundings
from caly_app.agents.understanding.slots.postcodes import district_of, postcode_in
from caly_app.ports import StoredRecord

_NEAR_ENOUGH = 86  # of 100
_OURS = re.compile(
    r"\b(?:at |in )?(?:yours|your (?:own )?(?:place|restaurant|house|premises))\b|\bchez vous\b"
    r"|\ben (?:su|vuestr[oa]) (?:casa|restaurante|local)\b|\bbei (?:euch|ihnen)\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b([a-z]{1,2}\d{1,2})[a-z]?(?: ?\d[a-z]{2})?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    name: str
    miles: Decimal


class Way(BaseModel):
    place: str


async def tell_travel_fee(way: Way, around: Surroundings) -> Outcome:
    place = await place_of(way.place, around)
    if isinstance(place, Outcome):
        return place
    terms = terms_of(around.business)
    values = {
        "place": place.name,
        "miles": miles_told(place.miles),
        "free_miles": miles_told(terms.free_miles),
    }
    currency = currency_of(around.business.country)
    fee = distance_fee(place.miles, terms, currency)
    if not fee.amount:
        return Outcome("travel_free", values, proposes="request_quote", fills=_on(place), ends_flow=True)
    values |= {"fee": told(fee), "per_mile": told(Money(terms.fee_per_mile, currency))}
    return Outcome("travel_fee_is", values, proposes="request_quote", fills=_on(place), ends_flow=True)


def _on(place: Place) -> dict[str, str]:
    return {"place": place.name}


async def place_of(said: str, around: Surroundings) -> Place | Outcome:
    """The place that is meant; otherwise what to tell: nobody guesses how far it is."""
    if _OURS.search(said):
        return Place(around.business.name, Decimal(0))
    found = [_as_place(record) for record in await _meant(said, around)]
    if not found:
        return Outcome(
            "place_unknown", {"heard": said}, offers=("person",), asks=("place",), clears=("place",)
        )
    place = found[0]
    most = terms_of(around.business).most_miles
    if place.miles > most:
        return Outcome(
            "outside_area",
            {"place": place.name, "miles": miles_told(place.miles), "most_miles": miles_told(most)},
            offers=("alternatives", "person"),
            asks=("place",),
            clears=("place",),
        )
    return place


async def _meant(said: str, around: Surroundings) -> Sequence[StoredRecord]:
    """By postcode area first: names of places come twice. Then by name, the longest first."""
    places = await around.ports.records.all_of("place")
    areas = {area.upper() for area in _POSTCODE.findall(said)} | {district_of(postcode_in(said))}
    by_area = [one for one in places if areas & _areas(one)]
    by_name = [one for one in places if _is_named(str(one.data["name"]), said)]
    return by_area or sorted(by_name, key=lambda one: -len(str(one.data["name"])))


def _areas(place: StoredRecord) -> set[str]:
    listed = place.data.get("postcodes", ())
    return {str(area).upper() for area in listed} if isinstance(listed, list | tuple) else set()


def _is_named(name: str, said: str) -> bool:
    """All words of the name, a slip of the finger forgiven."""
    words = [word.casefold() for word in re.findall(r"\w{2,}", said)]
    return all(
        any(fuzz.ratio(part.casefold(), word) >= _NEAR_ENOUGH for word in words)
        for part in re.findall(r"\w{2,}", name)
    )


def _as_place(record: StoredRecord) -> Place:
    return Place(str(record.data["name"]), Decimal(str(record.data["miles"])))
