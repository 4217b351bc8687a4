"""The layout keeps its promises: ARCHITECTURE.md describes them."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from caly_app.settings import ROOT

APP = ROOT / "caly_app"
VAGUE = re.compile(
    r"(utils?|helpers?|common|misc|base|core|stuff|shared|managers?|processors?)\.py"
    r"|.*_(utils?|helpers?|manager|processor|impl|v?\d+)\.py"
)
VAGUE_CLASS = re.compile(r"\w+(Manager|Processor|Impl|Helper|Utils?)$")
LINES_AT_MOST = 400

# Pages that need to know nothing, and the frame around all of them.
PAGES_WITHOUT_STATE = {"not_found", "frame"}

# The three places that must survive whatever comes through them. Each says so where it does it.
DOORS = {"api/front.py", "api/chat/say.py", "jobs/run.py"}

# Where the environment is read: settings, and Reflex's own configuration (before anything is imported).
READS_ENVIRONMENT = {"settings.py"}

# What one process alone needs is imported when that process begins.
IMPORTS_LATE = {"wiring.py", "cli.py"}

# Folders of somebody's machine: what names one works nowhere else.
MACHINE_PATH = re.compile(r"(?<![\w.\-/~*}])/(work|home|root|Users|mnt|workspace)/\w")


def sources(folder: Path = APP) -> list[Path]:
    return sorted(file for file in folder.rglob("*.py") if "__pycache__" not in file.parts)


def within(file: Path) -> str:
    return file.relative_to(APP).as_posix()


def nodes(file: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(file.read_text()))


def tracked() -> list[Path]:
    """Every file of the project; without git (an unpacked archive), what lies in its folders."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    folders = ("caly_app", "tests", "assets", "alembic", "docs", "scripts")
    return [file for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file()]


# -- files ----------------------------------------------------------------------------------------


def test_every_page_has_its_state():
    pages = {file.stem for file in (APP / "pages").glob("*.py")} - {"__init__"} - PAGES_WITHOUT_STATE
    states = {file.stem for file in (APP / "state").glob("*.py")}
    assert pages - states == set()


def test_a_page_without_state_is_named_only_while_it_is_there():
    assert {name for name in PAGES_WITHOUT_STATE if not (APP / "pages" / f"{name}.py").exists()} == set()


def test_no_file_has_a_vague_name():
    everywhere = [*sources(), *sources(ROOT / "tests"), *sources(ROOT / "scripts")]
    assert [file for file in everywhere if VAGUE.fullmatch(file.name)] == []


def test_no_class_has_a_vague_name():
    named = [
        f"{within(file)}: {node.name}"
        for file in sources()
        for node in nodes(file)
        if isinstance(node, ast.ClassDef) and VAGUE_CLASS.match(node.name)
    ]
    assert named == []


def test_every_package_says_what_it_is_for():
    packages = [file for file in sources() if file.name == "__init__.py"]
    assert [within(file) for file in packages if not ast.get_docstring(ast.parse(file.read_text()))] == []


def test_what_a_package_says_of_its_files_is_there():
    """Docstrings of packages name files: those that are gone mislead."""
    missing = []
    for init in (file for file in sources() if file.name == "__init__.py"):
        said = ast.get_docstring(ast.parse(init.read_text())) or ""
        for name in re.findall(r"(?<![\w/.])((?:\w+/)*\w+\.py)\b", said):
            if not ((init.parent / name).exists() or (APP / name).exists() or _as_folder(init, name)):
                missing.append(f"{within(init)}: {name}")
    assert missing == []


def _as_folder(init: Path, name: str) -> bool:
    """A file that has become a folder keeps its name in talk."""
    return (init.parent / name.removesuffix(".py")).is_dir() or (APP / name.removesuffix(".py")).is_dir()


def test_no_file_is_too_long():
    """A file that passes this becomes a folder of its name, cut by verb."""
    long = {within(file): len(file.read_text().splitlines()) for file in sources()}
    assert {name: lines for name, lines in long.items() if lines > LINES_AT_MOST} == {}


def test_no_file_names_a_folder_of_somebodys_machine():
    found = []
    for file in tracked():
        if file.suffix in (".npy", ".png", ".lock") or not file.is_file() or file == Path(__file__):
            continue
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
            if MACHINE_PATH.search(line):
                found.append(f"{file.relative_to(ROOT)}:{number}")
    assert found == []


