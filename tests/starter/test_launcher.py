"""The script `./caly`, with stand-ins for Python and uv: what it calls, when, and what it says."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from caly_app.settings import ROOT

_TOOLS = ("sh", "cmp", "cp", "cat", "dirname", "flock", "ln", "mkdir", "readlink", "rm", "touch", "chmod")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone: the script and the lock."""
    root = tmp_path / "a clone"
    root.mkdir()
    shutil.copy(ROOT / "caly", root)
    (root / "uv.lock").write_text("first")
    return root


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """All the programs there are: no Python, no uv."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for tool in _TOOLS:
        if found := shutil.which(tool):
            (folder / tool).symlink_to(found)
    return folder


def program(file: Path, *lines: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(("#!/bin/sh", *lines, "")))
    file.chmod(0o755)


def stand_in_for_uv(tools: Path, clone: Path) -> None:
    """Makes an environment whose Python says what it was given."""
    python = clone / ".venv" / "bin" / "python"
    program(
        tools / "uv",
        f'echo "uv $*" >> "{clone}/uv.called"',
        f'mkdir -p "{python.parent}"',
        f"""printf '#!/bin/sh\\necho "$PYTHONPATH | $PWD | $*"\\n' > "{python}" """,
        f'chmod +x "{python}"',
    )


def caly(
    clone: Path, tools: Path, *arguments: str, at: Path | None = None
) -> subprocess.CompletedProcess[str]:
    script = at or clone / "caly"
    return subprocess.run(
        [script, *arguments],
        cwd=tools,
        env={"PATH": str(tools)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def called(clone: Path) -> list[str]:
    return (clone / "uv.called").read_text().splitlines()


def test_it_makes_the_environment_once_and_hands_over(clone: Path, tools: Path) -> None:
    stand_in_for_uv(tools, clone)
    for _start in range(2):
        done = caly(clone, tools, "up", "--data", "here and there")
        assert done.stdout == f"{clone} | {tools} | -P -m caly_app.cli up --data here and there\n"
    assert len(called(clone)) == 1
    assert "--frozen" in called(clone)[0] and "--group" not in called(clone)[0]


def test_it_makes_it_again_when_the_lock_has_changed(clone: Path, tools: Path) -> None:
    stand_in_for_uv(tools, clone)
    caly(clone, tools, "status")
    (clone / "uv.lock").write_text("second")
    caly(clone, tools, "status")
    assert len(called(clone)) == 2


def test_only_the_tests_bring_what_the_tests_need(clone: Path, tools: Path) -> None:
    stand_in_for_uv(tools, clone)
    caly(clone, tools, "status")
    caly(clone, tools, "test")
    caly(clone, tools, "test")
    caly(clone, tools, "status")
    assert ["--group dev" in call for call in called(clone)] == [False, True]


def test_it_works_through_a_link_from_anywhere(clone: Path, tools: Path, tmp_path: Path) -> None:
    stand_in_for_uv(tools, clone)
    (tmp_path / "bin").mkdir()
    link = tmp_path / "bin" / "caly"
    link.symlink_to(Path("..") / clone.name / "caly")
    assert caly(clone, tools, "status", at=link).stdout.startswith(f"{clone} | ")


def test_without_python_and_uv_it_says_what_it_needs(clone: Path, tools: Path) -> None:
    done = caly(clone, tools, "up")
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == (
        "Caly needs Python 3.11, 3.12 or 3.13 with pip or venv, or uv. None of them was found."
    )


def test_a_python_that_is_too_old_is_none(clone: Path, tools: Path) -> None:
    program(tools / "python3", "exit 1")
    assert "None of them was found" in caly(clone, tools, "up").stderr


def test_a_python_with_neither_pip_nor_venv_is_said_so(clone: Path, tools: Path) -> None:
    program(tools / "python3", "case $1 in -c) exit 0 ;; *) exit 1 ;; esac")
    done = caly(clone, tools, "up")
    assert done.returncode == 1
    assert "python3 has neither pip nor venv" in done.stderr


def test_a_failing_installation_is_not_taken_for_done(clone: Path, tools: Path) -> None:
    program(tools / "uv", "echo no network >&2", "exit 2")
    done = caly(clone, tools, "up")
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-2:] == [
        "no network",
        "The Python environment could not be made: see above.",
    ]
    assert not (clone / ".venv" / "caly-installed.lock").exists()


def test_a_clone_that_cannot_be_written_is_said_so(clone: Path, tools: Path) -> None:
    stand_in_for_uv(tools, clone)
    (clone / ".uv.lock").mkdir()  # stands for a folder without permission, which root would not notice
    assert "cannot be written: no permission" in caly(clone, tools, "up").stderr


def test_once_made_it_costs_next_to_nothing(clone: Path, tools: Path) -> None:
    stand_in_for_uv(tools, clone)
    caly(clone, tools, "status")
    times = []
    for _ in range(5):
        began = time.monotonic()
        caly(clone, tools, "status")
        times.append(time.monotonic() - began)
    assert min(times) < 0.1
