"""What the doctor says when something is wrong, and that it says what to do."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from caly_app.embedded_postgres import EmbeddedPostgres
from caly_app.processes import free_port
from tests.fake_gateway import ACCOUNT, SENDER, TOKEN, fake_gateway
from tests.web_server import run


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A migrated data folder whose Postgres runs, so that the commands need only attach."""
    data = tmp_path_factory.mktemp("doctor") / "data"
    postgres = EmbeddedPostgres(data, conf={"fsync": "off", "shared_buffers": "16MB"})
    postgres.start()
    assert run("migrate", "--data", str(data)).returncode == 0
    yield data
    postgres.stop()


@pytest.fixture
def owner(data: Path) -> Iterator[psycopg.Connection]:
    with psycopg.connect(EmbeddedPostgres(data).start().owner, autocommit=True) as connection:
        yield connection


def lines(data: Path, **environment: str) -> tuple[int, dict[str, str]]:
    """The exit code, and by part what it says with what to do."""
    done = run("doctor", "--data", str(data), **environment)
    said: dict[str, str] = {}
    part = ""
    for line in done.stdout.splitlines():
        if line.startswith(" "):
            said[part] += " | " + line.strip()
        else:
            state, part, text = line[:8].strip(), line[9:22].strip(), line[23:]
            said[part] = f"{state}: {text}"
    return done.returncode, said


def test_all_is_well(data: Path) -> None:
    code, said = lines(data)
    assert code == 0, said
    assert said["database"].startswith("ok: Postgres 18.")
    assert said["tables"].startswith("ok: up to date")
    assert said["roles"].startswith("ok")
    assert said["row security"].startswith("ok: on and forced")
    assert said["mail"].startswith("note: kept, not sent")
    assert said["text messages"].startswith("note: kept, not sent")
    assert said["understanding"].startswith("ok: local")


def test_a_table_whose_row_security_was_taken_off(data: Path, owner: psycopg.Connection) -> None:
    owner.execute("alter table customer no force row level security")
    try:
        code, said = lines(data)
    finally:
        owner.execute("alter table customer force row level security")
    assert code == 1
    assert said["row security"].startswith("problem: not forced on: customer;")
    assert "To do:" in said["row security"]


def test_a_policy_that_lets_everything_through(data: Path, owner: psycopg.Connection) -> None:
    admin = EmbeddedPostgres(data).start().admin
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(
            "insert into organization (id, name, is_demo, created_at) "
            "values (gen_random_uuid(), 'Somebody', false, now())"
        )
    owner.execute("create policy leak on organization using (true)")
    try:
        code, said = lines(data)
    finally:
        owner.execute("drop policy leak on organization")
    assert code == 1
    assert "rows seen without an organization in: organization" in said["row security"]


def test_tables_of_an_older_caly(data: Path, owner: psycopg.Connection) -> None:
    row = owner.execute("select version_num from alembic_version").fetchone()
    assert row
    owner.execute("update alembic_version set version_num = '0001'")
    try:
        code, said = lines(data)
    finally:
        owner.execute("update alembic_version set version_num = %s", row)
    assert code == 1
    assert said["tables"].endswith("To do: run ./caly migrate")


def test_a_mail_server_that_does_not_answer(data: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = str(nobody.getsockname()[1])
        code, said = lines(data, CALY_SMTP_HOST="127.0.0.1", CALY_SMTP_PORT=port)
    assert code == 1
    assert said["mail"].startswith(f"problem: 127.0.0.1:{port} does not take our mail")


def test_a_language_model_that_does_not_answer(data: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}/v1"
    code, said = lines(data, CALY_MODEL_URL=url)
    assert code == 1
    assert said["model"].startswith("problem") and "CALY_MODEL_URL" in said["model"]


def test_a_port_that_is_taken(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said = lines(data, CALY_PORT=str(taken.getsockname()[1]))
    assert code == 1
    assert said["port"].startswith("problem")


def test_a_folder_where_nothing_has_run_is_left_as_it_is(tmp_path: Path) -> None:
    code, said = lines(tmp_path / "nothing")
    assert code == 0
    assert said["database"].startswith("note: none yet")
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize(
    ("set_to", "says"),
    [
        ({}, "ok: http://127.0.0.1:"),
        ({"CALY_SMS_TOKEN": "other"}, "problem: The gateway for text messages does not let us in (401)."),
        ({"CALY_SMS_FROM": ""}, "problem: an account is set, but no token or no sender"),
        ({"CALY_SMS_URL": "http://127.0.0.1:1"}, "problem: The gateway for text messages did not answer"),
    ],
)
async def test_the_gateway_for_text_messages_is_tried(data: Path, set_to: dict[str, str], says: str) -> None:
    async with fake_gateway() as fake:
        wired = {"CALY_SMS_URL": fake.url, "CALY_SMS_ACCOUNT": ACCOUNT, "CALY_SMS_TOKEN": TOKEN}
        environment = {**wired, "CALY_SMS_FROM": SENDER, **set_to}
        _, said = await asyncio.to_thread(lines, data, **environment)

    assert said["text messages"].startswith(says)
    assert fake.sent == []


def test_what_was_given_up_is_told(data: Path) -> None:
    admin = EmbeddedPostgres(data).start().admin
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(
            "with one as (insert into organization (id, name, is_demo, created_at) "
            "values (gen_random_uuid(), 'Another', false, now()) returning id) "
            "insert into mail (id, organization_id, key, channel, to_address, subject, text, state, "
            "attempts, error, created_at) select gen_random_uuid(), id, 'a', 'text', '+12125550143', '', "
            "'Hi', 'failed', 1, '21211: no number.', now() from one"
        )
    code, said = lines(data)

    assert code == 0
    assert said["not delivered"].startswith("note: 1 of the text messages of the last day. The last: 21211")