# -- code -----------------------------------------------------------------------------------------


def test_only_doors_catch_everything():
    """Whoever catches all and raises it again has only tidied up."""
    wide = {
        within(file)
        for file in sources()
        for node in nodes(file)
        if isinstance(node, ast.ExceptHandler) and _is_wide(node) and not _raises_again(node)
    }
    assert wide <= DOORS


def _is_wide(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(
        name is None or (isinstance(name, ast.Name) and name.id in ("Exception", "BaseException"))
        for name in names
    )


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_only_the_clock_knows_what_time_it_is():
    asked = {
        within(file)
        for file in sources()
        for node in nodes(file)
        if isinstance(node, ast.Attribute)
        and node.attr in ("now", "utcnow", "today")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date")
    }
    assert asked <= {"clock.py"}


def test_only_the_settings_read_the_environment():
    read = {
        within(file)
        for file in sources()
        for node in nodes(file)
        if isinstance(node, ast.Attribute)
        and node.attr in ("environ", "getenv")
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    }
    assert read <= READS_ENVIRONMENT


def test_only_the_wiring_and_the_command_line_import_late():
    late = {
        within(file)
        for file in sources()
        for function in nodes(file)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert late <= IMPORTS_LATE


def test_no_type_is_silenced_without_saying_which():
    silenced = [
        f"{within(file)}:{number}"
        for file in sources()
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if re.search(r"# type: ignore(?!\[)", line)
    ]
    assert silenced == []


# -- who knows whom -------------------------------------------------------------------------------


def test_nobody_imports_what_they_may_not():
    linter = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_the_order_of_the_services_is_the_one_that_is_checked():
    """The docstring of services/ is what people read, the contract what is tested: they are the same."""
    said = ast.get_docstring(ast.parse((APP / "services" / "__init__.py").read_text())) or ""
    listed = said.partition("one way only:")[2].partition(".")[0]
    words = [word.strip() for word in listed.split(",")]
    assert words == _layers_of_services()


@pytest.mark.parametrize("noun", ["demo", "conversations", "timeline"])
def test_the_order_of_the_services_names_what_is_there(noun: str):
    layers = _layers_of_services()
    assert noun in layers
    folder = APP / "services"
    assert [one for one in layers if not ((folder / one).is_dir() or (folder / f"{one}.py").exists())] == []


def _layers_of_services() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one.get("containers") == ["caly_app.services"])
    return [layer.strip("()") for layer in layers]


def test_services_do_not_go_round_in_circles():
    """Also those that the order does not name."""
    knows = {noun: set(_known_by(noun)) - {noun} for noun in _nouns()}
    while knows:
        free = {noun for noun, others in knows.items() if not others & knows.keys()}
        assert free, f"they import one another: {sorted(knows)}"
        knows = {noun: others for noun, others in knows.items() if noun not in free}


def _nouns() -> list[str]:
    return sorted({within(file).split("/")[1].removesuffix(".py") for file in _services()} - {"__init__"})


def _services() -> list[Path]:
    return sources(APP / "services")


def _known_by(noun: str) -> Iterator[str]:
    for file in _services():
        if within(file).split("/")[1].removesuffix(".py") != noun:
            continue
        for node in nodes(file):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("caly_app.services"):
                parts = (node.module or "").split(".")
                yield from [parts[2]] if len(parts) > 2 else [alias.name for alias in node.names]


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("caly_app.services.conversations.take_turn", "reflex fastapi livekit onnxruntime"),
        ("caly_app.services.demo", "reflex fastapi livekit"),
        ("caly_app.jobs.run", "reflex fastapi livekit onnxruntime"),
        ("caly_app.api.app", "reflex livekit onnxruntime"),
        ("caly_app.agents.engine", "onnxruntime reflex fastapi livekit sqlalchemy psycopg httpx"),
        ("caly_app.wiring", "reflex httpx aiosmtplib onnxruntime tokenizers caly_app.adapters.smtp"),
        ("caly_app", "caly_app.settings"),
    ],
)
def test_a_process_loads_only_what_it_uses(module: str, unwanted: str):
    check = f"import sys, {module}; print(*(set({unwanted.split()!r}) & set(sys.modules)))"
    asked = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True)
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.split() == []
