"""Who has proven who they are is the customer on the books, and no second one beside them."""

from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db
from caly_app.queries import customers as customer_queries
from caly_app.services import customers, held_values
from caly_app.services.conversations.start import successor
from caly_app.services.conversations.take_turn import take_turn
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")

ROSA = {
    "name": "Rosa Penhale",
    "phone": "+442079460123",
    "email": "rosa@example.org",
    "date_of_birth": "1980-05-04",
}
HER_HUSBAND = ROSA | {"name": "Piran Penhale", "email": "piran@example.org", "date_of_birth": "1979-02-01"}


async def on_the_books(clinic: Clinic, values: dict[str, str]) -> UUID:
    async with db.transaction(clinic.system()) as session:
        return (await customers.add_verified(session, clinic.system(), values, "imported")).id


async def says(clinic: Clinic, conversation: UUID, *lines: str) -> None:
    for line in lines:
        await take_turn(clinic.customer(), conversation, uuid7().hex, line, DEAF)


async def proven_as_rosa(clinic: Clinic) -> UUID:
    conversation = (await a_conversation(clinic)).conversation_id
    await says(clinic, conversation, "I want to cancel my appointment", "4 May 1980", "020 7946 0123")
    return conversation


async def test_the_conversation_is_theirs_and_nobody_is_listed_twice(admin: psycopg.Connection) -> None:
    clinic = await a_clinic()
    rosa = await on_the_books(clinic, ROSA)

    conversation = await proven_as_rosa(clinic)

    member = await a_member(clinic)
    async with db.transaction(member) as session:
        listed = await customer_queries.listed(session, member)
        about = await customer_queries.dealings(session, member, rosa)
    assert [row.id for row in listed] == [rosa]
    assert about.conversations == 1
    row = admin.execute("select customer_id from conversation where id = %s", (conversation,)).fetchone()
    assert row == (rosa,)


async def test_what_nobody_told_is_not_said_to_be_told() -> None:
    clinic = await a_clinic()
    rosa = await on_the_books(clinic, ROSA)

    conversation = await proven_as_rosa(clinic)

    member = await a_member(clinic)
    async with db.transaction(member) as session:
        held = await held_values.of_customer(session, member, rosa)
    told = {one.kind.value for one in held if one.source == "said"}
    assert told == {"phone", "date_of_birth"}
    assert {one.conversation_id for one in held if one.source == "said"} == {conversation}
    assert sorted(one.kind.value for one in held if one.source == "imported") == sorted(ROSA)


async def test_of_two_on_one_phone_each_keeps_what_they_told() -> None:
    clinic = await a_clinic()
    rosa, piran = await on_the_books(clinic, ROSA), await on_the_books(clinic, HER_HUSBAND)
    conversation = await proven_as_rosa(clinic)

    await says(clinic, conversation, "and cancel my husband's appointment", "1 February 1979")

    member = await a_member(clinic)
    async with db.transaction(member) as session:
        births = {
            who: [
                one.id
                for one in await held_values.of_customer(session, member, who)
                if one.kind.value == "date_of_birth" and one.source != "imported"
            ]
            for who in (rosa, piran)
        }
        shown = [await held_values.show(session, member, rosa, one) for one in births[rosa]]
    assert shown == ["1980-05-04"]


async def test_who_comes_back_has_to_prove_it_again(admin: psycopg.Connection) -> None:
    clinic = await a_clinic()
    rosa = await on_the_books(clinic, ROSA)
    conversation = await proven_as_rosa(clinic)
    admin.execute("update conversation set ended_at = now() where id = %s", (conversation,))
    admin.commit()

    following = await successor(clinic.customer(), conversation)

    row = admin.execute("select customer_id from conversation where id = %s", (following,)).fetchone()
    assert row is not None and row[0] != rosa
