"""One-time codes: sent to the e-mail address or the phone on the books, said back in the same conversation.

Whoever knows a birth date and a phone number does not hold the mailbox, nor the phone. Only a keyed hash of a
code is stored; the code itself is nowhere but in the letter.
"""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from caly_app import clock, tokens
from caly_app.actor import Actor
from caly_app.agents.one_segment import in_one_segment
from caly_app.db import Session
from caly_app.models import MailChannel, OneTimeCode, PersonalKind, WorkspaceKind
from caly_app.ports import CodeLetter, CodeVerdict, CodeWay
from caly_app.queries import business as business_queries
from caly_app.queries import one_time_codes as queries
from caly_app.queries import personal_values as value_queries
from caly_app.services import mail, personal_forms, personal_values, throttle

LIFETIME = timedelta(minutes=10)
ATTEMPTS_AT_MOST = 3
AT_MOST_IN_A_CONVERSATION = 4  # one, and three sent again
# In however many conversations: nobody's mailbox is filled, and nobody's phone rings all night.
AT_MOST_IN_AN_HOUR = 6  # to a customer
AT_MOST_TO_AN_ADDRESS = 10  # in an hour: a family may share one number
AT_MOST_TO_A_CUSTOMER = 12  # in a day
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)

_WAYS: tuple[tuple[CodeWay, PersonalKind, MailChannel], ...] = (
    ("email", PersonalKind.EMAIL, MailChannel.EMAIL),
    ("text", PersonalKind.PHONE, MailChannel.TEXT),
)


async def ways(session: Session, actor: Actor, customer_id: UUID) -> dict[CodeWay, str]:
    """Where a code can go: way -> address. Only what the business itself has on its books counts: never what
    was said in a chat, nor what somebody has changed there who has proven less than a code proves.

    Where something leaves here at all, only what leaves; else it is all kept, and read there.
    """
    assert actor.workspace_id
    facts = await business_queries.of_workspace(session, actor.workspace_id)
    is_live = facts.kind is WorkspaceKind.LIVE
    leaving = await mail.delivered(session, actor.organization_id) if is_live else frozenset()
    held = await value_queries.on_the_books(session, actor, customer_id)
    wanted = {
        way: f"pv:{held[kind]}"
        for way, kind, channel in _WAYS
        if kind in held and (channel in leaving or not leaving)
    }
    clear = await personal_values.reveal(session, actor, list(wanted.values()))
    known = {way: clear[reference] for way, reference in wanted.items() if reference in clear}
    if "text" in known and not personal_forms.takes_texts(known["text"]):
        del known["text"]
    return known


async def send(
    session: Session,
    actor: Actor,
    conversation_id: UUID,
    customer_id: UUID,
    way: CodeWay,
    letter: CodeLetter,
) -> bool:
    """A new code, with the letter it goes out by; one that was sent before is worth nothing any more.

    False: it could not go there, or too many were sent.
    """
    assert actor.workspace_id
    now = clock.wall()
    address = (await ways(session, actor, customer_id)).get(way)
    if address is None or await _are_enough(session, actor, conversation_id, customer_id, address):
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
    is_text = way == "text"
    await mail.write(
        session,
        actor.organization_id,
        key=f"{queries.KEY}{code_id}",
        to=address,
        subject="" if is_text else letter.subject,
        text=_as_a_text(letter, code) if is_text else letter.text.replace("{code}", code),
        channel=MailChannel.TEXT if is_text else MailChannel.EMAIL,
        leaves=facts.kind is WorkspaceKind.LIVE,
        good_until=now + LIFETIME,
    )
    return True


async def _are_enough(
    session: Session, actor: Actor, conversation_id: UUID, customer_id: UUID, address: str
) -> bool:
    """Counted one conversation after the other, until this transaction ends."""
    now = clock.wall()
    sent_to = [customer_id.bytes, address.encode(errors="replace")]
    await throttle.one_at_a_time(session, [tokens.mac("codes sent to", one) for one in sent_to])
    return (
        await queries.sent_in(session, actor, conversation_id) >= AT_MOST_IN_A_CONVERSATION
        or await queries.sent_to(session, actor, customer_id, now - _HOUR) >= AT_MOST_IN_AN_HOUR
        or await queries.sent_to(session, actor, customer_id, now - _DAY) >= AT_MOST_TO_A_CUSTOMER
        or await queries.sent_to_address(session, actor, address, now - _HOUR) >= AT_MOST_TO_AN_ADDRESS
    )


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


def _as_a_text(letter: CodeLetter, code: str) -> str:
    """Whatever words a business has for it: the code is in what is left of them."""
    text = in_one_segment(letter.short.replace("{code}", code))
    return text if code in text else code


def _mac(code_id: UUID, code: str) -> bytes:
    return tokens.mac("one-time code", code_id.bytes + code.encode(errors="replace"))
