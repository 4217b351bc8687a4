"""The life of the server: make, start, attach, revive, stop."""

import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from caly_app import database_roles
from caly_app.embedded_postgres.runner import CannotStart, Runner
from caly_app.processes import command_of, ending_with_us, free_port, is_free

MAJOR = 18
DATABASE = "caly"
_OWNER = "caly_owner"
_PASSWORDS = ("postgres", _OWNER, *database_roles.ROLES)
_ROOM_TO_MAKE_MB = 300
_ROOM_TO_RUN_MB = 50

_CONFIGURATION = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "256MB",
    "max_parallel_maintenance_workers": "1",
    "jit": "off",
    "wal_compression": "on",
    "autovacuum_naptime": "30s",
    "log_min_duration_statement": "500ms",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True)
class Urls:
    """The ways into one database: `app` meets row security, `owner` migrates, `admin` passes row security."""

    app: str
    owner: str
    admin: str


class EmbeddedPostgres:
    """Call `start` from the main thread: Linux ends the server together with the thread that began it."""

    def __init__(self, home: Path, *, port: int = 0, conf: Mapping[str, str] | None = None) -> None:
        """`home`: the data folder. `port`: 0 keeps the one of last time, if it is free."""
        self.home = home.absolute()
        self._data = self.home / "postgres"
        self._passwords_file = self.home / "postgres.json"
        self._endpoint_file = self.home / "postgres.endpoint.json"
        self._log_file = self.home / "postgres.log"
        self._wanted_port = port
        self._configuration = {**_CONFIGURATION, **(conf or {})}
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def owned(self) -> bool:
        """The server is our child (else we attached to somebody else's)."""
        return self._process is not None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self, *, wait_seconds: float = 30) -> Urls:
        """Starts the server, or attaches to the one that runs. CannotStart says in a sentence why not."""
        self._make_home()
        deadline = time.monotonic() + wait_seconds
        while time.monotonic() < deadline:
            if self._take_lock():
                return self._start_owned()
            urls = self._attach()
            time.sleep(0.05)
            # An owner that was killed a moment ago still looks alive: its server lets us in, and goes.
            if urls and not self._take_lock():
                return urls
            if self._lock is not None:
                return self._start_owned()
        raise CannotStart(
            f"Another Caly process holds the database in {self.home}, but it does not answer. "
            f"End that process, or see {self._log_file}."
        )

    def revive(self) -> Urls | None:
        """Starts the server again if it has ended or its owner has left; None if all is well."""
        if self._process is not None:
            if self._process.poll() is None:
                return None
            self._process = None
            return self._start_owned()
        if self._take_lock():
            return self._start_owned()
        return None

    def stop(self, *, patience_seconds: float = 3.5) -> None:
        """Ends the server if it is ours. Past `patience_seconds` its next start has to recover."""
        if self._process is not None:
            self._write_private(self._endpoint_file, {"port": self._last_port(), "open": False})
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(patience_seconds)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(5)
            self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    # -- the data folder ------------------------------------------------------------------------

    def _make_home(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
            with (self.home / "postgres.lock").open("a"):
                pass
        except (NotADirectoryError, FileExistsError):
            raise CannotStart(f"The data folder {self.home} is not a folder.") from None
        except PermissionError:
            raise CannotStart(f"The data folder {self.home} cannot be written: no permission.") from None
        except OSError as error:
            raise CannotStart(f"The data folder {self.home} cannot be written: {error.strerror}.") from None

    def _take_lock(self) -> bool:
        lock = (self.home / "postgres.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _attach(self) -> Urls | None:
        """The endpoint is believed only when it lets us in: a process id proves nothing."""
        port = self._last_port()
        if port and self._is_open() and self._passwords_file.exists():
            passwords = self._read_passwords()
            if passwords.get("prepared") and _lets_in(_url("postgres", passwords, port, "postgres")):
                return _urls(passwords, port)
        return None

    def _last_port(self) -> int:
        return self._endpoint().get("port", 0)

    def _is_open(self) -> bool:
        """Its owner has not begun to end it."""
        return bool(self._endpoint().get("open"))

    def _endpoint(self) -> dict[str, int]:
        try:
            return dict(json.loads(self._endpoint_file.read_text()))
        except (OSError, ValueError):
            return {}

    # -- starting our own -----------------------------------------------------------------------

    def _start_owned(self) -> Urls:
        try:
            return self._start_server()
        except BaseException:
            self.stop()
            raise

    def _start_server(self) -> Urls:
        self._check_version()
        self._end_orphan()
        made = (self._data / "PG_VERSION").exists()
        self._check_room(_ROOM_TO_RUN_MB if made else _ROOM_TO_MAKE_MB)
        runner = Runner(self.home)
        if not made:
            self._make_cluster(runner)
        passwords = self._read_passwords()
        port = self._launch(runner, passwords)
        if not passwords.get("prepared"):
            _prepare(_url("postgres", passwords, port, "postgres"), passwords)
            self._write_private(self._passwords_file, {**passwords, "prepared": "yes"})
        self._write_private(self._endpoint_file, {"port": port, "open": True})
        return _urls(passwords, port)

    def _check_version(self) -> None:
        try:
            found = (self._data / "PG_VERSION").read_text().strip()
        except (FileNotFoundError, NotADirectoryError):
            return
        except PermissionError:
            raise CannotStart(
                f"The data folder {self.home} belongs to another user of this machine."
            ) from None
        if found != str(MAJOR):
            raise CannotStart(
                f"The data folder {self.home} was made by Postgres {found}, this Caly brings Postgres "
                f"{MAJOR}: start with another folder (--data), or move the data with pg_dump."
            )

    def _end_orphan(self) -> None:
        """A server whose owner was killed may still be on its way out (or, on macOS, not know of it)."""
        deadline = time.monotonic() + 15
        while (pid := self._orphan()) and time.monotonic() < deadline:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGINT)
            time.sleep(0.05)

    def _orphan(self) -> int | None:
        try:
            pid = int((self._data / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if "postgres" in command_of(pid) else None

    def _check_room(self, needed_mb: int) -> None:
        free_mb = shutil.disk_usage(self.home).free // 2**20
        if free_mb < needed_mb:
            raise CannotStart(
                f"The disk of the data folder {self.home} is full: "
                f"{free_mb} MB are free, {needed_mb} MB are needed."
            )

    def _make_cluster(self, runner: Runner) -> None:
        """Made aside and renamed when whole, so that a kill in the middle leaves nothing half."""
        making = self.home / "postgres.making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        runner.give(making)
        passwords = {name: secrets.token_urlsafe(24) for name in _PASSWORDS}
        self._write_private(self._passwords_file, passwords)
        with (
            runner.folder(making) as (folder, descriptors),
            _password_in_a_pipe(passwords["postgres"]) as pipe,
        ):
            done = subprocess.run(
                [
                    *(runner.binary("initdb"), "-D", folder, "-U", "postgres", f"--pwfile=/dev/fd/{pipe}"),
                    *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"),
                    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                ],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                cwd="/",
                pass_fds=(*descriptors, pipe),
                **runner.identity,
            )
        if done.returncode:
            raise CannotStart(f"The database could not be made in {self.home}: {_last_line(done.stderr)}")
        making.rename(self._data)

    def _launch(self, runner: Runner, passwords: Mapping[str, str]) -> int:
        """Starts the server on a port that is free and waits until it lets us in."""
        for port in self._ports_to_try():
            with self._log_file.open("ab") as log, runner.folder(self._data) as (folder, descriptors):
                log_from = log.tell()
                settings = {**self._configuration, "port": str(port)}
                self._process = subprocess.Popen(
                    [runner.binary("postgres"), "-D", folder, *(f"--{k}={v}" for k, v in settings.items())],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    pass_fds=descriptors,
                    start_new_session=True,
                    preexec_fn=ending_with_us(signal.SIGINT),
                    **runner.identity,
                )
            if self._wait_until_it_lets_in(_url("postgres", passwords, port, "postgres")):
                return port
            said = self._log_file.read_bytes()[log_from:]
            if b"Address already in use" not in said:
                break
        raise CannotStart(self._why_it_ended(said))

    def _ports_to_try(self) -> Iterator[int]:
        if self._wanted_port:
            if not is_free(self._wanted_port):
                raise CannotStart(f"Port {self._wanted_port} for the database is in use by another program.")
            yield self._wanted_port
            return
        if (last := self._last_port()) and is_free(last):
            yield last
        for _ in range(3):
            yield free_port()

    def _wait_until_it_lets_in(self, url: str) -> bool:
        assert self._process
        deadline = time.monotonic() + 60
        while self._process.poll() is None and time.monotonic() < deadline:
            if _lets_in(url):
                return True
            time.sleep(0.02)
        return False

    def _why_it_ended(self, said: bytes) -> str:
        if b"No space left on device" in said:
            return f"The disk of the data folder {self.home} is full."
        if b"could not create shared memory segment" in said or b"Cannot allocate memory" in said:
            return "There is not enough memory for the database."
        fatal = [line for line in said.splitlines() if b"FATAL" in line or b"PANIC" in line]
        return f"The database in {self.home} did not start ({_last_line(b''.join(fatal[-1:]) or said)})."

    # -- what only we may read ------------------------------------------------------------------

    def _read_passwords(self) -> dict[str, str]:
        try:
            return dict(json.loads(self._passwords_file.read_text()))
        except (OSError, ValueError):
            raise CannotStart(
                f"The passwords of the database cannot be read: {self._passwords_file}."
            ) from None

    @staticmethod
    def _write_private(file: Path, content: Mapping[str, str | int]) -> None:
        new = file.with_name(file.name + ".new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(content, out)
        new.rename(file)


def _prepare(superuser_url: str, passwords: Mapping[str, str]) -> None:
    """Roles, database and extension. May be run again: a kill in the middle leaves some of it done."""
    owner, database = sql.Identifier(_OWNER), sql.Identifier(DATABASE)
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        exists = connection.execute("select from pg_roles where rolname = %s", [_OWNER]).rowcount
        statement = sql.SQL(
            "alter role {} login password {}" if exists else "create role {} login password {}"
        )
        connection.execute(statement.format(owner, sql.Literal(passwords[_OWNER])))
        if not connection.execute("select from pg_database where datname = %s", [DATABASE]).rowcount:
            connection.execute(sql.SQL("create database {} owner {}").format(database, owner))
        connection.execute(sql.SQL("revoke all on database {} from public").format(database))
    with psycopg.connect(
        superuser_url.removesuffix("/postgres") + f"/{DATABASE}", autocommit=True
    ) as connection:
        roles = {role: passwords[role] for role in database_roles.ROLES}
        database_roles.make(connection, owner=_OWNER, passwords=roles)


def _url(role: str, passwords: Mapping[str, str], port: int, database: str) -> str:
    return f"postgresql://{role}:{passwords[role]}@127.0.0.1:{port}/{database}"


def _urls(passwords: Mapping[str, str], port: int) -> Urls:
    app, owner, admin = (
        _url(f"caly_{name}", passwords, port, DATABASE) for name in ("app", "owner", "admin")
    )
    return Urls(app=app, owner=owner, admin=admin)


def _lets_in(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _password_in_a_pipe(password: str) -> Iterator[int]:
    """For initdb: so that no file with the password needs to belong to another user, even for a moment."""
    read, write = os.pipe()
    try:
        os.write(write, password.encode() + b"\n")
        os.close(write)
        if os.geteuid() == 0:
            os.fchmod(read, 0o644)
        yield read
    finally:
        os.close(read)


def _last_line(text: bytes) -> str:
    lines = [line for line in text.decode(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"
