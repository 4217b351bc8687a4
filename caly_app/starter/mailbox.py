"""The mail and the text messages of all organizations, for whoever runs this Caly."""

from caly_app import db
from caly_app.models import MailChannel
from caly_app.queries import mail
from caly_app.settings import settings


async def lines(*, to: str, count: int) -> list[str]:
    """Newest last, as it is read on a terminal."""
    db.open(settings.database_url, settings.database_admin_url)
    try:
        async with db.admin_transaction() as session:
            letters = await mail.recent(session, limit=count, to=to)
    finally:
        await db.close()
    if not letters:
        return ["There is no mail."]
    return [line for letter in reversed(letters) for line in _lines(letter)]


def _lines(letter: mail.MailView) -> list[str]:
    state = f"{letter.state}: {letter.error}" if letter.error else str(letter.state)
    is_text = letter.channel is MailChannel.TEXT
    return [
        f"To:      {letter.to_address}",
        f"Date:    {letter.created_at:%Y-%m-%d %H:%M:%S} UTC ({state})",
        "A text message" if is_text else f"Subject: {letter.subject}",
        "",
        *(f"    {line}" for line in letter.text.splitlines()),
        "",
    ]
