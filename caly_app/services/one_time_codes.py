"""One-time codes: sent to the e-mail address on the books, said back in the same conversation.

Whoever knows a birth date and a phone number does not hold the mailbox. Only a keyed hash of a code is
stored; the code itself is nowhere but in the letter.
"""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from caly_app import clock, tokens
from caly_app.actor import Actor
from caly_app.db import Session
from caly_app.models import OneTimeCode, WorkspaceKind
from caly_app.ports import CodeLetter, CodeVerdict
from caly_app.queries import business as business_queries
from caly_app.queries import one_time_codes as queries
from caly_app.services import mail

LIFETIME = timedelta(minutes=10)
ATTEMPTS_AT_MOST = 3
AT_MOST_IN_A_CONVERSATION = 4  # one, and three sent again
AT_MOST_TO_A_CUSTOMER = 12  # in a day, in however many conversations: nobody's mailbox is filled
_DAY = timedelta(days=1)


async def send(
    session: Session,
    actor: Actor,
    conversation_id: UUID,
    customer_id: UUID,
    address: str,
    letter: CodeLetter,
) -> bool:
    """A new code, with the letter it goes out by; one that was sent before is worth nothing any more.

    False: too many were sent.
    """
    assert actor.workspace_id
    now = clock.wall()
    in_conversation = await queries.sent_in(session, actor, conversation_id)
    in_a_day = await queries.sent_to(session, actor, customer_id, now - _DAY)
    if in_conversation >= AT_MOST_IN_A_CONVERSATION or in_a_day >= AT_MOST_TO_A_CUSTOMER:
        return False
    if before := await queries.locked(session, actor, conversation_id):
        before.closed_at = now
        await session.flush()
    code_id, code = uuid7(), f"{secrets.randbelow(1_000_000):06}"
    session.add(
        OneTimeCode(
            id=code_id,
            organization_id=actor.organization_id,
            workspace_id=actor.workspace_id,
            conversation_id=conversation_id,
            customer_id=customer_id,
            code_mac=_mac(code_id, code),
            expires_at=now + LIFETIME,
            created_at=now,
        )
    )
    await session.flush()
    facts = await business_queries.of_workspace(session, actor.workspace_id)
    await mail.write(
        session,
        actor.organization_id,
        key=f"one-time-code:{code_id}",
        to=address,
        subject=letter.subject,
        text=letter.text.replace("{code}", code),
        leaves=facts.kind is WorkspaceKind.LIVE,
    )
    return True


async def check(
    session: Session, actor: Actor, conversation_id: UUID, customer_id: UUID, said: str
) -> CodeVerdict:
    """Right once at most, for this customer in this conversation, in time, and within three attempts."""
    code = await queries.locked(session, actor, conversation_id)
    if code is None or code.customer_id != customer_id:
        return "spent"
    now = clock.wall()
    if code.expires_at <= now:
        code.closed_at = now
        return "spent"
    code.attempts += 1
    is_right = hmac.compare_digest(code.code_mac, _mac(code.id, said))
    if is_right or code.attempts >= ATTEMPTS_AT_MOST:
        code.closed_at = now
    await session.flush()
    if is_right:
        return "right"
    return "spent" if code.closed_at else "wrong"


def _mac(code_id: UUID, code: str) -> bytes:
    return tokens.mac("one-time code", code_id.bytes + code.encode(errors="replace"))
