"""The year of a day, where it is said in words: "the 3rd of July last year"."""

import re
from datetime import date

from caly_app.agents.understanding.slots.calendar_days import NO_SUCH_DATE, Reading, checked
from caly_app.agents.understanding.slots.found import SlotContext
from caly_app.agents.understanding.slots.plain import Plain

_YEARS = (
    r"(?:(?P<last>last year|(?:el )?ano pasado|l'annee derniere|l'an(?:nee)? (?:dernier|passee?)"
    r"|(?:letzte[nms]?|vorige[nms]?|vergangene[nms]?) jahr(?:es)?)"
    r"|(?P<this>this year|este ano|cette annee|diese[sm] jahr(?:es)?)"
    r"|(?P<next>next year|(?:el )?(?:ano que viene|proximo ano)|l'an(?:nee)? prochaine?"
    r"|(?:nachste[nms]?|kommende[nms]?) jahr(?:es)?))"
)
_BEHIND = re.compile(rf",? ?(?:of |in |back in |del? |en |im |in |vom )?{_YEARS}(?!\w)")
_BEFORE = re.compile(rf"(?<!\w){_YEARS},? ?(?:on |in |am |im )?(?:the |el |le |dem |den )?\Z")
_HAS_YEAR = re.compile(r"\d{4}|[./-]\d{2}\Z")
_FAR = 30  # characters


def moved(reading: Reading, start: int, end: int, words: Plain, context: SlotContext) -> Reading:
    """The reading in the year that is said beside it."""
    day = reading.first
    said = words.text[start:end]
    if day is None or day != reading.last or not re.search(r"\d", said) or _HAS_YEAR.search(said):
        return reading
    found = _BEHIND.match(words.text, end) or _BEFORE.search(words.text, max(0, start - _FAR), start)
    if found is None:
        return reading
    year = context.today.year + (1 if found["next"] else -1 if found["last"] else 0)
    try:
        return checked(date(year, day.month, day.day), context)
    except ValueError:
        return NO_SUCH_DATE
