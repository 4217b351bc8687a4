"""Two ways to write the same: "2 p.m." and "14:00", "£60" and "60 pounds", "free of charge" and "free".

Both sides of a comparison are brought to one form, so that nothing can come to mean something else by it.
"""

import re

_PM = re.compile(
    r"(?<![\d.,:£$€])(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<m>[0-5]\d))? ?(?P<half>[ap])\.?m\b\.?(?!\w)"
)
_UHR = re.compile(r"(?<![\d.,:])(?P<h>2[0-3]|1\d|0?\d)(?:[:.](?P<m>[0-5]\d))? ?uhr\b")
_H = re.compile(r"(?<![\d.,:])(?P<h>2[0-3]|1\d|0?\d) ?h ?(?P<m>[0-5]\d)?\b")
_SHORT = re.compile(r"(?<![\d.,:])(?P<h>\d):(?P<m>[0-5]\d)\b")
_SIGNS = {"£": "pounds", "€": "euros", "$": "dollars"}
_SIGN_FIRST = re.compile(r"(?P<sign>[£€$]) ?(?P<sum>\d+(?:[.,]\d+)*)")
_SIGN_LAST = re.compile(r"(?P<sum>\d+(?:[.,]\d+)*) ?(?P<sign>[£€$])")
_UNITS = {
    form: unit
    for unit, forms in (
        ("pounds", "pound pounds libra libras livre livres pfund"),
        ("euros", "euro euros"),
        ("dollars", "dollar dollars dolar dolares"),
        ("percent", "percent"),
    )
    for form in forms.split()
}
_WITH_UNIT = re.compile(rf"(?P<n>\b\d+) (?P<unit>{'|'.join(_UNITS)})\b")
_PHRASES = tuple(
    (re.compile(rf"\b(?:{phrase})(?!\w)"), word)
    for phrase, word in (
        (r"free of charge|at no (?:charge|cost)|without charge|for free", "free"),
        (r"sin (?:coste|cargo|costo)|gratuit[oa]s?|gratuitamente", "gratis"),
        (r"sans frais|gratuitement|gratuite?s?", "gratuit"),
        (r"kostenfrei|gratis(?= )|umsonst", "kostenlos"),
        (r"every day|each day", "daily"),
        (r"(?<=\d) ?gbp|(?<=\d) ?quid", " pounds"),
        (r"(?<=\d) ?eur", " euros"),
        (r"per cent|por ciento|pour cent|prozent", "percent"),
        (r"e-mail", "email"),
        (r"telephone", "phone"),
    )
)
_LEMMAS = {
    form: group.split()[0]
    for group in (
        "child children kid kids",
        "man men",
        "woman women",
        "begin began begun",
        "bring brought",
        "buy bought",
        "send sent",
        "pay paid",
        "take took taken",
        "give gave given",
        "keep kept",
        "make made",
        "sell sold",
        "hold held",
        "come came",
        "photo photos photograph photographs",
    )
    for form in group.split()
}


def in_one_form(text: str, language: str) -> str:
    """Of a folded text: times by the 24-hour clock, sums with their currency behind, synonyms as one word."""
    for pattern, word in _PHRASES:
        text = pattern.sub(word, text)
    for pattern in (_SIGN_FIRST, _SIGN_LAST):
        text = pattern.sub(lambda found: f"{found['sum']} {_SIGNS[found['sign']]}", text)
    text = re.sub(r"(?<=\d) ?%", " percent", text)
    text = _PM.sub(_by_24_hours, text) if language == "en" else text
    for pattern in (_UHR, _H, _SHORT):
        text = pattern.sub(lambda found: f"{int(found['h']):02}:{found['m'] or '00'}", text)
    return text


def with_units(text: str) -> str:
    """'60 pounds' as one word: a number of something else is another number."""
    return _WITH_UNIT.sub(lambda found: f"{found['n']}{_UNITS[found['unit']]}", text)


def without_unit(number: str) -> str:
    return number.rstrip("abcdefghijklmnopqrstuvwxyz")


def lemma(word: str, language: str) -> str:
    """Of what is inflected as no rule says."""
    return _LEMMAS.get(word, word) if language == "en" else word


def _by_24_hours(found: re.Match[str]) -> str:
    hour = int(found["h"]) % 12 + (12 if found["half"] == "p" else 0)
    return f"{hour:02}:{found['m'] or '00'}"
