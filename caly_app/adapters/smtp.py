"""Mail through any SMTP server."""

from email.message import EmailMessage
from email.utils import formatdate, parseaddr

import aiosmtplib

from caly_app.errors import Refused, Unavailable


class MailRefused(Refused):
    """The mail server does not take this mail."""


class MailServerAway(Unavailable):
    """The mail server did not answer."""


class SmtpMailer:
    def __init__(
        self,
        host: str,
        port: int,
        *,
        security: str,
        user: str = "",
        password: str = "",
        sender: str,
        timeout_seconds: float = 20,
    ) -> None:
        """`security`: starttls | tls | none."""
        self._sender = sender

        async def deliver(letter: EmailMessage) -> None:
            await aiosmtplib.send(
                letter,
                hostname=host,
                port=port,
                use_tls=security == "tls",
                start_tls=security == "starttls",
                username=user or None,
                password=password or None,
                timeout=timeout_seconds,
            )

        self._deliver = deliver

    async def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        try:
            await self._deliver(self._letter(to, subject, text, message_id))
        except aiosmtplib.SMTPRecipientsRefused as error:
            code = error.recipients[0].code if error.recipients else 550
            if code >= 500:
                raise MailRefused(f"The mail server does not take mail for this address ({code}).") from error
            raise MailServerAway(f"The mail server will not take this mail now ({code}).") from error
        except aiosmtplib.SMTPAuthenticationError as error:
            raise MailServerAway(f"The mail server does not let us sign in ({error.code}).") from error
        except aiosmtplib.SMTPResponseException as error:
            if 500 <= error.code < 600:
                raise MailRefused(f"The mail server does not take this mail ({error.code}).") from error
            raise MailServerAway(f"The mail server will not take this mail now ({error.code}).") from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailServerAway(f"The mail server did not answer ({type(error).__name__}).") from error

    def _letter(self, to: str, subject: str, text: str, message_id: str) -> EmailMessage:
        domain = parseaddr(self._sender)[1].rpartition("@")[2] or "localhost"
        letter = EmailMessage()
        letter["From"] = self._sender
        letter["To"] = to
        letter["Subject"] = subject
        letter["Date"] = formatdate()
        letter["Message-ID"] = f"<{message_id}@{domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        return letter
