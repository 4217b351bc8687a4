"""`./caly doctor`: looks at each part, says how it is and what to do."""

import asyncio
import shutil
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import psycopg
from psycopg import sql

from caly_app import clock, db, wiring
from caly_app.database_roles import ROLES
from caly_app.errors import CalyError
from caly_app.models import MailChannel
from caly_app.processes import is_free
from caly_app.queries import mail
from caly_app.services import model_endpoints
from caly_app.settings import settings
from caly_app.starter import database, migrations, running, understanding, web_build
from caly_app.starter.progress import Progress

_LOW_DISK_MB = 1000
_WAIT_SECONDS = 5


class State(StrEnum):
    GOOD = "ok"
    NOTE = "note"
    BAD = "problem"


@dataclass(frozen=True)
class Finding:
    """`to_do` is a sentence; blank where all is well."""

    part: str
    state: State
    text: str
    to_do: str = ""


def report(progress: Progress) -> bool:
    """Prints the findings; whether nothing is wrong."""
    healthy = True
    for finding in findings():
        healthy = healthy and finding.state is not State.BAD
        progress.say(f"{finding.state:<8} {finding.part:<13} {finding.text}")
        if finding.to_do:
            progress.say(f"{'':<22} To do: {finding.to_do}")
    return healthy


def findings() -> Iterator[Finding]:
    yield from _data_folder()
    kind = "embedded" if database.is_embedded() else "given"
    if database.is_embedded() and not database.is_made():
        yield Finding("database", State.NOTE, f"none yet in {settings.data_dir}", "./caly up makes it")
    else:
        yield from _reached_database(kind)
    for look in (_web_page, _mail, _texts, _model, _language_model, _port):
        yield look()


def _reached_database(kind: str) -> Iterator[Finding]:
    try:
        with database.at_hand():
            yield from _database(kind)
    except CalyError as error:
        yield Finding("database", State.BAD, error.message, "see docs/settings.md")


# -- the database -------------------------------------------------------------------------------


def _database(kind: str) -> Iterator[Finding]:
    with database.connect(settings.database_owner_url) as owner:
        version = owner.info.server_version
        vector = owner.execute("select extversion from pg_extension where extname = 'vector'").fetchone()
        yield Finding(
            "database",
            State.GOOD,
            f"Postgres {version // 10_000}.{version % 10_000}, {kind}, "
            f"pgvector {vector[0] if vector else 'missing'}",
        )
    yield _migrations()
    yield _roles()
    if migrations.are_current():
        yield _row_security()
        yield from asyncio.run(_given_up())


def _migrations() -> Finding:
    now, newest = migrations.present(), migrations.newest()
    if now == newest:
        return Finding("tables", State.GOOD, f"up to date (revision {now})")
    if now is not None and now not in migrations.known():
        return Finding(
            "tables", State.BAD, f"of a newer Caly (revision {now})", "use the Caly that made them"
        )
    return Finding("tables", State.BAD, f"revision {now or 'none'}, not {newest}", "run ./caly migrate")


def _roles() -> Finding:
    wrong = []
    for url, passes in ((settings.database_url, False), (settings.database_admin_url, True)):
        with database.connect(url) as connection:
            role = connection.execute(
                "select rolsuper or rolbypassrls, rolname from pg_roles where rolname = current_user"
            ).fetchone()
            assert role
            if role[0] != passes:
                wrong.append(f"{role[1]} {'passes' if role[0] else 'does not pass'} row security")
    if wrong:
        return Finding(
            "roles",
            State.BAD,
            "; ".join(wrong),
            "give the URLs of the right roles, or ./caly migrate --create-roles",
        )
    return Finding("roles", State.GOOD, f"{' and '.join(ROLES)} as they should be")


_UNGUARDED = """
select coalesce(string_agg(c.relname, ', ' order by c.relname), '')
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p')
  and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id')
  and not (c.relrowsecurity and c.relforcerowsecurity
           and exists (select from pg_policy p where p.polrelid = c.oid))
"""
_GUARDED = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relrowsecurity order by 1
"""


def _row_security() -> Finding:
    """Tries it: without an organization the application's role sees no row of any tenant."""
    with database.connect(settings.database_url) as app:
        unguarded = app.execute(_UNGUARDED).fetchone()
        assert unguarded
        guarded = [row[0] for row in app.execute(_GUARDED)]
        leaking = [table for table in guarded if _shows_rows(app, table)]
    if unguarded[0] or leaking:
        return Finding(
            "row security",
            State.BAD,
            f"not forced on: {unguarded[0] or 'none'}; rows seen without an organization in: "
            f"{', '.join(leaking) or 'none'}",
            "run ./caly migrate; if that does not help, the tables were changed by hand",
        )
    return Finding("row security", State.GOOD, f"on and forced, {len(guarded)} tables tried")


