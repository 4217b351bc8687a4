from caly_app.actor import Role
from tests.api.people import a_business, a_key, a_token, a_workspace, bearer

NEW = {"name": "Website", "scopes": ["conversations.read", "records.read"]}


async def test_a_key_is_shown_once_and_opens_its_workspace_until_it_is_revoked(api):
    business = await a_business()
    admin = bearer(await a_token(business))

    made = (await api.post("/api-keys", json=NEW, headers=admin)).json()
    workspaces = await api.get("/workspaces", headers=bearer(made["key"]))
    assert [each["id"] for each in workspaces.json()["items"]] == [str(business.workspace_id)]

    [listed] = (await api.get("/api-keys", headers=admin)).json()["items"]
    assert made["key"] not in str(listed) and listed["scopes"] == NEW["scopes"] and listed["last_used_at"]

    assert (await api.delete(f"/api-keys/{made['id']}", headers=admin)).status_code == 204
    assert (await api.get("/workspaces", headers=bearer(made["key"]))).status_code == 401


async def test_the_same_request_sent_again_shows_the_same_key(api):
    headers = bearer(await a_token(await a_business())) | {"Idempotency-Key": "1"}

    first, second = [await api.post("/api-keys", json=NEW, headers=headers) for _ in range(2)]

    assert first.json() == second.json()


async def test_a_scope_that_keys_cannot_have_is_422(api):
    headers = bearer(await a_token(await a_business()))

    answer = await api.post("/api-keys", json=NEW | {"scopes": ["members.change"]}, headers=headers)

    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "scopes"


async def test_who_sees_several_workspaces_names_one(api):
    business = await a_business()
    await a_workspace(business.organization_id)
    headers = bearer(await a_token(business))

    assert (await api.post("/api-keys", json=NEW, headers=headers)).status_code == 422
    named = await api.post(f"/api-keys?workspace_id={business.workspace_id}", json=NEW, headers=headers)
    assert named.status_code == 201


async def test_a_key_and_an_operator_make_and_see_no_keys(api):
    business = await a_business()

    for token in (await a_key(business), await a_token(business, Role.OPERATOR)):
        assert (await api.post("/api-keys", json=NEW, headers=bearer(token))).status_code == 403
        assert (await api.get("/api-keys", headers=bearer(token))).status_code == 403


async def test_another_organizations_key_is_404(api):
    mine, theirs = await a_business(), await a_business()
    made = await api.post("/api-keys", json=NEW, headers=bearer(await a_token(theirs)))

    answer = await api.delete(f"/api-keys/{made.json()['id']}", headers=bearer(await a_token(mine)))

    assert answer.status_code == 404
