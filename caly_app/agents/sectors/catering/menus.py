"""Menus: which fit, and which one is meant."""

import re
from collections.abc import Sequence
from datetime import date

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.money import money, told
from caly_app.agents.picking import likeness, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.catering.terms import terms_of
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_SHOWN = 4
_CHEAPEST = re.compile(
    r"\b(?:cheap\w*|least expensive|más barat\w*|moins cher|billigst\w*|günstigst\w*)", re.IGNORECASE
)

# Words by which a diet or a season is known, in the languages we speak: how they begin.
DIETS = {
    "vegan": ("vegan", "végétalien", "plant-based", "plant based"),
    "vegetarian": ("vegetar", "végétar", "veggie", "meat-free", "meat free", "fleischlos", "sin carne"),
    "gluten_free": ("gluten", "coeliac", "celiac", "celíac", "zöliakie", "coeliaque"),
    "dairy_free": ("dairy", "lactos", "laktos", "sin leche", "sans lait", "milchfrei"),
    "halal": ("halal",),
    "kosher": ("kosher", "koscher", "cacher", "casher"),
    "pescatarian": ("pescatar", "pescetar", "pesco"),
}
SEASONS = {
    "spring": ("spring", "primavera", "printemps", "frühling", "frühjahr"),
    "summer": ("summer", "verano", "été", "sommer"),
    "autumn": ("autumn", "fall menu", "otoño", "automne", "herbst"),
    "winter": ("winter", "invierno", "hiver", "christmas", "navidad", "noël", "weihnacht"),
}
_SEASON_OF_MONTH = ("winter", "winter", *["spring"] * 3, *["summer"] * 3, *["autumn"] * 3, "winter")


class MenuWanted(BaseModel):
    tastes: str = ""  # the customer's words: diets, season
    guests: int | None = None
    budget: str = ""
    budget_per_guest: str = ""
    date: str = ""
    menu_name: str = ""


class MenuChosen(BaseModel):
    guests: int
    menu: str = ""  # id, once it was picked
    menu_name: str = ""
    tastes: str = ""
    budget: str = ""
    budget_per_guest: str = ""
    date: str = ""


class OtherMenu(BaseModel):
    """For a quote that stands."""

    quote_guests: int
    guests: int | None = None
    menu: str = ""
    menu_name: str = ""
    tastes: str = ""


async def recommend_menu(wanted: MenuWanted, around: Surroundings) -> Outcome:
    """Those that fit all that was said; where none does, what stands in the way."""
    menus = await _all(around)
    if not menus:
        return Outcome("no_menus", offers=("person",), ends_flow=True)
    if wanted.budget and not wanted.budget_per_guest and wanted.guests is None:
        return Outcome(asks=("guests",))
    named = _named(menus, wanted.menu_name) if wanted.menu_name else []
    fitting = named or [one for one in menus if _fits(one, wanted, around)]
    if not fitting:
        return Outcome("no_menu_fits", choices=_choices(menus), offers=("person",), ends_flow=True)
    if len(fitting) == 1:
        return Outcome(
            "menu_is",
            {**_values(fitting[0]), "description": str(fitting[0].data.get("description", ""))},
            fills={"menu_name": str(fitting[0].data["name"])},
            proposes="request_quote",
            ends_flow=True,
        )
    return Outcome("menus_listed", choices=_choices(fitting), proposes="request_quote", ends_flow=True)


async def choose_menu(chosen: MenuChosen, around: Surroundings) -> Outcome:
    """The menu that is meant, if that many guests may have it; else the ones that are possible."""
    menus = await _all(around)
    possible = [one for one in menus if least_guests(one, around) <= chosen.guests]
    if not possible:
        return _too_few(chosen.guests, menus, around)
    meant = _meant(menus, chosen)
    if meant and meant not in possible:
        return _ask(
            possible,
            "menu_needs_more",
            {"menu": str(meant.data["name"]), "least": str(least_guests(meant, around))},
        )
    if meant:
        return Outcome(fills={"menu": str(meant.id), **priced(meant)})
    if _CHEAPEST.search(chosen.menu_name):
        return Outcome(fills={"menu": str(possible[0].id), **priced(possible[0])})
    likes = f"{chosen.tastes} {chosen.menu_name}"
    if chosen.menu_name and not (diets_in(likes) or season_in(likes)):
        return _ask(possible, "menu_unknown", {"heard": chosen.menu_name})
    wanted = MenuWanted.model_validate({**chosen.model_dump(exclude={"menu", "menu_name"}), "tastes": likes})
    return _ask([one for one in possible if _fits(one, wanted, around)] or possible, "", {})


