"""What every table of a tenant has, so that no row can belong to two."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Enum, ForeignKeyConstraint, MetaData, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel
from uuid_utils.compat import uuid7

# Constraints have names, so that a migration can speak of them.
SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ex": "ex_%(table_name)s_%(column_0_N_name)s",
    }
).naming_convention


class TenantRow(SQLModel):
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organization_id: UUID = Field(index=True)


class WorkspaceRow(TenantRow):
    workspace_id: UUID = Field(index=True)


def within_tenant(column: str, table: str, on_delete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key that cannot cross tenants: Postgres checks one past row-level security."""
    return ForeignKeyConstraint(
        ["organization_id", column], [f"{table}.organization_id", f"{table}.id"], ondelete=on_delete
    )


def within_organization() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["organization_id"], ["organization.id"])


def referable() -> UniqueConstraint:
    """What within_tenant() points at."""
    return UniqueConstraint("organization_id", "id")


def moment(**kwargs: Any) -> Any:
    """A time with its zone. Required unless a default is given."""
    return Field(sa_type=DateTime(timezone=True), **kwargs)


def document(**kwargs: Any) -> Any:
    """A JSON document, an empty one if nothing is said."""
    kwargs.setdefault("default_factory", dict)
    return Field(sa_type=JSONB, nullable=False, **kwargs)


def text_enum(kind: type, **kwargs: Any) -> Any:
    """An enum kept as its text: a new member needs no migration."""
    values = {"native_enum": False, "create_constraint": False, "length": 40}
    nullable = kwargs.pop("nullable", kwargs.get("default", ...) is None)
    column: Column[Any] = Column(
        Enum(kind, values_callable=lambda members: [member.value for member in members], **values),
        nullable=nullable,
        index=kwargs.pop("index", False),
    )
    return Field(sa_column=column, **kwargs)


Moment = datetime
