"""What needs no flow: small talk, opening hours, facts of the business."""

from collections.abc import Callable, Mapping, Sequence

from caly_app.agents import as_before, masks
from caly_app.agents.commands import Answer, EscalationReason
from caly_app.agents.course import Course, Said
from caly_app.agents.dialogue import Choice, Question
from caly_app.agents.engine import facts, hours
from caly_app.agents.phrasing import Phrasing


def answer(command: Answer, course: Course) -> None:
    course.digressed = True
    if course.turn.is_off(command.intent):
        leave_to_people(course)
        return
    course.dialogue.topic = command.topic
    _TOPICS[command.topic](command.about, course)


def anything_else(course: Course) -> None:
    """Nothing is open any more: the next no is a goodbye, and a yes calls the person who was offered."""
    person = "person" in course.offers and not course.dialogue.person_called
    course.asking = [Said("person_or_else" if person else "anything_else")]
    course.asks, course.choices = (), ()
    course.dialogue.question = Question(about="anything_else", person=person)
    course.dialogue.offered = []


def leave_to_people(course: Course) -> None:
    """The agent that would do it is off."""
    if "not_available_here" not in course.tells:
        course.tell("not_available_here")
    course.offer("person")


def only_a_person(course: Course) -> None:
    """No agent is on: whoever writes is asked whether they want one, until they have said no."""
    if course.dialogue.person_called:
        return
    course.offer("person")
    if all(one.key != "person_declined" for one in course.said):
        course.ask(Question(asks=("confirmation",), about="person"), Said("ask_person"))


def offer_a_person(course: Course) -> None:
    """The last messages sounded unhappy."""
    course.dialogue.unhappy = 0
    course.tell("sorry_to_hear")
    _offer_person(course)


def which_of(intents: Sequence[str], told: Mapping[str, Mapping[str, str]], course: Course) -> None:
    """Two wishes are as likely: the customer says which. Of one, whether it is meant at all."""
    choices = tuple(
        Choice(
            label="choice_flow",
            fills={**told.get(one, {}), "flow": one},
            values={"title": course.turn.sector.title_of(one, course.dialogue.language)},
        )
        for one in intents
    )
    alone = len(choices) == 1
    question, offered = course.dialogue.question, course.dialogue.offered
    is_asked = question is not None and question.about == "which" and offered == list(choices)
    words = "which_of_one" if alone else "which_of_two_again" if is_asked else "which_of_two"
    course.tell(words, code="which_of_two", choices=choices)
    course.offer("choices")
    course.choices = () if alone else choices
    course.asks = ("confirmation",) if alone else ("rephrase",)
    course.asking = [Said("")]
    waiting = question.asks if question and course.dialogue.flows else ()
    failed = question.failed + 1 if question and is_asked else 0
    course.dialogue.question = Question(asks=waiting, about="which", failed=failed)
    course.dialogue.offered = list(choices)


def which_again(course: Course) -> None:
    """A bare yes to 'did you mean A or B?' says neither; it is no failure yet."""
    told = {one.fills["flow"]: dict(one.fills) for one in course.dialogue.offered}
    which_of(tuple(told), told, course)
    course.stumbled = True


def _greeting(_: Mapping[str, str], course: Course) -> None:
    _say_or_inside("small_talk", course)


def _thanks(_: Mapping[str, str], course: Course) -> None:
    course.tell("thanks")
    if not course.dialogue.flows and not course.dialogue.hushed:
        anything_else(course)


def _help(_: Mapping[str, str], course: Course) -> None:
    if course.turn.is_disabled:
        leave_to_people(course)
        return
    course.tell("help")
    course.offer("person")


def _say_or_inside(key: str, course: Course, code: str = "") -> None:
    course.tell(f"{key}_inside" if course.dialogue.flows else key, code=code or key)


def _empty(_: Mapping[str, str], course: Course) -> None:
    """Silence is no digression: whoever keeps silent is offered a person, and at last one is called."""
    course.stumbled = True
    course.digressed = False
    _say_or_inside("empty", course)


def _heard_badly(_: Mapping[str, str], course: Course) -> None:
    """The open question stays open; where a flow asked it, the flow asks again."""
    course.dialogue.doubted = True
    _say_or_inside("heard_badly", course)
    if not course.dialogue.flows:
        course.asks = course.dialogue.question.asks if course.dialogue.question else ()
        course.choices = tuple(course.dialogue.offered)
        course.asking = [Said("")]


