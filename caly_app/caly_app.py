"""The web app, put together: the pages, the API beside them, and what runs while they are served."""

import traceback

import reflex as rx
import structlog

from caly_app import wiring
from caly_app.api.app import beside
from caly_app.api.embedding import around
from caly_app.api.page_headers import guarded
from caly_app.components.error_page import boundary
from caly_app.components.theme import STYLESHEETS, head, toaster
from caly_app.errors import CalyError
from caly_app.pages import (  # noqa: F401  (importing a page adds its route)
    account,
    appointments,
    connections,
    conversations,
    customers,
    invitation,
    keys,
    learning,
    mail,
    members,
    metrics,
    model,
    not_found,
    onboarding,
    queue,
    record_sources,
    records,
    reports,
    reset,
    resources,
    sector,
    settings,
    shadow,
    sign_in,
    sign_up,
    start,
    timeline,
    tools,
    verify,
    workspace,
)

_log = structlog.get_logger()


def _crashed(exception: Exception) -> rx.event.EventSpec:
    """An event of a page that raised: what was refused says why, anything else is noted without values."""
    if isinstance(exception, CalyError):
        return rx.toast.warning(exception.message)
    frames = traceback.extract_tb(exception.__traceback__)[-8:]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    _log.error("page_event_crashed", error=type(exception).__name__, at=places)
    return rx.toast.error("Something went wrong on our side. It has been noted.", id="crashed")


app = rx.App(
    stylesheets=STYLESHEETS,
    head_components=head(),
    html_lang="en",
    toaster=toaster(),
    app_wraps={(55, "ErrorBoundary"): lambda _: boundary()},
    api_transformer=[guarded, around, beside],
    backend_exception_handler=_crashed,
)
app.register_lifespan_task(wiring.running)
