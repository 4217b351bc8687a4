"""Which database a command speaks to: the embedded one, or the one that DATABASE_URL names."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from caly_app import database_roles
from caly_app.embedded_postgres import EmbeddedPostgres, Urls
from caly_app.errors import CalyError, Unavailable
from caly_app.settings import settings

OLDEST = 16


class DatabaseNotReached(Unavailable):
    """The database does not answer."""


class UnsuitableDatabase(CalyError):
    """This database cannot be used."""


def is_embedded() -> bool:
    return not (settings.database_url or settings.database_owner_url)


def is_made() -> bool:
    """The embedded one has been started before on this data folder."""
    return (settings.data_dir / "postgres").exists()


def embedded() -> EmbeddedPostgres:
    return EmbeddedPostgres(settings.data_dir, port=settings.database_port)


@contextmanager
def at_hand() -> Iterator[None]:
    """The settings name a database which answers; an embedded one that nobody runs is ours for so long."""
    if not is_embedded():
        use_given()
        yield
        return
    postgres = embedded()
    use(postgres.start())
    try:
        yield
    finally:
        postgres.stop()


def use(urls: Urls) -> None:
    settings.use(database_url=urls.app, database_owner_url=urls.owner, database_admin_url=urls.admin)


def use_given(*, new_passwords: bool = False) -> None:
    """The database of the settings: checked, and completed by the roles which they do not name.

    `new_passwords`: give roles that exist already, but whose password we do not know, one of ours.
    """
    missing = [role for role, url in _named().items() if not url]
    owner_url = settings.database_owner_url or settings.database_url
    if missing or new_passwords:
        missing = missing or list(database_roles.ROLES)
        passwords = {} if new_passwords else _kept_passwords(owner_url)
        if not set(missing) <= set(passwords):
            passwords = {**passwords, **_make_roles(owner_url, missing, may_exist=new_passwords)}
            _keep_passwords(owner_url, passwords)
        for role in missing:
            name = "database_url" if role == "caly_app" else "database_admin_url"
            settings.use(**{name: _with_role(owner_url, role, passwords[role])})
        settings.use(database_owner_url=owner_url)
    _check(owner_url)


def connect(url: str) -> psycopg.Connection:
    """Raises DatabaseNotReached with the server's own first words."""
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=5)
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        place = urlsplit(url)
        said = str(error).strip().splitlines()[0].removeprefix("connection failed: ")
        raise DatabaseNotReached(
            f"The database at {place.hostname or 'the local socket'} does not let us in: {said}"
        ) from None


def _named() -> dict[str, str]:
    """With only one URL that is the owner's, whatever its name."""
    app = settings.database_url if settings.database_owner_url else ""
    return {"caly_app": app, "caly_admin": settings.database_admin_url}


def _make_roles(owner_url: str, roles: list[str], *, may_exist: bool) -> dict[str, str]:
    passwords = {role: secrets.token_urlsafe(24) for role in roles}
    with connect(owner_url) as connection:
        _check_version(connection)
        known = database_roles.existing(connection) & set(roles)
        if known and not may_exist:
            raise UnsuitableDatabase(
                f"The role {' and '.join(sorted(known))} exists already, but its password is not known here. "
                "Set CALY_DATABASE_URL, CALY_DATABASE_OWNER_URL and CALY_DATABASE_ADMIN_URL, or let "
                "`./caly migrate --create-roles` give new passwords."
            )
        database_roles.make(connection, owner=connection.info.user, passwords=passwords)
    return passwords


def _check(owner_url: str) -> None:
    with connect(owner_url) as connection:
        _check_version(connection)
        database_roles.make_extension(connection)


def _check_version(connection: psycopg.Connection) -> None:
    major = connection.info.server_version // 10_000
    if major < OLDEST:
        raise UnsuitableDatabase(f"The database is Postgres {major}; Caly needs {OLDEST} or newer.")


def _with_role(url: str, role: str, password: str) -> str:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{quote(password)}@{place}"))


# -- passwords that we made ourselves -----------------------------------------------------------


def _passwords_file() -> Path:
    return settings.data_dir / "database_roles.json"


def _place_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or 5432}{parts.path}"


def _kept_passwords(owner_url: str) -> dict[str, str]:
    try:
        return dict(json.loads(_passwords_file().read_text()).get(_place_of(owner_url), {}))
    except (OSError, ValueError):
        return {}


def _keep_passwords(owner_url: str, passwords: dict[str, str]) -> None:
    file = _passwords_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        kept = dict(json.loads(file.read_text()))
    except (OSError, ValueError):
        kept = {}
    new = file.with_name(file.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump({**kept, _place_of(owner_url): passwords}, out)
    new.rename(file)
