"""The REST door, put together: routers, problems, and what every request passes."""

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
    conversations,
    docs,
    escalations,
    health,
    members,
    problems,
    records,
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
    records.router,
    appointments.router,
    conversations.router,
    escalations.router,
]

# Models that the routes name by hand.
_DESCRIBED: list[type[BaseModel]] = [Problem, records.ImportBody]

_PROBLEMS_OF_ALL = problems.may_answer(400, 401, 403, 404, 409, 413, 422, 429, 503)


def make_api() -> FastAPI:
    """The whole API as an application of its own; `beside` puts the pages next to it."""
    api = FastAPI(
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
    _describe(api)
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


def _describe(api: FastAPI) -> None:
    """FastAPI describes its own errors; ours are problems, and the description says so."""

    def openapi() -> dict[str, object]:
        if api.openapi_schema is None:
            schema = get_openapi(
                title=api.title, version=api.version, description=api.description, routes=api.routes
            )
            schemas = schema.setdefault("components", {}).setdefault("schemas", {})
            _, own = models_json_schema(
                [(model, "validation") for model in _DESCRIBED], ref_template="#/components/schemas/{model}"
            )
            schemas.update(own["$defs"])
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            api.openapi_schema = schema
        return api.openapi_schema

    api.openapi = openapi  # type: ignore[method-assign]
