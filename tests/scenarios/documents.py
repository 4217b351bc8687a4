"""Scenarios as documents: what a test changes is all it says."""

from typing import Any

from caly_app.agents.sectors import all_sectors
from caly_app.scenarios import file, play
from caly_app.scenarios.file import Scenario
from caly_app.scenarios.names import Names, SectorNames
from caly_app.scenarios.setup import Prepared


def a_scenario(**changed: Any) -> dict[str, Any]:
    return {
        "id": "one",
        "now": "2026-10-05T14:00",
        "turns": [{"say": "hello"}],
        "expect": {"escalated": False},
        **changed,
    }


def a_file(*scenarios: dict[str, Any], sector: str = "healthcare") -> dict[str, Any]:
    return {"sector": sector, "scenarios": list(scenarios)}


def prepared(map_: dict[str, Any] | None = None, *, sector: str = "healthcare", **changed: Any) -> Prepared:
    """Raises WrongFile."""
    maps = {sector: SectorNames.model_validate(map_ or {})}
    [one] = play.prepared(file.parsed(a_file(a_scenario(**changed), sector=sector), "f"), "f", maps)
    return one


def scenario(**changed: Any) -> Scenario:
    return Scenario.model_validate(a_scenario(**changed))


def names(map_: dict[str, Any] | None = None, sector: str = "healthcare") -> Names:
    return Names(all_sectors()[sector], SectorNames.model_validate(map_ or {}))
