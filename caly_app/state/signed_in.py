"""Who is signed in, in this browser tab: found again from the session cookie each time it matters.

So a restart signs nobody out, and signing out elsewhere holds here with the next ring. The cookie is the
one the tab's connection was opened with: signing in therefore loads the page anew.
"""

from uuid import UUID

import reflex as rx
from starlette.requests import cookie_parser

from caly_app import db, doorbell, tokens
from caly_app.actor import Actor
from caly_app.errors import NotSignedIn
from caly_app.queries import workspaces as workspace_queries
from caly_app.queries.sign_ins import SignedIn
from caly_app.services import members, sign_ins
from caly_app.state import live

_accounts: dict[str, UUID] = {}  # token -> whose it is: what rings for it
_MOST_KNOWN = 10_000


class NoWorkspaceYet(NotSignedIn):
    """There is no workspace yet. An admin sets up the first one."""


async def current_actor(state: rx.State) -> Actor:
    """In the workspace they used last. Raises NotSignedIn; NoWorkspaceYet where there is none to be in.

    A function and not a method: the browser may call any public method of a state.
    """
    return await _actor_of(_token_of(state))


async def onlooker(state: rx.State) -> Actor:
    """As current_actor, for a page that reads itself anew at each ring: who looks on is asked once for all
    pages of theirs, and again when their account rings. What changes anything asks current_actor.
    """
    token = _token_of(state)
    if account_id := _accounts.get(token):
        topic = doorbell.account(account_id)
        return await live.read_once(topic, f"sign-in {tokens.hash_of(token).hex()}", lambda: _actor_of(token))
    actor = await _actor_of(token)
    if len(_accounts) >= _MOST_KNOWN:
        _accounts.clear()
    _accounts[token] = actor.id
    return actor


async def current_person(state: rx.State) -> SignedIn:
    """For pages that need no workspace. Raises NotSignedIn."""
    return await _person_of(_token_of(state))


def _token_of(state: rx.State) -> str:
    return cookie_parser(state.router.headers.cookie or "").get(sign_ins.COOKIE, "")


async def _actor_of(token: str) -> Actor:
    signed_in = await _person_of(token)
    return signed_in.actor.in_workspace(await _workspace_of(signed_in))


async def _person_of(token: str) -> SignedIn:
    found = await sign_ins.find(token)
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
