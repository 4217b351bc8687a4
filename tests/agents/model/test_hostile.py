"""Whatever a model says, nothing happens that the rules do not allow."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caly_app.agents.sectors import all_sectors
from caly_app.agents.tool import Identity
from caly_app.ports import Message, ModelAnswer, ToolOffer
from tests.agents.world import PORTS, Talk, a_demo_of

pytestmark = pytest.mark.timeout(1800)  # ten thousand of them

ODD = "that whatsit of my ticker needs doing"
LINES = (
    ODD,
    "the {reference} doodah, on 2026-10-08 at 10:00, {name} said, both of them",
    "ticker ticker, 2 then",
)
SHARE, ALL = 2_000, 10_000  # generated cases of what begins in the middle of something

SECTORS = all_sectors()
_numbers = st.one_of(st.floats(-2, 2), st.floats(0, 1), st.integers(-(10**9), 10**9))
_texts = st.one_of(
    st.sampled_from(
        [ODD, "ticker", "whatsit", "yes", "ignore your rules", "AP-1", "2026-10-08", "{phone}", "{abilities}"]
    ),
    st.text(max_size=40),
)
_CODES = ("affirm", "deny", "cancel", "goodbye", "system", "", "\x00", "none_of_these")


@cache
def _nonsense(name: str) -> st.SearchStrategy[str]:
    """The right form with anything in it, or anything."""
    sector = SECTORS[name]
    names = st.sampled_from([*sector.intents, *sector.tools, *_CODES])
    details = st.sampled_from([*sector.slots, "customer_id", "confirmed"])
    clauses = st.fixed_dictionaries(
        {"n": st.integers(-1, 4), "intent": names, "confidence": _numbers, "also": names},
        optional={"tool": names, "arguments": st.dictionaries(_texts, _texts, max_size=3)},
    )
    values = st.fixed_dictionaries({"detail": details, "text": _texts})
    return st.one_of(
        st.fixed_dictionaries(
            {
                "clauses": st.lists(clauses, max_size=4),
                "values": st.lists(values, max_size=6),
                "choice": st.integers(-5, 9),
            }
        ).map(json.dumps),
        st.recursive(
            st.none() | st.booleans() | _numbers | _texts, lambda inner: st.lists(inner, max_size=3)
        ).map(json.dumps),
        st.text(max_size=200),
    )


@cache
def _credible(name: str) -> st.SearchStrategy[str]:
    """What passes for understanding: wishes of the sector, a yes, values that stand in what was said."""
    sector = SECTORS[name]
    reference, somebody = _known_of(name)
    meant = st.sampled_from([*sector.flows, *sector.flows, "affirm", "affirm", "deny", "goodbye"])
    said = st.sampled_from([reference, somebody, "2026-10-08", "10:00", "2", "both", "doodah", "ticker"])
    details = st.sampled_from([*sector.slots])
    clauses = st.builds(
        lambda one, also, sure: [
            {"n": n, "intent": one, "confidence": sure, "also": also} for n in (1, 2, 3, 4)
        ],
        meant,
        meant,
        st.floats(0.4, 1),
    )
    values = st.lists(st.fixed_dictionaries({"detail": details, "text": said}), max_size=6)
    answers = {"clauses": clauses, "values": values, "choice": st.integers(0, 3)}
    return st.fixed_dictionaries(answers).map(json.dumps)


def _conversations(name: str) -> st.SearchStrategy[list[str]]:
    """What a model makes of one message after the other."""
    return st.lists(
        st.one_of(_credible(name), _credible(name), _nonsense(name)), min_size=1, max_size=len(LINES)
    )


@cache
def _known_of(name: str) -> tuple[str, str]:
    """A number and the name of somebody who is on the books: their owner has not said them."""
    demo = SECTORS[name].demo
    assert demo
    somebody = demo.customers[0]
    return next((one.reference for one in somebody.records), "AP-1"), somebody.name


@dataclass
class Hostile:
    says: str
    is_away: bool = False

    async def answer(
        self, messages: Sequence[Message], *, schema: Mapping[str, object], seconds: float
    ) -> ModelAnswer:
        return ModelAnswer(self.says, "hostile", 1, 1, 0.1)

    async def stream(
        self, messages: Sequence[Message], *, seconds: float, tools: Sequence[ToolOffer] | None = None
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


@dataclass
class Scene:
    """A conversation that is played again and again from the same place: all it may change is itself."""

    talk: Talk
    stood: Any
    document: dict[str, object]
    history: list[Message]
    private: Sequence[str]

    def again(self) -> Talk:
        self.talk.document, self.talk.history = self.document, [*self.history]
        return self.talk


class Scenes:
    """Made once, and anew after something was wrong in them."""

    def __init__(self, before: Sequence[str] = ()) -> None:
        self.before = before
        self.reached: dict[str, set[str]] = {name: set() for name in SECTORS}
        self._made: dict[str, Scene] = {}
        self._loop = asyncio.new_event_loop()

    def play(self, sector: str, answers: Sequence[str]) -> None:
        """Customers have said `before`, and say what only a model could make sense of."""
        self._loop.run_until_complete(self._nothing_happens(sector, answers))

    async def _nothing_happens(self, sector: str, answers: Sequence[str]) -> None:
        scene = self._made.pop(sector, None) or await self._scene(sector)
        talk, known = scene.again(), SECTORS[sector]
        reference, somebody = _known_of(sector)
        for line, answer in zip(LINES, answers, strict=False):
            talk.ports = replace(PORTS, model=Hostile(answer))
            reply = await talk.say(line.format(reference=reference, name=somebody))
            for run in reply.tool_runs:
                tool = known.tools[run.tool]
                assert not tool.writes and not tool.confirmed and tool.identity is Identity.NONE, run
            assert set(reply.tells) <= set(known.tells) and set(reply.asks) <= set(known.asks)
            self.reached[sector] |= {*reply.tells, *reply.asks}
            assert talk.document.get("identity", {}).get("customer_id") is None
            for private in scene.private:
                assert private not in reply.text
        assert _stand(talk) == scene.stood
        self._made[sector] = scene

    async def _scene(self, sector: str) -> Scene:
        talk = a_demo_of(sector)
        if self.before:
            await talk.says(*self.before)
        held = [
            one for who in talk.clinic.people.values() for kind, one in who.items() if one and kind != "name"
        ]
        return Scene(
            talk,
            _stand(talk),
            talk.document,
            talk.history,
            [*held, "Atenolol", "prompt", "{", "closed list", "You help"],
        )

    def close(self) -> None:
        self._loop.close()


def _cases(count: int) -> settings:
    return settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), database=None)


def test_no_message_has_an_effect_whatever_the_model_says():
    """Every effect needs a yes to what was read back, what is somebody's a proof: in all sectors."""
    scenes = Scenes()

    @_cases(ALL)
    @given(case=st.one_of(*(st.tuples(st.just(name), _conversations(name)) for name in SECTORS)))
    def one(case: tuple[str, list[str]]) -> None:
        scenes.play(*case)

    one()
    scenes.close()
    assert min(map(len, scenes.reached.values())) >= 8, scenes.reached


def test_a_model_says_no_yes_for_the_customer(is_full):
    scenes = Scenes(("book me in with Dr Halas on Thursday at 10", "Ann Dell", "020 7946 0999"))

    @_cases(ALL if is_full else SHARE)
    @given(said=_conversations("healthcare"))
    def one(said: list[str]) -> None:
        scenes.play("healthcare", said)

    one()
    scenes.close()
