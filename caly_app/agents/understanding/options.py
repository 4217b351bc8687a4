"""Which of a slot's options somebody named."""

import re
from collections.abc import Iterable, Sequence
from re import Pattern

from caly_app.agents.sector import Sector, SlotSpec
from caly_app.agents.understanding.put_right import last_said
from caly_app.agents.understanding.slots import Found, SlotContext
from caly_app.agents.understanding.slots.corrections import has_cue
from caly_app.agents.understanding.slots.plain import plain

_LONG = 5  # letters: a longer word is hardly said of anything else
_LEAST = 3
_A_FEW = 10  # words
_ARTICLE = re.compile(
    r"\b(?:an?|my|our|una?|mi|nuestr[oa]|une|mon|ma|notre|eine?n?|meine?n?|unsere?n?"
    r"|for the|para (?:el|la)|pour l[ae]|für (?:das|die|den))\s\Z"
)
_IS = re.compile(  # "it came broken": what something is like is said of it
    r"\b(?:is|was|are|were|it's|came|arrived|turned up|está|estaba|están|llegó|vino|viene|venía|est"
    r"|était|sont|arrivée?|ist|war|sind|kam)\s"
    r"(?:all |completely |todo |toda |tout |toute |ganz |total |völlig )?\Z"
)
_NO_NOUN = (
    re.compile(  # behind it: "a bad cough", "my car policy" are not about what is bad, nor about the car
        r"\W*\Z|\s*[,.;:!?]|\s(?:with|and|or|for|in|on|at|to|from|by|is|was|that|which|worth|please|instead"
        r"|y|o|con|en|para|de|et|ou|avec|dans|pour|und|oder|mit|im|für)\b"
    )
)


_MY = r"(?:the|my|our|la|el|mi|mon|ma|die|meine?)"
_THERE_BEFORE = re.compile(
    rf"\b(?:still (?:have|got)|have still got|(?:todav[ií]a|a[uú]n) tengo|j'ai (?:encore|toujours)"
    rf"|hab(?:e|en)? (?:ich )?noch) {_MY} \Z",
    re.IGNORECASE,
)
_THERE_BEHIND = re.compile(
    r"(?:,? (?:that )?(?:i|we)(?:'ve)? (?:still |do )+(?:have|got)"
    r"|(?:,? (?:is|are)|'s)? still (?:here|there|with me|at home)"
    r"|(?:,? (?:is|are)|'s) (?:safe|with me|on me|at home|here|in (?:my|the) (?:hand|pocket|drawer|kitchen))"
    r"|,? (?:right )?(?:here|safe|at home)(?= (?:in|on|at|with|by|beside)\b)"
    r"|,? (?:la|lo) tengo (?:todav[ií]a|a[uú]n)|,? (?:todav[ií]a|a[uú]n) (?:la|lo) tengo"
    r"|,? je l'ai (?:encore|toujours)|,? hab(?:e|en)? (?:ich|wir) noch|,? ist noch da)\b",
    re.IGNORECASE,
)
_THE = re.compile(r"\b(?:the|only|just)\s\Z")
_ONE = re.compile(r"\sones?\b")
_A_NO = frozenset({"no", "nope", "nah", "non", "nein", "nee"})
_SENTENCE_END = re.compile(r"[.!?;\n]")
_LEADS = re.compile(
    r"(?:\W|\b(?:oh|ah|um+|uh|er|well|so|right|ok|okay|and|but|god|thank|thankfully|luckily|pues|bueno|y|gracias"
    r"|a dios|ay|ben|bah|euh|et|heureusement|na|ach|also|und|gott sei dank|zum glück|no|nope|non|nein)\b)*"
)
_DENIED = re.compile(
    r"n't\b|\b(?:not|no|none|never|nobody|nothing|nada|nadie|nunca|pas|personne|rien|nicht|niemand|kein\w*|nichts)\b"
)
_DENIED_BEFORE = re.compile(  # "not exactly strong" is not strong, and how strong it is we do not know
    r"(?:n't|\b(?:not|no|pas|nicht|kein\w*))(?:\s\w+){0,2}\s\Z"
)
_ENDS = re.compile(r"\W*(?:\b(?:thanks?|thank you|thankfully|luckily|sorry|gracias|merci|danke)\b\W*)*")
_NOT_KNOWN = re.compile(
    r"\s(?:idea|clue|(?:lo )?s[eé]\b|me acuerdo|(?:lo )?recuerdo|tengo ni idea|estoy segur)", re.IGNORECASE
)


