"""Every minute: reports that are due are sent."""

from uuid import UUID

from caly_app.job_queue import app
from caly_app.services import reports


@app.periodic(cron="* * * * *")
@app.task(name="send_due_reports", queueing_lock="send_due_reports")
async def send_due_reports(timestamp: int) -> None:
    await reports.defer_due()


@app.task(name=reports.SEND)
async def send_report(organization_id: str, report_id: str) -> None:
    await reports.send(UUID(organization_id), UUID(report_id))
