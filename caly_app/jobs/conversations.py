"""Conversations that fell silent end by themselves."""

from caly_app.job_queue import app
from caly_app.services.conversations import silence


@app.periodic(cron="*/10 * * * *")
@app.task(name="end_silent_conversations", queueing_lock="end_silent_conversations")
async def end_silent_conversations(timestamp: int) -> None:
    await silence.end_all()
