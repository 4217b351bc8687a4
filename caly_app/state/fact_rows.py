"""Facts of the business, on its settings: each row by itself, whatever others teach its agents meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec
from reflex_components_sonner.toast import ToastAction

from caly_app import db
from caly_app.queries import workspaces as workspace_queries
from caly_app.services.workspaces import Part, WorkspaceChanges
from caly_app.state.signed_in import current_actor


@dataclass(frozen=True)
class Fact:
    """`was_name` and `was_value`: as it is stored, as far as this tab knows; '' for what is not yet."""

    index: int  # stays with its row
    name: str
    value: str
    was_name: str = ""
    was_value: str = ""

    @property
    def typed(self) -> tuple[str, str]:
        """One whose other half is not written yet waits for it."""
        name, value = self.name.strip(), self.value.strip()
        return (name, value) if name and value else ("", "")

    @property
    def is_nameless(self) -> bool:
        return bool(self.value.strip()) and not self.name.strip()

    @property
    def is_kept(self) -> bool:
        return (self.name.strip(), self.value.strip()) == (self.was_name, self.was_value)


class FactsOfBusiness(rx.State, mixin=True):
    """The page keeps what is changed (`_keep`), and says what is stored then (`_show_facts`)."""

    workspace_id: str = ""
    errors: dict[str, str] = {}
    facts: list[Fact] = []

    @rx.event
    def add_fact(self):
        self.facts = [*self.facts, Fact(next_index(self.facts), "", "")]

    @rx.event
    async def set_fact_name(self, index: int, name: str):
        self.facts = [replace(each, name=name) if each.index == index else each for each in self.facts]
        return await self._keep_facts()

    @rx.event
    async def set_fact_value(self, index: int, value: str):
        self.facts = [replace(each, value=value) if each.index == index else each for each in self.facts]
        return await self._keep_facts()

    @rx.event
    async def remove_fact(self, index: int):
        before = list(self.facts)
        row = next((each for each in before if each.index == index), None)
        if row is None:
            return None
        self.facts = [each for each in before if each.index != index]
        if not row.was_name:
            return await self._keep_facts()
        told = await self._keep_part(Part({row.was_name: None}, {row.was_name: row.was_value}))
        if told or "facts" in self.errors:
            self.facts = before
            return told
        return rx.toast.success(
            f"\u201c{row.was_name}\u201d is told no more.",
            action=ToastAction("Undo", type(self).put_back_fact(row.was_name, row.was_value)),
        )

    @rx.event
    async def put_back_fact(self, name: str, value: str):
        return await self._keep_part(Part({str(name): str(value)}, {str(name): None}))

    async def _keep_facts(self):
        names = [each.typed[0] for each in self.facts if each.typed[0]]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            said = f"There are two facts named \u201c{twice}\u201d. Please give one of them another name."
            self.errors = {**self.errors, "facts": said}
            return None
        told = await self._keep_part(changes_of(self.facts))
        if "facts" not in self.errors and any(each.is_nameless for each in self.facts):
            said = "One is not kept yet: please say in a word what it is about."
            self.errors = {**self.errors, "facts": said}
        return told

    async def _keep_part(self, part: Part):
        told = await self._keep(WorkspaceChanges(facts=part))
        meanwhile = {key: said for key, said in self.errors.items() if key.startswith("facts.")}
        if meanwhile:
            said = " ".join(f"{key.removeprefix('facts.')}: {said}." for key, said in meanwhile.items())
            rest = {key: said for key, said in self.errors.items() if key not in meanwhile}
            self.errors = {**rest, "facts": f"Not kept. {said}"}
            await self._look_again_at_facts()
        return told

    async def _look_again_at_facts(self) -> None:
        """Who has been told what a fact is now may take its place."""
        actor = await current_actor(self)
        async with db.transaction(actor) as session:
            stored = (await workspace_queries.get(session, actor, UUID(self.workspace_id))).facts
        self.facts = [
            replace(each, was_value=str(stored[each.was_name])) if each.was_name in stored else each
            for each in with_stored(self.facts, stored)
        ]

    def _show_facts(self, stored: Mapping[str, object]) -> None:
        self.facts = with_stored(self.facts, stored)

    async def _keep(self, changes: WorkspaceChanges) -> EventSpec | None:
        raise NotImplementedError


def next_index(rows: Sequence[Fact]) -> int:
    return 1 + max((each.index for each in rows), default=-1)


def changes_of(rows: Sequence[Fact]) -> Part:
    """What is typed otherwise than it is stored: a new name takes the place of the old one."""
    fields: dict[str, str | None] = {}
    seen: dict[str, str | None] = {}
    for row in rows:
        name, value = row.typed
        if row.is_kept:
            continue
        if row.was_name:
            seen[row.was_name] = row.was_value
        if row.was_name and row.was_name != name:
            fields.setdefault(row.was_name, None)
        if name:
            fields[name] = value
            seen.setdefault(name, None)
    return Part(fields, seen)


def with_stored(rows: Sequence[Fact], stored: Mapping[str, object]) -> list[Fact]:
    """What others have changed is shown; what is typed and not kept yet stays as it is typed."""
    texts = {name: str(value) for name, value in stored.items()}
    found = [_with_stored(row, texts) for row in rows]
    kept = [row for row in found if row is not None]
    known = {name for row in kept for name in (row.was_name, row.typed[0])}
    new = [name for name in texts if name not in known]
    first = next_index(kept)
    return [*kept, *(Fact(first + at, name, texts[name], name, texts[name]) for at, name in enumerate(new))]


def _with_stored(row: Fact, stored: Mapping[str, str]) -> Fact | None:
    """None: it was taken away by somebody else."""
    name, value = row.typed
    if name and stored.get(name) == value:
        return replace(row, was_name=name, was_value=value)
    if not row.is_kept or not row.was_name:
        return row if row.was_name in stored else replace(row, was_name="", was_value="")
    if row.was_name in stored:
        now = stored[row.was_name]
        return replace(row, value=now, was_value=now)
    return None
