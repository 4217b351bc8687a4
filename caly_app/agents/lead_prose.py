"""A note in sentences, from a language model: all of what the note says, and nothing besides.

References stay here; the model sees places for them. What it writes is checked as a free answer is: each word
that states something stands in the note. And each thing that the note says must stand in it.
"""

import re
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ValidationError

from caly_app.agents.beyond import PRIVATE, object_in
from caly_app.agents.grounding import is_sayable, sentences_in
from caly_app.agents.lead_notes import words_for
from caly_app.agents.stated import stands_in
from caly_app.errors import Unavailable
from caly_app.ports import LanguageModel, Message

PATIENCE_SECONDS = 8.0
_SENTENCES_AT_MOST = 8
_LONGER_BY = 160  # characters
_REFERENCE = re.compile(r"\b(?=[A-Z0-9-]*\d)[A-Z0-9]{2,}(?:-[A-Z0-9]+)+\b")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+")
_PLACE = re.compile(r"\[(\d{1,2})\]")

_RULES = """You put notes on a conversation into plain sentences, for colleagues who read them later.
Say all that is noted, in the language "{language}", in short sentences. Take the words that are there, and \
add nothing: no fact, guess, advice, number, day or name. Keep every place like [1] as it stands, each once.
Answer with one JSON object: {{"note": "..."}}"""

_SCHEMA: Mapping[str, object] = {
    "title": "note",
    "type": "object",
    "additionalProperties": False,
    "required": ["note"],
    "properties": {"note": {"type": "string"}},
}


class _Answer(BaseModel):
    note: str


async def in_sentences(lines: Sequence[str], language: str, model: LanguageModel) -> str | None:
    """None: the model is away, or said something else than the note."""
    references: list[str] = []

    def place(found: re.Match[str]) -> str:
        references.append(found[0])
        return f"[{len(references)}]"

    source = "\n".join(lines)
    shown = _REFERENCE.sub(place, source)
    if PRIVATE.search(shown):
        return None  # in doubt it stays here
    rules = _RULES.format(language=language)
    try:
        said = await model.answer(
            [Message("system", rules), Message("user", shown)], schema=_SCHEMA, seconds=PATIENCE_SECONDS
        )
        text = " ".join(_Answer.model_validate_json(object_in(said.text)).note.split())
    except (Unavailable, ValidationError):
        return None
    if sorted(_PLACE.findall(text)) != sorted(str(at + 1) for at in range(len(references))):
        return None
    text = _PLACE.sub(lambda found: references[int(found[1]) - 1], text)
    return text if says_the_same(text, lines, rules=rules, language=language) else None


def says_the_same(text: str, lines: Sequence[str], *, rules: str = "", language: str) -> bool:
    """Each sentence rests on one line: what is open is not told as done. And no line is missing."""
    frame = str(words_for(language)["frame"])
    source = "\n".join([*lines, frame])
    if not text or len(text) > 2 * len(source) + _LONGER_BY or sentences_in(text) > _SENTENCES_AT_MOST:
        return False
    noted = [line.replace(": ", " ") for line in lines]  # a number stands beside its label
    return (
        is_sayable(text, [source], rules=rules, language=language, found=[source])
        and all(
            any(stands_in(sentence, [line, frame], language) for line in noted)
            and not stands_in(sentence, [frame], language)
            for sentence in _SENTENCE_ENDS.split(text)
        )
        and all(stands_in(line, [text.replace(": ", " ")], language) for line in noted)
    )
