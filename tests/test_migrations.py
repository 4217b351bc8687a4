"""Migrations go up, down and up again, and say the same as the models."""

import psycopg
import pytest
from alembic.config import Config
from alembic.util import CommandError

from alembic import command
from caly_app.embedded_postgres import Urls
from tests.conftest import ROOT, migrate


def test_up_down_up(urls: Urls):
    migrate(urls.owner, "base")
    with psycopg.connect(urls.owner) as owner:
        left = owner.execute(
            "select count(*) from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"
        ).fetchone()
        functions = owner.execute(
            "select proname from pg_proc p where pronamespace = 'public'::regnamespace "
            "and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
        ).fetchall()
    migrate(urls.owner)
    assert left == (0,) and functions == []


def test_models_and_migrations_say_the_same(urls: Urls):
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = urls.owner
    try:
        command.check(config)
    except CommandError as difference:
        pytest.fail(str(difference))
