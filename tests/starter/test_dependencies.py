"""What the application imports is installed without the tests' packages, too."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions

from caly_app.settings import ROOT

_OURS = {"caly_app", "voice_worker"}


def imported() -> set[str]:
    """Top-level names of all packages that are not Python's and not ours."""
    names: set[str] = set()
    for file in (ROOT / "caly_app").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - _OURS


def installed() -> set[str]:
    """Distributions that the lock brings without any group."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    needs: dict[str, set[str]] = {}
    for package in lock["package"]:
        needs.setdefault(package["name"], set()).update(_needed_by(package))
    found, look_at = set[str](), {"caly"}
    while look_at:
        name = look_at.pop()
        found.add(name)
        look_at |= needs.get(name, set()) - found
    return found


def _needed_by(package: dict[str, list[dict[str, str]]]) -> Iterator[str]:
    yield from (needed["name"] for needed in package.get("dependencies", []))
    for extra in dict(package.get("optional-dependencies", {})).values():
        yield from (needed["name"] for needed in extra)


def test_the_application_imports_nothing_that_only_the_tests_bring() -> None:
    distributions = packages_distributions()
    there = installed()
    missing = {
        name
        for name in imported()
        if not {re.sub(r"[._]", "-", found.lower()) for found in distributions.get(name, [])} & there
    }
    assert missing == set()
