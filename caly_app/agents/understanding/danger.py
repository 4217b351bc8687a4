"""Whether somebody is in danger now: by words of any language, and by likeness to what was said in danger.

Words of a sector's own emergencies count unless they are denied. The wide words that all sectors share, and
likeness, do not count either in a sentence that says it is over, insured or only asked about, or that
is one of the business's own.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from re import Match

import numpy as np

from caly_app.agents.commands import Answer, Command
from caly_app.agents.sector import both
from caly_app.agents.sieve import Sieve
from caly_app.agents.understanding.after_the_alarm import calls_for_help
from caly_app.agents.understanding.clauses import split
from caly_app.agents.understanding.danger_abroad import danger_abroad
from caly_app.agents.understanding.head import EMERGENCIES, Head, Numbers, head_folder
from caly_app.agents.understanding.local import LEARNED, Opened
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.plain_form import bare, plain
from caly_app.agents.understanding.speller import Speller
from caly_app.agents.understanding.word_head import word_head

EMERGENCY = Answer("emergency")
IF_IN_DANGER = Answer("if_in_danger")
_NOW = "now"  # among the head's intents
LIKELY = 0.6  # the head's confidence, where there is a word of alarm
SURELY = 0.85  # where there is none
LIKE_ENOUGH = 0.13  # abroad, by parts of words
SURELY_LIKE = 0.35  # of a few words, or of what is known as a wish of the sector
_UNLIKE = -0.1  # abroad: a question this unlike danger only has a word of it
_UNLIKE_BESIDE_A_CRY = 0.0  # the same of what somebody cries for help with
_SAYS_ENOUGH, _SAYS_MUCH = 3, 5  # words: parts of two are alike to too much
_TEXTS_AT_MOST = 4
_CHARACTERS_READ = 500  # of a message as a whole
_ENDS = ".?!;"
# Who is frightened begins with it more often than others: alone it tells nothing.
_AND = re.compile(r"^\W*(?:und|et|y)\W+(?=\w)", re.IGNORECASE)


def by_words(message: Message) -> bool:
    """Any language's words count."""
    sector = message.turn.sector
    if any(True for _ in _said(sector.emergencies, message)):
        return True
    for found in _said(sector.dangers, message):
        said = _sentence(found)
        is_over = is_calm(said, message) or _is_put_out(found.group(), message) or _is_own(said, message)
        if not is_over and not _only_has_a_word(found, said, message):
            return True
    return _by_parts_of_words(message)


def _only_has_a_word(found: Match[str], sentence: str, message: Message) -> bool:
    """Abroad: "does life insurance pay after a suicide?", "help, I can't make out my bill"."""
    head = danger_abroad(message.language)
    if head is None:
        return False
    if message.is_marked("cry", found.group()):
        return len(sentence.split()) >= _SAYS_ENOUGH and head.like(sentence) < _UNLIKE_BESIDE_A_CRY
    return "?" in sentence and head.like(sentence) <= _UNLIKE


def _by_parts_of_words(message: Message) -> bool:
    """Abroad, where no embedding says what a sentence is like."""
    head = danger_abroad(message.language)
    if head is None or not message.said:
        return False
    texts = (*split(message.said)[:_TEXTS_AT_MOST], message.said[:_CHARACTERS_READ])
    likeness = {
        one: head.like(one)
        for one in dict.fromkeys(_AND.sub("", text) for text in texts)
        if len(one.split()) >= _SAYS_ENOUGH and not _is_over(one, message)
    }
    likeliest = max(
        (
            like
            for one, like in likeness.items()
            if like >= SURELY_LIKE
            or like >= LIKE_ENOUGH
            and not _says_little(one)
            and not _is_a_wish(one, message)
        ),
        default=0.0,
    )
    if 0 < likeliest < SURELY_LIKE and any(_is_a_wish(one, message) for one in likeness):
        message.perhaps_in_danger = True
        return False
    return likeliest > 0


def _says_little(said: str) -> bool:
    return len(said.split()) < _SAYS_MUCH


def _is_a_wish(said: str, message: Message) -> bool:
    """Abroad: the sector's own head is sure of something that can be done here."""
    head = word_head(message.turn.sector.name, message.language)
    return head is not None and head.judge(said).sure


def alarming(message: Message) -> tuple[str, ...]:
    """What of a message has a word of alarm in it, as the head reads it: embedded whatever else is known."""
    if message.language not in LEARNED or not message.is_marked("alarming") or calls_for_help(message.turn):
        return ()
    clauses = split(message.said)
    texts = clauses if len(clauses) < 2 else [*clauses, message.said[:_CHARACTERS_READ]]
    return as_read([one for one in texts if message.is_marked("alarming", one)], message)[-_TEXTS_AT_MOST:]


