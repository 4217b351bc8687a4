"""Durable turns a second in one process, against LangGraph with its Postgres checkpointer.

    uv run --group bench python -m tests.benchmarks.turns [rounds]

Same cluster, same number of connections, the same stub where the understanding would be. Ours writes
more: row security, two commits (a message is kept from the moment it is acknowledged), an outbox row,
why. LangGraph's `sync` keeps a message that a kill interrupts, as ours does; its `exit` does not.
AsyncPostgresSaver takes one lock for each instance, so it is given as many savers as connections.
The rows with the real understanding have no peer: its customers say unlike things, none of them remembered.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from itertools import count, product, repeat
from pathlib import Path

from langchain_core.messages import AIMessage
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, MessagesState, StateGraph
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool
from uuid_utils.compat import uuid7

from caly_app import db, wiring
from caly_app.embedded_postgres import EmbeddedPostgres, Urls
from caly_app.ports import Ports
from caly_app.services.conversations.take_turn import take_turn
from tests.benchmarks.stub_mind import REPLY, StubMind
from tests.benchmarks.thinking import Forgetful
from tests.conftest import migrate
from tests.factories import DEAF, a_clinic, a_conversation

CONNECTIONS = 20
SAME = "Hello, my order 4711 arrived damaged, what can I do about it? " * 2
_NAMES = [" ".join(one) for one in product(("Ros", "Ines", "Tom", "Ada"), ("Penhale", "Quist", "Marlow"))]
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_KINDS = (
    "I would like to see a doctor on {day} at {hour}, I have been coughing for {number} days",
    "my name is {name} and my number is 020 7946 {number:04}",
    "do you have parking near the entrance for a van of {number} inches?",
    "this is {name}, are the results of blood test {number} back yet?",
    "I have had a bad back since {day} and tablet {number} does not help at all",
    "no, could you make it {day} at {hour} please",
    "could {name} get {number} more of the same tablets before {day}?",
    "what time do you close on {day}, and do you take insurer number {number}?",
)
LOADS = ((1, 60), (32, 8), (200, 4))  # conversations at once, turns of each

Turn = Callable[[object], Awaitable[None]]


def unlike() -> Iterator[str]:
    """What customers of a clinic say: wishes, questions, answers and corrections, no two the same."""
    for number in count():
        yield _KINDS[number % len(_KINDS)].format(
            number=number % 9000,
            name=_NAMES[number % len(_NAMES)],
            day=_DAYS[number % len(_DAYS)],
            hour=9 + number % 3,
        )


class Ours:
    def __init__(self, urls: Urls, ports: Ports, words: Iterator[str] | None = None) -> None:
        self._urls, self._ports, self._words = urls, ports, words or repeat(SAME)

    async def open(self) -> None:
        if db._engine is None:
            db.open(self._urls.app, self._urls.admin, CONNECTIONS)
        self._clinic = await a_clinic()
        self._customer = self._clinic.customer()

    async def new(self) -> object:
        return (await a_conversation(self._clinic)).conversation_id

    async def turn(self, conversation: object) -> None:
        await take_turn(self._customer, conversation, uuid7().hex, next(self._words), self._ports)  # type: ignore[arg-type]


class LangGraph:
    def __init__(self, urls: Urls, durability: str) -> None:
        self._url, self._durability = urls.owner, durability

    async def open(self) -> None:
        settings = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
        self._pool = AsyncConnectionPool(
            f"{self._url}?options=-csearch_path%3Dlanggraph",
            min_size=CONNECTIONS,
            max_size=CONNECTIONS,
            open=False,
            kwargs=settings,
        )
        await self._pool.open(wait=True)
        async with self._pool.connection() as connection:
            await connection.execute("create schema if not exists langgraph")
        savers = [AsyncPostgresSaver(self._pool) for _ in range(CONNECTIONS)]
        await savers[0].setup()
        graph = _graph()
        self._graphs = [graph.compile(checkpointer=saver) for saver in savers]

    async def new(self) -> object:
        return str(uuid7())

    async def turn(self, conversation: object) -> None:
        graph = self._graphs[hash(conversation) % CONNECTIONS]
        await graph.ainvoke(
            {"messages": [("user", SAME)]},
            {"configurable": {"thread_id": conversation}},
            durability=self._durability,
        )


class _State(MessagesState):
    intent: str
    turns: int


def _graph() -> StateGraph:
    async def route(state: _State) -> dict:
        return {"intent": "return", "turns": state.get("turns", 0) + 1}

    async def respond(_state: _State) -> dict:
        return {"messages": [AIMessage(REPLY)]}

    graph = StateGraph(_State)
    graph.add_node("route", route)
    graph.add_node("respond", respond)
    graph.add_edge(START, "route")
    graph.add_edge("route", "respond")
    graph.add_edge("respond", END)
    return graph


async def measure(one: Ours | LangGraph, at_once: int, turns_each: int) -> tuple[float, float]:
    """Turns a second, and the 95th percentile in milliseconds."""
    conversations = [await one.new() for _ in range(at_once)]
    took: list[float] = []

    async def talk(conversation: object) -> None:
        for _ in range(turns_each):
            began = time.perf_counter()
            await one.turn(conversation)
            took.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*map(talk, conversations))
    seconds = time.perf_counter() - began
    return len(took) / seconds, sorted(took)[int(len(took) * 0.95)] * 1000


async def compare(urls: Urls, rounds: int) -> None:
    mind = StubMind()
    variants: dict[str, Ours | LangGraph] = {
        "Caly, stub": Ours(urls, DEAF),
        "LangGraph sync": LangGraph(urls, "sync"),
        "LangGraph exit": LangGraph(urls, "exit"),
        "Caly, real understanding": Ours(urls, replace(wiring.ports(), embedder=Forgetful()), unlike()),
    }
    for name, one in variants.items():
        await one.open()
        (mind.remove if "real" in name else mind.install)()
        await measure(one, 4, 3)
    figures: dict[tuple[int, str], list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for at_once, turns_each in LOADS:
            for name, one in variants.items():
                (mind.remove if "real" in name else mind.install)()
                figures.setdefault((at_once, name), []).append(await measure(one, at_once, turns_each))
    for at_once, _ in LOADS:
        peer = statistics.median(rate for rate, _ in figures[at_once, "LangGraph sync"])
        for name in variants:
            rate = statistics.median(rate for rate, _ in figures[at_once, name])
            slow = statistics.median(p95 for _, p95 in figures[at_once, name])
            print(
                f"{at_once:4} at once  {name:26} {rate:7.0f} turns/s  P95 {slow:7.1f} ms"
                f"  {rate / peer:5.2f} x LangGraph sync"
            )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory(prefix="caly-benchmark-") as folder:
        postgres = EmbeddedPostgres(Path(folder))
        urls = postgres.start()
        migrate(urls.owner)
        try:
            asyncio.run(compare(urls, rounds))
        finally:
            postgres.stop()


if __name__ == "__main__":
    main()
