"""How times of day are named in each language: patterns over the plain form."""
# ruff: noqa: E501 - a pattern stays on one line: broken up, it cannot be compared with its neighbours

import re
from functools import lru_cache

# {h} hour · {m} minute · {ap} am, pm or "in the afternoon", which settle the half of the day
_HOUR = r"(?P<h>[01]?\d|2\d)"
_MINUTE = r"(?P<m>[0-9]\d)"

_MERIDIEM = {
    "en": r"(?P<ap>[ap]\.? ?m\b\.?|(?:in the |this |at )?(?:morning|mornin|afternoon|evening|night|midnight))",
    "es": r"(?P<ap>[ap]\.? ?m\b\.?|(?:de|por|en) la (?:manana|madrugada|tarde|noche)|del mediodia)",
    "fr": r"(?P<ap>[ap]\.? ?m\b\.?|du (?:matin|soir)|de l'apres[- ]midi)",
    "de": r"(?P<ap>(?:am |in der )?(?:morgens?|fruh|vormittags?|mittags?|nachmittags?|abends?|nachts?))",
}

# Sort of time -> patterns. The first sort and pattern that fits stands.
_EN = {
    "relative": (r"in (?:about )?(?P<n>half an|quarter of an|an|a|\d{1,3}) (?P<unit>hours?|minutes?|mins?)(?P<half> and a half)?(?:'? time)?",),
    "past": (
        r"(?P<half>half) (?:past |after )?{h}\b(?! (?:an|hour|day|price|percent)\b)",
        r"(?:a )?(?P<quarter>quarter) (?P<side>past|after|to|till|til|before|of) (?:{h}\b|(?P<named>noon|midday|midnight))",
        r"(?<!from )(?<!between )(?P<n>(?:5|10|20|25)(?= (?:to|till|past) )|[0-5]?\d(?= past | ?min)) ?(?:minutes? |mins? )?(?P<side>past|to|till) (?:{h}\b(?!(?! 1\b) ?[/:.-]?\d|(?:th|st|nd|rd)| (?:people|persons|guests|adults|days|weeks|nights))|(?P<named>noon|midday|midnight))",
    ),
    "named": (
        r"(?:at |around |about |by |for )?(?P<noon>12 noon|noon|midday|mid-day|12 midday)",
        r"(?:at )?(?P<midnight>12 midnight|midnight)(?! tonight)",
    ),
    "clock": (
        r"(?<![\d/.-]){h}(?P<sep>:| : ){m}(?::\d\d)?(?![\d/])",
        r"(?<![\d/.:£$€-]){h}[.h]{m}(?= ?(?:[ap]\.?m\b|h\b|hrs|o'?clock))",
        r"(?P<cue>at|around|about|by|for|from|till|until|before|after|to) (?<![\d/.:-]){h}[.]{m}(?![\d.%/])",
        r"(?<![\d/.:-]){h} ?h ?{m}?(?![\d/\w])",
        r"(?<![\d/.:-])(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d) ?(?:hours|hrs|h)\b",
        r"(?:0 |o |oh )(?P<h>[1-9])(?P<m>00|[0-5]\d) ?(?:hours|hrs)?\b",
        r"(?:at )(?P<h>0\d|1\d|2[0-3])(?P<m>[0-5]\d)(?!\d|[-/.]\d)",
    ),
    "hour": (
        r"(?<![\d/.:£$€-])(?<!\d )(?P<h>1?\d|2[0-3]) (?:0 (?P<m1>[1-9])|(?P<m>[0-5]\d))(?= ?[ap]\.? ?m\b)",
        r"(?<![\d/.:-]){h} ?o'? ?clocks?(?: sharp)?",
        r"(?<![\d/.:£$€]){h}(?= ?[ap]\.? ?m\b)",
        r"(?<![\d/.:£$€-])(?P<h>1?\d)(?P<m>[0-5]\d)(?= ?[ap]\.? ?m\b)",
    ),
    "pair": (
        r"(?:(?P<cue>at|around|about|by|before|after|until|till|til|from|between|past|circa|round|roughly|@|near|towards|as late as|as early as|no later than|not before|make it|say|for) (?:about |around |like |say )?)?(?<![\d/.:£$€-])(?<!\d )(?<!double )(?P<h>1?\d|2[0-3]) (?:0 (?P<m1>[1-9])|(?P<m>[0-5]\d)|hundred)\b(?! ?\d| ?(?:people|euros?|pounds?|dollars?|nights?|days?|weeks?|guests|%|percent))(?![-/.:]\d)",
    ),
    "ish": (r"(?<![\d/.:£$€-]){h}(?:[:.]{m})? ?-?ish\b",),
    "at": (
        r"\bthe {h}[.]{m}(?=\W*(?:\Z|[,;!?]|\.(?!\d)|\b(?:please|then|instead|one|slot|would|with|on|if|today|tomorrow|suits?|works?)\b))",
        r"(?:(?P<cue>at|around|about|by|before|after|until|till|til|from|between|past|circa|round|roughly|@|near|towards|as late as|as early as|no later than|not before|make it|say) (?:about |around |like |say )?)(?<![\d/.:£$€-]){h}(?:[.:]{m})?(?![\d%]|[.,:/-]\d|(?:st|nd|rd|th)\b| (?:people|persons?|guests?|adults?|days?|weeks?|months?|years?|nights?|minutes?|mins?|hours?|percent|pounds?|euros?|dollars?|times|miles|of|or more|kids|children|pm|the|items?|january|february|march|april|may|june|july|august|september|october|november|december|[a-z]+ (?:street|road|avenue|lane|row)))",
        r"(?<![\d/.:£$€-]){h}(?= (?:in the (?:morning|afternoon|evening)|at night|tonight|this (?:morning|afternoon|evening)))",
        r"(?:morning|afternoon|evening|tonight),? (?:at |around )?{h}(?: {m})?(?![\d/.:]|(?:st|nd|rd|th)\b| (?:people|persons?|guests?|[a-z]+s ))",
    ),
}  # fmt: skip
_ES = {
    "relative": (r"(?:en|dentro de) (?P<n>media|una|\d{1,3}) (?P<unit>horas?|minutos?)",),
    "named": (r"(?:al? )?(?P<noon>mediodia|las 12 del mediodia)", r"(?:a )?(?P<midnight>medianoche)"),
    "past": (
        r"(?:a )?(?:las?|la) {h} y (?P<half>media)\b",
        r"(?:a )?(?:las?|la) {h} (?P<side>y|menos) (?P<quarter>cuarto)\b",
        r"(?:a )?(?:las?|la) {h} (?P<side>y|menos) (?P<n>[0-5]?\d)\b",
        r"{h} y (?P<half>media)\b",
        r"{h} (?P<side>y|menos) (?P<quarter>cuarto)\b",
    ),
    "clock": (
        r"(?<![\d/.-]){h}:{m}(?![\d/])",
        r"(?:a )?(?:las?|la) {h}[.h]{m}(?![\d./])",
        r"(?<![\d/.:-]){h} ?h(?: ?{m})?(?![\d/\w])",
    ),
    "hour": (
        r"(?:a )?(?:las?|la) {h} en punto",
        r"(?<![\d/.:-]){h}(?= ?[ap]\.? ?m\b)",
        r"(?<![\d/.:-]){h} horas\b",
    ),
    "pair": (r"(?:a )?(?:las?|la) (?P<h>1?\d|2[0-3]) (?:0 (?P<m1>[1-9])|(?P<m>[1-5]\d))\b(?! ?\d)",),
    "ish": (),
    "at": (
        r"(?:(?:(?P<cue>a|sobre|hacia|antes de|despues de|a partir de|desde|hasta|para|de|entre) )?(?:las|la|eso de las)) {h}(?![\d%]|th|[.,:/-]\d| (?:personas|dias|semanas))",
        r"(?<![\d/.:-]){h}(?= (?:de|por) la (?:manana|tarde|noche))",
    ),
}  # fmt: skip
_FR = {
    "relative": (r"dans (?P<n>une demi|une|\d{1,3})[- ](?P<unit>heures?|minutes?)",),
    "named": (r"(?:a |vers )?(?<!apres[ -])(?P<noon>midi)(?! et)", r"(?:a )?(?P<midnight>minuit)"),
    "past": (
        r"(?:a )?{h} ?(?:heures?|h) et (?P<half>demie?)\b",
        r"(?:a )?{h} ?(?:heures?|h) (?P<side>et|moins) (?:le )?(?P<quarter>quart)\b",
        r"(?:a )?{h} ?(?:heures?|h) (?P<side>moins) (?P<n>[0-5]?\d)\b",
        r"(?:a )?(?P<named>midi) et (?P<half>demie?)\b",
    ),
    "clock": (
        r"(?<![\d/.-]){h}:{m}(?![\d/])",
        r"(?:a )?(?<![\d/.:-]){h} ?(?:heures?|h) ?{m}?(?![\d/\w])",
    ),
    "hour": (r"(?<![\d/.:-]){h}(?= ?[ap]\.? ?m\b)",),
    "pair": (),
    "ish": (),
    "at": (),
}  # fmt: skip
_DE = {
    "relative": (r"in (?P<n>einer halben|einer|1|\d{1,3}) (?P<unit>stunden?|minuten?)",),
    "named": (r"(?:am |um )?(?P<noon>mittag|12 uhr mittags)\b", r"(?:um )?(?P<midnight>mitternacht)"),
    "past": (
        r"(?:um )?(?P<n>[0-5]?\d)(?: minuten)? (?P<side>nach|vor) (?P<halfto>halb )?{h}\b",
        r"(?:um )?(?P<halfto>halb) {h}\b",
        r"(?:um )?(?P<quarter>viertel) (?P<side>nach|vor) {h}\b",
        r"(?:um )?(?P<threequarter>dreiviertel|drei viertel) {h}\b",
        r"(?:um )?(?P<quarterto>viertel) {h}\b",
    ),
    "clock": (
        r"(?:um )?(?<![\d/.-]){h}:{m}(?: uhr)?(?![\d/])",
        r"(?:um )?(?<![\d/.-]){h}[.]{m} ?(?:uhr|h)\b",
        r"(?:um )?(?<![\d/.:-]){h} ?uhr(?: {m}\b)?(?! ?\d)",
        r"(?<![\d/.:-]){h} ?h\b",
    ),
    "hour": (),
    "pair": (),
    "ish": (),
    "at": (r"(?P<cue>um|gegen|ab|bis|vor|nach|zwischen|von|ca\.?) {h}(?![\d%]|[.,:/-]\d|\.|(?:th)| (?:tag|woche|monat|person|jahr|minute|stunde)\w*)",),
}  # fmt: skip

