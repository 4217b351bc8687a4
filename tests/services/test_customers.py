from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.agents.dialogue import PersonalSlot
from caly_app.errors import Invalid, TriedTooOften
from caly_app.models import PersonalKind
from caly_app.queries import business as business_queries
from caly_app.services import customers, personal_forms, personal_values, proofs, records
from caly_app.services.customers import CustomersOfTurn
from tests.factories import Clinic, a_clinic, a_conversation

pytestmark = pytest.mark.usefixtures("database")

ROS = {
    "name": "Ros Penhale",
    "phone": "020 7946 0123",
    "email": "Ros@Example.org",
    "date_of_birth": "1984-02-29",
    "address": "4 Elm Row, London",
}
Result = TypeVar("Result")


async def turn(
    clinic: Clinic, conversation_id: UUID, work: Callable[[CustomersOfTurn], Awaitable[Result]]
) -> Result:
    customer = clinic.customer()
    async with db.transaction(customer) as session:
        facts = await business_queries.of_workspace(session, clinic.workspace_id)
        return await work(CustomersOfTurn(session, customer, conversation_id, facts.business))


async def a_patient(clinic: Clinic, **other: str) -> UUID:
    system = clinic.system()
    async with db.transaction(system) as session:
        return (await customers.add_verified(session, system, ROS | other, source="imported")).id


@pytest.mark.parametrize(
    ("values", "is_proof"),
    [
        ({"date_of_birth": "1984-02-29", "phone": "+442079460123"}, True),
        ({"date_of_birth": "1984-02-29", "phone": "02079460123"}, True),
        ({"date_of_birth": "1984-02-29", "phone": "0044 (20) 7946-0123"}, True),
        ({"name": "ROS  PÉNHALE", "email": "ros@example.org"}, True),
        ({"address": "4 elm row london", "date_of_birth": "1984-02-29"}, True),
        ({"date_of_birth": "1984-02-28", "phone": "+442079460123"}, False),
        ({"date_of_birth": "1984-02-29", "phone": "+442079460124"}, False),
        ({"date_of_birth": "1984-02-29", "phone": ""}, False),
        ({"date_of_birth": "yesterday", "phone": "+442079460123"}, False),
        ({"shoe_size": "44"}, False),
        ({}, False),
    ],
)
async def test_only_all_the_right_values_prove_who_it_is(values, is_proof):
    clinic = await a_clinic()
    patient = await a_patient(clinic)
    proven = await turn(clinic, uuid7(), lambda port: port.prove(values))
    assert proven == (patient if is_proof else None)


async def test_what_two_people_share_proves_neither():
    clinic = await a_clinic()
    await a_patient(clinic)
    await a_patient(clinic, name="Jo Penhale", date_of_birth="2011-05-01")
    assert await turn(clinic, uuid7(), lambda port: port.prove({"phone": ROS["phone"]})) is None


async def test_of_several_with_one_number_the_name_says_who():
    clinic = await a_clinic()
    ros = await a_patient(clinic)
    jo = await a_patient(clinic, name="Jo Penhale", date_of_birth="2011-05-01")
    mo = await a_patient(clinic, name="Mo Penhale", date_of_birth="2011-05-01")
    phone = {"phone": ROS["phone"]}
    children = {**phone, "date_of_birth": "2011-05-01"}

    async def are_several(values: dict[str, str]) -> bool:
        return await turn(clinic, uuid7(), lambda port: port.are_several(values))

    async def proven(values: dict[str, str]) -> UUID | None:
        return await turn(clinic, uuid7(), lambda port: port.prove(values))

    assert await are_several(phone) and await are_several(children) and await proven(children) is None
    assert await proven({**children, "name": "jo penhale"}) == jo
    assert await proven({**children, "name": "Mo Penhale"}) == mo
    assert await proven({**children, "name": ROS["name"]}) is None
    assert await proven({**phone, "date_of_birth": ROS["date_of_birth"]}) == ros
    assert not await are_several({**phone, "date_of_birth": ROS["date_of_birth"]})
    assert not await are_several({**phone, "date_of_birth": "1999-09-09"})
    for number in range(1, proofs.OF_ONE):
        await proven({**children, "name": f"Al Penhale-{number}"})
    with pytest.raises(TriedTooOften):
        await are_several(children)


