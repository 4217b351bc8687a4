"""What is held about whom and why: masked for all who may see it, in the clear for who answers, on record."""

from uuid import UUID

import psycopg
import pytest

from caly_app import db
from caly_app.actor import Role
from caly_app.ports import CustomerFact
from caly_app.services import customers, personal_values
from caly_app.services.customer_facts import FactsOfTurn
from tests.api.people import Business, a_business, a_token, bearer
from tests.factories import a_clinic, a_conversation

pytestmark = pytest.mark.usefixtures("database")

ROS = {
    "name": "Ros Penhale",
    "phone": "+442079460123",
    "email": "ros@example.org",
    "date_of_birth": "1980-05-04",
    "address": "3 Market Street, Elmford",
}


async def a_customer(business: Business, **values: str) -> str:
    system = business.admin
    async with db.transaction(system) as session:
        return str((await customers.add_verified(session, system, values or ROS, source="imported")).id)


async def test_values_are_masked_and_say_where_they_come_from(api):
    business = await a_business()
    customer = await a_customer(business)
    viewer = bearer(await a_token(business, Role.VIEWER))
    seen = (await api.get(f"/customers/{customer}", headers=viewer)).json()

    assert seen["name"] == "Ros Penhale" and seen["is_verified"]
    assert (seen["conversations"], seen["appointments"], seen["records"]) == (0, 0, 0)
    assert {one["kind"]: one["masked"] for one in seen["held"]} == {
        "name": "Ros Penhale",
        "phone": "••• 123",
        "email": "r•••@example.org",
        "date_of_birth": "1980-••-••",
        "address": "Elmford",
    }
    assert {one["source"] for one in seen["held"]} == {"imported"}


async def test_what_is_wanted_and_missing_and_how_it_is_encrypted(api, admin):
    business = await a_business()
    whole, half = await a_customer(business), await a_customer(business, name="Ann", phone="+442079460999")
    viewer, boss = bearer(await a_token(business, Role.VIEWER)), bearer(await a_token(business))
    seen = (await api.get(f"/customers/{whole}", headers=viewer)).json()
    assert seen["completeness"] == {
        "wanted": ["name", "phone", "date_of_birth", "address"],
        "missing": [],
        "share": 1.0,
    }
    encryption = seen["encryption"]
    assert (encryption["key_number"], encryption["values"], encryption["older"]) == (1, 5, 0)
    assert encryption["replaced_by"] > encryption["key_made_at"]
    seen = (await api.get(f"/customers/{half}", headers=viewer)).json()
    assert seen["completeness"]["missing"] == ["date_of_birth", "address"]

    where = f"/workspaces/{business.workspace_id}"
    chosen = {"privacy": {"wanted": ["phone", "email", "date_of_birth"]}}
    changed = await api.patch(where, json=chosen, headers=boss)
    assert changed.json()["privacy"]["wanted"] == ["phone", "email", "date_of_birth"]
    seen = (await api.get(f"/customers/{half}", headers=viewer)).json()
    assert seen["completeness"]["missing"] == ["email", "date_of_birth"]
    assert seen["completeness"]["share"] == 0.33

    async with db.tenant_transaction(business.organization_id) as session:
        await personal_values.rotate(session, business.organization_id)
    seen = (await api.get(f"/customers/{half}", headers=viewer)).json()
    assert (seen["encryption"]["key_number"], seen["encryption"]["older"]) == (2, 2)


async def test_what_proves_an_identity_cannot_be_dropped(api):
    business = await a_business()
    boss = bearer(await a_token(business))
    where = f"/workspaces/{business.workspace_id}"
    for kinds, says in ((["name", "phone"], "prove who they are by date_of_birth"), (["shoes"], "not known")):
        answer = await api.patch(where, json={"privacy": {"wanted": kinds}}, headers=boss)
        assert answer.status_code == 422 and says in answer.text


async def test_who_answers_customers_may_look_and_that_is_written_down(api, admin: psycopg.Connection):
    business = await a_business()
    customer = await a_customer(business)
    operator = bearer(await a_token(business, Role.OPERATOR))
    held = (await api.get(f"/customers/{customer}", headers=operator)).json()["held"]
    phone = next(one for one in held if one["kind"] == "phone")
    where = f"/customers/{customer}/values/{phone['id']}"

    assert (await api.get(where, headers=operator)).json() == {"value": "+442079460123"}
    looked = "select details from timeline where kind = 'personal_value_shown'"
    assert admin.execute(looked).fetchall() == [({"customer_id": customer, "field": "phone"},)]

    viewer = bearer(await a_token(business, Role.VIEWER))
    assert (await api.get(where, headers=viewer)).status_code == 403
    assert len(admin.execute(looked).fetchall()) == 1


@pytest.mark.parametrize("words", ["020 7946 0123", "+442079460123", "ROS@example.org", "ros penhale"])
async def test_customers_are_found_by_number_address_or_name(api, words):
    business = await a_business()
    customer = await a_customer(business)
    await a_customer(business, name="Ann Dell", phone="+442079460999")
    await a_customer(await a_business())
    token = bearer(await a_token(business, Role.VIEWER))
    found = (await api.get("/customers", params={"q": words}, headers=token)).json()
    assert [one["id"] for one in found["items"]] == [customer]
    assert (await api.get("/customers", params={"q": "nobody"}, headers=token)).json()["items"] == []


async def test_the_list_is_paged_newest_first(api):
    business = await a_business()
    made = [await a_customer(business, name=f"Number {n}") for n in range(5)]
    token = bearer(await a_token(business, Role.VIEWER))
    first = (await api.get("/customers", params={"limit": 3}, headers=token)).json()
    rest = (await api.get("/customers", params={"limit": 3, "cursor": first["next"]}, headers=token)).json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == made[::-1]
    assert rest["next"] is None


async def test_what_is_remembered_is_listed_page_by_page_and_deleted_by_admins(api, admin):
    clinic = await a_clinic()
    business = Business(clinic.organization_id, clinic.workspace_id)
    customer, talk = await a_customer(business), (await a_conversation(clinic)).conversation_id
    system = clinic.system()
    async with db.transaction(system) as session:
        turn = FactsOfTurn(session, system, talk, days=365)
        facts = [CustomerFact("provider", "Dr. Imre Halas", 4), CustomerFact("access_need", "wheelchair", 4)]
        await turn.keep(UUID(customer), facts, "de")
    where = f"/customers/{customer}/facts"
    viewer, boss = bearer(await a_token(business, Role.VIEWER)), bearer(await a_token(business))

    first = (await api.get(where, params={"limit": 1}, headers=viewer)).json()
    rest = (await api.get(where, params={"limit": 1, "cursor": first["next"]}, headers=viewer)).json()
    told = [*first["items"], *rest["items"]]
    assert {one["kind"]: one["value"] for one in told} == {
        "provider": "Dr. Imre Halas",
        "access_need": "wheelchair user",
    }
    known = {(one["language"], one["seq"], one["conversation_id"]) for one in told}
    assert known == {("de", 4, str(talk))} and rest["next"] is None

    one = f"{where}/{told[0]['id']}"
    assert (await api.delete(one, headers=viewer)).status_code == 403
    assert (await api.delete(one, headers=bearer(await a_token(await a_business())))).status_code == 404
    assert [(await api.delete(one, headers=boss)).status_code for _ in range(2)] == [204, 204]
    assert (await api.get(where, headers=viewer)).json()["items"] == told[1:]
    gone = admin.execute("select details from timeline where kind = 'customer_fact_removed'").fetchall()
    assert gone == [({"customer_id": customer, "field": told[0]["kind"]},)]
