"""Scenarios played through the real services: each in a workspace of its own, gone when the run is over."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any
from uuid import UUID

from caly_app import db
from caly_app.actor import Actor, ActorKind
from caly_app.agents import one_time_code
from caly_app.ports import Ports
from caly_app.queries import scenarios as queries
from caly_app.queries.turns import TurnView
from caly_app.scenarios import grade, setup
from caly_app.scenarios.choose import Heard, Line, Script
from caly_app.scenarios.file import Scenario, ScenarioFile, WrongFile
from caly_app.scenarios.grade import CameOf
from caly_app.scenarios.names import Names, SectorNames, UnknownSector, sector_named
from caly_app.scenarios.reask import Exchange, known_of
from caly_app.scenarios.report import Played, Spoken
from caly_app.scenarios.rows import Row, all_rows
from caly_app.scenarios.setup import Prepared
from caly_app.scenarios.wrong import Wrong
from caly_app.services import scenarios
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.start import NewConversation, start
from caly_app.services.conversations.take_turn import take_turn

_LINES_AT_MOST = 60  # of one conversation: after that it goes round in circles
_SAME_AT_MOST = 5  # in a row: nobody says the same for ever
_CODE = "{code}"
_ROUND_IN_CIRCLES = "the conversation went round in circles, and was left"


def prepared(
    file: ScenarioFile, place: str, maps: Mapping[str, SectorNames], only: Sequence[str] = ()
) -> list[Prepared]:
    """The scenarios of a file, checked. Raises WrongFile with all that is not right, and where.

    `place`: what the file is called in messages. `only`: ids, when not all are wanted.
    """
    try:
        names = Names(sector_named(file.sector), maps.get(file.sector, SectorNames()))
    except UnknownSector as unknown:
        raise WrongFile(f"{place}: sector: {unknown.message}") from None
    ready: list[Prepared] = []
    wrong: list[str] = []
    for scenario in file.scenarios:
        for check in (_prepare(ready), _check_turns, grade.check):
            try:
                check(scenario, names)
            except Wrong as error:
                wrong.append(f"{place}: {scenario.id}.{error.path}: {error.words}")
    if wrong:
        raise WrongFile("\n".join(wrong))
    return [one for one in ready if not only or one.scenario.id in only]


def _prepare(ready: list[Prepared]) -> Callable[[Scenario, Names], None]:
    return lambda scenario, names: ready.append(setup.prepare(scenario, names))


def _check_turns(scenario: Scenario, names: Names) -> None:
    Script(scenario, names).check()


async def run(
    ready: Sequence[Prepared], ports: Ports, home_id: UUID | None = None
) -> AsyncGenerator[Played, None]:
    """Plays one after another; a database is open. What breaks in one does not end the others.

    `home_id`: of the tenant that is made for it, where somebody must know that.
    """
    await scenarios.remove_left_behind()
    home = await scenarios.make_organization(home_id)
    try:
        for one in ready:
            began = perf_counter()
            [played] = await asyncio.gather(_play(one, home, ports), return_exceptions=True)
            if isinstance(played, asyncio.CancelledError | KeyboardInterrupt | SystemExit):
                raise played
            seconds = perf_counter() - began
            if isinstance(played, BaseException):
                yield Played.broken(one.ground.sector, one.scenario, played, seconds)
            else:
                yield played.lasting(seconds)
    finally:
        await scenarios.remove_organization(home.organization_id)


async def _play(prepared: Prepared, home: Actor, ports: Ports) -> Played:
    async with db.transaction(home) as session:
        inside = await setup.build(session, home, prepared)
    talk = _Talk(prepared, inside, ports)
    before = await talk.rows()
    has_ended = await talk.go_on()
    after = await talk.rows()
    reasons = await talk.reasons()
    came_of = CameOf(
        before,
        after,
        [one.reply for one in talk.spoken],
        talk.exchanges,
        reasons,
        talk.escalated_at,
        talk.said_at,
    )
    now = prepared.ground.now
    graded = grade.grade(prepared.scenario, prepared.names, prepared.place, now, came_of)
    return Played(
        prepared.ground.sector,
        prepared.scenario,
        graded,
        talk.spoken,
        [row.as_json() for row in before],
        [row.as_json() for row in after],
        reasons,
        [*prepared.records.notes, *([] if has_ended else [_ROUND_IN_CIRCLES])],
    )


@dataclass
class _Talk:
    """One conversation while it is played."""

    prepared: Prepared
    inside: Actor
    ports: Ports
    spoken: list[Spoken] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    said_at: dict[str, int] = field(default_factory=dict)
    escalated_at: int | None = None

    async def go_on(self) -> bool:
        """From the greeting to the end; False if there is none."""
        scenario = self.prepared.scenario
        script = Script(scenario, self.prepared.names)
        customer = Actor(
            ActorKind.CUSTOMER, self.inside.id, self.inside.organization_id, self.inside.workspace_id
        )
        started = await start(customer, NewConversation(scenario.language, scenario.channel))
        self._write_down(None, started.greeting)
        conversation_id, heard = started.conversation_id, _heard(started.greeting)
        before, times, document = "", 0, dict[str, Any]()
        while line := script.next(heard):
            times = times + 1 if line.text == before else 1
            before = line.text
            if times > _SAME_AT_MOST or len(self.exchanges) >= _LINES_AT_MOST:
                return False
            line = await self._with_code(line, heard)
            known = known_of(document)
            result = await self._say(line, customer, conversation_id)
            conversation_id = result.conversation_id
            self._note(line, result, known)
            await self._happen()
            document = await self._document(conversation_id)
            heard = replace(_heard(result.reply, result.ended), holds_out=_held_out(document))
        return True

    async def _with_code(self, line: Line, heard: Heard) -> Line:
        """`{code}` is the one-time code of the last letter; who holds the mailbox need not script it."""
        uncovered = line.because == "not_covered" and one_time_code.SLOT in heard.asks
        if not uncovered and _CODE not in line.text:
            return line
        async with db.transaction(self.inside) as session:
            letter = await queries.last_code_letter(session, self.inside)
        code = re.search(r"\b\d{6}\b", letter)
        if code is None:
            return line
        return replace(line, text=code[0] if uncovered else line.text.replace(_CODE, code[0]))

    async def _say(self, line: Line, customer: Actor, conversation_id: UUID) -> TurnResult:
        if line.silence_seconds:
            async with db.transaction(self.inside) as session:
                assert self.inside.workspace_id
                await scenarios.let_time_pass(session, self.inside.workspace_id, line.silence_seconds)
        name = f"line-{len(self.exchanges)}"
        return await take_turn(
            customer, conversation_id, name, line.text, self.ports, heard_badly=line.is_noisy
        )

    def _note(self, line: Line, result: TurnResult, known: frozenset[str]) -> None:
        number = len(self.exchanges)
        for place in line.turns:
            if turn_id := self.prepared.scenario.turns[place].id:
                self.said_at.setdefault(turn_id, number)
        if result.escalated and self.escalated_at is None:
            self.escalated_at = number
        reply = result.reply
        self.exchanges.append(
            Exchange(
                line.text,
                line.answers,
                reply.asks if reply else (),
                known,
                reply.why.get("commands", ()) if reply else (),
                reply.tells if reply else (),
            )
        )
        self._write_down(line, reply)

    def _write_down(self, line: Line | None, reply: TurnView | None) -> None:
        self.spoken.append(
            Spoken(
                line.text if line else None,
                line.because if line else "",
                reply.text or "" if reply else "",
                list(reply.asks) if reply else [],
                list(reply.offers) if reply else [],
                list(reply.tells) if reply else [],
                dict(reply.why) if reply else {},
            )
        )

    async def _happen(self) -> None:
        """What else goes on in the world after this line."""
        for event in self.prepared.records.events:
            if event.after_turn == len(self.exchanges):
                async with db.transaction(self.inside) as session:
                    await setup.happen(session, self.inside, event, self.prepared)

    async def _document(self, conversation_id: UUID) -> dict[str, Any]:
        """What the conversation remembers."""
        async with db.transaction(self.inside) as session:
            return await queries.dialogue(session, self.inside, conversation_id)

    async def rows(self) -> list[Row]:
        async with db.transaction(self.inside) as session:
            return await all_rows(session, self.inside, self.prepared.place)

    async def reasons(self) -> list[str]:
        async with db.transaction(self.inside) as session:
            return await queries.escalation_reasons(session, self.inside)


def _heard(reply: TurnView | None, ended: bool = False) -> Heard:
    if reply is None:
        return Heard(ended=ended)
    return Heard(reply.asks, reply.offers, reply.tells, ended=ended)


def _held_out(document: Mapping[str, Any]) -> str:
    about = (document.get("question") or {}).get("about", "")
    return about if about in ("proposal", "person") else ""
