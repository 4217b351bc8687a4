"""What a POST answered, kept for a day, so that sent again it answers the same and does nothing.

The answer is written in the transaction of the effect: both are there, or neither. It is sealed, for it
may show what is stored hashed (a new key) or encrypted (a person's values).
"""

import hmac
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from caly_app import clock, tokens
from caly_app.actor import Actor
from caly_app.card_numbers import document_without_cards
from caly_app.db import Session
from caly_app.errors import Refused
from caly_app.models import IdempotencyKey
from caly_app.queries import idempotency_keys

KEPT = timedelta(hours=24)
_PURPOSE = "idempotency"


class SentOtherwise(Refused):
    """This Idempotency-Key was used before, for another request."""


class StillAnswering(Refused):
    """The first request with this Idempotency-Key is still being answered."""


@dataclass(frozen=True)
class KeptAnswer:
    status: int
    body: Any  # as JSON


@dataclass
class Sent:
    """A request with its key, of somebody who is known only once it is answered: signing up, say.

    Nothing of the answer is kept, for it may hold a token: whoever sends it again gets one of their own.
    `content`: where it goes and what it carries, without passwords.
    """

    key: str
    content: bytes
    is_again: bool = False

    async def was_answered(self, session: Session, actor: Actor) -> bool:
        """Raises SentOtherwise or StillAnswering."""
        self.is_again = await answered_before(session, actor, self.key, self.content) is not None
        return self.is_again

    def note(self, session: Session, actor: Actor) -> None:
        """In the transaction of what it asked for."""
        keep(session, actor, self.key, self.content, KeptAnswer(204, None))


async def answered_before(session: Session, actor: Actor, key: str, request: bytes) -> KeptAnswer | None:
    """The answer of the same request, or None if it is the first: then the key is ours until the commit.

    Raises SentOtherwise or StillAnswering.
    """
    if not await idempotency_keys.is_ours_alone(session, actor, key):
        raise StillAnswering
    kept = await idempotency_keys.answered(session, actor, key)
    if kept is None:
        return None
    if idempotency_keys.has_expired(kept):
        await session.delete(kept)
        await session.flush()
        return None
    if not hmac.compare_digest(kept.request_hash, _hash(request)):
        raise SentOtherwise
    assert kept.status
    return KeptAnswer(kept.status, json.loads(tokens.unseal(_PURPOSE, b64decode(kept.answer))))


def keep(session: Session, actor: Actor, key: str, request: bytes, answer: KeptAnswer) -> None:
    sealed = tokens.seal(_PURPOSE, json.dumps(document_without_cards(answer.body)).encode())
    session.add(
        IdempotencyKey(
            organization_id=actor.organization_id,
            actor_id=actor.id,
            key=key,
            request_hash=_hash(request),
            status=answer.status,
            answer=b64encode(sealed).decode(),
            created_at=clock.wall(),
            expires_at=clock.wall() + KEPT,
        )
    )


def _hash(request: bytes) -> bytes:
    return tokens.mac(_PURPOSE, request)
