"""What granian's worker loads."""

import signal

from starlette.types import ASGIApp

from caly_app.caly_app import app
from caly_app.processes import end_with_parent


def make() -> ASGIApp:
    """The application; its process ends with granian's own, also if that is killed."""
    end_with_parent(signal.SIGKILL)
    return app()
