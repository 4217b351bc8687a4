"""Which personal values a business wants to hold of each customer: as it chose, else as its sector says.

What its customers prove who they are by is always wanted: without it the agent can do nothing for them.
"""

from collections.abc import Iterable, Mapping

from caly_app.agents.sector import Sector

KINDS = ("name", "phone", "email", "date_of_birth", "address")
CHOSEN = "wanted"  # in the business's choice of what is hidden and kept


def wanted(sector: Sector, chosen: Mapping[str, object]) -> tuple[str, ...]:
    kinds = chosen.get(CHOSEN)
    named = sector.wants if isinstance(kinds, str) or not isinstance(kinds, Iterable) else map(str, kinds)
    all_of_them = {*named, *for_proof(sector)}
    return tuple(kind for kind in KINDS if kind in all_of_them)


def for_proof(sector: Sector) -> tuple[str, ...]:
    return tuple(kind for kind in KINDS if kind in sector.identity)
