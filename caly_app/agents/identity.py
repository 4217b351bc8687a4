"""Who is it? Nothing personal is shown or changed before this is answered."""

from dataclasses import replace
from uuid import UUID

from caly_app.agents import one_time_code
from caly_app.agents.commands import EscalationReason
from caly_app.agents.course import Course, Said
from caly_app.agents.dialogue import OpenFlow, Question
from caly_app.agents.picking import bare_reference, same_reference
from caly_app.agents.tool import Identity
from caly_app.errors import TriedTooOften


async def refresh(course: Course) -> None:
    """What was proven in earlier turns, looked at again: a booking may be cancelled meanwhile."""
    known = course.dialogue.identity
    appointments = list(await course.tools.appointments.of_conversation())
    phone = course.dialogue.personal.get("phone")
    for reference in known.references if phone else ():
        if phone and (found := await course.tools.appointments.by_reference(reference, phone.value)):
            appointments.append(found)
    course.around = replace(
        course.around,
        customer_id=UUID(known.customer_id) if known.customer_id else None,
        code_is_proven=bool(known.customer_id) and known.code == "proven",
        appointments=tuple(appointments),
    )


async def speaks_again(course: Course) -> None:
    """What was somebody else's is over: what follows is of who speaks."""
    who = course.dialogue.identity.customer_id
    if who != str(course.around.customer_id or ""):
        await refresh(course)


async def prove(level: Identity, course: Course) -> bool:
    """True once it is proven. False: something was asked, or a person was called."""
    if whose := _whose(course):
        _asks_anew(whose, course)
    await refresh(course)
    if course.around.customer_id and level is Identity.CODE:
        return await _by_code(course)
    if course.around.customer_id:
        return True
    if level is Identity.APPOINTMENT and _has_the_booking(course) and (not whose or _made_several(course)):
        return True
    if course.dialogue.identity.attempts >= course.turn.config.identity.attempts:
        return _give_up(course)
    try:
        if _goes_by_reference(level, course):
            return await _by_reference(course)
        return await _by_policy(level, course)
    except TriedTooOften:  # by whomever, in other conversations: it says nothing of what was given here
        course.check("identity", "not tried: it failed too often in a day")
        return _give_up(course, "tried_too_often")


def is_known_by_number(slot: str, flow: OpenFlow, course: Course) -> bool:
    """'I'm a student already, ST-1042', asked for the name: who proves the number that they have here is not
    asked for what is on the books."""
    kinds, identity = course.turn.sector.slots, course.dialogue.identity
    if not kinds[slot].personal or identity.customer_id or course.dialogue.of_another:
        return False
    numbers = [one for one in course.turn.proof if kinds[one].kind == "reference" and one in flow.slots]
    is_left = identity.attempts < course.turn.config.identity.attempts
    return is_left and any(identity.failed.get(one, True) for one in numbers)


def _whose(course: Course) -> str:
    """'My wife's appointment': whom it belongs to, where that is not who speaks."""
    return course.dialogue.flow.slots.get("whose", "") if course.dialogue.flow else ""


def _asks_anew(whose: str, course: Course) -> None:
    """Nothing of somebody else's is opened by the proof of who speaks, nor is their own told in its stead."""
    flow = course.dialogue.flow
    if flow is None or course.dialogue.identity.whose == whose:
        return
    kinds, own = course.turn.sector.slots, course.dialogue.remembered
    course.dialogue.asks_anew(whose)
    flow.slots = {
        one: said
        for one, said in flow.slots.items()
        if one in kinds and kinds[one].kind != "picked" and own.get(one) != said
    }
    flow.looked_up, flow.confirmed = {}, ""
    course.check("identity", "somebody else's is asked for")


def _made_several(course: Course) -> bool:
    """In this conversation: one of them may be theirs, and is asked for."""
    return len(course.around.appointments) > 1


async def asks_of_another(flow: OpenFlow, course: Course) -> bool:
    """A number that is none of theirs was asked of, beside their own proof: nothing is told of it, nor of
    what is theirs in its stead."""
    number, who = flow.slots.pop("asked_number", ""), course.around.customer_id
    if not number or who is None:
        return False
    looks_like_theirs = False
    for kind in course.turn.sector.entities:
        for one in await course.tools.records.of_customer(kind, who):
            if same_reference(one.reference, number):
                flow.slots.update(_naming(kind, number, flow, course))
                return False
            looks_like_theirs |= _form(one.reference) == _form(number)
    if not looks_like_theirs:
        return False  # an article, a road: no number of anybody's
    course.check("identity", "another's number was asked of")
    course.tell("only_own", {"heard": number})
    return True


def _naming(kind: str, number: str, flow: OpenFlow, course: Course) -> dict[str, str]:
    """The slot of the flow that says which of theirs is meant."""
    slots, takes = course.turn.sector.slots, course.turn.sector.slots_of[flow.name]
    of_it = [slot for slot in takes if slots[slot].entity == kind and slots[slot].kind == "reference"]
    return {slot: number for slot in of_it[:1]}


def _form(number: str) -> str:
    return "".join("0" if letter.isdigit() else letter for letter in bare_reference(number))


