"""A business's own words: patterns and sentences that say what its customers want. They come first.

Patterns are regular expressions of Rust's engine (by way of pydantic): they are matched in a time that grows
with the text and no faster, whatever somebody writes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from pydantic_core import SchemaError, SchemaValidator, core_schema

from caly_app.agents.understanding.head import Head
from caly_app.agents.understanding.own_head import OwnHead, WidenedHead
from caly_app.agents.understanding.own_word_head import WidenedWordHead, widened
from caly_app.agents.understanding.word_head import WordHead
from caly_app.agents.understanding.words import folded

PATTERN_AT_MOST, SENTENCE_AT_MOST, COUNT_AT_MOST = 200, 300, 40

# What makes an expression large: \w holds thousands of letters, and a group may hold anything.
_LARGE = re.compile(r"(?:\\[wWpP](?:\{[^}]*\})?|\)|\])\s*\{")
_OPEN = re.compile(r"[*+]|,\}")
_COUNTS = re.compile(r"\{(\d*),?(\d*)\}")


class NoPattern(ValueError):
    """What is wrong with a pattern, for the person who wrote it."""


class OwnPattern:
    """Raises NoPattern for one that cannot be read, is too large, or is found in everything."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found = _compiled(text)
        if self.is_in(""):
            raise NoPattern("This is found in everything, even where nothing was said.")

    def is_in(self, clause: str) -> bool:
        return self._found.isinstance_python(clause)

    def is_all_of(self, clause: str) -> bool:
        """Nothing else is said. Where it leaves open how much is, ".*pool.*", that is never known."""
        return not _OPEN.search(self.text) and self._whole.isinstance_python(clause)

    @cached_property
    def _whole(self) -> SchemaValidator:
        return _validator(rf"^\W*(?:{self.text})\W*$")


@dataclass(frozen=True)
class OwnWords:
    """Language -> intent and pattern, in order; language -> sentence, folded -> intent."""

    patterns: Mapping[str, tuple[tuple[str, OwnPattern], ...]] = field(default_factory=dict)
    sentences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    head: OwnHead | None = None  # what a job learned of the English sentences; others need none

    def __bool__(self) -> bool:
        return bool(self.patterns or self.sentences)

    def intents_in(self, clause: str, language: str) -> tuple[str, ...]:
        """What it may mean by them. English ones count in every language: customers mix."""
        said, text = folded(clause), clause.replace("’", "'")
        languages = dict.fromkeys((language, "en"))
        for each in languages:
            if intent := self.sentences.get(each, {}).get(said):
                return (intent,)
        found = [
            intent
            for each in languages
            for intent, pattern in self.patterns.get(each, ())
            if pattern.is_in(text)
        ]
        return tuple(dict.fromkeys(found))

    def says_all_of(self, clause: str, language: str) -> str:
        """The intent of a sentence that is one of ours word for word, or wholly by a pattern; '' for none."""
        said, text = folded(clause), clause.replace("’", "'")
        for each in dict.fromkeys((language, "en")):
            if intent := self.sentences.get(each, {}).get(said):
                return intent
            for meant, pattern in self.patterns.get(each, ()):
                if pattern.is_all_of(text):
                    return meant
        return ""

    def over(self, built_in: Head) -> Head | WidenedHead:
        """The head to ask: the built-in one where none of our own fits it."""
        return self.head.over(built_in) if self.head else built_in

    def over_words(self, sector: str, language: str) -> WordHead | WidenedWordHead | None:
        """The same of the head over words; None where the language has none."""
        return widened(sector, language, tuple(self.sentences.get(language, {}).items()))

    @classmethod
    def of(cls, phrases: "list[Phrase]", head: OwnHead | None = None) -> Self:
        """What is no pattern any more is left out: it was one when it was written."""
        patterns: dict[str, list[tuple[str, OwnPattern]]] = {}
        sentences: dict[str, dict[str, str]] = {}
        for phrase in phrases:
            if not phrase.is_pattern:
                sentences.setdefault(phrase.language, {})[folded(phrase.text)] = phrase.intent
                continue
            try:
                pattern = OwnPattern(phrase.text)
            except NoPattern:
                continue
            patterns.setdefault(phrase.language, []).append((phrase.intent, pattern))
        return cls({language: tuple(found) for language, found in patterns.items()}, sentences, head)


@dataclass(frozen=True)
class Phrase:
    intent: str
    language: str
    is_pattern: bool
    text: str

    @cached_property
    def problem(self) -> str:
        """What is wrong with it, '' if nothing."""
        at_most = PATTERN_AT_MOST if self.is_pattern else SENTENCE_AT_MOST
        if len(self.text) > at_most:
            return f"Please use at most {at_most} characters."
        if not (self.text.strip() if self.is_pattern else folded(self.text)):
            return "Please write some words."
        if self.is_pattern:
            try:
                OwnPattern(self.text)
            except NoPattern as error:
                return str(error)
        return ""


NO_WORDS = OwnWords()


def _compiled(text: str) -> SchemaValidator:
    if len(text) > PATTERN_AT_MOST:
        raise NoPattern(f"Please use at most {PATTERN_AT_MOST} characters.")
    if _LARGE.search(text):
        raise NoPattern("A count in braces may follow a letter or a dot only, as .{0,20}.")
    counts = [int(count) for found in _COUNTS.findall(text) for count in found if count]
    if any(count > COUNT_AT_MOST for count in counts):
        raise NoPattern(f"A count in braces may be at most {COUNT_AT_MOST}.")
    try:
        return _validator(text)
    except SchemaError as error:
        said = str(error)
        if "look-around" in said:
            raise NoPattern("Looking ahead or behind, as (?=...), is not possible here.") from None
        if "backreferences" in said:
            raise NoPattern("Referring back, as \\1, is not possible here.") from None
        reason = said.rpartition("error:")[2].strip() if "error:" in said else "it is too large"
        raise NoPattern(f"This is no regular expression: {reason}.") from None


def _validator(text: str) -> SchemaValidator:
    return SchemaValidator(core_schema.str_schema(pattern=f"(?i:{text})", regex_engine="rust-regex"))
