"""Whether a question means something only beside what was said before: "and what do they sell there?"

In doubt it does: then it goes with the last words, and what it was answered is no answer to the same words
elsewhere.
"""

import re

from caly_app.agents.ordinary import words_of
from caly_app.agents.understanding.slots.plain import folded

# Who takes up what was said; in the first clause only, for later ones have their own message to point to.
_POINTS = frozenset(
    "it its they them their theirs he him his she her hers this that these those one ones "
    "eso esa ese esos esas esto esta este estos estas ello ellos ellas "
    "ca cela celui celle ceux celles ils elles eux "
    "er ihn ihm ihr ihnen dessen deren dieser diese dieses diesen davon dafur damit dabei daran".split()
)
# Who does so wherever it stands.
_ALWAYS = frozenset(
    "there then too also else instead same other otherwise "
    "alli alla ahi entonces tambien otro otra otros otras mismo misma "
    "la-bas aussi autre autres sinon meme "
    "dort dorthin auch sonst stattdessen gleiche anderen andere anderes".split()
)
_BEGINS = re.compile(r"\W*(?:and|or|but|so|what about|how about|y|o|pero|et|ou|mais|und|oder|aber)\b")
_EXISTS = re.compile(r"\b(?:is|are|was|were|isn't|aren't|will) there\b|\bthere(?:'s| is| are| was| will)\b")
_CLAUSE = re.compile(r"[,;.!?]+\s|\b(?:and|or|but|if|because|y|o|pero|si|et|ou|mais|und|oder|aber|wenn)\b")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_QUESTION_WORDS = frozenset(
    "what when where who why how much many do does did can could would will should may much "
    "que cuando donde quien como cuanto cuanta cuesta puedo puede "
    "quoi quand ou qui comment combien quel quelle peut puis "
    "was wann wo wer wie viel viele kann darf gibt".split()
)
_FEWEST = 2  # words that state something: with fewer it is no whole question


def leans(question: str, language: str) -> bool:
    plain = _EXISTS.sub(" ", folded(question))
    who, ordinary = words_of(language)
    empty = ordinary | set(who) | _QUESTION_WORDS | _POINTS | _ALWAYS
    words = _WORD.findall(plain)
    first = _WORD.findall(next(filter(_WORD.search, _CLAUSE.split(plain)), ""))
    return (
        _BEGINS.match(plain) is not None
        or not _ALWAYS.isdisjoint(words)
        or not _POINTS.isdisjoint(first)
        or sum(word not in empty for word in words) < _FEWEST
    )
