"""Who comes: a page that may show this business's chat, and the customer whose token it holds."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from caly_app import db, tokens
from caly_app.actor import Actor, ActorKind
from caly_app.api import domains, rate_limits
from caly_app.api.authentication import SignedCustomer, customer_of_conversation
from caly_app.errors import NotFound
from caly_app.queries import workspaces as workspace_queries
from caly_app.queries.workspaces import WorkspaceBySlug
from caly_app.tokens import CustomerToken


async def _business(request: Request, slug: str) -> WorkspaceBySlug:
    """Whoever may be asked for by this page. Raises NotFound, NotOnThisSite or TooMany."""
    rate_limits.count_address(request)
    async with db.lookup() as session:
        found = await workspace_queries.by_slug(session, slug)
    if found is None:
        raise NotFound("There is no such chat.")
    domains.must_be_admitted(request, found.allowed_domains)
    return found


Business = Annotated[WorkspaceBySlug, Depends(_business)]


async def _customer(
    request: Request, found: Annotated[SignedCustomer, Depends(customer_of_conversation)]
) -> SignedCustomer:
    """The customer of the path's conversation, on a page where the chat may be."""
    return await on_an_admitted_page(request, found)


async def on_an_admitted_page(request: Request, found: SignedCustomer) -> SignedCustomer:
    """Raises NotOnThisSite for a page where this business's chat may not be."""
    origin = request.headers.get("origin")
    if origin is not None and not domains.is_ours(request, origin):
        async with db.transaction(found.actor) as session:
            assert found.actor.workspace_id
            business = await workspace_queries.one(session, found.actor, found.actor.workspace_id)
        domains.must_be_admitted(request, business.allowed_domains)
    return found


Customer = Annotated[SignedCustomer, Depends(_customer)]


def visitor(business: WorkspaceBySlug) -> Actor:
    """Somebody who comes in and is no customer yet."""
    return Actor(ActorKind.CUSTOMER, business.id, business.organization_id, business.id)


def new_token(customer: SignedCustomer, conversation_id: UUID) -> str | None:
    """For a conversation that took the place of the one that was asked for."""
    if conversation_id == customer.conversation_id:
        return None
    return token(customer.actor, conversation_id, customer.customer_id)


def token(actor: Actor, conversation_id: UUID, customer_id: UUID) -> str:
    assert actor.workspace_id
    return tokens.sign_customer(
        CustomerToken(actor.organization_id, actor.workspace_id, conversation_id, customer_id)
    )
