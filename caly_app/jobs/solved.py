"""A person has resolved a conversation: what they answered becomes a draft of knowledge."""

from uuid import UUID

from caly_app.job_queue import app
from caly_app.services import gaps, solved


@app.task(name=solved.DRAFT)
async def draft_what_was_solved(organization_id: str, conversation_id: str) -> None:
    await gaps.gather()  # the conversation may be younger than the last minute
    await solved.draft(UUID(organization_id), UUID(conversation_id))
