"""Number words to digits, in four languages: "twenty third" -> "23th", "mil novecientos ochenta" -> "1980".

Ordinals end in "th" whatever the language or the number, so that later patterns know one form.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

Piece = tuple[int, int, str]  # start, end, what to write instead


@dataclass(frozen=True)
class _Words:
    units: Mapping[str, int]  # 1-9
    teens: Mapping[str, int]  # 10-19, and whatever takes no unit behind it
    tens: Mapping[str, int]  # 20-90
    hundreds: Mapping[str, int]
    thousands: frozenset[str]
    ordinals: Mapping[str, int]
    zeros: frozenset[str]  # always 0
    letters: frozenset[str]  # 0 only beside another number: "oh seven"
    joiners: frozenset[str]  # "and" between the parts of one number
    needs_company: frozenset[str]  # "one", "una": a number only where something counted follows
    not_behind: frozenset[str] = frozenset()  # "the one", "this one": no number


def _enumerate(words: str, start: int = 1, step: int = 1) -> dict[str, int]:
    """ "uno/una dos" -> {uno: 1, una: 1, dos: 2}."""
    return {
        spelling: start + place * step
        for place, spellings in enumerate(words.split())
        for spelling in spellings.split("/")
    }


_EN = _Words(
    units=_enumerate("one two three four five six seven eight nine"),
    teens=_enumerate("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10),
    tens=_enumerate("twenty thirty forty/fourty fifty sixty seventy eighty ninety", 20, 10),
    hundreds={"hundred": 100},
    thousands=frozenset({"thousand"}),
    ordinals=_enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
        " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
    )
    | {"thirtieth": 30},
    zeros=frozenset({"zero", "nought", "naught"}),
    letters=frozenset({"oh", "o"}),
    joiners=frozenset({"and"}),
    needs_company=frozenset(),
    not_behind=frozenset("the this that which any each no every some another other a".split()),
)
_ES = _Words(
    units=_enumerate("uno/una/un dos tres cuatro cinco seis siete ocho nueve"),
    teens=_enumerate("diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve", 10)
    | _enumerate(
        "veintiuno/veintiun/veintiuna veintidos veintitres veinticuatro veinticinco veintiseis veintisiete"
        " veintiocho veintinueve",
        21,
    ),
    tens=_enumerate("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa", 20, 10),
    hundreds=_enumerate(
        "cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas"
        " quinientos/quinientas seiscientos/seiscientas setecientos/setecientas ochocientos/ochocientas"
        " novecientos/novecientas",
        100,
        100,
    ),
    thousands=frozenset({"mil"}),
    ordinals=_enumerate(
        "primero/primera/primer segundo/segunda tercero/tercera/tercer cuarta quinto/quinta sexto/sexta"
        " septimo/septima octavo/octava noveno/novena decimo/decima"
    ),
    zeros=frozenset({"cero"}),
    letters=frozenset(),
    joiners=frozenset({"y"}),
    needs_company=frozenset({"un", "una", "uno"}),
)
_FR = _Words(
    units=_enumerate("un/une deux trois quatre cinq six sept huit neuf"),
    teens=_enumerate("dix onze douze treize quatorze quinze seize", 10),
    tens=_enumerate("vingt/vingts trente quarante cinquante soixante", 20, 10)
    | {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90},
    hundreds={"cent": 100, "cents": 100},
    thousands=frozenset({"mille", "mil"}),
    ordinals=_enumerate(
        "premier/premiere deuxieme/seconde/second troisieme quatrieme cinquieme sixieme septieme huitieme"
        " neuvieme dixieme"
    ),
    zeros=frozenset({"zero"}),
    letters=frozenset(),
    joiners=frozenset({"et"}),
    needs_company=frozenset({"un", "une"}),
)


def _german() -> _Words:
    units = _enumerate("ein/eins/eine/einen/einem/einer zwei/zwo drei vier funf/fuenf sechs sieben acht neun")
    teens = _enumerate(
        "zehn elf zwolf/zwoelf dreizehn vierzehn funfzehn/fuenfzehn sechzehn siebzehn achtzehn neunzehn", 10
    )
    tens = _enumerate("zwanzig dreissig vierzig funfzig/fuenfzig sechzig siebzig achtzig neunzig", 20, 10)
    compounds = {
        f"{unit}und{ten}": units[unit] + tens[ten]
        for ten in tens
        for unit in "ein zwei drei vier funf fuenf sechs sieben acht neun".split()
    }
    ordinals: dict[str, int] = {}
    for stem, value in (
        *_enumerate("ers zwei drit vier funf/fuenf sechs sieb/sieben ach neun").items(),
        *teens.items(),
    ):
        ordinals |= {f"{stem}te{ending}": value for ending in ("", "n", "r", "s", "m")}
    for stem, value in {**tens, **compounds}.items():
        ordinals |= {f"{stem}ste{ending}": value for ending in ("", "n", "r", "s", "m")}
    return _Words(
        units=units,
        teens=teens | compounds,
        tens=tens,
        hundreds={"hundert": 100},
        thousands=frozenset({"tausend"}),
        ordinals=ordinals,
        zeros=frozenset({"null"}),
        letters=frozenset(),
        joiners=frozenset({"und"}),
        needs_company=frozenset({"ein", "eine", "einen", "einem", "einer"}),
    )


_WORDS = {"en": _EN, "es": _ES, "fr": _FR, "de": _german()}
LANGUAGES = tuple(_WORDS)
_TOKEN = re.compile(r"[a-z]+|\d+")
_COUNTED = re.compile(
    r"[ -]+(?:uhr|heures?|h\b|hora|semana|semaine|woche|monat|mois|mes\b|ano|an\b|jahr|jour|dia|tag|stunde|"
    r"minut|personne|persona|person|nuit|noche|nacht|euro)"
)
_GERMAN_LARGE = re.compile(
    r"(?:(?P<k>[a-z]*)tausend(?:und)?)?(?:(?P<h>[a-z]*)hundert(?:und)?)?(?P<rest>[a-z]*)"
)
_OF_A_KIND = re.compile(  # "the Tuesday one" is no hour and no day of a month
    r"\b(?:the|that|this|your|my|our) (?:(?!to)\w+day|morning|afternoon|evening|weekend"
    r"|(?:earl|lat|bigg|small|cheap)\w+) \Z"
)
_GAP = re.compile(r"[ -]{1,3}\Z")


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    word: str
    sort: str  # unit teen ten hundred thousand ordinal zero digits joiner, or "" for any other word
    value: int


@lru_cache(maxsize=8)
def known_words(language: str) -> Mapping[str, tuple[str, int]]:
    """Word -> its sort, and what it stands for."""
    words = _WORDS.get(language, _EN)
    known: dict[str, tuple[str, int]] = {word: ("joiner", 0) for word in words.joiners}
    known |= {word: ("letter", 0) for word in words.letters}
    known |= {word: ("zero", 0) for word in words.zeros}
    known |= {word: ("thousand", 1000) for word in words.thousands}
    for sort, table in (
        ("ordinal", words.ordinals),
        ("hundred", words.hundreds),
        ("ten", words.tens),
        ("teen", words.teens),
        ("unit", words.units),
    ):
        known |= {word: (sort, value) for word, value in table.items()}
    return known


def how_many(text: str, language: str) -> int:
    """How many words of a plain text may be numbers, or parts of one."""
    known = known_words(language)
    return sum(known.get(word, ("joiner", 0))[0] != "joiner" for word in _TOKEN.findall(text))


def is_german_large(word: str) -> bool:
    """Written as one word, with what is before and behind: "zweihundertvierzig"."""
    return "hundert" in word or "tausend" in word


def rewrite(text: str, language: str, digit_by_digit: bool) -> list[Piece]:
    """Where number words stand in a plain text, and the digits for them."""
    tokens = _tokens(text, language)
    words = _WORDS.get(language, _EN)
    pieces: list[Piece] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.sort in ("", "joiner", "digits") and not _counts_hundreds(tokens, place, text):
            place += 1
            continue
        if _is_not_a_number(tokens, place, text, words):
            place += 1
            continue
        after, number, is_ordinal = _number(tokens, place, text, language, digit_by_digit)
        pieces.append((token.start, tokens[after - 1].end, f"{number}th" if is_ordinal else str(number)))
        place = after
    return pieces


def _tokens(text: str, language: str) -> list[_Token]:
    known = known_words(language)
    tokens = []
    for found in _TOKEN.finditer(text):
        word = found.group()
        sort, value = known.get(word, ("", 0))
        if word.isdigit():
            sort, value = "digits", int(word[:6])
        elif not sort and language == "de" and is_german_large(word):
            sort, value = _german_large(word)
        tokens.append(_Token(found.start(), found.end(), word, sort, value))
    return tokens


def _german_large(word: str) -> tuple[str, int]:
    """ "zweitausendsechsundzwanzig" -> 2026, "neunzehnhundertfunfundachtzig" -> 1985."""
    found = _GERMAN_LARGE.fullmatch(word)
    if found is None:
        return "", 0
    known = known_words("de")
    total = 0
    for name, factor in (("k", 1000), ("h", 100), ("rest", 1)):
        part = found.group(name)
        if part is None or (name == "rest" and part == ""):
            continue
        sort, value = known.get(part, ("", 0)) if part else ("unit", 1)
        if sort not in ("unit", "teen", "ten"):
            return "", 0
        total += value * factor
    return ("teen", total) if total else ("", 0)


def _adjacent(tokens: list[_Token], place: int, text: str) -> bool:
    """Whether the token at `place` follows the one before it with only a blank or a hyphen between."""
    if not 0 < place < len(tokens):
        return False
    return _GAP.match(text[tokens[place - 1].end : tokens[place].start]) is not None


def _counts_hundreds(tokens: list[_Token], place: int, text: str) -> bool:
    """ "2 thousand": digits that multiply a word."""
    return (
        tokens[place].sort == "digits"
        and len(tokens[place].word) <= 3
        and _adjacent(tokens, place + 1, text)
        and tokens[place + 1].sort in ("hundred", "thousand")
    )


def _is_not_a_number(tokens: list[_Token], place: int, text: str, words: _Words) -> bool:
    token = tokens[place]
    before = tokens[place - 1] if _adjacent(tokens, place, text) else None
    behind = tokens[place + 1] if _adjacent(tokens, place + 1, text) else None
    if token.start and text[token.start - 1] in "'@_" or text[token.end : token.end + 1] in ("'", "@", "_"):
        return True
    if token.sort == "letter":
        if behind is not None and behind.word.startswith("clock"):
            return True
        near = [
            other
            for other in (before, behind)
            if other and (other.sort not in ("", "joiner") or other.word in ("double", "triple"))
        ]
        return not near
    if token.word in words.needs_company:
        if before is not None and before.word == "la" and token.word == "una":
            return False
        beside = [one.sort for one in (before, behind) if one is not None]
        if any(sort in ("zero", "unit", "teen", "ten", "hundred", "thousand") for sort in beside):
            return False
        return _COUNTED.match(text, token.end) is None
    if token.word == "one" and before is not None:
        is_hour = behind is not None and (behind.sort or behind.word in ("o", "am", "pm", "clock"))
        if not is_hour and _OF_A_KIND.search(text[max(0, token.start - 25) : token.start]):
            return True
        return before.word in words.not_behind or before.sort == "ordinal"
    return False


def _number(
    tokens: list[_Token], place: int, text: str, language: str, digit_by_digit: bool
) -> tuple[int, int, bool]:
    """The number that starts at `place`: the place behind it, its value, whether it is an ordinal."""
    total = 0  # whole thousands
    current = 0
    room = 10_000_000  # the next part must be smaller than this
    while place < len(tokens):
        token = tokens[place]
        if token.sort in ("unit", "teen", "ten", "ordinal", "digits", "zero", "letter"):
            if (
                room <= 1
                or (current and digit_by_digit)
                or (current and token.sort in ("zero", "letter", "digits"))
            ):
                break
            place, small, is_ordinal = _small(tokens, place, text, language)
            current += small
            if is_ordinal:
                return place, total + current, True
            room = 1
            if token.sort in ("zero", "letter"):
                break
        elif token.sort == "hundred":
            if room > 100 and current == 0:
                current = token.value
            elif current and current < 100 and token.value == 100:
                current *= 100
            else:
                break
            place, room = place + 1, 100
        elif token.sort == "thousand":
            if total or current >= 1000:
                break
            total, current = (current or 1) * 1000, 0
            place, room = place + 1, 1000
        else:
            break
        place = _past_joiner(tokens, place, text, language, room)
        if not _adjacent(tokens, place, text) or _breaks(tokens, place, room, text):
            break
    while place > 0 and tokens[place - 1].sort == "joiner":
        place -= 1
    return place, total + current, False


def _breaks(tokens: list[_Token], place: int, room: int, text: str) -> bool:
    """Whether the token begins a number of its own: "nine four", "one hundred two three"."""
    token = tokens[place]
    if token.sort in ("hundred", "thousand"):
        return False
    if token.sort not in ("unit", "teen", "ten", "ordinal") or room <= 1:
        return True
    is_run = _adjacent(tokens, place + 1, text) and tokens[place + 1].sort == "unit" and token.sort == "unit"
    return is_run and room == 100


def _past_joiner(tokens: list[_Token], place: int, text: str, language: str, room: int) -> int:
    """English says "two thousand and twenty six"; elsewhere the joiner stands inside _small."""
    if (
        language == "en"
        and room >= 100
        and _adjacent(tokens, place, text)
        and tokens[place].sort == "joiner"
        and _adjacent(tokens, place + 1, text)
        and tokens[place + 1].sort in ("unit", "teen", "ten", "ordinal")
    ):
        return place + 1
    return place


def _small(tokens: list[_Token], place: int, text: str, language: str) -> tuple[int, int, bool]:
    """A number below a hundred (or written in digits)."""
    token = tokens[place]
    value = token.value
    place += 1
    if token.sort == "ordinal":
        return place, value, True
    if (
        language == "fr"
        and _adjacent(tokens, place, text)
        and token.value == 4
        and "vingt" in tokens[place].word
    ):
        return _behind_tens(tokens, place + 1, text, 80, takes_teens=True)
    if language == "fr" and token.value == 10 and _adjacent(tokens, place, text):
        if tokens[place].sort == "unit" and tokens[place].value >= 7:
            return place + 1, 10 + tokens[place].value, False
    if token.sort == "ten":
        return _behind_tens(tokens, place, text, value, takes_teens=language == "fr" and value == 60)
    return place, value, False


def _behind_tens(
    tokens: list[_Token], place: int, text: str, value: int, takes_teens: bool
) -> tuple[int, int, bool]:
    ahead = place
    if (
        _adjacent(tokens, ahead, text)
        and tokens[ahead].sort == "joiner"
        and tokens[ahead].word in ("y", "et")
    ):
        ahead += 1
    if not _adjacent(tokens, ahead, text):
        return place, value, False
    token = tokens[ahead]
    if token.sort == "unit":
        return ahead + 1, value + token.value, False
    if token.sort == "ordinal" and token.value < 10:
        return ahead + 1, value + token.value, True
    if takes_teens and token.sort == "teen":
        after, teen, _ = _small(tokens, ahead, text, "fr")
        return after, value + teen, False
    return place, value, False
