"""Which language model an answer came from stands beside what it cost.

What was used before has no name: nobody knows it any more.
"""

import sqlalchemy as sa

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("usage", sa.Column("model", sa.String(120), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("usage", "model")
