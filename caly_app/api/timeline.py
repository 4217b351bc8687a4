"""What happened in a workspace, for its admins: who changed what, and when."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from caly_app import db
from caly_app.actor import Actor, Permission
from caly_app.api.authentication import require
from caly_app.api.conversations import Happened
from caly_app.api.paging import Asked, Page, page
from caly_app.models import TimelineEntry, TimelineKind
from caly_app.queries import timeline as timeline_queries
from caly_app.queries.timeline import TimelineFilter

router = APIRouter(prefix="/timeline", tags=["workspaces"])

Admin = Annotated[Actor, require(Permission.CHANGE_WORKSPACES)]


class Entry(Happened):
    conversation_id: UUID | None = Field(description="Null where it is about the workspace itself.")

    @classmethod
    def of(cls, entry: TimelineEntry) -> Self:
        return cls.model_validate(entry, from_attributes=True)


@router.get("")
async def list_all(
    actor: Admin,
    asked: Asked,
    kind: TimelineKind | None = None,
    actor_id: Annotated[UUID | None, Query(description="Who did it: a member or an API key.")] = None,
    happened_from: Annotated[AwareDatetime | None, Query(description="This time or later.")] = None,
    happened_before: Annotated[AwareDatetime | None, Query(description="Before this time.")] = None,
) -> Page[Entry]:
    """Newest first: changes of the workspace and its assistants, and what happened in conversations."""
    wanted = TimelineFilter(
        kinds=frozenset({kind} if kind else ()),
        actor_id=actor_id,
        happened_from=happened_from,
        happened_before=happened_before,
    )
    async with db.transaction(actor) as session:
        rows = await timeline_queries.of_workspace(
            session, actor, wanted, after=asked.after, limit=asked.rows
        )
    return page(asked, rows, key=lambda row: (row.happened_at, row.id), show=Entry.of)
