"""A postcode as it is written, however it was said: a British one (LW4 7ZD), or one of five digits."""

import re

from caly_app.agents.understanding.slots.plain import dictated

_WRITTEN = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)(?: ?(\d[A-Z]{2}))?\b", re.IGNORECASE)
_AS_IN = re.compile(r"\b(?P<letter>[a-z])(?:'s)? (?:for|as in|like) (?P=letter)[a-z]+\b")
_ONE = r"\b[a-z](?:'s)? (?:for|as in|like) [a-z]+\b"
_EXAMPLES = re.compile(rf",? *(?:(?:that'?s|that is|it'?s|so) )?{_ONE}(?:[ ,]+(?:and )?{_ONE})*")
_SPELLED = re.compile(r"(?<=\b\w) (?=\w\b)")  # "l w 4 7 z d"
_DICTATED = re.compile(r"\b(?:[a-z] ?){1,2}(?:\d ?){1,3}(?:[a-z] ?)?\d ?[a-z] ?[a-z]\b")
_DISTRICT = re.compile(r"\b(?:[a-z] ){2}(?:\d ?){1,2}[a-z]?(?!\w)")
# "M one five": one letter is a district where nothing else is said; elsewhere it is an article or a house.
_ONE_LETTER = re.compile(
    r"(?:(?:it|it's|its|the|my|our|i'm|we're|post|postcode|code|is|in|around|near|at|um|uh|er|so)\W+)*"
    r"(?P<code>[beglmnsw] (?:\d ?){1,2}[a-z]?)(?: (?:area|way|please))?\W*"
)
_DOUBLE_U = re.compile(r"\bdouble (?:u|you|yu)\b")
_DOUBLED = re.compile(r"\bdouble ([a-z\d])\b")
_COMMA = re.compile(r"(?<=[a-z\d]) ?, ?(?=[a-z\d]{1,3}\b)")  # a pause between what is spelled
_O_AS_NOUGHT = re.compile(r"(?<=^[a-z])0(?=\d)")  # "y o thirty one": after one letter no district is 0
_BY_RADIO = (  # as letters are told apart on a bad line: "november romeo three two juliet kilo"
    "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november"
    " oscar papa quebec romeo sierra tango uniform victor whiskey whisky x-ray xray yankee zulu"
)
_RADIO = re.compile(rf"\b(?:{'|'.join(_BY_RADIO.split())})\b")

_FIVE_DIGITS = re.compile(r"(?<![\d+])(?<!\d )\d(?: ?\d){4}(?! ?\d)")
_LANGUAGES = ("en", "es", "fr", "de")


def postcode_in(said: str) -> str:
    """The last one that was said, whole or only its first half; '' where there is none."""
    joined = _SPELLED.sub("", said)
    if found := list(_WRITTEN.finditer(joined)):
        return _tidy(found[-1])
    spoken = _RADIO.sub(_first_letter, _without_examples(_sign_by_sign(dictated(said, "en").text)))
    alone = _ONE_LETTER.fullmatch(spoken)
    for heard in (_last(_DICTATED, spoken), _last(_DISTRICT, spoken), alone["code"] if alone else ""):
        letters = _O_AS_NOUGHT.sub("o", heard.replace(" ", ""))
        if found := list(_WRITTEN.finditer(letters)):
            return _tidy(found[-1])
    return ""


def zip_code_in(said: str) -> str:
    """The last five digits that stand alone, also one by one: '04988', "oh four nine eight eight"; or ''."""
    for language in _LANGUAGES:
        if found := _FIVE_DIGITS.findall(dictated(said, language).text):
            return str(found[-1]).replace(" ", "")
    return ""


def district_of(postcode: str) -> str:
    """'LW4' of 'LW4 7ZD'."""
    return postcode.partition(" ")[0]


def area_of(postcode: str) -> str:
    """'LW' of 'LW4 7ZD'."""
    return re.sub(r"\d.*", "", postcode)


def _first_letter(word: re.Match[str]) -> str:
    return word.group()[0]


def _tidy(found: re.Match[str]) -> str:
    return " ".join(part.upper() for part in found.groups() if part)


def _last(pattern: re.Pattern[str], spoken: str) -> str:
    return next((one[0] for one in reversed([*pattern.finditer(spoken)])), "")


def _sign_by_sign(spoken: str) -> str:
    """'s double u one, double a' is s w 1 a a."""
    return _COMMA.sub(" ", _DOUBLED.sub(r"\1 \1", _DOUBLE_U.sub("w", spoken)))


def _without_examples(spoken: str) -> str:
    """'z d, that's z for zebra d for dog' says the letters twice; 'z for zebra d for dog' once."""
    kept, place = "", 0
    for run in _EXAMPLES.finditer(spoken):
        said = [found["letter"] for found in _AS_IN.finditer(run.group())]
        kept, place = kept + spoken[place : run.start()], run.end()
        if not re.sub(r"\W", "", kept).endswith("".join(said)):
            kept += " " + " ".join(said)
        kept += " "
    return " ".join((kept + spoken[place:]).split())
