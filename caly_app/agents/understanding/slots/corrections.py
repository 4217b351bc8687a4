"""What the customer takes back: "half past four, no, five thirty", "not Thursday, Friday"."""

import re
from collections.abc import Sequence

from caly_app.agents.understanding.slots.found import Found
from caly_app.agents.understanding.slots.plain import Plain
from caly_app.agents.understanding.slots.taken_back import BUT_A_REMARK, TAKES_BACK

_CUE = re.compile(rf"(?<!\w){TAKES_BACK}(?!\w){BUT_A_REMARK}")
_HESITATES = re.compile(r"\W*(?:of us\W+)?(?:er+m?|uh+|euh|[eä]hm?)[\s,.…-]*\Z", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_WITH_A_REASON = 70  # characters
_ALSO = 10  # characters behind a day, for "too"
_REFUSES_BEFORE = re.compile(
    r"(?:\bnot|\bwasn'?t|\b(?:it|that) isn'?t|\bno (?:fue|era)"
    r"|\bexcept|\bbut|\bapart from|other than|n't (?:do|make|come|manage|like|want"
    r"|work)|cannot (?:do|make|come)"
    r"|can not (?:do|make|come)|instead of|rather than|\bcant (?:do|make|come)|\bunable to (?:do|make|come)"
    r"|\bexcepto|\bmenos|en (?:vez|lugar) del?|no puedo|\bpas|sauf|au lieu d[eu]|\bnicht|\bausser|statt"
    r"|\bkein|\bwithout|\bohne|\bsin|\bsans|(?<!n't )(?<!not )(?<!dont )\b(?:scrap|forget|skip|ditch)"
    r"|\bno(?= (?:con|with|el|la|los|las|this)\b))"
    r"(?: (?:on|at|in|the|this|el|la|las|le|am|um|den|it|any|for|par|por|to|with|a|my|al|con|du|au|chez|avec"
    r"|see|have|get|ver|voir|(?:dr|prof|dra|mr|mrs|ms)\.?|doctora?|docteure?|doktor|frau"
    r"|herrn?|un|une|mon|mein\w*|beim?|mit|zum?|zur|dem|der|die|das|im))*\s*\Z"
)
_ONLY_BUT = re.compile(r"(?:any\w*(?: \w+)?|every\w*|all) but\b")
_REFUSES_BEHIND = re.compile(
    r"\s+(?:(?:is|does|would|will|do|was)(?:n'?t| not)\b|wo(?:n't|nt)\b|isnt|doesnt|cant"
    r"|(?:is|are|was|would be|'?s) (?:a (?:bit|little) |far |way |much |rather )?"
    r"(?:more than (?:we|i|you|they)\b|too (?:late|early|much|many|long|soon|dear|expensive|far)\b)"
    r"|(?:es|son) (?:demasiad|mas de lo que)"
    r"|(?:c'est|est) (?:trop|plus qu)|(?:ist|sind|ware) (?:zu \w+|mehr als)"
    r"|(?:is )?(?:no good|no use|impossible)|is out\b"
    r"|no me (?:va|viene)|no puedo|ne (?:me )?va pas|ne me convient pas|n'est pas|geht "
    r"nicht|passt (?:mir )?nicht)"
    r"(?! (?:before|until|later|too|it))"
)
_REMARKS_BEFORE = re.compile(
    r"\b(?:that'?s|that is|it'?s|it is|which is|that was|es|eso es|cae en|c'est|ca tombe un|das ist|ist ja)"
    r" (?:an?|un|ein) \Z"
)
_BUSY_BEFORE = re.compile(
    r"(?:\bi'?m|\bi am|\bwe'?re|\bwe are|\bi'?ve got|\bi have|\bi work|\bwe have|\bwe'?ve got|\bestoy|\btengo"
    r"|\bestamos|\btrabajo|\bje suis|\bj'ai|\bje travaille|\bnous sommes|\bich bin|\bich hab\w?|\bwir sind"
    r"|\bbin ich|\bhab\w? ich)(?! (?:free|available|home|in (?:on|then|all)\b|around|here|off|fine|good|able"
    r"|libre|frei|da\b|zu hause|la\b|en casa|chez moi))\b[^,.;?!]{0,30}\Z"
)
_BUSY_BEHIND = re.compile(  # "Thursday I have my granddaughter. Friday then"
    r"(?: \w+){0,2},? (?:i'?m|i am|we'?re|we are|i'?ve got|i have|we have|we'?ve got|i work|i get"
    r"|tengo|trabajo|estoy|j'ai|je suis|je travaille|hab\w? ich|bin ich|arbeite ich)"
    r"(?! (?:free|available|home|in (?:on|then|all)\b|around|here|off|fine|good|able"
    r"|an? (?:appointment|booking|reservation|table|room)|libre|frei|da\b|zu hause|la\b|en casa|chez moi"
    r"|una? (?:cita|reserva)|une? (?:rendez-vous|rdv|reservation)|einen? termin"
    r"|coming|due|booked|meant|supposed|arriving|leaving|staying|checking|getting|landing"
    r"|in town|nearby|alli|aqui|ici|\d+(?=[,.;!?]))\b)"
    # how many come is no reason either: "Tuesday we have 20 people, Wednesday 30"
    r"(?![^.;!?]*\b(?:for \d|\d+ (?:people|persons?|guests|adults|children|of us|personas|invitados"
    r"|personnes|invites|personen|leute|gaste)\b))"
    r"[^.;!?]{2,50}?[.;!?,] (?:(?:so|then|but|how about|what about|make it|on|better|pues|mejor|el|entonces"
    r"|alors|plutot|le|also|dann|lieber|am)[ ,]+)*\Z"
)
_FILLS = (
    r"at|the|to|a|la|las|le|el|um|make|it|that|let'?s|say|about|around|then|how|could|can|would|we|i|you|do"
    r"|rather|better|oder|mejor|pues|gegen|lieber|vers|plutot|pour|for|on|is|es|bei|by"
)
_SAYS_WHY = re.compile(  # two words that ask for no time, before it
    rf"(?<![\w'])(?!(?:{_FILLS}|no|non|nein|wait|sorry|actually|hang|hold)\b)[^\W\d_][\w']+ "
    rf"(?:(?:{_FILLS}) )*(?!(?:{_FILLS})\b)[^\W\d_][\w']+[^.;!?]*\Z"
)
_ALONE = re.compile(  # what follows begins a sentence
    r"(?: uhr)?[.;!?,]+ "
    r"(?:(?:so|then|pues|entonces|alors|dann|also|better|mejor|lieber|a|las?|at|um|gegen)[, ]+)*"
)
_CANNOT_SO = re.compile(  # "on Thursday and I can't, could we do Friday"
    r"(?<!\w)(?:(?:can'?t|cannot|won'?t)(?! (?:wait to|find|see|remember|recall|think|tell))"
    r"|no (?:voy a )?pued\w+|(?:peux|pouvons|peut) pas"
    r"|kann (?:ich )?(?:da )?nicht|konnen (?:wir )?(?:da )?nicht)(?!\w).*"
    r"(?<!\w)(?:could|can (?:we|i|you)|would|how about|what about|podri\w+|puede\w*|pourr\w+|peut-on"
    r"|konnt\w+|ginge|geht)(?!\w)"
)
_IS_TAKEN = re.compile(  # "Tuesday is lunch club. Could it be Wednesday": another day is asked for instead
    r"\A[^.,;!?]{3,25}?(?:'s| is| ist| es| est) "
    r"(?!(?:also|fine|good|ok|okay|great|free|possible|best|better|perfect|lovely|all right|when|what|how"
    r"|bien|bon|possible|libre|parfait|gut|prima|frei|auch|aussi|tambien)\b)"
    r"(?![^.;!?]*(?:\barriv|\bcheck|\bfirst\b|\bllegada|\bankunft|\banreise))[^.;!?]{3,40}[.;!?] "
    r"(?:(?:so|then|and|pues|entonces|alors|et|y|dann|also|und),? )?"
    r"(?:could|can (?:we|i|it)|would|how about|what about|is there|podri\w+|puede\w*|pourr\w+|peut-on|on peut"
    r"|konnt\w+|ginge|geht)\b(?!.*\b(?:also|too|as well|auch|aussi|tambien)\b)"
)
_SENTENCE = re.compile(r"[.;!?]\s")
_JOINS = re.compile(r"(?<!\w)(?:or|and|o|y|e|ou|et|oder|und|to|until|a|hasta|bis)(?!\w)")
_MOVES = re.compile(
    r"(?<!\w)(?:mov(?:e|ed|ing)|chang(?:e|ing)|reschedul\w*|switch|swap|push|shift|bring"
    r"|postpone|transfer|put (?:it|that) (?:back|off)"
    r"|cambiar|mover|pasar|aplazar|deplacer|changer|reporter|decaler|verschieben|verlegen"
    r"|andern|tauschen)(?!\w)"
)
_TOWARDS = re.compile(r"(?<!\w)(?:to|until|till|instead|for|al?|para|au?|pour|auf|zum)(?!\w)")


def moves(text: str, start: int, end: int) -> bool:
    """Whether something is moved towards what stands between `start` and `end`: "from Thursday to Friday"."""
    return _MOVES.search(text, 0, end) is not None and _TOWARDS.search(text, start, end) is not None


def standing(found: Sequence[Found], words: Plain) -> list[Found]:
    """Without what was taken back or refused: of "Thursday, sorry, Friday" only Friday, of "A or B" both, of
    "from A to B" B where something is moved."""
    kept: list[Found] = []
    taken_back = ""  # "Thursday, no wait, Thursday is choir": why it is not Thursday
    for place, one in enumerate(found):
        if refused(one, words) or _is_beside(one, kept, found[place + 1 :], words):
            continue
        between = _between(kept[-1], one, words) if kept else ""
        is_back = kept and (is_taken_back(kept[-1], one, words) or _cannot_so(kept[-1], one, words))
        if kept and (is_back or _is_moved(kept[-1], one, words)):
            same = _plain(one) == _plain(kept[-1])
            taken_back = _plain(one) if same else ""
            kept.clear()
        elif kept and taken_back and _plain(one) != taken_back and not _JOINS.search(between):
            kept.clear()
        kept.append(one)
    return kept


def _cannot_so(one: Found, other: Found, words: Plain) -> bool:
    """ "On Thursday and I can't, could we do Friday", "I can't pay it on the 18th. Could I do the 25th?"."""
    if one.kind not in ("date", "time"):
        return _CANNOT_SO.search(_between(one, other, words)) is not None
    start = words.at(one.start)
    if one.kind == "date" and _IS_TAKEN.search(words.text[start : words.at(other.end) + _ALSO]):
        return True
    begins = max((end.end() for end in _SENTENCE.finditer(words.text, 0, start)), default=0)
    return (
        _CANNOT_SO.search(words.text[max(begins, start - _WITH_A_REASON) : words.at(other.start)]) is not None
    )


def _plain(one: Found) -> str:
    """'Tuesdays' are the Tuesday that was said before."""
    return one.value.casefold().removesuffix("s")


def refused(one: Found, words: Plain) -> bool:
    """Whether it was named to be excluded: "not Thursday", "Thursday doesn't work"."""
    start, end = words.at(one.start), words.at(one.end)
    before = words.text[max(0, start - 32) : start]
    found = _REFUSES_BEFORE.search(before)
    if found and (not found.group().startswith("but") or _ONLY_BUT.search(before)):
        return True
    return _REFUSES_BEHIND.match(words.text[end : end + 40]) is not None


def _is_beside(one: Found, kept: Sequence[Found], others: Sequence[Found], words: Plain) -> bool:
    """A day that only says why: "the 20th, no, that's a Thursday, the 21st", "Friday, no, I'm away on Friday,
    Saturday"; a time that does: "at two. No, the plumber comes at two. Four?"."""
    if one.kind == "time" and kept and others:
        between, behind = _between(kept[-1], one, words), _between(one, others[0], words)
        return has_cue(between) and _SAYS_WHY.search(between) is not None and bool(_ALONE.fullmatch(behind))
    if one.kind != "date" or not (kept or others):
        return False
    before = words.text[: words.at(one.start)]
    if _REMARKS_BEFORE.search(before):
        return True
    if others and _BUSY_BEHIND.fullmatch(_between(one, others[0], words)):
        return True
    taken_back = kept and has_cue(_between(kept[-1], one, words))
    return bool(taken_back and others and _BUSY_BEFORE.search(before))


def _is_moved(one: Found, other: Found, words: Plain) -> bool:
    if one.kind not in ("date", "time", "date_range", "time_range"):
        return False
    return moves(words.text, words.at(one.end), words.at(other.end))


def has_cue(between: str) -> bool:
    return _CUE.search(between) is not None


def takes_back(between: str) -> bool:
    """Whether what was said before is taken back, though why stands between: "three, no, I've got the school
    run, half four"."""
    return len(between) <= _WITH_A_REASON and not _DIGIT.search(between) and has_cue(between)


def is_taken_back(one: Found, other: Found, words: Plain) -> bool:
    """By words between the two, or by the voice: "four of us er five"."""
    return has_cue(_between(one, other, words)) or bool(_HESITATES.match(words.said[one.end : other.start]))


def follows_a_cue(text: str, place: int) -> bool:
    """Whether what stands at `place` comes right behind words that take something back."""
    before = text[max(0, place - 32) : place]
    cues = list(_CUE.finditer(before))
    if not cues:
        return False
    behind = before[cues[-1].end() :]
    return len(behind) <= 12 and not any(character.isdigit() for character in behind)


def _between(one: Found, other: Found, words: Plain) -> str:
    return words.text[words.at(one.end) : words.at(other.start)]
