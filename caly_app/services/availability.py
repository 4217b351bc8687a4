"""Whether people are there to answer, and when the business opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from caly_app import clock
from caly_app.actor import Actor
from caly_app.agents.business import Business
from caly_app.db import Session
from caly_app.ports import PeopleAvailability
from caly_app.queries import escalations

_DAYS_LOOKED_AHEAD = 30


def next_opening(business: Business, now: datetime) -> datetime | None:
    """When the business opens next, in its zone: None while it is open, or if it does not within a month."""
    local = now.astimezone(business.timezone)
    if business.is_open_at(local):
        return None
    for ahead in range(_DAYS_LOOKED_AHEAD):
        day = local.date() + timedelta(days=ahead)
        for opens, _ in sorted(business.hours_on(day)):
            opening = datetime.combine(day, opens, business.timezone)
            if opening > local:
                return opening
    return None


@dataclass(frozen=True)
class PeopleOfWorkspace:
    """The port of the tools, fulfilled within the turn's own transaction."""

    session: Session
    actor: Actor
    business: Business

    async def availability(self) -> PeopleAvailability:
        members = await escalations.desk_members(self.session, self.actor)
        now = clock.now()
        return PeopleAvailability(
            operators_online=sum(member.is_online for member in members),
            is_open=self.business.is_open_at(now.astimezone(self.business.timezone)),
            opens_at=next_opening(self.business, now),
        )
