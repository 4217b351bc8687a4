"""Documents name commands, files, settings and people that are there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from caly_app.agents.sectors import all_sectors
from caly_app.cli import app
from caly_app.services.demo.make import ADMIN, OPERATOR
from caly_app.settings import ROOT, Settings

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
EACH = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())

# Made while Caly runs, named as what one would write, or a file of Reflex.
NOT_IN_THE_TREE = re.compile(r"invoices?\b|0006_|NNNN|\.venv|\.caly|secret_key|<|\*|^find_|^state\.js$")
HALF_A_PATH = re.compile(r"^[\w.\-/]+/[\w.\-/]*$|^[\w.\-/]+\.(py|md|js|json|yaml|yml|toml|lock|sql)$")


@EACH
def test_links_lead_somewhere(page: Path) -> None:
    assert [link for link in links(page) if not leads_somewhere(page, link)] == []


def links(page: Path) -> Iterator[str]:
    text = page.read_text()
    yield from re.findall(r"\]\(([^)\s]+)\)", text)
    yield from re.findall(r'(?:src|srcset)="([^"]+\.(?:png|svg))"', text)


def leads_somewhere(page: Path, link: str) -> bool:
    if re.match(r"[a-z]+:", link):
        return True
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@EACH
def test_commands_are_there(page: Path) -> None:
    commands = {
        command.name or (command.callback and command.callback.__name__)
        for command in app.registered_commands
    }
    named = set(re.findall(r"\./caly ([a-z]+)\b", page.read_text()))
    assert named - commands == set()


@EACH
def test_files_are_there(page: Path) -> None:
    missing = [name for name in file_names(page) if not is_there(page, name)]
    assert missing == []


def file_names(page: Path) -> Iterator[str]:
    """What stands between backticks and looks like a path of ours."""
    for name in re.findall(r"`([^`\n]+)`", page.read_text()):
        if HALF_A_PATH.match(name) and not name.startswith("/") and not NOT_IN_THE_TREE.search(name):
            yield name.rstrip("/")


def is_there(page: Path, name: str) -> bool:
    places = (ROOT, page.parent, ROOT / "caly_app", ROOT / "caly_app" / "agents")
    return any((place / name).exists() for place in places) or any(
        (ROOT / "caly_app").rglob(name.rpartition("/")[2])
    )


@EACH
def test_settings_are_there(page: Path) -> None:
    known = {f"CALY_{name.upper()}" for name in Settings.model_fields} | {"CALY_SECRET_KEY"}
    known |= {"CALY_SMTP_"}  # all of them
    assert set(re.findall(r"\bCALY_[A-Z_]+", page.read_text())) - known == set()


@EACH
def test_nothing_is_shouted(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`|!\[", "", page.read_text(), flags=re.DOTALL)
    text = re.sub(r"<!.*?>", "", text)
    assert [line for line in text.splitlines() if "!" in line] == []


def test_the_readmes_sample_customer_is_the_demos() -> None:
    readme = (ROOT / "README.md").read_text()
    demo = all_sectors()["healthcare"].demo
    assert demo
    rosa = demo.customers[0]
    born = rosa.date_of_birth.split("-")
    for said in (
        demo.business.name,
        rosa.name,
        rosa.email,
        rosa.phone.replace("+4420", "020 ").replace("7946", "7946 "),
        f"{int(born[2])} May {born[0]}",
        ADMIN,
        OPERATOR,
        *demo.try_saying[:2],
    ):
        assert said in readme


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [file.name[:4] for file in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert len(numbers) == len(set(numbers))


def test_no_word_is_explained_twice() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text()
    words = re.findall(r"^- \*\*([^*]+)\*\*", text, re.MULTILINE)
    assert len(words) == len(set(words))
