"""What customers thought of replies, for the business's side; they give them in api/chat/thumb.py."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from caly_app import db
from caly_app.actor import Actor, Permission
from caly_app.api.authentication import require
from caly_app.api.paging import Asked, Page, page
from caly_app.api.text import Utc
from caly_app.queries import thumbs as thumb_queries
from caly_app.queries.thumbs import ThumbRow

router = APIRouter(prefix="/thumbs", tags=["learning"])

Reader = Annotated[Actor, require(Permission.READ_CONVERSATIONS)]


class ThumbView(BaseModel):
    id: UUID
    conversation_id: UUID
    turn_id: UUID
    asked: str = Field(description="What the customer had said, as it is stored.")
    reply: str
    is_up: bool
    comment: str
    given_at: Utc

    @classmethod
    def of(cls, row: ThumbRow) -> Self:
        return cls.model_validate(row, from_attributes=True)


@router.get("")
async def list_thumbs(actor: Reader, asked: Asked, is_up: bool | None = None) -> Page[ThumbView]:
    """The newest first."""
    async with db.transaction(actor) as session:
        after = asked.after[1] if asked.after else None
        rows = await thumb_queries.listed(session, actor, is_up=is_up, after=after, limit=asked.rows)
    return page(asked, rows, key=lambda row: (row.given_at, row.id), show=ThumbView.of)