async def test_patients_of_another_workspace_are_not_found():
    clinic = await a_clinic()
    await a_patient(clinic)
    for other in (await a_clinic(), await a_clinic(organization_id=clinic.organization_id)):
        assert await turn(other, uuid7(), lambda port: port.prove({"phone": ROS["phone"]})) is None


async def test_what_somebody_merely_says_makes_them_nobodys_patient():
    """Saying it in one conversation proves nothing in the next, nor does it change what is on the books."""
    clinic = await a_clinic()
    patient = await a_patient(clinic)
    started = await a_conversation(clinic)
    said = {"name": "Ros Penhale", "phone": "020 7946 0999", "date_of_birth": "1984-02-29"}

    remembered = await turn(clinic, started.conversation_id, lambda port: port.remember(said))

    assert remembered == started.customer_id != patient
    assert await turn(clinic, uuid7(), lambda port: port.prove({"phone": "02079460999"})) is None
    assert (await turn(clinic, uuid7(), lambda port: port.values_of(patient)))["phone"] == "+442079460123"
    assert (await turn(clinic, uuid7(), lambda port: port.values_of(remembered)))["phone"] == "+442079460999"


async def test_a_record_made_here_and_what_was_said_then_prove_a_newcomer():
    clinic = await a_clinic()
    conversation_id = (await a_conversation(clinic)).conversation_id
    who = await turn(clinic, conversation_id, lambda port: port.remember({"name": "Ros Penhale"}))
    system = clinic.system()
    async with db.transaction(system) as session:
        new = records.NewRecord({"text": "hello", "status": "new", "left_on": "2026-10-05"}, "M-1", who)
        await records.create(session, system, "message", new)

    async def proven(**values: str) -> UUID | None:
        return await turn(
            clinic, (await a_conversation(clinic)).conversation_id, lambda port: port.prove(values)
        )

    assert await proven(**{"record:message": "m1", "name": "ros pénhale"}) == who
    assert await proven(**{"record:message": "M-1", "name": "Tom Reed"}) is None
    assert await proven(**{"record:message": "M-2", "name": "Ros Penhale"}) is None
    assert await proven(name="Ros Penhale") is None


async def test_a_birth_date_cannot_be_found_by_trying_however_many_conversations_that_takes():
    clinic = await a_clinic()
    await a_patient(clinic)
    right = {"phone": ROS["phone"], "date_of_birth": ROS["date_of_birth"]}
    for number in range(proofs.OF_ONE):
        wrong = {**right, "date_of_birth": f"{1900 + number}-01-01"}
        assert await turn(clinic, uuid7(), lambda port, w=wrong: port.prove(w)) is None

    with pytest.raises(TriedTooOften):
        await turn(clinic, uuid7(), lambda port: port.prove(right))
    with clock_ahead(hours=25):
        assert await turn(clinic, uuid7(), lambda port: port.prove(right))


async def test_what_the_host_page_says_is_kept_and_proves_nothing(admin):
    clinic = await a_clinic()
    started = await a_conversation(
        clinic, customer={"phone": "020 7946 0123", "name": "Ros", "role": "admin"}
    )
    values = await turn(clinic, uuid7(), lambda port: port.values_of(started.customer_id))
    assert values == {"phone": "+442079460123", "name": "Ros"}
    admin.execute("update customer set is_verified = true")
    assert await turn(clinic, uuid7(), lambda port: port.prove({"phone": "02079460123"})) is None


