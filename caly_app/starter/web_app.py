"""What granian's worker loads."""

import signal
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from caly_app.caly_app import app
from caly_app.processes import end_with_parent, hold_many_connections
from caly_app.settings import settings


def make() -> ASGIApp:
    """The application; its process ends with granian's own, also if that is killed."""
    end_with_parent(signal.SIGKILL)
    hold_many_connections()
    assert app.sio
    app.sio.eio.cors_allowed_origins = is_ours
    return app()


def is_ours(origin: str | None, request: Mapping[str, str]) -> bool:
    """Only pages that we served may open a tab's websocket: by whichever of our names they were called."""
    if origin is None:
        return True
    return origin == settings.address or urlsplit(origin).netloc in (
        request.get("HTTP_HOST"),
        request.get("HTTP_X_FORWARDED_HOST"),
    )
