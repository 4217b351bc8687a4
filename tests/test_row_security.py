"""The second wall: the application's own filters are switched off here, only Postgres is left."""

import psycopg
import pytest
from psycopg import sql
from sqlmodel import SQLModel

from caly_app import clock, db
from caly_app.models import Holiday, Note, Notification
from caly_app.services.conversations.take_turn import take_turn
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member

# Rows of nobody: counters of failed sign-ins (hashes) and living processes.
OPEN_TO_ALL = {"sign_in_attempt", "heartbeat"}
TABLES = sorted(set(SQLModel.metadata.tables) - OPEN_TO_ALL)

pytestmark = pytest.mark.usefixtures("database")


async def a_lived_in_clinic() -> Clinic:
    clinic = await a_clinic()
    member = await a_member(clinic)
    started = await a_conversation(clinic)
    for turn, said in enumerate(("My name is Ros Penhale, I want to book", "I want to talk to a person")):
        await take_turn(clinic.customer(), started.conversation_id, str(turn), said, DEAF)
    async with db.transaction(member) as session:
        mine = {"organization_id": clinic.organization_id}
        session.add(
            Note(
                **mine,
                conversation_id=started.conversation_id,
                author_id=member.id,
                text="secret",
                written_at=clock.wall(),
            )
        )
        session.add(
            Notification(**mine, account_id=member.id, kind="call_escalated", created_at=clock.wall())
        )
        session.add(Holiday(**mine, workspace_id=clinic.workspace_id, on_date=clock.wall().date()))
    return clinic


def test_every_table_of_a_tenant_is_guarded_even_from_its_owner(admin):
    guarded = admin.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' "
        "and relrowsecurity and relforcerowsecurity"
    ).fetchall()
    assert sorted(name for (name,) in guarded) == TABLES


async def test_nobody_reads_counts_changes_or_removes_another_organization_s_rows(urls, admin):
    clinic, other = await a_lived_in_clinic(), await a_clinic()
    tried = 0
    for table in TABLES:
        name = sql.Identifier(table)
        rows = admin.execute(sql.SQL("select count(*) from {}").format(name)).fetchone()
        foreign = _count(admin, table, clinic)
        if not foreign:
            continue
        tried += 1
        with psycopg.connect(urls.app) as stranger:
            _become(stranger, other)
            seen = stranger.execute(sql.SQL("select * from {}").format(name)).fetchall()
            assert not [row for row in seen if clinic.organization_id in row], table
            of_tenant = any(clinic.organization_id in row for row in _all(admin, table))
            column = "organization_id" if of_tenant and table != "organization" else "id"
            for attempt in ("delete from {}", f"update {{}} set {column} = {column}"):
                try:
                    with stranger.transaction():
                        stranger.execute(sql.SQL(attempt).format(name))
                except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedColumn):
                    pass
                except psycopg.errors.ForeignKeyViolation:
                    pass  # of their own rows: the others were not even tried
            stranger.rollback()
        assert admin.execute(sql.SQL("select count(*) from {}").format(name)).fetchone() == rows, table
        assert _count(admin, table, clinic) == foreign, table
    assert tried >= 15


async def test_nobody_writes_into_another_organization(urls):
    clinic, other = await a_lived_in_clinic(), await a_clinic()
    with psycopg.connect(urls.app) as stranger:
        _become(stranger, other)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            stranger.execute(
                "insert into holiday (id, organization_id, workspace_id, on_date, name) "
                "values (gen_random_uuid(), %s, %s, '2027-01-01', '')",
                (clinic.organization_id, clinic.workspace_id),
            )


async def test_a_row_cannot_point_into_another_organization(urls):
    """Foreign keys are checked past row security: they hold the organization, too."""
    clinic, other = await a_lived_in_clinic(), await a_clinic()
    with psycopg.connect(urls.app) as stranger:
        _become(stranger, other)
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            stranger.execute(
                "insert into holiday (id, organization_id, workspace_id, on_date, name) "
                "values (gen_random_uuid(), %s, %s, '2027-01-01', '')",
                (other.organization_id, clinic.workspace_id),
            )


async def test_nobody_finds_another_organization_s_words(urls):
    clinic, other = await a_lived_in_clinic(), await a_clinic()
    with psycopg.connect(urls.app) as stranger:
        search = "select count(*) from search_conversations('Penhale', %s, 100)"
        _become(stranger, clinic)
        assert stranger.execute(search, (clinic.workspace_id,)).fetchone() == (1,)
        _become(stranger, other)
        assert stranger.execute(search, (clinic.workspace_id,)).fetchone() == (0,)


async def test_without_a_tenant_there_is_nothing(urls):
    await a_lived_in_clinic()
    with psycopg.connect(urls.app) as nobody:
        for table in TABLES:
            count = nobody.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table)))
            assert count.fetchone() == (0,), table


async def test_the_tenant_ends_with_the_transaction(urls):
    clinic = await a_lived_in_clinic()
    with psycopg.connect(urls.app) as connection:
        _become(connection, clinic)
        connection.commit()
        assert connection.execute("select count(*) from conversation").fetchone() == (0,)


async def test_what_is_for_ever_stays_as_it_is(urls):
    clinic = await a_lived_in_clinic()
    with psycopg.connect(urls.app) as connection:
        for table in ("timeline", "assistant_version"):
            _become(connection, clinic)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))
            connection.rollback()
    with psycopg.connect(urls.admin) as admin, pytest.raises(psycopg.errors.RestrictViolation):
        admin.execute("update assistant_version set message = 'I was never here'")


def _all(admin: psycopg.Connection, table: str) -> list[tuple[object, ...]]:
    return admin.execute(sql.SQL("select * from {}").format(sql.Identifier(table))).fetchall()


def _become(connection: psycopg.Connection, clinic: Clinic) -> None:
    connection.execute("select set_config('app.org_id', %s, true)", (str(clinic.organization_id),))


def _count(admin: psycopg.Connection, table: str, clinic: Clinic) -> int:
    columns = {
        name
        for (name,) in admin.execute(
            "select column_name from information_schema.columns where table_name = %s", (table,)
        )
    }
    if "organization_id" in columns:
        where = sql.SQL("organization_id = %s")
    elif table == "organization":
        where = sql.SQL("id = %s")
    else:
        where = sql.SQL("exists (select from membership m where m.organization_id = %s)")
    query = sql.SQL("select count(*) from {} where ").format(sql.Identifier(table)) + where
    row = admin.execute(query, (clinic.organization_id,)).fetchone()
    assert row
    return int(row[0])
