"""The process that runs jobs, which kills itself (SIGKILL) once a message has left and before that is noted.

    python -m tests.kills.sender FUSE

It dies while the file FUSE is there, which burns.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from caly_app.jobs import run
from caly_app.services import mail


def lay_a_trap(fuse: Path) -> None:
    hand_over = mail._hand_over

    async def deadly(*args: Any) -> None:
        await hand_over(*args)
        if fuse.exists():
            fuse.unlink()
            os.kill(os.getpid(), signal.SIGKILL)

    mail._hand_over = deadly


if __name__ == "__main__":
    lay_a_trap(Path(sys.argv[1]))
    asyncio.run(run.run())
