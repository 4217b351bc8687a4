"""What somebody told, without who they are: a name, a number and a birthday at its ends say nothing of it."""

import re
from collections.abc import Iterator

from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.slots import SlotContext, find

_PAUSE = re.compile(r"[,;–](?!\d)\s*|[.:]\s+")
_GREETING = re.compile(
    r"\A(?:(?:hello|hi|hiya|hey|good (?:morning|afternoon|evening)|hola|buen[oa]s (?:días|tardes|noches)"
    r"|bonjour|bonsoir|hallo|guten (?:tag|morgen|abend)|um+|uh+|er+m?|yes|yeah)\b[ ,.!–-]*)+(?=\w+ \w+ \w)",
    re.IGNORECASE,
)
_WHO = ("phone", "email", "date_of_birth", "reference", "name")
_OWN_WORDS = 4  # beside the number or the name: "my phone is", "and I'm", "policy number"
_LEAST = 3  # words that tell something


def but_who(text: str, message: Message) -> str:
    """As it was said, where nothing else would be left. Nor is a greeting told."""
    text = _GREETING.sub("", text, count=1)
    parts = list(_parts(text))
    while parts and _is_who(parts[-1][0], message):
        parts.pop()
    while parts and _is_who(parts[0][0], message):
        parts.pop(0)
    if not parts:
        return text
    kept = text[parts[0][1] : parts[-1][2]].strip(" ,;:–")
    return kept if len(kept.split()) >= _LEAST else text


def _parts(text: str) -> Iterator[tuple[str, int, int]]:
    start = 0
    for pause in _PAUSE.finditer(text):
        if text[start : pause.start()].strip():
            yield text[start : pause.start()], start, pause.start()
        start = pause.end()
    if text[start:].strip():
        yield text[start:], start, len(text)


def _is_who(part: str, message: Message) -> bool:
    """Nearly all of it is who speaks, or a number of theirs."""
    turn = message.turn
    for kind in _WHO:
        context = SlotContext(turn.now, turn.business.country, message.language)
        for one in find(kind, part, context):
            rest = f"{part[: one.start]} {part[one.end :]}".split()
            if one.value and one.problem is None and len(rest) <= _OWN_WORDS - (kind == "name"):
                return True
    return False
