"""A message cut into what could each be a wish of its own."""

import re
from functools import lru_cache

from caly_app.agents.understanding.slots.taken_back import A_WISH
from caly_app.agents.understanding.words import small_talk

_LANGUAGES = ("en", "es", "fr", "de")
_CHARACTERS_READ = 4000
_WORDS_AT_LEAST = 3  # fewer belong to their neighbour, unless they are small talk
_CLAUSES_AT_MOST = 12  # a longer message is a story, not a list of wishes

_ABBREVIATIONS = ("dr", "mr", "ms", "mrs", "st", "no", "sra", "prof", r"[ap]\.m")
_NOT_THE_END = "".join(rf"(?<!\b{word}\.)" for word in _ABBREVIATIONS)
_SENTENCE_END = rf"{_NOT_THE_END}(?<=[.?!;…])\s+|\n"
CANNOT = (  # "on Thursday and I can't, could we do Friday" is one
    r"(?:i|we) (?:can'?t|cannot|won'?t)(?: (?:make|come|do|manage)\b|,| (?:could|can|so|is)\b|$)"
)
_REASON = (  # "on Friday and my train is on strike, so could we do Tuesday" is one
    r"my\b[^.?!]{3,60}(?:\bso,?|,) (?:can|could|may|might) (?:i|we|you)"
    r" (?:do|make|move|come|change|shift)\b"
)
_STARTS_A_WISH = (
    rf"(?!{CANNOT})i|i'm|i'd|i've|i'll|im|ive"
    r"|id (?=like|love|need|want|rather|also)|whats|wheres|whens|hows|theres"
    r"|can|could|would|may|please|what|what's|when|when's|where|where's|how|why|who|which"
    rf"|is|are|do|does|did|has|have|will|(?!{_REASON})my|tell|help|cancel|book|change|send|show|find|give|need|want|let|move|order|make"
    r"|get|check|remind|ask|any"
)
_JOINED = (
    r",?\s(?:and also|and then|and while i'm (?:at it|here)|oh and|as well as|one more thing"
    r"|by the way|btw)[,:]?\s"
    rf"|,?\splus,?\s(?=(?:{_STARTS_A_WISH})\b)"
    rf"|,?\s(?:and|also)\s+(?=(?:{_STARTS_A_WISH})\b)"
    r"|,?\s(?:and )?(?:secondly|and second|and the (?:second|other) (?:thing|one)(?: is)?)[,:]?\s(?=\w+\s\w)"
    r"|,?\s(?:y (?:lo )?segundo|y en segundo lugar|et deuxi[eè]mement|(?:und )?zweitens)[,:]?\s(?=\w+\s\w)"
    r"|,?\s(?:y por cierto|y otra cosa|por cierto|et au fait|au fait|et sinon"
    r"|und übrigens|übrigens|und noch was)[,:]?\s"
    r"|,?\s(?:y también|y además|y aparte|et aussi|et puis|et en plus|und außerdem|und auch|und dann)\s"
    r"|,?\sy\s+(?=(?:quiero|quisiera|necesito|puede|puedo|cuándo|cuando|dónde|donde|cuánto|qué)\b)"
    r"|,?\set\s+(?=(?:je|j'ai|j'aimerais|est-ce|quand|où|comment|combien|pouvez)\b)"
    r"|,?\sund\s+(?=(?:ich|wann|wo|wie|was|können|kann|bitte|haben)\b)"
)
WISHED_INSTEAD = (  # "cancel my order, actually no, just change the address"
    rf"{A_WISH}[,.:;–-]*\s(?:(?:just|maybe|rather|then|i think|better)\s)?(?:{_STARTS_A_WISH}"
    r"|quiero|quisiera|necesito|puede|cámbi\w+|je|j'aimerais|pouvez|changez|ich|können|ändern)\b"
)
_BLANKS = re.compile(r"\s+")
_LETTER = re.compile(r"\w")
_LAST_WORD = (  # "she will ring you herself, bye"
    r"[,\s–-]\s*(?=(?:bye(?:[- ]bye)?|goodbye|ciao|tschüs+|tschau|au revoir|adi[oó]s|hasta luego)\W*$)"
)
_CUT = re.compile(
    rf"{_SENTENCE_END}|{_JOINED}|(?:[,;]|\s[–-])?\s+(?={WISHED_INSTEAD})|{_LAST_WORD}", re.IGNORECASE
)
_INTERJECTION = re.compile(
    r"(?P<first>[^\s,.!?:–-]+(?:\s[^\s,.!?:–-]+){0,2})\s*(?:[,!:–]|\s-)\s*"
    r"(?:(?:and|but|y|pero|et|mais|und|aber)\s+)?(?=\S)",
    re.IGNORECASE,
)
_NO_BUT = re.compile(
    r"(?P<first>(?:no|nope|nah|non|nein|nee|nö)\b(?:,? [^\s\d,.!?:;]+){0,6}?)\s*[,;–-]?\s"
    r"(?:but|mais|pero|aber)\s(?=\S+\s\S+\s\S)",
    re.IGNORECASE,
)
_STANDS_ALONE = frozenset({"affirm", "deny", "greeting", "thanks", "goodbye"})

_Span = tuple[int, int]


def split(said: str) -> list[str]:
    """The clauses in order, in the customer's own letters; nothing but blanks gives none.

    "Yes, and is there parking?" -> ["Yes", "is there parking?"]. What is too short to be a wish stays
    with its neighbour; what stands beyond 4,000 characters is not read.
    """
    said = _BLANKS.sub(_one_blank, said[:_CHARACTERS_READ])
    clauses: list[_Span] = []
    for piece in _pieces(said):
        if clauses and _belong_together(said, clauses[-1], piece):
            clauses[-1] = (clauses[-1][0], piece[1])
        else:
            clauses += _interjection_apart(said, piece)
    if len(clauses) > _CLAUSES_AT_MOST:
        return [said.strip()]
    return [said[start:end].strip() for start, end in clauses]


def _one_blank(found: re.Match[str]) -> str:
    return "\n" if "\n" in found.group() else " "


def _pieces(said: str) -> list[_Span]:
    cuts = list(_CUT.finditer(said))
    starts = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(said)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if _LETTER.search(said, start, end)]


def _interjection_apart(said: str, piece: _Span) -> list[_Span]:
    """From "No, Thursday" both "No" and "Thursday"; so of "no need for that, but when does it come?"."""
    start, end = piece
    apart: list[_Span] = []
    if no := _NO_BUT.match(said, start, end):
        return [no.span("first"), *_interjection_apart(said, (no.end(), end))]
    while (found := _INTERJECTION.match(said, start, end)) and _is_small_talk(found["first"]):
        apart.append(found.span("first"))
        start = found.end()
    return [*apart, (start, end)]


def _belong_together(said: str, clause: _Span, piece: _Span) -> bool:
    if _is_small_talk(said[slice(*clause)]):
        return False
    return _is_fragment(said, clause) or _is_fragment(said, piece)


def _is_fragment(said: str, piece: _Span) -> bool:
    text = said[slice(*piece)]
    return len(text.split()) < _WORDS_AT_LEAST and not _is_small_talk(text)


@lru_cache(maxsize=1024)
def _is_small_talk(text: str) -> bool:
    return any(small_talk(text, language) in _STANDS_ALONE for language in _LANGUAGES)
