"""A conversation has ended: what it leaves behind on its customer is written."""

from uuid import UUID

from caly_app import wiring
from caly_app.job_queue import app
from caly_app.services import lead_notes


@app.task(name=lead_notes.WRITE)
async def write_lead_note(organization_id: str, conversation_id: str) -> None:
    await lead_notes.write(UUID(organization_id), UUID(conversation_id), wiring.ports())
