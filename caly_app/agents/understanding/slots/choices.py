"""Which of the options shown: by number, by name, by the day or time in its label, or any of them."""

import re
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz

from caly_app.agents.understanding.slots.dates import find_dates
from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.plain import Plain, folded, plain
from caly_app.agents.understanding.slots.times import find_times
from caly_app.agents.understanding.slots.words import COMMON

_ALIKE = 82  # of 100: how like a word of a label must be
_FIRST = re.compile(
    r"(?:the )?(?:1st|1th|first) (?:available|free|possible|one available|thing)|earliest"
    r"|soonest|next available|next free"
    r"|as soon as (?:possible|you can)|\basap\b|as early as possible|the sooner the better"
    r"|lo antes posible|cuanto antes|(?:la )?1th(?:a)? disponible|primera (?:cita "
    r")?disponible|(?:el|la|lo) mas pronto"
    r"|(?:le|la|au) plus (?:tot|vite)|des que possible|premiere? disponible|1th disponible"
    r"|so (?:bald|fruh|schnell) wie moglich|fruhest\w*|nachst(?:er|en|e|mogliche\w*) "
    r"(?:freie\w*|termin)|schnellstmoglich"
)
_LAST = re.compile(
    r"\bthe (?:latest|last)(?: one| 1| slot| option| available)?(?=\W*(?:\Z|please|then"
    r"|thanks))|\A\W*(?:the )?(?:latest|last)(?: one)?\b"
    r"|\bla ultima\b(?! vez)|\bel ultimo\b|\ble dernier\b|\bla derniere\b(?! fois)"
    r"|\b(?:den|die|das|der) letzten?\b(?! mal)"
)
_ANY = re.compile(
    r"\bany(?:one|body|thing)?(?=\W*(?:\Z|please|really|works|goes|is (?:fine|ok|good)))"
    r"|\bany(?: one)? (?:of (?:them|those|these)|doctor|time|day|slot|provider|person"
    r"|will do|works?|is (?:fine|ok|good)|one)\b"
    r"|\b(?:who ?ever|which ?ever|what ?ever)\b|\beither(?: one| of (?:them|those|these)| is| works|\W*\Z)"
    r"|\b(?:no preference|don'?t (?:mind|care)|doesn'?t matter|not bothered|not fussed"
    r"|you (?:choose|pick|decide)|up to you"
    r"|all the same|surprise me|no matter|i'm easy|cualquiera|me da igual|no importa|sin "
    r"preferencia|el que sea|la que sea"
    r"|quien sea|n'importe (?:qui|lequel|laquelle|quand|quel\w*)|peu importe|pas de preference|ca m'est egal"
    r"|egal|irgend\w*|keine praferenz|beliebig\w*|wer auch immer)\b"
    r"|\banyone but\b|\banybody but\b|\banything but\b"
)
_NOT_EITHER = re.compile(r"(?:\bnot?\b|n't\b)[^,;.]*\beither\W*\Z")
_NONE = re.compile(
    r"\b(?:none|neither)(?: of (?:them|those|these))?\b|\bnot? (?:any|either) of (?:them"
    r"|those|these)\b|\bnone (?:work|suit)"
    r"|\bsomething else\b|\bany(?:thing)? other\b|\banything else\b|\bninguna?\b"
    r"|\baucune?\b|\bkeine[rsn]? (?:davon|von)|\bni una ni\b"
)
_ORDINAL = re.compile(
    r"(?:the )?(?P<n>\d)(?:st|nd|rd|th|er|e|eme|o|a)(?: (?:one|option|choice|slot|time"
    r"|opcion|choix))?(?! of )\b"
)
_NUMBERED = re.compile(
    r"(?:option|number|no\.?|choice|#|opcion|numero|nummer|choix) ?(?P<n>\d{1,2})\b"
    r"|(?P<letter>\b[a-f]\b)(?=\W*\Z)"
)
_ALONE = re.compile(
    r"\W*(?:(?:the|el|la|le|die|der|das|um|yes|yeah|ok|i'll take|i will take|i'd like|take"
    r"|please|let's do|then|so|make it|go for|go with)\b[ ,]*)*(?P<n>\d{1,2})(?:,? "
    r"(?:please|por favor|bitte|s'il vous plait|thanks|then|one))*\W*\Z"
)
_FORMER = re.compile(r"\bthe (?P<former>former|earlier(?: one)?)\b|\bthe (?P<latter>latter|later(?: one)?)\b")
_SILENT = COMMON | {"dr", "prof", "the", "and"}