async def test_a_proven_customer_changes_what_is_on_the_books():
    clinic = await a_clinic()
    patient = await a_patient(clinic)
    await turn(clinic, uuid7(), lambda port: port.change(patient, {"phone": "020 7946 0555"}))

    assert (await turn(clinic, uuid7(), lambda port: port.values_of(patient)))["phone"] == "+442079460555"
    assert await turn(clinic, uuid7(), lambda port: port.prove({"phone": "02079460123"})) is None
    assert await turn(clinic, uuid7(), lambda port: port.prove({"phone": "02079460555"})) == patient
    with pytest.raises(Invalid) as caught:
        await turn(clinic, uuid7(), lambda port: port.change(patient, {"email": "nonsense"}))
    assert caught.value.fields == {"email": "is not an e-mail address"}


async def test_said_and_remembered_a_value_is_stored_once(admin):
    clinic = await a_clinic()
    started = await a_conversation(clinic)
    slots = [PersonalSlot(slot="phone", kind="phone", value="+442079460123")]

    async def keep_and_remember(port: CustomersOfTurn) -> dict[str, str]:
        first = await personal_values.keep(
            port.session, port.actor, started.conversation_id, started.customer_id, slots
        )
        await port.remember({"phone": "020 7946 0123"})
        again = await personal_values.keep(
            port.session, port.actor, started.conversation_id, started.customer_id, slots
        )
        assert first == again
        return first

    references = await turn(clinic, started.conversation_id, keep_and_remember)
    revealed = await turn(
        clinic,
        started.conversation_id,
        lambda port: personal_values.reveal(
            port.session, port.actor, [*references.values(), f"pv:{uuid7()}"]
        ),
    )
    assert revealed == {references["phone"]: "+442079460123"}
    assert admin.execute("select count(*) from personal_value").fetchone() == (1,)


async def test_nothing_personal_can_be_read_in_the_database(admin):
    clinic = await a_clinic()
    await a_patient(clinic)
    dump = "".join(
        str(row) for row in admin.execute("select v.*, k.* from personal_value v, data_key k").fetchall()
    ).encode("unicode_escape")
    for secret in (b"Penhale", b"79460123", b"1984-02", b"example.org", b"Elm Row, London"):
        assert secret not in dump
    assert admin.execute("select count(distinct ciphertext) from personal_value").fetchone() == (5,)


async def test_one_value_cannot_be_passed_off_as_another(admin):
    clinic = await a_clinic()
    patient = await a_patient(clinic)
    admin.execute(
        "update personal_value set ciphertext = (select ciphertext from personal_value where kind = 'name')"
    )
    with pytest.raises(Exception, match="InvalidTag|^$"):
        await turn(clinic, uuid7(), lambda port: port.values_of(patient))


async def test_keys_rotate_and_nothing_is_lost(admin):
    clinic, other = await a_clinic(), await a_clinic()
    patient, stranger = await a_patient(clinic), await a_patient(other)

    async def keys(work: Callable[[db.Session, UUID], Awaitable[Result]]) -> Result:
        async with db.tenant_transaction(clinic.organization_id) as session:
            return await work(session, clinic.organization_id)

    assert not await keys(personal_values.is_due_for_rotation)
    assert await keys(personal_values.encrypt_anew) == 0
    with clock_ahead(days=91):
        assert await keys(personal_values.is_due_for_rotation)
        assert await keys(personal_values.rotate) == 2
        assert await keys(personal_values.retire_unused) == []
        assert await keys(lambda session, org: personal_values.encrypt_anew(session, org, limit=3)) == 3
        assert await turn(clinic, uuid7(), lambda port: port.values_of(patient)) == {
            **ROS,
            "phone": "+442079460123",
            "email": "ros@example.org",
        }
        assert await keys(personal_values.encrypt_anew) == 2
        assert await keys(personal_values.encrypt_anew) == 0
        assert await keys(personal_values.retire_unused) == []  # a process may still write with it
    with clock_ahead(days=91, minutes=11):
        assert await keys(personal_values.retire_unused) == [1]
        assert await turn(clinic, uuid7(), lambda port: port.prove({"phone": "02079460123"})) == patient
        assert (await turn(clinic, uuid7(), lambda port: port.values_of(patient)))["name"] == "Ros Penhale"
        assert (await turn(other, uuid7(), lambda port: port.values_of(stranger)))["name"] == "Ros Penhale"
    assert admin.execute("select number, wrapped = '' from data_key order by 1, 2").fetchall() == [
        (1, False), (1, True), (2, False),
    ]  # fmt: skip


