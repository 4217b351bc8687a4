"""References: of a booking ("4K7T-9QXM"), and the numbers other things carry ("RX-1001", order 100234)."""

import re
from dataclasses import replace

from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.phones import find_phones
from caly_app.agents.understanding.slots.plain import Plain, dictated, plain
from caly_app.agents.understanding.slots.words import COMMON

_FORGIVEN = str.maketrans("OIL", "011")
_CROCKFORD = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")
_PAIRED = re.compile(r"(?<![\w-])([a-z0-9]{4})[- ]?([a-z0-9]{4})(?![\w-])")
_CODE = re.compile(r"[a-z]{5,7}\d{1,3}")  # "SPRING15" takes something off the price
_SPELLED = re.compile(
    r"(?<![\w'-])(?:(?:double |triple )?[a-z0-9](?:[ ,.-]{1,2}| (?:dash|hyphen) "
    r")){4,14}(?:double |triple )?[a-z0-9](?![\w])"
)
_WITH_LETTERS = re.compile(
    r"(?<![\w-])(?P<letters>[a-z]{1,6})(?P<gap>-?)(?P<digits>\d{1,12}(?:-[a-z0-9]{1,10}){0,3})(?![\w]|-\w)"
)
_SPACED = re.compile(
    r"(?<![\w'-])(?P<letters>[a-z]{2,5}|[a-z](?: [a-z]){1,4})(?: dash| hyphen| -)? "
    r"(?P<digits>\d(?:[ -]?\d){2,11})(?![\w])"
)
_CUED = re.compile(
    r"(?:reference|ref|booking|confirmation|order|policy|account|invoice|claim|case"
    r"|tracking|parcel|prescription"
    r"|ticket|member(?:ship)?|customer|contract|student|referencia|reserva|pedido|poliza"
    r"|cuenta|factura|commande"
    r"|dossier|contrat|facture|buchung|bestellung|bestell|kunden|vertrags|rechnungs|referenz)"
    r"(?:-?(?:number|no\.?|nr\.?|id|code|nummer|numero|#|is|it's|es|est|ist|was|de|del|my|the|:|,|'s))*"
    r"(?:[ :#,-]+(?:number|no\.?|nr\.?|id|code|nummer|numero|is|it's|es|est|ist|was|de|del"
    r"|my|the)?){0,5}\s*\Z"
)
# What may as well stand before a sum: only right before the number, or said to be its number.
_CUED_CLOSELY = re.compile(
    r"\b(?:quote|estimate|presupuesto|devis|angebot(?:s|es)?|kostenvoranschlag|police|versicherung(?:s)?"
    r"|vertrag(?:s)?|schaden(?:s)?|sinistre|siniestro|expediente|expedition|paquete|envio|colis|paket|sendung(?:s)?"
    r"|akte|aktenzeichen|rezept|bestellung|pedido|commande|reserva|buchung)"
    r"(?:(?:,? (?:mit der|with the|con el|avec le))?"
    r" ?(?:number|no\.?|nr\.?|nummer|numero|n[o°]|#)(?: (?:is|ist|es|est|lautet))?)?[ :#]{0,3}\Z"
)
_A_SUM = re.compile(
    r" ?(?:€|£|\$|%|euros?|pounds?|quid|dollars?|people|guests|personas|invitados|personnes|invites|personen"
    r"|leute|gaste)"
)
# As it was said: folded, "100 Stück" is an order that is stuck.
_A_MEASURE = re.compile(
    r" ?(?:g|gr|grams?|gramos?|grammes?|gramm|kg|kilos?|kilogram\w*|mg|milligram\w*|miligramos|ml|cl|cm|mm"
    r"|lit(?:re|er|ro)s?|stücke?|stk|pieces|pièces|piezas|unidades|unités|couverts?"
    r"|covers(?=\W*$|[,.;!?]| (?:for|on|at|in)\b)|raciones|platos"
    r"|plates|portion(?:s|en)|assiettes|teller|flaschen|botellas|bouteilles|bottles|tablets|tabletten"
    r"|comprimidos|comprimés|pastillas|pills|pilules)\b",
    re.IGNORECASE,
)
_BARE_DIGITS = re.compile(r"(?<![\w.,:/-])#? ?(\d{3,16}|\d(?: \d){2,15})(?!\w|[:/.,]\d|-\d)")
_LONG_NUMBER = 5  # digits: "something from 70114" has no other meaning, but for sums and distances
_NAMED = re.compile(r"\b(?:from|about|where is|where's|(?:when|how) (?:will|is)|de|sobre|von|aus) \Z")
_PHONE_FROM = 9  # digits
_REPEATED = re.compile(r"(double|triple) ([a-z0-9])")
_WITH_A_NUMBER = {"may", "room", "flat", "am", "pm"}  # "room-204" is no reference, but "OF-5001" is
_NO_PREFIX = {
    "at",
    "pm",
    "am",
    "on",
    "in",
    "may",
    "room",
    "flat",
    "by",
    "or",
    "to",
    "of",
    "for",
    "the",
    "is",
    "a",
}


