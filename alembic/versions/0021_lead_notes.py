"""What the note writer says of a customer: how far they are, what a conversation left, what is to be done."""

import sqlalchemy as sa

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TENANT = "organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)"
STATUSES = ("none", "new", "interested", "qualified", "won", "lost")
KINDS = ("call_back", "person", "offer", "promised", "visit", "unfinished")


def upgrade() -> None:
    op.create_table(
        "lead",
        *_columns(),
        sa.Column("status", _enum("leadstatus", STATUSES), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_by_name", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed", _enum("leadstatus", STATUSES), nullable=True),
        *_of_customer("lead"),
        sa.UniqueConstraint("customer_id", name=op.f("uq_lead_customer_id")),
    )
    op.create_index("ix_lead_status", "lead", ["workspace_id", "status"])
    op.create_table(
        "lead_note",
        *_columns(),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("covers", sa.String(length=64), nullable=False),
        sa.Column("says", _enum("leadstatus", STATUSES), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Uuid(), nullable=True),
        sa.Column("edited_by_name", sa.String(length=200), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed", sa.String(), nullable=True),
        *_of_customer("lead_note"),
        _in_conversation("lead_note"),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_lead_note_conversation_id")),
    )
    op.create_index(
        "ix_lead_note_recent", "lead_note", ["customer_id", sa.text("written_at desc"), sa.text("id desc")]
    )
    op.create_table(
        "follow_up",
        *_columns(),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", _enum("followupkind", KINDS), nullable=False),
        sa.Column("what", sa.String(length=400), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("done_by_name", sa.String(length=200), nullable=False),
        *_of_customer("follow_up"),
        _in_conversation("follow_up"),
        sa.UniqueConstraint("customer_id", "key", name=op.f("uq_follow_up_customer_id_key")),
    )
    op.create_index(
        "ix_follow_up_open",
        "follow_up",
        ["workspace_id", "due_on", "id"],
        postgresql_where=sa.text("done_at is null"),
    )
    op.create_index(op.f("ix_follow_up_conversation_id"), "follow_up", ["conversation_id"])
    for table in ("lead", "lead_note", "follow_up"):
        for column in ("organization_id", "workspace_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
        _keep_to_tenants(table)
    op.add_column(
        "workspace", sa.Column("writes_notes", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.create_index(
        "ix_timeline_of_lead",
        "timeline",
        [sa.text("(details ->> 'customer_id')")],
        postgresql_where=sa.text("kind = 'lead_changed'"),
    )


def downgrade() -> None:
    op.drop_index("ix_timeline_of_lead", "timeline")
    op.drop_column("workspace", "writes_notes")
    for table in ("follow_up", "lead_note", "lead"):
        op.drop_table(table)


def _columns() -> list[sa.Column]:
    names = ("id", "organization_id", "workspace_id", "customer_id")
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in names]


def _enum(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, length=40)


def _of_customer(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name=op.f(f"fk_{table}_organization_id_workspace_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customer.organization_id", "customer.id"],
            name=op.f(f"fk_{table}_organization_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _in_conversation(table: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        ["organization_id", "conversation_id"],
        ["conversation.organization_id", "conversation.id"],
        name=op.f(f"fk_{table}_organization_id_conversation_id"),
        ondelete="CASCADE",
    )


def _keep_to_tenants(table: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy tenant on {table} using ({TENANT}) with check ({TENANT})")
    op.execute(f"grant select, insert, update, delete on {table} to caly_app, caly_admin")
