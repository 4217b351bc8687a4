"""Who is it? Nothing personal is shown or changed before this is answered."""

from dataclasses import replace
from uuid import UUID

from caly_app.agents import one_time_code
from caly_app.agents.commands import EscalationReason
from caly_app.agents.course import Course, Said
from caly_app.agents.dialogue import Question
from caly_app.agents.picking import bare_reference
from caly_app.agents.tool import Identity


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


async def prove(level: Identity, course: Course) -> bool:
    """True once it is proven. False: something was asked, or a person was called."""
    await refresh(course)
    if course.around.customer_id and level is Identity.CODE:
        return await _by_code(course)
    if course.around.customer_id or (level is Identity.APPOINTMENT and _has_the_booking(course)):
        return True
    if course.dialogue.identity.attempts >= course.turn.config.identity.attempts:
        return _give_up(course)
    if _goes_by_reference(level, course):
        return await _by_reference(course)
    return await _by_policy(level, course)


def _has_the_booking(course: Course) -> bool:
    """One is proven; and if a reference was named, it is that one."""
    named = bare_reference(course.dialogue.values().get("reference", ""))
    known = [bare_reference(one.reference) for one in course.around.appointments]
    return named in known if named else bool(known)


def _goes_by_reference(level: Identity, course: Course) -> bool:
    accepted = course.turn.config.identity.accepts_booking_reference
    return accepted and level is Identity.APPOINTMENT and "reference" in course.dialogue.values()


async def _by_reference(course: Course) -> bool:
    known = course.dialogue.values()
    if "phone" not in known:
        return _ask("phone", Said("ask_phone"), course)
    reference = known["reference"]
    if not await course.tools.appointments.by_reference(reference, known["phone"]):
        flow = course.dialogue.flow
        if flow:
            flow.slots.pop("reference", None)
        return await _failed("reference_failed", ("phone",), Identity.APPOINTMENT, course)
    course.dialogue.identity.references.append(reference)
    course.check("identity", "proven by booking reference and phone")
    await refresh(course)
    return True


async def _by_policy(level: Identity, course: Course) -> bool:
    required = _required(course)
    known = course.dialogue.values()
    missing = [slot for slot in required if slot not in known]
    if missing:
        return _ask(missing[0], _words_for(missing, level, course), course)
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
        if level is Identity.APPOINTMENT and await _is_of_a_booking(required, course):
            return True
        return await _failed("identity_failed", required, level, course)
    course.dialogue.identity.customer_id = str(customer_id)
    course.check("identity", f"proven by {' and '.join(required)}")
    course.tell("identity_proven")
    await refresh(course)
    await _recall(customer_id, course)
    return level is not Identity.CODE or await _by_code(course)


def _tells_apart(required: tuple[str, ...], course: Course) -> str:
    """The slot of a name, where it is not asked for anyway."""
    names = [slot for slot, spec in course.turn.sector.slots.items() if spec.kind == "name"]
    return next((slot for slot in names if slot not in required), "")


def is_of_somebody_else(slot: str, value: str, course: Course) -> bool:
    """Another birth date than the one it was proven with: they speak of another person now."""
    known = course.dialogue
    told = known.personal.get(slot)
    is_birth = course.turn.sector.slots[slot].kind == "date_of_birth"
    return bool(is_birth and known.identity.customer_id and told and told.value != value)


def begin_anew(course: Course) -> None:
    """Nothing of the one who was proven stands for the one who is spoken of."""
    known, kinds = course.dialogue, course.turn.sector.slots
    known.identity = known.identity.model_copy(
        update={"customer_id": "", "code": "", "code_way": "", "references": []}
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
    """Of the ways to prove it the one of which most is known; the first unless another was begun."""
    known = course.dialogue.values()
    return max(course.turn.proofs, key=lambda slots: sum(slot in known for slot in slots))


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


async def _failed(tells: str, asked: tuple[str, ...], level: Identity, course: Course) -> bool:
    course.dialogue.identity.attempts += 1
    course.check("identity", f"not proven, attempt {course.dialogue.identity.attempts}")
    for slot in asked:
        course.dialogue.forget(slot)
        course.dialogue.remembered.pop(slot, None)
        if course.dialogue.flow:
            course.dialogue.flow.slots.pop(slot, None)
    if course.dialogue.identity.attempts >= course.turn.config.identity.attempts:
        return _give_up(course)
    course.tell(tells)
    missing = [slot for slot in _required(course) if slot not in course.dialogue.values()]
    if len(asked) > 1:
        missing = list(asked)  # the way that was begun
    first = missing[0] if missing else "phone"
    return _ask(first, _words_for(missing, level, course), course)


def _give_up(course: Course) -> bool:
    course.tell("failed_identity", code="identity_failed")
    course.escalation = EscalationReason.IDENTITY_FAILED
    if course.dialogue.flow:
        course.dialogue.flows.pop()
    return False


def _words_for(missing: list[str], level: Identity, course: Course) -> Said:
    required, kind = _required(course), course.turn.sector.slots[missing[0]].kind
    reference = level is Identity.APPOINTMENT and course.turn.config.identity.accepts_booking_reference
    if len(missing) < len(required) and not (reference and kind == "reference"):
        return Said(f"ask_{missing[0]}")
    key = "ask_identity_or_reference" if reference else "ask_identity"
    own = f"{key}.{missing[0]}"
    if course.has_words(own):
        return Said(own)
    return Said(key, {"first": f"slot_{missing[0]}"})


def _ask(slot: str, words: Said, course: Course) -> bool:
    flow = course.dialogue.flow
    course.because = "only somebody who has proven who they are may see or change this"
    course.ask(Question(asks=(slot,), about="flow", flow=flow.name if flow else ""), words)
    return False
