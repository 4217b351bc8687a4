"""Why a language model did not answer, and what to do: in words for whoever has set its address."""

import re
import ssl
from collections.abc import Iterator

import httpx2 as httpx
import openai

from caly_app.adapters.model_manner import is_ours, refused_parameter
from caly_app.adapters.public_only import NoSuchHost, NotPublic

LATE = "It did not answer in time. Please try again, or name a faster model."
NOTHING_CAME = "The server answered with nothing. Please check the model's name."
THOUGHT_ONLY = (
    "The model spent all that an answer may have on thinking, and said nothing. "
    "Please name one that thinks less."
)
WEB_PAGE = "A web page came instead of an answer. Please check the address: mostly it ends with /v1."
OUT_OF_MEASURE = "The answer was longer than any may be. Is this a server of chat completions?"
_NOT_UNDERSTOOD = "What came is no answer of chat completions. Please check the address."
_NOT_PUBLIC = (
    "This address is not on the public internet, and this installation asks no other. "
    "Please give a public one."
)
_NO_HOST = "There is no such host. Please check the address."
_REFUSED = "Nobody takes the call at this address. Please check host and port, and that the server runs."
_UNSAFE = "The server's certificate is not valid for this address."
_CUT = "The line was cut. Please try again."
_NO_MODEL = "The server has no model of this name ({status}). Please check the name."
_NOT_TAKEN = "This model cannot be asked with {parameter} ({status}). Please name one that can."
_HAS_NO_SUCH = re.compile(
    r"(invalid|unknown|no such|unsupported|missing) model\b|"
    r"\bmodel\b(?! does not support).{0,120}?\b(not (exist|found|available|loaded)|unknown|invalid)\b",
    re.I | re.S,
)

_BY_STATUS = {
    400: "The server did not take the question (400). Is this a model for chat completions?",
    401: "The server does not know this key (401). Please check the key.",
    402: "The account of this key has no credit (402).",
    403: "This key may not use this model (403). Please check its rights, or name another model.",
    404: "There is nothing at this address (404). Please check it: mostly it ends with /v1.",
    429: "The server asks us to wait (429): too many questions, or the credit of this key is spent.",
}


def reason_of(error: BaseException) -> str:
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    for one in _causes(error):
        if isinstance(one, NotPublic):
            return _NOT_PUBLIC
        if isinstance(one, NoSuchHost):
            return _NO_HOST
        if isinstance(one, ssl.SSLError) or "CERTIFICATE" in str(one).upper():
            return _UNSAFE
        if isinstance(one, httpx.TimeoutException | TimeoutError):
            return LATE
        if isinstance(one, httpx.ConnectError):
            return _REFUSED
        if isinstance(one, httpx.HTTPError):
            return _CUT
    return _NOT_UNDERSTOOD


def may_have_cost(error: BaseException) -> bool:
    """Whether the question may have arrived, as far as anybody can tell: a refusal costs nothing."""
    if isinstance(error, openai.APIStatusError):
        return False
    never = (NotPublic, NoSuchHost, ssl.SSLError, httpx.ConnectError, httpx.ConnectTimeout)
    return not any(isinstance(one, never) for one in _causes(error))


def _of_status(error: openai.APIStatusError) -> str:
    status = error.status_code
    if _names_no_model(error):
        return _NO_MODEL.format(status=status)
    if status in (400, 422) and is_ours(parameter := refused_parameter(error)):
        return _NOT_TAKEN.format(parameter=parameter, status=status)
    if 300 <= status < 400:
        return f"The server sends us elsewhere ({status}). Please give the address where it ends."
    if status >= 500:
        return f"The server has a failure of its own ({status}). Please try again later."
    return _BY_STATUS.get(status, f"The server refuses the question ({status}).")


def _names_no_model(error: openai.APIStatusError) -> bool:
    """A 404 that speaks of models does; a 400 may speak of the model and mean what it was asked with."""
    said = str(error.body or "")
    if error.status_code == 404:
        return "model" in said.lower()
    if error.status_code not in (400, 422) or is_ours(refused_parameter(error)):
        return False
    return error.param == "model" or error.code == "model_not_found" or bool(_HAS_NO_SUCH.search(said))


def _causes(error: BaseException) -> Iterator[BaseException]:
    at: BaseException | None = error
    while at is not None:
        yield at
        at = at.__cause__ or at.__context__
