from types import SimpleNamespace

import pytest

from caly_app import db
from caly_app.actor import Role
from caly_app.errors import NotSignedIn
from caly_app.services import accounts, members, workspaces
from caly_app.services.workspaces import NewWorkspace
from caly_app.state.signed_in import NoWorkspaceYet, current_actor, current_person
from tests.people import CLIENT, PASSWORD, a_verified_admin, invited, seen, signed_up

pytestmark = pytest.mark.usefixtures("database")

NEW = NewWorkspace(name="Elm Row Clinic", sector="healthcare", country="GB")


def tab(cookie: str):
    return SimpleNamespace(router=SimpleNamespace(headers=SimpleNamespace(cookie=cookie)))


async def test_the_cookie_says_who_it_is_each_time():
    signed = await signed_up()
    here = tab(f"a=b; caly_session={signed.token}; c=d")

    assert (await current_person(here)).actor.id == signed.account_id

    await accounts.sign_out_everywhere(await seen(signed))
    with pytest.raises(NotSignedIn):
        await current_person(here)


@pytest.mark.parametrize(
    "cookie", ["", "caly_session=", "caly_session=made-up", "caly_session=caly_key", "; ;=;"]
)
async def test_whatever_else_a_cookie_holds_is_nobody(cookie: str):
    with pytest.raises(NotSignedIn):
        await current_person(tab(cookie))


async def test_who_has_no_workspace_yet_is_told_so():
    signed = await signed_up()

    with pytest.raises(NoWorkspaceYet):
        await current_actor(tab(f"caly_session={signed.token}"))


async def test_a_person_is_in_the_workspace_they_used_last():
    signed = await signed_up()
    here, actor = tab(f"caly_session={signed.token}"), (await seen(signed)).actor
    async with db.transaction(actor) as session:
        first = await workspaces.create(session, actor, NEW)
        second = await workspaces.create(session, actor, NEW)
    assert (await current_actor(here)).workspace_id == second.id

    async with db.transaction(actor) as session:
        await members.use_workspace(session, actor, first.id)

    assert (await current_actor(here)).workspace_id == first.id


async def test_who_has_used_none_is_in_the_first_by_name():
    admin = await a_verified_admin()
    async with db.transaction(admin.actor) as session:
        made = await workspaces.create(session, admin.actor, NEW)
    token = await invited(admin.actor, "ben@example.org", Role.VIEWER)
    ben = await accounts.accept_invitation(token, "Ben", PASSWORD, CLIENT)

    actor = await current_actor(tab(f"caly_session={ben.token}"))

    assert actor.workspace_id == made.id
