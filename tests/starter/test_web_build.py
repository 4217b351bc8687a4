"""When the page is built anew. Reflex itself runs in the tests of `up`; here a stand-in takes its place."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from caly_app.starter import web_build


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "caly_app" / "pages").mkdir(parents=True)
    (tmp_path / "caly_app" / "starter").mkdir()
    (tmp_path / "caly_app" / "pages" / "queue.py").write_text("title = 'Queue'")
    (tmp_path / "caly_app" / "countries.py").write_text("DE = 'Germany'")
    (tmp_path / "rxconfig.py").touch()
    return tmp_path


@pytest.fixture
def reflex(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What it was asked to do. It compiles whatever stands after an equals sign, and bundles that."""
    asked: list[str] = []

    def run(arguments: Sequence[str], root: Path, log: Path, tell: web_build.Tell) -> None:
        asked.append(arguments[0])
        compiled = root / ".web" / "app"
        compiled.mkdir(parents=True, exist_ok=True)
        texts = [file.read_text().partition("=")[2] for file in sorted(root.rglob("caly_app/**/*.py"))]
        (compiled / "page.jsx").write_text("".join(texts))
        if arguments[0] == "export":
            bundle = root / ".web" / "build" / "client"
            bundle.mkdir(parents=True, exist_ok=True)
            (bundle / "index.html").write_text("".join(texts))

    monkeypatch.setattr(web_build, "_run_reflex", run)
    return asked


def build(root: Path) -> str:
    """What would be served."""
    folder = web_build.build(root / "build.log", root=root)
    assert web_build.is_current(root)
    return (folder / "build" / "client" / "index.html").read_text()


def test_it_is_built_once(root: Path, reflex: list[str]) -> None:
    assert not web_build.is_current(root)
    assert build(root) == build(root)
    assert reflex == ["compile", "export"]


def test_it_is_built_again_when_something_shows_in_a_page(root: Path, reflex: list[str]) -> None:
    build(root)
    (root / "caly_app" / "countries.py").write_text("DE = 'Deutschland'")
    assert not web_build.is_current(root)
    assert "Deutschland" in build(root)
    assert reflex == ["compile", "export"] * 2


def test_it_is_compiled_but_not_bundled_when_nothing_shows(root: Path, reflex: list[str]) -> None:
    build(root)
    (root / "caly_app" / "countries.py").write_text("GERMANY = 'Germany'")
    build(root)
    assert reflex == ["compile", "export", "compile"]


def test_what_shows_in_no_page_is_not_asked(root: Path, reflex: list[str]) -> None:
    build(root)
    (root / "caly_app" / "starter" / "up.py").write_text("x = 1")
    (root / "caly_app" / "__pycache__").mkdir()
    (root / "caly_app" / "__pycache__" / "queue.pyc").touch()
    assert web_build.is_current(root)


def test_going_back_to_what_was_built_before_costs_nothing(root: Path, reflex: list[str]) -> None:
    first = build(root)
    (root / "caly_app" / "pages" / "queue.py").write_text("title = 'Line'")
    build(root)
    (root / "caly_app" / "pages" / "queue.py").write_text("title = 'Queue'")
    assert web_build.is_current(root)
    assert build(root) == first


def test_a_build_leaves_alone_what_is_served(root: Path, reflex: list[str]) -> None:
    served = web_build.build(root / "build.log", root=root)
    (root / "caly_app" / "pages" / "queue.py").write_text("title = 'Line'")
    build(root)
    assert "Queue" in (served / "build" / "client" / "index.html").read_text()


def test_old_builds_are_removed(root: Path, reflex: list[str]) -> None:
    for number in range(6):
        (root / "caly_app" / "pages" / "queue.py").write_text(f"title = 'Queue {number}'")
        build(root)
    kept = list((root / ".web" / "served").iterdir())
    assert len([path for path in kept if path.is_dir()]) == 3
    assert len([path for path in kept if path.is_file()]) == 3