def _repeat(_: Mapping[str, str], course: Course) -> None:
    """Once word for word; then the question in other words, and a person."""
    said = [message.text for message in course.turn.history if message.role == "assistant"]
    if not said:
        course.tell("nothing_to_repeat")
        return
    course.dialogue.repeats += 1
    if course.dialogue.repeats > 1:
        course.tell("said_simply" if course.dialogue.flows else "help", code="repeated")
        course.offer("person")
        return
    course.tell("repeated", {"text": _in_clear(said[-1], course)})
    course.asks = course.dialogue.question.asks if course.dialogue.question else ()
    course.choices = tuple(course.dialogue.offered)
    course.asking = [Said("")]


def _in_clear(said: str, course: Course) -> str:
    """What was read back is kept without the customer's numbers: they hear it as they did before."""
    phrasing = Phrasing(
        course.turn.sector, course.turn.config, course.turn.business, course.dialogue.language
    )
    personal = [told for told in course.dialogue.personal.values() if told.kind in masks.KINDS and told.value]
    known = {masks.hint(told.kind, told.value): phrasing.personal(told.kind, told.value) for told in personal}
    return masks.restored(said, known)


def _why_asked(_: Mapping[str, str], course: Course) -> None:
    question, flow = course.dialogue.question, course.dialogue.flow
    if question is None or flow is None:
        course.tell("help")
        return
    known = [f"why_{slot}" for slot in question.asks if course.has_words(f"why_{slot}")]
    course.tell(known[0] if known else "why_needed", code="help", flow=flow.name)


def _frustrated(_: Mapping[str, str], course: Course) -> None:
    """A person is offered; whoever is so again has no patience left for a question."""
    offered = course.dialogue.question and course.dialogue.question.about == "person"
    if offered or course.dialogue.person_called:
        course.escalation = EscalationReason.NOT_UNDERSTOOD
        return
    course.tell("sorry_to_hear")
    _offer_person(course)


def _kept_for_later(_: Mapping[str, str], course: Course) -> None:
    """A name, a number or an address before anything is asked for: kept for what is, or who comes.

    Whoever is asked which of two they mean and goes on telling who they are is asked again, and then offered
    a person: they have not seen the question, or can answer neither.
    """
    question, offered = course.dialogue.question, course.dialogue.offered
    if question and question.about == "which" and offered:
        if question.failed > 1:
            course.stumbled = True
            course.tell("not_understood_offer", code="not_understood")
            _offer_person(course)
        else:
            which_again(course)
        return
    if not course.dialogue.person_called:
        course.tell("nothing_open", code="small_talk")
    elif "contact_noted" not in course.tells:
        course.tell("person_already_called")


def _not_wanted(_: Mapping[str, str], course: Course) -> None:
    """What was denied is not begun, and nothing else was named."""
    course.tell("nothing_open", code="small_talk")


def _one_person(_: Mapping[str, str], course: Course) -> None:
    """The others come after the first, or are for a person of the team."""
    course.digressed = False
    course.tell("one_person", code="noted_for_later")
    course.offer("person")


def _take_your_time(_: Mapping[str, str], course: Course) -> None:
    course.tell("take_your_time", code="small_talk")
    anything_else(course)


def _one_moment(_: Mapping[str, str], course: Course) -> None:
    """What is asked stays asked."""
    course.tell("take_your_time", code="small_talk")
    if not course.dialogue.flows:
        course.asks = course.dialogue.question.asks if course.dialogue.question else ()
        course.choices, course.asking = tuple(course.dialogue.offered), [Said("")]


def _language_switched(_: Mapping[str, str], course: Course) -> None:
    _say_or_inside("language_switched", course, code="small_talk")


def _abuse(_: Mapping[str, str], course: Course) -> None:
    course.dialogue.rude += 1
    if course.dialogue.rude >= course.turn.config.escalation.abusive_messages:
        course.escalation = EscalationReason.ABUSE
    else:
        _say_or_inside("abuse", course)
        course.offer("person")


def _sorry(_: Mapping[str, str], course: Course) -> None:
    if course.turn.config.escalation.on_complaint:
        course.tell("sorry_for_that", code="sorry_to_hear")
        course.escalation = EscalationReason.COMPLAINT
        return
    course.tell("sorry_to_hear")
    _offer_person(course)


def _offer_person(course: Course, without: str = "") -> None:
    """`without`: the slot that cannot be told, where that is why."""
    course.offer("person")
    fills = {"without": without} if without else {}
    course.ask(Question(asks=("confirmation",), about="person", fills=fills), Said(""))


def _may_i_call(_: Mapping[str, str], course: Course) -> None:
    """A person was probably meant."""
    course.tell("ask_person", code="small_talk")
    _offer_person(course)


