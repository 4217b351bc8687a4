"""Customers, as their tab sees them."""

from uuid import UUID

import psycopg
import pytest

from caly_app import clock, db
from caly_app.actor import Role
from caly_app.models import FollowUp, LeadNote
from caly_app.ports import CustomerFact
from caly_app.services import customers, personal_values
from caly_app.services.customer_facts import FactsOfTurn
from caly_app.state.customers import ROWS, CustomersState
from tests.factories import Clinic, a_clinic, a_conversation, a_member
from tests.state.desk import opened
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")

ROS = {"name": "Ros Penhale", "phone": "+442079460123", "email": "ros@example.org"}


async def known(clinic: Clinic, **values: str) -> str:
    system = clinic.system()
    async with db.transaction(system) as session:
        return str((await customers.add_verified(session, system, values or ROS, source="imported")).id)


async def a_tab(clinic: Clinic, path: str = "/customers", role: Role = Role.OPERATOR) -> CustomersState:
    return await opened(CustomersState, await a_member(clinic, role), path)


def looks(admin: psycopg.Connection) -> int:
    return len(admin.execute("select from timeline where kind = 'personal_value_shown'").fetchall())


async def test_who_is_there_and_what_is_held_masked():
    clinic = await a_clinic()
    ros = await known(clinic)
    tab = await a_tab(clinic, f"/customers?customer={ros}")

    [row] = tab.rows
    assert (row.name, row.is_verified, row.id) == ("Ros Penhale", True, ros)
    assert {one.kind: one.shown for one in tab.values} == {
        "Name": "Ros Penhale",
        "Phone": "••• 123",
        "E-mail": "r•••@example.org",
    }
    assert [one.kind for one in tab.values] == ["Name", "Phone", "E-mail"], "as anybody writes them down"
    assert tab.detail.missing == "date of birth"
    assert tab.detail.complete == row.complete == "2 of 4" and not row.is_complete
    assert [one.kind for one in tab.wanted if not one.is_held] == ["Date of birth", "Address"]
    assert tab.detail.encrypted.startswith("All 3 values are encrypted (AES-256) with key 1 of")
    assert tab.detail.conversations == "0 conversations, 0 appointments, 0 records"


async def test_one_value_is_shown_and_that_is_written_down(admin: psycopg.Connection):
    clinic = await a_clinic()
    ros = await known(clinic)
    tab = await a_tab(clinic, f"/customers?customer={ros}")
    phone = next(one for one in tab.values if one.kind == "Phone")

    await call(CustomersState.show, tab, phone.id)

    assert next(one for one in tab.values if one.kind == "Phone").shown == "+442079460123"
    assert looks(admin) == 1


async def said_in_passing(clinic: Clinic, customer_id: str) -> None:
    where = (await a_conversation(clinic)).conversation_id
    system = clinic.system()
    async with db.transaction(system) as session:
        found = [("date_of_birth", "1980-05-04"), ("phone", "+442079460199")]
        await personal_values.keep_found(session, system, where, UUID(customer_id), found)


async def test_what_was_said_in_passing_is_suggested_and_taken_over_on_record(admin: psycopg.Connection):
    clinic = await a_clinic()
    ros = await known(clinic)
    await said_in_passing(clinic, ros)
    tab = await a_tab(clinic, f"/customers?customer={ros}")

    [born] = [one for one in tab.wanted if one.suggestion]
    assert (born.kind, born.shown, born.is_held) == ("Date of birth", "1980-••-••", False)
    assert born.conversation.startswith("/conversations/") and tab.detail.complete == "2 of 4"

    for _ in range(2):
        await call(CustomersState.take_over, tab, born.suggestion)

    assert tab.detail.complete == "3 of 4" and not any(one.suggestion for one in tab.wanted)
    changes = admin.execute("select details ->> 'field' from timeline where kind = 'customer_changed'")
    assert changes.fetchall() == [("date_of_birth",)]
    system = clinic.system()
    async with db.transaction(system) as session:
        proof = {"date_of_birth": "1980-05-04", "phone": ROS["phone"]}
        assert await customers.find_verified(session, system, proof) is None, "it proves nothing"


async def test_a_viewer_takes_nothing_over_nor_anybody_of_another_house():
    clinic = await a_clinic()
    ros = await known(clinic)
    await said_in_passing(clinic, ros)
    tab = await a_tab(clinic, f"/customers?customer={ros}", Role.VIEWER)
    [born] = [one for one in tab.wanted if one.suggestion]

    await call(CustomersState.take_over, tab, born.suggestion)
    assert tab.detail.complete == "2 of 4"

    another = await a_clinic()
    theirs = await a_tab(another, f"/customers?customer={await known(another)}")
    await call(CustomersState.take_over, theirs, born.suggestion)
    again = await a_tab(clinic, f"/customers?customer={ros}")
    assert again.detail.complete == "2 of 4"


async def test_a_viewer_looks_at_nothing(admin: psycopg.Connection):
    clinic = await a_clinic()
    ros = await known(clinic)
    tab = await a_tab(clinic, f"/customers?customer={ros}", Role.VIEWER)
    phone = next(one for one in tab.values if one.kind == "Phone")

    await call(CustomersState.show, tab, phone.id)

    assert not tab.may_look
    assert next(one for one in tab.values if one.kind == "Phone").shown == "••• 123"
    assert looks(admin) == 0


