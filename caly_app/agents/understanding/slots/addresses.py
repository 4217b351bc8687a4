"""Postal addresses: a house number beside a word for a street, or the whole answer where one is asked for."""

import re
from dataclasses import replace

from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.plain import dictated, folded
from caly_app.agents.understanding.slots.taken_back import RUN
from caly_app.agents.understanding.slots.times import find_times

STREET = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|row|place|pl|square|sq"
    r"|terrace|crescent|gardens?"
    r"|grove|hill|mews|walk|way|boulevard|blvd|highway|hwy|parade|park|green|rise|vale"
    r"|view|yard|quay|wharf|circle|parkway"
)
_ENGLISH = re.compile(
    rf"(?:(?:flat|apartment|apt|unit|suite|room)\.? ?\w{{1,5}},? )?\b\d{{1,5}}[a-z]?,? "
    rf"(?P<street>(?:[^\W\d_][\w'’.-]* ){{1,4}}(?:{STREET})\b\.?)"
    r"(?:,? (?:suite|apt|apartment|unit|flat|#) ?\w{1,5})?"
    r"(?:,? (?!(?:please|thanks|and|but|on|at|for|to|is|my|in|because|i|we|you|tomorrow|today|so|if"
    r"|born|dob|could|can|would|will|with|policy|or|where|what|when|please"
    r"|now|no|not|sorry|actually|wait|rather|instead|from|since|it|its|that|thats)\b)"
    r"[^\W\d_]+(?![\w'’])){0,4}"
    r"(?:,? (?:[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|[a-z]{2} \d{5}(?:-\d{4})?|\d{5}))?",
    re.IGNORECASE,
)
_WITH_POSTCODE = re.compile(
    r"(?:(?:flat|apartment|apt|unit)\.? ?\w{1,5},? )?\b\d{1,5}[a-z]?,? "
    r"(?P<street>(?:[^\W\d_][\w'’-]*,? ){1,6})[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b",
    re.IGNORECASE,
)
_ROMANCE = re.compile(
    r"(?:\b\d{1,4}(?: ?bis)?,? (?:rue|avenue|boulevard|place|chemin|allée|impasse|quai|route) [\w'’ -]{2,40}"
    r"|\b(?:calle|c/|avenida|avda|plaza|paseo|camino|carretera|via) [\w'’ ]{2,40}?,? "
    r"(?:n[º°o.]? ?)?\d{1,4}\b)"
    r"(?:,? \d{4,5} [^\W\d_]+(?: [^\W\d_]+)?)?",
    re.IGNORECASE,
)
_GERMAN = re.compile(
    r"\b[^\W\d_]+(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer) \d{1,4} "
    r"?[a-z]?\b(?:,? \d{4,5} [^\W\d_]+)?",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b", re.IGNORECASE)
_LEAD = re.compile(
    r"\s*(?:(?:yes|sure|ok|so|hi|um+|uh+|it's|it is|its|i live (?:at|in|on)|we're at|i'm "
    r"at|my address is|the address is|address:?"
    r"|that's|mi direcci[oó]n es|vivo en|mon adresse est|j'habite(?: au)?|meine adresse "
    r"ist|ich wohne (?:in der|in|am))[ ,:]+)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:(?:[,;.…]|\s[-–])\s*(?:and |so |but |y |et |und )?"
    r"(?:please|thanks?|thank you|cheers|i(?:'m|'ll|'ve|'d)?|we(?:'re|'ll|'ve)?|my|it's|its|that's"
    r"|thats|that is|because|since|as i|can|could|is that"
    r"|if|je|j'|c'est|merci|s'il|es que|que|porque|soy|gracias|por"
    r"|ich|wir|danke|bitte|meine?|weil|das ist|(?:mon|ma|on|me|mi)(?-i:(?= [a-zà-ÿ]{3})))(?![\w-]).*"
    r"|\s(?:please|pls|thanks?|thank you|instead|à la place|stattdessen|en su lugar"
    r"|merci|gracias|por favor|danke|bitte)\W*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_NEVER_IN_A_STREET = frozenset(
    "in my at for from with and is on to kids people persons are of us please".split()
)
_MOST = 200  # characters
_NOT_THAT = {  # "16 Weavers Yard, not 6"
    "en": r"(?:and )?not|rather than|instead of",
    "es": r"y no|no|en vez de",
    "fr": r"(?:et )?(?:non )?pas|et non|au lieu d[eu]",
    "de": r"(?:und )?nicht|statt",
}
_OTHER_NUMBER = re.compile(rf"\b\d{{1,5}}[a-z]?{RUN}(?=\d)", re.IGNORECASE)  # "40, no sorry, 14 Quarry Hill"


def find_addresses(said: str, context: SlotContext) -> list[Found]:
    """As written, blanks tidied. Asked for, any answer with a number and a word is taken."""
    said = said[:4000]
    found: list[Found] = []
    for pattern in (_ENGLISH, _WITH_POSTCODE, _ROMANCE, _GERMAN):
        for match in pattern.finditer(said):
            street = re.split(r"\W+", folded(match.groupdict().get("street") or ""))
            if any(word in _NEVER_IN_A_STREET for word in street):
                continue
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(_found(said, match.start(), match.end()))
    if context.expected != "address":
        return found
    start = lead.end() if (lead := _LEAD.match(said)) else 0
    answer = _TAIL.sub("", _TAIL.sub("", said[start:])).strip(" .,;\n")
    written = answer if re.search(r"\d", answer) else dictated(answer, context.language).text
    written = _without_the_wrong(_OTHER_NUMBER.sub("", written), context.language)
    has_number = re.search(r"\d", written) is not None
    has_word = re.search(r"[^\W\d_]{3}", answer) is not None or _POSTCODE.search(answer) is not None
    is_time = any(
        len(one.text) * 2 > len(answer) for one in find_times(answer, replace(context, expected="time"))
    )
    if has_number and has_word and not is_time and len(answer) <= _MOST and not answer.endswith("?"):
        start = said.index(answer, start)
        whole = _found(said, start, start + len(answer))
        return [whole if written == answer else replace(whole, value=" ".join(written.split()))]
    return found


def _without_the_wrong(written: str, language: str) -> str:
    """What it is not stands behind what it is: a number, and perhaps the street once more."""
    denies = _NOT_THAT.get(language, _NOT_THAT["en"])
    wrong = re.search(
        rf"[\s,;–-]+(?:{denies}) (?:the |el |la |le |die |number |n[uú]mero |num[ée]ro |nummer )*"
        r"\d{1,5}[a-z]?"
        r"(?P<again>(?: [^\W\d_][\w'’.-]*){0,4})(?=\s*(?:,|\Z))",
        written,
        re.IGNORECASE,
    )
    if wrong is None or not re.search(r"\d", written[: wrong.start()]):
        return written
    is_again = wrong["again"].casefold() in written[: wrong.start()].casefold()
    return written[: wrong.start()] + written[wrong.end() :] if is_again else written


def _found(said: str, start: int, end: int) -> Found:
    text = said[start:end].rstrip(" ,.")
    return Found("address", re.sub(r"\s+", " ", text), text, start, start + len(text))
