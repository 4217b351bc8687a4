"""Row security, what the roles may do, the doors that open before there is a tenant, and triggers.

The policies are the second wall behind every query's own `where`. Look-ups by slug, token or e-mail
happen before a tenant is known: definer functions, owned by the role that passes row security, give
exactly one row and nothing to browse.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TENANT = "(select nullif(current_setting('app.org_id', true), '')::uuid)"

BY_ORGANIZATION = (
    "api_key appointment assistant assistant_version command conversation customer data_key escalation "
    "holiday idempotency_key invitation mail membership note notification outbox personal_value record "
    "resource sign_in timeline tool_run turn typing usage workspace"
).split()

# People belong to several organizations: each sees those who are its members.
OWN_RULE = {
    "organization": f"id = {TENANT}",
    "account": f"id in (select account_id from membership where organization_id = {TENANT})",
    "account_token": f"account_id in (select account_id from membership where organization_id = {TENANT})",
}

# Nobody's data: counters of failed sign-ins (hashes) and living processes.
OF_NOBODY = ["sign_in_attempt", "heartbeat"]

FUNCTIONS = {
    "find_workspace(wanted text)": """
returns table (id uuid, organization_id uuid, kind text, allowed_domains text[], clock_offset_seconds int)
as $$ select id, organization_id, kind, allowed_domains, clock_offset_seconds
      from workspace where slug = wanted $$
""",
    "find_sign_in(wanted bytea)": """
returns table (id uuid, account_id uuid, organization_id uuid, membership_id uuid, role text, name text,
               email text, email_verified_at timestamptz, last_workspace_id uuid, last_seen_at timestamptz)
as $$ select s.id, s.account_id, s.organization_id, m.id, m.role, a.name, a.email, a.email_verified_at,
             m.last_workspace_id, s.last_seen_at
      from sign_in s
      join membership m on m.organization_id = s.organization_id and m.account_id = s.account_id
      join account a on a.id = s.account_id
      where s.token_hash = wanted and s.revoked_at is null and s.expires_at > clock_timestamp() $$
""",
    "find_api_key(wanted bytea)": """
returns table (id uuid, organization_id uuid, workspace_id uuid, name text, scopes text[],
               last_used_at timestamptz)
as $$ select id, organization_id, workspace_id, name, scopes, last_used_at
      from api_key where token_hash = wanted and revoked_at is null $$
""",
    "find_account(wanted text)": """
returns table (id uuid, email text, name text, password_hash text, email_verified_at timestamptz,
               last_organization_id uuid)
as $$ select id, email, name, password_hash, email_verified_at, last_organization_id
      from account where email = wanted $$
""",
    "memberships_of(wanted uuid)": """
returns table (organization_id uuid, organization_name text, role text)
as $$ select m.organization_id, o.name, m.role
      from membership m join organization o on o.id = m.organization_id
      where m.account_id = wanted order by m.created_at $$
""",
    "find_invitation(wanted bytea)": """
returns table (id uuid, organization_id uuid, organization_name text, email text, role text,
               expires_at timestamptz, accepted_at timestamptz, revoked_at timestamptz)
as $$ select i.id, i.organization_id, o.name, i.email, i.role, i.expires_at, i.accepted_at, i.revoked_at
      from invitation i join organization o on o.id = i.organization_id where i.token_hash = wanted $$
""",
    "find_account_token(wanted bytea)": """
returns table (id uuid, account_id uuid, kind text, expires_at timestamptz, used_at timestamptz,
               organization_id uuid)
as $$ select t.id, t.account_id, t.kind, t.expires_at, t.used_at,
             (select m.organization_id from membership m where m.account_id = t.account_id
              order by m.organization_id = a.last_organization_id desc nulls last limit 1)
      from account_token t join account a on a.id = t.account_id where t.token_hash = wanted $$
""",
}

# Full-text search under row security cannot use the index (`@@` is not leakproof), so it goes through
# a function that takes the tenant from the setting, and finds nothing when there is none.
SEARCH = f"""
create function search_conversations(words text, in_workspace uuid, most int)
returns table (conversation_id uuid) language sql stable security definer set search_path = public, pg_temp
as $$ select conversation_id from (
        select distinct on (t.conversation_id) t.conversation_id, t.said_at
        from turn t join conversation c on c.id = t.conversation_id
        where to_tsvector('simple', coalesce(t.delivered, '')) @@ websearch_to_tsquery('simple', words)
          and t.organization_id = {TENANT} and c.workspace_id = in_workspace
        order by t.conversation_id, t.said_at desc) found
      order by said_at desc limit most $$
"""

NEVER_CHANGED = """
create function refuse_change() returns trigger language plpgsql
as $$ begin
  raise exception '% rows are never changed', tg_table_name using errcode = 'restrict_violation';
end $$
"""


def upgrade() -> None:
    for table in BY_ORGANIZATION:
        _guard(table, f"organization_id = {TENANT}")
    for table, rule in OWN_RULE.items():
        _guard(table, rule, with_check="true" if table == "account" else None)
    everything = ", ".join([*BY_ORGANIZATION, *OWN_RULE, *OF_NOBODY])
    op.execute(f"grant select, insert, update, delete on {everything} to caly_app, caly_admin")
    op.execute("revoke update, delete on timeline, assistant_version from caly_app")

    # Owned by the role that passes row security: owned by the table's owner they would find nothing.
    for name, body in FUNCTIONS.items():
        op.execute(f"create function {name} {body.strip().replace('as $$', _DEFINER + ' as $$', 1)}")
        _give_to_admin(name)
    op.execute(SEARCH)
    _give_to_admin("search_conversations(text, uuid, int)")

    op.execute(NEVER_CHANGED)
    for table in ("assistant_version", "timeline"):
        op.execute(
            f"create trigger {table}_is_never_changed before update on {table} "
            "for each row execute function refuse_change()"
        )


_DEFINER = "language sql stable security definer set search_path = public, pg_temp"


def _guard(table: str, rule: str, with_check: str | None = None) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy tenant on {table} using ({rule}) with check ({with_check or rule})")


def _give_to_admin(function: str) -> None:
    op.execute(f"revoke all on function {_signature(function)} from public")
    op.execute(f"grant execute on function {_signature(function)} to caly_app, caly_admin")
    op.execute(f"alter function {_signature(function)} owner to caly_admin")


def _signature(function: str) -> str:
    name, arguments = function.rstrip(")").split("(")
    return f"{name}({', '.join(argument.split()[-1] for argument in arguments.split(','))})"


def downgrade() -> None:
    for table in ("assistant_version", "timeline"):
        op.execute(f"drop trigger {table}_is_never_changed on {table}")
    op.execute("drop function refuse_change()")
    op.execute("set local role caly_admin")
    op.execute("drop function search_conversations(text, uuid, int)")
    for name in FUNCTIONS:
        op.execute(f"drop function {_signature(name)}")
    op.execute("reset role")
    for table in [*BY_ORGANIZATION, *OWN_RULE]:
        op.execute(f"drop policy tenant on {table}")
        op.execute(f"alter table {table} no force row level security")
        op.execute(f"alter table {table} disable row level security")
    op.execute("revoke all on all tables in schema public from caly_app, caly_admin")
