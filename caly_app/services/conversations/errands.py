"""What a turn asks of servers of the business's own: with no transaction open, and each write once.

A turn acts inside its transaction. Where it needs an answer that is not at hand, it is left undone
(NeedsOutside), the server is asked, and the turn acts anew, with the answer. A write is noted before it
leaves our house, with the key that goes along: whoever plays the turn again after a crash finds it.
"""

import asyncio
import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field, replace
from time import monotonic, perf_counter
from typing import Any

import psycopg
from psycopg.types.json import Jsonb
from uuid_utils.compat import uuid7

from caly_app import clock, db, tokens
from caly_app.actor import Actor
from caly_app.agents.business import Business
from caly_app.card_numbers import document_without_cards
from caly_app.errors import OutsideAway, Unsure
from caly_app.models import ToolRunState
from caly_app.ports import Outside, OutsideAnswer, OutsideRequest, Outsides
from caly_app.queries import connections
from caly_app.services.conversations import statements
from caly_app.services.conversations.receive import Received

ROUNDS_AT_MOST = 6
PATIENCE_SECONDS = (
    50.0  # of one turn, for all rounds; a customer sees that we look, and each call has its own
)
SECONDS_SETTING = "timeout_seconds"  # of a sector that has it
FIRST_STEP = 100  # in the ledger: after those of the tools
_KEPT_BYTES = 100_000  # of an answer, until its turn is answered
_SEALED_FOR = "answer of a server"

Place = tuple[int, str]  # how many writes came before it, and what is asked


def waits_at_most(business: Business, seconds: float) -> float:
    """Of one call, by what the business has set for its own systems, where its sector lets it."""
    chosen = business.settings.get(SECONDS_SETTING)
    return min(seconds, chosen) if isinstance(chosen, int | float) else seconds


class NeedsOutside(Exception):
    """A server of the business's own must be asked first, and no transaction may be open meanwhile."""


@dataclass
class Errands:
    """Of one turn, in one process."""

    actor: Actor
    received: Received
    outsides: Outsides | None
    answers: dict[Place, OutsideAnswer | OutsideAway] = field(default_factory=dict)
    wanted: list[tuple[Place, OutsideRequest, float]] = field(default_factory=list)
    rounds: int = 0
    _until: float = 0.0
    _has_written: bool = False

    @property
    def are_run(self) -> bool:
        """From then on something may be in vain, and what is done of ours within a step can be undone."""
        return self.rounds > 0

    def begin(self) -> "OutsideOfTurn":
        """As the turn sees it that acts from its beginning."""
        self.wanted = []
        return OutsideOfTurn(self)

    async def run(self) -> None:
        """Asks what is wanted: what reads side by side, what writes one after the other."""
        wanted, self.wanted = self.wanted, []
        self.rounds += 1
        if self.rounds == 1:
            self._until = monotonic() + PATIENCE_SECONDS
        if not wanted:
            return
        if self.rounds > ROUNDS_AT_MOST or self.outsides is None:
            self.answers |= {place: OutsideAway() for place, *_ in wanted}
            return
        async with db.transaction(self.actor) as session:
            outside = self.outsides.of(await connections.to_ask(session, self.actor))
        reads = [one for one in wanted if not one[1].writes]
        await asyncio.gather(*(self._read(outside, *one) for one in reads))
        for one in wanted:
            if one not in reads:
                await self._write(outside, *one)

    async def forget(self, driver: psycopg.AsyncConnection[Any]) -> None:
        """With the turn's outcome: what was answered is needed no more, that it was done stays."""
        if self._has_written:
            await driver.execute(statements.FORGET_ANSWERS, (self.received.turn_id, FIRST_STEP))

    async def _read(self, outside: Outside, place: Place, request: OutsideRequest, seconds: float) -> None:
        self.answers[place] = await self._asked(outside, request, seconds)

    async def _write(self, outside: Outside, place: Place, request: OutsideRequest, seconds: float) -> None:
        self._has_written = True
        known = await self._intend(place, request)
        if not isinstance(known, str):
            self.answers[place] = known
            return
        began = perf_counter()
        answer = await self._asked(outside, replace(request, key=known), seconds)
        async with db.transaction(self.actor) as session:
            noted: dict[str, object] = {}
            if isinstance(answer, OutsideAnswer):
                noted = {"status": answer.status, "answer": _sealed(answer)}
            milliseconds = round((perf_counter() - began) * 1000, 2)
            line = (_state(answer), Jsonb(noted), milliseconds, self.actor.organization_id, known)
            await (await session.driver()).execute(statements.SENT_NOW, line)
        self.answers[place] = answer

    async def _asked(
        self, outside: Outside, request: OutsideRequest, seconds: float
    ) -> OutsideAnswer | OutsideAway:
        left = self._until - monotonic()
        if left <= 0:
            return OutsideAway()
        assert self.received.facts
        each = waits_at_most(self.received.facts.business, seconds)
        try:
            return await outside.call(request, seconds=min(each, left))
        except OutsideAway as away:
            return away

    async def _intend(self, place: Place, request: OutsideRequest) -> str | OutsideAnswer | OutsideAway:
        """The key to send it with, noted and committed; or what came of it, if it was sent before."""
        received, actor = self.received, self.actor
        step, print_ = FIRST_STEP + place[0], place[1]
        key = f"{received.turn_id}:{step}:{print_}"
        async with db.transaction(actor) as session:
            driver = await session.driver()
            ours = await driver.execute(
                statements.STILL_OURS, (received.turn_id, received.conversation_id, actor.workspace_id)
            )
            if await ours.fetchone() != (True,):
                return OutsideAway()  # somebody else answers, and the turn will see it
            turn, conversation = received.turn_id, received.conversation_id
            rows = await driver.execute(
                statements.SENT, (conversation, turn, step, turn, f"%:{print_}", turn)
            )
            if row := await rows.fetchone():
                run_id, of_turn, sent_key, state, noted = row
                if not sent_key.endswith(f":{print_}"):
                    return Unsure()  # the turn was understood otherwise, and something else was sent
                if of_turn != turn:
                    await driver.execute(statements.TAKE_ON, (turn, step, run_id))
                return sent_key if state == ToolRunState.INTENDED else _answered(noted)
            line = (
                *(uuid7(), actor.organization_id, conversation, turn, step, _told(request), True, key),
                *(ToolRunState.INTENDED.value, Jsonb({}), "", 0, clock.now()),
            )
            await driver.execute(statements.TOOL_RUN, line)
        return key


