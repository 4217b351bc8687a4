"""A message in the parts that could each be a wish, for this sector: two wishes in one clause are two."""

import re
from collections.abc import Sequence

from caly_app.agents.understanding.clauses import CANNOT, split
from caly_app.agents.understanding.in_case import what_is_asked
from caly_app.agents.understanding.languages import asked_for
from caly_app.agents.understanding.local import open_clauses
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.named import lettered_references
from caly_app.agents.understanding.negation import wanted
from caly_app.agents.understanding.slots import SlotContext, find
from caly_app.agents.understanding.turned_down import without_the_no

_BEFORE_A_QUESTION = re.compile(r",\s+(?=(?:do|does|is|are|can|could|what|where|how|when|is there)\b[^,]*\?)")
_OTHER_MIND = re.compile(
    r"(?:\bchanged my mind|\bon second thoughts?|\bcambi(?:é|ado|o) de (?:opinión|idea)|\bchangé d'avis"
    r"|\banders überlegt)(?:\s*[,:;–]\s*|\s+(?=(?:i|i'd|i'll|can|could|let|please|tell|quiero|quisiera|puedo"
    r"|je|ich|kann)\b))",
    re.IGNORECASE,
)
_PAUSES = re.compile(r"\s*[:;,–]\s+|\s-\s")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_AFTER = re.compile(r"\s*[:;–]\s+")
_POLITE = re.compile(
    r"\W*(?:no|non|nein|please|por favor|s'il vous pla[iî]t|svp|bitte|thanks|gracias|merci|danke"
    r"|ok(?:ay)?|right|vale|bueno|d'accord|gut|sorry|perd[oó]n[ae]?|pardon|entschuldigung)\W*$",
    re.IGNORECASE,
)
JOINTS = re.compile(rf"[,;]?\s+(?:and|then|y|e|et|puis|und|dann)\s+(?!{CANNOT})", re.IGNORECASE)
_WHY = re.compile(
    r"[,;]?\s(?:because|'?cause|cos|coz|since|as i|es que|porque|ya que|puesto que|parce que|vu que|puisque"
    r"|car|weil|denn|da ich)\s(?=\S+\s\S)",
    re.IGNORECASE,
)
_THEMSELVES = re.compile(
    r"\b(?:i|we)(?:'ll| will|'m going to| am going to| can|'d rather)\b[^.?!]*\b(?:myself|ourselves)\b"
    r"|\b(?:i|we)(?:'ll| will|'m going to| am going to|'d better) (?:tell|ask|let|warn|text|ring|remind)"
    r" (?:her|him|them|my|our|the (?:neighbou?r|wife|husband|kids))\b"
    r"(?![^.?!]*(?:[,;]|\b(?:so|but|and|please|could you|can you|would you|i(?:'d| would) like)\b))"
    r"|\b(?:yo mism[oa]|nosotr[oa]s mism[oa]s|moi-même|nous-mêmes)\b|\bich\b[^.?!]*\bselbst\b"
    r"|\b(?:i|we)(?:'ll| will|'m going to| am going to|'d rather)\b[^.?!]*"
    r"\b(?:in|on|through|via) (?:the|your) (?:app|website|site|portal)\b"
    r"|\bl[oa]s? (?:hago|haré|miro|cambio|paso)\b[^.?!]*\ben (?:la (?:app|aplicación|web)|internet)\b"
    r"|\bje (?:l[ea]s? |l'|vais )?(?:fais|ferai|faire|regarde\w*)\b[^.?!]*\bsur (?:l'appli\w*|le site)\b"
    r"|\bich (?:mach|schau|überweis)\w*\b[^.?!]*\b(?:in der app|im portal|auf der seite|online)\b",
    re.IGNORECASE,
)
_PLANS = re.compile(  # only what is named: "I'll come", "I'm going to change it" are wished for
    r"\b(?:i|we)(?:'ll| will|'m going to| am going to|'re going to) (?:\w+ly |just |all |both )?"
    r"(?:be (?:in|home|at home|at work|around)|wait|stay (?:in|at home)|watch out|keep an eye|think about"
    r"|work|sleep|shower|cook|shop|have a (?:bath|shower|lie-in|rest))\b"
    r"(?![^.?!]*\b(?:please|to see|need|book|keep (?:my|our|the|it)|room|table)\b)"
    r"|\b(?:me quedar[eé]|nos quedaremos|esperar[eé]|avisar[eé]"
    r"|estar(?:[eé]|emos)\b[^.?!]{0,25}\b(?:en casa|aqu[ií]|all[ií]))\b"
    r"|\b(?:je (?:resterai|l'attends|l'attendrai|vais (?:rester|attendre|pr[eé]venir))"
    r"|(?:je serai|nous serons|on sera)\b[^.?!]{0,25}\b(?:l[aà]|ici|chez (?:moi|nous)|[aà] la maison))\b"
    r"|\b(?:(?:ich|wir) (?:bin|bleib\w*|wart\w*|sind)|(?:bin|bleib\w*|wart\w*|sind) (?:ich|wir))\b"
    r"[^.?!]{0,25}\b(?:da|daheim|zu hause|hier)\b",
    re.IGNORECASE,
)
_A_WISH = 5  # words
_BEGINS_WITH_A_NUMBER = re.compile(r"\W*(?:[^\W\d]+ )?[^\W\d]*-?\d")
_LONG = 400  # characters


def requested(said: str, *, sells_languages: bool = False) -> str:
    """The language that one of its clauses asks to go on in; '' where none does."""
    pieces = [] if sells_languages else _AFTER.split(said)  # of a course, "Spanish: ..." asks for none
    asked = (asked_for(one, sells_languages=sells_languages) for one in (said, *split(said), *pieces))
    return next((wanted for wanted in asked if wanted), "")


