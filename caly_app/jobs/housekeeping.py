"""Now and then: put away what need not be kept, take up what a dead worker left."""

from caly_app import job_queue
from caly_app.job_queue import app
from caly_app.services import housekeeping


@app.periodic(cron="17 * * * *")
@app.task(name="tidy", queueing_lock="tidy")
async def tidy(timestamp: int) -> None:
    await housekeeping.tidy()


@app.periodic(cron="* * * * *")
@app.task(name="take_up_stalled_jobs", queueing_lock="take_up_stalled_jobs")
async def take_up_stalled_jobs(timestamp: int) -> None:
    await job_queue.take_up_stalled()
