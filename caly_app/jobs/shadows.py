"""Each minute: candidates read what was answered meanwhile."""

from uuid import UUID

from caly_app import wiring
from caly_app.job_queue import app
from caly_app.services import shadow_readings


@app.periodic(cron="* * * * *")
@app.task(name="let_shadows_read", queueing_lock="let_shadows_read")
async def let_shadows_read(timestamp: int) -> None:
    await shadow_readings.defer_all()


@app.task(name=shadow_readings.READ)
async def read_as_shadow(organization_id: str, shadow_id: str) -> None:
    await shadow_readings.read(UUID(organization_id), UUID(shadow_id), wiring.ports())
