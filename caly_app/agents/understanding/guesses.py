"""What is meant where no wish was named: hinted at by its details, or to be asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from caly_app.agents.commands import Answer, Cancel, Choose, Clarify, Command, Deny, FillSlot, StartFlow
from caly_app.agents.understanding import two_things
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.message import LIKELY, Message
from caly_app.agents.understanding.parts import they_do_it
from caly_app.agents.understanding.reckoned import price_of
from caly_app.agents.understanding.slots import SlotContext, find
from caly_app.agents.understanding.slots.corrections import moves
from caly_app.agents.understanding.slots.plain import plain
from caly_app.agents.understanding.yes_or_no import ends_in_thanks

_CANCELLING = "cancel_"  # how the flows are called that cancel something
_WORTH_ASKING = 0.4  # confidence, with nothing under way
_TWICE = 2  # clauses
_ALSO_LIKELY = 0.75  # confidence, of a second wish
_A_RIVAL = 0.04  # confidence of what came second, from which it is named beside what came first
_A_SENTENCE = 15  # words
_MOST_OF_IT = 0.8  # of the words: a number that nobody has asked for


def said_twice(clauses: Sequence[Clause], message: Message) -> Sequence[Clause]:
    """'I won't be needing it. Bin it off for us': two likely clauses of one wish leave no doubt which."""
    if message.turn.dialogue.flow is not None or any(one.reading.sure and one.is_wish for one in clauses):
        return clauses
    likely = [one for one in clauses if one.is_likely_wish and one.by_likeness]
    intents = [one.intent for one in likely]
    if len(likely) < _TWICE or len(set(intents)) > 1:
        return clauses
    best = max(likely, key=lambda one: one.reading.confidence)
    if best.reading.confidence < _ALSO_LIKELY:
        return clauses
    return [
        Clause(one.text, replace(one.reading, sure=True), message) if one is best else one for one in clauses
    ]


def suggested(text: str, clauses: Sequence[Clause], message: Message) -> list[Command]:
    """'Thursday at nine with Dr Halas' names no wish, and yet everybody knows what is wanted."""
    sector = message.turn.sector
    if they_do_it(text, message):
        return []
    if told := _of_what_was_asked(text, clauses, message):
        return told
    flows = dict.fromkeys(spec.suggests for spec in sector.slots.values() if spec.suggests)
    likelier = {one.intent for one in clauses if one.is_likely_wish}
    patterned = {flow for flow in sector.flows if _is_named(flow, text, message)} if flows else set()
    for flow in flows:
        if patterned and flow not in patterned:
            continue  # words of another wish are there
        others = {one for one in likelier if flow not in sector.intents[one].reason_for}
        apart = {
            one.intent for one in clauses if one.is_likely_wish and not _is_named(flow, one.text, message)
        }
        if others - {flow} and (flow not in patterned or _is_put_right(flow, others & apart, message)):
            continue
        if _names_another(flow, clauses, message):
            continue
        heard = message.hear(flow, text, with_question=False)
        if any(sector.slots[one.slot].suggests == flow for one in heard.fills):
            return [StartFlow(flow), *heard.commands]
    return []


def _of_what_was_asked(text: str, clauses: Sequence[Clause], message: Message) -> list[Command]:
    """'Would Friday at three be possible?', asked whether a visit is to be moved: it is told for that, and no
    other wish is begun by it."""
    slots, asked = message.turn.sector.slots, _asked_about(message)
    if any(one.is_likely_wish and one.intent not in asked for one in clauses):
        return []
    best: tuple[int, list[Command]] = (0, [])
    for flow, place in asked.items():
        heard = message.hear(flow, text, with_question=False)
        about_it = sum(not slots[one.slot].personal for one in heard.fills)
        if about_it > best[0]:  # the likelier, where both would hear as much
            best = about_it, [Choose(place), *heard.commands]
    return best[1]


