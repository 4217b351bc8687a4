"""What a turn with a language model costs besides the model: python -m tests.benchmarks.modelled [turns]

A model that speaks the real protocol over HTTP and answers at once, in a process of its own; the whole turn
over a Postgres of its own: received, understood, budget looked at, model asked, acted, written. `wall` is
what the customer waits, `model` what of it lies between our question and the server's answer, with our
client, `ours` the rest, `cpu` what all our threads spent. Goal: P95 of ours under 30 ms, on a machine with
nothing else to do. The first turns, which compile patterns and load the heads, do not count.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from caly_app import db
from caly_app.adapters.openai_compatible import OpenAiCompatible
from caly_app.embedded_postgres import EmbeddedPostgres
from caly_app.ports import ModelAnswer, Ports
from caly_app.services import assistants
from caly_app.services.conversations.take_turn import take_turn
from caly_app.settings import settings
from tests.agents.model.scripted import means
from tests.agents.world import PORTS
from tests.conftest import migrate
from tests.factories import Clinic, a_clinic, a_conversation
from tests.fake_model import fake_model, says, tells

TURNS, NOT_COUNTED = 150, 10
ODD = "that whatsit of my ticker needs doing"
FREE = "could my labrador number {n} wait inside with me or is that frowned upon"
SUNDAY = "are you open on sunday?"
FACTS = {"dogs": "Guide dogs are welcome."}

Behaviour = Callable[[Any], Awaitable[None]]


@dataclass
class Timed:
    """A model whose time is taken apart."""

    inner: OpenAiCompatible
    seconds: float = 0.0
    is_away: bool = field(default=False)

    async def answer(self, *given: Any, **more: Any) -> ModelAnswer:
        began = perf_counter()
        try:
            return await self.inner.answer(*given, **more)
        finally:
            self.seconds += perf_counter() - began

    async def use_tools(self, *given: Any, **more: Any) -> ModelAnswer:
        return await self.inner.use_tools(*given, **more)

    async def stream(self, *given: Any, **more: Any) -> Any:
        began = perf_counter()
        async for piece in self.inner.stream(*given, **more):
            self.seconds += perf_counter() - began
            yield piece
            began = perf_counter()


async def main(turns: int) -> None:
    with tempfile.TemporaryDirectory() as folder, _a_model() as url:
        postgres = EmbeddedPostgres(Path(folder))
        urls = postgres.start()
        try:
            migrate(urls.owner)
            db.open(urls.app, urls.admin, 20)
            settings.use(model_budget_conversation=1e9, model_budget_workspace_day=1e9)
            await _measure(url, turns)
        finally:
            await db.close()
            postgres.stop()


async def _measure(url: str, turns: int) -> None:
    clinic = await a_clinic(facts=FACTS)
    await _warm(clinic)
    print(f"{'':28} wall: P50    P95   model: P50    P95   ours: P50    P95    cpu: P50    P95   ms")
    for name, said in (("understood by a model", ODD), ("a free question", FREE), ("another voice", SUNDAY)):
        await _row(name, clinic, said, url, turns)


async def _warm(clinic: Clinic) -> None:
    boss = clinic.system()
    async with db.transaction(boss) as session:
        await assistants.change_tone(session, boss, "warm")


async def _row(name: str, clinic: Clinic, said: str, url: str, turns: int) -> None:
    model = Timed(OpenAiCompatible(url, "key", "fake"))
    ports = replace(PORTS, model=model, leave=lambda _: None)
    wall, of_model, ours, cpu = [], [], [], []
    for number in range(turns + NOT_COUNTED):
        where = (await a_conversation(clinic)).conversation_id
        model.seconds, began, busy = 0.0, perf_counter(), process_time()
        await _turn(clinic, where, said.format(n=number), ports)
        whole, spent = perf_counter() - began, process_time() - busy
        assert model.seconds, f"the model was not asked: {said}"
        if number >= NOT_COUNTED:
            wall.append(whole * 1000)
            of_model.append(model.seconds * 1000)
            ours.append((whole - model.seconds) * 1000)
            cpu.append(spent * 1000)
    pairs = (f"{_share(one, 0.5):10.1f} {_share(one, 0.95):6.1f}" for one in (wall, of_model, ours, cpu))
    print(f"{name:28}", "  ".join(pairs), flush=True)


async def _turn(clinic: Clinic, where: UUID, said: str, ports: Ports) -> None:
    await take_turn(clinic.customer(), where, uuid7().hex, said, ports)


def _share(numbers: list[float], share: float) -> float:
    return sorted(numbers)[min(len(numbers) - 1, int(len(numbers) * share))]


@contextmanager
def _a_model() -> Iterator[str]:
    """In a process of its own: what it costs is not ours."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join(5)


def _serve(there: Connection) -> None:
    asyncio.run(_serving(there))


async def _serving(there: Connection) -> None:
    async with fake_model() as fake:

        async def behave(writer: Any) -> None:
            asked = " ".join(message["content"] for message in fake.asked.pop()["messages"])
            await _what_to_say(asked)(writer)

        fake.usual = behave
        there.send(fake.url)
        await asyncio.Event().wait()


def _what_to_say(asked: str) -> Behaviour:
    if "Sources:" in asked:
        return tells("Guide dogs are ", "welcome. [1]")
    if "in another voice" in asked:
        return says({"text": "Thank you! On [1] we are open [2]."})
    return says(means("ask_fact" if "labrador" in asked else "book_appointment"))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else TURNS))
