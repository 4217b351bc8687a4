"""How long: "two and a half hours", "for three nights", and, where asked, "since Monday"."""

import re

from caly_app.agents.understanding.slots.dates import said_days
from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.plain import plain
from caly_app.agents.understanding.slots.taken_back import RUN

_UNITS = {
    "minutes?|mins?|minutos?|minuten?": "M",
    "hours?|hrs?|horas?|heures?|stunden?|std": "H",
    "days?|nights?|dias?|noches?|jours?|nuits?|tage?n?|nachte?n?": "D",
    "fortnights?|quincenas?|quinzaines?": "F",
    "weeks?|semanas?|semaines?|wochen?": "W",
    "months?|mes(?:es)?|mois|monate?n?": "MO",
    "years?|anos?|ans?|annees?|jahre?n?": "Y",
}
_UNIT = "|".join(rf"(?P<u{place}>{words})" for place, words in enumerate(_UNITS))
_LETTERS = tuple(_UNITS.values())
_AMOUNT = (
    r"(?P<n>\d{1,4}(?:[.,]\d{1,2})?|an?|una?|une?|eine[rnm]?|half an?|half|(?:a "
    r")?quarter of an|3 quarters of an|media|medio"
    r"|une demi|demi|eine halbe|einer halben|(?:a )?couple(?: of)?|a few|several|the (?:whole|past|last))"
)
_DURATION = re.compile(
    rf"(?<![\w.,:/])(?:for |about )?{_AMOUNT}(?P<half> and a half| y media?o?| et demie?)?[ -]?(?:{_UNIT})\b"
    r"(?P<behind> and (?:a half|30 minutes)| y media?o?| et demie?)?"
)
_PLAIN = re.compile(r"(PT?)\d+([A-Z])")
_MORE = re.compile(r",? ?(?:and |y |et |und )?(?P<n>\d{1,2}) ?(?:minutes?|mins?|minutos?|minuten?)\b")
_SAID_ANEW = re.compile(  # "ten days, no, eleven with the flight", but not "no, two of us"
    rf"{RUN}(?:it'?s |es |c'est |make (?:it|that) )?(?P<n>\d{{1,3}})(?![\w:/]|[.,]\d)"
    r"(?! (?:of us|o'?clock|uhr|people|gente|personnes?|personen|leute|erwachsene|[a-z]{3,}s)\b)"
    rf"(?! ?(?:{_UNIT})\b)"
)
_RELATIVE = re.compile(r"(?:\bin|within|dentro de|en|dans|d'ici)\s\Z")
_RELATIVE_BEHIND = re.compile(
    r"'?s? (?:ago|time|from|hence|before|after|on\b|early|earlier|later|old)|'s? notice"
)
_SINCE = re.compile(r"(?:since|from|desde(?: el)?|depuis|seit)(?: last)?\s\Z")


def find_durations(said: str, context: SlotContext) -> list[Found]:
    """ISO 8601: PT30M, PT2H, P3D, P2W, P1M, P1Y. "In two weeks" is a day, unless a duration is asked for."""
    words = plain(said, context.language)
    asked = context.expected == "duration"
    found = []
    done = 0
    for match in _DURATION.finditer(words.text):
        if match.start() < done:
            continue
        relative = _RELATIVE.search(words.text, max(0, match.start() - 12), match.start())
        if not asked and (relative or _RELATIVE_BEHIND.match(words.text, match.end())):
            continue
        value, end = _value(match, words.text)
        told, anew = _PLAIN.fullmatch(value), _SAID_ANEW.match(words.text, end)
        if told and anew:
            value, end = f"{told[1]}{anew['n']}{told[2]}", anew.end()
        if value:
            done = end
            start, end = words.span(match.start(), end)
            found.append(Found("duration", value, words.said[start:end], start, end))
    if asked and not found:
        found += _since(said, context)
    return found


def _value(match: re.Match[str], text: str) -> tuple[str, int]:
    unit = next(_LETTERS[place] for place in range(len(_LETTERS)) if match[f"u{place}"])
    word, end = match["n"], match.end()
    if word in ("a few", "several") or word.startswith("the "):
        return "", end
    amount = 1.0
    if word[0].isdigit() and "quarter" not in word:
        amount = float(word.replace(",", "."))
    elif "quarter" in word:
        amount = 0.75 if word.startswith("3") else 0.25
    elif re.search(r"half|medi|demi|halb", word):
        amount = 0.5
    elif "couple" in word:
        amount = 2
    if match["half"] or match["behind"]:
        amount += 0.5
    if unit == "H":
        minutes = round(amount * 60)
        if (more := _MORE.match(text, end)) is not None:
            minutes, end = minutes + int(more["n"]), more.end()
        return _hours(minutes), end
    if unit == "M":
        return _hours(round(amount)), end
    if unit == "F":
        return f"P{round(amount * 2)}W", end
    if amount != int(amount):
        days = {"D": 1, "W": 7, "MO": 30, "Y": 365}
        return f"P{round(amount * days[unit])}D", end
    return f"P{int(amount)}{unit[0]}", end


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")


def _since(said: str, context: SlotContext) -> list[Found]:
    """ "since Monday", "since yesterday": whole days up to today; a weekday is the last one that was."""
    words = plain(said, context.language)
    found = []
    for day in said_days(said, context):
        first = day.reading.first
        opened = _SINCE.search(words.text, max(0, day.start - 16), day.start)
        if first is None or (not opened and day.reading.problem != "past"):
            continue
        days = (context.today - first).days
        if days <= 0 and opened and first.toordinal() - context.today.toordinal() <= 7:
            days += 7
        if days >= 0:
            start, end = words.span(opened.start() if opened else day.start, day.end)
            found.append(Found("duration", f"P{days}D", words.said[start:end], start, end))
    return found
