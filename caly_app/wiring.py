"""Which adapter stands behind which port. The only file that knows adapters.

And the only one that may import late, so that nobody loads a vendor he does not use.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from caly_app import db, doorbell, log_lines, processes
from caly_app.ports import LanguageModel, Mailer, Ports
from caly_app.services import heartbeats
from caly_app.services.conversations.answer import finish_all
from caly_app.settings import settings


@asynccontextmanager
async def running(kind: str = "web") -> AsyncIterator[None]:
    """What each of our processes needs while it lives. `kind`: web, jobs or voice."""
    log_lines.begin()
    processes.pass_over_what_stays()
    db.open(settings.database_url, settings.database_admin_url, settings.database_pool_size)
    try:
        async with doorbell.attended(settings.database_url), heartbeats.beating(kind):
            yield
            await finish_all()
    finally:
        await db.close()


@cache
def ports() -> Ports:
    """One for each process: the embedder holds its weights."""
    from caly_app.adapters.minilm import MiniLM
    from caly_app.adapters.vader import Vader

    return Ports(embedder=MiniLM(), sentiment=Vader(), model=model())


@cache
def model() -> LanguageModel | None:
    """None where no language model is set."""
    if not settings.has_model:
        return None
    from caly_app.adapters.openai_compatible import OpenAiCompatible

    return OpenAiCompatible(settings.model_url, settings.model_key, settings.model_name)


@cache
def mailer() -> Mailer | None:
    """None where no mail server is set: then mail is kept."""
    if not settings.smtp_host:
        return None
    from caly_app.adapters.smtp import SmtpMailer

    return SmtpMailer(
        settings.smtp_host,
        settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password,
        sender=settings.mail_from,
    )
