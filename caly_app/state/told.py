"""What came of a turn, for people of the business: the sector's own English sentence for it.

Where a value stands in it the sentence says which: "Order [order number] is cancelled."
"""

from string import Formatter

from caly_app.agents.reports.report import Vocabulary
from caly_app.agents.sector import Sector
from caly_app.queries.dialogues import in_words as spaced
from caly_app.state.words import slot_called

# Codes that stand for several sentences, or for words that are nothing but a value.
_LABELS = {
    "fact": "one of your facts",
    "instruction": "what an operator asked it to say",
    "small_talk": "a courtesy",
    "repeated": "the same once more",
    "help": "what it can do, or why it asks",
    "noted_for_later": "that the rest comes afterwards",
    "sorry_to_hear": "that it is sorry",
    "opening_hours": "opening hours or holidays",
    "person_later": "that a person comes later",
    "nothing_from_last_time": "that nothing is taken over from last time",
}
# How a value is written -> what it is, where that says more than its name.
_BY_FORM = {
    "day": "day",
    "short_day": "day",
    "clock": "time",
    "when": "day and time",
    "week": "opening hours",
    "hours": "hours",
    "next_open": "when it opens next",
}
_VALUES = {
    "heard": "what was said",
    "text": "what was said",
    "items": "list",
    "options": "choices",
    "to": "where to",
    "abilities": "what it can do",
    "left": "what is left",
    "used": "what is used",
}
_OFFERS = {
    "alternatives": "other possibilities",
    "slot": "a time",
    "person": "a person",
    "callback": "to be called back",
    "choices": "what there is to choose from",
    "appointment": "an appointment",
    "languages": "other languages",
}


def in_words(code: str, sector: Sector | None) -> str:
    """“Order [order number] is cancelled.” `code`: an outcome's."""
    if label := _LABELS.get(code):
        return label
    words = sector.text(code, "en") if sector else None
    return f"“{_with_names(words, sector)}”" if words else spaced(code).lower()


def offer(code: str) -> str:
    return _OFFERS.get(code) or spaced(code).lower()


def deed(tool: str, sector: Sector | None) -> str:
    """What changes something by what a customer would call it; what looks something up by its name."""
    known = Vocabulary(sector, ()).deeds("en") if sector else {}
    return known.get(tool) or spaced(tool)


def _with_names(words: str, sector: Sector | None) -> str:
    parts = Formatter().parse(words)
    return "".join(
        said + (f"[{_name(field, form or '', sector)}]" if field else "") for said, field, form, _ in parts
    )


def _name(field: str, form: str, sector: Sector | None) -> str:
    return _BY_FORM.get(form) or _VALUES.get(field) or slot_called(field, sector)
