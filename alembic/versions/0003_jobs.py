"""The jobs' own tables, as procrastinate 3 ships them (its functions expect to find them by bare name)."""

from procrastinate.schema import SchemaManager

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = "procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers"


def upgrade() -> None:
    # Past SQLAlchemy, which would take the colons and percent signs for parameters.
    op.get_bind().connection.driver_connection.execute(SchemaManager.get_schema())
    op.execute(f"grant select, insert, update, delete on {_TABLES} to caly_app, caly_admin")
    op.execute("grant usage, select on all sequences in schema public to caly_app, caly_admin")


def downgrade() -> None:
    op.execute(
        """
        do $$ declare made record; begin
          drop table if exists procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs,
            procrastinate_workers cascade;
          for made in select oid::regprocedure as name from pg_proc
                      where proname like 'procrastinate\\_%' and pronamespace = 'public'::regnamespace loop
            execute 'drop function if exists ' || made.name || ' cascade';
          end loop;
          for made in select typname as name from pg_type
                      where typname like 'procrastinate\\_%' and typtype in ('e', 'c')
                        and typnamespace = 'public'::regnamespace loop
            execute format('drop type if exists %I cascade', made.name);
          end loop;
        end $$
        """
    )
