"""Outages: what is known of a place is told, what is not known is reported once."""

import re
from datetime import datetime

from pydantic import BaseModel

from caly_app.agents.picking import likeness
from caly_app.agents.reply import Outcome
from caly_app.agents.tool import Surroundings
from caly_app.agents.understanding.slots.postcodes import postcode_in, zip_code_in
from caly_app.ports import StoredRecord

_BEFORE_A_PLACE = re.compile(
    r"^(?:(?:it'?s|it is|i'?m|i am|we'?re|we are|i live|we live|the (?:place|area|town) is"
    r"|in|at|near|around|vivo|estoy|es|en|j'habite|je suis|c'est|à|ich wohne|wir wohnen|es ist|bei)\b\s*)+",
    re.IGNORECASE,
)
_WHOLE = "all"


class Where(BaseModel):
    area: str
    service: str = ""  # broadband | mobile | landline | tv


class NewOutage(BaseModel):
    place: str
    service: str = ""


async def find_outage(where: Where, around: Surroundings) -> Outcome:
    for outage in await around.ports.records.all_of("outage"):
        if outage.data.get("ended") is not True and _is_there(outage, where):
            return _known(outage, around)
    place = place_in(where.area)
    if before := await _reported(place, where.service, around):
        return Outcome("outage_reported_before", _values(before), ends_flow=True)
    return Outcome(fills={"place": place})


async def report_outage(new: NewOutage, around: Surroundings) -> Outcome:
    if before := await _reported(new.place, new.service, around):
        return Outcome("outage_reported_before", _values(before), ends_flow=True)
    data = {
        "place": new.place,
        "service": new.service or _WHOLE,
        "status": "open",
        "reported_on": around.now.date().isoformat(),
    }
    report = await around.ports.records.create("outage_report", data, None)
    return Outcome("outage_reported", _values(report), done=True)


def place_in(said: str) -> str:
    """The postcode, written as it should be; otherwise what was said."""
    return _code_in(said) or _BEFORE_A_PLACE.sub("", said.strip(" .,!?")) or said


def _code_in(said: str) -> str:
    return postcode_in(said) or zip_code_in(said)


def _is_there(outage: StoredRecord, where: Where) -> bool:
    service = outage.data.get("service")
    if where.service and service not in (where.service, _WHOLE):
        return False
    postcodes = outage.data.get("postcodes")
    place = place_in(where.area).replace(" ", "")
    if _code_in(where.area) and isinstance(postcodes, list):
        return any(_begins(place, str(one).replace(" ", "").upper()) for one in postcodes)
    area = str(outage.data.get("area", ""))
    return likeness(where.area, {"area": area}) >= len(re.findall(r"\w{3,}", area))


def _begins(place: str, beginning: str) -> bool:
    """LK2 is where LK2 1AA is, and not where LK21 1AA is."""
    if not place.startswith(beginning):
        return False
    is_outward = not re.search(r"[A-Z]\d[A-Z\d]?\d$", beginning) or len(beginning) <= 3
    rest = place[len(beginning) :]
    return not is_outward or rest == "" or re.fullmatch(r"\d[A-Z]{2}", rest) is not None


def _known(outage: StoredRecord, around: Surroundings) -> Outcome:
    values = {name: str(outage.data.get(name, "")) for name in ("area", "since", "expected_end")}
    if not values["expected_end"]:
        return Outcome("outage_exists_open", values, ends_flow=True)
    ends = datetime.fromisoformat(values["expected_end"]).replace(tzinfo=around.now.tzinfo)
    return Outcome("outage_exists" if ends > around.now else "outage_exists_late", values, ends_flow=True)


async def _reported(place: str, service: str, around: Surroundings) -> StoredRecord | None:
    there = {"place": place, "status": "open", "service": {service or _WHOLE, _WHOLE}}
    return next(iter(await around.ports.records.all_of("outage_report", there)), None)


def _values(report: StoredRecord) -> dict[str, str]:
    return {"place": str(report.data.get("place", "")), "reference": report.reference}
