"""Every minute: questions that had no answer are gathered."""

from caly_app.job_queue import app
from caly_app.services import gaps


@app.periodic(cron="* * * * *")
@app.task(name="gather_gaps", queueing_lock="gather_gaps")
async def gather_gaps(timestamp: int) -> None:
    await gaps.gather()
