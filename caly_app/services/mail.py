"""Letters to people: written with the change that causes them, sent by a job after its commit.

Without a mail server they are kept, to be read by `./caly mail`. So is all mail of the demo: its people
do not exist.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from caly_app import clock, db, job_queue
from caly_app.db import Session
from caly_app.errors import Refused, Unavailable
from caly_app.models import Mail, MailState, Organization
from caly_app.ports import Mailer
from caly_app.queries import mail as mail_queries
from caly_app.settings import settings

SEND = "send_mail"  # the job
ATTEMPTS_AT_MOST = 8  # the last one more than two hours after the first


async def write(
    session: Session,
    organization_id: UUID,
    key: str,
    to: str,
    subject: str,
    text: str,
    *,
    leaves: bool = True,
) -> Mail | None:
    """Written once for each `key`: None when it was there already. It is kept where it never `leaves`."""
    is_delivered = leaves and await _is_delivered(session, organization_id)
    mail = Mail(
        id=uuid7(),
        organization_id=organization_id,
        key=key,
        to_address=to,
        subject=" ".join(subject.split())[:300],
        text=text,
        state=MailState.WAITING if is_delivered else MailState.KEPT,
        created_at=clock.wall(),
    )
    written = await session.exec(
        insert(Mail).values(**mail.model_dump()).on_conflict_do_nothing().returning(col(Mail.id))
    )
    if written.first() is None:
        return None
    if mail.state is MailState.WAITING:
        await _send_later(session, mail)
    return mail


async def send(organization_id: UUID, mail_id: UUID, mailer: Mailer | None) -> None:
    """One attempt; another is put off when the mail server does not answer. Does nothing once it is sent.
    Without a mailer, for there was one when the letter was written, it is kept.

    No transaction is open meanwhile. A crash between the sending and its note sends it a second time,
    which is better than not at all.
    """
    async with db.tenant_transaction(organization_id) as session:
        mail = await mail_queries.locked(session, mail_id)
        if mail.state is not MailState.WAITING:
            return
        if mailer is None:
            mail.state = MailState.KEPT
            return
        mail.attempts += 1
    try:
        await mailer.send(to=mail.to_address, subject=mail.subject, text=mail.text, message_id=str(mail.id))
    except Refused as refusal:
        await _note_failure(organization_id, mail_id, refusal.message, is_final=True)
    except Unavailable as failure:
        await _note_failure(
            organization_id, mail_id, failure.message, is_final=mail.attempts >= ATTEMPTS_AT_MOST
        )
    else:
        async with db.tenant_transaction(organization_id) as session:
            mail = await mail_queries.locked(session, mail_id)
            mail.state, mail.sent_at, mail.error = MailState.SENT, clock.wall(), ""


async def _note_failure(organization_id: UUID, mail_id: UUID, message: str, *, is_final: bool) -> None:
    async with db.tenant_transaction(organization_id) as session:
        mail = await mail_queries.locked(session, mail_id)
        mail.error = message[:500]
        if is_final:
            mail.state = MailState.FAILED
        else:
            await _send_later(session, mail, after=timedelta(minutes=2 ** (mail.attempts - 1)))


async def _send_later(session: Session, mail: Mail, after: timedelta | None = None) -> None:
    await job_queue.defer(
        session,
        SEND,
        at=clock.wall() + after if after else None,
        organization_id=str(mail.organization_id),
        mail_id=str(mail.id),
    )


async def _is_delivered(session: Session, organization_id: UUID) -> bool:
    if not settings.smtp_host:
        return False
    is_demo = await session.scalar(select(Organization.is_demo).where(Organization.id == organization_id))
    return not is_demo
