"""Plain numbers: how many guests, which of five, how old."""

import re

from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.plain import plain

_NUMBER = re.compile(
    r"(?<![\w.,:/@#-])(?P<n>-?\d{1,3}(?:[,' ]\d{3})+(?![\d])"
    r"|-?\d{1,12})(?P<part>[.,]\d{1,4})?(?![\w%]|[.,:/-]\d)"
)
_MANY = "zweit dritt viert funft sechst siebt acht neunt zehnt".split()  # "zu sechst"
_WORDS = {
    "en": {
        r"just me|only me|myself|me alone|solo": 1,
        r"(?:me|myself) and (?:my|a) (?:wife|husband|partner|friend|girlfriend|boyfriend|mum"
            r"|mother|son|daughter)": 2,
        r"my (?:wife|husband|partner|girlfriend|boyfriend) and (?:me|i|myself)": 2,
        r"the (?:pair|couple) of us|both of us|us both|(?:a )?couple(?! of (?:days|weeks|hours))|a pair": 2,
        r"(?:half a|half-a) dozen": 6,
        r"(?:a )?dozen": 12,
    },
    "es": {
        r"solo yo|yo sol[oa]|para mi|una sola persona|solo una(?: persona)?": 1,
        r"mi (?:mujer|marido|pareja) y yo|un par|una pareja": 2,
        r"una docena": 12,
    },
    "fr": {
        r"juste moi|moi seule?|une seule(?: personne)?": 1,
        r"ma femme et moi|mon mari et moi|un couple": 2,
        r"une douzaine": 12,
    },
    "de": {
        r"nur ich|ich allein|nur eine(?: person)?|eine einzige(?: person)?": 1,
        r"meine frau und ich|mein mann und ich|ein paar": 2,
        r"ein dutzend": 12,
        **{rf"zu {many}": n for n, many in enumerate(_MANY, 2)},
    },
}  # fmt: skip
_ONE = frozenset({"a", "an", "un", "una", "une", "ein", "eine", "einen"})  # "an" of "another night"
_COMPILED = {
    language: tuple((re.compile(rf"(?<!\w)(?:{words})(?!\w)"), value) for words, value in table.items())
    for language, table in _WORDS.items()
}


def find_numbers(said: str, context: SlotContext) -> list[Found]:
    """Whole and decimal numbers, written or in words, that stand alone (no dates, times, sums of money)."""
    words = plain(said, context.language)
    if context.expected == "number" and words.text.strip() in _ONE:
        return [Found("number", "1", said, 0, len(said))]
    found: list[Found] = []
    for pattern, value in _COMPILED.get(context.language, _COMPILED["en"]):
        for match in pattern.finditer(words.text):
            start, end = words.span(*match.span())
            if not any(start < other.end and other.start < end for other in found):
                found.append(Found("number", str(value), words.said[start:end], start, end))
    for match in _NUMBER.finditer(words.text):
        if context.expected != "number" and _is_part_of_a_row(words.text, match):
            continue
        start, end = words.span(*match.span())
        if any(start < other.end and other.start < end for other in found):
            continue
        whole = re.sub(r"[,' ]", "", match["n"])
        part = (match["part"] or "").replace(",", ".")
        found.append(Found("number", f"{int(whole)}{part}", words.said[start:end], start, end))
    return sorted(found, key=lambda one: one.start)


_ROW_BEFORE = re.compile(r"(?:\d+[ ]){2}\Z")
_ROW_BEHIND = re.compile(r"(?: \d+){2}")


def _is_part_of_a_row(text: str, match: re.Match[str]) -> bool:
    """Three numbers side by side are digits of something: "one five six three"."""
    before = _ROW_BEFORE.search(text, max(0, match.start() - 24), match.start())
    around = re.search(r"\d \Z", text[max(0, match.start() - 2) : match.start()]) and re.match(
        r" \d", text[match.end() :]
    )
    return bool(before or around or _ROW_BEHIND.match(text, match.end())) or len(match["n"]) > 9
