"""The catalogue: what an article is, whether it is there, and its other variants. It is about nobody."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from pydantic import BaseModel
from rapidfuzz import fuzz

from caly_app.agents.dialogue import Choice
from caly_app.agents.money import money
from caly_app.agents.picking import likeness, same_reference, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.ecommerce.not_made import COLOURS, asked_in_vain, same_colour
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_SHOWN = 6
_SAME_WORD = 82  # of 100


class WhichProduct(BaseModel):
    article: str = ""  # id, once it was picked
    product: str = ""  # asked for, in the customer's words
    about: str = ""  # the whole of what was said
    last_product: str = ""  # that was spoken of before
    same_product: str = ""  # said: "it", "that one"


async def tell_product(which: WhichProduct, around: Surroundings) -> Outcome:
    family = await _family(which, around)
    if isinstance(family, Outcome):
        return family
    if refusal := _not_made(which, family):
        return refusal
    first = family[0]
    values = {**shown(first), "variants": ", ".join(variant(one) for one in family if variant(one))}
    choices = _choices(family)
    if len(family) > 1:
        prices = {str(one.data["price"]) for one in family}
        tells = "product_is_in_variants" if len(prices) == 1 else "product_is_from"
        return _over(tells, {**values, "price": min(prices, key=lambda one: money(one).amount)}, choices)
    return _over("product_is", values)


async def tell_stock(which: WhichProduct, around: Surroundings) -> Outcome:
    family = await _family(which, around)
    if isinstance(family, Outcome):
        return family
    if refusal := _not_made(which, family):
        return refusal
    named = _named(f"{which.product} {which.about}", family)
    if len(named or family) > 1:
        return _stock_of_several(named or family)
    return _stock_of((named or family)[0], around)


async def tell_how_to_buy(which: WhichProduct, around: Surroundings) -> Outcome:
    """An order is placed in the shop, where it is paid; here one hears whether that would work."""
    family = await _family(which, around)
    if isinstance(family, Outcome):
        return family
    if refusal := _not_made(which, family):
        return refusal
    there = [one for one in family if stock(one)]
    if there:
        return _over("buy_in_the_shop", shown(there[0]), offers=("person",))
    return _stock_of(family[0], around)


def stock(product: StoredRecord) -> int:
    left = product.data.get("stock", 0)
    return left if isinstance(left, int) else 0


def variant(product: StoredRecord) -> str:
    return str(product.data.get("variant", ""))


async def product_of(sku: str, around: Surroundings) -> StoredRecord | None:
    return await around.ports.records.by_reference("product", sku) if sku else None


async def variants_of(name: str, around: Surroundings) -> list[StoredRecord]:
    """Everything that is sold under this name."""
    return [*await around.ports.records.all_of("product", {"name": name})]


async def put_back(sku: str, how_many: int, around: Surroundings) -> None:
    """Into stock; out of it with a number below zero. What is not in the catalogue is not counted."""
    product = await product_of(sku, around)
    if product is not None and how_many:
        product = await around.ports.records.hold(product.id)
        left = max(0, stock(product) + how_many)
        await around.ports.records.change(product.id, {"stock": left})


async def _family(which: WhichProduct, around: Surroundings) -> list[StoredRecord] | Outcome:
    """All variants of the one article that is meant; else what to ask."""
    products = await around.ports.records.all_of("product")
    if which.article:
        picked = next((one for one in products if str(one.id) == which.article), None)
        return await variants_of(str(picked.data["name"]), around) if picked else Outcome("product_unknown")
    named = _best(products, which.product) or _best(products, which.about)
    if not named:
        named = _of_the_last(which, products)
    names = list(dict.fromkeys(str(one.data["name"]) for one in named))
    if len(names) == 1:
        return [one for one in products if one.data["name"] == names[0]]
    if names:
        choices = [next(one for one in named if one.data["name"] == name) for name in names[:_SHOWN]]
        return Outcome(
            offers=("choices",),
            asks=("article",),
            choices=tuple(
                Choice(label="choice_article", fills={"article": str(one.id)}, values=shown(one))
                for one in choices
            ),
        )
    unknown = "product_unknown" if which.product else ""
    return Outcome(unknown, {"heard": which.product}, asks=("product",), clears=("product", "about"))


def _of_the_last(which: WhichProduct, products: Sequence[StoredRecord]) -> list[StoredRecord]:
    """'Is it waterproof?', and 'what about L?' where nothing but a variant or a colour is said."""
    last = [one for one in products if one.data["name"] == which.last_product]
    said = _CUT_SHORT.sub(" ", f"{which.product} {which.about}")
    family = [one for one in last if variant(one)]
    is_of_it = bool(_named(said, family) or asked_in_vain(said, family, _SPELLED)) if family else False
    own = {word.casefold() for one in family for word in re.findall(r"\w+", variant(one))} | {*_SPELLED}
    others = {word.casefold() for word in re.findall(r"\w+", said)} - own - _SAYS_NOTHING - COLOURS
    if which.same_product and not which.product or is_of_it and not others:
        return last
    return []


def _not_made(which: WhichProduct, family: Sequence[StoredRecord]) -> Outcome | None:
    """Nobody hears of a jacket that is in stock where they asked for a blue one, and none is."""
    heard = asked_in_vain(f"{which.product} {which.about}", family, _SPELLED)
    if not heard:
        return None
    varied = [one for one in family if variant(one)]
    tells = "variant_unknown_of" if varied else "variant_unknown"
    return _over(tells, {**shown(family[0]), "heard": heard}, _choices(varied))


def _best(products: Sequence[StoredRecord], said: str) -> list[StoredRecord]:
    """A word of the name counts more than one of the description."""
    if not said:
        return []
    scores = [_score(said, one) for one in products]
    best = max(scores, default=0.0)
    return [one for one, score in zip(products, scores, strict=True) if score == best > 0]


def _score(said: str, product: StoredRecord) -> float:
    if any(same_reference(product.reference, word) for word in re.findall(r"[\w-]{4,}", said)):
        return 100.0
    data = {name: str(product.data.get(name, "")) for name in ("name", "kind")}
    return sum(_word_in(word, data["name"]) * 2 + _word_in(word, data["kind"]) for word in _words(said))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"[^\W\d_]{3,}", text)]


def _word_in(word: str, text: str) -> bool:
    """Singular and plural are one, and slips of the finger are forgiven."""
    plain = word.rstrip("s")
    return any(
        plain == other.rstrip("s") or (len(word) > 4 and fuzz.ratio(word, other) >= _SAME_WORD)
        for other in _words(text)
    )


def _named(said: str, family: Sequence[StoredRecord]) -> list[StoredRecord]:
    """Those whose variant was said: of 'size 42' and 'size 43' the number says which."""
    shared = _in_all([variant(one) for one in family]) if len(family) > 1 else set()
    return [one for one in family if names_variant(said, variant(one), beside=shared)]


def _in_all(variants: Sequence[str]) -> set[str]:
    return set.intersection(*({word.casefold() for word in re.findall(r"\w+", one)} for one in variants))


def names_variant(said: str, one: str, *, beside: Collection[str] = ()) -> bool:
    """'In blue', 'a size M', 'size 42': each word of the variant was said, but those `beside`."""
    told = {form for word in re.findall(r"\w+", said) for form in same_colour(word.casefold())}
    spelled = {_SPELLED.get(word, word) for word in told}
    wanted = {word.casefold() for word in re.findall(r"\w+", one)}.difference(beside)
    return bool(wanted) and wanted <= told | spelled


_CUT_SHORT = re.compile(r"\w*['’]\w*")  # "what's", "l'imperméable": no sizes
_SAYS_NOTHING = frozenset(
    "a an and any about before but do first got have how i in is it mean no of one only ones or please size"
    " so that the then there too what well you your y o antes de del el en es primero hay la las los lo por"
    " pues qué que tal talla un una tienen favor et est ou au avant ça cela avec avez ce le les taille vous"
    " stock auch da der die das es gibt größe haben ist ihr mit oder sie und was wie wäre bitte vorher davor"
    " erst dann denn".split()
)


_SPELLED = {"small": "s", "medium": "m", "large": "l", "pequeña": "s", "mediana": "m", "grande": "l"}


def _stock_of(product: StoredRecord, around: Surroundings) -> Outcome:
    values = {**shown(product), "title": product_title(product)}
    if stock(product):
        return _over("in_stock", values)
    back = str(product.data.get("back_on", ""))
    if back and date.fromisoformat(back) > around.now.date():
        return _over("back_in_stock_on", values)
    return _over("out_of_stock", values, offers=("person",))


def _stock_of_several(family: Sequence[StoredRecord]) -> Outcome:
    there = [one for one in family if stock(one)]
    values = shown(family[0])
    if not there:
        return _over("out_of_stock", {**values, "title": str(family[0].data["name"])}, offers=("person",))
    if len(there) == len(family):
        return _over("in_stock_all", values, _choices(there))
    gone = ", ".join(variant(one) for one in family if not stock(one))
    return _over("in_stock_some", {**values, "gone": gone}, _choices(there))


def product_title(product: StoredRecord) -> str:
    return ", ".join(part for part in (str(product.data.get("name", "")), variant(product)) if part)


def _choices(products: Sequence[StoredRecord]) -> tuple[Choice, ...]:
    return tuple(
        Choice(label="choice_variant", fills={}, values={"variant": variant(one)}) for one in products
    )


def _over(
    tells: str, values: dict[str, str], choices: tuple[Choice, ...] = (), offers: tuple[str, ...] = ()
) -> Outcome:
    fills = {"last_product": values["name"]}
    return Outcome(tells, values, choices=choices, offers=offers, fills=fills, ends_flow=True)


def likely_variants(said: str, family: Sequence[StoredRecord]) -> list[StoredRecord]:
    """Those whose variant was named; by likeness where none was named whole."""
    if named := _named(said, family):
        return named
    shared = _in_all([variant(one) for one in family])
    alike = [_without(shared, variant(one)) for one in family]
    return [one for one, own in zip(family, alike, strict=True) if likeness(said, {"variant": own})]


def _without(shared: Collection[str], text: str) -> str:
    return " ".join(word for word in re.findall(r"\w+", text) if word.casefold() not in shared)


def with_title(product: StoredRecord) -> StoredRecord:
    return replace(product, data={**product.data, "title": product_title(product)})
