"""The two statements of a turn, one step after another, each by an index of its conversation.

As one statement, receive_turn() read all turns of an organization, and tried all its conversations,
wherever the planner knew no better: in a new database, until it is analyzed. answer_turn() wrote the
conversation twice.
"""

from alembic import context, op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Each step sees what a transaction we had to wait for has written: so the order of turns hangs on the lock,
# and a message that comes twice at the same moment is found the second time.
# Row security is a condition on the organization, for which turn has an index, too: without bitmaps it is
# never joined with the one that suffices.
# Where an operator answers, the outcome is the agent's silence, written at once.
RECEIVE = """
create or replace function receive_turn(
  in_organization uuid, in_workspace uuid, in_conversation uuid, turn_id uuid, silence_id uuid, sent_as text,
  said text, last_said text, at timestamptz, by_process uuid)
returns table (
  id uuid, channel text, sector text, assistant_id uuid, assistant_version int, customer_id uuid,
  language text, handled_by text, last_seq int, dialogue jsonb, instruction text, ended_at timestamptz,
  has_escalated boolean, operator_name text, workspace_stamp text, has_pending boolean,
  sent_id uuid, sent_seq int, sent_words text, last_words json)
language plpgsql set search_path = public, pg_temp set enable_bitmapscan = off as $$
#variable_conflict use_column
declare
  held record;
  sent record;
  words json;
  is_agents boolean;
begin
  perform set_config('app.org_id', in_organization::text, true);
  select c.*, w.xmin::text || w.ctid::text as stamp,
         at + make_interval(secs => w.clock_offset_seconds) as said_at into held
  from conversation c join workspace w on w.organization_id = in_organization and w.id = in_workspace
  where c.id = in_conversation and c.workspace_id = in_workspace
  for update of c;
  if not found then
    return;
  end if;
  select t.id, t.seq, t.delivered into sent from turn t
  where t.conversation_id = in_conversation and t.client_turn_id = sent_as;
  if sent.id is null and held.ended_at is null then
    select coalesce(json_agg(json_build_array(l.speaker, l.delivered) order by l.seq), '[]') into words from (
      select seq, speaker, delivered from turn
      where conversation_id = in_conversation and seq > held.last_seq - 40 and delivered is not null
      order by seq desc limit 20) l;
    is_agents := held.handled_by = 'agent';
    insert into turn (id, organization_id, conversation_id, seq, speaker, author_name, delivered,
                      client_turn_id, language, said_at, asks, offers, tells, quick_replies, why)
    values (turn_id, in_organization, in_conversation, held.last_seq + 1, 'customer', '', said, sent_as,
            held.language, held.said_at, '{}', '{}', '{}', '[]', '{}');
    if not is_agents then
      insert into turn (id, organization_id, conversation_id, seq, speaker, author_name, answers, outcome,
                        language, said_at, finished_at, asks, offers, tells, quick_replies, why)
      values (silence_id, in_organization, in_conversation, held.last_seq + 2, 'agent', '', turn_id, 'silent',
              held.language, held.said_at, held.said_at, '{}', '{}', '{}', '[]', '{}');
    end if;
    update conversation c
    set last_seq = held.last_seq + case when is_agents then 1 else 2 end, last_words = last_said,
        last_said_at = held.said_at,
        pending_since = case when is_agents then coalesce(held.pending_since, at) end,
        pending_by = case when is_agents then coalesce(held.pending_by, by_process) end
    where c.id = in_conversation;
  end if;
  return query
  select held.id, held.channel::text, held.sector::text, held.assistant_id, held.assistant_version,
         held.customer_id, held.language::text, held.handled_by::text, held.last_seq, held.dialogue,
         held.instruction::text, held.ended_at, held.has_escalated, held.operator_name::text, held.stamp,
         held.pending_since is not null, sent.id, sent.seq, sent.delivered::text, words;
end $$
"""

# Null: it is not the agent's to answer any more (an operator took over, it ended, it was answered).
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
  select c.last_seq, c.handled_by, c.ended_at into held
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


def upgrade() -> None:
    op.execute(RECEIVE)
    op.execute(ANSWER)


def downgrade() -> None:
    before = context.script.get_revision("0004").module
    for name, statement in (("receive_turn", before.RECEIVE), ("answer_turn", before.ANSWER)):
        op.execute(f"drop function {name}")
        op.execute(statement)
        op.execute(f"revoke all on function {name} from public")
        op.execute(f"grant execute on function {name} to caly_app, caly_admin")
