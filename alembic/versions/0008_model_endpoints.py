"""A language model for one workspace."""

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TENANT = "organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)"


def upgrade() -> None:
    op.create_table(
        "model_endpoint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name=op.f("fk_model_endpoint_organization_id_workspace_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_endpoint")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_model_endpoint_workspace_id")),
    )
    for column in ("organization_id", "workspace_id"):
        op.create_index(op.f(f"ix_model_endpoint_{column}"), "model_endpoint", [column])
    op.execute("alter table model_endpoint enable row level security")
    op.execute("alter table model_endpoint force row level security")
    op.execute(f"create policy tenant on model_endpoint using ({TENANT}) with check ({TENANT})")
    op.execute("grant select, insert, update, delete on model_endpoint to caly_app, caly_admin")


def downgrade() -> None:
    op.drop_table("model_endpoint")
