"""Written so that what is found is an address: a number beside a word for a street is not enough.

The street must have a name, written as names are; where it is not, or where its word means other things as
well (a park, una plaza, der Platz), a post code, a town, a flat, or a word for living or sending must stand
beside it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from caly_app.postal_addresses import english, french, german, spanish
from caly_app.postal_addresses.form import TOWN, TOWN_BEHIND_A_COMMA, Form

MOST_READ = 4000  # characters
_BEFORE = 60  # characters in which it is looked for what makes it an address, or none

_FORMS = (
    english.A_HOUSE,
    english.BY_ITS_CODE,
    english.BOX,
    spanish.A_HOUSE,
    french.A_HOUSE,
    german.A_HOUSE,
    german.BY_ITS_CODE,
)

# --- what is worth a search ---

_DIGIT = re.compile(r"\d")
_WORDS = re.compile(r"[^\W\d_]+")
_STREETS = frozenset(
    "street st road rd avenue ave lane ln crescent cres boulevard blvd terrace drive dr close court ct row"
    " place pl square sq garden gardens grove hill mews walk way highway hwy parade park green rise vale view"
    " yard quay wharf circle parkway side calle c avenida avda av plaza pza paseo pº camino carretera ctra"
    " ronda travesía travesia callejón callejon glorieta urbanización urbanizacion rue bd chemin allée allee"
    " impasse quai faubourg ruelle route cours passage résidence residence sentier esplanade promenade"
    " box postfach postale apartado".split()
)
_STREETS_END = (
    *(
        "strasse",
        "str",
        "gasse",
        "allee",
        "chaussee",
        "weg",
        "platz",
        "ring",
        "damm",
        "ufer",
        "steig",
        "pfad",
    ),
    *("graben", "markt"),
)
_POST_CODE = re.compile(r"\b\d{5}\b|\d[A-Za-z]? ?\d[A-Za-z]{2}\b")

# --- what makes it none ---

_NO_HOUSE = re.compile(
    r"\b(?:orders?|route|bus|line|table|room|platform|gate|junction|exit|case|item|chapter|page|level|row|seats?"
    r"|size|lot|class|track|episode|season|version|error|section|commande|ligne|salle|chambre|dossier|quai|voie"
    r"|train|tram)\.? ?(?:n[o°]\.? ?)?\Z",
    re.IGNORECASE,
)
_NO_STREET = re.compile(
    r"(?:einbahn|milch|seiden|autobahn|sitz|park|stell|unter|irr|rad|schul|arbeits|spiel|vor|heim|rück|um|hin|aus"
    r"|super|bahn|ehe|ohr|lehr|stud(?:ien|ier)|zelt|camping|tennis|fußball)"
    r"(?:stra(?:ß|ss)e|platz|weg|markt|steig|ring)s?\Z",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_NOT_IN_A_TYPED_NAME = frozenset(
    "in my at for from with and is on to kids people persons are us please me we i you it y en con que un una"
    " tengo está por para hay et avec qui est pour plus loin barrée fermée bed beds rooms room hours minutes"
    " miles days more other big small long open closed".split()
)
# What may follow where nothing else of it does: a noun would be what the number counts.
_GOES_ON = frozenset(
    "and or but by to for in on at is was are were has have had since until till from with instead please"
    " again yesterday today tomorrow this near not no who which where when because if so then now as about"
    " before after between the a an my our his her their your i we you he she it they both too also thanks"
    " second first third ground top over would will could can did does do got never still inside outside"
    " round around opposite next behind under that there"
    " y o pero por para que de desde hasta con sin a al el la los las un una mi su nos me te se lo no ya hoy"
    " ayer mañana si porque cuando donde gracias también tampoco antes ahora bajo es está era en"
    " et ou mais à au aux du des le les je nous vous il elle on ce qui où depuis jusqu'à avec sans chez pour"
    " par dans est était c'est pas svp merci hier aujourd'hui demain puis alors sur"
    " und oder aber im bei beim statt ist war der die das den dem am an auf zu zur zum seit ab bis nach vor"
    " mit ohne von da wo wenn weil ich wir sie er es nicht bitte danke gestern heute morgen jetzt dann"
    " hat".split()
)
_NEXT_WORD = re.compile(r" ([^\W\d_][\w'’-]*)")
_SUM = re.compile(r" ?[€£$%]")
_TYPED_TOWN = re.compile(r",? ([^\W\d_][\w'’-]{2,})(?=[\s,.;!?]|\Z)")


@dataclass(frozen=True)
class PostalAddress:
    """text[start:end] is all of it; `street` the house and its street alone."""

    start: int
    end: int
    street: str


def may_hold_one(text: str) -> bool:
    """Cheap, and False for plain prose."""
    if not _DIGIT.search(text):
        return False
    words = set(_WORDS.findall(text.casefold()))
    return (
        not words.isdisjoint(_STREETS)
        or any(word.endswith(_STREETS_END) for word in words)
        or _POST_CODE.search(text) is not None
    )


def find(text: str) -> list[PostalAddress]:
    """In the order they stand; none overlaps another: the longest counts."""
    text = text[:MOST_READ]
    if not may_hold_one(text):
        return []
    found: list[PostalAddress] = []
    for one in (each for form in _FORMS for each in _of_form(text, form)):
        over = [other for other in found if one.start < other.end and other.start < one.end]
        if all(one.end - one.start > other.end - other.start for other in over):
            found = [other for other in found if other not in over] + [one]
    return sorted(found, key=lambda one: one.start)


def _of_form(text: str, form: Form) -> Iterator[PostalAddress]:
    place = 0
    while match := form.shape.search(text, place):
        end = match.start() + len(text[match.start() : _end(text, match, form)].rstrip(" ,."))
        if end > match.start():
            yield PostalAddress(match.start(), end, match.group().rstrip(" ,."))
        place = max(end, match.start() + 1)


def _end(text: str, match: re.Match[str], form: Form) -> int:
    """Where it ends; 0 where it is none."""
    parts = match.groupdict()
    name, typed = parts["name"] or "", parts.get("typed") or ""
    kind = parts.get("kind") or parts.get("typed_kind") or parts.get("end_kind") or typed
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    if _NO_HOUSE.search(before) or _NO_STREET.search(name or typed):
        return 0
    if not _NOT_IN_A_TYPED_NAME.isdisjoint(_WORDS.findall(typed.casefold())):
        return 0
    end = _behind(text, match.end(), form.unit)
    if form.code.match(text, end):
        return _behind(text, end, form.code)
    is_strong = form.strong.search(kind) is not None
    if form.is_by_code or _MONTH.match(name) or typed and not is_strong:
        return 0
    is_alone = not before.strip() and not text[end:].strip(" .!,")
    if end > match.end() or is_alone or form.cue.search(before):
        return _with_its_town(text, end, form, is_typed=bool(typed))
    has_town = bool(name and TOWN_BEHIND_A_COMMA.match(text, end))
    is_named = is_strong and (bool(name) or kind == typed)  # a German street is one word: "schillerstraße"
    if has_town or is_named and _ends_there(text, end, form):
        return _with_its_town(text, end, form, is_typed=bool(typed))
    return 0


def _ends_there(text: str, end: int, form: Form) -> bool:
    """Nothing behind it is what the number counts: "2 Park Lane guests", "Hauptstraße 3 Unfälle"."""
    following = _NEXT_WORD.match(text, end)
    if following is None:
        return not _SUM.match(text, end)
    word = following[1]
    return not (form.is_number_last or form.counts_nouns) if word[0].isupper() else word in _GOES_ON


def _with_its_town(text: str, end: int, form: Form, *, is_typed: bool) -> int:
    if town := (TOWN_BEHIND_A_COMMA if form.counts_nouns else TOWN).match(text, end):
        return town.end()
    town = _TYPED_TOWN.match(text, end) if is_typed and not form.is_number_last else None
    return town.end() if town and town[1] not in _GOES_ON else end


def _behind(text: str, end: int, what: re.Pattern[str]) -> int:
    found = what.match(text, end)
    return found.end() if found else end
