"""The widget's files: few and small, so they are kept in memory, and small as they travel."""

import gzip
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fastapi import Request
from fastapi.responses import Response

from caly_app.errors import NotFound
from caly_app.settings import ROOT

READABLE_BY_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

_ASSETS = ROOT / "assets"
_WIDGET = _ASSETS / "chat"
_KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_A_WHILE = "public, max-age=300"


@cache
def version() -> str:
    """Of the files as they are: one that changes gives all of them another address."""
    digest = hashlib.sha256()
    for name, content in _files().items():
        digest.update(name.encode() + content)
    return digest.hexdigest()[:12]


def address(name: str) -> str:
    """Where browsers get this file of the widget."""
    return f"/embed/files/{version()}/{name}"


def modules() -> Iterator[str]:
    """Those that every widget needs: the words of one language come on top."""
    return (name for name in _files() if name.endswith(".js") and "/" not in name)


def embed_script(request: Request) -> Response:
    """embed.js, which knows the version of the files it belongs to."""
    return _answer(request, _embed_script(), ".js", _FOR_A_WHILE)


def file(request: Request, of_version: str, name: str) -> Response:
    """Pages that are open since before an update ask for the version before: they get what there is."""
    content = _files().get(name)
    if content is None:
        raise NotFound
    kept = _FOR_EVER if of_version == version() else _FOR_A_WHILE
    return _answer(request, content, Path(name).suffix, kept)


def _answer(request: Request, content: bytes, suffix: str, kept: str) -> Response:
    """Other people's pages load them as modules, which browsers allow only if we say so."""
    tag = f'"{_hash(content)}"'
    headers = {**READABLE_BY_ALL, "Cache-Control": kept, "Vary": "Accept-Encoding", "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        content = _zipped(content)
    return Response(content, headers=headers, media_type=_KINDS[suffix])


@cache
def _files() -> dict[str, bytes]:
    return {
        file.relative_to(_WIDGET).as_posix(): file.read_bytes()
        for file in sorted(_WIDGET.rglob("*"))
        if file.suffix in _KINDS
    }


@cache
def _embed_script() -> bytes:
    return (_ASSETS / "embed.js").read_bytes().replace(b"__VERSION__", version().encode())


@cache
def _zipped(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


@cache
def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