def _has_the_booking(course: Course) -> bool:
    """One is proven; and if a reference was named, it is that one."""
    named = bare_reference(course.dialogue.values().get("reference", ""))
    known = [bare_reference(one.reference) for one in course.around.appointments]
    return named in known if named else bool(known)


def _goes_by_reference(level: Identity, course: Course) -> bool:
    accepted = course.turn.config.identity.accepts_booking_reference
    return accepted and level is Identity.APPOINTMENT and "reference" in _undoubted(course)


async def _by_reference(course: Course) -> bool:
    known = _undoubted(course)
    if "phone" not in known:
        return _ask("phone", Said("ask_phone"), course)
    reference = known["reference"]
    if not await course.tools.appointments.opened_by(reference, known["phone"]):
        return _failed("reference_failed", ("reference", "phone"), Identity.APPOINTMENT, course)
    course.dialogue.identity.references.append(reference)
    course.check("identity", "proven by booking reference and phone")
    _settle(("reference", "phone"), course)
    await refresh(course)
    return True


async def _by_policy(level: Identity, course: Course) -> bool:
    required = _required(course)
    if _whose(course) and (name := _tells_apart(required, course)) and not _has_number(required, course):
        required = (name, *required)
    known = course.dialogue.values()
    if missing := _missing(required, course):
        return _ask_for(missing, level, course)
    customer_id = await course.tools.customers.prove(
        {_proves(slot, course): known[slot] for slot in required}
    )
    if customer_id is None and (name := _tells_apart(required, course)):
        values = {_proves(slot, course): known[slot] for slot in required}
        if await course.tools.customers.are_several(values):
            if name not in known:
                return _ask(name, Said("ask_whose"), course)
            required = (*required, name)
            customer_id = await course.tools.customers.prove({**values, _proves(name, course): known[name]})
    if customer_id is None:
        customer_id = await _made_here(required, course)
    if customer_id is None:
        if level is Identity.APPOINTMENT and await _is_of_a_booking(required, course):
            return True
        return _failed("identity_failed", required, level, course)
    course.dialogue.identity.customer_id = str(customer_id)
    course.check("identity", f"proven by {' and '.join(required)}")
    _settle(required, course)
    course.tell("identity_proven")
    await refresh(course)
    await _recall(customer_id, course)
    return level is not Identity.CODE or await _by_code(course)


async def _made_here(required: tuple[str, ...], course: Course) -> UUID | None:
    """Who is new here, and had something made in this conversation: its number, which they were told, proves
    it beside what they told of themselves."""
    known, sector = course.dialogue.values(), course.turn.sector
    values = {_proves(slot, course): known[slot] for slot in required}
    made = [one.reference for one in course.dialogue.facts if one.kind == "done" and one.reference]
    for reference in reversed(made):
        for kind in sector.entities:
            if await course.tools.records.by_reference(kind, reference):
                return await course.tools.customers.prove({**values, f"record:{kind}": reference})
    return None


def _has_number(required: tuple[str, ...], course: Course) -> bool:
    """Then it says by itself whose it is."""
    return any(course.turn.sector.slots[slot].kind == "reference" for slot in required)


def _tells_apart(required: tuple[str, ...], course: Course) -> str:
    """The slot of a name, where it is not asked for anyway."""
    names = [slot for slot, spec in course.turn.sector.slots.items() if spec.kind == "name"]
    return next((slot for slot in names if slot not in required), "")


def is_of_somebody_else(slot: str, value: str, course: Course) -> bool:
    """Another birth date than the one it was proven with: they speak of another person now."""
    known = course.dialogue
    if slot in known.of_another:
        return False  # it was said that it is
    told = known.personal.get(slot)
    is_birth = course.turn.sector.slots[slot].kind == "date_of_birth"
    return bool(is_birth and known.identity.customer_id and told and told.value != value)


def begin_anew(course: Course) -> None:
    """Nothing of the one who was proven stands for the one who is spoken of."""
    known, kinds = course.dialogue, course.turn.sector.slots
    known.identity = known.identity.model_copy(
        update={"customer_id": "", "code": "", "code_way": "", "references": [], "failed": {}}
    )
    known.preferences = {}
    for slot in [slot for slot in known.personal if slot in kinds and kinds[slot].kind in ("name", "email")]:
        known.forget(slot)
    course.check("identity", "another person is spoken of")


async def _is_of_a_booking(required: tuple[str, ...], course: Course) -> bool:
    """A number that was told as an order's, say, may be that of the booking: all of ours look alike."""
    known = course.dialogue.values()
    numbers = [slot for slot in required if course.turn.sector.slots[slot].kind == "reference"]
    for slot in numbers if "phone" in known else ():
        if await course.tools.appointments.by_reference(known[slot], known["phone"]):
            course.dialogue.remembered.pop(slot, None)
            if course.dialogue.flow:
                course.dialogue.flow.slots.pop(slot, None)
                course.dialogue.flow.slots["reference"] = known[slot]
            return await _by_reference(course)
    return False


