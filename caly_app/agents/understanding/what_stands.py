"""What was booked before and should be at another time, or not be: "I booked for eight, could we come at
six?", "I've a table with you on Friday, I want it on Saturday", "I've a table, I need it cancelled"; and
what was reported before, and is asked after: "a tree fell on our shed, I've reported it. Any news?"."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Command, FillSlot, StartFlow
from caly_app.agents.understanding.asides import asides_of
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.message import LIKELY, Message
from caly_app.agents.understanding.slots.plain import folded
from caly_app.agents.understanding.wishes_apart import HAS, name_of

_BOOKED = re.compile(
    r"\b(?:i|we)(?:'ve| have|'d| had)?(?: already)?"
    r" (?:booked|reserved|made (?:a|the|our) (?:booking|reservation))\b"
    r"|\b(?:he|hemos|había|habíamos) (?:reservad|pedid|cogid)o\b|\b(?:reservé|reservamos)\b"
    r"|\b(?:j'ai|j'avais|nous avons|nous avions|on a|on avait) (?:déjà )?(?:réservé|pris (?:une?|rendez))"
    r"|\b(?:habe|haben|hab|hatte|hatten)\b[^.?!]{0,60}\b(?:gebucht|reserviert|ausgemacht|bestellt)\b",
    re.IGNORECASE,
)
_ONE_MORE = re.compile(
    r"\b(?:another|one more|as well|too|also|second|otr[oa]|también|autre|aussi"
    r"|noch ein\w*|auch|zweite[ns]?)\b",
    re.IGNORECASE,
)
_AT = r"(?= (?:on|at|from|for|in|by|a|an|the|next|this|tomorrow|instead|earlier|later|\w+day|\d+)\b)"
_IT_OTHERWISE = re.compile(
    r"\b(?:i|we)(?:'d| would)?(?: (?:really|just|now|rather|much))* (?:want|need|like|have|prefer)"
    rf" (?:it|them){_AT}"
    rf"|\b(?:can|could|may) (?:i|we|you) (?:have|make|move|shift|put|bring|push|change) (?:it|them){_AT}"
    rf"|\b(?:can|could) (?:it|they) be{_AT}"
    r"|\bl[ao]s? (?:quiero|queremos|necesit\w+|quisiera|querr[ií]a\w*|prefier\w+|preferir[ií]a\w*)\b"
    r"|\b(?:je|nous|on) (?:l[ae]s? |l')(?:veux|voudr\w+|voulons|préfér\w+|préfère|aimer\w+)\b"
    r"|\b(?:ich|wir) (?:brauch\w+|bräucht\w+|will|wollen|möchten?|hätten?) (?:ihn|sie|es)\b",
    re.IGNORECASE,
)
_ANOTHER_TIME = re.compile(  # of what, is told before it
    rf"\b(?:i|we)(?:'d| would) rather (?:come|arrive){_AT}"
    r"|\b(?:can|could) (?:i|we) (?:come|arrive|do|make)\b(?=.*\binstead\b)"
    r"|\b(?:would|could|might) (?:the |next )?\w+day\b[^.?!]{0,20}"
    r"\b(?:do|work|suit|be (?:possible|ok(?:ay)?|fine))\b"
    r"|\b(?:podría|puede) ser (?=el\b|a las?\b|mañana\b|otro\b)"
    r"|\b(?:ce serait|c'est|serait-ce|ça serait) possible\b|\bça irait\b"
    r"|\b(?:ginge|würde|wäre|passte?) (?:\w+ ){0,3}(?=am|um|diese\w|nächste\w|morgen\b)",
    re.IGNORECASE,
)
_A_BOOKING = re.compile(  # beside what the sector calls its own
    r"\b(?:appointment|booking|booked|down|reserv\w+|cita|rendez|termin)\b"
    r"|\b(?:with you|chez vous|bei (?:ihnen|euch)|con (?:ustedes|vosotros))\b"
)
_STEM = 5  # letters
_AS_POSSIBLE = re.compile(  # "would Thursday be possible too?" asks for no second one
    r"(?:would|could|might) (?:the |next )?\w+day\b|(?:ginge|würde|wäre|passte?) (?:das|es|dies)\b",
    re.IGNORECASE,
)
_IT_CANCELLED = re.compile(
    r"\b(?:(?:want|need|like|have|get|require) (?:it|them|that) (?:cancell?ed|called off|scrapped)"
    r"|cancel (?:it|them|that)|call (?:it|them|that) off"
    r"|(?:it|that)(?:'ll| will| would|'d)? (?:has|have|needs?)"
    r" (?:to be (?:cancell?ed|called off)|cancell?ing))\b"
    r"|\b(?:anul|cancel)\w*l[ao]s?\b|\bl[ao]s? (?:anul|cancel)\w+"
    r"|\bl[ao]s? \w+ (?:que )?(?:anular|cancelar)\b"
    r"|\b(?:l'|l[ae]s? )(?:annul|décommand)\w+"
    r"|\b(?:ihn|sie|es|den|das|die)\b[^.?!;]{0,30}"
    r"\b(?:ab(?:zu)?sagen|storniere?n|absage|storniert|abgesagt)\b"
    r"|\b(?:it|that)(?:'s| is| will be) (?:all )?off\b(?! (?:the|a|my|by|to|from)\b)"
    r"|\b(?:it|that) (?:won't|isn't going to|is not going to|can't) happen\b"
    r"|\bno (?:va a|podrá|puede) (?:poder )?ser\b|\btombe à l'eau\b|\bne (?:va pas|pourra pas) se faire\b"
    r"|\b(?:das|es|daraus|draus)\b[^.?!;,]{0,20}\bwird\b[^.?!;,]{0,25}\bnichts\b"
    r"|\bwird (?:das|es|daraus|draus)\b[^.?!;,]{0,25}\bnichts\b",
    re.IGNORECASE,
)
_HAS = re.compile(rf"{HAS.pattern}|\b(?:ich|wir) hätten?\b", re.IGNORECASE)  # "wir hätten einen Tisch"
_TOLD_YOU = re.compile(
    r"\b(?:i|we)(?:'ve| have|'d| had)?(?: already)? (?:reported|told you|filed|requested|let you know"
    r"|(?:sent|handed|put) (?:\w+ ){1,3}(?:in|back|off))\b"
    r"|\b(?:been|was|were|is) (?:already )?(?:reported|filed|logged|sent in|handed in)\b"
    r"|\b(?:comuniqu|notifiqu|avis)é\b|\bdi(?:mos)? parte\b"
    r"|\bhe(?:mos)? (?:avisado|comunicado|notificado|enviado|mandado|dado parte)\b"
    r"|\b(?:ai|a|avons|avez|été) (?:déjà )?(?:déclaré|signalé|prévenu|envoyé|renvoyé)e?s?\b"
    r"|\b(?:hab|habe|haben|hatte|wurde|ist|sind)\b[^.?!]{0,40}\b(?:gemeldet|eingereicht|angezeigt|(?:ein|zurück)geschickt)\b",
    re.IGNORECASE,
)
_ANY_NEWS = re.compile(
    r"\b(?:any(?:thing)? (?:news|new|word|updates?)|(?:n't|not|never) heard|heard (?:nothing|anything|back)"
    r"|what(?:'s| is) (?:happening|going on|become|the (?:latest|news|state))"
    r"|how (?:does|is|are|do) (?:it|that|things) (?:stand|go|going|doing|coming along)"
    r"|how(?:'s| is) (?:it|that) (?:going|doing|looking|coming along)"
    r"|where (?:are|do) (?:we|you|things) (?:with|at|stand)"
    r"|se sabe algo|(?:alguna|hay) (?:novedad|noticia)\w*|cómo (?:va|anda|está)|en qué (?:punto|estado)"
    r"|no (?:he|hemos|sé|sabemos)(?: vuelto a)?(?: \w+)? nada|qué pasa con"
    r"|des nouvelles|du nouveau|où (?:ça )?en (?:est|êtes|sommes)|rien (?:reçu|entendu)"
    r"|plus de nouvelles|ça avance"
    r"|(?:was|etwas|irgendwas) neues|(?:nix|nichts)(?: mehr)? (?:davon |mehr )?(?:gehört|passiert)"
    r"|hör\w*(?: \w+)? (?:nix|nichts)|wie (?:steht|schaut|sieht|weit ist)"
    r"|was ist (?:(?:denn|jetzt|nun) )*(?:damit|daraus))\b",
    re.IGNORECASE,
)
_STATUS = "_status"  # how the flows are called that say how something stands
_CANCELLING = "cancel_"  # how the flows are called that cancel something
_WHEN = frozenset({"date", "time", "part_of_day", "date_range"})


def what_becomes(clauses: Sequence[Clause], message: Message) -> Sequence[Command]:
    """What is to become of what one has."""
    return moved(clauses, message) or cancelled(clauses, message) or _asked_after(clauses, message)


def moved(clauses: Sequence[Clause], message: Message) -> Sequence[Command]:
    """By the flow that puts such a booking right. () where none was told of, or it is named anyway."""
    if otherwise := _wanted_otherwise(clauses, message):
        return otherwise
    place = next((n for n, one in enumerate(clauses) if _BOOKED.search(one.text)), None)
    if place is None or message.turn.dialogue.flow is not None or _ONE_MORE.search(message.said):
        return ()
    told, behind = clauses[place], clauses[place + 1 :]
    by = _puts_right(told, message)
    asked = [one for one in behind if one.is_question and _may_be(one, by, message)] if by else []
    if not asked or any(one.reading.sure and one.intent == by for one in clauses):
        return ()
    before, after = _when(told, by, message), _when(asked[-1], by, message)
    if not before or not after or after == before:
        return ()
    slots = message.turn.sector.slots
    others = [
        one
        for one in message.hear(by, message.said, with_question=False).fills
        if slots[one.slot].kind not in _WHEN
    ]
    return [StartFlow(by), *others, *asked[-1].tells_for(by)]


def _wanted_otherwise(clauses: Sequence[Clause], message: Message) -> Sequence[Command]:
    """'I've a table with you on Friday, I want it on Saturday': how it stands, and how it should be."""
    said = message.said
    it, wants = _IT_OTHERWISE.search(said), _IT_OTHERWISE.search(said) or _ANOTHER_TIME.search(said)
    if wants is None or message.turn.dialogue.flow is not None:
        return ()
    told, wanted = said[: wants.start()], said[wants.start() :]
    if _ONE_MORE.search(told) or _ONE_MORE.search(wanted) and not _AS_POSSIBLE.search(wanted):
        return ()
    by = _by(clauses, message) if HAS.search(told) or _BOOKED.search(told) else ""
    if by and it is None and not _is_of_ours(told, message):
        by = _first_of_it(clauses, by, message)
    if not by:
        return ()
    before, after = _heard(told, by, message), _heard(wanted, by, message)
    if not before or not after or after == before:
        return ()
    kinds, whole = message.turn.sector.slots, _heard(said, by, message)
    anew = {slot: day for slot, day in whole.items() if day != before.get(slot)}  # in its month
    when = {**{slot: day for slot, day in anew.items() if slot not in before}, **after}
    when |= {slot: day for slot, day in anew.items() if slot in after}
    own = message.hear(by, wanted, with_question=False).fills
    who = [one for one in message.hear(by, said, with_question=False).fills if kinds[one.slot].personal]
    others = [one for one in (*own, *who) if kinds[one.slot].kind not in _WHEN]
    return [StartFlow(by), *dict.fromkeys(others), *(FillSlot(slot, value) for slot, value in when.items())]


