"""Codes that are sent to customers, and said back by them."""

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TENANT = "organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)"


def upgrade() -> None:
    op.create_table(
        "one_time_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name=op.f("fk_one_time_code_organization_id_workspace_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "conversation_id"],
            ["conversation.organization_id", "conversation.id"],
            name=op.f("fk_one_time_code_organization_id_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customer.organization_id", "customer.id"],
            name=op.f("fk_one_time_code_organization_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
    )
    for column in ("organization_id", "workspace_id", "conversation_id", "customer_id"):
        op.create_index(op.f(f"ix_one_time_code_{column}"), "one_time_code", [column])
    op.create_index(
        "uq_one_time_code_open",
        "one_time_code",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.execute("alter table one_time_code enable row level security")
    op.execute("alter table one_time_code force row level security")
    op.execute(f"create policy tenant on one_time_code using ({TENANT}) with check ({TENANT})")
    op.execute("grant select, insert, update, delete on one_time_code to caly_app, caly_admin")


def downgrade() -> None:
    op.drop_table("one_time_code")