def _names_another(flow: str, clauses: Sequence[Clause], message: Message) -> bool:
    """'Q-522, put ten more on that' names by its number what there is already: nothing new is wished for."""
    numbered = {record.slot for one in clauses for record in one.records}
    return bool(numbered) and numbered.isdisjoint(message.turn.sector.slots_of[flow])


def _is_put_right(flow: str, others: set[str], message: Message) -> bool:
    """'I was to see the house tomorrow, could we move it to Friday?' names what stands."""
    ways = message.turn.sector.puts_right
    return flow in ways and ways[flow].by in others


def _is_named(flow: str, text: str, message: Message) -> bool:
    return any(pattern.search(text) for pattern in message.turn.sector.patterns(flow, message.language))


def not_understood(clauses: Sequence[Clause], message: Message) -> list[Command]:
    if message.turn.dialogue.offered and message.refuses_a_day():
        return [Deny()]
    if meanwhile := _told_meanwhile(message):
        return meanwhile
    told = message.hear("", message.said)
    if not message.flow and told.commands and told.covers(message.said) >= _MOST_OF_IT:
        return [*told.commands, Answer("kept_for_later")]
    if priced := price_of(message):
        return list(priced)
    if told_of := _of_a_record(clauses, message):
        return told_of
    if of_two := two_things.both(clauses, message):
        return list(of_two)
    for clause in _likeliest_first(clauses, message):
        if not they_do_it(clause.text, message) and (found := _guess(clause, clauses, message)):
            return found
    nothing_open = not message.flow and not message.expected
    if nothing_open and ends_in_thanks(message.said):
        return [Answer("thanks")]
    if not message.flow and any(they_do_it(one.text, message) for one in clauses):
        return [Answer("not_wanted")]
    return [Clarify()]


def _likeliest_first(clauses: Sequence[Clause], message: Message) -> Sequence[Clause]:
    """What is wished for before what is told with it, and what puts right before what stands."""
    likely = {one.intent for one in clauses if one.is_likely_wish}
    return sorted(
        clauses,
        key=lambda one: (not one.is_likely_wish, _is_put_right(one.intent, likely - {one.intent}, message)),
    )


def _guess(clause: Clause, clauses: Sequence[Clause], message: Message) -> list[Command]:
    sector, reading, intent = message.turn.sector, clause.reading, clause.intent
    asked = _asked_about(message)
    if reading.in_scope and intent in asked:
        is_begun = intent in sector.flows  # else it is answered: "Did you mean a complaint or ...?"
        return [StartFlow(intent), *_heard_for(intent, message)] if is_begun else [Choose(asked[intent])]
    if message.flow and reading.sure and intent == message.flow:
        return [StartFlow(message.flow)]  # what is under way was only named again
    if reading.in_scope and clause.is_question and intent in sector.intents:
        if sector.intents[intent].answers == "fact":
            return [Answer("fact", {"names": ""})]
    if clause.is_likely and intent == "human_handoff":
        return [Answer("offer_person")]
    is_rival = reading.runner_up_confidence >= _A_RIVAL
    both = (intent, reading.runner_up or "" if is_rival else "")
    named = [one for one in both if one in sector.intents and one != message.flow]
    if not (reading.in_scope and intent in named and reading.confidence >= _least(message)):
        return []
    if not message.flow and _come_to_the_same(named, message):
        return _all_likely(clauses, message)
    fuller = _calls_it_off(named, clause.text, message) or _takes_its_number(named, clauses, message)
    fuller = fuller or clause.is_question and _tells_of_what_is_made(named, message) or ""
    if fuller := fuller or _takes_more_of_it(named, message):
        return [StartFlow(fuller), *_heard_for(fuller, message)]
    known = {flow: _told(flow, message) for flow in named}
    return [*_who_it_is(named, known, message), Clarify(tuple(named), known)]


def _least(message: Message) -> float:
    """How likely a wish must be to be asked about: less, where nothing else is."""
    question = message.turn.dialogue.question
    waits = question is not None and question.about == "contact"  # for a person, and may say more meanwhile
    return LIKELY if message.flow or message.expected and not waits else _WORTH_ASKING


