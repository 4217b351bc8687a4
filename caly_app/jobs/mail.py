"""Letters and text messages that were written are sent."""

from uuid import UUID

from caly_app import wiring
from caly_app.job_queue import app
from caly_app.services import mail


@app.task(name=mail.SEND)
async def send_mail(organization_id: str, mail_id: str) -> None:
    await mail.send(UUID(organization_id), UUID(mail_id), wiring.mailer(), wiring.texter())
