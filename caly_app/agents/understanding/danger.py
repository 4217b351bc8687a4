"""Whether somebody is in danger now: by words of any language, in English by likeness too.

Words of a sector's own emergencies count unless they are denied. The wide words that all sectors share, and
likeness, do not count either in a sentence that says it is over, insured or only asked about.
"""

from collections.abc import Iterator
from functools import cache
from re import Match

from caly_app.agents.commands import Answer
from caly_app.agents.sector import Patterns
from caly_app.agents.understanding.clauses import split
from caly_app.agents.understanding.head import EMERGENCIES, Head, Numbers, head_folder
from caly_app.agents.understanding.local import LEARNED
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.plain_form import bare, plain
from caly_app.agents.understanding.speller import Speller

EMERGENCY = Answer("emergency")
_NOW = "now"  # among the head's intents
_FROM = 0.6  # the head's confidence; of what has a word of alarm in it, which most of what is said has not
_TEXTS_AT_MOST = 4
_CHARACTERS_READ = 500  # of a message as a whole
_ENDS = ".?!;"


def by_words(message: Message) -> bool:
    """Any language's words count."""
    sector = message.turn.sector
    if any(True for _ in _said(sector.emergency, message)):
        return True
    return any(not _is_calm(_sentence(found), message) for found in _said(sector.danger, message))


def alarming(message: Message) -> tuple[str, ...]:
    """What of a message the head has to judge: what has a word of alarm in it, and is not calm."""
    if message.language not in LEARNED or not message.is_marked("alarming"):
        return ()
    clauses = split(message.said)
    texts = clauses if len(clauses) < 2 else [*clauses, message.said[:_CHARACTERS_READ]]
    judged = (one for one in texts if message.is_marked("alarming", one) and not _is_calm(one, message))
    _, spell = _trained()
    return tuple(dict.fromkeys(spell(plain(bare(one))) for one in judged))[-_TEXTS_AT_MOST:]


def by_likeness(rows: Numbers | None) -> float:
    """How likely it is that one of these is said in danger; 0 where none is likely enough."""
    if rows is None or not len(rows) or not rows.any():
        return 0.0
    judged = [one for one in _trained()[0].judge(rows) if one.intent == _NOW and one.in_scope]
    likeliest = max((one.confidence for one in judged), default=0.0)
    return likeliest if likeliest >= _FROM else 0.0


def _said(words: Patterns, message: Message) -> Iterator[Match[str]]:
    """Unless it is denied right before."""
    for patterns in words.values():
        for pattern in patterns:
            for found in pattern.finditer(message.said):
                if not message.is_marked("not_an_emergency", message.said[: found.start()]):
                    yield found


def _is_calm(text: str, message: Message) -> bool:
    return message.is_marked("not_now", text) and not message.is_marked("still_now", text)


def _sentence(found: Match[str]) -> str:
    said, (start, end) = found.string, found.span()
    begins = max(said.rfind(mark, 0, start) for mark in _ENDS) + 1
    ends = min((place for mark in _ENDS if (place := said.find(mark, end)) >= 0), default=len(said))
    return said[begins : ends + 1]


@cache
def _trained() -> tuple[Head, Speller]:
    head = Head.load(head_folder(EMERGENCIES.name))
    return head, Speller(head.words)
