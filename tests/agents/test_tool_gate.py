"""The gate: every way in is closed but one."""

from uuid import UUID

import pytest
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from caly_app.agents import tool_gate
from caly_app.agents.config import AssistantDocument, IdentityPolicy
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors import all_sectors
from caly_app.agents.tool import Identity, Surroundings, Tool
from caly_app.agents.tool_gate import Knock, fingerprint
from tests.agents.world import BUSINESS, MONDAY, Talk, a_clinic


class Wanted(BaseModel):
    phone: str
    places: int = 1


async def _runs(wanted: Wanted, around: Surroundings) -> Outcome:
    return Outcome("booked", done=True)


ARGUMENTS = {"phone": "+442079460123"}
YES = fingerprint(ARGUMENTS)
SOMEBODY = uuid7()
WITHOUT_CODES = AssistantDocument(identity=IdentityPolicy(one_time_code=False))


def a_tool(identity: Identity = Identity.NONE, confirmed: bool = False) -> Tool:
    return Tool("tried", Wanted, _runs, identity=identity, confirmed=confirmed, writes=True)


def around(customer_id: UUID | None = None) -> Surroundings:
    return Surroundings(Talk(a_clinic()).tools, BUSINESS, MONDAY, customer_id)


async def knock(tool: Tool, what: Knock, config=None, customer_id=None):
    sector = all_sectors()["healthcare"].model_copy(update={"tools": {tool.name: tool}})
    return await tool_gate.run(what, sector, config or AssistantDocument(), around(customer_id))


@pytest.mark.parametrize(
    ("tool", "what", "config", "customer_id", "refused"),
    [
        (a_tool(), Knock("tried", ARGUMENTS), None, None, ""),
        (a_tool(), Knock("tried", ARGUMENTS, times=19), None, None, ""),
        (a_tool(), Knock("tried", ARGUMENTS, times=20), None, None, "budget"),
        (a_tool(), Knock("invented", ARGUMENTS), None, None, "known"),
        (a_tool(), Knock("tried", ARGUMENTS), AssistantDocument(tools=("other",)), None, "allowed"),
        (a_tool(), Knock("tried", {}), None, None, "arguments"),
        (a_tool(), Knock("tried", {**ARGUMENTS, "places": "many"}), None, None, "arguments"),
        (a_tool(Identity.CUSTOMER), Knock("tried", ARGUMENTS), None, None, "identity"),
        (a_tool(Identity.CUSTOMER), Knock("tried", ARGUMENTS), None, SOMEBODY, ""),
        (a_tool(Identity.CODE), Knock("tried", ARGUMENTS), None, None, "identity"),
        (a_tool(Identity.CODE), Knock("tried", ARGUMENTS), None, SOMEBODY, "identity"),
        (a_tool(Identity.CODE), Knock("tried", ARGUMENTS), WITHOUT_CODES, SOMEBODY, ""),
        (a_tool(Identity.CODE), Knock("tried", ARGUMENTS), WITHOUT_CODES, None, "identity"),
        (a_tool(Identity.APPOINTMENT), Knock("tried", ARGUMENTS), None, None, "identity"),
        (a_tool(Identity.APPOINTMENT), Knock("tried", ARGUMENTS), None, SOMEBODY, ""),
        (a_tool(confirmed=True), Knock("tried", ARGUMENTS), None, None, "confirmed"),
        (a_tool(confirmed=True), Knock("tried", ARGUMENTS, "yes"), None, None, "confirmed"),
        (a_tool(confirmed=True), Knock("tried", ARGUMENTS, YES), None, None, ""),
        (a_tool(confirmed=True), Knock("tried", {"phone": "+442079460999"}, YES), None, None, "confirmed"),
    ],
)
async def test_the_gate(tool, what, config, customer_id, refused):
    passage = await knock(tool, what, config, customer_id)

    assert passage.refused == refused
    assert passage.outcome.done == (not refused)


async def test_the_ledger_holds_no_personal_value_and_its_key_depends_on_everything():
    runs = [
        (await knock(a_tool(), Knock("tried", arguments, turn_key=turn, step=step))).run
        for turn, step, arguments in [
            ("a", 0, ARGUMENTS),
            ("a", 0, ARGUMENTS),
            ("b", 0, ARGUMENTS),
            ("a", 1, ARGUMENTS),
            ("a", 0, {"phone": "+442079460124"}),
        ]
    ]

    assert [run.arguments["phone"] for run in runs] == ["private"] * 5
    assert runs[0].key == runs[1].key
    assert len({run.key for run in runs}) == 4
    assert "2079460123" not in runs[0].key
