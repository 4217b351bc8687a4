"""Which clauses are wishes of their own: not what says why, what stands, or puts another right."""

import re
from collections.abc import Sequence
from dataclasses import replace

from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.clauses import WISHED_INSTEAD
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.parts import is_why
from caly_app.agents.understanding.slots.corrections import has_cue
from caly_app.agents.understanding.slots.plain import folded, plain

_A_SHORT_PART = 10  # words
_SHORT_WORD = 3  # letters: "a claim" is called by its longer word
RATHER = re.compile(
    r"\b(?:instead|rather|my mind|mejor|en vez|plut[oô]t|à la place|lieber|stattdessen)\b", re.IGNORECASE
)
_ENDS = (".", "?", "!", ";", "…")
_IT = re.compile(
    r"\b(?:it|that|them|those)\b|\w+[aei]r(?:l[ao]s?)\b|\b(?:l[ao]s?|l'|les?) \w+(?:er|ir|re)\b|\bl'\w+er\b"
    r"|\b(?:ihn|sie|es|das|den)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(WISHED_INSTEAD, re.IGNORECASE)
_ALSO = re.compile(
    r"\b(?:also|oh and|one more thing|plus|tambi[eé]n|adem[aá]s|aussi|en plus|auch|außerdem)[,:]? +\Z",
    re.IGNORECASE,
)
HAS = re.compile(
    r"\b(?:(?:i|we)(?:'ve| have)(?: got)? (?!to\b)|(?:i|we) got (?!to\b)"
    r"|(?:i|we)(?:'m|'re| am| are) (?:booked|down)\b"
    r"|(?:tengo|tenemos) (?!que\b)|(?:j'ai|nous avons|on a) (?!besoin\b)|(?:ich|wir) hab(?:en?)? "
    r"|(?:ich|wir) hätten? (?=[^.?!,]*\b(?:den|die|das|mein\w*|unser\w*)\b)(?![^.?!]*\b(?:gern|lieber)))",
    re.IGNORECASE,
)


def all_wishes(sure: Sequence[Clause], clauses: Sequence[Clause], message: Message) -> Sequence[Clause]:
    """Beside one that is sure others need not be as sure; what only says why is none."""
    if not sure:
        return ()
    named = [
        one
        for one in clauses
        if one in sure
        or one.is_likely_wish
        and _is_besides(one, message)  # "..., and I also want to dispute a payment"
        or _is_what_for(one, sure, message)
        or one.is_likely_wish
        and _takes_back(one, clauses)
    ]
    return _without_reasons(_wished_instead(_but_left(named, clauses, message), clauses), message)


def _is_besides(clause: Clause, message: Message) -> bool:
    """By a word in it, or by the one that it was cut off at: "... And also I would like to know"."""
    before, is_there, _ = message.said.partition(clause.text)  # not there: it was put into other words
    return message.is_marked("besides", clause.text) or bool(is_there and _ALSO.search(before))


def _but_left(wishes: Sequence[Clause], clauses: Sequence[Clause], message: Message) -> Sequence[Clause]:
    """'Cancel my lamps. Actually don't cancel, make it two': what is wished for and then said to be left."""
    left: set[str] = set()
    for place, one in enumerate(clauses):
        before = {other.intent for other in clauses[:place] if other.is_likely_wish}
        if one.intent in before and message.is_marked("leave_be", one.text):
            left.add(one.intent)
    return [one for one in wishes if one.intent not in left]


def _wished_instead(wishes: Sequence[Clause], clauses: Sequence[Clause]) -> Sequence[Clause]:
    """'Cancel my order, actually no, just change the address' cancels nothing."""
    for place in range(len(wishes) - 1, 0, -1):
        is_another = wishes[place].intent != wishes[place - 1].intent
        if is_another and _takes_back(wishes[place], clauses):
            return wishes[place:]
    return wishes


def _takes_back(clause: Clause, clauses: Sequence[Clause]) -> bool:
    """By its first words, of which a "no" may have been cut."""
    before = [one.text for one in clauses[: clauses.index(clause)]][-1:]
    return _INSTEAD.match(", ".join([*before, clause.text])) is not None or _begins_anew(clause)


def _begins_anew(clause: Clause) -> bool:
    return _INSTEAD.match(clause.text) is not None


def with_what_puts_it_right(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """'Book me in for nine, no wait, I can only do ten' is one wish, unless the second is another."""
    together: list[Clause] = []
    for one in clauses:
        last = together[-1] if together else None
        is_another = last is not None and one.is_wish and one.reading.sure and one.intent != last.intent
        ended = last is None or not last.is_wish or last.text.endswith(_ENDS)
        if last is None or ended or is_another or not _begins_anew(one):
            together.append(one)
        else:
            together[-1] = replace(last, text=f"{last.text} {one.text}")
    return tuple(together)


def _without_reasons(wishes: Sequence[Clause], message: Message) -> list[Clause]:
    """'I was sacked and would like to see a lawyer on Thursday' wishes for one thing, and says why."""
    intents, wished = message.turn.sector.intents, {one.intent for one in wishes}
    said = [one for one in wishes if not is_why(one.text)] or [*wishes]
    said = [one for place, one in enumerate(said) if not _is_what_stands(one, said[place + 1 :], message)]
    return [
        one
        for place, one in enumerate(said)
        if one.is_request or not wished.intersection(intents[one.intent].reason_for)
        if _is_of_another_record(one, said[:place])
        or not _is_a_detail(one, said[0], message)
        and not _puts_right(one, said[:place], message)
        if not _says_of_what(one, said, message)
    ]


def _is_what_stands(clause: Clause, behind: Sequence[Clause], message: Message) -> bool:
    """'We've a table on Friday, could we come on Saturday instead?' asks for no second table, nor does
    'I've an appointment on Tuesday and I've got to cancel it'."""
    if clause.is_request or not HAS.search(clause.text):
        return False
    return any(
        other.intent != clause.intent
        and _is_a_neighbour(other, clause, message)
        and (other.reading.by == "pattern" or RATHER.search(other.text) or _is_of_it(other, message))
        for other in behind
    )


def _is_of_it(clause: Clause, message: Message) -> bool:
    """What is wished for something that stands calls it no more than "it", and is the business of whoever
    it belongs to."""
    is_theirs = any(step.prove for step in message.turn.sector.flows[clause.intent].steps)
    return is_theirs and _IT.search(clause.text) is not None


def _is_what_for(clause: Clause, sure: Sequence[Clause], message: Message) -> bool:
    """'Could I get in on Friday? I've this itch': told as the reason, it makes surer what is asked for."""
    if not (clause.is_likely and clause.is_request) or message.turn.dialogue.flow is not None:
        return False
    intents = message.turn.sector.intents
    return any(clause.intent in intents[one.intent].reason_for for one in sure)


def _puts_right(clause: Clause, before: Sequence[Clause], message: Message) -> bool:
    """'Could you come on Friday? Ah no, not on Friday, better on Saturday' wishes for nothing else, unless it
    says for what."""
    if not before or clause.words > _A_SHORT_PART:
        return False
    if not has_cue(plain(clause.text, message.language).text):
        return False
    named = any(
        word[:5] == other[:5]
        for word in name_of(clause.intent, message)
        for other in folded(clause.text).split()
    )
    return not named and any(clause.tells_for(one.intent) for one in before)


def _is_of_another_record(clause: Clause, before: Sequence[Clause]) -> bool:
    """'Cancel HS-31001, and the mugs on HS-31044 should be 18 instead of 24': each has its own number."""
    named = {number.value for one in before for number in one.records}
    return bool(named) and not named.issuperset(number.value for number in clause.records)


def _is_a_detail(clause: Clause, first: Clause, message: Message) -> bool:
    """'I need to see Dr Lee. Thursday is good, half past two, no sorry, half past three' moves nothing."""
    if not clause.by_likeness or clause is first or clause.intent == first.intent or clause.is_request:
        return False
    if not _is_a_neighbour(clause, first, message) or message.is_marked("besides", clause.text):
        return False
    return bool(clause.tells_for(first.intent))


def _says_of_what(clause: Clause, wishes: Sequence[Clause], message: Message) -> bool:
    """'I've a rug coming, order TT-4. Could it go to my sister's?' buys no rug: the number is of what exists,
    which the one wish takes and the other does not."""
    numbered = {one.slot for one in clause.records} if clause.by_likeness else set()
    takes = message.turn.sector.slots_of
    if not numbered or not numbered.isdisjoint(takes[clause.intent]):
        return False
    return any(not numbered.isdisjoint(takes[other.intent]) for other in wishes if other is not clause)


def _is_a_neighbour(clause: Clause, other: Clause, message: Message) -> bool:
    agent_of = message.turn.sector.agent_of
    return agent_of[clause.intent] == agent_of[other.intent]


def name_of(intent: str, message: Message) -> set[str]:
    """Words by which customers call it."""
    title = message.turn.sector.intents[intent].title.get(message.language, "")
    return {word for word in folded(title).split() if len(word) > _SHORT_WORD}
