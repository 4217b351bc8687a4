"""Which adapter stands behind which port. The only file that knows adapters.

And the only one that may import late, so that nobody loads a vendor he does not use.
"""

from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from caly_app import db, doorbell, log_lines, processes, tokens
from caly_app.ports import LanguageModel, Mailer, ModelEndpoint, Ports
from caly_app.services import heartbeats
from caly_app.services.conversations.answer import finish_all
from caly_app.services.model_endpoints import MODEL_KEY
from caly_app.settings import settings

_MODELS_KEPT = 200


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

    return Ports(embedder=MiniLM(), sentiment=Vader(), model=model(), models=OwnModels())


@cache
def model() -> LanguageModel | None:
    """None where no language model is set."""
    if not settings.has_model:
        return None
    from caly_app.adapters.openai_compatible import OpenAiCompatible

    return OpenAiCompatible(settings.model_url, settings.model_key, settings.model_name)


class OwnModels:
    """Language models of workspaces: one client for each, as long as its endpoint stays as it is."""

    def __init__(self) -> None:
        self._clients: OrderedDict[ModelEndpoint, LanguageModel] = OrderedDict()

    def of(self, endpoint: ModelEndpoint) -> LanguageModel:
        if endpoint not in self._clients:
            self._clients[endpoint] = own_model(endpoint)
            if len(self._clients) > _MODELS_KEPT:
                self._clients.popitem(last=False)
        self._clients.move_to_end(endpoint)
        return self._clients[endpoint]


def own_model(endpoint: ModelEndpoint) -> LanguageModel:
    from caly_app.adapters.openai_compatible import OpenAiCompatible

    key = tokens.unseal(MODEL_KEY, endpoint.sealed_key).decode() if endpoint.sealed_key else ""
    only_public = not settings.model_private_urls
    return OpenAiCompatible(endpoint.url, key, endpoint.model, only_public=only_public)


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