def _of_a_record(clauses: Sequence[Clause], message: Message) -> list[Command]:
    """'Where are you up to with CL-7?': whoever names a record by its number wants to hear of it, where one
    flow does nothing but tell of such, or several tell the same."""
    sector, expected = message.turn.sector, message.expected
    if message.turn.dialogue.flow or expected and expected != ("rephrase",):
        return []
    for clause in clauses:
        slots = {one.slot for one in clause.records}
        tellers = [flow for flow in sector.flows if _tells_of(flow, slots, message)] if slots else []
        is_meant = not clause.is_likely_wish or clause.intent in tellers
        is_all = not any(one.is_likely_wish for one in clauses if one is not clause)
        same = len(tellers) == 1 or is_all and _come_to_the_same(tellers, message)
        if same and is_meant and clause.words <= _A_SENTENCE:
            told = clause.intent if clause.intent in tellers else tellers[0]
            return [StartFlow(told), *_heard_for(told, message)]
    return []


def _tells_of(flow: str, slots: set[str], message: Message) -> bool:
    sector = message.turn.sector
    return not slots.isdisjoint(sector.slots_of[flow]) and not message.changes(flow)


def _asked_about(message: Message) -> Mapping[str, int]:
    """The wishes of which the customer was asked which is meant, by their place among what was offered: it
    takes little to tell them apart."""
    question = message.turn.dialogue.question
    if question is None or question.about != "which":
        return {}
    offered = message.turn.dialogue.offered
    return {one.fills["flow"]: place for place, one in enumerate(offered) if "flow" in one.fills}


def _heard_for(flow: str, message: Message) -> Sequence[Command]:
    return message.hear(flow, message.said, with_question=False).commands


def not_wanted(clauses: Sequence[Clause], message: Message) -> list[Command]:
    """'Don't block my card': what is under way is left, and nothing is begun that was denied."""
    denied = {one.reading.denied for one in clauses if one.reading.denied}
    if not denied or message.expected == ("confirmation",) and message.flow not in denied:
        return []
    if message.turn.dialogue.flow is None:
        return [Answer("not_wanted")]
    return [Cancel()] if message.flow in denied else []


def is_worth_asking(clauses: Sequence[Clause], message: Message) -> bool:
    """Whether one of them looks like a wish: 'hello, are my bloods back' is more than a greeting."""
    least, intents = _least(message), message.turn.sector.intents
    return any(
        one.reading.in_scope and one.intent in intents and one.reading.confidence >= least
        for one in clauses
        if not they_do_it(one.text, message)
    )


def _come_to_the_same(named: list[str], message: Message) -> bool:
    """Both only tell something, of the same thing: nobody is asked whether they mean where it is or when it
    comes.
    """
    sector = message.turn.sector
    if not 1 < len(named) == len([intent for intent in named if intent in sector.flows]):
        return False
    if any(message.changes(intent) for intent in named):
        return False
    return len({frozenset(sector.slots_of[intent]) for intent in named}) == 1


def _calls_it_off(named: list[str], text: str, message: Message) -> str:
    """'We were to come on Thursday, so I'd need to cancel', 'can I bring it to Friday': of two, the one that
    does what is said."""
    cancelling = [one for one in named if one.startswith(_CANCELLING) or one == message.turn.sector.cancels]
    if len(cancelling) != 1 or message.flow:
        return ""
    if message.is_marked("cancel_it", text):
        return cancelling[0]
    flows = message.turn.sector.flows
    others = [one for one in named if one in flows and one not in cancelling and message.changes(one)]
    return others[0] if others and _to_another_day(text, message) else ""


def _tells_of_what_is_made(named: list[str], message: Message) -> str:
    """'Does it still come on Friday?', while a parcel gets another address: of two that only tell, the one
    about what has its number."""
    flow, sector = message.turn.dialogue.flow, message.turn.sector
    if flow is None or any(one not in sector.flows or message.changes(one) for one in named):
        return ""
    numbers = {
        one
        for one in flow.slots
        if one in sector.slots and sector.slots[one].kind == "reference" and sector.slots[one].entity
    }
    telling = [one for one in named if not numbers.isdisjoint(sector.slots_of[one])]
    return telling[0] if len(telling) == 1 else ""


