"""Who is signed in, in this browser tab: found again from the session cookie each time it matters.

So a restart signs nobody out, and signing out elsewhere holds here with the next ring. The cookie is the
one the tab's connection was opened with: signing in therefore loads the page anew.
"""

from uuid import UUID

import reflex as rx
from starlette.requests import cookie_parser

from caly_app import db
from caly_app.actor import Actor
from caly_app.errors import NotSignedIn
from caly_app.queries import workspaces as workspace_queries
from caly_app.queries.sign_ins import SignedIn
from caly_app.services import members, sign_ins


class NoWorkspaceYet(NotSignedIn):
    """There is no workspace yet. An admin sets up the first one."""


async def current_actor(state: rx.State) -> Actor:
    """In the workspace they used last. Raises NotSignedIn; NoWorkspaceYet where there is none to be in.

    A function and not a method: the browser may call any public method of a state.
    """
    signed_in = await current_person(state)
    return signed_in.actor.in_workspace(await _workspace_of(signed_in))


async def current_person(state: rx.State) -> SignedIn:
    """For pages that need no workspace. Raises NotSignedIn."""
    cookies = cookie_parser(state.router.headers.cookie or "")
    found = await sign_ins.find(cookies.get(sign_ins.COOKIE, ""))
    if not isinstance(found, SignedIn):
        raise NotSignedIn
    if sign_ins.is_worth_noting(found):
        await sign_ins.note_use(found)
    return found


async def _workspace_of(signed_in: SignedIn) -> UUID:
    if signed_in.last_workspace_id:
        return signed_in.last_workspace_id
    async with db.transaction(signed_in.actor) as session:
        workspaces = await workspace_queries.all_of(session, signed_in.actor)
        if not workspaces:
            raise NoWorkspaceYet
        # From here on it is theirs: it is not looked for at each ring.
        await members.use_workspace(session, signed_in.actor, workspaces[0].id)
    return workspaces[0].id
