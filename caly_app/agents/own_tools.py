"""Tools of the business's own beside those of its sector: the same flows, gate and confirmation.

A call that writes, or that needs a proof or a value of the customer first, is a flow like any other:
prove, ask, have it confirmed, use. There is no second way to an effect.
"""

import json
from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel, create_model, field_validator

from caly_app.agents.config import AssistantDocument
from caly_app.agents.http_tool import HttpTool, Misfit
from caly_app.agents.reply import Outcome
from caly_app.agents.sector import AgentSpec, Flow, Sector, Step
from caly_app.agents.tool import Identity, Surroundings, Tool
from caly_app.errors import OutsideAway, OutsideRefused, Unsure
from caly_app.ports import OutsideAnswer

CALL = "call"  # slot of its flow: the arguments as JSON, in one form
SECONDS = 30.0  # for one call
AGENT = "own_tools"
_SHOWN = "call_"  # slots for the card: what the arguments are, as a customer reads them
_MOST_KEPT = 200

_TELLS: Mapping[str, tuple[str, ...]] = {
    "own_tool_done": (),
    "own_tool_done_says": ("text",),
    "own_tool_found": ("text",),
    "own_tool_nothing": (),
    "own_tool_says_away": ("text",),
}

# Documents do not change and are held by whoever reads them: each is put together once.
_made: dict[int, tuple[AssistantDocument, Sector, Sector]] = {}


def with_own_tools(sector: Sector, config: AssistantDocument) -> Sector:
    """The sector, with what this assistant's document adds to it."""
    if not config.http_tools:
        return sector
    known = _made.get(id(config))
    if known and known[0] is config and known[1] is sector:
        return known[2]
    if len(_made) >= _MOST_KEPT:
        _made.clear()
    made = _put_together(sector, config)
    _made[id(config)] = (config, sector, made)
    return made


def usable(sector: Sector, config: AssistantDocument) -> list[HttpTool]:
    """Those that are on, and whose every value of the customer is one that this sector knows to ask for."""
    on = (tool for tool in config.http_tools if tool.is_on)
    return [tool for tool in on if None not in asked_slots(tool, sector).values()]


def asked_slots(tool: HttpTool, sector: Sector) -> dict[str, str | None]:
    """Argument -> slot that the customer is asked for, where nothing is proven; else it is on the books."""
    if tool.identity != "none":
        return {}
    return {name: _slot_of(source, sector) for name, source in tool.ours.items()}


def stand_in(tool: HttpTool, sector: Sector, config: AssistantDocument) -> HttpTool | None:
    """Who is asked when it is away: only a read, for whom this one is, and with no more
    of the customer."""
    found = next((one for one in usable(sector, config) if one.name == tool.instead), None)
    if found is None or tool.writes or found.writes or found.identity != tool.identity:
        return None
    return found if set(found.ours.values()) <= set(tool.ours.values()) else None


def slots_for(tool: HttpTool, given: Mapping[str, Any]) -> dict[str, str]:
    """What the flow of a call begins with."""
    shown = {_SHOWN + name: value for name, value in tool.rows(given).items()}
    return {**shown, CALL: json.dumps(given, ensure_ascii=False, sort_keys=True)}


def _slot_of(source: str, sector: Sector) -> str | None:
    kind = source.removeprefix("customer.")
    found = (name for name, spec in sector.slots.items() if spec.personal and spec.kind == kind)
    return next(found, None)


def _put_together(sector: Sector, config: AssistantDocument) -> Sector:
    own = usable(sector, config)
    agent = AgentSpec(
        title={"en": "Own tools"}, does={"en": ""}, flows={t.key: _flow(t, sector) for t in own}
    )
    words = {language: {**said, **_words(own, said)} for language, said in sector.words.items()}
    parts = {name: getattr(sector, name) for name in Sector.model_fields}
    others = {tool.key: other for tool in own if (other := stand_in(tool, sector, config))}
    tools = {**sector.tools, **{tool.key: _tool(tool, sector, others) for tool in own}}
    return Sector.model_construct(
        **{**parts, "tools": tools, "agents": {**sector.agents, AGENT: agent}, "words": words}
    )


def _flow(tool: HttpTool, sector: Sector) -> Flow:
    steps = []
    slots = list(dict.fromkeys(slot for slot in asked_slots(tool, sector).values() if slot))
    if tool.identity != "none":
        steps.append(Step(prove=Identity(tool.identity)))
    if slots:
        steps.append(Step(ask=tuple(slots)))
    if tool.writes:
        rows = {f"{tool.key}.{name}": f"{{{_SHOWN}{name}}}" for name in tool.asked}
        rows |= {f"{tool.key}:{slot}": f"{{{slot}}}" for slot in slots}
        steps.append(Step(confirm=f"confirm_{tool.key}", rows=rows, no="leave"))
    return Flow(steps=(*steps, Step(use=tool.key)))