def as_read(clauses: Sequence[str], message: Message) -> tuple[str, ...]:
    """Of these what is not calm, in the form in which the head was taught."""
    _, spell = trained()
    return tuple(dict.fromkeys(spell(plain(bare(one))) for one in clauses if not _is_over(one, message)))


def quiet(clauses: Sequence[str], message: Message) -> tuple[str, ...]:
    """What of these may be said in danger without a word of alarm: `beside`, for who embeds it anew."""
    return as_read([one for one in clauses if not _says_little(one)], message)


def by_likeness(rows: Numbers | None, at_least: float = LIKELY) -> float:
    """How likely it is that one of these is said in danger; 0 where none is likely enough."""
    if rows is None or not rows.any():
        return 0.0
    judged = [one for one in trained()[0].judge(rows) if one.intent == _NOW and one.in_scope]
    likeliest = max((one.confidence for one in judged), default=0.0)
    return likeliest if likeliest >= at_least else 0.0


def beside(opened: Opened, clauses: Sequence[str], rows: Numbers | None, message: Message) -> float:
    """The same of clauses that the sector's head is to judge, and that may have no word of alarm: then a few
    words are alike to too much, "she's gone home".
    """
    if rows is None:
        return 0.0
    kept = [
        row
        for place, row in zip(opened.places, rows, strict=True)
        if not (_says_little(clauses[place]) or _is_over(clauses[place], message))
    ]
    return by_likeness(np.stack(kept), SURELY) if kept else 0.0


def with_what_to_do(commands: tuple[Command, ...], message: Message) -> tuple[Command, ...]:
    return (IF_IN_DANGER, *commands) if message.perhaps_in_danger else commands


def _said(words: Sieve[str], message: Message) -> Iterator[Match[str]]:
    """Unless it is denied right before."""
    for _, pattern in words.of(message.said):
        for found in pattern.finditer(message.said):
            if not message.is_marked("not_an_emergency", message.said[: found.start()]):
                yield found


def _is_own(sentence: str, message: Message) -> bool:
    """The business has said what it means: all of it, for a part leaves what is said beside it."""
    own, known = message.turn.business.own_words, message.turn.sector.intents
    return any(own.says_all_of(one, message.language) in known for one in (sentence, message.said))


def is_calm(text: str, message: Message) -> bool:
    if _is_a_gesture(text, message):
        return True
    is_told = message.is_marked("not_now", text) or _is_mourned(text, message)
    return is_told and not message.is_marked("still_now", text)


def _is_a_gesture(text: str, message: Message) -> bool:
    """'My wife is shaking her head at me', and no other word of alarm beside it."""
    rest = _without("gestures", text, message)
    return rest != text and not message.is_marked("alarming", rest)


def _is_over(text: str, message: Message) -> bool:
    return is_calm(text, message) or _is_put_out(text, message) or _is_own(text, message)


def _is_put_out(text: str, message: Message) -> bool:
    """'We had a fire in the kitchen last night. It is out, but the wall is black': the fire alone is over."""
    if not message.is_marked("fire_is_out"):
        return False
    rest = _without("fire_is_out", _without("of_fire", text, message), message)
    if rest == text:
        return False
    return message.language not in LEARNED or not message.is_marked("alarming", rest)


def _without(marker: str, text: str, message: Message) -> str:
    for pattern in both(message.turn.sector.markers.get(marker, {}), message.language):
        text = pattern.sub(" ", text)
    return text


def _is_mourned(text: str, message: Message) -> bool:
    """'He's dead, who is there to insure?', of whom it was told before that he died last week."""
    if not message.is_marked("of_a_death", text):
        return False
    told = (one.text for one in message.turn.history if one.role != "assistant")
    return any(
        message.is_marked("of_a_death", said) and message.is_marked("not_now", said)
        for before in told
        for said in split(before)
    )


def _sentence(found: Match[str]) -> str:
    said, (start, end) = found.string, found.span()
    begins = max(said.rfind(mark, 0, start) for mark in _ENDS) + 1
    ends = min((place for mark in _ENDS if (place := said.find(mark, end)) >= 0), default=len(said))
    return said[begins : ends + 1]


@cache
def trained() -> tuple[Head, Speller]:
    """The head of emergencies, and the words that it knows."""
    head = Head.load(head_folder(EMERGENCIES.name))
    return head, Speller(head.words)
