"""seen_by_customer() gives what the words of each turn rest on, besides: it is kept with their why."""

from alembic import context, op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ANSWERS = "s.answers) order by s.seq)"
ANSWERS_AND_SOURCES = "s.answers, s.why->'sources') order by s.seq)"


def upgrade() -> None:
    op.execute(_seen().replace(ANSWERS, ANSWERS_AND_SOURCES))


def downgrade() -> None:
    op.execute(_seen())


def _seen() -> str:
    seen: str = context.script.get_revision("0005").module.SEEN
    assert ANSWERS in seen
    return seen.replace("create function", "create or replace function")
