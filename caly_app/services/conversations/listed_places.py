"""Addresses that were said and stand on the business's own list: a flat to let, a pickup point."""

from collections.abc import Iterable

from caly_app import db, postal_addresses
from caly_app.actor import Actor
from caly_app.agents.sector import Sector
from caly_app.queries import records


async def among(actor: Actor, sector: Sector, texts: Iterable[str]) -> frozenset[str]:
    """House and street of each, as said. Nothing is looked up where none is said, or no list is kept."""
    kinds = [name for name, entity in sector.entities.items() if entity.about_nobody]
    streets = {one.street for text in texts for one in postal_addresses.find(text)} if kinds else set()
    if not streets:
        return frozenset()
    async with db.transaction(actor) as session:
        return await records.named(session, actor, kinds, sorted(streets))
