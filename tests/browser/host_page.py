"""Somebody else's site, on another origin than Caly, with the chat embedded."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>A shop</title>
<style>body {{ font: 16px/1.5 Georgia, serif; margin: 0 40px }}
button {{ background: red; border: 9px solid }}</style>
</head>
<body>
<main><h1>A shop</h1><p>{words}</p><p>{words}</p></main>
<script src="{caly}/embed.js" data-caly="{slug}" defer {attributes}></script>
</body>
</html>"""

_FRAME = '<!doctype html><title>Thief</title><iframe src="{caly}/embed/{slug}?host=x" width="400"></iframe>'


class HostPage:
    """`/?slug=elm-row` shows the page, `/frame?slug=elm-row` a bare frame of the chat."""

    def __init__(self, caly: str, port: int) -> None:
        self.caly, self.port = caly, port

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def address(self, slug: str, path: str = "/", **attributes: str) -> str:
        more = "".join(f"&{name}={value}" for name, value in attributes.items())
        return f"{self.origin}{path}?slug={slug}{more}"


@contextmanager
def served(caly: str) -> Iterator[HostPage]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            asked = dict(parse_qsl(url.query))
            slug = asked.pop("slug", "")
            template = _FRAME if url.path == "/frame" else _PAGE
            attributes = " ".join(f'data-{name}="{value}"' for name, value in asked.items())
            body = template.format(caly=caly, slug=slug, attributes=attributes, words="Some words. " * 60)
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield HostPage(caly, server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
