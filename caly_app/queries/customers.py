"""Who contacts the business. Their names and numbers are personal values: see services/personal_values."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, tuple_
from sqlmodel import col, select

from caly_app.actor import Actor, Permission
from caly_app.agents.lead_rules import LeadStatus
from caly_app.db import Session
from caly_app.errors import Forbidden, NotFound
from caly_app.models import Appointment, Conversation, Customer, FollowUp, Lead, Record


class CustomerNotFound(NotFound):
    """There is no such customer."""


Key = tuple[datetime, UUID]  # when they came, and id: what the list is ordered by


@dataclass(frozen=True)
class CustomerRow:
    id: UUID
    is_verified: bool
    language: str
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True)
class Dealings:
    """How much there is of a customer beside what is personal."""

    conversations: int
    appointments: int
    records: int


async def listed(
    session: Session,
    actor: Actor,
    *,
    ids: Collection[UUID] | None = None,
    status: LeadStatus | None = None,
    due_by: date | None = None,
    after: Key | None = None,
    limit: int = 50,
) -> list[CustomerRow]:
    """Newest first; `ids`: only these, `status`: only who is so far, `due_by`: only who is to be followed up.

    Raises Forbidden.
    """
    if not actor.may(Permission.READ_RECORDS):
        raise Forbidden("You may not see customers.")
    query = (
        select(Customer)
        .where(Customer.workspace_id == actor.workspace_id)
        .order_by(col(Customer.created_at).desc(), col(Customer.id).desc())
        .limit(limit)
    )
    if ids is not None:
        query = query.where(col(Customer.id).in_(ids))
    if status:
        query = query.where(_is_so_far(status))
    if due_by:
        query = query.where(_is_due(due_by))
    if after:
        query = query.where(tuple_(col(Customer.created_at), col(Customer.id)) < after)
    return [as_row(customer) for customer in await session.exec(query)]


def _is_so_far(status: LeadStatus) -> ColumnElement[bool]:
    of_theirs = select(Lead.status).where(Lead.customer_id == Customer.id).correlate(Customer)
    return func.coalesce(of_theirs.scalar_subquery(), LeadStatus.NONE.value) == status.value


def _is_due(day: date) -> ColumnElement[bool]:
    open_ones = select(FollowUp.id).where(
        FollowUp.customer_id == Customer.id, col(FollowUp.done_at).is_(None), FollowUp.due_on <= day
    )
    return open_ones.correlate(Customer).exists()


def as_row(customer: Customer) -> CustomerRow:
    return CustomerRow(
        customer.id, customer.is_verified, customer.language, customer.created_at, customer.last_seen_at
    )


async def dealings(session: Session, actor: Actor, customer_id: UUID) -> Dealings:
    counts = [
        await session.scalar(
            select(func.count()).where(
                col(table.workspace_id) == actor.workspace_id, col(table.customer_id) == customer_id
            )
        )
        for table in (Conversation, Appointment, Record)
    ]
    return Dealings(*(int(count or 0) for count in counts))


async def by_id(session: Session, actor: Actor, customer_id: UUID) -> Customer:
    found = await session.exec(
        select(Customer).where(Customer.workspace_id == actor.workspace_id, Customer.id == customer_id)
    )
    if customer := found.one_or_none():
        return customer
    raise CustomerNotFound


async def of_conversation(session: Session, actor: Actor, conversation_id: UUID) -> Customer | None:
    """Whose conversation it is; None when nobody is known."""
    found = await session.exec(
        select(Customer).where(
            Customer.workspace_id == actor.workspace_id,
            Conversation.workspace_id == actor.workspace_id,
            Conversation.id == conversation_id,
            Conversation.customer_id == Customer.id,
        )
    )
    return found.one_or_none()
