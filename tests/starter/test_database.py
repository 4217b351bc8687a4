"""A database that DATABASE_URL names: another cluster, as superuser, as plain owner, and not there at all."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from caly_app import database_roles
from caly_app.database_roles import CannotGrant
from caly_app.embedded_postgres import EmbeddedPostgres
from caly_app.processes import free_port
from caly_app.settings import settings
from caly_app.starter import database, migrations
from caly_app.starter.database import DatabaseNotReached, UnsuitableDatabase


@pytest.fixture(scope="module")
def superuser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a cluster that knows none of our roles."""
    home = tmp_path_factory.mktemp("cluster")
    postgres = EmbeddedPostgres(home, conf={"fsync": "off", "shared_buffers": "16MB"})
    urls = postgres.start()
    password = json.loads((home / "postgres.json").read_text())["postgres"]
    place = urls.owner.split("@")[1].removesuffix("/caly")
    url = f"postgresql://postgres:{password}@{place}/postgres"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("drop database caly")
        connection.execute("drop role caly_app, caly_admin, caly_owner")
    yield url
    postgres.stop()


@pytest.fixture
def given(superuser: str) -> Iterator[str]:
    """An empty database there; our roles are gone afterwards."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("create database business")
        yield superuser.removesuffix("/postgres") + "/business"
        connection.execute("drop database business with (force)")
        for role in database_roles.existing(connection):
            connection.execute(sql.SQL("drop role {}").format(sql.Identifier(role)))


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path) -> Iterator[None]:
    names = ("data_dir", "database_url", "database_owner_url", "database_admin_url")
    before = {name: getattr(settings, name) for name in names}
    settings.use(data_dir=tmp_path, database_url="", database_owner_url="", database_admin_url="")
    yield
    settings.use(**before)


def who(url: str) -> str:
    with psycopg.connect(url) as connection:
        return connection.info.user


def test_with_only_one_url_the_roles_are_made_and_known_again_next_time(given: str) -> None:
    for _start in range(2):
        settings.use(database_url=given, database_owner_url="", database_admin_url="")
        with database.at_hand():
            assert who(settings.database_url) == "caly_app"
            assert who(settings.database_admin_url) == "caly_admin"
            assert who(settings.database_owner_url) == "postgres"
            migrations.migrate()
            assert migrations.are_current()


def test_roles_with_passwords_that_we_do_not_know_are_left_alone_until_told(
    given: str, tmp_path: Path
) -> None:
    settings.use(database_url=given)
    database.use_given()
    settings.use(
        data_dir=tmp_path / "another", database_url=given, database_owner_url="", database_admin_url=""
    )
    with pytest.raises(UnsuitableDatabase, match="its password is not known here"):
        database.use_given()
    database.use_given(new_passwords=True)
    assert who(settings.database_url) == "caly_app"


def test_an_owner_who_may_not_make_roles_gets_the_statement_for_one_who_may(given: str) -> None:
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute("create extension vector")
        connection.execute("create role modest login password 'x'")
        connection.execute("alter database business owner to modest")
    modest = given.replace(given.split("@")[0], "postgresql://modest:x")
    try:
        settings.use(database_url=modest)
        with pytest.raises(CannotGrant, match='as superuser, run `create role "caly_app" login'):
            database.use_given()
    finally:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute("alter database business owner to postgres; drop role modest")


def test_a_database_that_is_not_there_is_said_in_one_sentence() -> None:
    settings.use(database_url=f"postgresql://a:b@127.0.0.1:{free_port()}/c")
    with pytest.raises(DatabaseNotReached, match="does not let us in: .*refused") as refused:
        database.use_given()
    assert "\n" not in refused.value.message


def test_an_old_server_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST", 99)
    settings.use(database_url=given)
    with pytest.raises(UnsuitableDatabase, match="The database is Postgres 18; Caly needs 99 or newer"):
        database.use_given()


def test_data_of_a_newer_caly_is_left_alone(given: str) -> None:
    settings.use(database_url=given)
    with database.at_hand():
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute("create table alembic_version as select 'ffff' as version_num")
        with pytest.raises(migrations.CannotMigrate, match="written by a newer Caly"):
            migrations.migrate()
