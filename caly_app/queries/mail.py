"""Mail and text messages that were written: sent, waiting, or kept where nothing is set to send them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, or_, select

from caly_app.actor import Actor, Permission
from caly_app.db import Session
from caly_app.errors import Forbidden, NotFound
from caly_app.models import Account, Mail, MailChannel, MailState, Organization

RESET = "reset:"  # how the keys of mails begin that open an account to whoever reads them


@dataclass(frozen=True)
class MailView:
    """A letter as people of the organization see it."""

    id: UUID
    channel: MailChannel
    to_address: str
    subject: str  # of a text message blank
    text: str
    state: MailState
    error: str
    created_at: datetime


async def recent(session: Session, limit: int = 50, to: str = "") -> list[MailView]:
    """Of all organizations, newest first. For `./caly mail`, in db.admin_transaction()."""
    query = select(Mail).order_by(col(Mail.created_at).desc(), col(Mail.id).desc()).limit(limit)
    if to:
        query = query.where(Mail.to_address == to.strip().lower())
    return [_view(mail) for mail in await session.exec(query)]


async def of_demo(session: Session, actor: Actor, limit: int = 100) -> list[MailView]:
    """The demo organization's own, newest first; empty for any other.

    A link that opens somebody's account is shown to nobody but them: they may belong elsewhere, too.
    """
    if not actor.may(Permission.READ_MAIL):
        raise Forbidden("Only an admin reads the mail.")
    if not await is_demo(session, actor):
        return []
    own_address = select(Account.email).where(Account.id == actor.id).scalar_subquery()
    found = await session.exec(
        select(Mail)
        .where(
            Mail.organization_id == actor.organization_id,
            or_(col(Mail.key).not_like(f"{RESET}%"), col(Mail.to_address) == own_address),
        )
        .order_by(col(Mail.created_at).desc(), col(Mail.id).desc())
        .limit(limit)
    )
    return [_view(mail) for mail in found]


@dataclass(frozen=True)
class GivenUp:
    """Messages of one channel that will never arrive. `why`: of the last one."""

    channel: MailChannel
    count: int
    why: str


async def given_up(session: Session, since: datetime) -> list[GivenUp]:
    """Of all organizations. For `./caly doctor`, in db.admin_transaction()."""
    found = await session.exec(
        select(Mail)
        .where(Mail.state == MailState.FAILED, Mail.created_at > since)
        .order_by(col(Mail.created_at).desc())
        .limit(1000)
    )
    failed: dict[MailChannel, list[Mail]] = {}
    for mail in found:
        failed.setdefault(mail.channel, []).append(mail)
    return [GivenUp(channel, len(mails), mails[0].error) for channel, mails in failed.items()]


async def is_demo(session: Session, actor: Actor) -> bool:
    found = await session.exec(select(Organization.is_demo).where(Organization.id == actor.organization_id))
    return bool(found.one_or_none())


async def locked(session: Session, mail_id: UUID) -> Mail:
    """Held until this transaction ends."""
    found = await session.exec(
        select(Mail).where(Mail.id == mail_id).with_for_update().execution_options(populate_existing=True)
    )
    if mail := found.one_or_none():
        return mail
    raise NotFound("There is no such mail.")


def _view(mail: Mail) -> MailView:
    return MailView(
        mail.id,
        mail.channel,
        mail.to_address,
        mail.subject,
        mail.text,
        mail.state,
        mail.error,
        mail.created_at,
    )
