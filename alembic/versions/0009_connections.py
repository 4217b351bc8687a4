"""Servers of a business's own: how they are reached."""

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TENANT = "organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)"


def upgrade() -> None:
    op.create_table(
        "connection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("header", sa.String(length=60), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name=op.f("fk_connection_organization_id_workspace_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connection")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_connection_workspace_id_name")),
    )
    for column in ("organization_id", "workspace_id"):
        op.create_index(op.f(f"ix_connection_{column}"), "connection", [column])
    op.execute("alter table connection enable row level security")
    op.execute("alter table connection force row level security")
    op.execute(f"create policy tenant on connection using ({TENANT}) with check ({TENANT})")
    op.execute("grant select, insert, update, delete on connection to caly_app, caly_admin")


def downgrade() -> None:
    op.drop_table("connection")
