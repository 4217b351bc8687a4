"""Bringing the tables up to date. Whether there is something to do is seen without loading alembic."""

import re
import signal
import subprocess
import sys

import psycopg

from caly_app.errors import CalyError
from caly_app.processes import ending_with_us
from caly_app.settings import ROOT, settings
from caly_app.starter import database

_VERSIONS = ROOT / "alembic" / "versions"


class CannotMigrate(CalyError):
    """The tables could not be brought up to date."""


def known() -> dict[str, str | None]:
    """Each revision of this source tree, with the one before it."""
    found = {}
    for file in _VERSIONS.glob("*.py"):
        text = file.read_text()
        revision = re.search(r'^revision\b[^=]*= "([^"]+)"', text, re.M)
        before = re.search(r'^down_revision\b[^=]*= "([^"]+)"', text, re.M)
        if revision:
            found[revision[1]] = before[1] if before else None
    return found


def newest() -> str:
    revisions = known()
    [head] = set(revisions) - set(revisions.values())
    return head


def present() -> str | None:
    """The revision of the database; None if it is empty."""
    with database.connect(settings.database_owner_url) as connection:
        try:
            row = connection.execute("select version_num from alembic_version").fetchone()
        except psycopg.errors.UndefinedTable:
            return None
    return row[0] if row else None


def are_current() -> bool:
    return present() == newest()


def migrate() -> bool:
    """Whether there was something to do. Raises CannotMigrate."""
    now = present()
    if now == newest():
        return False
    if now is not None and now not in known():
        raise CannotMigrate(
            f"The data was written by a newer Caly (revision {now}): use that one, or another data folder."
        )
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=ROOT,
        env=settings.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        preexec_fn=ending_with_us(signal.SIGTERM),
    )
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise CannotMigrate("The tables could not be brought up to date:\n" + "\n".join(said[-8:]))
    return True
