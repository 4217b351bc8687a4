"""Scenarios that were played, and what came of them."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TENANT = "organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)"


def upgrade() -> None:
    op.create_table(
        "scenario_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("map", sa.Text(), nullable=False),
        sa.Column("only", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("scenarios", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.Column("played_in", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name=op.f("fk_scenario_run_organization_id_workspace_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_run")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_scenario_run_organization_id_id")),
    )
    op.create_index("ix_scenario_run_listed", "scenario_run", ["workspace_id", "asked_at", "id"])
    op.create_index(
        "ix_scenario_run_unfinished",
        "scenario_run",
        ["id"],
        postgresql_where=sa.text("ended_at is null or played_in is not null"),
    )
    op.create_table(
        "scenario_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("report", postgresql.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "run_id"],
            ["scenario_run.organization_id", "scenario_run.id"],
            name=op.f("fk_scenario_report_organization_id_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_report")),
        sa.UniqueConstraint("run_id", "position", name=op.f("uq_scenario_report_run_id_position")),
    )
    for table, columns in {
        "scenario_run": ("organization_id", "workspace_id"),
        "scenario_report": ("organization_id",),
    }.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using ({TENANT}) with check ({TENANT})")
        op.execute(f"grant select, insert, update, delete on {table} to caly_app, caly_admin")


def downgrade() -> None:
    op.drop_table("scenario_report")
    op.drop_table("scenario_run")
