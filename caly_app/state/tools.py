"""Tools of the business's own: a list, and one of them to add, change or try."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex_components_sonner.toast import ToastAction

from caly_app import db, doorbell, wiring
from caly_app.agents.http_tool import HttpTool
from caly_app.errors import ChangedMeanwhile, Invalid, NotSignedIn, Refused, Unavailable
from caly_app.queries import connections as connection_queries
from caly_app.queries import tools as tool_queries
from caly_app.services import tools, workspaces
from caly_app.state import live
from caly_app.state.json_text import read_object
from caly_app.state.schema_fields import in_sentence
from caly_app.state.signed_in import current_actor

NEW = "new"
_WORDS = ("name", "title", "description", "connection", "path", "fallback", "instead", "says", "result")
_NUMBERS = ("characters", "at_most")
_TYPED = (*_WORDS, *_NUMBERS, "method", "identity", "arguments", "try_with")
_LONGEST = 8000
_BLANK = {
    **dict.fromkeys(_TYPED, ""),
    "method": "GET",
    "identity": "customer",
    "characters": "2000",
    "at_most": "3",
    "try_with": "{}",
    "arguments": '{\n  "type": "object",\n  "properties": {\n    "number": {"type": "string"}\n  },\n'
    '  "required": ["number"]\n}',
}
_WHO = {"none": "anybody", "customer": "proven customers", "code": "customers with a code"}


@dataclass(frozen=True)
class Row:
    name: str
    title: str
    about: str  # GET shop /parcels/{number}
    does: str  # "reads, for anybody"
    is_on: bool


class ToolsState(rx.State):
    is_loaded: bool = False
    rows: list[Row] = []
    connections: list[str] = []
    opened: str = ""  # name, or "new"
    heading: str = ""
    typed: dict[str, str] = _BLANK
    writes: bool = False
    errors: dict[str, str] = {}
    tried: str = ""  # what came of trying it
    tried_says: str = ""
    asked: str = ""  # name of the one that is about to be removed
    asked_title: str = ""
    _known: list[HttpTool] = []
    _seen: str = ""  # the one that is open when it was read, as JSON; '' for a new one
    _removed: dict[str, str] = {}  # name -> what it was, as JSON

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        actor = await current_actor(self)
        assert actor.workspace_id
        async with db.transaction(actor) as session:
            workspaces.must_be_allowed(actor)
            own = await tool_queries.own(session, actor)
            self.connections = [row.name for row in await connection_queries.listed(session, actor)]
        self._known = list(own.tools)
        self.rows = [_row(tool) for tool in own.tools]
        self.is_loaded = True
        return [doorbell.workspace(actor.workspace_id), doorbell.account(actor.id)]

    @rx.event
    def begin(self):
        first = self.connections[0] if self.connections else ""
        self._show(NEW, "Add a tool", {**_BLANK, "connection": first}, writes=False)
        self._seen = ""

    @rx.event
    def open(self, name: str):
        if found := next((tool for tool in self._known if tool.name == name), None):
            self._show(name, found.title, _typed(found), writes=found.writes)
            self._seen = found.model_dump_json()

    @rx.event
    def close(self):
        self.opened = ""

    @rx.event
    def set_typed(self, name: str, value: str):
        if name in _TYPED:
            self.typed = {**self.typed, name: value[:_LONGEST]}
            self.errors, self.tried, self.tried_says = {}, "", ""

    @rx.event
    def set_writes(self, writes: bool):
        self.writes, self.errors = bool(writes), {}

    @rx.event
    async def save(self):
        if not self.opened:
            return None
        try:
            name = self.typed["name"].strip() if self.opened == NEW else self.opened
            given = self._given()
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                known = (await tool_queries.own(session, actor)).tools
                if self.opened == NEW and any(one.name == name for one in known):
                    raise Invalid(fields={"name": "There is one with this name already."})
                seen = json.loads(self._seen) if self._seen else None
                tool = await tools.save(session, actor, name, given, seen)
        except ChangedMeanwhile as refusal:
            return await self._look_again(name, refusal.fields)
        except Invalid as refusal:
            self.errors = _by_field(refusal.fields)
            return None
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        self.opened = ""
        await self._reload()
        return rx.toast.success(f"{tool.title} is stored. New conversations have it.")

    @rx.event
    async def try_it(self):
        """One read, as it is typed; nothing is stored."""
        self.tried, self.tried_says = "", ""
        try:
            tool = tools.checked({**self._given(), "name": self.typed["name"].strip() or "tried"})
            arguments = read_object(self.typed["try_with"], "try_with")
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                workspaces.must_be_allowed(actor)
                outside = wiring.outsides().of(await connection_queries.to_ask(session, actor))
            tried = await tools.tried(tool, arguments, outside)
        except Invalid as refusal:
            self.errors = _by_field(refusal.fields)
            return None
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            self.tried = refusal.message
            return None
        self.tried = f"{tried.status} in {tried.milliseconds:.0f} ms: {tried.found}"
        self.tried_says = tried.says
        return None

    @rx.event
    async def switch(self, name: str):
        found = next((tool for tool in self._known if tool.name == name), None)
        if not found:
            return None
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                tool = await tools.switch(session, actor, name, is_on=not found.is_on)
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        await self._reload()
        words = "on: new conversations have it" if tool.is_on else "off: new conversations do without it"
        return rx.toast.success(f"{tool.title} is {words}.")

    @rx.event
    def ask_to_remove(self, name: str):
        found = next((tool for tool in self._known if tool.name == name), None)
        self.asked, self.asked_title = (found.name, found.title) if found else ("", "")

    @rx.event
    def keep(self):
        self.asked = ""

    @rx.event
    async def remove(self):
        name, self.asked = self.asked, ""
        if not name:
            return None
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                tool = await tools.remove(session, actor, name)
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        self._removed = {name: tool.model_dump_json()}
        self.opened = ""
        await self._reload()
        undo = ToastAction("Undo", ToolsState.restore(name))
        return rx.toast.success(f"{tool.title} is removed. Conversations that run keep it.", action=undo)

    @rx.event
    async def restore(self, name: str):
        if name not in self._removed:
            return None
        try:
            actor = await current_actor(self)
            async with db.transaction(actor) as session:
                tool = await tools.save(session, actor, name, json.loads(self._removed[name]))
        except NotSignedIn:
            return rx.redirect("/sign-in")
        except (Refused, Unavailable) as refusal:
            return rx.toast.warning(refusal.message)
        await self._reload()
        return rx.toast.success(f"{tool.title} is back.")

    async def _look_again(self, name: str, changed: Mapping[str, str]):
        """What others have changed is shown, but where something is typed: saved again, that holds."""
        await self._reload()
        found = next((tool for tool in self._known if tool.name == name), None)
        if found is None:
            return rx.toast.warning("Somebody else has removed it meanwhile.")
        seen, now = HttpTool.model_validate_json(self._seen), _typed(found)
        shown = _typed(seen)
        self.typed = {key: now[key] if typed == shown[key] else typed for key, typed in self.typed.items()}
        self.writes = found.writes if self.writes == seen.writes else self.writes
        self._seen = found.model_dump_json()
        self.errors = {field: in_sentence(said) for field, said in _by_field(dict(changed)).items()}
        return None

    def _show(self, opened: str, heading: str, typed: dict[str, str], *, writes: bool) -> None:
        self.opened, self.heading, self.typed, self.writes = opened, heading, typed, writes
        self.errors, self.tried, self.tried_says = {}, "", ""

    def _given(self) -> dict[str, Any]:
        """Raises Invalid, for what is no number and no JSON."""
        wrong = [name for name in _NUMBERS if not _is_number(self.typed[name])]
        if wrong:
            raise Invalid(fields=dict.fromkeys(wrong, "Please write a whole number."))
        return {
            **{name: self.typed[name].strip() for name in _WORDS if name != "name"},
            **{name: int(self.typed[name]) for name in _NUMBERS},
            "method": self.typed["method"],
            "identity": self.typed["identity"],
            "writes": self.writes,
            "arguments": read_object(self.typed["arguments"], "arguments"),
        }


def _typed(tool: HttpTool) -> dict[str, str]:
    kept = tool.model_dump()
    typed = {key: str(kept[key]) for key in (*_WORDS, *_NUMBERS, "method", "identity")}
    return {**_BLANK, **typed, "arguments": json.dumps(tool.arguments, indent=2, ensure_ascii=False)}


def _is_number(text: str) -> bool:
    text = text.strip()
    return text.isascii() and text.isdigit() and len(text) < 6


def _by_field(wrong: dict[str, str]) -> dict[str, str]:
    """Each where it can be put right."""
    return {field.split(".")[0]: words for field, words in wrong.items()}


def _row(tool: HttpTool) -> Row:
    does = "Writes, after a yes" if tool.writes else "Reads"
    about = f"{tool.method} {tool.connection} {tool.path}"
    return Row(tool.name, tool.title, about, f"{does}, for {_WHO[tool.identity]}", tool.is_on)