@dataclass
class OutsideOfTurn:
    """The port of the tools: answers that are at hand."""

    errands: Errands
    _written: int = 0
    _has_done: bool = False

    async def call(self, request: OutsideRequest, *, seconds: float = 30.0) -> OutsideAnswer:
        place = (self._written, _print_of(request))
        answer = self.errands.answers.get(place)
        if answer is None:
            self.foresee(request, seconds=seconds)
            raise NeedsOutside
        self._written += request.writes
        if isinstance(answer, OutsideAway):
            # After something was done out there, nobody may be told that nothing was.
            raise (Unsure if self._has_done else type(answer))(answer.message)
        self._has_done = self._has_done or (request.writes and answer.status < 400)
        return answer

    def foresee(self, request: OutsideRequest, *, seconds: float = 30.0) -> None:
        """It may be asked next: where somebody is asked now, it is fetched side by side with it."""
        place = (self._written, _print_of(request))
        if place not in self.errands.answers and all(place != asked for asked, *_ in self.errands.wanted):
            self.errands.wanted.append((place, request, seconds))

    def must_be_undoable(self) -> None:
        """Before what may have to be undone: the turn acts anew, so that it can be."""
        if not self.errands.are_run:
            raise NeedsOutside


def _print_of(request: OutsideRequest) -> str:
    asked = [request.connection, request.method, request.path, dict(request.query), request.body]
    plain = json.dumps(asked, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()[:24]


def _told(request: OutsideRequest) -> str:
    return f"{request.method} {request.connection}"


def _state(answer: OutsideAnswer | OutsideAway) -> str:
    match answer:
        case Unsure():
            return ToolRunState.INTENDED.value
        case OutsideAnswer(status=status):
            return (ToolRunState.DONE if status < 400 else ToolRunState.REFUSED).value
        case _:
            return ToolRunState.FAILED.value


def _sealed(answer: OutsideAnswer) -> str:
    """Encrypted: it may tell of a person. Without a body where that is too long to keep."""
    plain = json.dumps(document_without_cards(answer.body)).encode()
    return b64encode(tokens.seal(_SEALED_FOR, plain if len(plain) <= _KEPT_BYTES else b"null")).decode()


def _answered(noted: dict[str, Any]) -> OutsideAnswer | OutsideAway:
    if "answer" not in noted:
        return OutsideAway()  # it was not reached then
    body = json.loads(tokens.unseal(_SEALED_FOR, b64decode(noted["answer"])))
    return OutsideAnswer(int(noted["status"]), body)
