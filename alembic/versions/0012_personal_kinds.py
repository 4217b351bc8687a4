"""Which personal values a business has chosen to hide where; empty: as its sector says.

Kinds of personal values need no change: they are stored as their names.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "workspace",
        sa.Column("privacy", postgresql.JSONB(), nullable=False, server_default=sa.text("'{}'")),
    )
    op.alter_column("workspace", "privacy", server_default=None)


def downgrade() -> None:
    op.drop_column("workspace", "privacy")
