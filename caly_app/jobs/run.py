"""The process that runs jobs, and sweeps turns whose process died."""

import asyncio
from contextlib import suppress

import structlog

from caly_app import job_queue, wiring
from caly_app.errors import Unavailable
from caly_app.jobs import (  # noqa: F401  (importing registers the tasks)
    conversations,
    gaps,
    housekeeping,
    lead_notes,
    mail,
    own_words,
    personal_values,
    reports,
    scenarios,
    shadows,
    solved,
)
from caly_app.services.conversations import sweep
from caly_app.settings import settings

SWEEP_EVERY_SECONDS = 1.0
SWEPT_AT_ONCE = 8

_log = structlog.get_logger()


async def run() -> None:
    """Until cancelled. A database that goes away is waited for."""
    async with wiring.running("jobs"):
        sweeping = asyncio.create_task(_keep_sweeping())
        try:
            await job_queue.keep_working(settings.database_admin_url)
        finally:
            sweeping.cancel()
            with suppress(asyncio.CancelledError):
                await sweeping


async def _keep_sweeping() -> None:
    while True:
        try:
            await _sweep()
        except Unavailable:
            _log.warning("sweeper_waits_for_the_database")
        except Exception:  # a door: whatever goes wrong once, it is swept again
            _log.exception("sweeper_stumbled")
        await asyncio.sleep(SWEEP_EVERY_SECONDS)


async def _sweep() -> None:
    """Some side by side: one answer that takes long keeps nobody else waiting."""
    at_once = asyncio.Semaphore(SWEPT_AT_ONCE)

    async def finish(orphan: sweep.Orphan) -> None:
        async with at_once:
            await _finish(orphan)

    swept = await asyncio.gather(
        *(finish(orphan) for orphan in await sweep.orphans()), return_exceptions=True
    )
    for error in swept:
        if error:
            raise error


async def _finish(orphan: sweep.Orphan) -> None:
    try:
        swept = await sweep.finish(orphan, wiring.ports())
    except Unavailable:
        raise
    except Exception:  # a door: one turn that cannot be answered must not stop those that can
        _log.exception("turn_crashed_again", conversation_id=str(orphan.conversation_id))
        await sweep.give_up(orphan)
    else:
        _log.info("turns_swept", conversation_id=str(orphan.conversation_id), turns=swept)
