"""What the business holds, as rows that expectations can be put to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models.appointment import shown_reference
from caly_app.queries import scenarios as queries
from caly_app.scenarios.names import APPOINTMENT, CUSTOMER
from caly_app.scenarios.values import Place, local
from caly_app.services import personal_values

Details = Mapping[str, Sequence[str]]  # of a customer: kind -> values


@dataclass(frozen=True)
class Row:
    kind: str
    id: UUID
    reference: str
    fields: Mapping[str, Any]
    details: Details

    @property
    def is_live(self) -> bool:
        """What was cancelled is not there any more, unless somebody asks for its status."""
        return self.kind != APPOINTMENT or self.fields["status"] == "booked"

    @property
    def state(self) -> object:
        """What has changed when this has: of an appointment not what its customer is called."""
        return (dict(self.fields), self.details if self.kind == CUSTOMER else None)

    def as_json(self) -> dict[str, Any]:
        return {
            "type": self.kind,
            "id": self.reference,
            **{name: value for name, value in self.fields.items() if value not in ("", None)},
            "customer": {kind: values[0] for kind, values in self.details.items() if values},
        }


async def all_rows(session: Session, actor: Actor, place: Place) -> list[Row]:
    """Of the actor's workspace."""
    seen = await queries.everything(session, actor)
    details = {one: await _details(session, actor, one) for one in seen.customers}
    nobody: Details = {}
    rows = [
        Row(
            APPOINTMENT,
            one.id,
            shown_reference(one.reference),
            {
                **one.fields,
                "start": local(one.starts_at, place),
                "end": local(one.ends_at, place),
                "date": local(one.starts_at, place)[:10],
                "time": local(one.starts_at, place)[11:],
                "provider": one.resource_name,
                "status": one.status,
                "kind": one.kind,
            },
            details[one.customer_id] if one.customer_id else nobody,
        )
        for one in seen.appointments
    ]
    rows += [
        Row(
            one.kind, one.id, one.reference, one.data, details[one.customer_id] if one.customer_id else nobody
        )
        for one in seen.records
    ]
    rows += [Row(CUSTOMER, one, "", {}, known) for one, known in details.items() if known]
    return rows


async def _details(session: Session, actor: Actor, customer_id: UUID) -> Details:
    """What is proven first."""
    known: dict[str, list[str]] = {}
    for one in await personal_values.of_customer(session, actor, customer_id):
        known.setdefault(one.kind.value, []).append(one.value)
    return known
