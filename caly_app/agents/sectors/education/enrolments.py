"""Enrolling while there are places, waiting where there are none, and leaving in time."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from moneyed import Money
from pydantic import BaseModel

from caly_app.agents.money import money, share, told
from caly_app.agents.picking import Asking, among, one_of, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.education import courses
from caly_app.agents.sectors.education.courses import CourseWish, SchoolRules
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_REDUCED_FROM = 65  # years
ASK_ENROLMENT = Asking(
    "enrolment", "choice_enrolment", "no_enrolments", unknown="enrolment_not_found", forgets=("subject",)
)


class Candidate(BaseModel):
    course: UUID
    date_of_birth: date
    guardian_name: str = ""


class NewEnrolment(BaseModel):
    course: UUID
    fee: str
    full_name: str
    date_of_birth: date
    phone: str
    email: str = ""
    guardian_name: str = ""
    for_whom: str = ""  # somebody else than the one who speaks: their name is `full_name`
    student_number: str = ""  # that they were told in this conversation


class Waiting(BaseModel):
    course: UUID
    full_name: str
    phone: str


class WhichEnrolment(BaseModel):
    enrolment: str = ""  # id, once it was picked
    subject: str = ""


class Withdrawal(BaseModel):
    enrolment: UUID
    withdrawal_fee: str


async def choose_course(wish: CourseWish, around: Surroundings) -> Outcome:
    """One with a place left; of a full one its waiting list is offered."""
    course = await courses.chosen(wish, around)
    if isinstance(course, Outcome):
        return course
    if refusal := await courses.too_young(course, wish.age, around):
        return refusal
    if courses.places_left(course):
        return Outcome(fills=_fills(course))
    return Outcome(
        "course_is_full",
        courses.values_of(course),
        proposes="join_waiting_list",
        fills={"course": str(course.id)},
        ends_flow=True,
    )


async def choose_full_course(wish: CourseWish, around: Surroundings) -> Outcome:
    course = await courses.chosen(wish, around)
    if isinstance(course, Outcome):
        return course
    if not courses.places_left(course):
        return Outcome(fills=_fills(course))
    return Outcome(
        "places_are_left",
        courses.values_of(course),
        proposes="enrol",
        fills={"course": str(course.id)},
        ends_flow=True,
    )


async def check_enrolment(candidate: Candidate, around: Surroundings) -> Outcome:
    """Old enough, with a guardian where one is needed, not enrolled already; and what it costs them."""
    course = await courses.by_id(candidate.course, around)
    if course is None:
        return Outcome("no_courses", offers=("person",), ends_flow=True)
    rules, age = SchoolRules(around), age_on(candidate.date_of_birth, around.now.date())
    if refusal := await courses.too_young(course, str(age), around):
        return refusal
    if age < rules.number("of_age") and not candidate.guardian_name:
        return Outcome(asks=("guardian_name",))
    if already := await _enrolled_in(course, around, around.customer_id):
        return Outcome("already_enrolled", shown(already), ends_flow=True)
    discount, rule = await discount_for(course, age, around)
    fee = told(courses.price(course) - discount)
    fills = {"fee": fee, "discount": told(discount)}
    if not discount.amount:
        return Outcome(fills=fills)
    return Outcome(f"discount_{rule}", {"discount": told(discount)}, fills=fills)


async def enrol(new: NewEnrolment, around: Surroundings) -> Outcome:
    course = await courses.by_id(new.course, around)
    if course is None:
        return Outcome("no_courses", offers=("person",), ends_flow=True)
    age = age_on(new.date_of_birth, around.now.date())
    discount, _ = await discount_for(course, age, around)
    if told(courses.price(course) - discount) != new.fee:
        return Outcome("price_changed")
    if already := await _enrolled_in(course, around, await _known_as(new, around)):
        return Outcome("already_enrolled", shown(already), ends_flow=True)
    if not await courses.take_place(course.id, around):
        return Outcome(
            "last_place_gone",
            courses.values_of(course),
            proposes="join_waiting_list",
            fills={"course": str(course.id)},
            ends_flow=True,
        )
    customer_id, number = await _student(new, around)
    data = {
        "course": course.reference,
        "course_name": str(course.data["name"]),
        "status": "enrolled",
        "fee": new.fee,
        "discount": told(discount),
        "paid": told(courses.price(course) * 0),
        "enrolled_on": around.now.date().isoformat(),
    }
    if new.for_whom:
        data["student_name"] = new.full_name
    if new.guardian_name and age < SchoolRules(around).number("of_age"):
        data["guardian"] = new.guardian_name
    made = await around.ports.records.create("enrolment", data, customer_id)
    values = {**courses.values_of(course), **shown(made), "student_number": number}
    return Outcome("enrolled", values, fills={"student_number": number}, done=True)


async def join_waiting_list(waiting: Waiting, around: Surroundings) -> Outcome:
    course = await courses.by_id(waiting.course, around)
    if course is None:
        return Outcome("no_courses", offers=("person",), ends_flow=True)
    customer_id = around.customer_id
    if customer_id is None:
        said = {"name": waiting.full_name, "phone": waiting.phone}
        customer_id = await around.ports.customers.remember(said)
    for entry in await around.ports.records.of_customer("waiting_entry", customer_id):
        if (entry.data["course"], entry.data["status"]) == (course.reference, "waiting"):
            return Outcome("waiting_already", shown(entry), ends_flow=True)
    data = {
        "course": course.reference,
        "course_name": str(course.data["name"]),
        "status": "waiting",
        "since": around.now.date().isoformat(),
    }
    made = await around.ports.records.create("waiting_entry", data, customer_id)
    return Outcome("waiting_noted", shown(made), done=True)


async def quote_withdrawal(which: WhichEnrolment, around: Surroundings) -> Outcome:
    """Told before the yes: free, or what is kept of the fee."""
    theirs = [one for one in await of_student(around) if one.data["status"] == "enrolled"]
    if not theirs and (
        gone := [one for one in await of_student(around) if one.data["status"] == "withdrawn"]
    ):
        return Outcome("withdrawn_already", shown(gone[-1]), ends_flow=True)
    wanted = await courses.said_of(which.enrolment, which.subject, around)
    enrolment = one_of(theirs, wanted, ASK_ENROLMENT)
    if isinstance(enrolment, Outcome):
        return enrolment
    fee = await _withdrawal_fee(enrolment, around)
    if fee is None:
        return Outcome("withdraw_too_late", shown(enrolment), offers=("person",), ends_flow=True)
    fills = {
        "enrolment": str(enrolment.id),
        "course_name": str(enrolment.data["course_name"]),
        "withdrawal_fee": told(fee),
    }
    others = among(theirs, ASK_ENROLMENT)
    if not fee.amount:
        return Outcome("withdrawing_is_free", fills=fills, among=others)
    days = SchoolRules(around).number("withdraw_days")
    values = {"fee": told(fee), "count": str(days)}
    return Outcome("withdrawing_costs", values, fills=fills, among=others)


async def withdraw(withdrawal: Withdrawal, around: Surroundings) -> Outcome:
    mine = {one.id: one for one in await of_student(around)}
    if withdrawal.enrolment not in mine:
        return Outcome("no_enrolments", ends_flow=True)
    held = await around.ports.records.hold(withdrawal.enrolment)
    if held.data["status"] != "enrolled":
        return Outcome("withdrawn_already", shown(held), ends_flow=True)
    fee = await _withdrawal_fee(held, around)
    if fee is None or told(fee) != withdrawal.withdrawal_fee:
        return Outcome("price_changed")
    await courses.give_place_back(str(held.data["course"]), around)
    gone = {"status": "withdrawn", "withdrawal_fee": withdrawal.withdrawal_fee}
    changed = await around.ports.records.change(held.id, gone)
    back = money(str(held.data["paid"])) - fee
    if back.amount > 0:
        return Outcome("withdrawn_money_back", {**shown(changed), "back": told(back)}, done=True)
    owed = told(-back)
    return Outcome("withdrawn", {**shown(changed), "owed": owed}, done=True)


async def of_student(around: Surroundings) -> Sequence[StoredRecord]:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    return await around.ports.records.of_customer("enrolment", around.customer_id)


async def discount_for(course: StoredRecord, age: int, around: Surroundings) -> tuple[Money, str]:
    """The largest that applies, and its rule; they do not add up."""
    rules, full = SchoolRules(around), courses.price(course)
    percents = {"none": 0}
    if courses.starts_on(course) - around.now.date() >= timedelta(days=rules.number("early_bird_days")):
        percents["early_bird"] = rules.number("early_bird_percent")
    if age < rules.number("of_age") or age >= _REDUCED_FROM:
        percents["reduced"] = rules.number("reduced_percent")
    if around.customer_id and any(one.data["status"] == "enrolled" for one in await of_student(around)):
        percents["second_course"] = rules.number("second_course_percent")
    rule = max(percents, key=lambda name: percents[name])
    return share(full, percents[rule]), rule


def age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


async def _student(new: NewEnrolment, around: Surroundings) -> tuple[UUID, str]:
    """Whose enrolment it is, and their student number: a new one for whoever has none."""
    customer_id = around.customer_id
    if customer_id is None:
        said = {"name": new.full_name, "phone": new.phone, "email": new.email}
        said["date_of_birth"] = new.date_of_birth.isoformat()
        customer_id = await around.ports.customers.remember(
            {k: v for k, v in said.items() if v}, of_another=bool(new.for_whom)
        )
    known = await around.ports.records.of_customer("student", customer_id)
    if known:
        return customer_id, known[0].reference
    since = {"since": around.now.date().isoformat()}
    return customer_id, (await around.ports.records.create("student", since, customer_id)).reference


async def _known_as(new: NewEnrolment, around: Surroundings) -> UUID | None:
    """Who has proven it; else whom name, birth date and phone together name: nobody is enrolled twice."""
    if around.customer_id or new.for_whom:
        return around.customer_id
    said = {"name": new.full_name, "phone": new.phone, "date_of_birth": new.date_of_birth.isoformat()}
    known = await around.ports.customers.prove(said)
    if known or not new.student_number:
        return known
    return await around.ports.customers.prove({**said, "record:student": new.student_number})


async def _enrolled_in(
    course: StoredRecord, around: Surroundings, customer_id: UUID | None
) -> StoredRecord | None:
    """Their own enrolment: not one that they made for somebody else."""
    if customer_id is None:
        return None
    for one in await around.ports.records.of_customer("enrolment", customer_id):
        is_open = (one.data["course"], one.data["status"]) == (course.reference, "enrolled")
        if is_open and "student_name" not in one.data:
            return one
    return None


async def _withdrawal_fee(enrolment: StoredRecord, around: Surroundings) -> Money | None:
    """Nothing in time, a share until the start; None after it: then a person decides."""
    rules, fee = SchoolRules(around), money(str(enrolment.data["fee"]))
    course = await around.ports.records.by_reference("course", str(enrolment.data["course"]))
    if course is None or courses.starts_on(course) <= around.now.date():
        return None
    if courses.starts_on(course) - around.now.date() >= timedelta(days=rules.number("withdraw_days")):
        return fee * 0
    return share(fee, rules.number("late_withdrawal_percent"))


def _fills(course: StoredRecord) -> dict[str, str]:
    return {
        "course": str(course.id),
        "course_name": str(course.data["name"]),
        "course_days": str(course.data["days"]),
        "course_starts_on": str(course.data["starts_on"]),
    }
