from datetime import datetime, timedelta

import pytest

from caly_app import clock, db
from caly_app.actor import KEY_SCOPES, ActorKind, Role
from caly_app.agents.sectors import all_sectors
from caly_app.queries import business as business_queries
from caly_app.queries import openings
from caly_app.queries.sign_ins import KeyHolder, SignedIn
from caly_app.services import accounts, demo, sign_ins
from caly_app.services.appointments import AppointmentsOfTurn
from caly_app.services.customers import CustomersOfTurn
from caly_app.services.demo import DemoCredentials
from tests.people import CLIENT

pytestmark = pytest.mark.usefixtures("database")


async def key_of(made: DemoCredentials, slug: str = "demo-healthcare") -> KeyHolder:
    found = await sign_ins.find(made.workspaces[slug].api_key)
    assert isinstance(found, KeyHolder)
    return found


async def test_its_people_sign_in_and_its_keys_open_its_workspaces():
    made = await demo.make()
    for person, role in ((made.admin, Role.ADMIN), (made.operator, Role.OPERATOR)):
        now = await accounts.sign_in(person.email, person.password, CLIENT)
        signed_in = await sign_ins.find(now.token)
        assert isinstance(signed_in, SignedIn)
        assert (signed_in.role, signed_in.email_verified_at is not None) == (role, True)

    assert set(made.workspaces) == {f"demo-{sector.replace('_', '-')}" for sector in all_sectors()}
    for slug in made.workspaces:
        holder = await key_of(made, slug)
        assert str(holder.actor.workspace_id) == made.workspaces[slug].id
        assert holder.actor.permissions == KEY_SCOPES


async def test_its_businesses_have_the_settings_that_are_their_own():
    made = await demo.make()
    actor = (await key_of(made, "demo-logistics")).actor
    async with db.transaction(actor) as session:
        facts = await business_queries.of_workspace(session, actor.workspace_id)

    assert facts.business.settings == {"postcode_areas": "LS, BD, HX, WF"}


async def test_its_customer_can_prove_who_they_are_and_has_an_appointment_ahead():
    made = await demo.make()
    ada = next(one for one in made.customers if one.appointments and one.workspace == "demo-healthcare")
    actor = (await key_of(made, ada.workspace)).actor
    async with db.transaction(actor) as session:
        facts = await business_queries.of_workspace(session, actor.workspace_id)
        people = CustomersOfTurn(session, actor, None, facts.business)
        proven = await people.prove({"phone": ada.phone, "date_of_birth": ada.date_of_birth})
        books = AppointmentsOfTurn(session, actor, None, facts.business)
        [coming] = await books.coming(proven)
        opened = await books.by_reference(ada.appointments[0].reference, ada.phone)
        free = await books.openings(near=clock.now() + timedelta(days=14), limit=20)

    assert coming.reference == ada.appointments[0].reference == opened.reference
    assert (
        timedelta() < datetime.fromisoformat(ada.appointments[0].starts_at) - clock.now() < timedelta(days=21)
    )
    assert facts.business.resources
    assert facts.business.facts
    assert len(free) == 20


async def test_what_is_booked_is_at_the_hour_that_the_sector_says():
    booked = {one.name: one.appointments for one in (await demo.make()).customers if one.appointments}
    wanted = {
        customer.name: [one.time for one in customer.appointments]
        for sector in all_sectors().values()
        for customer in (sector.demo.customers if sector.demo else ())
        if customer.appointments
    }

    assert {name: [one.starts_at[11:16] for one in ones] for name, ones in booked.items()} == wanted


async def test_its_people_begin_at_the_clinic(admin):
    made = await demo.make()
    begin = admin.execute("select distinct last_workspace_id::text from membership").fetchall()
    assert begin == [(made.workspaces["demo-healthcare"].id,)]


async def test_made_again_nothing_changes(admin):
    def counts():
        tables = "organization account workspace resource customer record appointment api_key personal_value"
        return {
            table: admin.execute(f"select count(*) from {table}").fetchone()[0] for table in tables.split()
        }

    first = await demo.make()
    before = counts()
    again = await demo.make(DemoCredentials.read(first.model_dump_json()))

    assert again == first
    assert counts() == before


async def test_with_a_lost_file_it_gets_new_passwords_and_keys():
    first = await demo.make()
    second = await demo.make()
    assert first.admin.password != second.admin.password
    with pytest.raises(accounts.WrongSignIn):
        await accounts.sign_in(first.admin.email, first.admin.password, CLIENT)
    assert (await accounts.sign_in(second.admin.email, second.admin.password, CLIENT)).token
    assert (await key_of(second)).actor.kind is ActorKind.API_KEY
    assert await sign_ins.find(first.workspaces["demo-healthcare"].api_key) is None


async def test_an_appointment_that_is_past_or_cancelled_is_made_anew(admin):
    first = await demo.make()
    admin.execute("update appointment set status = 'cancelled'")
    second = await demo.make(first)
    assert [len(customer.appointments) for customer in second.customers] == [
        len(customer.appointments) for customer in first.customers
    ]


async def test_times_are_free_in_the_coming_weeks():
    made = await demo.make()
    actor = (await key_of(made)).actor
    today = clock.now().date()
    async with db.transaction(actor) as session:
        facts = await business_queries.of_workspace(session, actor.workspace_id)
        free = await openings.between(
            session, actor, facts.business, first=today, last=today + timedelta(days=28)
        )
    assert len(free) > 100
    assert len({opening.resource_id for opening in free}) > 1