def _deed_stands(_: Mapping[str, str], course: Course) -> None:
    """What was just done is wanted otherwise, and nothing here changes it."""
    course.tell("deed_stands", code="not_possible")
    _offer_person(course)


def _unknown_language(_: Mapping[str, str], course: Course) -> None:
    course.tell("unknown_language", {"languages": course.turn.sector.text("languages", "en") or ""})
    _offer_person(course)


def _languages(_: Mapping[str, str], course: Course) -> None:
    known = course.turn.sector.text("languages", course.dialogue.language) or ""
    course.tell("languages_spoken", {"languages": known})
    course.offer("languages")


def _no_idea(_: Mapping[str, str], course: Course) -> None:
    """The customer does not know what was asked."""
    if as_before.let_go(course):
        return
    course.digressed = False
    course.stumbled = True
    if course.dialogue.offered and course.dialogue.flows:
        return  # what there is to choose from is said again
    if course.dialogue.question and course.dialogue.question.asks and course.dialogue.flows:
        course.dialogue.failures += 1
        if course.dialogue.failures >= course.turn.config.escalation.escalate_after_failures:
            course.escalation = EscalationReason.NOT_UNDERSTOOD
            return
        course.tell("without_it")
        _offer_person(course, course.dialogue.question.asks[0])
    else:
        course.tell("help")
        course.offer("person")


def _emergency(_: Mapping[str, str], course: Course) -> None:
    course.tell("emergency", {"emergency_number": course.turn.business.emergency_number})
    course.dialogue.hushed = True
    course.escalation = EscalationReason.MEDICAL_EMERGENCY


def _if_in_danger(_: Mapping[str, str], course: Course) -> None:
    course.tell("if_in_danger", {"emergency_number": course.turn.business.emergency_number})


def _instruction(about: Mapping[str, str], course: Course) -> None:
    """What an operator asked to be passed on, word for word."""
    course.tell("instruction", {"text": about["text"]})


def _as_said(_: Mapping[str, str], course: Course) -> None:
    """It is known already: the question that is open is asked again, and nothing else."""


def _read_back(_: Mapping[str, str], course: Course) -> None:
    """All of it once more, with what it costs."""
    course.moved = True


def _holder_only(_: Mapping[str, str], course: Course) -> None:
    course.tell("holder_only", code="only_own")


def _of_help(key: str) -> Callable[[Mapping[str, str], Course], None]:
    def say(_: Mapping[str, str], course: Course) -> None:
        course.tell(key, {"emergency_number": course.turn.business.emergency_number})

    return say


def _plain(key: str) -> Callable[[Mapping[str, str], Course], None]:
    def say(_: Mapping[str, str], course: Course) -> None:
        course.tell(key)

    return say


def _own_tool_away(about: Mapping[str, str], course: Course) -> None:
    """A server of the business does not answer: its own sentence for that, where it has one,
    and a person."""
    key = "own_tool_says_away" if about.get("text") else "own_tool_away"
    course.tell(key, {"text": about.get("text", "")}, code="own_tool_away")
    course.offer("person")
    if facts.asks_of_a_flow(course):
        course.at_a_loss = True
    else:
        course.ask(Question(asks=("confirmation",), about="person"), Said("person_or_else"))


_TOPICS: Mapping[str, Callable[[Mapping[str, str], Course], None]] = {
    "greeting": _greeting,
    "thanks": _thanks,
    "are_you_a_bot": _plain("is_a_bot"),
    "help": _help,
    "repeat": _repeat,
    "empty": _empty,
    "heard_badly": _heard_badly,
    "too_long": _plain("too_long"),
    "abuse": _abuse,
    "complaint": _sorry,
    "unknown_language": _unknown_language,
    "no_idea": _no_idea,
    "as_said": _as_said,
    "read_back": _read_back,
    "not_wanted": _not_wanted,
    "one_person": _one_person,
    "take_your_time": _take_your_time,
    "one_moment": _one_moment,
    "emergency": _emergency,
    "if_in_danger": _if_in_danger,
    "holder_only": _holder_only,
    "help_is_called": _of_help("help_is_called"),
    "help_first": _of_help("help_first"),
    "instruction": _instruction,
    "languages": _languages,
    "why_asked": _why_asked,
    "frustrated": _frustrated,
    "language_switched": _language_switched,
    "offer_person": _may_i_call,
    "deed_stands": _deed_stands,
    "opening_hours": hours.told,
    "fact": facts.fact,
    "told": facts.told,
    "told_in_part": facts.told_in_part,
    "own_tool_away": _own_tool_away,
    "kept_for_later": _kept_for_later,
}

TOPICS = frozenset(_TOPICS)