def beside_the_request(said: str, *, sells_languages: bool = False) -> str:
    """What else is said in a message that asks for another language."""
    clauses = [part for one in split(said) for part in _apart_from_the_request(one, sells_languages)]
    others = [one for one in clauses if not asked_for(one, sells_languages=sells_languages)]
    if len(others) == len(clauses) and not sells_languages:  # "no, in English please: the lamp"
        clauses = [part for one in _AFTER.split(said) for part in _apart_from_the_request(one, False)]
        others = [one for one in clauses if not asked_for(one)]
    if not others:  # "I speak Spanish better: the lamp"
        clauses = _PAUSES.split(said)
        others = [one for one in clauses if not asked_for(one, sells_languages=sells_languages)]
        others = others if len(" ".join(others).split()) > 1 else []  # "perdón" says nothing else
    beside = " ".join(others)
    return beside if 0 < len(others) < len(clauses) and not _POLITE.match(beside) else said


def _apart_from_the_request(clause: str, sells_languages: bool) -> Sequence[str]:
    """'Ana Ruiz. Could we go on in Spanish?' is one clause: a name is too short to be one."""
    sentences = _SENTENCE.split(clause)
    is_one_of_them = any(asked_for(one, sells_languages=sells_languages) for one in sentences)
    return sentences if is_one_of_them else (clause,)


def clauses_of(message: Message) -> list[str]:
    cut = split(wanted(without_the_no(message) or message.said)) or [message.said]
    parts = [part for clause in cut for part in _before_a_question(_but_the_other_mind(clause, message))]
    parts = [half for part in parts for half in _wish_and_why(part, message)]
    return [wish for part in parts for wish in _two_wishes(part, message)]


def by_themselves(clause: str) -> bool:
    """'I'll ask the doctor myself' wishes for nothing."""
    return _THEMSELVES.search(clause) is not None and "?" not in clause


def they_do_it(text: str, message: Message, *, by_likeness: bool = True) -> bool:
    """'I'll ask the doctor myself'; 'great, I'll be in on Thursday' behind what was told or done, where no
    word of a wish is in it: there is nothing for us to do."""
    if by_themselves(text):
        return True
    question, facts = message.turn.dialogue.question, message.turn.dialogue.facts
    is_behind = bool(facts) and not message.flow and (question is None or question.about == "anything_else")
    if not (by_likeness and is_behind) or "?" in message.said or not _PLANS.search(text):
        return False
    return not _says_what_for(message)


def _says_what_for(message: Message) -> bool:
    """'We'll be in on Saturday at seven, four of us' is no mere plan: an hour and a number of people are
    told to have something."""
    context = SlotContext(message.turn.now, message.turn.business.country, message.language)
    days, numbers = find("date", message.said, context), find("number", message.said, context)
    counted = [one for one in numbers if not any(one.start < d.end and d.start < one.end for d in days)]
    return bool(counted or find("time", message.said, context))


def _but_the_other_mind(clause: str, message: Message) -> str:
    """'I changed my mind, I'd rather make a claim' is that wish, and 'I changed my mind, Friday please' that
    day; nothing else said, it is what leaves."""
    said = _OTHER_MIND.search(clause)
    rest = clause[said.end() :] if said else ""
    is_wish = bool(rest) and _by_itself(rest, message) in message.turn.sector.flows
    return rest if is_wish or rest and message.flow and message.hear(message.flow, rest).fills else clause


def _before_a_question(clause: str) -> Sequence[str]:
    """'If I change my plan, does roaming still work?' is one: the case wishes for nothing."""
    return (clause,) if what_is_asked(clause) else _BEFORE_A_QUESTION.split(clause)


def is_why(clause: str) -> bool:
    return _WHY.match(f" {clause}") is not None


def _wish_and_why(clause: str, message: Message) -> Sequence[str]:
    """'Cancel it, they have changed my shift' wishes for one thing, where each half would be a wish."""
    for joint in _WHY.finditer(clause[:_LONG]):
        halves = clause[: joint.start()], clause[joint.start() :].strip(" ,;")
        if joint.start() and _differ(halves, message):
            return halves
    return (clause,)


def _two_wishes(clause: str, message: Message) -> Sequence[str]:
    """'Cancel my appointment and request a refill' is two, where each half is known by itself."""
    for joint in JOINTS.finditer(clause[:_LONG]):
        halves = cut_at(clause, joint)
        if _differ(halves, message) or _each_of_its_own(halves, message):
            return (halves[0], *_two_wishes(halves[1], message))
    return (clause,)


def _each_of_its_own(halves: tuple[str, str], message: Message) -> bool:
    """'Cancel the tents (HS-31001) and the mugs on HS-31044 should be 18': the first is known, and the second
    tells of another number."""
    numbers = [{one.value for one in lettered_references(half, message)} for half in halves]
    if not all(numbers) or numbers[0] & numbers[1] or len(halves[1].split()) < _A_WISH:
        return False
    if _BEGINS_WITH_A_NUMBER.match(halves[1]):
        return False  # "view P-101 on Thursday and P-102 on Friday": the same of another
    return _by_itself(halves[0], message) in message.turn.sector.flows


def _differ(halves: tuple[str, str], message: Message) -> bool:
    """Each is known by itself, and as another wish."""
    known = [_by_itself(half, message) for half in halves]
    return known[0] != known[1] and all(intent in message.turn.sector.flows for intent in known)


def _by_itself(text: str, message: Message) -> str | None:
    """What its words alone are known as."""
    turn = message.turn
    return open_clauses(turn.sector, [text], message.language, turn.business.own_words).readings[0].intent


def cut_at(text: str, joint: re.Match[str]) -> tuple[str, str]:
    return text[: joint.start()], text[joint.end() :]
