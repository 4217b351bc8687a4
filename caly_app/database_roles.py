"""The roles of the database: `caly_app` meets row security, `caly_admin` passes it; the owner migrates."""

from collections.abc import Mapping
from typing import LiteralString

import psycopg
from psycopg import sql

from caly_app.errors import CalyError

_ATTRIBUTES: Mapping[str, LiteralString] = {
    "caly_app": "login nosuperuser nocreatedb nocreaterole nobypassrls",
    "caly_admin": "login nosuperuser nocreatedb nocreaterole bypassrls",
}

ROLES = tuple(_ATTRIBUTES)


class CannotGrant(CalyError):
    """The database does not let us make what we need."""


def make(connection: psycopg.Connection, *, owner: str, passwords: Mapping[str, str]) -> None:
    """Makes extension and roles in the connected database, or gives existing roles these passwords.

    `passwords`: by role, for those of ROLES that are to be made; others stay as they are. `owner`: the
    role that will own the tables. May be run again at any time. Raises CannotGrant with the statement
    that somebody with more rights has to run.
    """
    with connection.transaction():
        make_extension(connection)
        for role, password in passwords.items():
            _make_role(connection, role, password)
        _grant(connection, owner)


def existing(connection: psycopg.Connection) -> set[str]:
    """Which of our roles this cluster knows."""
    found = connection.execute("select rolname from pg_roles where rolname = any(%s)", [list(ROLES)])
    return {row[0] for row in found}


def make_extension(connection: psycopg.Connection) -> None:
    """Nothing to do where it is there already. Raises CannotGrant."""
    if connection.execute("select from pg_extension where extname = 'vector'").rowcount:
        return
    try:
        with connection.transaction():
            connection.execute("create extension if not exists vector")
    except psycopg.errors.InsufficientPrivilege:
        raise CannotGrant(
            "The extension pgvector is not in the database, and the owner may not make it: "
            "as superuser, run there `create extension vector`."
        ) from None
    except (psycopg.errors.UndefinedFile, psycopg.errors.FeatureNotSupported):
        raise CannotGrant("The database server has no pgvector: install it there.") from None


def _make_role(connection: psycopg.Connection, role: str, password: str) -> None:
    verb = sql.SQL("alter" if role in existing(connection) else "create")
    attributes = sql.SQL(_ATTRIBUTES[role])
    statement = sql.SQL("{} role {} {} password {}").format(
        verb, sql.Identifier(role), attributes, sql.Literal(password)
    )
    try:
        with connection.transaction():
            connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        by_hand = sql.SQL("{} role {} {} password '...'").format(verb, sql.Identifier(role), attributes)
        raise CannotGrant(
            f"The owner may not make the role {role}: as superuser, run `{by_hand.as_string(connection)}`, "
            "and set the URL of that role (docs/settings.md)."
        ) from None


def _grant(connection: psycopg.Connection, owner: str) -> None:
    names = {"owner": sql.Identifier(owner), "database": sql.Identifier(connection.info.dbname)}
    # Look-ups before there is a tenant are functions which the owner makes and gives to admin.
    connection.execute(sql.SQL("grant caly_admin to {owner} with inherit false, set true").format(**names))
    connection.execute(
        sql.SQL("grant connect on database {database} to caly_app, caly_admin").format(**names)
    )
    connection.execute("grant usage, create on schema public to caly_admin")
    connection.execute("grant usage on schema public to caly_app")
