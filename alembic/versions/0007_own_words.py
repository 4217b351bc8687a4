"""A business's own words: what its customers say, and what was learned of it."""

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TENANT = "organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)"
TABLES = ("own_phrase", "own_head")


def upgrade() -> None:
    op.create_table(
        "own_phrase",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("intent", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("is_pattern", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _of_workspace("own_phrase"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_phrase")),
        sa.UniqueConstraint(
            "workspace_id",
            "language",
            "is_pattern",
            "text",
            name=op.f("uq_own_phrase_workspace_id_language_is_pattern_text"),
        ),
    )
    op.create_table(
        "own_head",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("built_from", sa.String(length=64), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("sentences", sa.Integer(), nullable=False),
        sa.Column("columns", sa.Integer(), nullable=False),
        sa.Column("points", sa.LargeBinary(), nullable=False),
        sa.Column("outputs", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _of_workspace("own_head"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_head")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_own_head_workspace_id")),
    )
    for table in TABLES:
        for column in ("organization_id", "workspace_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy tenant on {table} using ({TENANT}) with check ({TENANT})")
        op.execute(f"grant select, insert, update, delete on {table} to caly_app, caly_admin")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _of_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organization_id", "workspace_id"],
        ["workspace.organization_id", "workspace.id"],
        name=op.f(f"fk_{table}_organization_id_workspace_id"),
    )
