"""Courses: found by subject, level and day in the customer's words; places counted on the course itself.

Whoever takes the last place holds the course's record first, so that it is given once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from moneyed import Currency, Money
from pydantic import BaseModel
from rapidfuzz import fuzz

from caly_app.agents.dialogue import Choice
from caly_app.agents.money import money
from caly_app.agents.picking import Which, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_NEAR_ENOUGH = 84  # of 100
_SHOWN = 5

# What holds where nothing is set: the same as in the schema of the settings.
DEFAULTS: Mapping[str, int | str] = {
    "early_bird_days": 30,
    "early_bird_percent": 10,
    "second_course_percent": 15,
    "reduced_percent": 10,
    "of_age": 18,
    "youngest": 14,
    "withdraw_days": 7,
    "late_withdrawal_percent": 30,
    "instalments_at_most": 3,
    "instalments_from": 150,
    "appointment_buffer_mins": 15,
}

# In names of courses they tell none from another.
_SAYS_NOTHING = frozenset(
    "course courses class classes lesson lessons workshop evening weekend online monday tuesday wednesday "
    "thursday friday saturday sunday with from into curso clase para cours pour avec kurs abend".split()
)

# How levels are called, by how the words begin, in the languages we speak. The first that fits counts.
_LEVELS = (
    (r"[abc][12]", ""),
    (r"[abc][ -](?:1|one|eins)", "1"),
    (r"[abc][ -](?:2|two|zwei)", "2"),
    (r"upper|intermedio alto|avanzado medio|fortgeschritten.*mittel", "B2"),
    (r"pre-?inter|element|element|falso|faux|wiederein", "A2"),
    (r"begin|start|scratch|zero|novice|princip|inicia|cero|débu|debut|anf[aä]ng|einsteig|null", "A1"),
    (r"inter|medio|moyen|mittel", "B1"),
    (r"advan|avanz|avanc|fortges|fluent|profic", "C1"),
)
_WEEKDAYS = {
    "mon": r"mon|lun|mo(?:ntag)",
    "tue": r"tue|mar(?:tes|di)|die",
    "wed": r"wed|mi[eé]|mer|mit",
    "thu": r"thu|jue|jeu|don",
    "fri": r"fri|vie|ven|fre",
    "sat": r"sat|s[aá]b|sam",
    "sun": r"sun|dom|dim|son",
}


class CourseWish(BaseModel):
    subject: str = ""
    level: str = ""
    weekday: str = ""
    course: str = ""  # id, once it was picked
    age: str = ""  # of who wants to go there
    for_whom: str = ""  # somebody else than the one who speaks


@dataclass(frozen=True)
class SchoolRules:
    """Settings of the sector."""

    around: Surroundings

    def number(self, name: str) -> int:
        return int(str(self._value(name)))

    def sum(self, name: str, currency: Currency) -> Money:
        """Of the currency of what it is measured against."""
        return Money(Decimal(str(self._value(name))), currency)

    def _value(self, name: str) -> object:
        return self.around.business.settings.get(name, DEFAULTS[name])


async def find_course(wish: CourseWish, around: Surroundings) -> Outcome:
    """What is there, and, where it is one course, everything about it."""
    course = await chosen(wish, around)
    if isinstance(course, Outcome):
        return course
    if refusal := await too_young(course, wish.age, around):
        return refusal
    if places_left(course):
        next_step, tells = "enrol", "course_is"
    else:
        next_step, tells = "join_waiting_list", "course_is_full"
    return Outcome(
        tells, values_of(course), proposes=next_step, fills={"course": str(course.id)}, ends_flow=True
    )


async def chosen(wish: CourseWish, around: Surroundings) -> StoredRecord | Outcome:
    """The one that is meant; otherwise what to tell or ask instead."""
    there = await coming(around)
    if not there:
        return Outcome("no_courses", offers=("person",), ends_flow=True)
    picked = next((one for one in there if str(one.id) == wish.course), None)
    if picked and _fits(picked, wish):
        return picked
    if picked and not wish.subject:  # "B1 instead": of the same subject
        wish = wish.model_copy(update={"subject": str(picked.data["subject"])})
    meant = [one for one in there if _fits(one, wish)]
    if len(meant) == 1 and (wish.subject or wish.level or wish.weekday):
        return meant[0]
    if meant:
        return Outcome(offers=("choices",), asks=("course",), choices=choices_of(meant))
    near = [one for one in there if wish.subject and _is_about(one, wish.subject)]
    heard = (wish.subject, wish.level, wish.weekday) if near or not wish.subject else (wish.subject,)
    return Outcome(
        "course_not_found",
        {"heard": " ".join(said for said in heard if said)},
        offers=("alternatives",),
        asks=("course",),
        choices=choices_of(near or there),
        clears=("course", "subject", "level", "weekday"),
    )


async def too_young(course: StoredRecord, age: str, around: Surroundings) -> Outcome | None:
    """Then what there is for them instead, where there is something."""
    if not age or int(age) >= (least := youngest(course, around)):
        return None
    fitting = [one for one in await coming(around) if places_left(one) and int(age) >= youngest(one, around)]
    values = {"name": str(course.data["name"]), "count": str(least)}
    if not fitting:
        return Outcome("too_young", values, offers=("person",), ends_flow=True)
    return Outcome(
        "too_young",
        values,
        offers=("alternatives", "person"),
        asks=("course",),
        choices=choices_of(fitting),
        clears=("course", "subject", "level", "weekday"),
    )


def youngest(course: StoredRecord, around: Surroundings) -> int:
    age = course.data.get("youngest", SchoolRules(around).number("youngest"))
    return age if isinstance(age, int) else 0


async def coming(around: Surroundings) -> Sequence[StoredRecord]:
    """Those that are not over, the next one first."""
    today = around.now.date().isoformat()
    found = await around.ports.records.all_of("course")
    going = [one for one in found if str(one.data.get("ends_on", "9999")) >= today]
    return sorted(going, key=lambda one: (str(one.data["starts_on"]), one.reference))


async def by_id(course_id: UUID, around: Surroundings) -> StoredRecord | None:
    found = await around.ports.records.all_of("course")
    return next((one for one in found if one.id == course_id), None)


async def take_place(course_id: UUID, around: Surroundings) -> bool:
    """False when the last one is gone."""
    held = await around.ports.records.hold(course_id)
    left = places_left(held)
    if left < 1:
        return False
    await around.ports.records.change(course_id, {"places_left": left - 1})
    return True


async def give_place_back(reference: str, around: Surroundings) -> None:
    if course := await around.ports.records.by_reference("course", reference):
        held = await around.ports.records.hold(course.id)
        places = held.data.get("places", 0)
        left = min(places_left(held) + 1, places if isinstance(places, int) else 0)
        await around.ports.records.change(course.id, {"places_left": left})


def places_left(course: StoredRecord) -> int:
    left = course.data.get("places_left", 0)
    return left if isinstance(left, int) else 0


def price(course: StoredRecord) -> Money:
    return money(str(course.data["price"]))


def starts_on(course: StoredRecord) -> date:
    return date.fromisoformat(str(course.data["starts_on"]))


def values_of(course: StoredRecord) -> dict[str, str]:
    return {"teacher": "", "room": "", **shown(course)}


def choices_of(courses: Sequence[StoredRecord]) -> tuple[Choice, ...]:
    return tuple(
        Choice(label="choice_course", fills={"course": str(one.id)}, values=values_of(one))
        for one in courses[:_SHOWN]
    )


def level_of(said: str) -> str:
    """A1 to C2; '' where the words name none."""
    folded = said.casefold()
    for words, level in _LEVELS:
        if found := re.search(rf"\b(?:{words})", folded):
            said_so = found.group().upper()
            return level if len(level) > 1 else said_so[0] + (level or said_so[1])
    return ""


def weekday_of(said: str) -> str:
    folded = said.casefold().strip()
    return next((day for day, begins in _WEEKDAYS.items() if re.match(begins, folded)), "")


def _fits(course: StoredRecord, wish: CourseWish) -> bool:
    level, day = level_of(wish.level), weekday_of(wish.weekday)
    weekdays = course.data.get("weekdays", [])
    return (
        (not wish.subject or _is_about(course, wish.subject))
        and (not level or _own_level(course) in (level, "") and _levelled(course, level))
        and (not day or isinstance(weekdays, list) and day in weekdays)
    )


def _own_level(course: StoredRecord) -> str:
    """Written as a level, or in words: 'Beginners'."""
    own = str(course.data.get("level", ""))
    return level_of(own) or own


def _levelled(course: StoredRecord, level: str) -> bool:
    """A course without levels is for beginners."""
    return bool(course.data.get("level")) or level == "A1"


async def said_of(enrolment: str, subject: str, around: Surroundings) -> Which:
    """Which is meant by what was said, also by the names of the courses that it means in another language."""
    if not subject:
        return Which(enrolment)
    courses = await around.ports.records.all_of("course")
    meant = [str(course.data["name"]) for course in courses if _is_about(course, subject)]
    return Which(enrolment, said=subject, also=" ".join(meant))


def _is_about(course: StoredRecord, said: str) -> bool:
    also = course.data.get("also", [])
    names = [str(course.data["subject"]), *(map(str, also) if isinstance(also, list) else ())]
    own = re.findall(r"\w{4,}", str(course.data["name"]).casefold())
    names += [word for word in own if word not in _SAYS_NOTHING and not level_of(word)]
    words = re.findall(r"\w{3,}", said.casefold())
    return any(fuzz.ratio(word, name.casefold()) >= _NEAR_ENOUGH for word in words for name in names)
