import asyncio

import pytest

from caly_app import db
from caly_app.actor import Role
from caly_app.errors import Forbidden, Invalid, NotFound
from caly_app.queries import members as member_queries
from caly_app.services import accounts, members, sign_ins, staffing
from caly_app.services.members import AddressNotVerified, AlreadyMember, LastAdmin
from tests.people import CLIENT, PASSWORD, a_colleague, a_verified_admin, an_admin, invited, seen

pytestmark = pytest.mark.usefixtures("database")


async def test_an_address_that_is_not_verified_invites_nobody():
    with pytest.raises(AddressNotVerified):
        await invited((await an_admin()).actor, "ben@example.org")


async def test_an_operator_invites_nobody():
    ben = await a_colleague(await a_verified_admin())

    with pytest.raises(Forbidden):
        await invited(ben.actor, "cy@example.org")


async def test_who_is_a_member_is_not_invited_again():
    admin = await a_verified_admin()
    await a_colleague(admin, "ben@example.org")

    with pytest.raises(AlreadyMember):
        await invited(admin.actor, "BEN@example.org")


async def test_an_invitation_needs_an_address():
    with pytest.raises(Invalid):
        await invited((await a_verified_admin()).actor, "ben")


async def test_the_newest_invitation_stands_in_the_list():
    admin = await a_verified_admin()
    await invited(admin.actor, "ben@example.org", Role.VIEWER)
    await invited(admin.actor, "ben@example.org", Role.OPERATOR)

    async with db.transaction(admin.actor) as session:
        listed = await member_queries.invitations(session, admin.actor)

    assert [(row.email, row.role, row.has_expired) for row in listed] == [
        ("ben@example.org", Role.OPERATOR, False)
    ]


async def test_a_role_that_changes_holds_at_once():
    admin = await a_verified_admin()
    ben = await a_colleague(admin)

    await change_role(admin, ben, Role.VIEWER)

    assert [m.role for m in await seen_by(admin) if m.account_id == ben.actor.id] == [Role.VIEWER]


async def test_the_last_admin_is_neither_demoted_nor_removed():
    admin = await a_verified_admin()
    await a_colleague(admin)

    with pytest.raises(LastAdmin):
        await change_role(admin, admin, Role.OPERATOR)
    with pytest.raises(LastAdmin):
        async with db.transaction(admin.actor) as session:
            await staffing.leave(session, admin.actor)


async def test_of_two_admins_who_leave_at_once_one_stays():
    ada = await a_verified_admin()
    ben = await a_colleague(ada, role=Role.ADMIN)

    async def leave(one):
        async with db.transaction(one.actor) as session:
            await staffing.leave(session, one.actor)

    outcomes = await asyncio.gather(leave(ada), leave(ben), return_exceptions=True)

    assert sorted(type(each).__name__ for each in outcomes) == ["LastAdmin", "NoneType"]


async def test_who_is_removed_is_signed_out_here_and_can_be_invited_again():
    admin = await a_verified_admin()
    token = await invited(admin.actor, "ben@example.org")
    now = await members_accept(token)
    ben = await seen(now)

    async with db.transaction(admin.actor) as session:
        await members.remove(session, admin.actor, ben.actor.id)

    assert await sign_ins.find(now.token) is None
    assert await member_emails(admin) == ["ada@example.org"]
    again = await members_accept(await invited(admin.actor, "ben@example.org"))
    assert again.account_id == ben.actor.id


async def test_an_operator_may_leave_but_remove_nobody():
    admin = await a_verified_admin()
    ben, cy = await a_colleague(admin), await a_colleague(admin, "cy@example.org")

    with pytest.raises(Forbidden):
        async with db.transaction(ben.actor) as session:
            await members.remove(session, ben.actor, cy.actor.id)
    async with db.transaction(ben.actor) as session:
        await staffing.leave(session, ben.actor)

    assert await member_emails(admin) == ["ada@example.org", "cy@example.org"]


async def test_another_organizations_member_is_nobody():
    ada, oda = await a_verified_admin(), await a_verified_admin("oda@example.org", "Oak Yard")

    with pytest.raises(NotFound):
        await change_role(ada, oda, Role.VIEWER)
    with pytest.raises(NotFound):
        async with db.transaction(ada.actor) as session:
            await members.remove(session, ada.actor, oda.actor.id)


async def test_another_organizations_invitation_cannot_be_revoked():
    ada, oda = await a_verified_admin(), await a_verified_admin("oda@example.org", "Oak Yard")
    await invited(oda.actor, "ben@example.org")
    async with db.transaction(oda.actor) as session:
        [row] = await member_queries.invitations(session, oda.actor)

    with pytest.raises(NotFound):
        async with db.transaction(ada.actor) as session:
            await members.revoke_invitation(session, ada.actor, row.id)


async def test_presence_is_noted_on_the_membership():
    admin = await a_verified_admin()

    async with db.transaction(admin.actor) as session:
        await members.note_presence(session, admin.actor)

    assert [member.seen_at is not None for member in await seen_by(admin)] == [True]


async def change_role(by, of, role: Role) -> None:
    async with db.transaction(by.actor) as session:
        await members.change_role(session, by.actor, of.actor.id, role)


async def seen_by(signed_in):
    async with db.transaction(signed_in.actor) as session:
        return await member_queries.all_of(session, signed_in.actor)


async def member_emails(signed_in) -> list[str]:
    return sorted(member.email for member in await seen_by(signed_in))


async def members_accept(token: str):
    return await accounts.accept_invitation(token, "Ben Roth", PASSWORD, CLIENT)
