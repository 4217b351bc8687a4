"""Tools of the business's own: what its chat assistant may call of its servers."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, StrictBool

from caly_app import db, wiring
from caly_app.actor import Actor, Permission
from caly_app.agents.http_tool import HttpTool
from caly_app.api.authentication import PEOPLE, require
from caly_app.api.text import Text
from caly_app.errors import Unavailable
from caly_app.queries import connections as connection_queries
from caly_app.queries import tools as tool_queries
from caly_app.services import tools, workspaces

router = APIRouter(prefix="/tools", tags=["tools"])

Admin = Annotated[Actor, require(Permission.CHANGE_WORKSPACES, of=PEOPLE)]
Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{1,39}$", description="As the model calls it.")]
Document = dict[str, Any]


class ToolIn(BaseModel):
    title: Annotated[Text, Field(max_length=60, examples=["Track a parcel"])]
    description: Annotated[Text, Field(max_length=500, description="When to use it, for the model.")]
    connection: Annotated[Text, Field(max_length=60, examples=["shop"])]
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: Annotated[Text, Field(max_length=300, examples=["/parcels/{number}"])]
    arguments: Document = Field(
        default_factory=lambda: {"type": "object", "properties": {}},
        description='JSON schema of an object. A property with "from": "customer.email" is filled by us; '
        "one that the path does not name goes into the query, or into the body.",
    )
    writes: StrictBool = Field(
        default=True, description="Then it is read back, and the customer asked first."
    )
    identity: Literal["none", "customer", "code"] = "customer"
    fallback: Annotated[Text, Field(max_length=300, description="What is said when it is away.")] = ""
    instead: Annotated[
        Text, Field(max_length=40, description="Name of another tool that reads: asked when this is away.")
    ] = ""
    says: Annotated[Text, Field(max_length=300, description="What is said of its result: {status}.")] = ""
    result: Annotated[Text, Field(max_length=200, description="JSON pointer to the part that counts.")] = ""
    characters: int = Field(default=2000, ge=100, le=8000)
    at_most: int = Field(default=3, ge=1, le=20, description="Times a write may run in one conversation.")
    is_on: StrictBool = Field(default=True, description="Off: it is kept, and no new conversation has it.")


class ToolView(ToolIn):
    name: str


class Tools(BaseModel):
    items: list[ToolView]
    next: None = Field(default=None, description="There are twenty at most, and all are here.")


class TryIn(BaseModel):
    arguments: Document = Field(default_factory=dict, examples=[{"number": "P-1"}])


class TriedView(BaseModel):
    answers: bool
    status: int | None = None
    found: str = Field(default="", description="JSON, as a model would see it.")
    says: str = ""
    milliseconds: float | None = None
    problem: str = ""


@router.get("")
async def list_tools(actor: Admin) -> Tools:
    """Of the chat assistant, as new conversations have them."""
    async with db.transaction(actor) as session:
        workspaces.must_be_allowed(actor)
        own = await tool_queries.own(session, actor)
    return Tools(items=[_view(tool) for tool in own.tools])


@router.get("/{tool}")
async def get_tool(actor: Admin, tool: Name) -> ToolView:
    async with db.transaction(actor) as session:
        return _view(await tools.one(session, actor, tool))


@router.put("/{tool}")
async def put_tool(actor: Admin, tool: Name, body: ToolIn) -> ToolView:
    """A new one, or this one changed: a new version of the assistant, for new conversations."""
    async with db.transaction(actor) as session:
        return _view(await tools.save(session, actor, tool, body.model_dump()))


@router.delete("/{tool}", status_code=204)
async def delete_tool(actor: Admin, tool: Name) -> None:
    """A new version of the assistant without it; conversations that run keep theirs."""
    async with db.transaction(actor) as session:
        await tools.remove(session, actor, tool)


@router.post("/{tool}/try")
async def try_tool(actor: Admin, tool: Name, body: TryIn) -> TriedView:
    """One read, with these arguments. What writes cannot be tried."""
    async with db.transaction(actor) as session:
        wanted = await tools.one(session, actor, tool)
        outside = wiring.outsides().of(await connection_queries.to_ask(session, actor))
    try:
        tried = await tools.tried(wanted, body.arguments, outside)
    except Unavailable as error:
        return TriedView(answers=False, problem=error.message)
    return TriedView(
        answers=True,
        status=tried.status,
        found=tried.found,
        says=tried.says,
        milliseconds=tried.milliseconds,
    )


def _view(tool: HttpTool) -> ToolView:
    return ToolView.model_validate(tool.model_dump())
