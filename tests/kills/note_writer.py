"""The process that runs jobs, which kills itself (SIGKILL) in the middle of writing a note on a customer.

    python -m tests.kills.note_writer FUSE

It dies while the file FUSE is there, which burns: the note is written, and not committed.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from caly_app.jobs import run
from caly_app.services import lead_notes


def lay_a_trap(fuse: Path) -> None:
    follow_up = lead_notes._follow_up

    async def deadly(*args: Any) -> None:
        if fuse.exists():
            fuse.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        await follow_up(*args)

    lead_notes._follow_up = deadly


if __name__ == "__main__":
    lay_a_trap(Path(sys.argv[1]))
    asyncio.run(run.run())
