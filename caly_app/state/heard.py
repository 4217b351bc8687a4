"""What was heard of a turn, in words for people of the business: commands by their names, without values."""

from collections.abc import Collection, Sequence

from caly_app.agents.sector import Sector
from caly_app.queries.dialogues import in_words as spaced
from caly_app.state.words import slot_called, title

_PLAIN = {
    "Affirm": "yes",
    "Deny": "no",
    "Cancel": "to leave it",
    "AsBefore": "as last time",
    "Clarify": "not understood",
    "EndConversation": "goodbye",
    "CallTool": "one of your own tools",
}
# Topics that are no wish.
_TOPICS = {
    "greeting": "a greeting",
    "thanks": "thanks",
    "are_you_a_bot": "whether it is an AI",
    "help": "what it can do",
    "repeat": "to hear it once more",
    "empty": "no words",
    "heard_badly": "words that were heard badly",
    "too_long": "more than it can read at once",
    "abuse": "rude words",
    "unknown_language": "a language that it does not speak",
    "no_idea": "that they do not know",
    "as_said": "that they have said it before",
    "read_back": "to hear once more what is noted",
    "not_wanted": "that something is not wanted",
    "one_person": "something for several people",
    "take_your_time": "that they need a moment",
    "help_is_called": "that help is on its way",
    "help_first": "a false alarm, or nothing that matters beside one",
    "if_in_danger": "perhaps a danger",
    "holder_only": "what is somebody else's",
    "one_moment": "that they need a moment",
    "instruction": "an operator's word",
    "languages": "which languages it speaks",
    "why_asked": "why it asks",
    "frustrated": "that they are cross",
    "language_switched": "that they want another language",
    "offer_person": "not understood, a person offered",
    "deed_stands": "another wish about what is done",
    "told": "a question that your facts answer",
    "told_in_part": "a question that your facts answer in part",
    "own_tool_away": "a question for one of your own tools",
    "kept_for_later": "something to keep for later",
}
_QUESTIONS = {
    "confirmation": "yes or no",
    "change": "what to change",
    "proposal": "whether to go on with what was proposed",
    "person": "whether a person should come",
    "usual": "whether it is as always",
    "which": "which of several is meant",
    "contact": "how to reach them",
    "rephrase": "other words for it",
}


def in_words(commands: Sequence[str], sector: Sector | None, others: Collection[str] = ()) -> str:
    """`others`: of these it was another value than the live one heard."""
    said = ", ".join(_one(each, sector, is_other=each in others) for each in commands)
    return f"{said[:1].upper()}{said[1:]}"


def asked_in_words(asked: Sequence[str], sector: Sector | None) -> str:
    return ", ".join(_QUESTIONS.get(each) or slot_called(each, sector) for each in asked)


def either(intents: Sequence[str], sector: Sector | None) -> str:
    """“Symptoms” or “A complaint”."""
    return " or ".join(f"“{title(intent, sector)}”" for intent in intents)


def _one(command: str, sector: Sector | None, *, is_other: bool) -> str:
    name, _, about = command.partition(" ")
    another = "another " if is_other else ""
    match name:
        case "StartFlow":
            return title(about, sector)
        case "FillSlot":
            return f"{another}{slot_called(about, sector)}"
        case "ClearSlot":
            return f"a change of {slot_called(about, sector)}"
        case "RejectSlot":
            return f"a {slot_called(about.partition(' ')[0], sector)} that cannot be"
        case "Choose":
            return "another of what was offered" if is_other else "one of what was offered"
        case "AskForPerson":
            return "a person is wanted"
        case "Clarify" if about:
            return f"asked whether {either(about.split(), sector)} is meant"
        case "Answer" if about == "fact":
            return title("ask_fact", sector)
        case "Answer" if about in _TOPICS:
            return _TOPICS[about]
        case "Answer":
            return title(about, sector)
        case _:
            return _PLAIN.get(name, spaced(name).lower())
