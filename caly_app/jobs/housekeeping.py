"""Now and then: put away what need not be kept, take up what a dead worker left."""

from caly_app import job_queue
from caly_app.job_queue import app
from caly_app.services import customer_facts, housekeeping


@app.periodic(cron="17 * * * *")
@app.task(name="tidy", queueing_lock="tidy")
async def tidy(timestamp: int) -> None:
    await housekeeping.tidy()


@app.periodic(cron="* * * * *")
@app.task(name="take_up_stalled_jobs", queueing_lock="take_up_stalled_jobs")
async def take_up_stalled_jobs(timestamp: int) -> None:
    await job_queue.take_up_stalled()


@app.periodic(cron="23 3 * * *")
@app.task(name="delete_old_facts", queueing_lock="delete_old_facts")
async def delete_old_facts(timestamp: int) -> None:
    """What businesses remember of their customers no longer."""
    await customer_facts.delete_old()
