"""What a customer's side shows, as one statement: each open event stream asks for it at each ring.

Like the functions of 0004 it sets the tenant itself and runs under row security.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# How it stands is read first, and the turns by a later snapshot: where it says that the conversation has
# ended, no turn is missing. Nothing newer than `after`: the turns are not looked for at all.
SEEN = """
create function seen_by_customer(
  in_organization uuid, in_workspace uuid, in_conversation uuid, after int, most int)
returns table (
  handled_by text, operator_name text, escalated boolean, ended_at timestamptz, ended_by text,
  typing_name text, agent_works boolean, turns json)
language plpgsql set search_path = public, pg_temp as $$
#variable_conflict use_column
declare newest int;
begin
  perform set_config('app.org_id', in_organization::text, true);
  select c.handled_by, c.operator_name, c.ended_at, c.ended_by, c.last_seq,
         c.handled_by = 'operator' or exists (
             select from escalation e where e.conversation_id = c.id and e.resolved_at is null),
         case when c.handled_by = 'operator' then (
             select t.name from typing t where t.conversation_id = c.id and t.party = 'operator'
               and t.until > clock_timestamp()) end,
         c.pending_since is not null and c.handled_by = 'agent'
  into handled_by, operator_name, ended_at, ended_by, newest, escalated, typing_name, agent_works
  from conversation c where c.id = in_conversation and c.workspace_id = in_workspace;
  if not found then
    return;
  end if;
  if newest > after then
    turns := (
      select json_agg(json_build_array(
        s.id, s.seq, s.speaker, s.author_name, s.delivered, s.quick_replies, s.card, s.said_at,
        case when s.speaker = 'customer' then s.client_turn_id end, s.answers) order by s.seq)
      from (select * from turn t
            where t.conversation_id = in_conversation and t.seq > after and t.delivered is not null
            order by t.seq limit most) s);
  end if;
  return next;
end $$
"""


def upgrade() -> None:
    op.execute(SEEN)
    op.execute("revoke all on function seen_by_customer from public")
    op.execute("grant execute on function seen_by_customer to caly_app, caly_admin")


def downgrade() -> None:
    op.execute("drop function seen_by_customer")
