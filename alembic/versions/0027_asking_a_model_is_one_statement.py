"""What a language model is asked is written down in one statement that commits by itself.

It was a transaction of four round trips, before every question to a model.
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# Each step sees what others have written before they let go of the lock.
BEGIN = """
create function begin_asking(
  in_organization uuid, in_workspace uuid, in_conversation uuid, asking_id uuid, as_kind text, of_model text,
  most_tokens bigint, most_micros bigint, held_tokens bigint, held_micros bigint, at timestamptz,
  midnight timestamptz, most_tokens_of_conversation numeric, most_micros_of_conversation numeric,
  most_tokens_of_day numeric, most_micros_of_day numeric)
returns table (conversation_tokens bigint, conversation_micros bigint, day_tokens bigint, day_micros bigint)
language plpgsql set search_path = public, pg_temp as $$
begin
  perform set_config('app.org_id', in_organization::text, true);
  perform pg_advisory_xact_lock(hashtextextended(in_workspace::text, 0));
  select coalesce(sum(quantity), 0) - held_tokens, coalesce(sum(cost_micros), 0) - held_micros
  into conversation_tokens, conversation_micros
  from usage
  where workspace_id = in_workspace and conversation_id = in_conversation and kind like 'model.%';
  select coalesce(sum(quantity), 0) - held_tokens, coalesce(sum(cost_micros), 0) - held_micros
  into day_tokens, day_micros
  from usage
  where workspace_id = in_workspace and used_at >= midnight and kind like 'model.%';
  if conversation_tokens < most_tokens_of_conversation and conversation_micros < most_micros_of_conversation
     and day_tokens < most_tokens_of_day and day_micros < most_micros_of_day then
    insert into usage (id, organization_id, workspace_id, conversation_id, kind, model, quantity, cost_micros,
                       currency, used_at)
    values (asking_id, in_organization, in_workspace, in_conversation, as_kind, of_model, most_tokens,
            most_micros, 'USD', at);
  end if;
  return next;
end $$
"""


def upgrade() -> None:
    op.execute(BEGIN)
    op.execute("revoke all on function begin_asking from public")
    op.execute("grant execute on function begin_asking to caly_app, caly_admin")


def downgrade() -> None:
    op.execute("drop function begin_asking")
