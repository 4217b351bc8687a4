"""Which adapter stands behind which port. The only file that knows adapters.

And the only one that may import late, so that nobody loads a vendor he does not use.
"""

from asyncio import create_task, sleep, to_thread
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from caly_app import db, doorbell, log_lines, processes, tokens
from caly_app.agents.sectors import read_beside
from caly_app.couriers import Mailer, Texter
from caly_app.errors import Unavailable
from caly_app.ports import Connection, LanguageModel, ModelEndpoint, Outside, Ports
from caly_app.queries import workspaces as workspace_queries
from caly_app.services import heartbeats
from caly_app.services.connections import CONNECTION_SECRET, header_value
from caly_app.services.conversations import letting_go
from caly_app.services.conversations.answer import finish_all
from caly_app.services.model_endpoints import MODEL_KEY
from caly_app.settings import THIS_MACHINE, settings

if TYPE_CHECKING:
    from caly_app.adapters.outside_http import OneServer
    from caly_app.adapters.twilio import TwilioTexter

_AFTER_START_SECONDS = 0.5
_BETWEEN_SECTORS_SECONDS = 0.1
_MODELS_KEPT = 200
_SERVERS_KEPT = 200


@asynccontextmanager
async def running(kind: str = "web") -> AsyncIterator[None]:
    """What each of our processes needs while it lives. `kind`: web, jobs or voice."""
    log_lines.begin()
    processes.pass_over_what_stays()
    db.open(settings.database_url, settings.database_admin_url, settings.database_pool_size)
    try:
        if settings.has_model:
            await to_thread(_bring_in_its_client)
        async with doorbell.attended(settings.database_url), heartbeats.beating(kind):
            reading = create_task(_read_sectors()) if kind == "web" and settings.database_admin_url else None
            yield
            if reading:
                reading.cancel()
            await finish_all()
            letting_go.stop()
    finally:
        await db.close()


async def _read_sectors() -> None:
    """Those that workspaces have, one after another, once we serve: else whoever opens a page or writes
    first waits a second for his. Who comes meanwhile goes first.
    """
    await sleep(_AFTER_START_SECONDS)
    await to_thread(ports)  # else the first message waits for the libraries, and all others with it
    try:
        async with db.admin_transaction() as session:
            names = await workspace_queries.sectors(session)
    except Unavailable:
        return  # each is read when it is asked for
    for name in names:
        await read_beside(name)
        await sleep(_BETWEEN_SECTORS_SECONDS)


def _bring_in_its_client() -> None:
    """It takes a second to import: not while the first customer waits, and everybody else."""
    import caly_app.adapters.openai_compatible  # noqa: F401


@cache
def ports() -> Ports:
    """One for each process: the embedder holds its weights."""
    from caly_app.adapters.minilm import MiniLM
    from caly_app.adapters.vader import Vader

    return Ports(
        embedder=MiniLM(),
        sentiment=Vader(),
        model=model(),
        small=small_model(),
        models=own_models(),
        outsides=outsides(),
    )


@cache
def model() -> LanguageModel | None:
    """None where no language model is set."""
    if not settings.has_model:
        return None
    from caly_app.adapters.openai_compatible import OpenAiCompatible

    return OpenAiCompatible(settings.model_url, settings.model_key, settings.model_name)


@cache
def small_model() -> LanguageModel | None:
    """A cheaper one of the same server, for what customers mean; None where none is named."""
    if not settings.has_model or settings.model_name_small in ("", settings.model_name):
        return None
    from caly_app.adapters.openai_compatible import OpenAiCompatible

    return OpenAiCompatible(settings.model_url, settings.model_key, settings.model_name_small)


@cache
def own_models() -> "OwnModels":
    """One for each process: what it knows of who is away is for all that ask."""
    return OwnModels()


def is_model_away(endpoint: ModelEndpoint | None) -> bool:
    """The one that a workspace is answered by: its own, else the installation's."""
    return own_models().is_away(endpoint) if endpoint else bool((ours := model()) and ours.is_away)


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

    def is_away(self, endpoint: ModelEndpoint) -> bool:
        """As far as it was asked: to look at it makes no client."""
        return endpoint in self._clients and self._clients[endpoint].is_away


def own_model(endpoint: ModelEndpoint) -> LanguageModel:
    from caly_app.adapters.openai_compatible import OpenAiCompatible

    key = tokens.unseal(MODEL_KEY, endpoint.sealed_key).decode() if endpoint.sealed_key else ""
    only_public = not settings.model_private_urls
    return OpenAiCompatible(endpoint.url, key, endpoint.model, only_public=only_public)


@cache
def outsides() -> "OwnServers":
    """One for each process: what it knows of who is away is for all that ask."""
    return OwnServers()


class OwnServers:
    """Servers of workspaces: one client for each, as long as its connection stays as it is."""

    def __init__(self) -> None:
        self._servers: OrderedDict[Connection, OneServer] = OrderedDict()

    def of(self, connections: Sequence[Connection]) -> Outside:
        from caly_app.adapters.outside_http import OneOfMany

        return OneOfMany([self._server(connection) for connection in connections])

    def _server(self, connection: Connection) -> "OneServer":
        if connection not in self._servers:
            self._servers[connection] = own_server(connection)
            if len(self._servers) > _SERVERS_KEPT:
                self._servers.popitem(last=False)
        self._servers.move_to_end(connection)
        return self._servers[connection]


def own_server(connection: Connection) -> "OneServer":
    from caly_app.adapters.outside_http import OneServer

    sealed = connection.sealed_secret
    secret = tokens.unseal(CONNECTION_SECRET, sealed).decode() if sealed else ""
    only_public = not settings.connection_private_urls
    return OneServer(connection, header_value(connection.header, secret), only_public=only_public)


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


@cache
def texter() -> Texter | None:
    """None where no gateway is set: then text messages are kept."""
    return text_gateway() if settings.has_texts else None


def text_gateway() -> "TwilioTexter":
    from caly_app.adapters.twilio import TwilioTexter

    return TwilioTexter(
        settings.sms_url,
        settings.sms_account,
        settings.sms_token,
        sender=settings.sms_from,
        only_public=urlsplit(settings.sms_url).hostname not in THIS_MACHINE,
    )
