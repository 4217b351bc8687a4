"""A whole answer as a value, and whether a value may be one of its slot."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from caly_app.agents.sector import SlotSpec
from caly_app.agents.understanding.slots import Found, SlotContext, find
from caly_app.agents.understanding.slots.plain import plain
from caly_app.agents.understanding.slots.postcodes import postcode_in
from caly_app.agents.understanding.slots.spelled import spelled_words
from caly_app.agents.understanding.words import small_talk

_LEAD = r"\W*(?:(?:um+|uh+|er+m?|hm+|oh|ah|well|so|tja|na|also|ach|naja|pues|bueno|eh|ben|bah|euh)\W+)*"
_ONLY_YES = re.compile(
    rf"{_LEAD}(?:(?:yes|yeah|yep|yup|aye|sure|ok|okay|s[ií]|claro|vale|oui|ouais|si|ja|jo|jep|klar|genau)\b\W*)+"
    r"(?:(?:please|por favor|bitte|s'il vous pla[iî]t|gerne?|merci|thanks|danke|gracias|then|right|dann"
    r"|entonces|alors)\b\W*)*",
    re.IGNORECASE,
)
_ONLY_NO = re.compile(
    rf"{_LEAD}(?:(?:no|nope|nah|non|nein|nee|nö|ne)\b\W*)+"
    r"(?:thanks|thank you|not really|sorry|gracias|lo siento|merci|désolée?|pas vraiment"
    r"|danke|eigentlich nicht|leider nicht)?\W*",
    re.IGNORECASE,
)
_WHERE_BEFORE = re.compile(
    r"^\W*(?:(?:it'?s|it is|i'?m|i am|we'?re|we are|(?:i|we) live"
    r"|(?:my|our|the) (?:area|place|town|village|street|road|city) is"
    r"|vivo|estoy|estamos|es|soy de|j'habite|je suis|nous sommes|c'est|ich wohne|ich bin|wir sind|wir wohnen"
    r"|es ist|meine (?:gegend|adresse|stadt|straße) ist)\s+)+",
    re.IGNORECASE,
)
_NOWHERE = re.compile(  # what questions, times and complaints have, and no name of a place
    r"^\W*(?:what|why|when|how|who|which|since|for (?:hours|days|ages|a)|all (?:day|morning|night)|still"
    r"|desde|hace|qué|cuándo|cómo|por qué|depuis|comment|pourquoi|quand|quoi|seit|was|wann|wie|warum)\b"
    r"|\b(?:i|my|me|you|your|is|isn't|are|was|went|been|keeps?|nothing|everything|don't|doesn't|can't"
    r"|won't|idea|working|internet|broadband|wi-?fi|router|no sé|nada|funciona|no va|no tengo|mi|rien|sais"
    r"|marche|fonctionne|mon|ma|nichts|geht|funktioniert|weiß|mein\w*|kein\w*)\b",
    re.IGNORECASE,
)
_NOTHING_YET = re.compile(  # who thinks has not answered
    r"\W*(?:(?:h+m+|m{2,}|u+h*m+|u+h+|e+r+m*|eh+|euh+|[äa]+h*m*|tja|pues|bueno|ben|well|let me (?:think|see)"
    r"|(?:give me )?(?:a|one) (?:moment|second|sec|minute)|d[ée]jame pensar|a ver|un momento|voyons"
    r"|laissez-moi r[ée]fl[ée]chir|un instant|moment|mal sehen|lass(?:en sie)? mich überlegen)\b\W*)+",
    re.IGNORECASE,
)
_TOWARDS = re.compile(  # "and to Leeds?", "¿y a Leeds?"
    r"\W*(?:(?:and|or|so|then|what about|how about|y|o|e|qu[ée] tal|et|ou|alors|und|oder|dann|auch)\s+)*"
    r"(?:(?:in|to|at|as far as|out to|a|en|hasta|para|[àa]|vers|jusqu'[àa]|pour|nach|bis(?: nach)?)\s+)?"
    r"(?P<place>\w[\w .,'’-]*?)"
    r"(?:,? (?:then|too|as well|please|entonces|tambi[ée]n|por favor|alors|aussi|dann|auch|bitte))*\W*",
    re.IGNORECASE,
)
_NAMED = 5  # words of a place
_BEGINS = re.compile(r"(?:^|[.!?:;\n])\s*\Z")
_ENDS = re.compile(r"\W*(?:\Z|[.!?;\n])")
_A_SPEECH = 8  # words
_PARTS = re.compile(r"[.!?;:]+\s+|,\s+")
_OUTCRY = re.compile(
    r"\W*(?:(?:oh|ah|ok|okay|right|well|fine|alright|all right|pity|a pity|shame|what a shame|too bad"
    r"|never mind|schade|na gut|gut|na|tja|also gut|macht nichts|vale|bueno|bien|l[aá]stima|qu[eé] pena|bon"
    r"|dommage|tant pis|d'accord|then|dann|entonces|alors)\b\W*)+",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\b(?:please|can you|could you|would you|i(?:'d| would) like|i want|i need|put (?:it|me|this) down|bitte"
    r"|(?:nehmen|machen|tragen|schreiben|legen|leiten|rufen|geben|notieren) sie|können sie"
    r"|ich (?:möchte|will|brauche)|por favor|puede|podr[ií]a|quiero|quisiera|necesito|an[oó]te\w*"
    r"|tome nota|p[oó]nga\w*|s'il vous pla[iî]t|pouvez-vous|pourriez-vous|je voudrais|je veux|j'ai besoin"
    r"|notez|prenez|mettez)\b",
    re.IGNORECASE,
)


def alone(ones: Iterable[Found], text: str) -> Iterator[Found]:
    """Each that is a sentence by itself: "to the site, not the house. 3 Kiln Lane, Leeds"."""
    for one in ones:
        if _BEGINS.search(text[: one.start]) and _ENDS.match(text, one.end):
            yield one


def within(value: str, spec: SlotSpec) -> bool:
    least, most = spec.minimum, spec.maximum
    return (least is None or float(value) >= least) and (most is None or float(value) <= most)


def all_of(text: str, spec: SlotSpec) -> Iterator[Found]:
    """Whatever was said, but for a mere yes or no: that names nothing."""
    if _ONLY_YES.fullmatch(text) or not spec.may_be_none and _ONLY_NO.fullmatch(text):
        return
    if spec.is_gone_to and (led := _TOWARDS.fullmatch(text)) and len(led["place"].split()) <= _NAMED:
        yield Found("text", led["place"], led["place"], *led.span("place"))
    elif stripped := text.strip(" .!"):
        start = text.index(stripped)
        yield Found("text", stripped, stripped, start, start + len(stripped))


def spelled_name(text: str, spec: SlotSpec, context: SlotContext) -> Sequence[Found]:
    """'Stroud, that's S T R O U D', where something has a name."""
    if not (spec.no_question and spelled_words(plain(text, context.language))):
        return ()
    return [replace(one, kind="text") for one in find("name", text, context) if one.value]