def _words(own: list[HttpTool], said: Mapping[str, str]) -> dict[str, str]:
    words: dict[str, str] = {}
    for tool in own:
        words[f"flow_{tool.key}"] = tool.title
        words[f"confirm_{tool.key}"] = said["confirm_own_tool"].replace("{title}", tool.title)
        words |= {f"label_{tool.key}.{name}": title for name, title in tool.asked.items()}
        words |= {
            f"label_{tool.key}:{key[5:]}": text for key, text in said.items() if key.startswith("slot_")
        }
    return words


def _tool(tool: HttpTool, sector: Sector, others: Mapping[str, HttpTool]) -> Tool[Any]:
    async def run(given: BaseModel, around: Surroundings) -> Outcome:
        other = others.get(tool.key)
        try:
            return await _call(tool, sector, given, around, is_last=other is None)
        except OutsideAway:
            if other is None:
                raise
            return await _call(other, sector, given, around)

    return Tool(
        tool.key,
        _arguments(tool, sector),
        run,
        tells=_TELLS,
        offers=("person",),
        writes=tool.writes,
        identity=Identity(tool.identity),
        confirmed=tool.writes,
        hides_arguments=True,
        at_most=tool.at_most if tool.writes else None,
    )


def _arguments(tool: HttpTool, sector: Sector) -> type[BaseModel]:
    """The call, and what the customer was asked for: a yes is to all of it."""

    def fits(call: str) -> str:
        try:
            tool.read(call)
        except Misfit as error:
            raise ValueError(str(error)) from None
        return call

    slots = {slot: (str, ...) for slot in asked_slots(tool, sector).values() if slot}
    fields = cast(dict[str, Any], {CALL: (str, ...), **slots})
    return create_model("Call", __validators__={"fits": field_validator(CALL)(fits)}, **fields)


async def _call(
    tool: HttpTool, sector: Sector, given: BaseModel, around: Surroundings, *, is_last: bool = True
) -> Outcome:
    """Raises OutsideAway: it is away, and has no sentence for that, or is not the last to be asked."""
    known = given.model_dump()
    try:
        request = tool.request(tool.read(known[CALL]), await _ours(tool, sector, known, around))
    except Misfit:
        return Outcome("not_possible", offers=("person",), ends_flow=True)
    try:
        answer = await around.ports.outside.call(request, seconds=SECONDS)
    except Unsure:
        raise  # nobody knows whether it is done: a person looks
    except OutsideAway:
        if tool.fallback and is_last:
            return Outcome("own_tool_says_away", {"text": tool.fallback}, offers=("person",), ends_flow=True)
        raise
    return _came(tool, answer)


async def _ours(
    tool: HttpTool, sector: Sector, known: Mapping[str, str], around: Surroundings
) -> dict[str, str]:
    """Raises Misfit: a value is not on the books."""
    if tool.identity == "none":
        return {name: known[str(slot)] for name, slot in asked_slots(tool, sector).items()}
    if not tool.ours or around.customer_id is None:
        return {}
    held = await around.ports.customers.proven_values_of(around.customer_id)
    return filled(tool, str(around.customer_id), held)


def filled(tool: HttpTool, customer_id: str, held: Mapping[str, str]) -> dict[str, str]:
    """What a proven customer's arguments are, from the books. Raises Misfit where it is not there."""
    known = {"customer.id": customer_id, **{f"customer.{kind}": value for kind, value in held.items()}}
    if missing := [source for source in tool.ours.values() if not known.get(source)]:
        raise Misfit(f"{missing[0]} is not on the books")
    return {name: known[source] for name, source in tool.ours.items()}


def _came(tool: HttpTool, answer: OutsideAnswer) -> Outcome:
    if answer.status >= 500:
        raise Unsure if tool.writes else OutsideAway
    found = tool.words_for(tool.found(answer)) if answer.status < 400 else ""
    if not tool.writes:
        return Outcome("own_tool_found" if found else "own_tool_nothing", {"text": found}, ends_flow=True)
    if answer.status >= 400:
        raise OutsideRefused
    if tool.says and found:
        return Outcome("own_tool_done_says", {"text": found}, done=True)
    return Outcome("own_tool_done", done=True)
