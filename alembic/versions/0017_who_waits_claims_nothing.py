"""A message that waits behind an earlier one does not claim the conversation for its process.

An earlier turn may have been let go by its process: claimed again by whoever merely waits for it, it was
nobody's, and found by the sweeper only once it counted as stuck.
"""

from alembic import context, op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

CLAIMS = "coalesce(held.pending_by, by_process) end"
CLAIMS_WHAT_IS_FREE = "case when held.pending_since is null then by_process else held.pending_by end end"


def upgrade() -> None:
    receive = context.script.get_revision("0013").module.RECEIVE
    assert CLAIMS in receive
    op.execute(receive.replace(CLAIMS, CLAIMS_WHAT_IS_FREE))


def downgrade() -> None:
    op.execute(context.script.get_revision("0013").module.RECEIVE)
