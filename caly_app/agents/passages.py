"""A text that a business wrote about itself, in pieces that are each one fact.

Questions and answers, headings with what stands under them; Markdown or plain. By its form alone, so the
same text gives the same pieces.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from caly_app.agents.understanding.plain_form import bare, plain

_QUESTION = re.compile(
    r"[\s>*_-]*(?:(?:q|question|frage|pregunta)\s?\d{0,3}\s?[:.)]|[fp]\s?\d{0,3}\s?:)[*_\s]*(?=\S)",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"[\s>*_-]*(?:(?:a|answer|antwort|respuesta|réponse|reponse|r)\s?\d{0,3}\s?:|a\d{0,3}[.)](?=\s))[*_\s]*",
    re.IGNORECASE,
)
_HEADING = re.compile(r" {0,3}#{1,6}\s+(\S.*?)[\s#]*$")
_UNDERLINED = re.compile(r" {0,3}(?:={3,}|-{3,})\s*$")
_RULE = re.compile(r"\s*(?:(?:- ?){3,}|(?:\* ?){3,}|(?:_ ?){3,}|={3,})\s*$")
_NUMBERED = re.compile(r"\s*(?:[-*+•]\s+|\(?\d{1,3}[.)]\s+)")
_BOLD = re.compile(r"(\*\*|__)(?!\s)([^*_]+?)[ ]?\1\s*[:.]?\s*$")
_BOLD_START = re.compile(r"(\*\*|__)(?!\s)([^*_]*[?:])[ ]?\1\s*(?=\S)")
_ITEM = re.compile(r"\s*(?:[-*+•]|\(?\d{1,3}[.)])\s+")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(\s*<?([^()\s<>]+)>?[^()]*\)")
_MARKUP = re.compile(r"\*\*|__|`+")
_ENDS = (".", "!", "?", ":", ";", "”", '"', "»", ")", "。")
_EMPTY_WORDS = frozenset(
    "about after again also another available before between business could customer customers different "
    "does during offer possible provide question questions should something their there these they what when "
    "where which while will with without would your yours".split()
)


@dataclass(frozen=True)
class Passage:
    """A question or a title, and what is said to it."""

    question: str
    text: str


@dataclass(frozen=True)
class Passages:
    """`unanswered`: questions under which nothing stands."""

    found: Sequence[Passage]
    unanswered: Sequence[str]


@dataclass
class _Open:
    """What is being read. `is_question`: nothing under it is a question without an answer, and no section."""

    title: str
    is_question: bool
    is_labelled: bool = False
    is_answered: bool = False  # by a label
    lines: list[str] = field(default_factory=list)

    @property
    def may_be_answered(self) -> bool:
        return self.is_question and not self.is_answered and (self.is_labelled or not _prose(self.lines))

    def answer(self, words: str) -> None:
        """What stood between the labels belongs to the question."""
        self.title = " ".join(filter(None, (self.title, _title(_prose(self.lines)))))
        self.lines, self.is_answered = [words], True


def passages(text: str) -> Passages:
    """What stands before the first question or heading is passed over."""
    found, unanswered = [], []
    for one in _read(text):
        said = _prose(one.lines)
        if one.title and said:
            found.append(Passage(one.title, said))
        elif one.title and one.is_question:
            unanswered.append(one.title)
    return Passages(found, unanswered)


def name_of(question: str) -> str:
    """A word by which customers ask for it: the longest that says something."""
    words = [word for word in plain(bare(question)).split() if "'" not in word]
    telling = [word for word in words if word not in _EMPTY_WORDS] or words
    return max(telling, key=len, default="")[:100]


def wording(*texts: str) -> str:
    """What stays the same where only case, blanks and punctuation differ. Numbers count."""
    folded = unicodedata.normalize("NFKC", "\n".join(texts)).casefold()
    return " ".join(kept for word in folded.split() if (kept := word.strip(".,;:!?\"'“”‘’*_()-")))


# --- reading ---


def _read(text: str) -> Iterator[_Open]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    now, before = _Open("", is_question=False), ""
    for place, line in enumerate(lines):
        behind = lines[place + 1] if place + 1 < len(lines) else ""
        if now.may_be_answered and (answer := _ANSWER.match(line)):
            now.answer(line[answer.end() :])
        elif begun := _begins(line, before, behind, now):
            yield now
            now = begun
        elif not _RULE.match(line):
            now.lines.append(line)
        before = line
    yield now


def _begins(line: str, before: str, behind: str, now: _Open) -> _Open | None:
    """What begins in this line, if anything does."""
    if labelled := _QUESTION.match(line):
        return _Open(_title(line[labelled.end() :]), is_question=True, is_labelled=True)
    if heading := _HEADING.match(line):
        return _titled(heading[1])
    if line.strip() and not before.strip() and _UNDERLINED.match(behind) and not _ITEM.match(line):
        return _titled(line)
    words = line[numbered.end() :] if (numbered := _NUMBERED.match(line)) else line
    if bold := _BOLD.match(words.strip()):
        return _Open(_title(bold[2]), is_question=_asks(bold[2])) if _is_free(before, now) else None
    if bold := _BOLD_START.match(words.strip()):
        rest = words.strip()[bold.end() :]
        return _Open(_title(bold[2]), is_question=True, lines=[rest]) if _is_free(before, now) else None
    if _asks(words) and _is_free(before, now):
        return _Open(_title(words), is_question=True)
    return None


def _titled(words: str) -> _Open:
    words = _QUESTION.sub("", words, count=1) if _QUESTION.match(words) else words
    return _Open(_title(words), is_question=_asks(words))


def _asks(words: str) -> bool:
    return words.rstrip(" *_").endswith(("?", "？"))


def _is_free(before: str, now: _Open) -> bool:
    """Not in the middle of a sentence that goes on over lines, nor of an answer that is labelled as one."""
    if not before.strip() or _RULE.match(before):
        return True
    if now.is_labelled and not (now.lines or _asks(now.title)):
        return False  # the question itself goes on
    return not now.is_answered and (not now.lines or before.rstrip(" *_").endswith(_ENDS))


# --- plain words ---


def _title(words: str) -> str:
    words = _NUMBERED.sub("", _plain(words), count=1) if _NUMBERED.match(words) else _plain(words)
    return " ".join(words.split()).rstrip(":").strip()


def _prose(lines: Sequence[str]) -> str:
    """Paragraphs and lists; lines of one paragraph are one line."""
    said: list[str] = []
    for line in (_plain(each.strip().removeprefix(">").strip()) for each in lines):
        goes_on = said and said[-1] and line and not _ITEM.match(line)
        if goes_on:
            said[-1] = f"{said[-1]} {line}"
        elif line or (said and said[-1]):
            said.append(line)
    return "\n".join(said).strip()


def _plain(words: str) -> str:
    """Without the signs of Markdown; a link keeps its address."""
    linked = _LINK.sub(lambda one: one[2] if one[1] in ("", one[2]) else f"{one[1]} ({one[2]})", words)
    return _MARKUP.sub("", linked).strip()
