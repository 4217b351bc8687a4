"""The two statements of a turn, as functions: one round trip each, a transaction by itself.

receive_turn() acknowledges what a customer said; answer_turn() writes its outcome. They set the tenant
themselves and run under row security like everything else. What they decide is only what must be decided
with the conversation locked.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Locks the conversation. Only `held` sees what a transaction we had to wait for has written; so order
# hangs on it alone, and the same message coming twice at the same moment ends in a unique violation.
# Where an operator answers, the outcome is the agent's silence, written at once.
RECEIVE = """
create function receive_turn(
  in_organization uuid, in_workspace uuid, in_conversation uuid, turn_id uuid, silence_id uuid, sent_as text,
  said text, last_said text, at timestamptz, by_process uuid)
returns table (
  id uuid, channel text, sector text, assistant_id uuid, assistant_version int, customer_id uuid,
  language text, handled_by text, last_seq int, dialogue jsonb, instruction text, ended_at timestamptz,
  has_escalated boolean, operator_name text, workspace_stamp text, has_pending boolean,
  sent_id uuid, sent_seq int, sent_words text, last_words json)
language plpgsql set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  perform set_config('app.org_id', in_organization::text, true);
  return query
  with held as materialized (
    select c.*, w.xmin::text || w.ctid::text as stamp,
           make_interval(secs => w.clock_offset_seconds) as clock_offset
    from conversation c join workspace w on w.organization_id = c.organization_id and w.id = c.workspace_id
    where c.id = in_conversation and c.workspace_id = in_workspace
    for update of c),
  sent as (
    select t.id, t.seq, t.delivered from turn t
    where t.conversation_id = in_conversation and t.client_turn_id = sent_as),
  new as (
    insert into turn (id, organization_id, conversation_id, seq, speaker, author_name, delivered,
                      client_turn_id, language, said_at, asks, offers, tells, quick_replies, why)
    select turn_id, in_organization, held.id, held.last_seq + 1, 'customer', '', said, sent_as, held.language,
           at + held.clock_offset, '{}', '{}', '{}', '[]', '{}'
    from held where held.ended_at is null and not exists (select from sent)
    returning seq),
  silence as (
    insert into turn (id, organization_id, conversation_id, seq, speaker, author_name, answers, outcome,
                      language, said_at, finished_at, asks, offers, tells, quick_replies, why)
    select silence_id, in_organization, held.id, new.seq + 1, 'agent', '', turn_id, 'silent', held.language,
           at + held.clock_offset, at + held.clock_offset, '{}', '{}', '{}', '[]', '{}'
    from held, new where held.handled_by <> 'agent'
    returning seq),
  marked as (
    update conversation c
    set last_seq = coalesce((select seq from silence), new.seq), last_words = last_said,
        last_said_at = at + held.clock_offset,
        pending_since = case when held.handled_by = 'agent' then coalesce(c.pending_since, at) end,
        pending_by = case when held.handled_by = 'agent' then coalesce(c.pending_by, by_process) end
    from held, new where c.id = held.id)
  select held.id, held.channel::text, held.sector::text, held.assistant_id, held.assistant_version,
         held.customer_id, held.language::text, held.handled_by::text, held.last_seq, held.dialogue,
         held.instruction::text, held.ended_at, held.has_escalated, held.operator_name::text, held.stamp,
         held.pending_since is not null,
         sent.id, sent.seq, sent.delivered::text,
         (select coalesce(json_agg(json_build_array(l.speaker, l.delivered) order by l.seq), '[]') from (
            select seq, speaker, delivered from turn
            where conversation_id = in_conversation and delivered is not null order by seq desc limit 20) l)
  from held left join sent on true;
end $$
"""

# Null: it is not the agent's to answer any more (an operator took over, it ended, it was answered).
ANSWER = """
create function answer_turn(
  in_organization uuid, in_workspace uuid, in_conversation uuid, answer_id uuid, turn_id uuid, turn_seq int,
  with_outcome text, words text, asks text[], offers text[], tells text[], quick_replies jsonb, card jsonb,
  why jsonb, confidence float8, in_language text, at timestamptz, feeling float8, last_said text,
  new_dialogue jsonb)
returns int language plpgsql set search_path = public, pg_temp as $$
declare held record;
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
  update conversation c
  set last_seq = held.last_seq + 1, last_said_at = at, last_words = last_said, dialogue = new_dialogue,
      language = in_language, instruction = '', sentiment = coalesce(feeling, c.sentiment)
  where c.id = in_conversation;
  perform settle_pending(in_conversation, held.last_seq = turn_seq);
  return held.last_seq + 1;
end $$
"""

# Cleared, unless another turn of the customer waits. `is_last`: nothing was said after the turn.
SETTLE = """
create function settle_pending(in_conversation uuid, is_last boolean)
returns void language plpgsql set search_path = public, pg_temp as $$
begin
  if is_last or not exists (
      select from turn said where said.conversation_id = in_conversation and said.speaker = 'customer'
        and not exists (select from turn outcome where outcome.answers = said.id)) then
    update conversation c set pending_since = null, pending_by = null where c.id = in_conversation;
  end if;
end $$
"""

FUNCTIONS = ("receive_turn", "answer_turn", "settle_pending")


def upgrade() -> None:
    for statement in (SETTLE, RECEIVE, ANSWER):
        op.execute(statement)
    for name in FUNCTIONS:
        op.execute(f"revoke all on function {name} from public")
        op.execute(f"grant execute on function {name} to caly_app, caly_admin")


def downgrade() -> None:
    for name in FUNCTIONS:
        op.execute(f"drop function {name}")
