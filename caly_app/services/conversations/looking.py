"""What a turn may look up while it is decided: servers of the business's own, a proven customer's values, and
what was said long before.

No transaction is open meanwhile: each opens a short one. Nothing here can write.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from caly_app import db
from caly_app.actor import Actor
from caly_app.agents.business import Business
from caly_app.agents.turn import TurnContext
from caly_app.errors import OutsideAway
from caly_app.ports import EarlierWords, Outside, OutsideAnswer, OutsideRequest, Outsides, Ports
from caly_app.queries import connections, turns
from caly_app.services import customers
from caly_app.services.conversations.errands import waits_at_most
from caly_app.services.conversations.receive import Received
from caly_app.services.model_use import MeteredModel, Patience


def looking(
    ports: Ports, model: MeteredModel | None, actor: Actor, received: Received, turn: TurnContext
) -> Ports:
    """The ports of a turn: without a model it looks for nothing, without tools of its own at no server."""
    if model is None:
        return ports
    ports = replace(ports, earlier=WordsBefore(actor, received.conversation_id, received.seq))
    if not turn.config.http_tools or ports.outsides is None:
        return ports
    servers = ServersToRead(actor, ports.outsides, turn.business, model.patience)
    return replace(ports, outside=servers, books=BooksToRead(actor))


@dataclass
class WordsBefore:
    """Read at most once in a turn, and not at all by most."""

    actor: Actor
    conversation_id: UUID
    seq: int
    _read: Sequence[EarlierWords] | None = None

    async def words(self, *, but: int) -> Sequence[EarlierWords]:
        if self._read is None:
            async with db.transaction(self.actor) as session:
                self._read = await turns.of_customer(
                    session, self.actor, self.conversation_id, before=self.seq, but=but
                )
        return self._read


@dataclass
class ServersToRead:
    """What they take is not the model's, and not counted as its own."""

    actor: Actor
    outsides: Outsides
    business: Business
    patience: Patience
    _outside: Outside | None = None

    async def call(self, request: OutsideRequest, *, seconds: float = 30.0) -> OutsideAnswer:
        if request.writes:
            raise OutsideAway("Nothing is written while a turn is decided.")
        servers = await self._servers()
        with self.patience.stands_still():
            return await servers.call(request, seconds=waits_at_most(self.business, seconds))

    async def _servers(self) -> Outside:
        if self._outside is None:
            async with db.transaction(self.actor) as session:
                self._outside = self.outsides.of(await connections.to_ask(session, self.actor))
        return self._outside


@dataclass(frozen=True)
class BooksToRead:
    actor: Actor

    async def values_of(self, customer_id: str) -> Mapping[str, str]:
        async with db.transaction(self.actor) as session:
            return await customers.proven_values_of(session, self.actor, UUID(customer_id))
