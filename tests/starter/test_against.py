"""Scenarios that a running Caly plays come to the same as those that the command plays itself."""

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from caly_app.errors import Refused
from caly_app.processes import free_port
from caly_app.settings import ROOT
from caly_app.starter.against import Server
from tests.web_server import WebServer, run

FILE = ROOT / "tests" / "scenarios" / "telecom.yaml"
CHANCE = re.compile(
    r"pv:[0-9a-f-]+|[0-9a-f]{8}-[0-9a-f-]{27}|\b[A-Z0-9]{4}-?[A-Z0-9]{4}\b|\b(?:[A-Z0-9] ){7}[A-Z0-9]\b"
    r"|\d\d:\d\d:\d\d\.\d+|\d+\.\d\d s"
)


def without_chance(text: str) -> str:
    return CHANCE.sub("…", text)


def reports(folder: Path) -> dict[str, Any]:
    """Without what chance and the clock put in: ids, references of what is new, how long something took."""
    return {path.name: _plain(json.loads(path.read_text())) for path in sorted(folder.glob("*.json"))}


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(one) for key, one in value.items() if key not in ("seconds", "milliseconds")}
        case list():
            return [_plain(one) for one in value]
        case str():
            return without_chance(value)
    return value


def test_a_running_caly_plays_the_same(web: WebServer, tmp_path: Path) -> None:
    here = run("scenarios", str(FILE), "--data", str(web.data), "--report", str(tmp_path / "here"), "--talk")
    key = web.demo["scenarios"]["api_key"]
    there = run(
        *("scenarios", str(FILE), "--against", web.address, "--report", str(tmp_path / "there"), "--talk"),
        CALY_SCENARIOS_KEY=key,
        CALY_DATA_DIR=str(tmp_path / "nothing is made here"),
    )
    assert there.returncode == here.returncode == 0, there.stdout + there.stderr
    assert without_chance(there.stdout) == without_chance(here.stdout)
    assert reports(tmp_path / "there") == reports(tmp_path / "here") != {}
    assert not (tmp_path / "nothing is made here").exists()

    one = json.loads(next((tmp_path / "here").glob("*.json")).read_text())["id"]
    chosen = run("scenarios", str(FILE), "--only", one, "--against", web.address, "--key", key)
    assert chosen.returncode == 0 and chosen.stdout.count("pass ") == 1 and one in chosen.stdout


def test_what_fails_is_told_in_the_same_words(web: WebServer, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps({"sector": "telecom", "scenarios": [_fails()]}))
    here = run("scenarios", str(wrong), "--data", str(web.data))
    there = run("scenarios", str(wrong), "--against", web.address, "--key", web.demo["scenarios"]["api_key"])
    assert here.returncode == there.returncode == 1
    assert without_chance(there.stdout) == without_chance(here.stdout)
    assert "it was, because of" in there.stdout


def _fails() -> dict[str, Any]:
    return {
        "id": "calls-a-person",
        "now": "2026-10-05T14:00",
        "turns": [{"say": "I want to talk to a person"}],
        "expect": {"escalated": False},
    }


def test_a_key_that_may_not_is_told_so(web: WebServer) -> None:
    nobody = run("scenarios", str(FILE), "--against", web.address, "--key", "caly_nobody")
    assert nobody.returncode == 1
    assert nobody.stderr.strip() == f"This key opens nothing at {web.address}."


@pytest.mark.parametrize(
    "url",
    ["https://example.org", "http://192.168.1.7:3000", "http://127.0.0.1.example.org", "ftp://127.0.0.1"],
)
def test_only_this_machine_is_asked(url: str) -> None:
    with pytest.raises(Refused, match="is not on this machine"):
        Server.at(url, "caly_key")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
        ("localhost:3000", "http://localhost:3000"),
        ("http://[::1]:3000/api/v1", "http://[::1]:3000"),
    ],
)
def test_this_machine_has_several_names(url: str, address: str) -> None:
    assert Server.at(url, " caly_key\n") == Server(address, "caly_key")


def test_a_key_is_asked_for() -> None:
    with pytest.raises(Refused, match="CALY_SCENARIOS_KEY"):
        Server.at("http://127.0.0.1:3000", "")


def test_where_nothing_answers_it_says_so() -> None:
    port = free_port()
    away = run("scenarios", str(FILE), "--against", f"http://127.0.0.1:{port}", "--key", "caly_key")
    assert away.returncode == 1
    assert away.stderr.strip() == f"Nothing answers at http://127.0.0.1:{port}: is ./caly up running there?"


@pytest.fixture
def stranger() -> Iterator[HTTPServer]:
    """Answers everything with `status` and `body`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(self.server.status)
            self.end_headers()
            self.wfile.write(self.server.body)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (404, b'{"detail": "Not Found"}', "plays no scenarios: it is older than this one."),
        (200, b"<html>", "is no Caly."),
        (202, b"{}", "answers as none of this version does."),
        (202, b'{"id": "1", "scenarios": ["other"]}', "it is of another version."),
        (403, b'{"detail": "x"}', "it needs the scope scenarios.play."),
        (409, b'{"detail": "As many wait as can."}', "As many wait as can."),
        (422, b'{"detail": "No.", "errors": [{"field": "file.x", "message": "is odd"}]}', "file.x: is odd"),
    ],
)
def test_a_stranger_is_told_apart(stranger: HTTPServer, status: int, body: bytes, words: str) -> None:
    stranger.status, stranger.body = status, body
    told = run(
        "scenarios", str(FILE), "--against", f"http://127.0.0.1:{stranger.server_port}", "--key", "caly_key"
    )
    assert told.returncode == 1 and told.stdout == ""
    assert told.stderr.strip().endswith(words), told.stderr
