"""Orders from the menu to the room of a guest who is in the house, while the kitchen is open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from uuid import UUID

from moneyed import Money
from pydantic import BaseModel
from rapidfuzz import fuzz

from caly_app.agents.dialogue import Choice
from caly_app.agents.money import money, told
from caly_app.agents.picking import Asking, Which, one_of, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.hospitality import stays
from caly_app.agents.sectors.hospitality.nights import HouseRules
from caly_app.agents.tool import Nothing, Surroundings
from caly_app.ports import StoredRecord

_MOST = 20  # of one dish
_SHORT_WORD = 2  # letters
_WHAT_KIND = frozenset({"with", "of", "without", "con", "de", "sin", "avec", "sans", "mit", "ohne"})
_NEAR_ENOUGH = 84  # of 100
_NUMBERS = {
    1: "one a an un una uno une ein eine einen einmal",
    2: "two couple dos deux zwei zweimal",
    3: "three tres trois drei",
    4: "four cuatro quatre vier",
    5: "five cinco cinq fünf",
    6: "six seis sechs",
    7: "seven siete sept sieben",
    8: "eight ocho huit acht",
}
_COUNTS = {word: number for number, words in _NUMBERS.items() for word in words.split()}
_COUNT = rf"(?:\b(?P<n>\d{{1,3}}|{'|'.join(_COUNTS)})(?:\s*x)?\s+(?:of\s+|more\s+)?(?:\w+\s+of\s+)?)?"
_ONLY_A_COUNT = re.compile(rf"(?P<n>\d{{1,3}}|{'|'.join(_COUNTS)})\b(?!\s+\w)", re.IGNORECASE)
_PARTS = re.compile(r",|;|&|\+|\band\b|\bplus\b|\by\b|\bet\b|\bund\b", re.IGNORECASE)
_TAKEN_BACK = re.compile(
    r"[\s,.]*\b(?:no|nope|sorry|actually|rather|make (?:it|that)|i mean|perdón|mejor|non|plutôt|nein)\b"
    r"(?:[\s,.]+(?:no|wait|sorry|just|only|make (?:it|that)|actually|i mean|solo|mejor|juste|plutôt|nur)\b)*"
    r"[\s,.]*"
    # why, before what it is instead: "no, actually it's late, a toastie"
    r"(?:(?:it'?s|i'?m|we'?re|that'?s|es|c'est|il est|es ist|das ist) "
    r"(?:(?:a bit|so|too|very|not|that|getting|muy|demasiado|trop|zu|schon) )*"
    r"(?:late|early|hot|cold|heavy|much|hungry|full|tarde|mucho|pesado|tard|lourd|spät|viel|schwer)\b"
    r"[\s,.]*)?",
    re.IGNORECASE,
)
_WITHOUT = re.compile(
    r"[\s,.]*\b(?:without|sin|sans|ohne)\b\s*(?:(?:any|the|el|la|los|las|le|les|das|den|die)\s+|l')?",
    re.IGNORECASE,
)
_ARTICLES = frozenset("a an un una une ein eine einen".split())
_SAYS_NOTHING = frozenset(
    "please to my our the room some can could may have get i we us me would like want need order bring send "
    "up with for also just now thanks thank you hi hello number and will take it is that all of in "
    "a an one".split()
)


class WhichGuest(BaseModel):
    room_number: str = ""
    stay: str = ""  # id, once it was picked


class Wish(BaseModel):
    order_items: str = ""
    stay_room: str = ""


class Order(BaseModel):
    stay: UUID
    order_items: str
    order_total: str


@dataclass(frozen=True)
class Line:
    item: StoredRecord
    count: int

    @property
    def total(self) -> Money:
        return money(str(self.item.data["price"])) * self.count

    @property
    def text(self) -> str:
        return f"{self.count} x {self.item.data['name']}"


async def find_guest(which: WhichGuest, around: Surroundings) -> Outcome:
    """The stay of a guest who is in the house; nothing is brought to anybody else."""
    here = [one for one in await stays.of_guest(around) if one.data.get("status") == "in_house"]
    in_room = [one for one in here if which.room_number and one.data.get("room") == which.room_number]
    asking = Asking("stay", "choice_stay", "not_in_house", offers=("person",))
    meant = one_of(in_room or here, Which(which.stay), asking)
    if isinstance(meant, Outcome):
        return meant
    return Outcome(fills={"stay": str(meant.id), "stay_room": str(meant.data.get("room", ""))})


async def take_order(wish: Wish, around: Surroundings) -> Outcome:
    if closed := _closed(around):
        return closed
    menu = await around.ports.records.all_of("menu_item")
    if not menu:
        return Outcome("no_menu", offers=("person",), ends_flow=True)
    if not wish.order_items:
        return Outcome(asks=("order_items",), choices=_choices(menu))
    lines, unknown = read_order(wish.order_items, menu)
    if not lines and not unknown and _WITHOUT.search(wish.order_items):  # all of it was taken off
        return Outcome(asks=("order_items",), choices=_choices(menu), clears=("order_items",))
    if unknown or not lines:
        return Outcome(
            "not_on_menu",
            {"heard": unknown or wish.order_items},
            offers=("alternatives",),
            asks=("order_items",),
            choices=_choices(menu),
            clears=("order_items",),
        )
    if any(line.count > _MOST for line in lines):
        return Outcome("order_too_big", offers=("person",), ends_flow=True)
    return Outcome(fills={"order_list": _list(lines), "order_total": told(_total(lines, around))})


async def place_order(order: Order, around: Surroundings) -> Outcome:
    stay = await stays.open_stay(order.stay, around)
    if isinstance(stay, Outcome) or stay.data.get("status") != "in_house":
        return Outcome("not_in_house", offers=("person",), ends_flow=True)
    if closed := _closed(around):
        return closed
    lines, _ = read_order(order.order_items, await around.ports.records.all_of("menu_item"))
    if not lines or told(_total(lines, around)) != order.order_total:  # or it is on the menu no more
        return Outcome("price_changed")
    data = {
        "stay": stay.reference,
        "room": str(stay.data.get("room", "")),
        "items": _list(lines),
        "total": order.order_total,
        "said": order.order_items[:1000],
        "status": "ordered",
        "ordered_at": around.now.isoformat(),
    }
    placed = await around.ports.records.create("room_order", data, around.customer_id)
    return Outcome("order_placed", shown(placed), done=True)


async def tell_menu(_: Nothing, around: Surroundings) -> Outcome:
    menu = await around.ports.records.all_of("menu_item")
    if not menu:
        return Outcome("no_menu", offers=("person",), ends_flow=True)
    return Outcome(
        "menu_listed", _hours(around), choices=_choices(menu), proposes="order_room_service", ends_flow=True
    )


def read_order(said: str, menu: Sequence[StoredRecord]) -> tuple[list[Line], str]:
    """What of the menu is in it, and the first part of it that is not on the menu. 'Without the water' takes
    it off what was said before, and 'a burger without salad' orders no salad."""
    cuts = [cut for cut in _WITHOUT.finditer(said) if _off(said[cut.end() :], menu)]
    if not cuts:
        return _read(said, menu)
    before, behind = said[: cuts[-1].start()], said[cuts[-1].end() :]
    end = _off(behind, menu)
    taken, _ = _read(behind[:end], menu)
    is_counted = any(
        word.isdigit() or word in _COUNTS and word not in _ARTICLES
        for word in behind[:end].casefold().split()
    )
    lines, unknown = read_order(before, menu)
    more, also_unknown = _read(behind[end:], menu)
    counts = {line.item.id: line.count for line in lines}
    for line in taken:
        count = counts.get(line.item.id, 0)
        counts[line.item.id] = max(count - line.count, 0) if is_counted else 0
    for line in more:
        counts[line.item.id] = counts.get(line.item.id, 0) + line.count
    return [Line(item, counts[item.id]) for item in menu if counts.get(item.id)], unknown or also_unknown


def _off(behind: str, menu: Sequence[StoredRecord]) -> int:
    """Where what stands first of it ends; 0 if it is nothing of the menu: 'without onions'."""
    named = [match.end() for item in menu if (match := _said_of(item).match(behind))]
    part = _PARTS.split(behind)[0]
    return max(named, default=len(part) if _read(part, menu)[0] else 0)


def _read(said: str, menu: Sequence[StoredRecord]) -> tuple[list[Line], str]:
    left = _put_right(said, menu)
    counts: dict[UUID, int] = {}
    named = [(name, item) for item in menu for name in _names(item)]
    for name, item in sorted(named, key=lambda pair: -len(pair[0])):
        pattern = re.compile(rf"{_COUNT}\b{_pattern_of(name)}(?!\w)", re.IGNORECASE)
        for match in pattern.finditer(left):
            counts[item.id] = counts.get(item.id, 0) + _count(match["n"])
        left = pattern.sub(" | ", left)
    unknown = ""
    for part in _PARTS.split(left):
        if "|" in part or not (words_of := _telling(part)):
            continue
        near = _nearest(words_of, menu) or _by_its_word(part, menu)
        if near is None:
            unknown = unknown or " ".join(words_of)
        else:
            first = next((word for word in part.casefold().split() if word in _COUNTS or word.isdigit()), "")
            counts[near.id] = counts.get(near.id, 0) + _count(first or None)
    return [Line(item, counts[item.id]) for item in menu if item.id in counts], unknown


def _put_right(said: str, menu: Sequence[StoredRecord]) -> str:
    """'Two beers, no, just one beer': what is named again behind a no is meant as it was said last; where
    it is something else, it takes the place of what stands right before.
    """
    kept = said
    while cut := _TAKEN_BACK.search(kept):
        before, behind = kept[: cut.start()], kept[cut.end() :]
        again = [match for item in menu if (match := _said_of(item).match(behind))]
        places = sorted((match for item in menu for match in _said_of(item).finditer(before)), key=_end)
        if again and places:
            name = again[0]["name"].casefold().rstrip("s")
            same = [match for match in places if match["name"].casefold().rstrip("s") == name]
            last = (same or places)[-1]
            kept = f"{before[: last.start()]} {before[last.end() :]}, {behind}"
        elif places and (count := _ONLY_A_COUNT.match(behind)):
            last = places[-1]
            anew = f"{before[: last.start()]}, {count['n']} {last['name']}{before[last.end() :]}"
            kept = f"{anew}{behind[count.end() :]}"
        else:
            kept = f"{before} {behind}"
    return kept


def _end(match: re.Match[str]) -> int:
    return match.end()


def _said_of(item: StoredRecord) -> re.Pattern[str]:
    """The item with its number, by any of its names, the longest first."""
    names = sorted(_names(item), key=len, reverse=True)
    return re.compile(rf"\W*{_COUNT}\b(?P<name>{'|'.join(map(_pattern_of, names))})(?!\w)", re.IGNORECASE)


def _pattern_of(name: str) -> str:
    return r"\s+".join(re.escape(word) + (r"(?:e?s)?" if word[-1].isalpha() else "") for word in name.split())


def _names(item: StoredRecord) -> list[str]:
    also = item.data.get("also", [])
    others = [str(one) for one in also] if isinstance(also, list) else []
    return [name.casefold() for name in (str(item.data["name"]), *others)]


def _count(said: str | None) -> int:
    if not said:
        return 1
    return int(said) if said.isdigit() else _COUNTS.get(said.casefold(), 1)


def _telling(part: str) -> list[str]:
    words = re.findall(r"[^\W\d_]{3,}", part.casefold())
    return [word for word in words if word not in _SAYS_NOTHING and word not in _COUNTS]


def _nearest(words: Sequence[str], menu: Sequence[StoredRecord]) -> StoredRecord | None:
    """'Clubsandwich', 'burgr': a slip of the finger is forgiven."""
    said = " ".join(words)
    best = max(menu, key=lambda item: max(fuzz.ratio(said, name) for name in _names(item)))
    return best if max(fuzz.ratio(said, name) for name in _names(best)) >= _NEAR_ENOUGH else None


def _by_its_word(part: str, menu: Sequence[StoredRecord]) -> StoredRecord | None:
    """'The one sandwich', where there is one kind: a tuna sandwich is another."""
    words = re.findall(r"\w+", part.casefold())
    for place, word in enumerate(words):
        before, behind = words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""
        is_counted = before.isdigit() or before in _COUNTS
        if before and before not in _SAYS_NOTHING and not is_counted or behind in _WHAT_KIND:
            continue
        forms = {word, word.removesuffix("s"), word.removesuffix("es")}  # "four sandwiches"
        called = [item for item in menu if any(forms & {*name.split()} for name in _names(item))]
        if len(called) == 1 and len(word) > _SHORT_WORD:
            return called[0]
    return None


def _list(lines: Sequence[Line]) -> str:
    return ", ".join(line.text for line in lines)


def _total(lines: Sequence[Line], around: Surroundings) -> Money:
    ordered = reduce(add, (line.total for line in lines))
    return ordered + HouseRules(around).sum("tray_charge", ordered.currency)


def _closed(around: Surroundings) -> Outcome | None:
    """Open past midnight where it closes before it opens; round the clock where both are one."""
    rules, now = HouseRules(around), around.now.time()
    opens, closes = rules.clock("kitchen_opens"), rules.clock("kitchen_closes")
    if opens <= now < closes or closes <= opens and not closes <= now < opens:
        return None
    return Outcome("kitchen_closed", _hours(around), offers=("person",), ends_flow=True)


def _hours(around: Surroundings) -> dict[str, str]:
    rules = HouseRules(around)
    return {
        "opens": rules.clock("kitchen_opens").isoformat(),
        "closes": rules.clock("kitchen_closes").isoformat(),
    }


def _choices(menu: Sequence[StoredRecord]) -> tuple[Choice, ...]:
    return tuple(
        Choice(label="choice_dish", fills={"order_items": str(one.data["name"])}, values=shown(one))
        for one in menu
    )
