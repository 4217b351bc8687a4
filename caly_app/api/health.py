"""Is it there, and can it work? Two questions: a process may live while its database is away."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from caly_app import db, wiring
from caly_app.errors import Unavailable
from caly_app.queries import health

router = APIRouter(prefix="/health", tags=["health"])

State = Literal["ok", "away"]


class Parts(BaseModel):
    database: State
    jobs: State  # away: mail and clean-up wait, customers are still answered
    model: State | None = None  # away: the agent goes on by itself; none where no language model is set


class Health(BaseModel):
    live: bool = True
    ready: bool
    parts: Parts


@router.get("")
async def health_of_this_process() -> Health:
    """Always 200 while the process lives; `ready` and `parts` tell the rest."""
    return await _look()


@router.get("/ready", responses={503: {"model": Health, "description": "Not ready"}})
async def readiness(response: Response) -> Health:
    """200 when requests can be answered, else 503: for load balancers."""
    found = await _look()
    if not found.ready:
        response.status_code = 503
    return found


async def _look() -> Health:
    try:
        async with db.lookup() as session:
            living = await health.living(session)
    except Unavailable:
        return Health(ready=False, parts=Parts(database="away", jobs="away"))
    jobs: State = "ok" if living.get("jobs") else "away"
    return Health(ready=True, parts=Parts(database="ok", jobs=jobs, model=_model()))


def _model() -> State | None:
    model = wiring.model()
    return None if model is None else "away" if model.is_away else "ok"
