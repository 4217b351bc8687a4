"""The one door from a wish to an effect. What a prompt says cannot open it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

from pydantic import BaseModel, ValidationError

from caly_app.agents.config import AssistantDocument
from caly_app.agents.reply import Outcome, ToolRun
from caly_app.agents.sector import Sector
from caly_app.agents.tool import Identity, Surroundings, Tool


@dataclass(frozen=True)
class Knock:
    """Somebody wants a tool to run."""

    tool: str
    arguments: Mapping[str, str]
    confirmed: str = ""  # fingerprint of the arguments the customer said yes to
    turn_key: str = ""
    step: int = 0
    times: int = 0  # it has run in this conversation


@dataclass(frozen=True)
class Passage:
    """What the gate said, and what came of it."""

    refused: str  # name of the check that failed; '' when it ran
    outcome: Outcome
    run: ToolRun | None = None


async def run(knock: Knock, sector: Sector, config: AssistantDocument, around: Surroundings) -> Passage:
    for name, holds in CHECKS.items():
        if not holds(knock, sector, config, around):
            return Passage(name, Outcome("not_possible"))
    tool = sector.tools[knock.tool]
    began = perf_counter()
    outcome = await tool.run(_parsed(tool, knock.arguments), around)
    return Passage("", outcome, _ledger(knock, sector, tool, outcome, perf_counter() - began))


def fingerprint(arguments: Mapping[str, str]) -> str:
    """The same for the same arguments, whatever their order; tells nothing about them."""
    plain = json.dumps(dict(sorted(arguments.items())), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:24]


def arguments_of(tool: Tool, known: Mapping[str, str]) -> dict[str, str]:
    return {name: known[name] for name in tool.arguments.model_fields if name in known}


def _is_known(knock: Knock, sector: Sector, config: AssistantDocument, around: Surroundings) -> bool:
    return knock.tool in sector.tools


def _is_allowed(knock: Knock, sector: Sector, config: AssistantDocument, around: Surroundings) -> bool:
    return config.allows_tool(knock.tool)


def _arguments_fit(knock: Knock, sector: Sector, config: AssistantDocument, around: Surroundings) -> bool:
    try:
        _parsed(sector.tools[knock.tool], knock.arguments)
    except ValidationError:
        return False
    return True


def _identity_is_proven(
    knock: Knock, sector: Sector, config: AssistantDocument, around: Surroundings
) -> bool:
    match sector.tools[knock.tool].identity:
        case Identity.NONE:
            return True
        case Identity.CUSTOMER:
            return around.customer_id is not None
        case Identity.CODE:
            asked = config.identity.one_time_code
            return around.customer_id is not None and (around.code_is_proven or not asked)
        case Identity.APPOINTMENT:
            return around.customer_id is not None or bool(around.appointments)


def _is_confirmed(knock: Knock, sector: Sector, config: AssistantDocument, around: Surroundings) -> bool:
    return not sector.tools[knock.tool].confirmed or knock.confirmed == fingerprint(knock.arguments)


def _is_in_budget(knock: Knock, sector: Sector, config: AssistantDocument, around: Surroundings) -> bool:
    most = sector.tools[knock.tool].budget
    return most is None or knock.times < most


CHECKS: Mapping[str, Callable[[Knock, Sector, AssistantDocument, Surroundings], bool]] = {
    "known": _is_known,
    "allowed": _is_allowed,
    "arguments": _arguments_fit,
    "identity": _identity_is_proven,
    "confirmed": _is_confirmed,
    "budget": _is_in_budget,
}


def _parsed(tool: Tool, arguments: Mapping[str, str]) -> BaseModel:
    return tool.arguments.model_validate(dict(arguments))


def _ledger(knock: Knock, sector: Sector, tool: Tool, outcome: Outcome, seconds: float) -> ToolRun:
    """Personal values do not enter the ledger; the key depends on them without telling them."""
    shown = {
        name: "private" if tool.hides_arguments or _is_private(sector, name) else value
        for name, value in knock.arguments.items()
    }
    key = f"{knock.turn_key}:{knock.step}:{tool.name}:{fingerprint(knock.arguments)}"
    return ToolRun(
        knock.step, tool.name, tool.writes, key, shown, outcome.tells, outcome.done, round(seconds * 1000, 2)
    )


def _is_private(sector: Sector, slot: str) -> bool:
    return slot in sector.slots and sector.slots[slot].personal
