"""Who is told that a turn was answered learns how: what was asked, told and offered, as codes."""

from alembic import context, op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TOLD = """
          jsonb_build_object('conversation_id', in_conversation, 'turn_id', turn_id,
                             'seq', held.last_seq + 1));
"""
TOLD_HOW = """
          jsonb_build_object('conversation_id', in_conversation, 'turn_id', turn_id,
                             'seq', held.last_seq + 1, 'outcome', with_outcome, 'asks', to_jsonb(asks),
                             'tells', to_jsonb(tells), 'offers', to_jsonb(offers)));
"""


def upgrade() -> None:
    before: str = context.script.get_revision("0024").module.ANSWER
    if TOLD not in before:
        raise LookupError("answer_turn() does not tell others what it did in 0024")
    op.execute(before.replace(TOLD, TOLD_HOW))


def downgrade() -> None:
    op.execute(context.script.get_revision("0024").module.ANSWER)
