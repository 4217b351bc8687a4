import asyncio

import pytest

from caly_app import clock, db
from caly_app.actor import Permission, Role
from caly_app.errors import Invalid
from caly_app.queries import members as member_queries
from caly_app.services import accounts, members
from caly_app.services.accounts import AddressTaken, NewAccount, WrongPassword
from caly_app.services.members import AlreadyMember, InvitationGone
from tests.people import (
    CLIENT,
    PASSWORD,
    a_verified_admin,
    an_admin,
    invited,
    mailed_to,
    seen,
    signed_up,
    token_mailed_to,
)

pytestmark = pytest.mark.usefixtures("database")


async def test_signing_up_makes_an_organization_with_its_first_admin():
    admin = await an_admin()

    assert admin.actor.may(Permission.CHANGE_MEMBERS) and admin.email_verified_at is None
    assert [(m.email, m.role) for m in await members_seen_by(admin)] == [("ada@example.org", Role.ADMIN)]


async def test_the_same_address_signs_up_once():
    await signed_up("ada@example.org")

    with pytest.raises(AddressTaken):
        await signed_up("ADA@example.org")


async def test_of_two_who_sign_up_at_once_one_is_told_so():
    outcomes = await asyncio.gather(signed_up(), signed_up(), return_exceptions=True)

    assert sorted(type(each).__name__ for each in outcomes) == ["AddressTaken", "SignedInNow"]


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("organization", NewAccount("  ", "Ada", "ada@example.org", PASSWORD)),
        ("organization", NewAccount("x" * 201, "Ada", "ada@example.org", PASSWORD)),
        ("name", NewAccount("Elm Row", "", "ada@example.org", PASSWORD)),
        ("name", NewAccount("Elm Row", "A\x00da", "ada@example.org", PASSWORD)),
        ("name", NewAccount("Elm Row", "Ada\nBcc: all@example.org", "ada@example.org", PASSWORD)),
        ("email", NewAccount("Elm Row", "Ada", "ada at example", PASSWORD)),
        ("password", NewAccount("Elm Row", "Ada", "ada@example.org", "short")),
        ("password", NewAccount("Elm Row", "Ada", "ada@example.org", "x" * 201)),
        ("password", NewAccount("Elm Row", "Ada", "ada@example.org", "ada@example.org")),
        ("password", NewAccount("Elm Row", "Ada", "ada@example.org", "Password1")),
    ],
)
async def test_what_is_wrong_is_said_by_field(field: str, new: NewAccount):
    with pytest.raises(Invalid) as refused:
        await accounts.sign_up(new, CLIENT)

    assert list(refused.value.fields) == [field]


async def test_an_invited_newcomer_gets_an_account_whose_address_is_proven():
    admin = await a_verified_admin()
    token = await invited(admin.actor, "ben@example.org")

    ben = await seen(await accounts.accept_invitation(token, "Ben Roth", PASSWORD, CLIENT))

    assert (ben.actor.organization_id, ben.role) == (admin.actor.organization_id, Role.OPERATOR)
    assert ben.email_verified_at and ben.actor.name == "Ben Roth"


async def test_an_invitation_is_good_once():
    token = await invited((await a_verified_admin()).actor, "ben@example.org")
    await accounts.accept_invitation(token, "Ben", PASSWORD, CLIENT)

    with pytest.raises(InvitationGone):
        await accounts.accept_invitation(token, "Ben", PASSWORD, CLIENT)


async def test_accepted_twice_at_once_it_makes_one_member():
    admin = await a_verified_admin()
    token = await invited(admin.actor, "ben@example.org")

    outcomes = await asyncio.gather(
        *(accounts.accept_invitation(token, "Ben", PASSWORD, CLIENT) for _ in range(2)),
        return_exceptions=True,
    )

    assert sum(isinstance(each, InvitationGone | AlreadyMember) for each in outcomes) == 1
    assert len(await members_seen_by(admin)) == 2


async def test_an_invitation_to_an_existing_account_asks_for_its_password_and_adds_a_membership():
    await signed_up("ben@example.org", "Oak Yard")
    token = await invited((await a_verified_admin()).actor, "ben@example.org", Role.ADMIN)

    with pytest.raises(WrongPassword):
        await accounts.accept_invitation(token, "Somebody Else", "another password", CLIENT)
    joined = await seen(await accounts.accept_invitation(token, "Somebody Else", PASSWORD, CLIENT))

    assert joined.role is Role.ADMIN and joined.actor.name == "Ada Quist"


async def test_whoever_is_signed_in_with_that_address_accepts_by_a_click():
    ben = await an_admin("ben@example.org", "Oak Yard")
    admin = await a_verified_admin()
    token = await invited(admin.actor, "ben@example.org")

    joined = await seen(await accounts.accept_as_signed_in(token, ben, CLIENT))

    assert joined.actor.organization_id == admin.actor.organization_id


async def test_somebody_else_who_is_signed_in_cannot_accept_it():
    token = await invited((await a_verified_admin()).actor, "ben@example.org")
    cy = await an_admin("cy@example.org", "Yew")

    with pytest.raises(accounts.InvitedSomebodyElse):
        await accounts.accept_as_signed_in(token, cy, CLIENT)


async def test_a_revoked_a_replaced_and_an_expired_invitation_open_nothing(admin):
    signed_in = await a_verified_admin()
    replaced = await invited(signed_in.actor, "ben@example.org")
    revoked = await invited(signed_in.actor, "ben@example.org")
    async with db.transaction(signed_in.actor) as session:
        [row] = await member_queries.invitations(session, signed_in.actor)
        await members.revoke_invitation(session, signed_in.actor, row.id)
    expired = await invited(signed_in.actor, "cy@example.org")
    admin.execute("update invitation set expires_at = %s where email = 'cy@example.org'", (clock.wall(),))

    for token in (replaced, revoked, expired, "never was"):
        with pytest.raises(InvitationGone):
            await accounts.accept_invitation(token, "Ben", PASSWORD, CLIENT)


async def test_a_changed_name_is_seen_by_the_others():
    ada = await an_admin()
    async with db.transaction(ada.actor) as session:
        await accounts.rename(session, ada.actor, " Ada Lund ")

    assert [member.name for member in await members_seen_by(ada)] == ["Ada Lund"]


async def test_the_letter_names_who_invites_and_where_to():
    await invited((await a_verified_admin()).actor, "ben@example.org")

    [letter] = await mailed_to("ben@example.org")

    assert letter.subject == "Ada Quist invites you to Elm Row"
    assert await token_mailed_to("ben@example.org", "invitation") in letter.text


async def members_seen_by(signed_in):
    async with db.transaction(signed_in.actor) as session:
        return await member_queries.all_of(session, signed_in.actor)
