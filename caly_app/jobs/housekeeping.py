"""Now and then: put away what need not be kept."""

from caly_app.job_queue import app
from caly_app.services import housekeeping


@app.periodic(cron="17 * * * *")
@app.task(name="tidy", queueing_lock="tidy")
async def tidy(timestamp: int) -> None:
    await housekeeping.tidy()