def _to_another_day(text: str, message: Message) -> bool:
    context = SlotContext(message.turn.now, message.turn.business.country, message.language)
    words = plain(text, message.language)
    days = [words.at(one.start) for one in find("date", text, context)]
    return any(moves(words.text, 0, day) for day in days)


def _takes_its_number(named: list[str], clauses: Sequence[Clause], message: Message) -> str:
    """'TR-771001, what day does it come?': of two, the one that is about what has such a number."""
    if message.flow or len(named) < 2 or not any(one.records for one in clauses):
        return ""
    flows = [one for one in named if one in message.turn.sector.flows]
    taking = [one for one in flows if not _names_another(one, clauses, message)]
    return taking[0] if len(taking) == 1 else ""


def _takes_more_of_it(named: list[str], message: Message) -> str:
    """'A wedding in Wexley for 80, the Garden menu': of two, the one that all that was said is for."""
    sector = message.turn.sector
    if message.flow or len(named) != 2 or any(intent not in sector.flows for intent in named):
        return ""
    kinds = sector.slots
    first, second = ({one for one in _told(flow, message) if not kinds[one].keeps_all} for flow in named)
    if first and second and first != second and (first >= second or second >= first):
        return named[0] if first > second else named[1]
    return _says_what_it_is(named, message)


def _says_what_it_is(named: list[str], message: Message) -> str:
    """'A lawyer, my court date is on Thursday': the same day is told for both, and named by only one."""
    told, kinds = [_told(flow, message) for flow in named], message.turn.sector.slots
    if not told[0] or sorted(told[0].values()) != sorted(told[1].values()):
        return ""
    naming = [flow for flow, one in zip(named, told, strict=True) if any(kinds[s].only_cued for s in one)]
    return naming[0] if len(naming) == 1 else ""


def _told_meanwhile(message: Message) -> list[Command]:
    """'Ros Penhale, ros@example.org', asked which of two is meant: it is kept, and asked once more."""
    asked = _asked_about(message).keys() & message.turn.sector.flows.keys()
    for flow in sorted(asked):
        heard = message.hear(flow, message.said, with_question=False)
        slots = message.turn.sector.slots
        fills = [one for one in heard.fills if slots[one.slot].personal]
        if fills and heard.covers(message.said) >= _MOST_OF_IT:
            return [*fills, Answer("kept_for_later")]
    return []


def _all_likely(clauses: Sequence[Clause], message: Message) -> list[Command]:
    """The first, and then what else was probably wished for: it is said before it is worked on."""
    commands: list[Command] = []
    for clause in clauses:
        intent = clause.intent
        if intent in message.turn.sector.flows and (
            clause.reading.confidence >= _ALSO_LIKELY or not commands
        ):
            heard = message.hear(intent, clause.text, with_question=False).commands
            later = bool(commands)
            commands.append(StartFlow(intent, later=later))
            commands += [replace(c, flow=intent) if isinstance(c, FillSlot) and later else c for c in heard]
    return commands


def _who_it_is(
    flows: Sequence[str], told: Mapping[str, Mapping[str, str]], message: Message
) -> Sequence[Command]:
    """What somebody told of themselves is not asked for again, whichever of the wishes is meant."""
    slots = message.turn.sector.slots
    if message.flow or any(slots[slot].of_another for known in told.values() for slot in known):
        return ()
    fills = [one for flow in flows for one in _heard_for(flow, message) if isinstance(one, FillSlot)]
    return tuple(dict.fromkeys(one for one in fills if slots[one.slot].personal))


def _told(flow: str, message: Message) -> dict[str, str]:
    """What was said for it. Not what is personal: that is kept apart."""
    slots = message.turn.sector.slots
    heard = message.hear(flow, message.said, with_question=False).fills
    return {one.slot: one.value for one in heard if not slots[one.slot].personal}
