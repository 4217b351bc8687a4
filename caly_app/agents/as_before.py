"""'The same as last time': what is still open is taken from the customer's own last one, and read back.

Only from somebody who has proven who they are; a flow says in `again` where its slots are taken from.
"""

from collections.abc import Iterator, Mapping, Sequence

from caly_app.agents import identity
from caly_app.agents.course import Course
from caly_app.agents.dialogue import Choice, OpenFlow
from caly_app.agents.sector import Again, SlotSpec
from caly_app.agents.tool import Identity
from caly_app.ports import BookedAppointment

_SAID_INSTEAD = {"time": ("part_of_day",), "part_of_day": ("time",)}
_NAMED = "item_named"


def wish(slots: Sequence[str], course: Course) -> None:
    """These are wanted as they were; all that the flow can take when none is named."""
    flow = course.dialogue.flow
    again = course.flow_spec(flow).again if flow else None
    if flow is None or again is None:
        return
    flow.as_before = [slot for slot in slots or again.fills if is_open(slot, course)]
    if not flow.as_before:
        course.digressed = True  # it stands already as it was said


async def take_over(flow: OpenFlow, course: Course) -> bool:
    """True once what is open was taken over, or there is nothing to take. False: a proof was asked for."""
    again = course.flow_spec(flow).again
    assert again
    if not course.dialogue.of_another:
        level = Identity.CUSTOMER if again.record else Identity.APPOINTMENT
        if not await identity.prove(level, course):
            return False
    wanted, flow.as_before = flow.as_before, []
    last = {} if course.dialogue.of_another else await _last(again, course)
    taken = [slot for slot in wanted if is_open(slot, course) and _take(slot, last.get(slot, ""), course)]
    if not taken:
        course.tell("nothing_from_last_time")
        return True
    course.moved = True
    course.check("as last time", ", ".join(taken))
    course.tell("as_last_time", choices=[_shown(slot, course) for slot in taken])
    return True


def let_go(course: Course) -> bool:
    """The customer cannot prove it: then it is asked for. False when nothing waits for a proof."""
    flow = course.dialogue.flow
    if flow is None or not flow.as_before:
        return False
    flow.as_before = []
    course.digressed = True
    course.tell("then_as_new", code="nothing_from_last_time")
    return True


def is_open(slot: str, course: Course) -> bool:
    known = course.dialogue.values()
    return slot not in known and not any(other in known for other in _SAID_INSTEAD.get(slot, ()))


async def _last(again: Again, course: Course) -> Mapping[str, str]:
    """Slot -> what it was, of the last one that is provably theirs."""
    around = course.around
    if again.record:
        assert around.customer_id
        records = await course.tools.records.of_customer(again.record, around.customer_id)
        data = next((one.data for one in reversed(records) if _counts(again, one.data)), {})
        return {slot: str(data[field]) for slot, field in again.fills.items() if data.get(field)}
    appointments = course.tools.appointments
    last = (
        await appointments.last(around.customer_id, around.appointment_kind) if around.customer_id else None
    )
    known = [one for one in around.appointments if one.status == "booked"]  # those of this talk, newest first
    if last is None and known:
        last = known[-1] if course.dialogue.identity.references else known[0]
    if last is None:
        return {}
    there = {one.name for one in await appointments.resources()}
    told = dict(_of_appointment(last))
    if told["resource"] not in there:
        del told["resource"]
    return {slot: told[field] for slot, field in again.fills.items() if told.get(field)}


def _counts(again: Again, data: Mapping[str, object]) -> bool:
    return not any(data.get(field) in values for field, values in again.unless.items())


def _of_appointment(one: BookedAppointment) -> Iterator[tuple[str, str]]:
    yield from one.fields.items()
    yield "resource", one.resource_name
    yield "time", f"{one.starts_at:%H:%M}"


def _take(slot: str, value: str, course: Course) -> bool:
    spec, flow = course.turn.sector.slots[slot], course.dialogue.flow
    if not value or flow is None or not fits(value, spec):
        return False
    if spec.personal:
        course.dialogue.tell(slot, str(spec.kind), value)
    else:
        flow.slots[slot] = value
    return True


def fits(value: str, spec: SlotSpec) -> bool:
    """Options and numbers may have changed since."""
    if spec.kind == "choice":
        return value in spec.options
    if spec.kind == "number":
        least, most = spec.minimum, spec.maximum
        number = float(value) if value.replace(".", "", 1).isdigit() else -1.0
        return number > 0 and (least is None or number >= least) and (most is None or number <= most)
    return True


def _shown(slot: str, course: Course) -> Choice:
    spec, value = course.turn.sector.slots[slot], course.dialogue.values()[slot]
    values = {"value": value, "slot": f"slot_{slot}"}
    if spec.kind == "time":
        return Choice(label="item_time", fills={}, values=values)
    if spec.kind == "choice":
        words = spec.options[value]
        values["value"] = (words.get(course.dialogue.language) or words["en"])[0]
    label = _NAMED if spec.kind == "number" else "item_plain"
    return Choice(label=label, fills={}, values=values)