def _first_of_it(clauses: Sequence[Clause], by: str, message: Message) -> str:
    """'I've a hearing on Tuesday, would Thursday do for a first talk?' moves nothing: it asks for a day."""
    ways = message.turn.sector.puts_right
    judged = (intent for one in clauses for intent in (one.intent, one.reading.runner_up or ""))
    return next((intent for intent in judged if intent in ways and ways[intent].by == by), "")


def _is_of_ours(told: str, message: Message) -> bool:
    """Whether a booking with us is told of: a hearing, an exam or a day off is none."""
    ways = message.turn.sector.puts_right
    ours = {
        word[:_STEM] for one in (*ways, *(way.by for way in ways.values())) for word in name_of(one, message)
    }
    is_named = any(word.startswith(tuple(ours)) for word in folded(told).split())
    return is_named or bool(_BOOKED.search(told) or _A_BOOKING.search(folded(told)))


def _by(clauses: Sequence[Clause], message: Message) -> str:
    """The flow that puts right what these clauses speak of, where nothing else is surely wished for."""
    ways = message.turn.sector.puts_right
    if any(one.reading.sure and one.is_wish and one.intent not in ways for one in clauses):
        return ""
    spoken_of = [ways[one.intent].by for one in clauses if one.intent in ways]
    return next(iter(spoken_of), "") or _puts_right(clauses[0], message)


