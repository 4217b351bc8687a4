"""Homes on offer: found by what is wanted, then told about one by one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.money import NoMoney, money
from caly_app.agents.picking import likeness, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Surroundings
from caly_app.agents.understanding.slots.addresses import STREET
from caly_app.ports import StoredRecord

ONE = (
    "reference",
    "title",
    "place",
    "price",
    "bedrooms",
    "size_m2",
    "floor",
    "available_from",
    "status_is",
    "per",
)
_SHOWN = 3
_IN_A_STREET = re.compile(rf"\b(?P<street>[\w'’-]+) (?:{STREET})\b", re.IGNORECASE)
_HOMES = {
    "house": ("house", "bungalow", "cottage", "casa", "chalet", "maison", "haus"),
    "flat": ("flat", "apartment", "studio", "maisonette", "piso", "apartamento", "appartement", "wohnung"),
}


class WantedHome(BaseModel):
    deal: str  # rent | sale
    place: str = ""
    bedrooms: str = ""
    price_most: str = ""
    price_least: str = ""
    home: str = ""
    pets: str = ""
    chosen: str = ""  # id of a listing, once it was picked


class OneListing(BaseModel):
    listing_number: str = ""
    which_home: str = ""  # in the customer's words
    detail: str = ""


class ChosenListing(BaseModel):
    chosen: str


async def search_listings(wanted: WantedHome, around: Surroundings) -> Outcome:
    """What fits, cheapest first; where nothing does, what comes nearest."""
    if wanted.chosen:
        return Outcome()
    if not (wanted.place or wanted.bedrooms or wanted.price_most or wanted.price_least or wanted.home):
        return Outcome(asks=("place",))
    offered = [one for one in await open_listings(around) if one.data.get("deal") == wanted.deal]
    if not offered:
        return Outcome("nothing_on_offer", offers=("person",), proposes="leave_wishes", ends_flow=True)
    fitting = [one for one in offered if misses(one, wanted, offered) == 0]
    nearest = sorted(offered, key=lambda one: misses(one, wanted, offered))
    tells = "listings_found" if fitting else "no_listing_fits"
    told = (sorted(fitting, key=_price) or nearest)[:_SHOWN]
    return Outcome(
        tells,
        {"count": str(len(fitting))},
        offers=("choices",) if fitting else ("alternatives",),
        asks=("chosen",),
        choices=_choices(told),
    )


async def tell_chosen(which: ChosenListing, around: Surroundings) -> Outcome:
    found = next((one for one in await open_listings(around) if str(one.id) == which.chosen), None)
    return about(found, "") if found else Outcome("listing_gone", clears=("chosen",), ends_flow=True)


async def tell_listing(which: OneListing, around: Surroundings) -> Outcome:
    """One home, or the one detail of it that was asked for."""
    found = await one_listing(which.listing_number, which.which_home, around)
    return found if isinstance(found, Outcome) else about(found, which.detail)


async def one_listing(number: str, said: str, around: Surroundings) -> StoredRecord | Outcome:
    """By its street or kind where something is said of it, else by its number."""
    everything = await around.ports.records.all_of("listing")
    if said:
        scores = [likeness(said, _findable(one)) for one in everything]
        highest = max(scores, default=0.0)
        best = [one for one, score in zip(everything, scores, strict=True) if score == highest > 0]
        street = _IN_A_STREET.search(said)
        if street and not any(likeness(street["street"], _findable(one)) for one in everything):
            # A flat in another street is not the flat that is meant.
            return replace(_which(everything), tells="home_unknown", values={"heard": said})
        if len(best) == 1:
            return best[0]
        if best or not number:
            return _which(best or everything)
    if not number:
        return _which(everything)
    found = await around.ports.records.by_reference("listing", number)
    if found is None:
        return Outcome(
            "listing_unknown", {"heard": number}, asks=("listing_number",), clears=("listing_number",),
            choices=_numbered(everything),
        )  # fmt: skip
    return found


def about(listing: StoredRecord, detail: str) -> Outcome:
    size = listing.data.get("size_m2")
    known = {
        **_told_of(listing),
        "floor": f", {size} m²" if size else "",
        "status_is": f"status_{listing.data.get('status', 'available')}",
    }
    if not detail:
        return _followed("listing_is", known, listing)
    value = known.get(_FIELD.get(detail, detail), "")
    if not value:
        return Outcome("detail_unknown", known, offers=("person",), fills=_it(listing), ends_flow=True)
    tells = f"listing_{detail}_{value}" if detail in ("pets", "furnished") else f"listing_{detail}"
    return _followed(tells, known, listing)


async def open_listings(around: Surroundings) -> list[StoredRecord]:
    found = await around.ports.records.all_of("listing")
    return [one for one in found if one.data.get("status", "available") == "available"]


def misses(listing: StoredRecord, wanted: WantedHome, offered: Sequence[StoredRecord]) -> float:
    """How far it is from what is wanted: nought when it is just that."""
    data, price = listing.data, _price(listing)
    far = 0.0
    if wanted.place and _is_a_place(wanted.place) and not _is_in(listing, wanted.place):
        far += 2
    if wanted.bedrooms and int(str(data.get("bedrooms", 0))) != int(float(wanted.bedrooms)):
        far += abs(int(str(data.get("bedrooms", 0))) - float(wanted.bedrooms))
    if (most := _sum(wanted.price_most)) is not None and price > most.amount:
        far += 1 + float((price - most.amount) / most.amount)
    if (least := _sum(wanted.price_least)) is not None and price < least.amount:
        far += 1 + float((least.amount - price) / least.amount)
    if (kind := _kind_of_home(wanted.home)) and data.get("home") != kind:
        far += 1
    if wanted.pets == "yes" and data.get("pets") == "no":
        far += 1
    return far


_FIELD = {"size": "size_m2"}
_ANYWHERE = ("any", "where", "don't mind", "no matter", "donde sea", "igual", "peu importe", "egal")


def _followed(tells: str, known: dict[str, str], listing: StoredRecord) -> Outcome:
    """Told, and if it is still to be had a viewing is proposed."""
    is_shown = listing.data.get("status", "available") == "available" and tells == "listing_is"
    return Outcome(
        tells, known, proposes="book_appointment" if is_shown else "", fills=_it(listing), ends_flow=True
    )


def _it(listing: StoredRecord) -> dict[str, str]:
    """What 'it' means from here on."""
    return {"listing_number": listing.reference}


def _which(found: Sequence[StoredRecord]) -> Outcome:
    if not found:
        return Outcome("nothing_on_offer", offers=("person",), ends_flow=True)
    return Outcome(
        offers=("choices",), asks=("listing_number",), choices=_numbered(found), clears=("which_home",)
    )


def _choices(found: Sequence[StoredRecord]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            label="choice_listing",
            fills={"chosen": str(one.id), "listing_number": one.reference},
            values=_label_of(one),
        )
        for one in found
    )


def _numbered(found: Sequence[StoredRecord]) -> tuple[Choice, ...]:
    return tuple(
        Choice(label="choice_listing", fills={"listing_number": one.reference}, values=_label_of(one))
        for one in found[:_SHOWN]
    )


def _told_of(listing: StoredRecord) -> dict[str, str]:
    """What words may use of it; a rent is by the month."""
    return {**shown(listing), "per": "per_month" if listing.data.get("deal") == "rent" else ""}


def _label_of(listing: StoredRecord) -> dict[str, str]:
    """By names that are no slots': 'Stonebridge under 300,000' is another search, not the choice of one."""
    known = _told_of(listing)
    named = {name: known[name] for name in ("title", "price", "per", "reference")}
    return {**named, "town": known["place"], "beds": known["bedrooms"]}


def _findable(listing: StoredRecord) -> dict[str, str]:
    return {name: str(listing.data.get(name, "")) for name in ("title", "place", "home")}


def _is_a_place(said: str) -> bool:
    return not any(word in said.casefold() for word in _ANYWHERE)


def _is_in(listing: StoredRecord, said: str) -> bool:
    return likeness(said, {"place": str(listing.data.get("place", ""))}) > 0


def _kind_of_home(said: str) -> str:
    words = said.casefold()
    return next((kind for kind, names in _HOMES.items() if any(name in words for name in names)), "")


def _price(listing: StoredRecord) -> Decimal:
    return money(str(listing.data["price"])).amount


def _sum(text: str) -> Money | None:
    try:
        return money(text) if text else None
    except NoMoney:
        return None