def find_references(said: str, context: SlotContext) -> list[Found]:
    """A booking's is four signs, a hyphen and four (O read as 0, I and L as 1); others are in capitals as
    said, with the spelling with or without the hyphen as alternative. Compare them without hyphens."""
    words = dictated(said, context.language)
    asked = context.expected == "reference"
    found: list[Found] = []
    for search in (_paired, _spelled, _with_letters, _spaced, _digits):
        for one in search(words, asked):
            if not any(one.start < other.end and other.start < one.end for other in found):
                found.append(one)
    return sorted(_but_phones(found, said, words, context), key=lambda one: one.start)


def short_reference(said: str, shape: re.Pattern[str] | None, language: str) -> Found | None:
    """Room "7", "two fourteen", "two one four" and "two hundred and fourteen": nothing but the number."""
    digits = plain(said, language).text.replace(" ", "").replace("-", "")
    if shape is None or not digits.isdigit() or not shape.fullmatch(digits):
        return None
    return Found("reference", digits, said, 0, len(said))


def _but_phones(found: list[Found], said: str, words: Plain, context: SlotContext) -> list[Found]:
    """'Marco Diaz, 020 7946 0366' tells no number of an order, unless it is said to be one."""
    if sum(letter.isdigit() for letter in words.text) < _PHONE_FROM:
        return found
    phones = [one for one in find_phones(said, replace(context, expected=None)) if one.problem is None]
    return [
        one
        for one in found
        if not one.value.replace("-", "").isdigit()
        or _is_cued(words, words.at(one.start))
        or not any(one.start < phone.end and phone.start < one.end for phone in phones)
    ]


def _found(words: Plain, start: int, end: int, value: str, alternatives: tuple[str, ...] = ()) -> Found:
    start, end = words.span(start, end)
    return Found("reference", value, words.said[start:end], start, end, None, alternatives)


def _is_cued(words: Plain, place: int) -> bool:
    return _CUED.search(words.text, max(0, place - 48), place) is not None


def _is_cued_closely(words: Plain, number: re.Match[str]) -> bool:
    before = _CUED_CLOSELY.search(words.text, max(0, number.start() - 48), number.start())
    return before is not None and _A_SUM.match(words.text, number.end()) is None


def _is_a_measure(words: Plain, number: re.Match[str]) -> bool:
    """'A parcel of 500 g', 'devis 120 couverts': how much it is of."""
    end = words.span(*number.span())[1]
    return _A_MEASURE.match(words.said, end) is not None


def _booking(letters: str) -> str | None:
    code = letters.upper().translate(_FORGIVEN)
    return f"{code[:4]}-{code[4:]}" if _CROCKFORD.fullmatch(code) else None