# Only an answer to "what time?", or a time that stands beside a day, or takes back another one.
_BARE = {
    "en": r"(?<![\d/.:£$€+])(?<!\d )(?<!-){h}(?:[.: ]?{m})?(?! ?\d|[,.:/]\d|-\d+[-/]|(?:st|nd|rd|th)\b| (?:people|persons?|guests?|of us|adults?|days?|weeks?|nights?|minutes?|mins|hours?|years?|%|percent|pounds|of the))",
    "es": r"(?<![\d/.:+-])(?<!\d ){h}(?! ?\d|[,.:/-]\d|th| (?:personas|dias|semanas|de [a-z]))",
    "fr": r"(?<![\d/.:+-])(?<!\d ){h}(?! ?\d|[,.:/-]\d|th| (?:personnes|jours|semaines))",
    "de": r"(?<![\d/.:+-])(?<!\d ){h}(?! ?\d|[,.:/-]\d|\.|th| (?:personen|tage|wochen))",
}
# Minutes without their hour, which take back a time said before.
_ONLY_MINUTES = {
    "en": r"(?P<half>half) past\b(?! \d)|(?:a )?(?P<quarter>quarter) (?P<side>past|to|after|till)\b(?! \d)",
    "es": r"y (?P<half>media)\b|(?P<side>y|menos) (?P<quarter>cuarto)\b",
    "fr": r"et (?P<half>demie?)\b|(?P<side>et|moins) (?:le )?(?P<quarter>quart)\b",
    "de": r"(?P<quarter>viertel) (?P<side>nach|vor)\b(?! \d)",
}
_WORDS = {"en": _EN, "es": _ES, "fr": _FR, "de": _DE}