def _heard(text: str, by: str, message: Message) -> dict[str, str]:
    """When, in a part of what was said."""
    kinds = message.turn.sector.slots
    fills = message.hear(by, text, with_question=False).fills
    return {
        one.slot: one.value for one in fills if kinds[one.slot].kind in _WHEN and not kinds[one.slot].refused
    }


def _puts_right(told: Clause, message: Message) -> str:
    """The one flow that changes what was booked; '' where there is none, or one of several."""
    by = message.turn.sector.puts_right
    if told.intent in by:
        return by[told.intent].by
    ways = {one.by for one in by.values()}
    is_another = told.reading.sure and told.is_wish and message.changes(told.intent)
    return ways.pop() if len(ways) == 1 and not is_another else ""


def _may_be(clause: Clause, by: str, message: Message) -> bool:
    """Nothing else is surely asked for."""
    deeds = {name for name, one in message.turn.sector.puts_right.items() if one.by == by}
    return clause.intent in (by, *deeds) or clause.reading.confidence < LIKELY


def _when(clause: Clause, by: str, message: Message) -> dict[str, str]:
    return _heard(clause.text, by, message)


def cancelled(clauses: Sequence[Clause], message: Message) -> Sequence[Command]:
    """'I've an appointment on Tuesday, I'm afraid I'd need it cancelled': what one has is not booked anew."""
    said, sector = message.said, message.turn.sector
    likely = (one.intent for one in clauses if one.intent in sector.flows)
    by = next((one for one in likely if one.startswith(_CANCELLING)), sector.cancels)
    has = _HAS.search(said)
    behind = said[has.end() :] if has else ""
    if not by or not _IT_CANCELLED.search(behind) or message.turn.dialogue.flow is not None or "?" in behind:
        return ()
    if _ONE_MORE.search(said) or {one.intent for one in clauses if one.reading.sure and one.is_wish} == {by}:
        return ()
    return [StartFlow(by), *message.hear(by, said, with_question=False).commands]


