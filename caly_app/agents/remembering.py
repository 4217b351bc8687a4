"""What every assistant can do with what it remembers of a customer, whatever its sector: keep it once they
have said yes, tell it, forget it. Flows and tools like any other, behind the same gate.
"""

from typing import Any

from pydantic import BaseModel, Json

from caly_app.agents.next_time import REMEMBER, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sector import AgentSpec, Flow, Sector, Step
from caly_app.agents.tool import Identity, Nothing, Surroundings, Tool
from caly_app.ports import CustomerFact

AGENT = "next_time"
_PROVEN = Step(prove=Identity.CUSTOMER)

# Sectors do not change: each is put together once.
_made: dict[str, tuple[Sector, Sector]] = {}


def with_next_time(sector: Sector) -> Sector:
    """The sector, with what its customers can ask of our memory."""
    known = _made.get(sector.name)
    if known is None or known[0] is not sector:
        known = _made[sector.name] = (sector, _put_together(sector))
    return known[1]


class Consent(BaseModel):
    to_remember: Json[list[CustomerFact]]  # exactly this was read out


def _put_together(sector: Sector) -> Sector:
    async def tell(_: Nothing, around: Surroundings) -> Outcome:
        return await _tell(sector, around)

    agent = AgentSpec(title={"en": "Next time"}, does={"en": ""}, flows=_FLOWS)
    tools: list[Tool[Any]] = [
        Tool(
            "tell_remembered",
            Nothing,
            tell,
            tells={"remembered_is": (), "nothing_remembered": ()},
            identity=Identity.CUSTOMER,
        ),
        *_WRITE,
    ]
    parts = {name: getattr(sector, name) for name in Sector.model_fields}
    added = {tool.name: tool for tool in tools}
    return Sector.model_construct(
        **{**parts, "tools": {**sector.tools, **added}, "agents": {**sector.agents, AGENT: agent}}
    )


_FLOWS = {
    REMEMBER: Flow(steps=(_PROVEN, Step(confirm="confirm_remember", no="leave"), Step(use="remember"))),
    "what_is_remembered": Flow(steps=(_PROVEN, Step(use="tell_remembered"))),
    "forget_me": Flow(
        steps=(
            _PROVEN,
            Step(use="find_remembered"),
            Step(confirm="confirm_forget", no="leave"),
            Step(use="forget"),
        )
    ),
}


async def _remember(consent: Consent, around: Surroundings) -> Outcome:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    await around.ports.facts.keep(around.customer_id, consent.to_remember, around.language)
    return Outcome("will_remember", done=True)


async def _tell(sector: Sector, around: Surroundings) -> Outcome:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    facts = (await around.ports.facts.of(around.customer_id)).facts
    choices = tuple(shown(fact.slot, fact.value, sector, around.language) for fact in facts)
    return Outcome("remembered_is" if facts else "nothing_remembered", choices=choices, ends_flow=True)


async def _find(_: Nothing, around: Surroundings) -> Outcome:
    """Nobody is asked for a yes to nothing."""
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    if (await around.ports.facts.of(around.customer_id)).facts:
        return Outcome()
    return Outcome("nothing_remembered", ends_flow=True)


async def _forget(_: Nothing, around: Surroundings) -> Outcome:
    assert around.customer_id is not None, "the gate lets nobody in whose identity is not proven"
    await around.ports.facts.forget(around.customer_id)
    return Outcome("forgotten", done=True)


_WRITE = (
    Tool("find_remembered", Nothing, _find, tells={"nothing_remembered": ()}, identity=Identity.CUSTOMER),
    Tool(
        "remember",
        Consent,
        _remember,
        tells={"will_remember": ()},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
        hides_arguments=True,
    ),
    Tool(
        "forget",
        Nothing,
        _forget,
        tells={"forgotten": ()},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
)