def _paired(words: Plain, asked: bool) -> list[Found]:
    found = []
    for match in _PAIRED.finditer(words.text):
        raw = match[1] + match[2]
        value = _booking(raw)
        if value is None:
            continue
        wanted = asked or _is_cued(words, match.start())
        start, end = words.span(*match.span())
        text = words.said[start:end]
        has_gap = len(match.group()) > 8
        if raw.isdigit() and not has_gap:
            continue  # a number of its own kind: _digits
        if raw.isdigit():
            likely = wanted
        elif raw.isalpha():
            is_words = raw in COMMON or match[1] in COMMON or match[2] in COMMON
            is_whole = asked and match.group() == words.text.strip(" .,!?")  # "Nora Whitlock" is a name
            likely = not is_words and (is_whole or (text.isupper() and (wanted or "-" in text)))
        else:
            if _CODE.fullmatch(raw) and not wanted:
                continue
            mixed = any(half.isalpha() and half in COMMON for half in (match[1], match[2])) and has_gap
            likely = (wanted and not mixed) or ((not has_gap or "-" in text or text.isupper()) and not mixed)
        if likely:
            found.append(
                _found(words, match.start(), match.end(), value, (raw.upper(),) if not has_gap else ())
            )
    return found


def _spelled(words: Plain, asked: bool) -> list[Found]:
    """Dictated sign by sign: "four k seven t dash nine q x m"."""
    found = []
    for match in _SPELLED.finditer(words.text):
        signs = _REPEATED.sub(lambda one: one[2] * (2 if one[1] == "double" else 3), match.group())
        signs = re.sub(r"dash|hyphen|[^a-z0-9]", "", signs)
        wanted = asked or _is_cued(words, match.start())
        if signs.isdigit() or (signs.isalpha() and not wanted):
            continue
        parts = re.fullmatch(r"([a-z]{1,6})(\d{2,12})", signs)
        others: tuple[str, ...] = (f"{parts[1]}-{parts[2]}".upper(), signs.upper()) if parts else ()
        value = _booking(signs) if len(signs) == 8 else None
        if value is not None:
            found.append(_found(words, *match.span(), value, others))
        elif parts and (wanted or len(parts[1]) > 1):
            found.append(_found(words, *match.span(), others[0], others[1:]))
    return found


def _with_letters(words: Plain, asked: bool) -> list[Found]:
    found = []
    for match in _WITH_LETTERS.finditer(words.text):
        letters, digits = match["letters"], match["digits"]
        wanted = asked or _is_cued(words, match.start())
        is_written = words.said[slice(*words.span(*match.span("letters")))].isupper()
        strong = (bool(match["gap"]) and (is_written or len(digits) >= 2)) or (
            len(letters) >= 2 and len(digits) >= 3
        )
        is_a_word = letters in _NO_PREFIX and (letters in _WITH_A_NUMBER or not (match["gap"] or is_written))
        if is_a_word or not (wanted or strong):
            continue
        value = match.group().upper()
        other = value.replace("-", "") if match["gap"] else f"{letters}-{digits}".upper()
        found.append(_found(words, *match.span(), value, (other,)))
    return found


def _spaced(words: Plain, asked: bool) -> list[Found]:
    found = []
    for match in _SPACED.finditer(words.text):
        letters = match["letters"].replace(" ", "")
        start, end = words.span(*match.span())
        is_written = words.said[start:end][: len(match["letters"])].isupper() and " " not in match["letters"]
        if letters in COMMON or letters in _NO_PREFIX:
            continue
        wanted = asked or _is_cued(words, match.start())
        spelled = (" " in match["letters"] and match["letters"][0] != "a") or not set(letters) & set("aeiouy")
        if wanted or is_written or (spelled and len(re.sub(r"\D", "", match["digits"])) >= 4):
            digits = re.sub(r"\D", "", match["digits"])
            value = f"{letters}-{digits}".upper()
            found.append(_found(words, *match.span(), value, (value.replace("-", ""),)))
    return found


def _digits(words: Plain, asked: bool) -> list[Found]:
    found = []
    for match in _BARE_DIGITS.finditer(words.text):
        is_named = len(match[1]) >= _LONG_NUMBER and _NAMED.search(words.text, 0, match.start())
        is_cued = _is_cued(words, match.start()) or _is_cued_closely(words, match)
        if asked or "#" in match.group() or is_named or is_cued and not _is_a_measure(words, match):
            digits = match[1].replace(" ", "")
            other = (f"{digits[:4]}-{digits[4:]}",) if len(digits) == 8 else ()
            found.append(_found(words, *match.span(), digits, other))
    return found