def _asked_after(clauses: Sequence[Clause], message: Message) -> Sequence[Command]:
    """'A tree fell on our shed, I've reported it. Any news?' reports nothing: it asks how that stands."""
    said, flows = message.said, message.turn.sector.flows
    if message.turn.dialogue.flow is not None or message.is_marked("besides"):
        return ()
    if not (_TOLD_YOU.search(said) and _ANY_NEWS.search(said)):
        return ()
    judged = [
        (confidence, intent)
        for one in clauses
        for intent, confidence in (
            (one.intent, one.reading.confidence),
            (one.reading.runner_up or "", one.reading.runner_up_confidence),
        )
        if intent in flows and intent.endswith(_STATUS)
    ]
    if not judged:
        return ()
    _, by = max(judged)
    fills = message.hear(by, said, with_question=False).fills
    others = _besides(clauses, by)
    answers = [beside for _, beside in asides_of(others, message)]
    later = dict.fromkeys(StartFlow(one.intent, later=True) for one in others if one.is_wish)
    return [StartFlow(by), *fills, *answers, *later]


def _besides(clauses: Sequence[Clause], by: str) -> Sequence[Clause]:
    """'... and heard nothing back. I want a person now': what is said behind it is no part of it."""
    asked = max((n for n, one in enumerate(clauses) if _ANY_NEWS.search(one.text)), default=len(clauses))
    return [
        one
        for n, one in enumerate(clauses)
        if one.reading.sure and one.intent != by and (n > asked or one.intent == "human_handoff")
    ]
