"""What a process writes to its log: from which level on, and as text or JSON.

No line holds a customer's words: nobody writes them there. What comes along in an error of somebody else's
(a database names the value it refuses) meets the last wall here.
"""

import re
import sys
from functools import cache

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from caly_app import card_numbers, postal_addresses
from caly_app.settings import settings

# An e-mail address, or nine digits and more as people write numbers; not an id, a version, a time or a place
# in a file.
_PERSONAL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|(?<![\w.:/-])\+?\(?\d(?:[ ()/-]{0,2}\d){8,}(?![\w-]|\.\d)"
)
_AT_LEAST = 7  # characters of what can be personal
INSTEAD = "[private]"


def without_personal(text: str) -> str:
    """What looks like somebody's number, or address of either kind, is not written down."""
    text = card_numbers.without_cards(_PERSONAL.sub(INSTEAD, text))
    for one in reversed(postal_addresses.find(text)):
        text = f"{text[: one.start]}{INSTEAD}{text[one.end :]}"
    return text


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
        return [_wall, _for_people]
    return [structlog.processors.format_exc_info, _wall, structlog.processors.JSONRenderer()]


def _wall(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    for name, value in line.items():
        line[name] = _safe(value)
    return line


def _for_people(logger: WrappedLogger, method: str, line: EventDict) -> str:
    """A traceback becomes text here only. A plain one: a rich one shows the values of all variables."""
    return without_personal(_console()(logger, method, line))


@cache
def _console() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)


def _safe(value: object) -> object:
    """Ids and times are of our own making, and of a form that the wall does not know."""
    match value:
        case str() if len(value) >= _AT_LEAST:
            return without_personal(value)
        case dict():
            return {name: _safe(each) for name, each in value.items()}
        case list() | tuple():
            return [_safe(each) for each in value]
        case _:
            return value
