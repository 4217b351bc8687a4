"""The tables of a size, and the teams that can serve so many."""

from caly_app.agents.tool import Surroundings
from caly_app.ports import Resource


async def tables_for(guests: int, around: Surroundings) -> list[Resource]:
    """Those with seats enough, the smallest first. Seats stand in the records of kind `table`.

    Where nobody has written down any, whatever is no team is a table, and large enough.
    """
    seats, teams = await seats_of_tables(around), await guests_of_teams(around)
    there = await around.ports.appointments.resources()
    if not seats:
        return [one for one in there if one.name not in teams]
    return sorted((one for one in there if seats.get(one.name, 0) >= guests), key=lambda one: seats[one.name])


async def seats_of_tables(around: Surroundings) -> dict[str, int]:
    return await _sizes("table", "seats", around)


async def teams_for(guests: int, around: Surroundings) -> list[Resource]:
    """Those that can serve so many, the smallest first; without records of kind `team` what is no table."""
    most, seats = await guests_of_teams(around), await seats_of_tables(around)
    there = await around.ports.appointments.resources()
    if not most:
        return [one for one in there if one.name not in seats]
    return sorted((one for one in there if most.get(one.name, 0) >= guests), key=lambda one: most[one.name])


async def guests_of_teams(around: Surroundings) -> dict[str, int]:
    return await _sizes("team", "guests_most", around)


async def _sizes(kind: str, field: str, around: Surroundings) -> dict[str, int]:
    records = await around.ports.records.all_of(kind)
    return {str(one.data["name"]): int(str(one.data[field])) for one in records}
