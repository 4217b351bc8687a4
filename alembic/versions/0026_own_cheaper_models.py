"""A workspace's own model may have a cheaper one beside it, of the same server, with its own price."""

import sqlalchemy as sa

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

PRICES = ("small_price_in", "small_price_out")


def upgrade() -> None:
    op.add_column("model_endpoint", sa.Column("small", sa.String(120), nullable=False, server_default=""))
    for name in PRICES:
        op.add_column("model_endpoint", sa.Column(name, sa.Numeric(11, 6), nullable=True))


def downgrade() -> None:
    for name in ("small", *PRICES):
        op.drop_column("model_endpoint", name)
