"""Text messages, kept as mails are; and messages that are worth nothing after a while."""

import sqlalchemy as sa

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail", sa.Column("channel", sa.String(length=40), nullable=False, server_default="email"))
    op.alter_column("mail", "channel", server_default=None)
    op.add_column("mail", sa.Column("good_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("alter table mail no force row level security")  # the owner has no organization
    op.execute("delete from mail where channel <> 'email'")  # no mail server takes a phone number
    op.execute("alter table mail force row level security")
    op.drop_column("mail", "good_until")
    op.drop_column("mail", "channel")
