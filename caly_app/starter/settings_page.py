"""docs/settings.md, made from the settings' own descriptions: `python -m caly_app.starter.settings_page`."""

from pathlib import Path

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from caly_app.settings import ROOT, Settings

PAGE = ROOT / "docs" / "settings.md"

_HEAD = """# Settings

All are read from the environment when a process starts, once. Blank counts as not set. Those that the
command line knows too (`--data`, `--host`, `--port`) win over the environment.

This page is made from `caly_app/settings.py`; write it anew with
`.venv/bin/python -m caly_app.starter.settings_page`.

| Name | Default | Meaning |
|---|---|---|
"""

_FOOT = """
## The database

Without any of the three URLs Caly starts a Postgres of its own in the data folder.

With only `DATABASE_URL`, that is the role which owns the tables and migrates. The first start makes the
roles `caly_app` (meets row security) and `caly_admin` (passes it) beside it, with passwords kept in the
data folder; if they exist already, `./caly migrate --create-roles` gives them new ones. Where the owner
may not make roles, the sentence that says so holds the statement for somebody who may; then set all
three URLs. The names of the two roles are fixed, as the migrations grant to them by name.
"""


def render() -> str:
    return _HEAD + "".join(_line(name, field) for name, field in Settings.model_fields.items()) + _FOOT


def _line(name: str, field: FieldInfo) -> str:
    return f"| {_names(name, field)} | {_default(name, field)} | {field.description} |\n"


def _names(name: str, field: FieldInfo) -> str:
    if isinstance(field.validation_alias, AliasChoices):
        return " or ".join(f"`{choice}`" for choice in field.validation_alias.choices)
    return f"`{field.validation_alias or f'CALY_{name.upper()}'}`"


def _default(name: str, field: FieldInfo) -> str:
    if name == "data_dir":
        return "`.caly` beside `./caly`"
    if field.default in ("", None, []):
        return ""
    return f"`{field.default}`"


def write(page: Path = PAGE) -> None:
    page.write_text(render())


if __name__ == "__main__":
    write()