async def test_the_nightly_job_does_all_of_it_for_every_organization(admin):
    clinics = [await a_clinic() for _ in range(2)]
    patients = [await a_patient(clinic) for clinic in clinics]
    assert await personal_values.keep_keys_young() == 0
    with clock_ahead(days=91):
        assert await personal_values.keep_keys_young() == 2
        assert await personal_values.keep_keys_young() == 0
    with clock_ahead(days=92):
        await personal_values.keep_keys_young()
        for clinic, patient in zip(clinics, patients, strict=True):
            values = await turn(clinic, uuid7(), lambda port, p=patient: port.values_of(p))
            assert values["name"] == "Ros Penhale"
    assert admin.execute("select count(*) from data_key where retired_at is not null").fetchone() == (2,)
    assert admin.execute("select distinct key_number from personal_value").fetchall() == [(2,)]


@contextmanager
def clock_ahead(**time: float) -> Iterator[None]:
    later = clock.wall() + timedelta(**time)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "wall", lambda: later)
        yield


@pytest.mark.parametrize(
    ("kind", "written", "country", "kept"),
    [
        ("phone", "020 7946 0123", "GB", "+442079460123"),
        ("phone", "+1 (202) 555-0123", "GB", "+12025550123"),
        ("phone", "555-0123", "US", "+15550123"),
        ("phone", "12", "GB", ""),
        ("phone", "none of your business", "GB", ""),
        ("email", " Ros@Example.org ", "GB", "ros@example.org"),
        ("email", "@", "GB", ""),
        ("date_of_birth", "1984-02-29", "GB", "1984-02-29"),
        ("date_of_birth", "1985-02-29", "GB", ""),
        ("name", "  Ros\n Penhale ", "GB", "Ros Penhale"),
    ],
)
def test_values_are_kept_in_one_form(kind, written, country, kept):
    assert personal_forms.kept(PersonalKind(kind), written, country) == kept


async def test_a_first_key_that_was_rolled_back_is_not_used_again():
    """Whoever tries an import keeps nothing of it, not even what its values would have been sealed with."""
    clinic = await a_clinic()
    system = clinic.system()
    async with db.transaction(system) as session:
        trial = await session.begin_nested()
        for _ in range(2):
            await customers.add_verified(session, system, ROS, source="imported")
        await trial.rollback()

    ros = await a_patient(clinic)
    personal_values._held.clear()

    async with db.transaction(system) as session:
        assert (await customers.values_of(session, system, ros))["name"] == "Ros Penhale"


async def test_beside_a_reference_of_theirs_a_surname_is_enough():
    clinic = await a_clinic()
    ros = await a_patient(clinic)
    jo = await a_patient(clinic, name="Jo Crane", date_of_birth="2011-05-01")
    system = clinic.system()
    async with db.transaction(system) as session:
        for reference, who in (("100482", ros), ("M-2", jo)):
            new = records.NewRecord({"text": "hi", "status": "new", "left_on": "2026-10-05"}, reference, who)
            await records.create(session, system, "message", new)

    async def proven(reference: str, name: str) -> UUID | None:
        values = {"record:message": reference, "name": name}
        return await turn(clinic, uuid7(), lambda port: port.prove(values))

    assert await proven("100482", "penhale") == ros and await proven("ME-100482", "Ros Penhale") == ros
    assert await proven("M-2", "Crane") == jo
    assert await proven("M-2", "Penhale") is None and await proven("100482", "Ros") is None
    assert await turn(clinic, uuid7(), lambda port: port.prove({"name": "Penhale"})) is None
