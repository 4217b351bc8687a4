"""What is in a dish, from the business's own records. Nothing is guessed: where they are silent, a person is
called."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel
from rapidfuzz import fuzz

from caly_app.agents.commands import EscalationReason
from caly_app.agents.dialogue import Choice
from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_NEAR_ENOUGH = 85  # of 100
_SHOWN = 12
_SEVERELY = "severe"
_BESIDE_A_NAME = 2  # words: "what is in the bean stew" asks for all of it

# The fourteen of EU regulation 1169/2011, by how their words begin in the languages we speak.
ALLERGENS: dict[str, str] = {
    "gluten": r"gluten|wheat|coeliac|celiac|barley|rye\b|spelt|trigo|cel[íi]ac|blé|weizen|zöliakie|cœliaque",
    "crustaceans": r"crustac|shellfish|prawn|shrimp|crab|lobster|langoust|marisco|gamba|fruits de mer"
    r"|crevette|krebs|krusten|garnele|meeresfr",
    "eggs": r"egg(?!plant)|huevo|œuf|oeuf|eier|ei\b",
    "fish": r"fish|pescado|poisson|fisch|salmon|tuna|anchov",
    "peanuts": r"peanut|groundnut|monkey nut|cacahuete|cacahuate|maní|cacahuète|arachide|erdn[uü]ss",
    "soya": r"soy(?! (?:al[eé]rg|cel[ií]ac|intoler|veg|muy))|soja|tofu|edamame",
    "milk": r"milk|dairy|lactos|laktos|cheese|butter(?!nut)|cream|leche|l[áa]cteo|lait(?!ue)|milch",
    "nuts": r"nuts?\b|almond|hazelnut|walnut|cashew|pecan|pistachio|macadamia|frutos secos|nuez|nueces"
    r"|almendra|avellana|fruits à coque|noix|noisette|amande|nüss|nuss|haseln|mandel",
    "celery": r"celer|apio|céleri|sellerie",
    "mustard": r"mustard|mostaza|moutarde|senf",
    "sesame": r"sesam|sésam|tahini",
    "sulphites": r"sul(?:ph|f)it|sulphur dioxide",
    "lupin": r"lupin|altramu",
    "molluscs": r"mollus|shellfish|mussel|oyster|squid|clam|scallop|octopus|molusco|mejill|marisco"
    r"|fruits de mer|moule|huître|weichtier|muschel|meeresfr",
}
# Who says "nuts" may mean both; nobody takes that chance.
_ALSO = {"nuts": ("peanuts",)}
_SEVERE = re.compile(
    r"\b(severe\w*|serious\w*|deadly|dangerous\w*|life[- ]?threatening|anaphyla\w+|epi-?pens?|could die|"
    r"hospital\w*|airborne|traces?|grave\w*|mortal\w*|anafil\w+|anaphyl\w+|schwer\w*|lebensgef\w+|trazas|spuren)\b",
    re.IGNORECASE,
)
_ALLERGIC_TO = re.compile(
    r"\b(?:allerg(?:ic|y|ies) to|intolerant (?:to|of)|intolerance (?:to|of)|can(?:'t|not) (?:eat|have)|"
    r"al[eé]rgic[oa]s? (?:a|al)|alergia (?:a|al)|allergiques? (?:à|aux?)|allergie (?:à|aux?)|"
    r"allergie gegen|allergisch (?:gegen|auf)) (?:the |los |las |la |el |les |le |des )?"
    r"(?!(?:them|it|that|those|these|this|any|one)\b)(?P<what>[^\W\d_][\w '-]{2,30}?)"
    r"(?= (?:can|is|are|and|or|but|so|what|which|do|does|y|o|et|ou|und|oder)\b|[^\w '-]|$)",
    re.IGNORECASE,
)


class Question(BaseModel):
    allergen_question: str
    asked_allergens: str = ""  # of the question before: "and the bean stew?"


@dataclass(frozen=True)
class Asked:
    """What a question is about."""

    dishes: Sequence[StoredRecord]
    allergens: Sequence[str]
    stranger: str  # an allergy to something that is none of the fourteen
    is_severe: bool


async def tell_allergens(question: Question, around: Surroundings) -> Outcome:
    dishes = await around.ports.records.all_of("dish")
    asked = _read(question.allergen_question, dishes)
    asked = _as_before(asked, question)
    told = _told(asked, dishes)
    kept = " ".join([*asked.allergens, *([_SEVERELY] if asked.is_severe else [])])
    return replace(told, fills={**told.fills, "asked_allergens": kept}) if kept else told


def _as_before(asked: Asked, question: Question) -> Asked:
    """'And the bean stew?' is asked for whoever the question before was asked for."""
    before = question.asked_allergens.split()
    if not before or asked.allergens or asked.stranger or len(asked.dishes) != 1:
        return asked
    named = re.findall(r"\w+", str(asked.dishes[0].data["name"]))
    if len(re.findall(r"\w+", question.allergen_question)) > len(named) + _BESIDE_A_NAME:
        return asked
    severe = asked.is_severe or _SEVERELY in before
    return replace(asked, allergens=[one for one in before if one in ALLERGENS], is_severe=severe)


def _told(asked: Asked, dishes: Sequence[StoredRecord]) -> Outcome:
    if asked.stranger:
        return _a_person("allergen_unknown", {"heard": asked.stranger})
    if asked.dishes:
        return _careful(_about_dishes(asked), asked)
    if asked.allergens:
        return _careful(_free_of(asked.allergens, dishes), asked)
    if asked.is_severe:
        return _a_person("allergy_careful", {})
    return Outcome(
        "dish_unknown",
        offers=("alternatives", "person"),
        asks=("allergen_question",),
        choices=tuple(
            Choice(
                label="choice_dish",
                fills={"allergen_question": str(one.data["name"])},
                values={"name": str(one.data["name"])},
            )
            for one in dishes[:5]
        ),
        clears=("allergen_question",),
    )


def _read(said: str, dishes: Sequence[StoredRecord]) -> Asked:
    allergens = allergens_in(said)
    named = dishes_in(said, dishes)
    stranger = _ALLERGIC_TO.search(said)
    unknown = stranger["what"].strip() if stranger and not allergens_in(stranger["what"]) else ""
    # "Is there milk in the milk chocolate tart": a word of the dish's name is asked about all the same.
    if named and not re.search(r"\b(free|contain|without|allerg|any|nut|have|got)", said, re.IGNORECASE):
        allergens = [one for one in allergens if not any(_in_name(one, dish) for dish in named)]
    return Asked(named, allergens, unknown, bool(_SEVERE.search(said)))


def allergens_in(said: str) -> list[str]:
    """Those of the fourteen that are named, whole groups too: shellfish are two of them."""
    found = [one for one, words in ALLERGENS.items() if re.search(rf"\b(?:{words})", said, re.IGNORECASE)]
    return list(dict.fromkeys(each for one in found for each in (one, *_ALSO.get(one, ()))))


def dishes_in(said: str, dishes: Iterable[StoredRecord]) -> list[StoredRecord]:
    """The dishes whose name is said, or most of it; of several as like, all."""
    words = [word.casefold() for word in re.findall(r"\w{3,}", said)]
    scores = [(_likeness(words, str(one.data["name"])), one) for one in dishes]
    best = max((score for score, _ in scores), default=0.0)
    return [one for score, one in scores if score == best >= 0.5]


def _likeness(words: Sequence[str], name: str) -> float:
    """Which part of the name was said, 0 to 1; small words do not count."""
    parts = [part.casefold() for part in re.findall(r"\w{4,}", name) if part.casefold() not in _SMALL]
    heard = [any(fuzz.ratio(part, word) >= _NEAR_ENOUGH for word in words) for part in parts]
    return sum(heard) / len(parts) if parts else 0.0


_SMALL = frozenset({"with", "from", "salad", "dish"})


def _in_name(allergen: str, dish: StoredRecord) -> bool:
    return allergen in allergens_in(str(dish.data["name"]))


# --- what to tell ---


def _about_dishes(asked: Asked) -> Outcome:
    if len(asked.dishes) > 1:
        return Outcome(
            "which_dish",
            offers=("choices",),
            asks=("allergen_question",),
            choices=tuple(
                Choice(
                    label="choice_dish",
                    fills={"allergen_question": f"{one.data['name']} {' '.join(asked.allergens)}".strip()},
                    values={"name": str(one.data["name"])},
                )
                for one in asked.dishes[:5]
            ),
            clears=("allergen_question",),
        )
    if _contains(asked.dishes[0]) is None:
        return _a_person("dish_not_listed", {"dish": str(asked.dishes[0].data["name"])})
    return _about_one(asked.dishes[0], asked.allergens)


def _about_one(dish: StoredRecord, allergens: Sequence[str]) -> Outcome:
    contains, traces = _contains(dish) or [], _traces(dish)
    values = {"dish": str(dish.data["name"])}
    if not allergens:
        code = "dish_contains" if contains else "dish_contains_none"
        return Outcome(code, values, choices=_as_choices(contains), ends_flow=True)
    if bad := [one for one in allergens if one in contains]:
        return Outcome("dish_has", values, choices=_as_choices(bad), ends_flow=True)
    if perhaps := [one for one in allergens if one in traces]:
        return Outcome("dish_may_have", values, choices=_as_choices(perhaps), ends_flow=True)
    return Outcome("dish_is_free", values, choices=_as_choices(allergens), ends_flow=True)


def _free_of(allergens: Sequence[str], dishes: Sequence[StoredRecord]) -> Outcome:
    """Only those of which it is written what is in them."""
    free = [
        one
        for one in dishes
        if (contains := _contains(one)) is not None and not {*contains, *_traces(one)} & set(allergens)
    ]
    if not free:
        return _a_person("no_dish_free", {}, _as_choices(allergens))
    choices = tuple(
        Choice(label="choice_dish", fills={}, values={"name": str(one.data["name"])}) for one in free[:_SHOWN]
    )
    return Outcome("dishes_free", choices=choices, ends_flow=True)


def _careful(outcome: Outcome, asked: Asked) -> Outcome:
    """Whose allergy is a severe one hears from the kitchen itself: no list promises it has no traces."""
    if not asked.is_severe or outcome.asks:
        return outcome
    tells = f"{outcome.tells}_careful" if outcome.tells in _PROMISING else outcome.tells
    return replace(outcome, tells=tells, offers=("person",), escalates=EscalationReason.SAFETY)


_PROMISING = ("dish_is_free", "dishes_free", "dish_contains_none")


def _a_person(tells: str, values: dict[str, str], choices: tuple[Choice, ...] = ()) -> Outcome:
    return Outcome(
        tells,
        values,
        choices=choices,
        offers=("person",),
        ends_flow=True,
        escalates=EscalationReason.SAFETY,
    )


def _contains(dish: StoredRecord) -> list[str] | None:
    """None where nobody has written it down."""
    listed = dish.data.get("allergens")
    return [str(one) for one in listed] if isinstance(listed, list | tuple) else None


def _traces(dish: StoredRecord) -> list[str]:
    listed = dish.data.get("may_contain", ())
    return [str(one) for one in listed] if isinstance(listed, list | tuple) else []


def _as_choices(allergens: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(label=f"allergen_{one}", fills={}, values={}) for one in allergens)
