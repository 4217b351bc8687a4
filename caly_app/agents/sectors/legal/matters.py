"""New matters: taken down for a lawyer to look at. Whether there is a conflict is decided by a person."""

import re
from collections.abc import Sequence

from pydantic import BaseModel
from rapidfuzz import fuzz

from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.legal.areas import AREAS, area_of, choices_of
from caly_app.agents.sectors.legal.urgency import Deadline, is_urgent
from caly_app.agents.tool import Nothing, Surroundings
from caly_app.errors import TooManyToRead
from caly_app.ports import StoredRecord

_ALIKE = 88  # of 100
_NOBODY = re.compile(
    r"^(?:no|none|nobody|no one|nothing|nadie|ninguno|personne|aucun|niemand|keiner?|nein)\b", re.IGNORECASE
)


class WhichArea(BaseModel):
    area: str = ""
    summary: str = ""


class Matter(Deadline):
    area: str
    summary: str
    other_party: str
    full_name: str
    phone: str
    email: str = ""
    for_whom: str = ""  # somebody else than the one who speaks


async def which_area(which: WhichArea, around: Surroundings) -> Outcome:
    area = which.area or area_of(which.summary)
    if not area:
        return Outcome(offers=("choices",), asks=("area",), choices=choices_of(AREAS))
    return Outcome(fills={"area": area})


async def open_matter(matter: Matter, around: Surroundings) -> Outcome:
    """What is told is the same whether a name is on the list or not."""
    customer_id = None if matter.for_whom else around.customer_id
    if customer_id is None:
        told = {"name": matter.full_name, "phone": matter.phone, "email": matter.email}
        customer_id = await around.ports.customers.remember(
            {kind: one for kind, one in told.items() if one}, of_another=bool(matter.for_whom)
        )
    if there := _same(await around.ports.records.of_customer("matter", customer_id), matter):
        return Outcome("matter_already_open", {"reference": there.reference}, ends_flow=True)
    urgent = bool(matter.urgent) or is_urgent(matter, around)
    data: dict[str, object] = {
        "area": matter.area,
        "summary": matter.summary,
        "other_party": matter.other_party,
        "deadline": matter.deadline_date or matter.deadline,
        "urgent": urgent,
        "conflict": "possible" if await _may_conflict(matter, around) else "none_found",
        "status": "new",
        "opened_on": around.now.date().isoformat(),
    }
    opened = await around.ports.records.create("matter", data, customer_id)
    return Outcome("matter_opened", {"reference": opened.reference}, done=True)


async def refuse_advice(_: Nothing, around: Surroundings) -> Outcome:
    return Outcome("no_advice", offers=("appointment", "person"), proposes="book_appointment", ends_flow=True)


async def _may_conflict(matter: Matter, around: Surroundings) -> bool:
    """Whether the other party is on the list, or whoever wants us is: we act against them already. Rather one
    too many: a person looks at it."""
    said = [matter.other_party, matter.full_name, matter.for_whom]
    named = [one for one in said if one and not _NOBODY.match(one)]
    try:
        listed = await around.ports.records.all_of("opposing_party") if named else ()
    except TooManyToRead:
        return True  # of a part of the list nobody knows that there is none
    return any(_may_be(str(one.data["name"]), who) for one in listed for who in named)


_FORMS = frozenset("ltd limited plc llp inc gmbh sa sl sarl".split())
_SAYS_LITTLE = _FORMS | frozenset("the and company co group holding holdings services partners".split())


def _may_be(name: str, said: str) -> bool:
    """Of a firm any word of its own, of a person the surname; a first name in common is nothing."""
    words, told = _words(name), _words(said)
    own = [word for word in words if word not in _SAYS_LITTLE]
    telling = own if _FORMS & set(words) else own[-1:]
    return any(fuzz.ratio(one, other) >= _ALIKE for one in telling for other in told)


def _words(text: str) -> Sequence[str]:
    return re.findall(r"\w+", text.casefold())


def _same(matters: Sequence[StoredRecord], matter: Matter) -> StoredRecord | None:
    for one in matters:
        is_it = one.data["summary"] == matter.summary and one.data["area"] == matter.area
        if is_it and one.data["status"] == "new":
            return one
    return None