def find_choices(said: str, context: SlotContext) -> list[Found]:
    """A label of the options as it stands there; any | first | last where no one option is meant. "ambiguous"
    with the labels where several fit; "none_of_these" where all are refused."""
    words = plain(said, context.language)
    if not words.text.strip():
        return []
    named = _by_name(words, context)
    timed = _by_time(said, context) if context.options else []
    numbered = _by_number(words, context, bool(timed)) if context.options else []
    found = _agreeing(named, timed, numbered)
    return found or _without_an_option(words, context)


def _agreeing(named: list[Found], timed: list[Found], numbered: list[Found]) -> list[Found]:
    """A name and a time may each leave several options: what both leave is meant."""
    if numbered and not named:
        if not timed or set(_labels(timed)) == set(_labels(numbered)):
            return numbered
        if [one.text for one in timed] == [
            one.text for one in numbered
        ]:  # "2": the second, or at two o'clock
            return [
                replace(
                    numbered[0],
                    value="",
                    problem="ambiguous",
                    alternatives=(*_labels(numbered), *_labels(timed)),
                )
            ]
        return timed
    if named and timed:
        left = set(_labels(named)) & set(_labels(timed))
        if len(left) == 1:
            return [replace(timed[0], value=left.pop(), problem=None, alternatives=())]
        return timed if any(one.value for one in timed) else named
    return named or timed


def _labels(found: list[Found]) -> list[str]:
    return [label for one in found for label in ((one.value,) if one.value else one.alternatives)]


def _without_an_option(words: Plain, context: SlotContext) -> list[Found]:
    for pattern, value, problem in (
        (_NONE, "", "none_of_these"),
        (_FIRST, "first", None),
        (_ANY, "any", None),
        (_LAST, "last", None),
    ):
        match = pattern.search(words.text)
        if match is None or (value == "" and not context.options):
            continue
        if value == "any" and _NOT_EITHER.search(words.text):
            continue
        if value == "last" and context.options:
            return [_found(words, match.start(), match.end(), context.options[-1])]
        return [_found(words, match.start(), match.end(), value, problem)]
    return []


def _found(
    words: Plain,
    start: int,
    end: int,
    value: str,
    problem: str | None = None,
    alternatives: tuple[str, ...] = (),
) -> Found:
    start, end = words.span(start, end)
    return Found("choice", value, words.said[start:end], start, end, problem, alternatives)


def _by_number(words: Plain, context: SlotContext, has_time: bool) -> list[Found]:
    found = []
    options = context.options
    for match in _FORMER.finditer(words.text):
        if len(options) >= 2:
            found.append(_found(words, *match.span(), options[0] if match["former"] else options[-1]))
    for pattern in (_NUMBERED, _ORDINAL):
        for match in pattern.finditer(words.text):
            letter = match.groupdict().get("letter")
            place = ord(letter) - ord("a") if letter else int(match["n"]) - 1
            is_first_free = _FIRST.match(words.text, match.start()) is not None
            if (
                0 <= place < len(options)
                and not is_first_free
                and not (letter and len(words.text.strip()) > 3)
            ):
                found.append(_found(words, *match.span(), options[place]))
    if not found and (alone := _ALONE.match(words.text)) is not None:
        place = _of_that_number(alone["n"], options, int(alone["n"]) - 1)
        if 0 <= place < len(options):
            found.append(_found(words, alone.start("n"), alone.end("n"), options[place]))
    return found


def _of_that_number(said: str, options: tuple[str, ...], place: int) -> int:
    """Of "boots, 7" and "boots, 8" the eight is the second; else the place that was said."""
    ends = [n for n, label in enumerate(options) if re.search(rf",\s*{said}$", label)]
    return ends[0] if len(ends) == 1 else place


