"""How soon somebody should be seen: a table, never a diagnosis. When in doubt, sooner."""

import re
from dataclasses import dataclass

from pydantic import BaseModel

from caly_app.agents.commands import EscalationReason
from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Surroundings


class Complaint(BaseModel):
    symptom: str
    duration: str  # ISO 8601, e.g. P3D
    severity: int  # 1 to 10


@dataclass(frozen=True)
class Row:
    words: re.Pattern[str]
    same_day_from: int  # severity from which it is seen today
    routine_from: int
    longest_days: int  # after so many days at home it is seen anyway


def _row(words: str, same_day_from: int, routine_from: int, longest_days: int) -> Row:
    return Row(re.compile(words, re.IGNORECASE), same_day_from, routine_from, longest_days)


# The first row that has a word of the complaint counts; the last fits all.
TABLE = (
    _row(
        r"pregnan|embaraz|enceinte|schwanger|newborn|infant|baby|reci[eé]n nacido|nourrisson|s[aä]ugling",
        1,
        1,
        0,
    ),
    _row(r"blood|bleed|sangr|saign|blut", 3, 1, 0),
    _row(r"eye|vision|\bojos?\b|vista|\byeux|\bœil|vue|\baugen?\b|sehen", 4, 1, 1),
    _row(r"fever|temperature|fiebre|fi[eè]vre|fieber", 6, 4, 3),
    _row(r"stomach|abdom|belly|tummy|est[oó]mago|barriga|ventre|estomac|bauch|magen", 6, 4, 3),
    _row(r"ear|tooth|teeth|o[ií]do|diente|muela|oreille|dent|ohr|zahn", 7, 3, 2),
    _row(r"rash|skin|itch|sarpullido|piel|erupci|peau|bouton|ausschlag|haut|juck", 8, 4, 5),
    _row(
        r"cold|runny|sneez|cough|throat|resfriado|tos\b|garganta|rhume|toux|gorge|erk[aä]lt|husten|hals",
        8,
        5,
        7,
    ),
    _row(
        r"back|knee|shoulder|muscle|joint|espalda|rodilla|hombro|dos\b|genou|[eé]paule|r[uü]cken|knie|schulter",
        8,
        4,
        7,
    ),
    _row(r"", 7, 4, 5),
)

_ESCALATES_FROM = 9


async def assess(complaint: Complaint, around: Surroundings) -> Outcome:
    row = next(row for row in TABLE if row.words.search(complaint.symptom))
    days = days_of(complaint.duration)
    if complaint.severity >= _ESCALATES_FROM:
        return Outcome(
            "advice_urgent",
            offers=("person",),
            escalates=EscalationReason.URGENT_SYMPTOMS,
            ends_flow=True,
        )
    if complaint.severity >= row.same_day_from:
        return _seen("advice_same_day", complaint)
    if complaint.severity >= row.routine_from or days > row.longest_days:
        return _seen("advice_routine", complaint)
    return Outcome("advice_self_care", ends_flow=True)


def _seen(tells: str, complaint: Complaint) -> Outcome:
    return Outcome(
        tells,
        offers=("appointment",),
        proposes="book_appointment",
        fills={"reason": complaint.symptom},
        ends_flow=True,
    )


def days_of(duration: str) -> int:
    """Whole days of an ISO 8601 duration; parts of a day are none."""
    found = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?", duration)
    years, months, weeks, days = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    return years * 365 + months * 30 + weeks * 7 + days
