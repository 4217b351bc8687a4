"""The calendar as if there were only some of the resources: the tables of a size, or everybody but one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from caly_app.agents.tool import Surroundings
from caly_app.ports import Appointments, BookedAppointment, Opening, Resource, Unbookable

_WEIGHT = ("taken", "too_far", "past", "not_offered", "closed")  # the first says most


@dataclass(frozen=True)
class OnlyThese:
    """`these`: the ones to take first come first."""

    appointments: Appointments
    these: tuple[Resource, ...]

    async def resources(self) -> Sequence[Resource]:
        return self.these

    async def openings(
        self, *, near: datetime, resource_id: UUID | None = None, on: date | None = None, limit: int = 3
    ) -> Sequence[Opening]:
        first: dict[datetime, Opening] = {}
        for one in self._meant(resource_id):
            for opening in await self.appointments.openings(
                near=near, resource_id=one.id, on=on, limit=limit
            ):
                first.setdefault(opening.starts_at, opening)
        return sorted(first.values(), key=lambda one: (abs(one.starts_at - near), one.starts_at))[:limit]

    async def opening_at(self, starts_at: datetime, resource_id: UUID | None = None) -> Opening:
        reasons = []
        for one in self._meant(resource_id):
            try:
                return await self.appointments.opening_at(starts_at, one.id)
            except Unbookable as unbookable:
                reasons.append(unbookable.reason)
        raise Unbookable(next((reason for reason in _WEIGHT if reason in reasons), "not_offered"))

    async def book(
        self, opening: Opening, *, kind: str, customer_id: UUID | None, fields: Mapping[str, str]
    ) -> BookedAppointment:
        return await self.appointments.book(opening, kind=kind, customer_id=customer_id, fields=fields)

    async def move(
        self, appointment_id: UUID, opening: Opening, fields: Mapping[str, str] | None = None
    ) -> BookedAppointment:
        return await self.appointments.move(appointment_id, opening, fields)

    async def cancel(self, appointment_id: UUID) -> BookedAppointment:
        return await self.appointments.cancel(appointment_id)

    async def coming(self, customer_id: UUID) -> Sequence[BookedAppointment]:
        return await self.appointments.coming(customer_id)

    async def last(self, customer_id: UUID, kind: str) -> BookedAppointment | None:
        return await self.appointments.last(customer_id, kind)

    async def of_conversation(self) -> Sequence[BookedAppointment]:
        return await self.appointments.of_conversation()

    async def by_reference(self, reference: str, phone: str) -> BookedAppointment | None:
        return await self.appointments.by_reference(reference, phone)

    async def opened_by(self, reference: str, phone: str) -> BookedAppointment | None:
        return await self.appointments.opened_by(reference, phone)

    def _meant(self, resource_id: UUID | None) -> list[Resource]:
        return [one for one in self.these if resource_id in (None, one.id)]


def with_only(these: Sequence[Resource], around: Surroundings) -> Surroundings:
    only = OnlyThese(around.ports.appointments, tuple(these))
    return replace(around, ports=replace(around.ports, appointments=only))