_BETWEEN = {
    "en": r"\s*(?:to|until|till|til|and|-|or)\s*(?:around |about |at )?",
    "es": r"\s*(?:a|y|hasta|-)\s*",
    "fr": r"\s*(?:a|et|-|jusqu'a)\s*",
    "de": r"\s*(?:bis|und|-)\s*(?:um )?",
}
_BEFORE = {
    "from": {
        "en": r"(?:any ?time )?(?:after|past|from|later than|since|not before|no earlier than|any ?time from|starting at)",
        "es": r"(?:despues de|a partir de|desde|pasadas)",
        "fr": r"(?:apres|a partir de|des|pas avant)",
        "de": r"(?:nach|ab|fruhestens)",
    },
    "until": {
        "en": r"(?:any ?time )?(?:before|until|till|til|by|no later than|not after|earlier than|up to)",
        "es": r"(?:antes de|hasta)",
        "fr": r"(?:avant|jusqu'a|au plus tard)",
        "de": r"(?:vor|bis|spatestens)",
    },
}

# Each part of the day: its name here, its words, its hours.
PARTS = {
    "morning": {
        "en": r"mornings?|mornin|forenoon|(?:in )?the a\.?m\b\.?|(?:1st|1th) thing|before lunch|breakfast",
        "es": r"(?:por |de |en |esta )la manana|la manana|esta manana|temprano|a primera hora|por la manana|de madrugada",
        "fr": r"matin(?:ee)?|ce matin|tot",
        "de": r"vormittags?|am morgen|fruh(?:morgens)?|morgens|am fruhen morgen|vormittag",
    },
    "afternoon": {
        "en": r"afternoons?|arvo|(?:in )?the p\.?m\b\.?|(?:after|at|over|around) lunch|lunch ?time|midday-ish|end of (?:the )?day|last thing",
        "es": r"(?<!\bun poco )(?<!\balgo )(?<!\bmas )(?<!\bmuy )(?<!\bdemasiado )(?<!\bllegamos )tarde|despues de comer|a mediodia|mediodia|ultima hora",
        "fr": r"(?:apres|aprem)[- ]midi|aprem|fin de journee",
        "de": r"nachmittags?|mittags|am mittag",
    },
    "evening": {
        "en": r"evenings?|tonight|night|dinner ?time|after work|late in the day|tonite",
        "es": r"noche|esta noche|anochecer",
        "fr": r"soir(?:ee)?|ce soir|nuit",
        "de": r"abends?|heute abend|nachts?|feierabend",
    },
}  # fmt: skip


