"""Of two that are wanted one after the other, which is left: 'forget the second one', 'leave both'."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Cancel, Command
from caly_app.agents.understanding.message import Message

_SHORT = 12  # words
_LEAVE = (
    r"(?:cancel|forget|leave|drop|skip|scrap|scratch|never mind|don'?t (?:need|want|book|do)|no need for"
    r"|cancel\w*|olvid\w+|dej\w+|no (?:quiero|necesito|hace falta)|annul\w+|oubli\w+|laiss\w+|pas besoin d\w+"
    r"|vergessen|vergiss|lass\w*|storn\w+|streich\w*)\b[^.?!]{0,14}?"
)
_ALL = re.compile(
    rf"{_LEAVE}\b(?:both|all of (?:it|them)|the lot|everything|las dos|los dos|amb[oa]s|todo|les deux|tout"
    r"|beide[sn]?|alles)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(
    rf"{_LEAVE}\b(?:the |la |el |le |l[ae] |den |das |die )?"
    r"(?:first|this|primer[oa]?|premi[eè]re?|erste\w*)\b(?: one)?\W*$",
    re.IGNORECASE,
)
_REST = re.compile(
    rf"{_LEAVE}\b(?:the |la |el |l'|le |den |das |die )?(?:second|other|segund[oa]|otr[oa]|autre|deuxi[eè]me"
    r"|zweite\w*|andere\w*)\b"
    r"|\b(?:just|only|solo|seulement|nur) (?:the |la |el |le |den |das )?"
    r"(?:first|one|primer[oa]|premi[eè]re?|ersten?)\b"
    r"|\b(?:zweite\w*|andere\w*) (?:doch |bitte )*nicht\b|\bpas l[ea] (?:deuxième|second\w*)\b",
    re.IGNORECASE,
)


def left_of_several(message: Message) -> Sequence[Command]:
    dialogue = message.turn.dialogue
    if dialogue.flow is None or not dialogue.wishes or len(message.said.split()) > _SHORT:
        return ()
    if _ALL.search(message.said):
        return (Cancel("all"),)
    if any(wish.flow != dialogue.flow.name for wish in dialogue.wishes):
        return ()  # which is "the other one"?
    if _REST.search(message.said):
        return (Cancel("waiting"),)
    return (Cancel(),) if _FIRST.search(message.said) else ()
