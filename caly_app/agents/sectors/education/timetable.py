"""When and where lessons are, as they stand on record; a cancelled one is said to be."""

from collections.abc import Collection, Sequence

from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.education import courses, enrolments
from caly_app.agents.sectors.education.courses import CourseWish
from caly_app.agents.tool import Surroundings
from caly_app.ports import StoredRecord

_SHOWN = 4


class Mine(BaseModel):
    subject: str = ""


async def tell_my_lessons(mine: Mine, around: Surroundings) -> Outcome:
    theirs = [one for one in await enrolments.of_student(around) if one.data["status"] == "enrolled"]
    if not theirs:
        return Outcome("no_enrolments", ends_flow=True)
    named = [one for one in theirs if mine.subject.casefold() in str(one.data["course_name"]).casefold()]
    references = {str(one.data["course"]) for one in (named or theirs)}
    found = await _told(references, around)
    return await _days_of(references, around) or found if found.tells == "no_lessons" else found


async def tell_course_lessons(wish: CourseWish, around: Surroundings) -> Outcome:
    course = await courses.chosen(wish, around)
    if isinstance(course, Outcome):
        return course
    found = await _told({course.reference}, around)
    if found.tells == "no_lessons":
        return Outcome("course_days", courses.values_of(course), ends_flow=True)
    return found


async def _days_of(references: Collection[str], around: Surroundings) -> Outcome | None:
    """Where no lesson is written down one by one, the course itself says when and where it is."""
    mine = [one for one in await courses.coming(around) if one.reference in references]
    if len(mine) == 1:
        return Outcome("course_days", courses.values_of(mine[0]), ends_flow=True)
    if not mine:
        return None
    return Outcome("course_days_listed", choices=courses.choices_of(mine), ends_flow=True)


async def _told(references: Collection[str], around: Surroundings) -> Outcome:
    coming = await _coming(references, around)
    planned = [one for one in coming if one.data["status"] == "planned"]
    if not planned:
        return Outcome("no_lessons", ends_flow=True)
    names = {one.reference: str(one.data["name"]) for one in await around.ports.records.all_of("course")}
    first = planned[0]
    values = {
        "course_name": names.get(str(first.data["course"]), ""),
        "starts_at": str(first.data["starts_at"]),
        "room": str(first.data.get("room", "")),
    }
    if len(coming) == 1:
        return Outcome("next_lesson", values, ends_flow=True)
    choices = tuple(
        Choice(
            label=f"choice_lesson_{one.data['status']}",
            fills={},
            values={
                "course_name": names.get(str(one.data["course"]), ""),
                "starts_at": str(one.data["starts_at"]),
                "room": str(one.data.get("room", "")),
            },
        )
        for one in coming[:_SHOWN]
    )
    return Outcome("lessons_listed", values, choices=choices, ends_flow=True)


async def _coming(references: Collection[str], around: Surroundings) -> Sequence[StoredRecord]:
    now = around.now.replace(tzinfo=None).isoformat(timespec="minutes")
    lessons = await around.ports.records.all_of("lesson", {"course": references}, since={"starts_at": now})
    return sorted(lessons, key=lambda one: str(one.data["starts_at"]))