async def test_pages_neither_lose_nor_repeat_and_words_find_the_whole_of_a_value():
    clinic = await a_clinic()
    ids = [await known(clinic, name=f"Number {n}") for n in range(ROWS + 2)]
    first = await a_tab(clinic)
    second = await a_tab(clinic, first.older)

    assert [row.id for row in first.rows + second.rows] == ids[::-1] and second.older == ""
    assert [row.id for row in (await a_tab(clinic, "/customers?q=number+7")).rows] == [ids[7]]
    assert (await a_tab(clinic, "/customers?q=Numb")).rows == []


async def test_nobody_of_another_organization_is_opened():
    stranger = await known(await a_clinic())
    tab = await a_tab(await a_clinic(), f"/customers?customer={stranger}&after=x")
    assert tab.opened == "" and tab.rows == [] and tab.values == []


async def test_what_is_remembered_is_shown_and_deleted_by_an_admin(admin: psycopg.Connection):
    clinic = await a_clinic()
    ros, where = await known(clinic), (await a_conversation(clinic)).conversation_id
    system = clinic.system()
    async with db.transaction(system) as session:
        turn = FactsOfTurn(session, system, where, days=365)
        await turn.keep(UUID(ros), [CustomerFact("part_of_day", "morning", 2)], "en")
    tab = await a_tab(clinic, f"/customers?customer={ros}")
    [fact] = tab.facts
    assert (fact.value, fact.conversation) == ("in the morning", f"/conversations/{where}")
    assert not tab.may_delete

    await call(CustomersState.delete_fact, tab, fact.id)
    assert admin.execute("select count(*) from customer_fact").fetchone() == (1,)

    tab = await a_tab(clinic, f"/customers?customer={ros}", Role.ADMIN)
    await call(CustomersState.delete_fact, tab, fact.id)
    assert tab.may_delete and tab.facts == [] and not tab.detail.refused
    gone = admin.execute("select actor_name from timeline where kind = 'customer_fact_removed'").fetchall()
    assert gone == [("Mara Lind",)]


async def test_who_does_not_want_to_be_remembered_is_told_so(admin: psycopg.Connection):
    clinic = await a_clinic()
    ros = await known(clinic)
    admin.execute("update customer set refused_memory_at = now()")
    tab = await a_tab(clinic, f"/customers?customer={ros}")
    assert tab.detail.refused.startswith("Does not want to be remembered")


async def with_a_note(clinic: Clinic) -> tuple[str, str]:
    """A customer, and the note on them."""
    started = await a_conversation(clinic)
    where, now = started.conversation_id, clock.now()
    of = {
        "organization_id": clinic.organization_id,
        "workspace_id": clinic.workspace_id,
        "customer_id": started.customer_id,
        "conversation_id": where,
    }
    note = LeadNote(
        **of, text="Wanted: a refill.\nThe customer fell silent.", covers="", language="en", written_at=now
    )
    due = FollowUp(**of, key="a", kind="call_back", what="Call back", due_on=now.date(), created_at=now)
    async with db.transaction(clinic.system()) as session:
        session.add_all([note, due])
    return str(started.customer_id), str(note.id)


async def test_a_note_is_edited_a_status_set_and_a_follow_up_done_where_it_is_read():
    clinic = await a_clinic()
    who, note_id = await with_a_note(clinic)
    tab = await a_tab(clinic, f"/customers?customer={who}")
    [note], [due] = tab.notes, tab.follow_ups
    assert note.lines == ["Wanted: a refill.", "The customer fell silent."] and not due.is_late
    assert tab.standing.status == "none" and tab.may_write

    await call(CustomersState.edit, tab, note_id)
    await call(CustomersState.keep_note, tab, {"text": " "})
    assert tab.note_error and tab.editing == note_id
    await call(CustomersState.keep_note, tab, {"text": "Rang back."})
    assert tab.notes[0].text == "Rang back." and tab.notes[0].edited and tab.editing == ""

    await call(CustomersState.set_status, tab, "rich")
    await call(CustomersState.set_status, tab, "won")
    assert (tab.standing.status, tab.standing.is_a_persons) == ("won", True)
    assert [one.says for one in tab.changes] == ["Won, by Mara Lind"]
    assert [row.status for row in tab.rows] == ["won"]
    await call(CustomersState.leave_to_conversations, tab)
    assert not tab.standing.is_a_persons

    await call(CustomersState.finish, tab, due.id)
    assert tab.follow_ups == [] and [one.id for one in tab.finished] == [due.id]
    await call(CustomersState.reopen, tab, due.id)
    assert [one.id for one in tab.follow_ups] == [due.id] and tab.finished == []


async def test_the_list_is_narrowed_to_who_is_so_far_and_to_whom_to_follow_up():
    clinic = await a_clinic()
    who, _ = await with_a_note(clinic)
    other = await known(clinic)
    assert [row.id for row in (await a_tab(clinic, "/customers?due=today")).rows] == [who]
    assert [row.id for row in (await a_tab(clinic, "/customers?status=none")).rows] == [other, who]
    assert (await a_tab(clinic, "/customers?status=won")).rows == []
    assert len((await a_tab(clinic, "/customers?status=rich&due=never")).rows) == 2


async def test_a_viewer_changes_no_note():
    clinic = await a_clinic()
    who, note_id = await with_a_note(clinic)
    tab = await a_tab(clinic, f"/customers?customer={who}", Role.VIEWER)
    await call(CustomersState.edit, tab, note_id)
    await call(CustomersState.keep_note, tab, {"text": "mine"})
    await call(CustomersState.set_status, tab, "won")
    assert tab.notes[0].text != "mine" and tab.standing.status == "none" and not tab.may_write
