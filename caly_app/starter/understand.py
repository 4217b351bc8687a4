"""The command `understand`: what sentences would be taken for. Needs no database."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import time
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from caly_app import clock, wiring
from caly_app.agents.business import Business
from caly_app.agents.sector import DemoBusiness, Sector
from caly_app.agents.understanding.tried import LONGEST, Trial, tried
from caly_app.scenarios.names import sector_named

_LINE_AT_MOST = 1_000_000  # bytes: what is longer is cut, not kept in memory
_WARMING_UP = {
    "en": "could somebody look at the blue thing next week",
    "es": "cuándo puede mirarlo alguien, por favor",
    "fr": "quand est-ce que quelqu'un peut regarder ça, s'il vous plaît",
    "de": "wann kann sich das jemand ansehen, bitte",
}
_SAID = ("text", "utterance", "said")


class NotReadable(ValueError):
    """A line that is neither text nor a JSON object with one."""


def run(sector_name: str, language: str, lines: BinaryIO, write: Callable[[str], object]) -> None:
    """One JSON line for each line. Raises UnknownSector."""
    asyncio.run(_run(sector_named(sector_name), language, lines, write))


async def _run(sector: Sector, language: str, lines: BinaryIO, write: Callable[[str], object]) -> None:
    business = _business(sector)
    embedder = wiring.ports().embedder
    for spoken, sentence in _WARMING_UP.items():  # all is loaded by them: the first line is no slower
        if not language or spoken in ("en", language):
            await tried(Trial(sentence, spoken), sector, business, clock.now(), embedder)
    for line in _lines(lines):
        try:
            trial = _trial(line, language)
        except NotReadable as wrong:
            write(json.dumps({"intent": None, "in_scope": False, "sure": False, "error": str(wrong)}))
            continue
        now = clock.now().astimezone(business.timezone)
        made = await tried(trial, sector, business, now, embedder)
        write(json.dumps(made.as_json(), ensure_ascii=False))


def _lines(lines: BinaryIO) -> Iterator[str]:
    while line := lines.readline(_LINE_AT_MOST):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = lines.readline(_LINE_AT_MOST)
        yield line.decode("utf-8", errors="replace").strip()


def _trial(line: str, language: str) -> Trial:
    """Raises NotReadable."""
    if not line.startswith("{"):
        return Trial(line[:LONGEST], language)
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        raise NotReadable("this line is no JSON") from None
    text = next((told[name] for name in _SAID if name in told), None)
    if not isinstance(text, str):
        raise NotReadable("this line has no text, utterance or said")
    own = told.get("language")
    return Trial(text[:LONGEST], own if isinstance(own, str) and own else language, _expected(told))


def _expected(told: dict[str, Any]) -> tuple[str, ...]:
    expects = told.get("expects")
    return tuple(map(str, expects)) if isinstance(expects, list) else (str(expects),) if expects else ()


def _business(sector: Sector) -> Business:
    """The sector's example: names of whoever can be booked are known by it."""
    about = sector.demo.business if sector.demo else _NOWHERE
    providers = sector.demo.providers if sector.demo else ()
    return Business(
        name=about.name,
        country=about.country,
        timezone=ZoneInfo(about.timezone),
        languages=("en", "es", "fr", "de"),
        emergency_number=about.emergency_number,
        opening_hours={day: [(time(9), time(18))] for day in ("mon", "tue", "wed", "thu", "fri")},
        facts=about.facts,
        resources=tuple(one.name for one in providers),
        specialties={one.name: one.specialty for one in providers},
    )


_NOWHERE = DemoBusiness(
    name="", country="GB", timezone="Europe/London", emergency_number="999", opening_hours={}
)