@lru_cache(maxsize=32)
def patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(sort, pattern) in the order to try them."""
    words = _WORDS.get(language, _EN)
    return tuple((sort, _compiled(one, language)) for sort, many in words.items() for one in many)


@lru_cache(maxsize=32)
def bare(language: str) -> re.Pattern[str]:
    return _compiled(_BARE.get(language, _BARE["en"]), language)


@lru_cache(maxsize=32)
def only_minutes(language: str) -> re.Pattern[str]:
    """Minutes whose hour was said before."""
    return _compiled(_ONLY_MINUTES.get(language, _ONLY_MINUTES["en"]), language)


@lru_cache(maxsize=32)
def meridiem(language: str) -> re.Pattern[str]:
    """What may stand right behind a time: "pm", "in the morning"."""
    return re.compile(rf",? ?{_MERIDIEM.get(language, _MERIDIEM['en'])}")


@lru_cache(maxsize=32)
def between(language: str) -> re.Pattern[str]:
    return re.compile(_BETWEEN.get(language, _BETWEEN["en"]))


@lru_cache(maxsize=32)
def opens(language: str, side: str) -> re.Pattern[str]:
    """What stands before a time and makes it a limit; side: from | until."""
    words = _BEFORE[side].get(language, _BEFORE[side]["en"])
    return re.compile(rf"(?<!\w){words}(?: (?:las?|around|about|um|l'))?\s*\Z")


@lru_cache(maxsize=32)
def parts(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(morning | afternoon | evening, its pattern)."""
    return tuple(
        (part, re.compile(rf"(?<![\w@])(?:{words.get(language, words['en'])})(?!\w)"))
        for part, words in PARTS.items()
    )


def _compiled(written: str, language: str) -> re.Pattern[str]:
    written = written.replace("{h}", _HOUR).replace("{m}", _MINUTE)
    return re.compile(rf"(?<![\w@])(?:{written})")