def _shows_rows(app: psycopg.Connection, table: str) -> bool:
    statement = sql.SQL("select exists (select from {})").format(sql.Identifier(table))
    row = app.execute(statement).fetchone()
    return bool(row and row[0])


async def _given_up() -> list[Finding]:
    """What was written and will not arrive: nobody else would miss it."""
    db.open(settings.database_url, settings.database_admin_url, 2)
    try:
        async with db.admin_transaction() as session:
            failed = await mail.given_up(session, since=clock.wall() - timedelta(days=1))
    finally:
        await db.close()
    names = {MailChannel.EMAIL: "mail", MailChannel.TEXT: "text messages"}
    return [
        Finding(
            "not delivered",
            State.NOTE,
            f"{one.count} of the {names[one.channel]} of the last day. The last: {one.why}",
            "./caly mail shows what was written to whom",
        )
        for one in failed
    ]


# -- the rest -----------------------------------------------------------------------------------


def _data_folder() -> Iterator[Finding]:
    folder = settings.data_dir
    place = next(path for path in (folder, *folder.parents) if path.exists())
    free_mb = shutil.disk_usage(place).free // 2**20
    state = State.BAD if free_mb < _LOW_DISK_MB else State.GOOD
    to_do = "make room on that disk" if state is State.BAD else ""
    yield Finding("disk", state, f"{free_mb:,} MB free for {folder}", to_do)


def _web_page() -> Finding:
    if web_build.is_current():
        return Finding("web page", State.GOOD, "built from the present sources")
    return Finding("web page", State.NOTE, "not built from the present sources", "./caly up builds it")


def _mail() -> Finding:
    if not settings.smtp_host:
        return Finding(
            "mail", State.NOTE, "kept, not sent: read it with ./caly mail", "set CALY_SMTP_HOST to send it"
        )
    place = f"{settings.smtp_host}:{settings.smtp_port}"
    connect: Callable[..., smtplib.SMTP] = (
        smtplib.SMTP_SSL if settings.smtp_security == "tls" else smtplib.SMTP
    )
    try:
        with connect(settings.smtp_host, settings.smtp_port, timeout=_WAIT_SECONDS) as server:
            if settings.smtp_security == "starttls":
                server.starttls()
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
    except (OSError, smtplib.SMTPException) as error:
        return Finding(
            "mail", State.BAD, f"{place} does not take our mail: {error}", "check the CALY_SMTP_ settings"
        )
    return Finding("mail", State.GOOD, f"{place} lets us in")


def _texts() -> Finding:
    if not settings.has_texts:
        text, to_do = "kept, not sent: read them with ./caly mail", "set CALY_SMS_ACCOUNT to send them"
        return Finding("text messages", State.NOTE, text, to_do)
    if not settings.sms_token or not settings.sms_from:
        to_do = "set CALY_SMS_TOKEN and CALY_SMS_FROM"
        return Finding("text messages", State.BAD, "an account is set, but no token or no sender", to_do)
    try:
        asyncio.run(_knock_at_the_gateway())
    except CalyError as error:
        return Finding("text messages", State.BAD, error.message, "check the CALY_SMS_ settings")
    return Finding("text messages", State.GOOD, f"{settings.sms_url} lets us in")


async def _knock_at_the_gateway() -> None:
    gateway = wiring.text_gateway()
    try:
        await gateway.try_it()
    finally:
        await gateway.close()


def _model() -> Finding:
    try:
        understanding.try_it()
    except CalyError as error:
        return Finding("understanding", State.BAD, error.message, "run ./caly again with a fresh .venv")
    if stale := understanding.stale():
        text = f"the heads of {', '.join(stale)} are stale"
        return Finding("understanding", State.BAD, text, "run ./caly heads")
    count = len(understanding.sectors())
    return Finding("understanding", State.GOOD, f"local, for {count} sector{'s' if count != 1 else ''}")


def _language_model() -> Finding:
    """Asked one small question: a key that is wrong shows here, not at the first customer."""
    model = wiring.model()
    if model is None:
        return Finding("model", State.GOOD, "none is set: Caly works without one")
    try:
        answer = asyncio.run(model_endpoints.tried(model))
    except CalyError as error:
        return Finding(
            "model",
            State.BAD,
            f"{settings.model_name}: {error.message}",
            "check CALY_MODEL_URL, CALY_MODEL_KEY and CALY_MODEL_NAME",
        )
    return Finding("model", State.GOOD, f"{answer.model} answers in {answer.milliseconds:.0f} ms")


def _port() -> Finding:
    now = running.now()
    if now:
        return Finding("port", State.GOOD, f"Caly runs at {now.address} since {now.since}")
    if is_free(settings.port, settings.host):
        return Finding("port", State.GOOD, f"{settings.port} is free")
    return Finding(
        "port",
        State.BAD,
        f"{settings.port} is in use by another program",
        "start with another --port, or end that program",
    )
