from caly_app.actor import Role
from tests.api.people import a_business, a_key, bearer
from tests.people import PASSWORD, a_verified_admin, mailed_to, signed_up, token_mailed_to


async def an_admins_token(api) -> str:
    await a_verified_admin()
    signed = await api.post("/auth/sign-in", json={"email": "ada@example.org", "password": PASSWORD})
    return signed.json()["token"]


async def an_operators_token(api, admin: str) -> str:
    await api.post("/invitations", json={"email": "ben@example.org"}, headers=bearer(admin))
    link = await token_mailed_to("ben@example.org", "invitation")
    body = {"token": link, "name": "Ben Roth", "password": PASSWORD}
    return (await api.post("/auth/invitation/accept", json=body)).json()["token"]


async def test_an_invitation_sent_twice_with_one_key_is_one(api):
    headers = bearer(await an_admins_token(api)) | {"Idempotency-Key": "1"}

    first, second = [
        await api.post("/invitations", json={"email": "ben@example.org"}, headers=headers) for _ in range(2)
    ]

    assert first.status_code == 201 and first.json() == second.json()
    assert len(await mailed_to("ben@example.org")) == 1


async def test_an_address_that_is_not_verified_invites_nobody(api):
    headers = bearer((await signed_up()).token)

    answer = await api.post("/invitations", json={"email": "ben@example.org"}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "address_not_verified")


async def test_members_are_listed_changed_and_removed(api):
    admin = await an_admins_token(api)
    operator = await an_operators_token(api, admin)
    listed = (await api.get("/members", headers=bearer(operator))).json()["items"]
    ben = next(each for each in listed if each["email"] == "ben@example.org")

    changed = await api.patch(f"/members/{ben['account_id']}", json={"role": "viewer"}, headers=bearer(admin))
    assert changed.status_code == 204
    assert (await api.get("/auth/me", headers=bearer(operator))).json()["role"] == Role.VIEWER

    removed = await api.delete(f"/members/{ben['account_id']}", headers=bearer(admin))
    assert removed.status_code == 204
    assert (await api.get("/members", headers=bearer(operator))).status_code == 401


async def test_the_last_admin_is_409(api):
    admin = await an_admins_token(api)
    me = (await api.get("/auth/me", headers=bearer(admin))).json()["account_id"]

    for answer in (
        await api.patch(f"/members/{me}", json={"role": "viewer"}, headers=bearer(admin)),
        await api.post("/members/leave", headers=bearer(admin)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")


async def test_a_lower_role_and_a_key_change_nothing(api):
    operator = await an_operators_token(api, await an_admins_token(api))
    me = (await api.get("/auth/me", headers=bearer(operator))).json()["account_id"]
    business = await a_business()

    for token in (operator, await a_key(business)):
        headers = bearer(token)
        assert (await api.patch(f"/members/{me}", json={"role": "admin"}, headers=headers)).status_code == 403
        assert (await api.delete(f"/members/{me}", headers=headers)).status_code == 403
        assert (await api.get("/invitations", headers=headers)).status_code == 403
        invite = await api.post("/invitations", json={"email": "x@example.org"}, headers=headers)
        assert invite.status_code == 403


async def test_another_organizations_member_is_404(api):
    admin = await an_admins_token(api)
    stranger = await signed_up("oda@example.org", "Oak Yard")

    answer = await api.delete(f"/members/{stranger.account_id}", headers=bearer(admin))

    assert answer.status_code == 404
