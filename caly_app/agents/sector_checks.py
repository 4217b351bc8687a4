"""What of a sector does not fit together: refused when it is loaded, with the place named."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import TYPE_CHECKING

from caly_app.agents.dialogue import PERSONAL_KINDS

if TYPE_CHECKING:
    from caly_app.agents.sector import Sector

_COMPLIANCE = {
    "frameworks",
    "strict_where",
    "memory_days",
    "never",
}  # whatever else it said, nobody would keep
_MEMORABLE = ("resource", "part_of_day", "choice", "text")
COMMON_FIELDS = frozenset("business persona emergency_number abilities options items appointment".split())


def what_does_not_fit(sector: "Sector") -> Iterator[str]:
    yield from _unknown_names(sector)
    yield from _missing_words(sector)
    yield from _strange_fields(sector)
    for name in sector.compliance.keys() - _COMPLIANCE:
        yield f"compliance: nobody keeps {name}"


def _unknown_names(sector: "Sector") -> Iterator[str]:
    for name, flow in sector.flows.items():
        if name not in sector.intents:
            yield f"flow {name}: no intent starts it"
        used = [step.use for step in flow.steps if step.use]
        yield from (f"flow {name}: there is no tool {tool}" for tool in used if tool not in sector.tools)
        asked = [*flow.accepts, *(slot for step in flow.steps for slot in step.ask)]
        again = flow.again
        asked += again.fills if again else ()
        yield from (f"flow {name}: there is no slot {slot}" for slot in asked if slot not in sector.slots)
        if again and again.record and again.record not in sector.entities:
            yield f"flow {name}: there is no kind of record {again.record}"
    for intent, spec in sector.intents.items():
        if intent not in sector.flows and not spec.answers:
            yield f"intent {intent}: leads to no flow and has no answer"
        if intent not in sector.agent_of:
            yield f"intent {intent}: belongs to no agent"
    for name, slot in sector.slots.items():
        if slot.kind in PERSONAL_KINDS and not slot.personal:
            yield f"slot {name}: a {slot.kind} is personal"
        for other in slot.of_another:
            if other not in sector.slots:
                yield f"slot {name}: there is no slot {other}"
        if slot.suggests and slot.suggests not in sector.flows:
            yield f"slot {name}: there is no flow {slot.suggests}"
        if slot.entity and slot.entity not in sector.entities:
            yield f"slot {name}: there is no kind of record {slot.entity}"
    for name, right in sector.puts_right.items():
        if not {name, right.by} <= sector.flows.keys() or right.names not in sector.slots:
            yield f"puts right {name}: there is no flow {right.by} or slot {right.names}"
    for name, flow in sector.flows.items():
        if flow.part and not (flow.part["by"] in sector.flows and flow.part["names"] in sector.slots):
            yield f"part of {name}: there is no such flow or slot"
    for name in sector.remembers:
        if name not in sector.slots:
            yield f"remembers: there is no slot {name}"
        elif sector.slots[name].personal or sector.slots[name].kind not in _MEMORABLE:
            yield f"remembers: {name} is nothing that anybody prefers or needs"
    proofs = (sector.identity, *sector.other_identities)
    named = [slot for slots in proofs for slot in slots]
    yield from (f"identity: there is no slot {slot}" for slot in named if slot not in sector.slots)
    for name in (name for agent in sector.agents.values() for name in agent.answers):
        if name not in sector.intents:
            yield f"agent answers {name}: there is no such intent"
    yield from (
        f"said as written: nobody tells {one}" for one in sector.said_as_written if one not in sector.tells
    )
    yield from sector.leads.unknown(sector.flows, sector.tells)
    used_tools = {step.use for flow in sector.flows.values() for step in flow.steps}
    yield from (f"tool {tool}: no flow uses it" for tool in sector.tools if tool not in used_tools)


def _missing_words(sector: "Sector") -> Iterator[str]:
    needed = [f"ask_{slot}" for slots in _asked_slots(sector).values() for slot in slots]
    needed += [f"ask_{slot}" for slots in (sector.identity, *sector.other_identities) for slot in slots]
    needed += [f"slot_{slot}" for slot in sector.slots]
    needed += [f"flow_{flow}" for flow in sector.flows]
    needed += [code for tool in sector.tools.values() for code in tool.tells]
    steps = [step for flow in sector.flows.values() for step in flow.steps]
    needed += [step.confirm for step in steps if step.confirm]
    needed += [f"label_{row}" for step in steps for row in step.rows]
    for key in dict.fromkeys(needed):
        if key not in sector.words["en"]:
            yield f"words: there are none for {key}"


def _asked_slots(sector: "Sector") -> Mapping[str, tuple[str, ...]]:
    return {
        name: tuple(slot for step in flow.steps for slot in step.ask) for name, flow in sector.flows.items()
    }


def _strange_fields(sector: "Sector") -> Iterator[str]:
    """Words that name a value which nobody gives them would break in front of a customer."""
    fields = {code: one for tool in sector.tools.values() for code, one in tool.tells.items()}
    for code, given in fields.items():
        for language, words in sector.words.items():
            for field in fields_of(words.get(code, "")) - {*given, *COMMON_FIELDS}:
                yield f"words.{language}.{code}: nobody gives it {{{field}}}"


def fields_of(template: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(template) if field}
