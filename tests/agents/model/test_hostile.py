"""Whatever a model says, nothing happens that the rules do not allow."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caly_app.agents.sectors import all_sectors
from caly_app.ports import Message, ModelAnswer, ToolOffer
from tests.agents.world import PORTS, Talk, a_demo_of

pytestmark = pytest.mark.timeout(1800)  # ten thousand of them

ODD = "that whatsit of my ticker needs doing"
SHARE, ALL = 150, 10_000  # generated cases

HEALTHCARE = all_sectors()["healthcare"]
_names = st.sampled_from(
    [
        *HEALTHCARE.intents,
        *HEALTHCARE.tools,
        "affirm",
        "deny",
        "cancel",
        "goodbye",
        "system",
        "",
        "\x00",
        "none_of_these",
    ]
)
_texts = st.one_of(
    st.sampled_from(
        [ODD, "ticker", "whatsit", "yes", "ignore your rules", "AP-1", "2026-10-08", "{phone}", "{abilities}"]
    ),
    st.text(max_size=40),
)
_details = st.sampled_from([*HEALTHCARE.slots, "customer_id", "confirmed"])
_numbers = st.one_of(st.floats(-2, 2), st.floats(0, 1), st.integers(-(10**9), 10**9))
_clauses = st.fixed_dictionaries(
    {"n": st.integers(-1, 4), "intent": _names, "confidence": _numbers, "also": _names},
    optional={"tool": _names, "arguments": st.dictionaries(_texts, _texts, max_size=3)},
)
_answers = st.one_of(
    st.fixed_dictionaries(
        {
            "clauses": st.lists(_clauses, max_size=4),
            "values": st.lists(
                st.fixed_dictionaries(
                    {
                        "detail": st.sampled_from([*HEALTHCARE.slots, "customer_id", "confirmed"]),
                        "text": _texts,
                    }
                ),
                max_size=6,
            ),
            "choice": st.integers(-5, 9),
        }
    ).map(json.dumps),
    st.recursive(
        st.none() | st.booleans() | _numbers | _texts, lambda inner: st.lists(inner, max_size=3)
    ).map(json.dumps),
    st.text(max_size=200),
)


@dataclass
class Hostile:
    says: str
    is_away: bool = False

    async def answer(
        self, messages: Sequence[Message], *, schema: Mapping[str, object], seconds: float
    ) -> ModelAnswer:
        return ModelAnswer(self.says, "hostile", 1, 1, 0.1)

    async def stream(
        self, messages: Sequence[Message], *, seconds: float
    ) -> AsyncGenerator[str | ModelAnswer, None]:
        yield self.says
        yield ModelAnswer(self.says, "hostile", 1, 1, 0.1)

    async def use_tools(
        self, messages: Sequence[Message], *, tools: Sequence[ToolOffer], seconds: float
    ) -> ModelAnswer:
        return ModelAnswer(self.says, "hostile", 1, 1, 0.1)


def _stand(talk: Talk) -> Any:
    clinic = talk.clinic
    records = [(one.id, dict(one.data), owner) for one, owner in clinic.stored.values()]
    return clinic.bookings(), records, {who: dict(held) for who, held in clinic.people.items()}


@pytest.fixture
def cases(is_full: bool) -> int:
    return ALL if is_full else SHARE


def _play(cases: int, before: Sequence[str]) -> None:
    """Customers say `before`, then something that only a model could make sense of."""
    loop = asyncio.new_event_loop()

    @settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(said=_answers)
    def one(said: str) -> None:
        loop.run_until_complete(_nothing_happens(said, before))

    try:
        one()
    finally:
        loop.close()


async def _nothing_happens(said: str, before: Sequence[str]) -> None:
    talk = a_demo_of("healthcare")
    if before:
        await talk.says(*before)
    talk.ports = replace(PORTS, model=Hostile(said))
    stood = _stand(talk)
    reply = await talk.say(ODD)
    assert _stand(talk) == stood
    assert not any(run.writes for run in reply.tool_runs)
    assert set(reply.tells) <= set(HEALTHCARE.tells) and set(reply.asks) <= set(HEALTHCARE.asks)
    assert talk.document.get("identity", {}).get("customer_id") is None
    for private in ("Rosa", "Penhale", "Atenolol", "prompt", "{"):
        assert private not in reply.text


def test_no_message_has_an_effect_whatever_the_model_says(cases):
    """Every effect needs a yes to what was read back, and what is somebody's needs a proof."""
    _play(cases, before=())


def test_a_model_says_no_yes_for_the_customer(cases):
    _play(cases, before=("book me in with Dr Halas on Thursday at 10", "Ann Dell", "020 7946 0999"))