def is_a_speech(text: str, context: SlotContext) -> bool:
    """'A pity. Well, take it down as something new then, please, my name is Ann Lee' names nothing that was
    asked for: each part of it cries out, asks for something, or says who speaks. Nor does 'hmm'."""
    if _NOTHING_YET.fullmatch(text):
        return True
    if len(text.split()) < _A_SPEECH:
        return False
    parts = [part for part in _PARTS.split(text) if part.strip()]
    return len(parts) > 1 and all(_is_beside(part, context) for part in parts)


def is_no_place(text: str, context: SlotContext) -> bool:
    """'What do you mean', 'since this morning', 'my internet is down': asked where, they say nowhere."""
    if "?" in text or _NOWHERE.search(_WHERE_BEFORE.sub("", text)):
        return True
    times = [one for kind in ("date", "time", "part_of_day", "duration") for one in find(kind, text, context)]
    return any((one.end - one.start) * 2 > len(text) for one in times)


def place_told(value: str, said: str, context: SlotContext) -> str:
    """'In ten minutes' is nowhere; of 'YO31 7QB in York' the code says more than the town."""
    if is_no_place(value, context):
        return ""
    return value if postcode_in(value) else postcode_in(said) or value


def _is_beside(part: str, context: SlotContext) -> bool:
    if _OUTCRY.fullmatch(part) or _REQUEST.search(part) or small_talk(part, context.language):
        return True
    return any(find(kind, part, context) for kind in ("name", "phone", "email", "date_of_birth"))
