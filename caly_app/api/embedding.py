"""Where customers meet the widget: in a frame on other people's sites, and on its own page.

GET /embed.js (what a site includes) · /embed/<slug> (the frame) · /embed/<slug>/look (name and colour, for
the button) · /embed/files/<version>/<file> · /chat/<slug> (the page). Nothing here sets or needs a cookie.
"""

import re
from html import escape

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from caly_app import db
from caly_app.actor import Actor, ActorKind
from caly_app.api import domains, problems, rate_limits, widget_files
from caly_app.api.front import Front
from caly_app.api.widget_files import READABLE_BY_ALL, address
from caly_app.errors import NotFound, Refused, Unavailable
from caly_app.queries import chat as chat_queries
from caly_app.queries import workspaces as workspace_queries
from caly_app.queries.chat import Front as Business
from caly_app.queries.workspaces import WorkspaceBySlug

_OURS = re.compile(r"/embed\.js|/embed/.+|/chat/(?P<slug>[a-z0-9][a-z0-9-]{1,62})/?", re.ASCII)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' https: data:; base-uri 'none'; form-action 'none'"
)
_HEADERS = {"Cache-Control": "no-cache", "Referrer-Policy": "strict-origin-when-cross-origin"}


router = APIRouter(include_in_schema=False)


@router.get("/embed.js")
async def script(request: Request) -> Response:
    return widget_files.embed_script(request)


@router.get("/embed/caly-chat.js")
async def component() -> Response:
    """For pages of ours that were built before the widget's files had their version."""
    return RedirectResponse(address("caly-chat.js"), headers={"Cache-Control": "no-cache"})


@router.get("/embed/files/{of_version}/{name:path}")
async def widget_file(request: Request, of_version: str, name: str) -> Response:
    return widget_files.file(request, of_version, name)


@router.get("/embed/{slug}")
async def frame(request: Request, slug: str) -> Response:
    """The document that embed.js shows in its frame. Browsers refuse it on sites that are not allowed."""
    business = await _find(request, slug)
    if business is None:
        raise NotFound("There is no such chat.")
    return _document(slug, "host", "Chat", domains.frame_ancestors(business.allowed_domains))


@router.get("/embed/{slug}/look")
async def look(request: Request, slug: str) -> Response:
    """What the button needs before the frame is there. Any page may read the answer, be it no."""
    try:
        business = await _met(await _admitted(request, slug))
    except Refused as refusal:
        return problems.answer(refusal, READABLE_BY_ALL)
    return JSONResponse(
        {"name": business.facts.business.name, "color": str(business.branding.get("color", ""))},
        headers={**READABLE_BY_ALL, "Cache-Control": "private, max-age=60", "Vary": "Origin"},
    )


@router.get("/chat/{slug}")
@router.get("/chat/{slug}/")
async def page(request: Request, slug: str) -> Response:
    """The business's own chat page: a link for mails, cards and signs on doors."""
    try:
        found = await _find(request, slug)
        name = (await _met(found)).facts.business.name if found else ""
    except Unavailable:
        name = ""  # the widget says so, and asks again
    return _document(slug, "local", name or "Chat", "frame-ancestors 'none'")


def around(pages: ASGIApp) -> ASGIApp:
    """These addresses, and every other one to `pages`: for the web app's api_transformer.

    A chat that does not exist is theirs, too: they know how to say that something is not there.
    """
    ours = FastAPI(openapi_url=None)
    ours.include_router(router)
    problems.install(ours)
    ours.add_middleware(Front)

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        match = _OURS.fullmatch(scope["path"]) if scope["type"] == "http" else None
        is_ours = match and (match["slug"] is None or await _may_be_there(match["slug"]))
        await (ours if is_ours else pages)(scope, receive, send)

    return either


async def _may_be_there(slug: str) -> bool:
    try:
        return await _by_slug(slug) is not None
    except Unavailable:
        return True


async def _admitted(request: Request, slug: str) -> WorkspaceBySlug:
    found = await _find(request, slug)
    if found is None:
        raise NotFound("There is no such chat.")
    domains.must_be_admitted(request, found.allowed_domains)
    return found


async def _find(request: Request, slug: str) -> WorkspaceBySlug | None:
    rate_limits.count_address(request)
    return await _by_slug(slug)


async def _by_slug(slug: str) -> WorkspaceBySlug | None:
    async with db.lookup() as session:
        return await workspace_queries.by_slug(session, slug)


async def _met(found: WorkspaceBySlug) -> Business:
    visitor = Actor(ActorKind.CUSTOMER, found.id, found.organization_id, found.id)
    async with db.transaction(visitor) as session:
        return await chat_queries.front(session, visitor)


def _document(slug: str, store: str, title: str, ancestors: str) -> HTMLResponse:
    """Nothing but the widget, which may run our scripts and speak to us, and nothing else."""
    ahead = "".join(f'<link rel="modulepreload" href="{address(name)}">' for name in widget_files.modules())
    html = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>{escape(title)}</title>
<link rel="stylesheet" href="{address("document.css")}">
{ahead}
</head>
<body>
<main><caly-chat slug="{escape(slug)}" store="{store}"></caly-chat></main>
<script type="module" src="{address("document.js")}"></script>
</body>
</html>
"""
    return HTMLResponse(html, headers={**_HEADERS, "Content-Security-Policy": f"{_POLICY}; {ancestors}"})
