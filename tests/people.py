"""People for tests: who signs up, and what was mailed to them."""

import re

from caly_app import db
from caly_app.actor import Actor, Role
from caly_app.queries import mail as mail_queries
from caly_app.queries.mail import MailView
from caly_app.queries.sign_ins import SignedIn
from caly_app.services import accounts, members, sign_ins
from caly_app.services.accounts import NewAccount, SignedInNow
from caly_app.services.throttle import Client

PASSWORD = "correct horse battery"
CLIENT = Client(address="192.0.2.7", user_agent="A browser")
ELSEWHERE = Client(address="198.51.100.9", user_agent="Another browser")


async def an_admin(email: str = "ada@example.org", organization: str = "Elm Row") -> SignedIn:
    """Who has just signed up, with an organization of their own."""
    return await seen(await signed_up(email, organization))


async def signed_up(email: str = "ada@example.org", organization: str = "Elm Row") -> SignedInNow:
    return await accounts.sign_up(NewAccount(organization, "Ada Quist", email, PASSWORD), CLIENT)


async def seen(now: SignedInNow) -> SignedIn:
    """Who the token opens the door to."""
    found = await sign_ins.find(now.token)
    assert isinstance(found, SignedIn)
    return found


async def a_verified_admin(email: str = "ada@example.org", organization: str = "Elm Row") -> SignedIn:
    now = await signed_up(email, organization)
    await accounts.verify(await token_mailed_to(email, "verify"))
    return await seen(now)


async def a_colleague(
    admin: SignedIn, email: str = "ben@example.org", role: Role = Role.OPERATOR
) -> SignedIn:
    """Invited by the admin, and accepted."""
    token = await invited(admin.actor, email, role)
    return await seen(await accounts.accept_invitation(token, "Ben Roth", PASSWORD, CLIENT))


async def invited(actor: Actor, email: str, role: Role = Role.OPERATOR) -> str:
    """The secret of the mailed link."""
    async with db.transaction(actor) as session:
        await members.invite(session, actor, email, role)
    return await token_mailed_to(email, "invitation")


async def mailed_to(email: str) -> list[MailView]:
    """Newest first."""
    async with db.admin_transaction() as session:
        return await mail_queries.recent(session, to=email)


async def token_mailed_to(email: str, page: str) -> str:
    """Of the newest link to that page."""
    for mail in await mailed_to(email):
        if found := re.search(rf"/{page}\?token=([\w-]+)", mail.text):
            return found[1]
    raise AssertionError(f"no link to /{page} was mailed to {email}")
