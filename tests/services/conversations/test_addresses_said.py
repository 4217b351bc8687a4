"""Addresses that nobody asked for: hidden where the business hides addresses, and its own never."""

from dataclasses import replace
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db
from caly_app.adapters.openai_compatible import OpenAiCompatible
from caly_app.ports import Ports
from caly_app.services import customers, personal_values
from caly_app.services.conversations.outcomes import TurnResult
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.records import NewRecord, create
from tests.agents.model.scripted import means
from tests.factories import DEAF, Clinic, a_clinic, a_conversation
from tests.fake_model import fake_model, says

pytestmark = pytest.mark.usefixtures("database")

FLAT = {
    "title": "Flat at 9 Rose Street",
    "deal": "rent",
    "place": "Fairfield",
    "price": "1350 GBP",
    "bedrooms": 2,
}


async def say(clinic: Clinic, where: UUID, words: str, ports: Ports = DEAF) -> TurnResult:
    return await take_turn(clinic.customer(), where, uuid7().hex, words, ports)


def transcript(admin: psycopg.Connection, where: UUID) -> str:
    rows = admin.execute(
        "select delivered from turn where conversation_id = %s order by seq", (where,)
    ).fetchall()
    return "\n".join(said or "" for (said,) in rows)


async def an_agency(**privacy: list[str]) -> Clinic:
    """It has one flat on its list, and an office."""
    agency = await a_clinic(
        sector="real_estate", privacy=privacy, facts={"address": "Our office is at 6 Lantern Street."}
    )
    async with db.transaction(agency.system()) as session:
        await create(session, agency.system(), "listing", NewRecord(FLAT, "P-101"))
    return agency


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("you wrote to 14 Harbour Lane, Wexley WX4 2AB, why?", "you wrote to [address], why?"),
        ("ich wohne in der Lindenstraße 8, 10969 Berlin", "ich wohne in der [address]"),
    ],
)
async def test_one_said_in_passing_is_hidden_and_kept_apart(admin, said, kept):
    clinic = await a_clinic()
    started = await a_conversation(clinic)

    await say(clinic, started.conversation_id, said)

    assert kept in transcript(admin, started.conversation_id)
    async with db.transaction(clinic.system()) as session:
        held = await personal_values.said_in(session, clinic.system(), started.conversation_id)
        known = await customers.values_of(session, clinic.system(), started.customer_id)
    assert [(one.kind, one.in_passing) for one in held] == [("address", True)]
    assert held[0].value in said and "address" not in known


async def test_where_addresses_are_what_it_is_about_they_stay(admin):
    agency = await an_agency()
    where = (await a_conversation(agency)).conversation_id
    await say(agency, where, "I live at 15 Bridge Street, Stonebridge, is that far?")
    assert "15 Bridge Street" in transcript(admin, where)


async def test_what_is_on_the_list_and_where_the_office_is_stay_in_any_case(admin):
    agency = await an_agency(transcript=["address"])
    where = (await a_conversation(agency)).conversation_id

    await say(agency, where, "I walked past the flat at 9 Rose Street, and then to you at 6 Lantern St")
    await say(agency, where, "I live at 19 Rose Street myself")

    kept = transcript(admin, where)
    assert "9 Rose Street, and then to you at 6 Lantern St" in kept
    assert "I live at [address] myself" in kept


async def test_a_model_is_told_the_businesss_places_and_no_other(admin):
    agency = await an_agency()
    where = (await a_conversation(agency)).conversation_id
    async with fake_model(says(means("none_of_these"))) as fake:
        ports = replace(DEAF, model=OpenAiCompatible(fake.url, "key", "small"))
        await say(
            agency, where, "the whatsit of 9 Rose Street is odd, unlike mine at 15 Bridge Street", ports
        )

    asked = str(fake.asked[0])
    assert "9 Rose Street" in asked and "unlike mine at [private]" in asked
    assert "Bridge Street" not in asked


async def test_one_that_a_flow_asks_for_is_what_it_works_with(admin):
    agency = await an_agency(transcript=["address"])
    where = (await a_conversation(agency)).conversation_id
    for words in ("I want a valuation, I am going to sell", "15 Bridge Street, Stonebridge", "Nia Okafor"):
        await say(agency, where, words)
    result = await say(agency, where, "020 7946 0321")

    assert "15 Bridge Street" in str(result.reply.card)
    assert "Bridge Street" not in transcript(admin, where)
