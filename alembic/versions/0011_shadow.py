"""A candidate that is tried beside the live one, and what figures are counted from."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TENANT = "organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)"


def upgrade() -> None:
    op.add_column(
        "conversation",
        sa.Column("agents", postgresql.ARRAY(sa.String()), nullable=False, server_default="{}"),
    )
    op.create_index(
        "ix_conversation_figures",
        "conversation",
        ["workspace_id", "started_at"],
        postgresql_include=["organization_id", "outcome", "disposition", "agents"],
    )
    op.create_table(
        "shadow",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("phrases", postgresql.JSONB(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("started_by_name", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promoted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("share > 0 and share <= 1", name=op.f("ck_shadow_is_a_share")),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name=op.f("fk_shadow_organization_id_workspace_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shadow")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_shadow_organization_id_id")),
    )
    op.create_index(
        "ix_shadow_running", "shadow", ["workspace_id"], postgresql_where=sa.text("state = 'running'")
    )
    op.create_table(
        "shadow_reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("shadow_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("turn_id", sa.Uuid(), nullable=False),
        sa.Column("live_intent", sa.String(length=80), nullable=False),
        sa.Column("live_confidence", sa.Float(), nullable=True),
        sa.Column("intent", sa.String(length=80), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        sa.Column("milliseconds", sa.Float(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "shadow_id"],
            ["shadow.organization_id", "shadow.id"],
            name=op.f("fk_shadow_reading_organization_id_shadow_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "conversation_id"],
            ["conversation.organization_id", "conversation.id"],
            name=op.f("fk_shadow_reading_organization_id_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "turn_id"],
            ["turn.organization_id", "turn.id"],
            name=op.f("fk_shadow_reading_organization_id_turn_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shadow_reading")),
        sa.UniqueConstraint("shadow_id", "turn_id", name=op.f("uq_shadow_reading_shadow_id_turn_id")),
    )
    op.create_index(
        "ix_shadow_reading_disagreements",
        "shadow_reading",
        ["shadow_id", "agrees", sa.text("id desc")],
    )
    for table, columns in {
        "shadow": ("organization_id", "workspace_id"),
        "shadow_reading": ("organization_id", "conversation_id", "turn_id"),
    }.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using ({TENANT}) with check ({TENANT})")
        op.execute(f"grant select, insert, update, delete on {table} to caly_app, caly_admin")


def downgrade() -> None:
    op.drop_table("shadow_reading")
    op.drop_table("shadow")
    op.drop_index("ix_conversation_figures", table_name="conversation")
    op.drop_column("conversation", "agents")
