import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from caly_app.embedded_postgres import CannotStart, EmbeddedPostgres
from caly_app.processes import LINUX, command_of

# What only a crash of the machine could miss: the tests need not wait for the disk.
QUICK = {"fsync": "off", "shared_buffers": "16MB"}

OWNER_OF_A_SERVER = """
import sys, time
from pathlib import Path
from typing import LiteralString
from caly_app.embedded_postgres import EmbeddedPostgres
postgres = EmbeddedPostgres(Path(sys.argv[1]), conf={"fsync": "off", "shared_buffers": "16MB"})
print(postgres.start().owner, postgres.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with a cluster that has ended: copied, so that each test has its own."""
    home = tmp_path_factory.mktemp("postgres") / "made"
    postgres = EmbeddedPostgres(home, conf=QUICK)
    postgres.start()
    postgres.stop()
    yield home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "home"
    subprocess.run(["cp", "-a", made, copy], check=True)
    return copy


@pytest.fixture
def postgres(home: Path) -> Iterator[EmbeddedPostgres]:
    postgres = EmbeddedPostgres(home, conf=QUICK)
    yield postgres
    postgres.stop()


def asked(url: str, question: LiteralString) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def ends(pid: int, within_seconds: float) -> bool:
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        if "postgres" not in command_of(pid):
            return True
        time.sleep(0.05)
    return False


def test_three_roles_meet_or_pass_row_security_and_find_the_vector_type(postgres: EmbeddedPostgres) -> None:
    urls = postgres.start()
    passes = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
    assert [asked(url, passes) for url in (urls.app, urls.owner, urls.admin)] == [False, False, True]
    assert asked(urls.app, "select '[1,2]'::vector is not null") is True


def test_a_warm_start_keeps_rows_and_port_and_takes_less_than_two_seconds(home: Path) -> None:
    first = EmbeddedPostgres(home, conf=QUICK)
    before = first.start()
    with psycopg.connect(before.owner) as connection:
        connection.execute("create table kept as select 7 as seven")
    first.stop()

    times = []
    for _ in range(3):
        began = time.monotonic()
        again = EmbeddedPostgres(home, conf=QUICK)
        after = again.start()
        times.append(time.monotonic() - began)
        try:
            assert after == before
            assert asked(after.owner, "select seven from kept") == 7
        finally:
            again.stop()
    assert min(times) < 2


def test_it_listens_on_this_machine_only_and_asks_everyone_for_a_password(postgres: EmbeddedPostgres) -> None:
    urls = postgres.start()
    assert asked(urls.owner, "show listen_addresses") == "127.0.0.1"
    without = urls.owner.replace(urls.owner.split(":")[2].split("@")[0], "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(without)


def test_passwords_are_read_by_their_owner_only(postgres: EmbeddedPostgres, home: Path) -> None:
    postgres.start()
    assert (home / "postgres.json").stat().st_mode & 0o077 == 0


def test_a_second_process_attaches_and_leaves_the_server_alone(
    postgres: EmbeddedPostgres, home: Path
) -> None:
    urls = postgres.start()
    attached = EmbeddedPostgres(home)
    assert attached.start() == urls
    assert postgres.owned and not attached.owned
    attached.stop()
    assert asked(urls.app, "select 1") == 1


@pytest.mark.skipif(not LINUX, reason="only Linux tells a child that its parent is gone")
def test_after_a_kill_of_its_owner_it_ends_and_the_next_start_finds_every_commit(home: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER_OF_A_SERVER, str(home)], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout
    url, pid = owner.stdout.readline().split()
    with psycopg.connect(url) as connection:
        connection.execute("create table kept as select 7 as seven")
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    assert ends(int(pid), within_seconds=5)

    following = EmbeddedPostgres(home, conf=QUICK)
    try:
        assert following.start().owner == url
        assert asked(url, "select seven from kept") == 7
    finally:
        following.stop()


@pytest.mark.skipif(not LINUX, reason="only Linux tells a child that its parent is gone")
def test_a_start_right_after_the_kill_waits_for_the_old_server_to_go(home: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER_OF_A_SERVER, str(home)], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout
    owner.stdout.readline()
    owner.send_signal(signal.SIGKILL)
    following = EmbeddedPostgres(home, conf=QUICK)
    try:
        assert asked(following.start().app, "select 1") == 1
    finally:
        following.stop()
        owner.wait()


def test_a_killed_server_is_revived_where_it_was(postgres: EmbeddedPostgres) -> None:
    urls = postgres.start()
    assert postgres.revive() is None
    assert postgres.pid
    os.kill(postgres.pid, signal.SIGKILL)
    time.sleep(0.3)
    assert postgres.revive() == urls
    assert asked(urls.app, "select 1") == 1


def test_whoever_attached_takes_over_when_the_owner_leaves(home: Path) -> None:
    first, second = EmbeddedPostgres(home, conf=QUICK), EmbeddedPostgres(home, conf=QUICK)
    urls = first.start()
    second.start()
    first.stop()
    try:
        assert second.revive() == urls
        assert second.owned
    finally:
        second.stop()


def test_another_port_than_last_time_if_that_is_taken(home: Path) -> None:
    port = json.loads((home / "postgres.endpoint.json").read_text())["port"]
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        postgres = EmbeddedPostgres(home, conf=QUICK)
        try:
            assert asked(postgres.start().app, "select 1") == 1
        finally:
            postgres.stop()


def test_a_kill_while_it_is_made_leaves_nothing_half(tmp_path: Path) -> None:
    (tmp_path / "postgres.making" / "base").mkdir(parents=True)
    (tmp_path / "postgres.making" / "PG_VERSION").write_text("18")
    postgres = EmbeddedPostgres(tmp_path, conf=QUICK)
    try:
        assert asked(postgres.start().app, "select 1") == 1
    finally:
        postgres.stop()


# -- one clear sentence each --------------------------------------------------------------------


def sentence(home: Path) -> str:
    with pytest.raises(CannotStart) as refused:
        EmbeddedPostgres(home, conf=QUICK).start()
    assert "\n" not in refused.value.message
    return refused.value.message


def test_data_of_another_version(home: Path) -> None:
    (home / "postgres" / "PG_VERSION").write_text("16\n")
    assert "was made by Postgres 16, this Caly brings Postgres 18" in sentence(home)


def test_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=10 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: full)
    assert "is full: 10 MB are free, 300 MB are needed" in sentence(tmp_path)


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert sentence(tmp_path / "file").endswith("is not a folder.")
    assert sentence(tmp_path / "file" / "below").endswith("is not a folder.")


def test_no_permission(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        tmp_path.chmod(0o500)
        assert sentence(tmp_path / "data").endswith("cannot be written: no permission.")
        return
    # Root may write anywhere but where nobody may: in the kernel's own folders.
    assert "cannot be written" in sentence(Path("/proc/caly"))


def test_lost_passwords(home: Path) -> None:
    (home / "postgres.json").unlink()
    assert "The passwords of the database cannot be read" in sentence(home)


def test_a_port_of_our_choice_that_is_taken(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=f"Port {port} for the database is in use"):
            EmbeddedPostgres(home, port=port, conf=QUICK).start()
