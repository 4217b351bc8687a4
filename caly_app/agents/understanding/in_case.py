"""A question about what would be: "do I keep my number when I change plan?" changes no plan."""

import re

from caly_app.agents.understanding.message import asks

_WHEN = (
    r"(?:when(?:ever)?|if|once|after|before|while|in case) (?:i|we|you|my|our)"
    r"|(?:cuando|si|al|antes de|después de) (?!es\b|puede)\w+"
    r"|(?:quand|lorsque|si|après avoir|avant de|en cas de|en) (?:je|on|nous|l[ea]|ma|mon)?"
    r"|(?:wenn|falls|sobald|nachdem|bevor) (?:ich|wir|man|mein\w*)"
)
_BEHIND = re.compile(rf"(?P<main>.*\S),? (?:{_WHEN})\b", re.IGNORECASE | re.DOTALL)
_FIRST = re.compile(rf"\W*(?:{_WHEN})\b[^,?]*, ?(?P<main>\S.*)", re.IGNORECASE | re.DOTALL)
_REQUESTS = re.compile(
    r"\b(?:is it|would it be|would you|could you|can you|will you|do you mind|puede[ns]?|podr[ií]a\w*"
    r"|pou(?:vez|rriez)|est-ce possible|können sie|könnten sie|geht es)\b",
    re.IGNORECASE,
)


def what_is_asked(text: str) -> str:
    """The clause that asks, without the case it is asked for; '' where there is no such case."""
    found = _FIRST.match(text) or _BEHIND.match(text)
    if found is None or not ("?" in text or asks(found["main"])) or _REQUESTS.search(found["main"]):
        return ""
    return found["main"].strip(" ,")
