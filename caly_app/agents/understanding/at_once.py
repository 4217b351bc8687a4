"""What needs no understanding: emergencies, nothing at all, far too much, our own buttons."""

import re

from caly_app.agents.commands import (
    Affirm,
    Answer,
    AskForPerson,
    Cancel,
    Command,
    Deny,
    EndConversation,
    EscalationReason,
    StartFlow,
)
from caly_app.agents.phrasing import Phrasing
from caly_app.agents.understanding.after_the_alarm import HELP_IS_CALLED, calls_for_help, pleads_for_help
from caly_app.agents.understanding.codes import code_in
from caly_app.agents.understanding.danger import EMERGENCY, by_words
from caly_app.agents.understanding.languages import asked_for
from caly_app.agents.understanding.meanwhile import has_come_right, wants_to_look
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.yes_or_no import looks_forward, takes_leave, wants_a_moment

_WORDS = re.compile(r"\w")
_THUMBS_UP = re.compile(r"^[\s👍👌✅🆗🙂😊]+$")


def at_once(message: Message, language: str) -> tuple[Command, ...]:
    said, turn = message.said, message.turn
    if calls_for_help(turn):
        return (HELP_IS_CALLED,)
    if pleads_for_help(turn) or by_words(message):
        _read(message, EMERGENCY.topic)
        return (EMERGENCY,)
    if code := code_in(message):
        return (code,)
    if _THUMBS_UP.match(said):
        return (Affirm(),)
    if not _WORDS.search(said):
        return (Answer("empty"),)
    if len(turn.said) > turn.config.limits.message_characters:
        return (Answer("too_long"),)
    if message.is_marked("abuse"):
        return (Answer("abuse"),)
    if wish := _about_what_is_remembered(message):
        return wish
    if any(word.casefold() in said.casefold() for word in turn.config.escalation.keywords):
        return (AskForPerson(EscalationReason.SECTOR_RULE),)
    if asked_for(said, sells_languages=turn.sector.sells_languages) == message.language:
        return (Answer("language_switched"),)
    if language == "unknown":
        return (Answer("unknown_language"),)
    if wants_a_moment(message) or wants_to_look(message):
        return (Answer("one_moment"),)
    if has_come_right(message):
        return (Cancel(),)
    if takes_leave(message) or looks_forward(message):
        return (EndConversation(),)
    return _buttons(message)


def _about_what_is_remembered(message: Message) -> tuple[Command, ...]:
    """Every assistant can be asked for it, whatever its sector."""
    for wish in ("forget_me", "what_is_remembered"):
        if wish in message.turn.sector.flows and message.is_marked(wish):
            _read(message, wish)
            return (StartFlow(wish),)
    return ()


def _read(message: Message, intent: str) -> None:
    message.read.append({"intent": intent, "confidence": 1.0, "by": "words"})
    message.confidence = 1.0


def _buttons(message: Message) -> tuple[Command, ...]:
    """What our own buttons send, in the customer's language."""
    turn = message.turn
    phrasing = Phrasing(turn.sector, turn.config, turn.business, message.language)
    match message.said:
        case said if said in (phrasing.say("say_confirm"), phrasing.say("button_confirm")):
            return (Affirm(),)
        case said if said in (phrasing.say("say_change"), phrasing.say("button_change")):
            return (Deny(),)
        case said if said in (phrasing.say("say_person"), phrasing.say("button_person")):
            return (AskForPerson(EscalationReason.REQUESTED),)
    return ()
