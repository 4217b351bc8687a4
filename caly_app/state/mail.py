"""The mail of the demo, whose people do not exist: it is kept instead of sent."""

from collections.abc import Iterable
from dataclasses import dataclass

import reflex as rx

from caly_app import db
from caly_app.models import MailChannel
from caly_app.queries import mail as mail_queries
from caly_app.queries.mail import MailView
from caly_app.state import live
from caly_app.state.signed_in import current_actor


@dataclass(frozen=True)
class Letter:
    id: str
    address: str
    subject: str
    text: str
    written_at: str
    link: str  # the first address in it: the one thing to do
    is_text: bool = False  # a text message: it has no subject


class MailState(rx.State):
    letters: list[Letter] = []
    is_demo: bool = True
    is_loaded: bool = False

    @rx.event(background=True)
    async def watch(self):
        await live.watch(self, self._reload)

    async def _reload(self) -> Iterable[str]:
        actor = await current_actor(self)
        async with db.transaction(actor) as session:
            self.is_demo = await mail_queries.is_demo(session, actor)
            self.letters = [_letter(mail) for mail in await mail_queries.of_demo(session, actor)]
        self.is_loaded = True
        return []


def _letter(mail: MailView) -> Letter:
    words = mail.text.split()
    link = next((word for word in words if word.startswith(("http://", "https://"))), "")
    return Letter(
        str(mail.id),
        mail.to_address,
        mail.subject,
        mail.text,
        mail.created_at.isoformat(),
        link,
        mail.channel is MailChannel.TEXT,
    )
