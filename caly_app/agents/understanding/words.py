"""Small talk known by its words, in every language we have words for."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA
from ruamel.yaml import YAML

_WORDS = Path(__file__).parent / "small_talk_words.yaml"
_ANYWHERE_FROM = 3  # words: a phrase this long may stand anywhere in the clause
_BESIDE_IT = 1  # words that may stand beside it: "what did the seller say" is no "what did you say"
_FORGIVING_FROM = 6  # letters: a word this long may have one wrong
_POLITE = re.compile(
    r"\b(?:please|por favor|porfavor|porfa|s il vous plait|svp|s il te plait|stp|bitte)\b"
    r"|^(?:oh|ah|eh|bon|bueno|pues|also|na|alors|ben)\b"
)
_NO_WORD = re.compile(r"[^\w ]|_")


def small_talk(clause: str, language: str) -> str | None:
    """The intent, or None when these words are not among ours."""
    said = folded(clause)
    phrases = _phrases(language)
    if said in phrases:
        return phrases[said]
    said = " ".join(_POLITE.sub("", said).split())
    if said in phrases:
        return phrases[said]
    padded = f" {said} "
    for phrase, intent in phrases.items():
        if phrase.count(" ") >= _ANYWHERE_FROM - 1 and f" {phrase} " in padded:
            if intent == "human_handoff" or said.count(" ") - phrase.count(" ") <= _BESIDE_IT:
                return intent
        if len(phrase) >= _FORGIVING_FROM and OSA.distance(phrase, said, score_cutoff=1) <= 1:
            return intent
    return None


def folded(text: str) -> str:
    """Lower case, without accents and punctuation: "¿Sí?" -> "si"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_NO_WORD.sub(" ", bare).split())


@cache
def _phrases(language: str) -> Mapping[str, str]:
    """Phrase -> intent; none for a language without words."""
    words: Mapping[str, Mapping[str, list[str]]] = YAML(typ="safe").load(_WORDS)
    intents = words.get(language, {})
    return {folded(phrase): intent for intent, phrases in intents.items() for phrase in phrases}
