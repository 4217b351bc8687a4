"""What a returning customer agreed to be remembered by."""

import sqlalchemy as sa

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TENANT = "organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)"


def upgrade() -> None:
    op.create_table(
        "customer_fact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key_number", sa.Integer(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name=op.f("fk_customer_fact_organization_id_workspace_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customer.organization_id", "customer.id"],
            name=op.f("fk_customer_fact_organization_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "conversation_id"],
            ["conversation.organization_id", "conversation.id"],
            name=op.f("fk_customer_fact_organization_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_fact")),
        sa.UniqueConstraint("customer_id", "kind", name=op.f("uq_customer_fact_customer_id_kind")),
    )
    for column in ("organization_id", "workspace_id", "conversation_id"):
        op.create_index(op.f(f"ix_customer_fact_{column}"), "customer_fact", [column])
    op.execute("alter table customer_fact enable row level security")
    op.execute("alter table customer_fact force row level security")
    op.execute(f"create policy tenant on customer_fact using ({TENANT}) with check ({TENANT})")
    op.execute("grant select, insert, update, delete on customer_fact to caly_app, caly_admin")
    op.add_column("customer", sa.Column("refused_memory_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("customer", "refused_memory_at")
    op.drop_table("customer_fact")
