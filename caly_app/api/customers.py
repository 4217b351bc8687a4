"""Customers: who contacts the business, and what is held about whom and why."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from caly_app import db
from caly_app.actor import Actor, Permission
from caly_app.agents.lead_rules import LeadStatus
from caly_app.api.authentication import PEOPLE, require
from caly_app.api.idempotency import REPLAYED, SentOnce
from caly_app.api.paging import Asked, Page, page
from caly_app.api.text import Text, Utc
from caly_app.models import PersonalKind
from caly_app.queries import customers as customer_queries
from caly_app.queries import leads as lead_queries
from caly_app.queries.customers import CustomerRow
from caly_app.services import customer_exports, customer_facts, held_values
from caly_app.services.customer_facts import HeldFact
from caly_app.services.fields import PASSPHRASE_AT_LEAST, PASSPHRASE_AT_MOST
from caly_app.services.held_values import Completeness, HeldValue

router = APIRouter(prefix="/customers", tags=["customers"])

Reader = Annotated[Actor, require(Permission.READ_RECORDS)]
Changer = Annotated[Actor, require(Permission.CHANGE_RECORDS)]
Exporter = Annotated[Actor, require(Permission.EXPORT_CUSTOMERS, of=PEOPLE)]
Looker = Annotated[Actor, require(Permission.ANSWER_CONVERSATIONS, of=PEOPLE)]


class CustomerView(BaseModel):
    id: UUID
    name: str = Field(description="Empty when nobody knows it.")
    is_verified: bool = Field(description="On the business's own books; others are what somebody typed in.")
    status: LeadStatus = Field(description="How far they are on the way to a deal.")
    created_at: Utc
    last_seen_at: Utc

    @classmethod
    def of(cls, row: CustomerRow, names: Mapping[UUID, str], statuses: Mapping[UUID, LeadStatus]) -> Self:
        return cls(
            id=row.id,
            name=names.get(row.id, ""),
            is_verified=row.is_verified,
            status=statuses.get(row.id, LeadStatus.NONE),
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
        )


class HeldView(BaseModel):
    """One value, masked. Where it comes from says why it is held."""

    id: UUID
    kind: PersonalKind
    masked: str = Field(examples=["••• 123"])
    source: str = Field(
        examples=["said"], description="said, found, imported, demo, operator, customer, host_page"
    )
    is_proven: bool
    conversation_id: UUID | None
    created_at: Utc

    @classmethod
    def of(cls, one: HeldValue) -> Self:
        return cls(
            id=one.id,
            kind=one.kind,
            masked=one.masked,
            source=one.source,
            is_proven=one.is_proven,
            conversation_id=one.conversation_id,
            created_at=one.created_at,
        )


class CompletenessView(BaseModel):
    """What this business wants to hold of each customer (`privacy.wanted`), and what of it is not there."""

    wanted: list[PersonalKind]
    missing: list[PersonalKind]
    share: float = Field(description="0 to 1.", examples=[0.75])

    @classmethod
    def of(cls, one: Completeness) -> Self:
        share = one.held / len(one.wanted) if one.wanted else 1.0
        return cls.model_validate({"wanted": one.wanted, "missing": one.missing, "share": round(share, 2)})


class EncryptionView(BaseModel):
    """All values are encrypted (AES-256-GCM) with a key of the organization, which is replaced in turn."""

    key_number: int
    key_made_at: Utc
    replaced_by: Utc = Field(description="When its successor is made, and values are encrypted anew.")
    values: int
    older: int = Field(description="How many of them wait to be encrypted with this key.")


class CustomerDetail(CustomerView):
    conversations: int
    appointments: int
    records: int
    held: list[HeldView]
    completeness: CompletenessView
    encryption: EncryptionView | None = Field(description="Null where nothing is held.")


class FactView(BaseModel):
    """What they prefer or need, kept for the next time with their own yes."""

    id: UUID
    kind: str = Field(examples=["part_of_day"], description="A slot that the sector remembers.")
    title: str
    value: str = Field(description="In words, in English.")
    conversation_id: UUID = Field(description="In which they told it, and said yes.")
    seq: int = Field(description="Of the turn in which they told it.")
    language: str = Field(description="Of the words they said yes to.")
    consented_at: Utc

    @classmethod
    def of(cls, one: HeldFact) -> Self:
        return cls.model_validate(one, from_attributes=True)


class ShownValue(BaseModel):
    value: str


class ExportBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    passphrase: Annotated[Text, Field(max_length=PASSPHRASE_AT_MOST, repr=False)] = Field(
        description=(
            f"At least {PASSPHRASE_AT_LEAST} plain characters. It opens the file, and is stored nowhere."
        )
    )


@router.get("")
async def list_customers(
    actor: Reader,
    window: Asked,
    q: Annotated[Text, Query(max_length=200, description="Phone, e-mail address or whole name.")] = "",
    status: LeadStatus | None = None,
    due_by: Annotated[date | None, Query(description="Who is to be followed up by then.")] = None,
) -> Page[CustomerView]:
    """Newest first."""
    async with db.transaction(actor) as session:
        ids = await held_values.looked_for(session, actor, q) if q.strip() else None
        rows = await customer_queries.listed(
            session, actor, ids=ids, status=status, due_by=due_by, after=window.after, limit=window.rows
        )
        names = await held_values.names_of(session, actor, [row.id for row in rows])
        statuses = await lead_queries.statuses(session, actor, [row.id for row in rows])
    return page(
        window,
        rows,
        key=lambda row: (row.created_at, row.id),
        show=lambda row: CustomerView.of(row, names, statuses),
    )


@router.get("/{customer_id}")
async def get_customer(actor: Reader, customer_id: UUID) -> CustomerDetail:
    """What is held about one, masked, with where it comes from."""
    async with db.transaction(actor) as session:
        held = await held_values.of_customer(session, actor, customer_id)
        customer = await customer_queries.by_id(session, actor, customer_id)
        about = await customer_queries.dealings(session, actor, customer_id)
        names = await held_values.names_of(session, actor, [customer_id])
        complete = await held_values.completeness(session, actor, [customer_id])
        encryption = await held_values.encryption(session, actor, customer_id)
        statuses = await lead_queries.statuses(session, actor, [customer_id])
    row = customer_queries.as_row(customer)
    return CustomerDetail(
        **CustomerView.of(row, names, statuses).model_dump(),
        conversations=about.conversations,
        appointments=about.appointments,
        records=about.records,
        held=[HeldView.of(one) for one in held],
        completeness=CompletenessView.of(complete[customer_id]),
        encryption=EncryptionView.model_validate(encryption, from_attributes=True) if encryption else None,
    )


@router.get("/{customer_id}/values/{value_id}")
async def show_value(actor: Looker, customer_id: UUID, value_id: UUID) -> ShownValue:
    """One value in the clear, for a person who answers customers. It is written down that they looked."""
    async with db.transaction(actor) as session:
        return ShownValue(value=await held_values.show(session, actor, customer_id, value_id))


@router.get("/{customer_id}/facts")
async def list_facts(actor: Reader, customer_id: UUID, window: Asked) -> Page[FactView]:
    """What a customer agreed to be remembered by, newest first."""
    async with db.transaction(actor) as session:
        rows = await customer_facts.of_customer(
            session, actor, customer_id, after=window.after, limit=window.rows
        )
    return page(window, rows, key=lambda one: (one.consented_at, one.id), show=FactView.of)


@router.delete("/{customer_id}/facts/{fact_id}", status_code=204)
async def delete_fact(actor: Changer, customer_id: UUID, fact_id: UUID) -> None:
    """One that is gone already is gone. It is written down who deleted it."""
    async with db.transaction(actor) as session:
        await customer_facts.remove(session, actor, customer_id, fact_id)


_EXPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A ZIP archive (AES-256): customer.json and customer.html.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/{customer_id}/export", response_class=Response, responses=_EXPORT)
async def export_customer(actor: Exporter, customer_id: UUID, body: ExportBody, sent: SentOnce) -> Response:
    """All that is held about one, as an encrypted file, for an admin. It is written down that they took it.

    Sent again with the same key it gives the file anew, and is written down once.
    """
    archive = await customer_exports.export(actor, customer_id, body.passphrase, sent)
    return Response(
        archive,
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="customer-{str(customer_id)[-12:]}.zip"',
            "Cache-Control": "no-store",
            **(REPLAYED if sent and sent.is_again else {}),
        },
    )
