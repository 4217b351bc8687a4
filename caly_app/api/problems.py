"""Every error of the API is a problem (RFC 9457): `{type, title, status, detail, code, errors?}`.

`code` is for programs and stays; `detail` is for people. The one place where errors become answers.
"""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from caly_app.errors import CalyError, Invalid, NotSignedIn, TooMany, Unavailable

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 2


class FieldError(BaseModel):
    """What is wrong with which field. `field` is empty when it is the whole."""

    field: str
    message: str


class Problem(BaseModel):
    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError] | None = None


class Unexpected(CalyError):
    """Something went wrong on our side. It has been noted."""


def answer(error: CalyError, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The problem that stands for this error, with the headers that belong to it."""
    fields = error.fields if isinstance(error, Invalid) else {}
    errors = [FieldError(field=field, message=message) for field, message in fields.items()]
    return _response(error.status, _words_of(error.code), error.message, errors, _headers(error, headers))


def install(api: FastAPI) -> None:
    """All but the unexpected, which front.py catches."""
    api.add_exception_handler(CalyError, _caly_error)
    api.add_exception_handler(RequestValidationError, _invalid_request)
    api.add_exception_handler(HTTPException, _http_error)


async def _caly_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CalyError)
    return answer(error)


async def _invalid_request(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [
        FieldError(field=_field(found["loc"]), message=_plain(_message(found))) for found in error.errors()
    ]
    return _response(422, "invalid", str(Invalid()), errors[:100], {})


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(sorted(_allowed(request)))
    status = HTTPStatus(error.status_code)
    detail = error.detail if error.detail != status.phrase else f"{status.description or status.phrase}."
    code = _CODES.get(status) or status.phrase.lower().replace(" ", "_").replace("-", "_")
    return _response(status, code, detail, [], headers)


def _allowed(request: Request) -> set[str]:
    """All methods of a path: each has a route of its own, and the framework names those of the first."""
    routes = (route for route in request.app.routes if isinstance(route, Route))
    return {
        method
        for route in routes
        if route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }


_CODES = {404: "not_found", 413: "too_large", 422: "invalid"}  # phrases change between Pythons, codes do not


def _headers(error: CalyError, more: Mapping[str, str] | None) -> dict[str, str]:
    headers = dict(more or {})
    match error:
        case NotSignedIn():
            headers["WWW-Authenticate"] = "Bearer"
        case TooMany():
            headers["Retry-After"] = str(error.retry_after_seconds)
        case Unavailable():
            headers["Retry-After"] = str(RETRY_SECONDS)
    return headers


def _response(
    status: int, code: str, detail: str, errors: Sequence[FieldError], headers: Mapping[str, str]
) -> JSONResponse:
    problem = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, errors=list(errors) or None
    )
    body = problem.model_dump(exclude_none=True)
    return JSONResponse(body, status_code=status, headers=dict(headers), media_type=MEDIA_TYPE)


_PLACES = ("body", "query", "path", "header", "cookie")


def _field(location: Sequence[Any]) -> str:
    """`body.name` -> `name`: where a field came from is seen from its name."""
    inside = location[1:] if location and location[0] in _PLACES else location
    return ".".join(str(part) for part in inside).encode(errors="replace").decode()


def _message(found: Mapping[str, Any]) -> str:
    """Text of ours is checked before its length is, and then its letters are called items."""
    if isinstance(found.get("input"), str) and found["type"] in ("too_long", "too_short"):
        long = found["type"] == "too_long"
        length = found["ctx"]["max_length" if long else "min_length"]
        return f"String should have at {'most' if long else 'least'} {length} characters"
    return str(found["msg"])


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").encode(errors="replace").decode()


def _words_of(name: str) -> str:
    """`AlreadyClaimed` -> `already_claimed`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


# What an operation may answer besides its success, for its OpenAPI description.
def may_answer(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }
