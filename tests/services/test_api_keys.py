import pytest

from caly_app import clock, db
from caly_app.actor import KEY_SCOPES, ActorKind, Permission, Role
from caly_app.errors import Forbidden, Invalid, NotFound
from caly_app.queries import api_keys as key_queries
from caly_app.queries.sign_ins import KeyHolder
from caly_app.services import api_keys, sign_ins
from tests.factories import a_clinic, a_member

pytestmark = pytest.mark.usefixtures("database")

READ = Permission.READ_CONVERSATIONS.value


async def a_key(actor, *scopes: str):
    async with db.transaction(actor) as session:
        return await api_keys.create(session, actor, "Website", scopes or (READ,))


async def listed(actor):
    async with db.transaction(actor) as session:
        return await key_queries.all_of(session, actor)


async def test_a_key_opens_its_workspace_as_far_as_its_scopes_go():
    clinic = await a_clinic()
    made = await a_key(await a_member(clinic, Role.ADMIN))

    found = await sign_ins.find(made.key)

    assert isinstance(found, KeyHolder) and made.key.startswith("caly_")
    assert (found.actor.kind, found.actor.workspace_id) == (ActorKind.API_KEY, clinic.workspace_id)
    assert found.actor.permissions == {Permission.READ_CONVERSATIONS}


async def test_the_key_itself_is_nowhere_to_be_read_again(admin):
    actor = await a_member(await a_clinic(), Role.ADMIN)
    made = await a_key(actor)

    [row] = await listed(actor)

    assert made.key.startswith(row.start) and len(row.start) < 16
    stored = admin.execute("select row_to_json(api_key)::text from api_key").fetchall()
    assert made.key not in str(stored)


async def test_a_revoked_key_opens_nothing():
    actor = await a_member(await a_clinic(), Role.ADMIN)
    made = await a_key(actor)

    for _ in range(2):
        async with db.transaction(actor) as session:
            await api_keys.revoke(session, actor, made.id)

    assert await sign_ins.find(made.key) is None and await listed(actor) == []


async def test_when_it_was_last_used_is_noted_once_a_minute():
    actor = await a_member(await a_clinic(), Role.ADMIN)
    found = await sign_ins.find((await a_key(actor)).key)
    assert found and sign_ins.is_worth_noting(found)

    await sign_ins.note_use(found)

    [row] = await listed(actor)
    assert row.last_used_at and (clock.wall() - row.last_used_at).total_seconds() < 5


@pytest.mark.parametrize("scopes", [(), ("members.change",), ("escalations.claim",), (READ, "everything")])
async def test_a_key_has_some_of_the_scopes_that_keys_may_have(scopes):
    actor = await a_member(await a_clinic(), Role.ADMIN)

    with pytest.raises(Invalid) as refused:
        async with db.transaction(actor) as session:
            await api_keys.create(session, actor, "Website", scopes)

    assert list(refused.value.fields) == ["scopes"]


async def test_a_key_makes_no_keys_and_neither_does_an_operator():
    clinic = await a_clinic()
    made = await a_key(await a_member(clinic, Role.ADMIN), *KEY_SCOPES)
    found = await sign_ins.find(made.key)
    assert found

    for actor in (found.actor, await a_member(clinic, Role.OPERATOR)):
        with pytest.raises(Forbidden):
            await a_key(actor)
        with pytest.raises(Forbidden):
            async with db.transaction(actor) as session:
                await api_keys.revoke(session, actor, made.id)


async def test_another_workspaces_key_is_not_there():
    made = await a_key(await a_member(await a_clinic(), Role.ADMIN))
    stranger = await a_member(await a_clinic(), Role.ADMIN)

    with pytest.raises(NotFound):
        async with db.transaction(stranger) as session:
            await api_keys.revoke(session, stranger, made.id)
