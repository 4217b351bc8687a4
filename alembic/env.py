"""Migrations run as the owner of the tables, one process at a time.

The URL comes from the caller (`config.attributes["url"]`: the command line, the tests) or from the
settings. The jobs' own schema is procrastinate's and no business of autogenerate.
"""

from sqlalchemy import create_engine, make_url, text
from sqlmodel import SQLModel

import caly_app.models  # noqa: F401  (fills the metadata)
from alembic import context
from caly_app.settings import settings

config = context.config


def _is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def run() -> None:
    url = config.attributes.get("url") or settings.database_owner_url
    if not url:
        raise SystemExit("No database is set for migrations. Use ./caly migrate.")
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        # Two processes that migrate at once: the second waits, and finds nothing left to do.
        connection.execute(text("select pg_advisory_lock(hashtext('caly.migrations'))"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            include_object=_is_ours,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("select pg_advisory_unlock(hashtext('caly.migrations'))"))
        connection.commit()
    engine.dispose()


run()
