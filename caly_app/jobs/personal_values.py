"""Every night: keys of personal values that are old enough are replaced."""

from caly_app.job_queue import app
from caly_app.services import personal_values


@app.periodic(cron="41 2 * * *")
@app.task(name="rotate_data_keys", queueing_lock="rotate_data_keys")
async def rotate_data_keys(timestamp: int) -> None:
    await personal_values.keep_keys_young()
