"""Drafts of knowledge: nothing is live before a person accepts it."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TENANT = "organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)"


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("masked", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("wording", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("turn_id", sa.Uuid(), nullable=True),
        sa.Column("gap_id", sa.Uuid(), nullable=True),
        sa.Column("created_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        _within("workspace_id", "workspace"),
        _within("conversation_id", "conversation", on_delete="CASCADE"),
        _within("turn_id", "turn", on_delete="CASCADE"),
        _within("gap_id", "gap", on_delete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_draft_organization_id_id")),
        sa.UniqueConstraint("workspace_id", "wording", name=op.f("uq_draft_workspace_id_wording")),
        sa.UniqueConstraint("turn_id", name=op.f("uq_draft_turn_id")),
    )
    for column in ("organization_id", "workspace_id", "gap_id", "conversation_id"):
        op.create_index(op.f(f"ix_draft_{column}"), "draft", [column])
    op.create_index(
        "ix_draft_recent", "draft", ["workspace_id", "state", sa.text("created_at desc"), sa.text("id desc")]
    )
    op.execute("alter table draft enable row level security")
    op.execute("alter table draft force row level security")
    op.execute(f"create policy tenant on draft using ({TENANT}) with check ({TENANT})")
    op.execute("grant select, insert, update, delete on draft to caly_app, caly_admin")


def downgrade() -> None:
    op.drop_table("draft")


def _within(column: str, table: str, on_delete: str | None = None) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        ["organization_id", column],
        [f"{table}.organization_id", f"{table}.id"],
        name=op.f(f"fk_draft_organization_id_{column}"),
        ondelete=on_delete,
    )
