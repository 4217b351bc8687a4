"""Scenarios that a running Caly of this machine plays: sent, followed, and told of as those played here."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import typer

from caly_app.errors import CalyError, Refused, Unavailable
from caly_app.processes import is_loopback
from caly_app.scenarios.report import Played
from caly_app.scenarios.setup import Prepared
from caly_app.starter import scenarios as playing
from caly_app.starter.scenarios import Told, Wanted

_RUNS = "/api/v1/scenarios/runs"
_LOOK_EVERY_SECONDS = 0.2
_PATIENCE_SECONDS = 60.0  # with a server that does not answer: it may be starting again
_TELL_OF_WAITING_SECONDS = 10.0
_ANSWER_SECONDS = 30.0
_LATER = (429, 502, 503, 504)


class StrangeServer(Refused):
    """The server answers as no Caly of this version does."""


class ServerAway(Unavailable):
    """The server does not answer."""


class NotPlayed(Refused):
    """The server has not played it to its end."""


@dataclass(frozen=True)
class Server:
    address: str
    key: str

    @classmethod
    def at(cls, url: str, key: str) -> Self:
        """Raises Refused for what is not on this machine: keys and files are for nobody else."""
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise Refused(f"{url} is no address like http://127.0.0.1:3000.") from None
        if parts.scheme not in ("http", "https") or not is_loopback(host):
            raise Refused(f"{url} is not on this machine: give an address like http://127.0.0.1:3000.")
        if not key.strip().isascii() or not key.strip():
            raise Refused(
                "Please give the key that may play scenarios, with --key or as CALY_SCENARIOS_KEY. "
                "That of the demo is `scenarios.api_key` in what ./caly demo --json prints."
            )
        name = f"[{host}]" if ":" in host else host
        return cls(f"{parts.scheme}://{name}{f':{port}' if port else ''}", key.strip())


def run(wanted: Wanted, server: Server, told: Told) -> bool:
    """Whether all passed. What is wrong with a file is said before any is sent. Raises CalyError."""
    files = playing.read_each(wanted)
    headers = {"Authorization": f"Bearer {server.key}"}
    # A proxy of this environment is not on this machine.
    with httpx.Client(headers=headers, timeout=_ANSWER_SECONDS, trust_env=False) as client:
        door = _Door(server.address, client)
        for path, ready in files:
            if ready:
                _play(door, _body(path, wanted, ready), path, ready, told)
    return told.end()


def _body(path: Path, wanted: Wanted, ready: Sequence[Prepared]) -> dict[str, Any]:
    return {
        "name": path.name[-200:],
        "file": path.read_text(encoding="utf-8"),
        "map": wanted.map.read_text(encoding="utf-8") if wanted.map else "",
        "only": [one.scenario.id for one in ready] if wanted.only else [],
    }


def _play(door: "_Door", body: dict[str, Any], path: Path, ready: Sequence[Prepared], told: Told) -> None:
    run = door.send("", body)
    try:
        if run["scenarios"] != [one.scenario.id for one in ready]:
            raise StrangeServer(
                f"The server at {door.address} reads {path} otherwise: it is of another version."
            )
        end = _follow(door, str(run["id"]), ready, told)
        if end["state"] != "done":
            raise NotPlayed(f"{path}: {end['error'] or 'the run was cancelled.'}")
    except (LookupError, TypeError):
        raise StrangeServer(_strange(door.address)) from None


def _follow(door: "_Door", run_id: str, ready: Sequence[Prepared], told: Told) -> dict[str, Any]:
    """Until it has ended; whoever leaves before, leaves nothing running."""
    shown, is_told, began = 0, False, time.monotonic()
    try:
        while True:
            now = door.look(run_id, shown)
            for report in now["reports"]:
                told.of(Played.read(ready[shown].scenario, report))
                shown += 1
            if now["ended_at"]:
                return now
            if now["state"] == "queued" and not is_told:
                is_told = time.monotonic() - began > _TELL_OF_WAITING_SECONDS
                if is_told:
                    typer.echo("Waiting: its jobs are busy, or ./caly worker does not run.", err=True)
            time.sleep(_LOOK_EVERY_SECONDS)
    except BaseException:
        with suppress(CalyError):
            door.send(f"/{run_id}/cancel", {})
        raise


@dataclass(frozen=True)
class _Door:
    address: str
    client: httpx.Client

    def send(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = self.client.post(self._url(path), json=body, headers={"Idempotency-Key": uuid4().hex})
        except httpx.HTTPError:
            raise ServerAway(f"Nothing answers at {self.address}: is ./caly up running there?") from None
        return self._read(answer)

    def look(self, run_id: str, first: int) -> dict[str, Any]:
        """A server that is away for a moment is waited for."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                answer = self.client.get(self._url(f"/{run_id}"), params={"first": first})
                if answer.status_code not in _LATER:
                    return self._read(answer)
            except httpx.HTTPError:
                pass
            if time.monotonic() > deadline:
                raise ServerAway(f"The Caly at {self.address} does not answer any more.")
            time.sleep(1)

    def _url(self, path: str) -> str:
        return f"{self.address}{_RUNS}{path}"

    def _read(self, answer: httpx.Response) -> dict[str, Any]:
        try:
            said = answer.json()
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise StrangeServer(f"What answers at {self.address} is no Caly.")
        match answer.status_code:
            case 200 | 202:
                return said
            case 401:
                raise Refused(f"This key opens nothing at {self.address}.")
            case 403:
                raise Refused("This key may not play scenarios: it needs the scope scenarios.play.")
            case 404 | 405:
                raise StrangeServer(
                    f"The Caly at {self.address} plays no scenarios: it is older than this one."
                )
        errors = said.get("errors") or []
        places = [f"  {one.get('field', '')}: {one.get('message', '')}" for one in errors]
        raise Refused("\n".join([str(said.get("detail") or _strange(self.address)), *places]))


def _strange(address: str) -> str:
    return f"The Caly at {address} answers as none of this version does."
