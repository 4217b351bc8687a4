"""`./caly up` as people run it: real processes, killed and asked to end."""

import http.client
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from caly_app.embedded_postgres import EmbeddedPostgres
from caly_app.processes import LINUX
from tests.web_server import WebServer, run

needs_linux = pytest.mark.skipif(not LINUX, reason="only Linux tells a child that its parent is gone")


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    server = WebServer(tmp_path_factory.mktemp("up") / "data", options=["--no-demo"])
    yield server
    server.end()


@pytest.fixture
def server(started: WebServer) -> WebServer:
    """One for all, without the demo; running, also after a test that has ended it."""
    if not started.is_running():
        started.start()
    return started


def family(server: WebServer) -> list[psutil.Process]:
    """Everything it has started, also where sessions are their own."""
    return psutil.Process(server.pid).children(recursive=True)


def soon(claim: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if claim():
            return True
        time.sleep(0.05)
    return claim()


def all_gone(processes: list[psutil.Process]) -> bool:
    return not [process for process in processes if process.is_running() and process.status() != "zombie"]


def test_it_says_where_it_is_and_serves_the_page(server: WebServer) -> None:
    assert "Caly is ready after" in server.output
    assert server.address in server.output
    assert httpx.get(server.address, follow_redirects=True).status_code == 200


def handshake(server: WebServer, host: str, origin: str) -> int:
    """The status with which a tab's websocket is answered: 101 is yes."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Host": host, "Origin": origin}
    connection.request("GET", "/_event/?EIO=4&transport=websocket", headers=headers | key)
    return connection.getresponse().status


def test_a_tab_is_heard_under_any_of_our_names_but_not_a_page_of_others(server: WebServer) -> None:
    for name in ("127.0.0.1", "localhost", "caly.example"):
        host = f"{name}:{server.port}"
        assert handshake(server, host, f"http://{host}") == 101
        assert handshake(server, host, f"https://{host}") == 101  # behind a proxy
    assert handshake(server, f"127.0.0.1:{server.port}", "http://evil.example") >= 400


def test_status_names_the_processes(server: WebServer) -> None:
    said = run("status", "--data", str(server.data)).stdout
    assert server.address in said and "ready" in said
    assert f"web       process {server.pid_of('web')}" in said
    assert "worker" in said


def test_logs_show_what_the_processes_wrote(server: WebServer) -> None:
    said = run("logs", "--data", str(server.data)).stdout
    assert "web: " in said and "postgres: " in said


def test_a_second_one_on_the_same_data_is_refused_in_one_sentence(server: WebServer) -> None:
    second = WebServer(server.data, options=["--no-demo"])
    refused = run("up", "--port", str(second.port), "--data", str(server.data))
    assert refused.returncode == 1
    assert "Caly runs already on the data folder" in refused.stderr
    assert server.address in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert server.answers()


def test_a_port_in_use_is_said_in_one_sentence_and_nothing_is_left(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = run("up", "--port", port, "--data", str(tmp_path / "data"))
    assert refused.returncode == 1
    assert refused.stderr.strip() == f"Port {port} is in use by another program: choose one with --port."
    assert not (tmp_path / "data").exists()


def test_elsewhere_than_on_this_machine_there_is_no_demo_unless_told_twice(tmp_path: Path) -> None:
    refused = run("up", "--host", "0.0.0.0", "--data", str(tmp_path))
    assert refused.returncode == 1
    assert "--no-demo" in refused.stderr and "--demo-anyway" in refused.stderr
    (tmp_path / "demo.json").write_text("{}")
    assert "holds a demo" in run("up", "--host", "0.0.0.0", "--no-demo", "--data", str(tmp_path)).stderr


def test_other_commands_attach_to_the_running_database(server: WebServer) -> None:
    done = run("migrate", "--data", str(server.data))
    assert (done.returncode, done.stdout) == (0, "The tables are up to date.\n")
    assert server.answers()


def test_doctor_finds_nothing_wrong(server: WebServer) -> None:
    said = run("doctor", "--data", str(server.data))
    assert "problem" not in said.stdout
    assert said.returncode == 0
    assert "row security  on and forced" in said.stdout
    assert f"Caly runs at {server.address}" in said.stdout


def test_a_web_process_that_dies_is_started_again_and_said_so(server: WebServer) -> None:
    died = server.pid_of("web")
    os.kill(died, signal.SIGKILL)
    assert soon(lambda: server.pid_of("web") not in (0, died))
    assert soon(server.answers)
    assert "web has ended (signal SIGKILL" in server.output
    assert "web runs again" in server.output


def test_a_database_that_dies_is_started_again(server: WebServer) -> None:
    [postgres] = [
        process for process in psutil.Process(server.pid).children() if process.name() == "postgres"
    ]
    postgres.kill()
    assert soon(lambda: "The database runs again." in server.output)
    assert run("migrate", "--data", str(server.data)).returncode == 0


@needs_linux
def test_a_kill_leaves_no_process_and_the_next_start_goes_on_within_seconds(server: WebServer) -> None:
    started = family(server)
    server.end(signal.SIGKILL)
    assert soon(lambda: all_gone(started), seconds=5), started
    began = time.monotonic()
    server.start()
    assert server.answers()
    # Alone it takes about three; here others may be at work.
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT])
def test_when_asked_to_end_everything_ends_within_five_seconds(
    server: WebServer, way: signal.Signals
) -> None:
    started = family(server)
    assert len(started) >= 3
    assert server.end(way) < 5
    assert all_gone(started)
    assert server.process and server.process.returncode == 0
    assert run("status", "--data", str(server.data)).returncode == 1


def test_asked_to_end_the_moment_it_is_ready_it_ends_well(tmp_path: Path) -> None:
    server = WebServer(tmp_path / "data", options=["--no-demo"]).start(wait=False)
    while not server.is_ready():
        assert server.is_running(), server.output
        time.sleep(0.001)
    server.end(signal.SIGINT)
    assert server.process and server.process.returncode == 0


@needs_linux
def test_a_kill_while_it_starts_leaves_no_process(tmp_path: Path) -> None:
    server = WebServer(tmp_path / "data", options=["--no-demo"]).start(wait=False)
    assert soon(lambda: (server.data / "postgres").exists(), seconds=30)
    started = family(server)
    server.end(signal.SIGKILL)
    assert soon(lambda: all_gone(started), seconds=5), started


def test_asked_to_end_while_it_starts_it_ends(tmp_path: Path) -> None:
    server = WebServer(tmp_path / "data", options=["--no-demo"]).start(wait=False)
    assert soon(lambda: (server.data / "postgres").exists(), seconds=30)
    started = family(server)
    assert server.end() < 5
    assert all_gone(started)


def test_data_of_another_postgres_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    refused = run("up", "--port", str(WebServer(tmp_path).port), "--data", str(tmp_path))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "was made by Postgres 16" in refused.stderr


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    port = str(WebServer(tmp_path).port)
    refused = run("up", "--port", port, "--data", str(tmp_path / "file"))
    assert refused.stderr == f"The data folder {tmp_path / 'file'} is not a folder.\n"
    # Not even root may make a folder in the kernel's own.
    refused = run("up", "--port", port, "--data", "/proc/caly")
    assert refused.stderr.startswith("The data folder /proc/caly cannot be written: ")
    assert refused.stderr.count("\n") == 1


def test_a_database_of_others_serves_as_well(tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path / "theirs", conf={"fsync": "off", "shared_buffers": "32MB"})
    urls = postgres.start()
    theirs = {
        "CALY_DATABASE_URL": urls.app,
        "CALY_DATABASE_OWNER_URL": urls.owner,
        "CALY_DATABASE_ADMIN_URL": urls.admin,
    }
    server = WebServer(tmp_path / "data", options=["--no-demo"], environment=theirs)
    try:
        server.start()
        assert httpx.get(f"{server.address}/api/v1/health/ready").status_code == 200
        assert not (server.data / "postgres").exists()
    finally:
        server.end()
        postgres.stop()
