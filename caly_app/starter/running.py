"""Which `up` runs on a data folder, and what it has to say about itself."""

import fcntl
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from caly_app.errors import Refused
from caly_app.settings import settings


@dataclass(frozen=True)
class RunningProcess:
    name: str
    pid: int
    since: str
    restarts: int


@dataclass(frozen=True)
class Running:
    """`since`: ISO 8601, as in its processes."""

    address: str
    pid: int
    since: str
    ready: bool
    processes: Sequence[RunningProcess]


class UnusableFolder(Refused):
    """The data folder cannot be used."""


class AlreadyRunning(Refused):
    """Caly runs already on this data folder."""


def logs_folder() -> Path:
    return settings.data_dir / "logs"


def claim(address: str, pid: int) -> IO[str]:
    """The data folder is ours while the file is open. The kernel gives it back, however we end."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        lock = _lock_file().open("a")
    except (NotADirectoryError, FileExistsError):
        raise UnusableFolder(f"The data folder {settings.data_dir} is not a folder.") from None
    except OSError as error:
        raise UnusableFolder(
            f"The data folder {settings.data_dir} cannot be written: {error.strerror}."
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        now = _read()
        where = f" at {now.address} (process {now.pid})" if now else ""
        raise AlreadyRunning(
            f"Caly runs already on the data folder {settings.data_dir}{where}. "
            "End it first, or give this one a folder of its own with --data."
        ) from None
    write(Running(address=address, pid=pid, since="", ready=False, processes=()))
    return lock


def write(now: Running) -> None:
    new = _state_file().with_suffix(".new")
    new.write_text(json.dumps(asdict(now)))
    new.rename(_state_file())


def forget() -> None:
    _state_file().unlink(missing_ok=True)


def now() -> Running | None:
    """What runs on this data folder; None if nothing does."""
    try:
        with _lock_file().open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read()
    except OSError:
        return None
    return None


def _read() -> Running | None:
    try:
        kept: dict[str, Any] = json.loads(_state_file().read_text())
    except (OSError, ValueError):
        return None
    processes = tuple(RunningProcess(**process) for process in kept.pop("processes"))
    return Running(**kept, processes=processes)


def iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _lock_file() -> Path:
    return settings.data_dir / "up.lock"


def _state_file() -> Path:
    return settings.data_dir / "up.json"