def siblings(slot: str, flow: str, sector: Sector) -> Sequence[str]:
    """Other slots of a flow that take what has no cue, being of the same kind."""
    others = (other for other in sector.slots_of.get(flow, ()) if other != slot)
    kinds = sector.slots
    return [one for one in others if kinds[one].kind == kinds[slot].kind and not kinds[one].refused]


def options_in(text: str, spec: SlotSpec, language: str, *, asked: bool) -> Sequence[Found]:
    """The longest words first. Short ones count where it was asked for, or as a thing: 'insure a flat'."""
    said = text.casefold()
    hits: list[Found] = []
    for value, words in spec.options.items():
        for word in (*words.get(language, ()), *words.get("en", ())):
            for found in re.finditer(rf"\b{re.escape(word.casefold())}\b", said):
                if word.casefold() in _A_NO and not _is_an_answer(found, said):
                    continue
                if spec.kind == "number" and _DENIED_BEFORE.search(said[: found.start()]):
                    continue
                if (
                    asked
                    or len(word) > _LONG
                    or _IS.search(said[: found.start()])
                    or _is_a_thing(found, said)
                ):
                    hits.append(Found("choice", value, text[found.start() : found.end()], *found.span()))
    return sorted(hits, key=lambda hit: hit.start - hit.end)


def _is_an_answer(no: re.Match[str], said: str) -> bool:
    """'Near Leeds, no, it was quarter past four' puts right where or when, 'there is no photo' counts one and
    'no idea' knows nothing: none of them is a no to what was asked. A no begins its sentence, ends it, or
    stands beside another."""
    before = _SENTENCE_END.split(said[: no.start()])[-1]
    behind = _SENTENCE_END.split(said[no.end() :])[0]
    if _NOT_KNOWN.match(behind):
        return False
    is_apart = before.rstrip()[-1:] in (",", ":", "-", "–", "—")
    return bool(
        _LEADS.fullmatch(before) or _ENDS.fullmatch(behind) or is_apart and _DENIED.search(before + behind)
    )


def chooses_another(text: str, spec: SlotSpec, known: str, context: SlotContext) -> bool:
    """'No, actually the kiosk', asked with which neighbour: no name, but another choice than was made."""
    if spec.kind != "choice" or len(text.split()) > _A_FEW:
        return False
    if not has_cue(plain(text, context.language).text):
        return False
    hits = last_said(options_in(text, spec, context.language, asked=False), "choice", text, context)
    return bool(hits) and hits[0].value != known


def without_left_out(hits: Sequence[Found], marked: Iterable[Pattern[str]], text: str) -> list[Found]:
    """'The credit card is at home, so not that one': without the one that was named last before it."""
    patterns = tuple(marked)

    def is_left_out(one: Found) -> bool:
        ends = (found.end() for pattern in patterns if (found := pattern.match(text, one.end)))
        return any(not any(one.end <= other.start < end for other in hits) for end in ends)

    meant = [one for one in hits if not is_left_out(one)]
    there = [one for one in meant if _is_still_there(one, text)]
    lost = [one for one in meant if not any(one.start < its.end and its.start < one.end for its in there)]
    kept = {one.value for one in meant} - {one.value for one in lost}
    return lost if {one.value for one in lost} - kept else meant


def _is_still_there(one: Found, text: str) -> bool:
    """'I lost my debit card. The credit card I still have', beside another that is named."""
    return (
        _THERE_BEHIND.match(text, one.end) is not None or _THERE_BEFORE.search(text[: one.start]) is not None
    )


def _is_a_thing(word: re.Match[str], said: str) -> bool:
    if _THE.search(said[: word.start()]) and _ONE.match(said, word.end()):
        return True  # "block the debit one"
    if len(word.group()) < _LEAST or _ARTICLE.search(said[: word.start()]) is None:
        return False
    return _NO_NOUN.match(said, word.end()) is not None
