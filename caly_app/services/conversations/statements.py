"""The SQL of a turn. psycopg, sent in pipelines: this is the path that everything else waits for."""

# Both are functions (alembic/versions/0013_turns_by_their_own_index.py): a turn is two round trips.
RECEIVE = "select * from receive_turn(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
ANSWER = """
select answer_turn(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""

# With the conversation locked: has somebody taken it over, or answered this turn?
LOOK_AGAIN = """
select c.id, c.channel, c.sector, c.assistant_id, c.assistant_version, c.customer_id, c.language,
       c.handled_by, c.last_seq, c.dialogue, c.instruction, c.ended_at, c.has_escalated, c.operator_name,
       w.xmin::text || w.ctid::text, c.pending_since is not null,
       exists (select from turn t where t.answers = %s),
       (select coalesce(json_agg(json_build_array(l.speaker, l.delivered) order by l.seq), '[]') from (
          select seq, speaker, delivered from turn
          where conversation_id = c.id and delivered is not null and id <> %s order by seq desc limit 20) l)
from conversation c join workspace w on w.organization_id = c.organization_id and w.id = c.workspace_id
where c.id = %s and c.workspace_id = %s
for update of c
"""

UNANSWERED = """
select count(*) from turn said
where said.conversation_id = %s and said.speaker = 'customer' and said.seq <= %s
  and not exists (select from turn outcome where outcome.answers = said.id)
"""

SILENCE = """
insert into turn (id, organization_id, conversation_id, seq, speaker, author_name, answers, outcome,
                  tells, language, said_at, finished_at, asks, offers, quick_replies, why)
values (%s, %s, %s, %s, 'agent', '', %s, %s, %s, %s, %s, %s, '{}', '{}', '[]', '{}')
"""

WHAT_LEFT = """
update turn set outcome = 'answered', generated = %(words)s, delivered = %(words)s, why = why || %(why)s
where answers = %(turn)s
"""

SILENT = "update conversation set last_seq = %s where id = %s"

# What is hidden does not stay where it was typed; nor among the last words, where no reply came after it.
SAID_INSTEAD = """
with masked as (
  update turn set delivered = %(instead)s, why = why || %(why)s where id = %(turn)s returning conversation_id)
update conversation c set last_words = %(instead)s from masked where c.id = masked.conversation_id
  and c.last_words = left(%(said)s, %(most)s)
"""

SETTLE = "select settle_pending(%s, false)"

LET_GO = "update conversation set pending_by = null where id = %s and pending_by = %s"

TAKE_OVER_ORPHAN = """
update conversation set pending_by = %s
where id = %s and pending_since is not null and pending_by is not distinct from %s
"""

TOOL_RUN = """
insert into tool_run (id, organization_id, conversation_id, turn_id, step, tool, writes, key, state,
                      arguments, tells, milliseconds, ran_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""

# --- what a turn sends to a server of the business's own ---

# Locked: is it still the agent's to answer?
STILL_OURS = """
select c.handled_by = 'agent' and c.ended_at is null
       and not exists (select from turn t where t.answers = %s)
from conversation c where c.id = %s and c.workspace_id = %s for update
"""

# What was sent at this place of this turn before; or was sent alike in this conversation, and nobody knows.
SENT = """
select id, turn_id, key, state, arguments from tool_run
where conversation_id = %s
  and (turn_id = %s and step = %s or turn_id <> %s and state = 'intended' and key like %s)
order by turn_id = %s desc limit 1
"""

TAKE_ON = "update tool_run set turn_id = %s, step = %s where id = %s"

SENT_NOW = """
update tool_run set state = %s, arguments = arguments || %s, milliseconds = %s where organization_id = %s
  and key = %s
"""

FORGET_ANSWERS = "update tool_run set arguments = arguments - 'answer' where turn_id = %s and step >= %s"

OUTCOME_OF = """
select t.id, t.seq, t.delivered, t.outcome, t.quick_replies, t.card, t.asks, t.offers, t.tells, t.why,
       t.confidence, t.language, t.said_at, c.handled_by, c.has_escalated, c.ended_at
from turn t join conversation c on c.id = t.conversation_id
where t.answers = %s and t.conversation_id = %s
"""

SUCCESSOR = "select id from conversation where previous_id = %s order by started_at limit 1"

# What is played is gone with whoever plays it, and its clock is not ours: nobody else ends or answers it.
_IS_NOT_PLAYED = "not exists (select from workspace w where w.id = c.workspace_id and w.kind = 'scenario')"

ORPHANS = f"""
select c.organization_id, c.workspace_id, c.id, c.channel, c.customer_id, c.pending_by
from conversation c
where c.ended_at is null and c.pending_since is not null
  and (c.pending_by is null or c.pending_since < clock_timestamp() - make_interval(secs => %s)
       or not exists (select from heartbeat h where h.process_id = c.pending_by
                      and h.beat_at > clock_timestamp() - make_interval(secs => %s)))
  and {_IS_NOT_PLAYED}
order by c.pending_since limit 100
"""

UNANSWERED_TURNS = """
select said.id, said.seq, said.delivered, said.client_turn_id from turn said
where said.conversation_id = %s and said.speaker = 'customer'
  and not exists (select from turn outcome where outcome.answers = said.id)
order by said.seq
"""

NOTHING_PENDING = "update conversation set pending_since = null, pending_by = null where id = %s"

FALLEN_SILENT = f"""
select c.organization_id, c.workspace_id, c.id from conversation c
where c.ended_at is null and c.last_said_at < %s and c.pending_since is null and {_IS_NOT_PLAYED}
order by c.last_said_at limit %s
"""
