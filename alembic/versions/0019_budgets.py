"""What a workspace's own model costs, and how much it may use."""

import sqlalchemy as sa

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PRICES = ("price_in", "price_out")
BUDGETS = ("budget_conversation", "budget_day")
TOKENS = ("tokens_conversation", "tokens_day")
SUMMED = ["kind", "quantity", "cost_micros"]


def upgrade() -> None:
    for name in PRICES:
        op.add_column("model_endpoint", sa.Column(name, sa.Numeric(11, 6), nullable=True))
    for name in BUDGETS:
        op.add_column("model_endpoint", sa.Column(name, sa.Numeric(13, 6), nullable=True))
    for name in TOKENS:
        op.add_column("model_endpoint", sa.Column(name, sa.BigInteger(), nullable=True))
    op.create_index("ix_usage_workspace_day", "usage", ["workspace_id", "used_at"], postgresql_include=SUMMED)
    op.create_index("ix_usage_conversation", "usage", ["conversation_id"], postgresql_include=SUMMED)


def downgrade() -> None:
    op.drop_index("ix_usage_conversation", table_name="usage")
    op.drop_index("ix_usage_workspace_day", table_name="usage")
    for name in (*PRICES, *BUDGETS, *TOKENS):
        op.drop_column("model_endpoint", name)
