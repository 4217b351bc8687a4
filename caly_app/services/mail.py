"""Letters and text messages to people: written with the change that causes them, sent by a job after its
commit.

Without a mail server, or a gateway for text messages, they are kept, to be read by `./caly mail`. So is all
mail of the demo: its people do not exist.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock, db, job_queue
from caly_app.couriers import Mailer, Texter
from caly_app.db import Session
from caly_app.errors import AskedToWait, Refused, Unavailable
from caly_app.models import Mail, MailChannel, MailState, Organization
from caly_app.queries import mail as mail_queries
from caly_app.settings import settings

SEND = "send_mail"  # the job
ATTEMPTS_AT_MOST = 8  # the last one more than two hours after the first
_log = structlog.get_logger()
_PAUSE = timedelta(minutes=1)  # then twice as long each time
_SHORT_PAUSE = timedelta(seconds=5)  # of what is worth nothing after a while


async def write(
    session: Session,
    organization_id: UUID,
    key: str,
    to: str,
    subject: str,
    text: str,
    *,
    channel: MailChannel = MailChannel.EMAIL,
    leaves: bool = True,
    good_until: datetime | None = None,
) -> Mail | None:
    """Written once for each `key`: None when it was there already. It is kept where it never `leaves`."""
    is_delivered = leaves and channel in await delivered(session, organization_id)
    mail = Mail(
        id=uuid7(),
        organization_id=organization_id,
        key=key,
        channel=channel,
        to_address=to,
        subject=" ".join(subject.split())[:300],
        text=text,
        state=MailState.WAITING if is_delivered else MailState.KEPT,
        created_at=clock.wall(),
        good_until=good_until,
    )
    written = await session.exec(
        insert(Mail).values(**mail.model_dump()).on_conflict_do_nothing().returning(col(Mail.id))
    )
    if written.first() is None:
        return None
    if mail.state is MailState.WAITING:
        await _send_later(session, mail)
    return mail


async def delivered(session: Session, organization_id: UUID) -> frozenset[MailChannel]:
    """The channels by which something leaves this organization; the rest is kept."""
    connected = {MailChannel.EMAIL: bool(settings.smtp_host), MailChannel.TEXT: settings.has_texts}
    if not any(connected.values()):
        return frozenset()
    is_demo = await session.scalar(select(Organization.is_demo).where(Organization.id == organization_id))
    return frozenset() if is_demo else frozenset(channel for channel, there in connected.items() if there)


async def send(
    organization_id: UUID, mail_id: UUID, mailer: Mailer | None, texter: Texter | None = None
) -> None:
    """One attempt; another is put off when the server does not answer. Does nothing once it is sent. What is
    worth nothing any more is not sent. Without a mailer (or a texter), for there was one when the letter was
    written, it is kept.

    No transaction is open meanwhile. A crash between the sending and its note sends it a second time,
    which is better than not at all.
    """
    async with db.tenant_transaction(organization_id) as session:
        mail = await mail_queries.locked(session, mail_id)
        if mail.state is not MailState.WAITING:
            return
        if (mailer if mail.channel is MailChannel.EMAIL else texter) is None:
            mail.state = MailState.KEPT
            return
        if mail.good_until and mail.good_until <= clock.wall():
            _give_up(mail, mail.error or "It would have come too late.")
            return
        mail.attempts += 1
    try:
        await _hand_over(mail, mailer, texter)
    except Refused as refusal:
        await _note_failure(organization_id, mail_id, refusal, is_final=True)
    except Unavailable as failure:
        await _note_failure(organization_id, mail_id, failure, is_final=mail.attempts >= ATTEMPTS_AT_MOST)
    else:
        async with db.tenant_transaction(organization_id) as session:
            mail = await mail_queries.locked(session, mail_id)
            mail.state, mail.sent_at, mail.error = MailState.SENT, clock.wall(), ""


async def _hand_over(mail: Mail, mailer: Mailer | None, texter: Texter | None) -> None:
    if mail.channel is MailChannel.TEXT and texter:
        await texter.send(to=mail.to_address, text=mail.text)
    elif mail.channel is MailChannel.EMAIL and mailer:
        await mailer.send(to=mail.to_address, subject=mail.subject, text=mail.text, message_id=str(mail.id))


async def _note_failure(
    organization_id: UUID, mail_id: UUID, failure: Refused | Unavailable, *, is_final: bool
) -> None:
    async with db.tenant_transaction(organization_id) as session:
        mail = await mail_queries.locked(session, mail_id)
        if is_final:
            _give_up(mail, failure.message)
            return
        mail.error = failure.message[:500]
        pause = (_SHORT_PAUSE if mail.good_until else _PAUSE) * 2 ** (mail.attempts - 1)
        if isinstance(failure, AskedToWait):
            pause = max(pause, timedelta(seconds=failure.wait_seconds))
        await _send_later(session, mail, after=pause)


def _give_up(mail: Mail, why: str) -> None:
    """It stands in `./caly doctor`, and in the log: nobody else would miss it."""
    mail.state, mail.error = MailState.FAILED, why[:500]
    _log.warning("mail_given_up", mail_id=str(mail.id), channel=mail.channel.value, attempts=mail.attempts)


async def _send_later(session: Session, mail: Mail, after: timedelta | None = None) -> None:
    await job_queue.defer(
        session,
        SEND,
        at=clock.wall() + after if after else None,
        organization_id=str(mail.organization_id),
        mail_id=str(mail.id),
    )