def _by_time(said: str, context: SlotContext) -> list[Found]:
    """Options whose label holds the time and the day said; a time inferred may be meant the other way."""
    said_times = find_times(said, replace(context, expected="time"))
    said_dates = find_dates(said, context)
    if not said_times and not said_dates:
        return []
    moments = _moments(context.options, context)
    found = []
    for spoken in said_times or said_dates:
        fits = [
            label
            for label, (days, hours) in zip(context.options, moments, strict=True)
            if _fits(spoken, hours if spoken.kind == "time" else days)
            and (
                spoken.kind == "date"
                or not said_dates
                or not days
                or any(_fits(day, days) for day in said_dates)
            )
        ]
        if len(fits) == 1:
            found.append(Found("choice", fits[0], spoken.text, spoken.start, spoken.end))
        elif fits:
            found.append(Found("choice", "", spoken.text, spoken.start, spoken.end, "ambiguous", tuple(fits)))
    return found


def _fits(spoken: Found, held: frozenset[str]) -> bool:
    return bool(({spoken.value} | set(spoken.alternatives)) & held) and spoken.problem in (None, "past")


@lru_cache(maxsize=32)
def _moments(
    options: tuple[str, ...], context: SlotContext
) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    bare = replace(context, options=(), expected=None)
    return tuple(
        (
            frozenset(one.value for one in find_dates(label, bare)),
            frozenset(one.value for one in find_times(label, bare)),
        )
        for label in options
    )


def _by_name(words: Plain, context: SlotContext) -> list[Found]:
    """The option that shares the most telling words; two alike are ambiguous."""
    said_words = [
        (match.group(), match.start(), match.end()) for match in re.finditer(r"[^\W_]+", words.text)
    ]
    scores: dict[str, tuple[float, int, int]] = {}
    for label in context.options:
        score = _likeness(_telling(label, context.options), said_words[:60])
        if score is not None:
            scores[label] = score
    if not scores:
        return []
    best = max(score for score, _, _ in scores.values())
    winners = [label for label in context.options if label in scores and scores[label][0] >= best - 0.08]
    _, start, end = scores[winners[0]]
    if len(winners) == 1:
        return [_found(words, start, end, winners[0])]
    exact = [label for label in winners if folded(label).strip() in words.text]
    if len(exact) == 1:
        return [_found(words, start, end, exact[0])]
    several = [label for label in winners if scores[label][1] != start]
    if several and len({scores[label][1] for label in winners}) == len(winners):
        return [
            _found(words, scores[label][1], scores[label][2], label)
            for label in sorted(winners, key=lambda one: scores[one][1])
        ]
    return [_found(words, start, end, "", "ambiguous", tuple(winners))]


@lru_cache(maxsize=256)
def _telling(label: str, options: tuple[str, ...]) -> tuple[str, ...]:
    """The words that tell a label from the others; numbers tell by _by_time and _by_number."""
    tokens = [token for token in re.findall(r"[^\W_]+", folded(label)) if not token.isdigit()]
    others = [set(re.findall(r"[^\W_]+", folded(other))) for other in options if other != label]
    telling = [token for token in tokens if not others or not all(token in other for other in others)]
    strong = [token for token in telling if token not in _SILENT and len(token) > 1]
    return tuple(strong or telling)


def _likeness(
    telling: tuple[str, ...], said_words: list[tuple[str, int, int]]
) -> tuple[float, int, int] | None:
    """(share of telling words said, place); a word counts when it is like one said."""
    total, start, end = 0.0, -1, -1
    for token in telling:
        best, where = 0.0, (-1, -1)
        for word, begin, finish in said_words:
            if abs(len(word) - len(token)) > 2 or (word in COMMON and word != token):
                continue
            score = 100.0 if word == token else fuzz.ratio(word, token) if len(token) > 3 else 0.0
            if score > best:
                best, where = score, (begin, finish)
        if best >= _ALIKE:
            total += best / 100
            start = where[0] if start < 0 else min(start, where[0])
            end = max(end, where[1])
    return (total / (len(telling) ** 0.5), start, end) if total else None
