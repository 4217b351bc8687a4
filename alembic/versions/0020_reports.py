"""Reports that a business asked for in words and keeps."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TENANT = "organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)"


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("report", postgresql.JSONB(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("every", sa.String(length=40), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("sent_to", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("every in ('day', 'week', 'month')", name=op.f("ck_report_every")),
        sa.CheckConstraint(
            "hour between 0 and 23 and day between 1 and 31", name=op.f("ck_report_is_a_time")
        ),
        sa.CheckConstraint(
            "(every is null) = (due_at is null)", name=op.f("ck_report_is_due_where_scheduled")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name=op.f("fk_report_organization_id_workspace_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_report_organization_id_id")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_report_workspace_id_name")),
    )
    for column in ("organization_id", "workspace_id"):
        op.create_index(op.f(f"ix_report_{column}"), "report", [column])
    op.create_index(
        "ix_report_recent", "report", ["workspace_id", sa.text("created_at desc"), sa.text("id desc")]
    )
    op.create_index("ix_report_due", "report", ["due_at"], postgresql_where=sa.text("due_at is not null"))
    op.execute("alter table report enable row level security")
    op.execute("alter table report force row level security")
    op.execute(f"create policy tenant on report using ({TENANT}) with check ({TENANT})")
    op.execute("grant select, insert, update, delete on report to caly_app, caly_admin")


def downgrade() -> None:
    op.drop_table("report")
