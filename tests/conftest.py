"""A real Postgres for the tests: embedded, on a free port, migrated once; rows are gone before each test."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from alembic import command
from caly_app import db, doorbell
from caly_app.embedded_postgres import EmbeddedPostgres, Urls
from caly_app.processes import pass_over_what_stays
from caly_app.settings import settings
from tests.web_server import web  # noqa: F401  (a fixture for all)

ROOT = Path(__file__).resolve().parents[1]

# Whatever is set on this machine: no test speaks to anybody outside, nor does a server that one starts.
for _name in ("OPENAI_API_KEY", "CALY_MODEL_KEY", "CALY_MODEL_URL"):
    os.environ.pop(_name, None)
settings.use(model_key="", model_url="")

# A test database may forget everything in a crash: that is what makes it quick.
_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="play all of the large counts, not a share of them")


# Browsers, servers, and what is killed: one after another, so that none is slow for the other.
_TAKES_THE_MACHINE = ("tests/browser/", "tests/docs/test_examples.py", "tests/kills/", "tests/starter/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first."""
    items.sort(key=lambda item: not item.nodeid.startswith(_TAKES_THE_MACHINE))


def pytest_collection_finish() -> None:
    pass_over_what_stays()  # as a server does: thousands of tests are a heap that is long to look through


class _SideBySide(LoadScopeScheduling):
    """In one process what takes the machine, in another one file of the rest after another."""

    def _split_scope(self, nodeid: str) -> str:
        return "machine" if nodeid.startswith(_TAKES_THE_MACHINE) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _SideBySide:
    return _SideBySide(config, log)


@pytest.fixture(scope="session")
def is_full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="session")
def urls() -> Iterator[Urls]:
    """The database of this test run, with all migrations."""
    with tempfile.TemporaryDirectory(prefix="caly-tests-") as folder:
        postgres = EmbeddedPostgres(Path(folder), conf=_FORGETFUL)
        urls = postgres.start()
        migrate(urls.owner)
        yield urls
        postgres.stop()


def migrate(owner_url: str, to: str = "head") -> None:
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = owner_url
    (command.upgrade if to == "head" else command.downgrade)(config, to)


@pytest.fixture(scope="session")
def admin(urls: Urls) -> Iterator[psycopg.Connection]:
    """Sees all tenants: for looking at what the application did, without asking the application."""
    with psycopg.connect(urls.admin, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def _all_tables(urls: Urls) -> Iterator[tuple[psycopg.Connection, str]]:
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        names = owner.execute(
            "select string_agg(quote_ident(tablename), ', ') from pg_tables "
            "where schemaname = 'public' and tablename <> 'alembic_version'"
        ).fetchone()
        assert names
        yield owner, names[0]


@pytest.fixture
async def database(urls: Urls, _all_tables: tuple[psycopg.Connection, str]) -> AsyncIterator[Urls]:
    """An empty database, open for the application."""
    owner, tables = _all_tables
    owner.execute(f"truncate {tables}")  # names from the catalogue
    while not db.rings_to_send.empty():
        db.rings_to_send.get_nowait()
    db.open(urls.app, urls.admin)
    yield urls
    await db.close()


@pytest.fixture
async def doorman(database: Urls) -> AsyncIterator[None]:
    """Someone who attends the doorbell, as in a running process."""
    async with doorbell.attended(database.app):
        yield
