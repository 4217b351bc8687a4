"""The REST door, put together: routers, problems, and what every request passes."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.types import ASGIApp, Receive, Scope, Send

from caly_app.api import (
    api_keys,
    appointments,
    auth,
    chat,
    connections,
    conversations,
    customers,
    docs,
    drafts,
    escalations,
    gaps,
    health,
    leads,
    members,
    metrics,
    model,
    problems,
    record_sources,
    records,
    reports,
    resources,
    reviews,
    scenario_runs,
    sectors,
    shadows,
    thumbs,
    timeline,
    tools,
    workspaces,
)
from caly_app.api.front import Front
from caly_app.api.problems import Problem

PREFIX = "/api/v1"

_ROUTERS: list[APIRouter] = [
    health.router,
    chat.router,
    auth.router,
    workspaces.router,
    members.router,
    api_keys.router,
    model.router,
    connections.router,
    tools.router,
    sectors.router,
    records.router,
    record_sources.router,
    appointments.router,
    resources.router,
    conversations.router,
    customers.router,
    drafts.router,
    escalations.router,
    gaps.router,
    leads.router,
    reviews.router,
    shadows.router,
    scenario_runs.router,
    thumbs.router,
    timeline.router,
    metrics.router,
    reports.router,
]

# Models that the routes name by hand.
_DESCRIBED: list[type[BaseModel]] = [Problem, records.ImportBody]

_NOT_OF_GET = ("400", "409", "413")  # they have no body and change nothing
_PROBLEMS_OF_ALL = problems.may_answer(400, 401, 403, 404, 409, 413, 422, 429, 503)


class _Api(FastAPI):
    """FastAPI describes its own errors; ours are problems, and the description says so."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            described = get_openapi(
                title=self.title, version=self.version, description=self.description, routes=self.routes
            )
            _, own = models_json_schema(
                [(model, "validation") for model in _DESCRIBED], ref_template="#/components/schemas/{model}"
            )
            described["components"]["schemas"] |= own["$defs"]
            for unused in ("HTTPValidationError", "ValidationError"):
                described["components"]["schemas"].pop(unused, None)
            for method, operation in _operations(described):
                for status in _NOT_OF_GET if method == "get" else ():
                    operation["responses"].pop(status, None)
            self.openapi_schema = described
        return self.openapi_schema


def _operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for methods in described["paths"].values():
        yield from methods.items()


def make_api() -> FastAPI:
    """The whole API as an application of its own; `beside` puts the pages next to it."""
    api = _Api(
        title="Caly",
        version="1",
        description=(
            "Customers' side: a signed token per conversation. Business's side: a person's token or an API "
            "key as `Authorization: Bearer`. Errors are problems (RFC 9457) with a `code`; lists come as "
            "`{items, next}`; times are ISO 8601 in UTC; a POST may carry an `Idempotency-Key`."
        ),
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
    )
    for router in _ROUTERS:
        api.include_router(router, prefix=PREFIX, responses=_PROBLEMS_OF_ALL)
    problems.install(api)
    docs.add_page(api, f"{PREFIX}/docs")
    api.add_middleware(Front)
    return api


def _operation_id(route: APIRoute) -> str:
    """Also the name of the method in clients that are made from the description."""
    return "_".join([str(tag).replace(" ", "_").replace("-", "_") for tag in route.tags] + [route.name])


def beside(pages: ASGIApp) -> ASGIApp:
    """The API under its prefix, the pages everywhere else: neither knows of the other's errors."""
    api = make_api()

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and f"{scope['path']}/".startswith(f"{PREFIX}/")
        await (api if is_ours else pages)(scope, receive, send)

    return either
