"""On whose pages a business's chat may be: the workspace's allowed domains; with none named, on any."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from fastapi import Request

from caly_app.errors import Forbidden
from caly_app.settings import settings

_USUAL_PORTS = {"http": 80, "https": 443}


class NotOnThisSite(Forbidden):
    """This chat is not available on this site."""


def must_be_admitted(request: Request, allowed: Sequence[str]) -> None:
    """For what a page asks: browsers name the page's origin, programs name none. Raises NotOnThisSite."""
    origin = request.headers.get("origin")
    if origin is not None and not is_ours(request, origin) and not admits(allowed, origin):
        raise NotOnThisSite


def is_ours(request: Request, origin: str) -> bool:
    """A page of this Caly: the frame of the chat is one, whatever site shows it."""
    site = _netloc(origin)
    return bool(site) and site in (urlsplit(settings.address).netloc, request.headers.get("host", ""))


def admits(allowed: Sequence[str], origin: str) -> bool:
    """`allowed`: hosts, as example.org, *.example.org (those under it) or shop.example:8443."""
    if not allowed:
        return True
    try:
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port or _USUAL_PORTS.get(parts.scheme)
    except ValueError:
        return False
    if parts.scheme not in _USUAL_PORTS or not host:
        return False
    usual = port == _USUAL_PORTS[parts.scheme]
    return any(_is(entry, host, port, usual) for entry in allowed)


def frame_ancestors(allowed: Sequence[str]) -> str:
    """The same, as a browser is told who may show our frame."""
    return " ".join(("frame-ancestors", "'self'", *allowed)) if allowed else "frame-ancestors *"


def _is(entry: str, host: str, port: int | None, usual: bool) -> bool:
    named, _, named_port = entry.partition(":")
    if named_port != str(port) if named_port else not usual:
        return False
    return host.endswith(named[1:]) if named.startswith("*.") else host == named


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
