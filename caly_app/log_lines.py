"""What a process writes to its log: from which level on, and as text or JSON."""

import sys

import structlog
from structlog.typing import Processor

from caly_app.settings import settings


def begin() -> None:
    """Called by each process once it runs; loggers that were made before obey."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *_rendering(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        cache_logger_on_first_use=True,
    )


def _rendering() -> list[Processor]:
    is_for_people = sys.stdout.isatty() if settings.log_format == "auto" else settings.log_format == "text"
    if is_for_people:
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
