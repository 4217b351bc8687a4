"""The web process: granian with one worker, serving the built page, the pages' state and the API."""

import sys
from pathlib import Path

from caly_app.settings import ROOT, settings
from caly_app.starter.supervisor import Child

# Reflex's own names for: production, page already compiled, serve it from here. Hence the pinned version.
_SERVE_WHAT_IS_BUILT = {
    "REFLEX_ENV_MODE": "prod",
    "REFLEX_BACKEND_ONLY": "true",
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
}


def child(built: Path, log: Path) -> Child:
    """`built`: the folder that web_build gave."""
    return Child(
        name="web",
        command=[
            *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--workers", "1"),
            *("--host", settings.host, "--port", str(settings.port)),
            *(
                "--workers-kill-timeout",
                "2",
                "--no-access-log",
                "--backlog",
                "4096",
                "--backpressure",
                "20000",
                "caly_app.starter.web_app:make",
            ),
        ],
        environment={
            **_SERVE_WHAT_IS_BUILT,
            "REFLEX_WEB_WORKDIR": str(built),
            "REFLEX_STATES_WORKDIR": str(settings.data_dir / "states"),
            "REFLEX_UPLOADED_FILES_DIR": str(settings.data_dir / "uploads"),
        },
        folder=ROOT,
        log=log,
    )
