"""What is due later. A job is put here inside the transaction that makes it due, and runs after its commit.

procrastinate keeps and runs them (tables procrastinate_*); jobs/ says what each one does. A job may
run twice after a crash, so each is written to do no harm then.
"""

import asyncio
from datetime import datetime
from typing import Any

import psycopg
import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from psycopg.types.json import Jsonb

from caly_app.db import Session

WAIT_SECONDS = 1.0
STALLED_AFTER_SECONDS = 30  # without a heartbeat of the worker

_log = structlog.get_logger()

app = App(connector=PsycopgConnector())  # opened with its own connector by each process that runs jobs

# The insert itself, not procrastinate_defer_jobs_v1(): a lock that is taken must not end our transaction.
_DEFER = (
    "insert into procrastinate_jobs "
    "(queue_name, task_name, priority, queueing_lock, lock, args, scheduled_at) "
    "values (%s, %s, 0, %s, %s, %s, %s) on conflict do nothing"
)


async def defer(
    session: Session,
    task: str,
    *,
    at: datetime | None = None,
    once_per: str | None = None,
    one_by_one: str | None = None,
    queue: str = "default",
    **arguments: Any,
) -> None:
    """`task`: a name from jobs/. `once_per`: while such a job waits, another is not added.
    `one_by_one`: those that say the same run one after another, in the order they came, wherever they run.
    Arguments are JSON: ids as text.
    """
    driver = await session.driver()
    await driver.execute(_DEFER, (queue, task, once_per, one_by_one, Jsonb(arguments), at))


async def keep_working(url: str) -> None:
    """Run what is due, until cancelled. A database that goes away is waited for."""
    while True:
        connector = PsycopgConnector(conninfo=url, min_size=1, max_size=4)
        try:
            with app.replace_connector(connector) as runnable:
                async with runnable.open_async():
                    await runnable.run_worker_async(install_signal_handlers=False, concurrency=4)
        except (ConnectorException, psycopg.OperationalError) as error:
            _log.warning("jobs_wait_for_the_database", error=type(error).__name__)
            await asyncio.sleep(WAIT_SECONDS)


async def take_up_stalled() -> int:
    """Jobs whose worker died in the middle run again; how many. Each job bears being run twice."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS))
    for job in stalled:
        await app.job_manager.retry_job(job)
    return len(stalled)
