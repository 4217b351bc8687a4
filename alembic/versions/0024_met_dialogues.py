"""What stood before a turn, kept where a candidate runs: so that it hears an answer as one."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import context, op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TENANT = "organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)"

# As in 0013, and what the turn has met. What an operator had asked to be worked in is no customer's wish.
ANSWER = """
create or replace function answer_turn(
  in_organization uuid, in_workspace uuid, in_conversation uuid, answer_id uuid, turn_id uuid, turn_seq int,
  with_outcome text, words text, asks text[], offers text[], tells text[], quick_replies jsonb, card jsonb,
  why jsonb, confidence float8, in_language text, at timestamptz, feeling float8, last_said text,
  new_dialogue jsonb)
returns int language plpgsql set search_path = public, pg_temp set enable_bitmapscan = off as $$
declare
  held record;
  is_last boolean;
begin
  perform set_config('app.org_id', in_organization::text, true);
  select c.last_seq, c.handled_by, c.ended_at, c.dialogue, c.instruction into held
  from conversation c where c.id = in_conversation and c.workspace_id = in_workspace for update;
  if held is null or held.handled_by <> 'agent' or held.ended_at is not null
     or exists (select from turn t where t.answers = turn_id) then
    return null;
  end if;
  insert into turn (id, organization_id, conversation_id, seq, speaker, author_name, generated, delivered,
                    answers, outcome, asks, offers, tells, quick_replies, card, why, confidence, language,
                    said_at, finished_at)
  values (answer_id, in_organization, in_conversation, held.last_seq + 1, 'agent', '', words, words, turn_id,
          with_outcome, asks, offers, tells, quick_replies, card, why, confidence, in_language, at, at);
  if feeling is not null then
    update turn t set sentiment = feeling where t.id = turn_id;
  end if;
  insert into outbox (organization_id, workspace_id, topic, payload)
  values (in_organization, in_workspace, 'turn.answered',
          jsonb_build_object('conversation_id', in_conversation, 'turn_id', turn_id,
                             'seq', held.last_seq + 1));
  if with_outcome = 'answered' and held.instruction = ''
     and exists (select from shadow s where s.workspace_id = in_workspace and s.state = 'running') then
    insert into met_dialogue (id, organization_id, workspace_id, conversation_id, dialogue, became, met_at)
    values (answer_id, in_organization, in_workspace, in_conversation, held.dialogue, new_dialogue,
            clock_timestamp());
  end if;
  is_last := held.last_seq = turn_seq;  -- nothing was said after the turn
  update conversation c
  set last_seq = held.last_seq + 1, last_said_at = at, last_words = last_said, dialogue = new_dialogue,
      language = in_language, instruction = '', sentiment = coalesce(feeling, c.sentiment),
      pending_since = case when not is_last then c.pending_since end,
      pending_by = case when not is_last then c.pending_by end
  where c.id = in_conversation;
  if not is_last then
    perform settle_pending(in_conversation, false);
  end if;
  return held.last_seq + 1;
end $$
"""

_HEARD = ("asked", "live_heard", "heard", "differs")


def upgrade() -> None:
    op.create_table(
        "met_dialogue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("dialogue", postgresql.JSONB(), nullable=False),
        sa.Column("became", postgresql.JSONB(), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=False),
        _within("id", "turn", on_delete="CASCADE"),
        _within("workspace_id", "workspace"),
        _within("conversation_id", "conversation", on_delete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_met_dialogue")),
    )
    for column in ("organization_id", "workspace_id", "conversation_id"):
        op.create_index(op.f(f"ix_met_dialogue_{column}"), "met_dialogue", [column])
    op.execute("alter table met_dialogue enable row level security")
    op.execute("alter table met_dialogue force row level security")
    op.execute(f"create policy tenant on met_dialogue using ({TENANT}) with check ({TENANT})")
    op.execute("grant select, insert, update, delete on met_dialogue to caly_app, caly_admin")
    for name in _HEARD:
        names = sa.Column(name, postgresql.ARRAY(sa.String()), nullable=False, server_default="{}")
        op.add_column("shadow_reading", names)
    op.execute(ANSWER)


def downgrade() -> None:
    op.execute(context.script.get_revision("0013").module.ANSWER)
    for name in _HEARD:
        op.drop_column("shadow_reading", name)
    op.drop_table("met_dialogue")


def _within(column: str, table: str, on_delete: str | None = None) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        ["organization_id", column],
        [f"{table}.organization_id", f"{table}.id"],
        name=op.f(f"fk_met_dialogue_organization_id_{column}"),
        ondelete=on_delete,
    )
