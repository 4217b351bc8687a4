"""Whether each word of a sentence stands in what it rests on: how strictly a free answer keeps to its facts.

A word that states something must be there, inflected at most; a number beside what it is a number of; and
a "not" or an "only if" may neither come nor go. What a customer asked is no source.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caly_app.agents.grounding import in_digits
from caly_app.agents.ordinary import words_of
from caly_app.agents.same_forms import in_one_form, lemma, with_units, without_unit
from caly_app.agents.understanding.slots.plain import folded

_NEGATIONS = frozenset(
    "no not never none nothing nobody neither nor without hardly "
    "nunca jamas ni sin nada nadie ningun ninguna ninguno tampoco "
    "ne n pas jamais sans aucun aucune rien "
    "nicht kein keine keinen keinem keiner nie niemals ohne weder nichts".split()
)
_CONDITIONS = frozenset(
    "if unless except only until otherwise when provided solo solamente salvo excepto si cuando hasta "
    "seulement sauf quand jusque hormis nur wenn ausser falls sofern bis".split()
)
# Beside ordinary words: who else is spoken of, and what only joins.
_JOINING = {
    "en": "can may he she they them their theirs his her but because which who that",
    "es": "puede pueden puedes podemos pero porque ellos ellas tiene tienen tenemos o",
    "fr": "peut peuvent pouvez peux mais parce ils elles leur leurs a ont ou",
    "de": "kann konnen konnt kannst aber weil er sie ihnen oder",
}
_STATING = frozenset({"welcome", "bienvenido", "bienvenida"})  # a courtesy elsewhere; who may come, here
_ENDINGS = {
    "en": "s es d ed ing ly led ling ned ning ped ping ted ting y ies ied",
    "es": "s es o a os as n r",
    "fr": "s e es x nt r",
    "de": "e en er es em n s st t",
}
_STEM = 4  # letters that two forms of a word share at least

_YES_OR_NO = re.compile(
    r"^(?:yes|no|yep|nope|sure|of course|certainly|s[ií]|claro|oui|non|bien s[uû]r|ja|nein|doch)\b"
    r"(?:\s+(?:of course|claro|bien s[uû]r|nat[uü]rlich))?\s*[,.:;!–—-]+\s*",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
_BOUND = "|".join(sorted(_CONDITIONS | _NEGATIONS))  # a comma before these parts nothing
_CLAUSE_ENDS = re.compile(
    rf"[;:]\s+|,\s+(?!(?:{_BOUND})\b)|\s+(?:but|pero|mais|aber)\s+|\s+[–—-]\s+",
)
_PARTS_END = re.compile(r"[;:,]\s+|\s+(?:and|y|e|et|und|but|pero|mais|aber)\s+|\s+[–—-]\s+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class _Said:
    """A piece of a text: words that state something, its numbers, and whether it denies or limits."""

    words: frozenset[str]
    numbers: frozenset[str]
    denies: bool
    limits: frozenset[str]


def without_yes_or_no(text: str) -> str:
    """'Yes, dogs are welcome.' -> 'Dogs are welcome.': what was asked is no fact, so no yes is to it."""
    rest = _YES_OR_NO.sub("", text)
    return rest[:1].upper() + rest[1:]


def stands_in(text: str, sources: Sequence[str], language: str) -> bool:
    """Every sentence of it does, and states something."""
    plain = [_plain(source, language) for source in sources]
    known = [part for source in plain for part in _units(source, language)]
    beside = [_said(part, language) for source in plain for part in _split(_PARTS_END, source)]
    said = _split(_SENTENCE_ENDS, _plain(text, language))
    return bool(said) and all(_is_stated(one, known, beside, language) for one in said)


def shares_a_word(text: str, sources: Sequence[str], language: str) -> bool:
    """A word that states something, or a number, stands in one of them, too."""
    said = _said(_plain(text, language), language)
    known = (_said(_plain(source, language), language) for source in sources)
    return any(_shared(said, one, language) for one in known)


def _is_stated(sentence: str, known: Sequence[_Said], beside: Sequence[_Said], language: str) -> bool:
    said = _said(sentence, language)
    everything = {word for one in known for word in one.words}
    if not (said.words or said.numbers):
        return False
    if not all(_among(word, everything, language) for word in said.words):
        return False
    nearest = max(known, key=lambda one: (_shared(said, one, language), -len(one.words)))
    if said.denies != nearest.denies or said.limits != nearest.limits:
        return False
    parts = [_said(part, language) for part in _split(_PARTS_END, sentence)]
    return all(_is_beside(number, part, beside, language) for part in parts for number in part.numbers)


def _is_beside(number: str, part: _Said, beside: Sequence[_Said], language: str) -> bool:
    """What is counted or costs that is the same there."""
    near = [one for one in beside if number in {*one.numbers, *map(without_unit, one.numbers)}]
    return bool(near) and (not part.words or any(_alike(part, one, language) for one in near))


def _shared(said: _Said, other: _Said, language: str) -> int:
    return _alike(said, other, language) + len(said.numbers & other.numbers)


def _alike(said: _Said, other: _Said, language: str) -> int:
    return sum(_among(word, other.words, language) for word in said.words)


def _units(source: str, language: str) -> Iterator[_Said]:
    """Its sentences, and their clauses: the nearest is compared."""
    for sentence in _split(_SENTENCE_ENDS, source):
        yield _said(sentence, language)
        clauses = _split(_CLAUSE_ENDS, sentence)
        if len(clauses) > 1:
            yield from (_said(clause, language) for clause in clauses)


def _said(piece: str, language: str) -> _Said:
    who, ordinary = words_of(language)
    passed = {*who, *ordinary, *_JOINING.get(language, "").split()} - _STATING
    found = _WORD.findall(with_units(in_digits(piece, language)))
    numbers = frozenset(re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", one) for one in found if one[0].isdigit())
    words = [lemma(one, language) for one in found if not one[0].isdigit()]
    return _Said(
        frozenset(one for one in words if one not in passed | _NEGATIONS | _CONDITIONS),
        numbers,
        any(one in _NEGATIONS for one in words),
        frozenset(one for one in words if one in _CONDITIONS),
    )


def _plain(text: str, language: str) -> str:
    """Folded, what is written in several ways in one, and with 'not' as a word of its own."""
    words = in_one_form(folded(text.replace("_", " ")), language)
    return re.sub(r"\bcannot\b", "can not", re.sub(r"\bcan't\b", "can not", words)).replace("n't", " not")


def _split(where: re.Pattern[str], text: str) -> list[str]:
    return [part for part in (piece.strip() for piece in where.split(text)) if part]


def _among(word: str, words: frozenset[str] | set[str], language: str) -> bool:
    return word in words or any(_are_forms_of_one(word, other, language) for other in words)


def _are_forms_of_one(one: str, other: str, language: str) -> bool:
    if min(len(one), len(other)) < _STEM:
        return one + "s" == other or other + "s" == one
    same = next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    same = min(len(one), len(other)) if same is None else same
    endings = {"", *_ENDINGS.get(language, "").split()}
    return same >= _STEM and {one[same:], other[same:]} <= endings
