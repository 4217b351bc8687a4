"""Tools of the business's own: what its chat assistant may call of its servers. Each change is a new version
of the assistant: a new conversation has it, and one that runs keeps its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from caly_app.actor import Actor
from caly_app.agents import own_tools
from caly_app.agents.config import AssistantDocument
from caly_app.agents.http_tool import HttpTool, Misfit
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.errors import Invalid, NotFound, Refused
from caly_app.ports import Outside
from caly_app.queries import connections as connection_queries
from caly_app.queries import tools as tool_queries
from caly_app.services import assistants, meanwhile, workspaces

MOST = 20
_TRY_SECONDS = 10.0
_FORMS = {
    "name": "Please use small letters, digits and _, two to forty; the first is a letter.",
    "path": "Please begin with a slash, as /parcels/{number}, without a blank or a question mark.",
    "result": "Please begin with a slash, as /data/0, or leave this empty.",
    "instead": "Please give the name of another tool, or leave this empty.",
}


class NoTool(NotFound):
    """There is no tool with this name."""


class OnlyReads(Refused):
    """Only what reads can be tried: this one would write."""


@dataclass(frozen=True)
class Tried:
    status: int
    found: str  # JSON: the part that counts, and no more of it than a model would see
    says: str  # in words, as a customer hears it
    milliseconds: float


async def save(
    session: Session,
    actor: Actor,
    name: str,
    given: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
) -> HttpTool:
    """A new one, or the one of this name changed. Raises Forbidden or Invalid, by field.

    `seen`: what the one of this name was to whoever changes it: what is given otherwise is changed, and the
    rest stays as it is by then. Raises NoTool or ChangedMeanwhile.
    """
    workspaces.must_be_allowed(actor)
    own = await tool_queries.own(session, actor, to_change=True)
    if seen is not None:
        now = named(own.tools, name).model_dump(mode="json")
        given = meanwhile.merged(now, meanwhile.differing(seen, {**seen, **given}), seen)
    tool = checked({**given, "name": name})
    known = {row.name for row in await connection_queries.listed(session, actor)}
    if tool.connection not in known:
        raise Invalid(fields={"connection": "There is no connection with this name."})
    others = [one for one in own.tools if one.name != name]
    if len(others) >= MOST:
        raise Invalid(fields={"name": f"There are {MOST} already: that is all there may be."})
    if None in own_tools.asked_slots(tool, all_sectors()[own.sector]).values():
        raise Invalid(fields={"arguments": "Customers of this sector are not asked for one of these values."})
    kept = tuple(tool if one.name == name else one for one in own.tools)
    await _keep(session, actor, own, kept if len(others) < len(own.tools) else (*kept, tool), tool.title)
    return tool


async def switch(session: Session, actor: Actor, name: str, *, is_on: bool) -> HttpTool:
    """Off: it is kept as it is, and no new conversation has it. Raises Forbidden or NoTool."""
    workspaces.must_be_allowed(actor)
    own = await tool_queries.own(session, actor, to_change=True)
    tool = named(own.tools, name)
    if tool.is_on == is_on:
        return tool
    tool = tool.model_copy(update={"is_on": is_on})
    kept = tuple(tool if one.name == name else one for one in own.tools)
    await _keep(session, actor, own, kept, f"{tool.title} {'on' if is_on else 'off'}")
    return tool


async def remove(session: Session, actor: Actor, name: str) -> HttpTool:
    """The tool as it was. Raises Forbidden or NoTool."""
    workspaces.must_be_allowed(actor)
    own = await tool_queries.own(session, actor, to_change=True)
    tool = named(own.tools, name)
    left = tuple(one for one in own.tools if one.name != name)
    await _keep(session, actor, own, left, f"{tool.title} removed")
    return tool


async def one(session: Session, actor: Actor, name: str) -> HttpTool:
    """Raises Forbidden or NoTool."""
    workspaces.must_be_allowed(actor)
    return named((await tool_queries.own(session, actor)).tools, name)


async def tried(tool: HttpTool, arguments: Mapping[str, Any], outside: Outside) -> Tried:
    """One read with these arguments, the customer's among them. No transaction is open meanwhile.

    Raises OnlyReads, Invalid, Unavailable.
    """
    if tool.writes:
        raise OnlyReads
    ours = {name: str(arguments[name]) for name in tool.ours if name in arguments}
    try:
        given = tool.checked({name: value for name, value in arguments.items() if name not in tool.ours})
        request = tool.request(given, ours)
    except Misfit as error:
        raise Invalid(fields={"arguments": str(error)}) from None
    began = perf_counter()
    answer = await outside.call(request, seconds=_TRY_SECONDS)
    spent = round((perf_counter() - began) * 1000, 1)
    found = tool.found(answer)
    return Tried(answer.status, tool.as_data(found), tool.words_for(found), spent)


def named(tools: tuple[HttpTool, ...], name: str) -> HttpTool:
    """Raises NoTool."""
    if found := next((tool for tool in tools if tool.name == name), None):
        return found
    raise NoTool


def checked(given: Mapping[str, Any]) -> HttpTool:
    """As somebody types it in. Raises Invalid, by field."""
    try:
        return HttpTool.model_validate(given)
    except ValidationError as error:
        wrong = {
            ".".join(map(str, one["loc"])) or "arguments": _what_to_do(one)
            for one in reversed(error.errors())
        }
        raise Invalid(fields=wrong) from None


def _what_to_do(wrong: ErrorDetails) -> str:
    about: Mapping[str, Any] = wrong.get("ctx", {})
    match wrong["type"]:
        case "string_pattern_mismatch":
            return _FORMS[str(wrong["loc"][-1])]
        case "string_too_short" | "missing":
            return "Please fill this in."
        case "string_too_long":
            return f"Please use at most {about['max_length']} characters."
        case "greater_than_equal":
            return f"Please write a number of at least {about['ge']}."
        case "less_than_equal":
            return f"Please write a number of at most {about['le']}."
    words = wrong["msg"].removeprefix("Value error, ")
    return f"{words[:1].upper()}{words[1:]}."


async def _keep(
    session: Session, actor: Actor, own: tool_queries.OwnTools, tools: tuple[HttpTool, ...], message: str
) -> None:
    def changed(document: AssistantDocument) -> AssistantDocument:
        return document.model_copy(update={"http_tools": tools})

    await assistants.change(session, actor, own.assistant_id, changed, message=message)