async def _by_code(course: Course) -> bool:
    if not course.turn.config.identity.one_time_code or course.around.code_is_proven:
        return True
    if not await one_time_code.prove(course):
        if one_time_code.is_in_vain(course):
            return _give_up(course)
        return False
    await refresh(course)
    return True


def _required(course: Course) -> tuple[str, ...]:
    """Of the ways to prove it the one of which most is known; then the one that was begun; else the first."""
    known, failed = _undoubted(course), course.dialogue.identity.failed
    return max(
        course.turn.proofs,
        key=lambda slots: (sum(slot in known for slot in slots), set(slots) <= failed.keys()),
    )


def _undoubted(course: Course) -> dict[str, str]:
    """What is known without what has proven nothing, and was not said once more since."""
    failed = course.dialogue.identity.failed
    return {slot: value for slot, value in course.dialogue.values().items() if failed.get(slot, True)}


def _missing(required: tuple[str, ...], course: Course) -> list[str]:
    """What was said in vain is asked for again only where nothing else is said with it."""
    failed = course.dialogue.identity.failed
    if set(required) <= failed.keys():
        known = _undoubted(course)
        return [slot for slot in failed if slot not in known]
    known = course.dialogue.values()
    return [slot for slot in required if slot not in known]


def said_anew(slot: str, value: str, before: str, course: Course) -> None:
    """Another value than the one that failed is tried with all that was said beside it; the same one is no
    attempt yet: the other may be what is put right next."""
    identity = course.dialogue.identity
    if slot not in identity.failed:
        return
    if value == before or course.turn.sector.slots[slot].entity and same_reference(value, before):
        identity.failed[slot] = True
    else:
        identity.failed = {}


def _settle(proven_by: tuple[str, ...], course: Course) -> None:
    """What proved nothing, and did not belong to what did, is nothing that was meant."""
    for slot in course.dialogue.identity.failed:
        if slot not in proven_by:
            course.dialogue.forget(slot)
            course.dialogue.remembered.pop(slot, None)
            if course.dialogue.flow:
                course.dialogue.flow.slots.pop(slot, None)
    course.dialogue.identity.failed = {}


def _proves(slot: str, course: Course) -> str:
    """What kind of proof a slot is: of a personal value its kind, of an order number `record:order`."""
    spec = course.turn.sector.slots[slot]
    return f"record:{spec.entity}" if spec.entity else str(spec.kind)


async def _recall(customer_id: UUID, course: Course) -> None:
    """Nobody is asked for what we know of them."""
    held = await course.tools.customers.values_of(customer_id)
    for slot, kind in (("full_name", "name"), ("phone", "phone"), ("email", "email")):
        if slot in course.turn.sector.slots and held.get(kind):
            course.dialogue.tell(slot, kind, held[kind])


def _failed(tells: str, tried: tuple[str, ...], level: Identity, course: Course) -> bool:
    """All that was said stays: which of it is wrong is for the customer to say, and for nobody to be told."""
    course.dialogue.identity.attempts += 1
    course.check("identity", f"not proven, attempt {course.dialogue.identity.attempts}")
    course.dialogue.identity.failed = dict.fromkeys(tried, False)
    if course.dialogue.identity.attempts >= course.turn.config.identity.attempts:
        return _give_up(course)
    course.tell(tells)
    return _ask_for(_missing(_required(course), course) or [*tried], level, course)


def _give_up(course: Course, words: str = "failed_identity") -> bool:
    course.tell(words, code="identity_failed")
    course.escalation = EscalationReason.IDENTITY_FAILED
    if course.dialogue.flow:
        course.dialogue.flows.pop()
    return False


def _words_for(missing: list[str], level: Identity, course: Course) -> Said:
    if _whose(course) and course.has_words(f"ask_{missing[0]}.whose"):
        return Said(f"ask_{missing[0]}.whose")
    required, kind = _required(course), course.turn.sector.slots[missing[0]].kind
    reference = level is Identity.APPOINTMENT and course.turn.config.identity.accepts_booking_reference
    is_begun = len(missing) < len(required) and "reference" not in course.dialogue.identity.failed
    if is_begun and not (reference and kind == "reference"):
        return Said(f"ask_{missing[0]}")
    key = "ask_identity_or_reference" if reference else "ask_identity"
    own = f"{key}.{missing[0]}"
    if course.has_words(own):
        return Said(own)
    return Said(key, {"first": f"slot_{missing[0]}"})


def _ask_for(missing: list[str], level: Identity, course: Course) -> bool:
    """By the first. What failed beside it may be said instead: a mere name is known by its question only."""
    failed, kinds = course.dialogue.identity.failed, course.turn.sector.slots
    names = [slot for slot in missing[1:] if slot in failed and kinds[slot].kind == "name"]
    return _ask(missing[0], _words_for(missing, level, course), course, *names)


def _ask(slot: str, words: Said, course: Course, *others: str) -> bool:
    flow = course.dialogue.flow
    course.because = "only somebody who has proven who they are may see or change this"
    course.ask(Question(asks=(slot, *others), about="flow", flow=flow.name if flow else ""), words)
    return False
