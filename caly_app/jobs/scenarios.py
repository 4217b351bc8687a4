"""Scenario files that were sent are played; each minute those that nobody plays are remembered."""

from uuid import UUID

from caly_app import wiring
from caly_app.job_queue import app
from caly_app.scenarios import served
from caly_app.services import scenario_runs


@app.task(name=scenario_runs.PLAY)
async def play_scenarios(organization_id: str, run_id: str) -> None:
    await served.play_on(UUID(organization_id), UUID(run_id), wiring.ports())


@app.periodic(cron="* * * * *")
@app.task(name="remember_scenario_runs", queueing_lock="remember_scenario_runs")
async def remember_scenario_runs(timestamp: int) -> None:
    await scenario_runs.remember()
