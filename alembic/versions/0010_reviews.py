"""What people thought of replies, what was meant, and what nobody could answer."""

import sqlalchemy as sa
from sqlalchemy.schema import SchemaItem

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TENANT = "organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)"
TABLES = ("thumb", "review", "gap", "gap_turn")


def upgrade() -> None:
    op.create_table(
        "thumb",
        *_of_tenant("thumb", "workspace_id"),
        *_of_turn("thumb"),
        sa.Column("is_up", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_thumb_recent", "thumb", ["workspace_id", "is_up", sa.text("id desc")])
    op.create_table(
        "review",
        *_of_tenant("review", "workspace_id"),
        *_of_turn("review"),
        sa.Column("understood", sa.String(length=80), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("agent", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("meant", sa.String(length=80), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("phrase_id", sa.Uuid(), nullable=True),
        *_by("proposed", nullable=False),
        *_by("reviewed", nullable=True),
        sa.CheckConstraint(
            "state <> 'rejected' or words is null", name=op.f("ck_review_rejected_words_are_forgotten")
        ),
    )
    op.create_index("ix_review_recent", "review", ["workspace_id", "state", sa.text("id desc")])
    op.create_table(
        "gap",
        *_of_tenant("gap", "workspace_id"),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("normal_form", sa.String(length=300), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=100), nullable=False),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_gap_organization_id_id")),
        sa.UniqueConstraint(
            "workspace_id", "language", "normal_form", name=op.f("uq_gap_workspace_id_language_normal_form")
        ),
    )
    op.create_index(
        "ix_gap_recent", "gap", ["workspace_id", "state", sa.text("last_at desc"), sa.text("id desc")]
    )
    op.create_table(
        "gap_turn",
        *_of_tenant("gap_turn", "gap_id", on_delete="CASCADE", nullable=True),
        sa.Column("turn_id", sa.Uuid(), nullable=False),
        _within("gap_turn", "turn_id", on_delete="CASCADE"),
        sa.UniqueConstraint("turn_id", name=op.f("uq_gap_turn_turn_id")),
    )
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using ({TENANT}) with check ({TENANT})")
        op.execute(f"grant select, insert, update, delete on {table} to caly_app, caly_admin")
    # The few turns a job looks through each minute; others only meet the condition when they are written.
    op.create_index(
        "ix_turn_unanswered",
        "turn",
        ["id"],
        postgresql_where=sa.text("tells && '{fact_unknown,not_understood}'::varchar[]"),
    )


def downgrade() -> None:
    op.drop_index("ix_turn_unanswered", "turn")
    for table in reversed(TABLES):
        op.drop_table(table)


def _of_tenant(
    table: str, owner: str, on_delete: str | None = None, nullable: bool = False
) -> list[SchemaItem]:
    """Its key, its organization and what it hangs on: a workspace, or a gap."""
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False, index=True),
        sa.Column(owner, sa.Uuid(), nullable=nullable, index=True),
        _within(table, owner, on_delete),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _of_turn(table: str) -> list[SchemaItem]:
    return [
        sa.Column("conversation_id", sa.Uuid(), nullable=False, index=True),
        sa.Column("turn_id", sa.Uuid(), nullable=False),
        _within(table, "conversation_id", on_delete="CASCADE"),
        _within(table, "turn_id", on_delete="CASCADE"),
        sa.UniqueConstraint("turn_id", name=op.f(f"uq_{table}_turn_id")),
    ]


def _by(done: str, nullable: bool) -> list[SchemaItem]:
    return [
        sa.Column(f"{done}_by", sa.Uuid(), nullable=nullable),
        sa.Column(f"{done}_by_name", sa.String(length=200), nullable=False),
        sa.Column(f"{done}_at", sa.DateTime(timezone=True), nullable=nullable),
    ]


def _within(table: str, column: str, on_delete: str | None = None) -> sa.ForeignKeyConstraint:
    of = column.removesuffix("_id")
    return sa.ForeignKeyConstraint(
        ["organization_id", column],
        [f"{of}.organization_id", f"{of}.id"],
        name=op.f(f"fk_{table}_organization_id_{column}"),
        ondelete=on_delete,
    )
