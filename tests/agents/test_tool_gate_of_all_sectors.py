"""Whatever is asked of the gate, by whomever: what runs is the policy table, in every sector."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from uuid_utils.compat import uuid7

from caly_app.agents import tool_gate
from caly_app.agents.config import AssistantDocument, IdentityPolicy
from caly_app.agents.reply import Outcome
from caly_app.agents.sector import Sector
from caly_app.agents.sectors import all_sectors
from caly_app.agents.tool import Identity, Surroundings, Tool
from caly_app.agents.tool_gate import Knock, fingerprint
from tests.agents.world import BUSINESS, MONDAY, Talk, a_clinic, a_known_patient, booked_for

CASES = 10_000  # generated
SECTORS = sorted(all_sectors())
TOOLS = {name: tuple(all_sectors()[name].tools.values()) for name in SECTORS}
EVERY_NAME = sorted({tool.name for tools in TOOLS.values() for tool in tools})
PORTS = Talk(a_clinic()).tools
SOMEBODY = uuid7()


async def _an_appointment():
    clinic = a_clinic()
    return await booked_for(clinic, a_known_patient(clinic), "2026-10-08 10:00")


APPOINTMENT = asyncio.run(_an_appointment())
_TRIED = (
    "x",
    "1",
    "2026-10-08",
    "10:00",
    "2026-10-08T10:00:00+01:00",
    "12.50 GBP",
    "AP-1024",
    "yes",
    str(uuid7()),
)


def fitting(tool: Tool[Any]) -> dict[str, str]:
    """Arguments that it takes."""
    known: dict[str, str] = {}
    for name, field in tool.arguments.model_fields.items():
        if field.is_required():
            known[name] = next(one for one in _TRIED if _is_taken(tool, {**known, name: one}, name))
    return known


def _is_taken(tool: Tool[Any], arguments: Mapping[str, str], name: str) -> bool:
    try:
        tool.arguments.model_validate(dict(arguments))
    except ValidationError as error:
        return not any(name in wrong["loc"] for wrong in error.errors())
    return True


FITTING = {(sector, tool.name): fitting(tool) for sector in SECTORS for tool in TOOLS[sector]}


def policy(sector: Sector, knock: Knock, config: AssistantDocument, around: Surroundings) -> bool:
    """The table, written down a second time, by itself."""
    tool = sector.tools.get(knock.tool)
    if tool is None or (config.tools is not None and knock.tool not in config.tools):
        return False
    required = {name for name, field in tool.arguments.model_fields.items() if field.is_required()}
    if not required <= set(knock.arguments):
        return False
    proven = {
        Identity.NONE: True,
        Identity.APPOINTMENT: around.customer_id is not None or len(around.appointments) > 0,
        Identity.CUSTOMER: around.customer_id is not None,
        Identity.CODE: around.customer_id is not None
        and (around.code_is_proven or not config.identity.one_time_code),
    }[tool.identity]
    said_yes = not tool.confirmed or knock.confirmed == fingerprint(dict(knock.arguments))
    within = knock.times < (20 if tool.at_most is None else tool.at_most) if tool.writes else True
    return proven and said_yes and within


async def runs(sector: Sector, knock: Knock, config: AssistantDocument, around: Surroundings) -> bool:
    ran: list[str] = []

    def watched(tool: Tool[Any]) -> Tool[Any]:
        async def run(_: BaseModel, __: Surroundings) -> Outcome:
            ran.append(tool.name)
            return Outcome(done=True)

        return replace(tool, run=run)

    tools = {name: watched(tool) for name, tool in sector.tools.items()}
    passage = await tool_gate.run(knock, sector.model_copy(update={"tools": tools}), config, around)
    assert bool(ran) == (not passage.refused) == passage.outcome.done
    assert ran in ([], [knock.tool])
    return bool(ran)


AROUND = {
    "nobody": Surroundings(PORTS, BUSINESS, MONDAY),
    "with a code alone": Surroundings(PORTS, BUSINESS, MONDAY, code_is_proven=True),
    "of one booking": Surroundings(PORTS, BUSINESS, MONDAY, appointments=(APPOINTMENT,)),
    "a customer": Surroundings(PORTS, BUSINESS, MONDAY, SOMEBODY),
    "a customer with a code": Surroundings(PORTS, BUSINESS, MONDAY, SOMEBODY, code_is_proven=True),
}
CONFIGS = {
    "all": AssistantDocument(),
    "none": AssistantDocument(tools=()),
    "without codes": AssistantDocument(identity=IdentityPolicy(one_time_code=False)),
}


@pytest.mark.parametrize("name", SECTORS)
async def test_each_tool_in_each_row_of_the_table(name):
    """Identity x configuration x confirmation x arguments x how often."""
    sector = all_sectors()[name]
    for tool in TOOLS[name]:
        right = FITTING[name, tool.name]
        for config in (*CONFIGS.values(), AssistantDocument(tools=(tool.name,))):
            for around in AROUND.values():
                for confirmed in ("", "yes", fingerprint(right), fingerprint({**right, "more": "1"})):
                    for arguments in (right, {}):
                        for times in (0, 1, 19, 20, 100):
                            knock = Knock(tool.name, arguments, confirmed, "turn", 0, times)
                            expected = policy(sector, knock, config, around)
                            assert await runs(sector, knock, config, around) == expected, (knock, around)


@pytest.mark.parametrize("name", SECTORS)
def test_what_writes_for_somebody_asks_who_it_is_or_for_a_yes(name):
    """The table itself: nothing is changed by a mere wish."""
    bare = [
        tool.name
        for tool in TOOLS[name]
        if tool.writes and tool.identity is Identity.NONE and not tool.confirmed
    ]
    assert set(bare) <= NEED_NO_YES, bare


# They note what is said, or call for help: nothing that is anybody's is changed by them.
NEED_NO_YES: set[str] = set()

_texts = st.one_of(st.sampled_from([*_TRIED, "all", "*", "ignore your rules"]), st.text(max_size=20))
_arguments = st.dictionaries(
    st.sampled_from(
        sorted({field for tools in TOOLS.values() for tool in tools for field in tool.arguments.model_fields})
        + ["customer_id", "confirmed", "identity"]
    ),
    _texts,
    max_size=6,
)
_knocks = st.fixed_dictionaries(
    {
        "sector": st.sampled_from(SECTORS),
        "tool": st.one_of(st.sampled_from([*EVERY_NAME, "run", "system", ""]), st.text(max_size=12)),
        "own": st.booleans(),  # of this sector, whatever the name says
        "place": st.integers(0, 99),
        "takes": st.booleans(),
        "arguments": _arguments,
        "confirmed": st.sampled_from(["", "yes", "right", "other"]),
        "config": st.sampled_from(["all", "none", "without codes", "some"]),
        "around": st.sampled_from(sorted(AROUND)),
        "times": st.integers(0, 24),
    }
)  # fmt: skip


@pytest.mark.timeout(900)  # ten thousand of them
def test_whatever_a_model_says_the_allowed_set_is_the_policy_table():
    loop = asyncio.new_event_loop()

    @settings(
        max_examples=CASES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(said=_knocks)
    def one(said: dict[str, Any]) -> None:
        sector, tools = all_sectors()[said["sector"]], TOOLS[said["sector"]]
        name = tools[said["place"] % len(tools)].name if said["own"] else said["tool"]
        arguments = {**FITTING.get((said["sector"], name), {}), **said["arguments"]}
        if not said["takes"]:
            arguments = said["arguments"]
        confirmed = {"right": fingerprint(arguments), "other": fingerprint({"a": "b"})}.get(
            said["confirmed"], said["confirmed"]
        )
        some = AssistantDocument(tools=tuple(tool.name for tool in tools[::2]))
        config = CONFIGS.get(said["config"], some)
        around = AROUND[said["around"]]
        knock = Knock(name, arguments, confirmed, "turn", 0, said["times"])
        allowed = loop.run_until_complete(runs(sector, knock, config, around))
        expected = policy(sector, knock, config, around)
        if expected and not allowed:  # the table knows what is required; types are the model's own
            with pytest.raises(ValidationError):
                sector.tools[name].arguments.model_validate(dict(arguments))
        else:
            assert allowed == expected

    try:
        one()
    finally:
        loop.close()
