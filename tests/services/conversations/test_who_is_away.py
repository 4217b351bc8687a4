"""A time that cannot be had: the house is not said to be closed where only who was asked for is away."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import update
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.models import Resource
from caly_app.services.conversations.take_turn import take_turn
from tests.factories import DEAF, Clinic, a_clinic, a_conversation

pytestmark = pytest.mark.usefixtures("database")

AFTERNOONS = {"thu": [["12:00", "18:00"]]}
WISHES = {
    "en": ("I need an appointment with Dr Quist on {day} at {at}", "Dr. Ada Quist is not here on"),
    "es": ("Quiero una cita con la doctora Quist el {day} a las {at}", "Dr. Ada Quist no está el"),
    "fr": ("Je voudrais un rendez-vous avec Dr Quist le {day} à {at}", "Dr. Ada Quist n'est pas là le"),
    "de": ("Ich möchte einen Termin bei Dr. Quist am {day} um {at}", "Dr. Ada Quist ist am"),
}


async def a_clinic_with_afternoons() -> Clinic:
    """Open from eight; Dr Quist is there on Thursdays from twelve."""
    clinic = await a_clinic(doctors=("Dr. Imre Halas", "Dr. Ada Quist"))
    async with db.tenant_transaction(clinic.organization_id) as session:
        hers = update(Resource).where(Resource.id == clinic.resource_ids[1])
        await session.exec(hers.values(hours=AFTERNOONS))
    return clinic


async def told(clinic: Clinic, said: str, language: str = "en"):
    conversation = await a_conversation(clinic, language=language)
    where: UUID = conversation.conversation_id
    result = await take_turn(clinic.customer(), where, uuid7().hex, said, DEAF)
    assert result.reply
    return result.reply


def a_thursday() -> date:
    today = clock.now().date()
    return today + timedelta(days=(3 - today.weekday()) % 7 + 7)


@pytest.mark.parametrize("language", WISHES)
async def test_one_who_is_away_is_said_to_be_and_the_house_not_to_be_closed(language):
    clinic, (wish, words) = await a_clinic_with_afternoons(), WISHES[language]
    reply = await told(clinic, wish.format(day=a_thursday().isoformat(), at="10:00"), language)

    assert "not_there" in reply.tells and words in reply.text
    assert reply.offers == ("alternatives",) and "12:00" in reply.quick_replies[0]["label"]


async def test_where_the_house_is_closed_that_is_why():
    clinic, day = await a_clinic_with_afternoons(), a_thursday().isoformat()
    reply = await told(clinic, WISHES["en"][0].format(day=day, at="20:00"))

    assert "outside_hours" in reply.tells and "Quist" not in reply.text


async def test_a_day_on_which_one_has_nothing_is_not_said_to_be_full():
    clinic, day = await a_clinic_with_afternoons(), a_thursday() + timedelta(days=1)
    reply = await told(clinic, f"I need an appointment with Dr Quist on {day.isoformat()}")

    assert reply.tells == ("nothing_with",) and "Dr. Ada Quist has nothing free on" in reply.text
