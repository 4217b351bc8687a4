"""What businesses say themselves is learned."""

from uuid import UUID

from caly_app import wiring
from caly_app.job_queue import app
from caly_app.services import own_words


@app.task(name=own_words.LEARN)
async def learn_own_words(organization_id: str, workspace_id: str) -> None:
    await own_words.learn(UUID(organization_id), UUID(workspace_id), wiring.ports().embedder)
