"""What our processes have written to their files."""

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from caly_app.settings import settings
from caly_app.starter import running


def show(*, lines: int, follow: bool, write: Callable[[str], None]) -> None:
    """The last lines of each, each line with the name of its file; then, on request, what comes."""
    read_to: dict[Path, int] = {}
    for file in _files():
        with file.open("rb") as log:
            for line in deque(log, maxlen=lines):
                write(_with_name(file, line))
            read_to[file] = log.tell()
    while follow:
        time.sleep(0.3)
        for file in _files():
            _show_new(file, read_to, write)


def _show_new(file: Path, read_to: dict[Path, int], write: Callable[[str], None]) -> None:
    begin = read_to.get(file, 0)
    with file.open("rb") as log:
        log.seek(begin if begin <= file.stat().st_size else 0)
        for line in log:
            write(_with_name(file, line))
        read_to[file] = log.tell()


def _with_name(file: Path, line: bytes) -> str:
    return f"{file.stem}: {line.decode(errors='replace').rstrip()}"


def _files() -> list[Path]:
    return [*sorted(running.logs_folder().glob("*.log")), *settings.data_dir.glob("postgres.log")]