async def choose_other_menu(other: OtherMenu, around: Surroundings) -> Outcome:
    told = other.model_dump(exclude={"quote_guests", "guests"})
    return await choose_menu(MenuChosen(**told, guests=other.guests or other.quote_guests), around)


def _too_few(guests: int, menus: Sequence[StoredRecord], around: Surroundings) -> Outcome:
    """No event of that few; a table of ours may do."""
    least = min(
        (least_guests(one, around) for one in menus), default=terms_of(around.business).minimum_guests
    )
    return Outcome(
        "too_few_guests",
        {"guests": str(guests), "least": str(least)},
        offers=("appointment", "person"),
        proposes="book_appointment",
        fills={"guests": str(guests)},
        ends_flow=True,
    )


def _ask(menus: Sequence[StoredRecord], tells: str, values: dict[str, str]) -> Outcome:
    return Outcome(
        tells,
        values,
        offers=("alternatives",) if tells else ("choices",),
        asks=("menu",),
        choices=_choices(menus),
        clears=("menu", "menu_name"),
    )


def _meant(menus: Sequence[StoredRecord], chosen: MenuChosen) -> StoredRecord | None:
    """What is named last counts: a name outlives no question that was answered by picking."""
    named = _named(menus, chosen.menu_name) if chosen.menu_name else []
    if len(named) == 1:
        return named[0]
    return next((one for one in menus if str(one.id) == chosen.menu), None)


def _named(menus: Sequence[StoredRecord], said: str) -> list[StoredRecord]:
    """By its name only: 'menu' is in all of them."""
    words = re.sub(r"\bmen[uú]s?\b", " ", said, flags=re.IGNORECASE)
    scores = [likeness(words, {"name": re.sub(r"(?i)\bmenu\b", " ", str(one.data["name"]))}) for one in menus]
    best = max(scores, default=0)
    return [one for one, score in zip(menus, scores, strict=True) if score == best > 0]


def _fits(menu: StoredRecord, wanted: MenuWanted, around: Surroundings) -> bool:
    each = _each_may_cost(wanted)
    season = season_in(wanted.tastes) or (_season_of(wanted.date) if wanted.date else "")
    of_menu = _listed(menu, "seasons")
    return (
        set(diets_in(wanted.tastes)) <= set(_listed(menu, "diets"))
        and (not wanted.guests or least_guests(menu, around) <= wanted.guests)
        and (each is None or _is_within(price_per_guest(menu), each))
        and (not season or not of_menu or season in of_menu)
    )


def _each_may_cost(wanted: MenuWanted) -> Money | None:
    if wanted.budget_per_guest:
        return money(wanted.budget_per_guest)
    if wanted.budget and wanted.guests:
        whole = money(wanted.budget)
        return Money(whole.amount / wanted.guests, whole.currency)
    return None


def _is_within(price: Money, most: Money) -> bool:
    """A budget in another currency is for a person to judge."""
    return price.currency != most.currency or price <= most


def diets_in(said: str) -> list[str]:
    text = said.casefold()
    return [diet for diet, words in DIETS.items() if any(re.search(rf"\b{word}", text) for word in words)]


def season_in(said: str) -> str:
    text = said.casefold()
    return next((one for one, words in SEASONS.items() if any(word in text for word in words)), "")


def _season_of(day: str) -> str:
    return _SEASON_OF_MONTH[date.fromisoformat(day).month - 1]


def least_guests(menu: StoredRecord, around: Surroundings) -> int:
    return int(str(menu.data.get("minimum_guests") or terms_of(around.business).minimum_guests))


def price_per_guest(menu: StoredRecord) -> Money:
    return money(str(menu.data["price_per_guest"]))


def priced(menu: StoredRecord) -> dict[str, str]:
    return {"menu_title": str(menu.data["name"]), "price_per_guest": told(price_per_guest(menu))}


def _listed(menu: StoredRecord, field: str) -> Sequence[str]:
    listed = menu.data.get(field, ())
    return [str(one) for one in listed] if isinstance(listed, list | tuple) else []


async def _all(around: Surroundings) -> list[StoredRecord]:
    """The cheapest first."""
    menus = await around.ports.records.all_of("menu")
    return sorted(menus, key=lambda one: price_per_guest(one).amount)


def _values(menu: StoredRecord) -> dict[str, str]:
    return {**shown(menu), **priced(menu)}


def _choices(menus: Sequence[StoredRecord]) -> tuple[Choice, ...]:
    return tuple(
        Choice(label="choice_menu", fills={"menu": str(one.id)}, values=priced(one)) for one in menus[:_SHOWN]
    )
