"""An appointment for somebody else: their name, and the speaker's is not lost."""

import pytest

from tests.agents.world import Talk, a_known_patient

THURSDAY = {"en": "Thursday at 10", "es": "el jueves a las 10", "fr": "jeudi à 10h", "de": "Donnerstag um 10"}
YES = {"en": "ok", "es": "sí", "fr": "oui", "de": "ja"}


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("I need an appointment for my daughter Mia", "en"),
        ("My name is Anna Crane and my daughter needs an appointment", "en"),
        ("quiero una cita para mi hija", "es"),
        ("je voudrais un rendez-vous pour ma fille", "fr"),
        ("ich hätte gern einen Termin für meine Tochter", "de"),
    ],
)
async def test_their_name_is_asked_and_booked(said, language):
    talk = Talk(language=language)
    details = (THURSDAY[language], "Mia Crane", "020 7946 0222", YES[language])
    replies = [await talk.say(line) for line in (said, *details)]

    assert [reply.asks for reply in replies[:3]] == [("date",), ("full_name",), ("phone",)]
    who = dict(replies[-1].card.rows)
    assert replies[-1].tells == ("booked",) and "Mia Crane, 020 7946 0222" in who.values()
    [booked] = talk.clinic.booked.values()
    assert talk.clinic.people[talk.clinic.owners[booked.id]]["name"] == "Mia Crane"


async def test_the_speakers_own_name_stands_for_their_next_wish():
    talk = Talk()
    await talk.says("book Thursday at 10, Anna Crane, 020 7946 0222", "yes")
    await talk.says("another one for my son on Friday at 10", "Leo Crane", "yes")

    reply = await talk.say("and I need one more appointment on Friday at 11")

    assert reply.asks == ("confirmation",) and "for Anna Crane" in reply.text


async def test_a_proven_customer_books_for_another_and_not_for_themselves():
    talk = Talk()
    who = a_known_patient(talk.clinic)
    await talk.says("when is my appointment?", "4 May 1980", "020 7946 0123", "no")
    await talk.says("book an appointment for my mother on Friday at 10", "Ethel Penhale", "yes")

    [booked] = talk.clinic.booked.values()
    assert talk.clinic.owners[booked.id] != who


async def test_leaving_it_leaves_no_name_behind():
    talk = Talk()
    await talk.says("book for my son Thursday at 10", "Leo Crane", "never mind")

    assert (await talk.say("book Friday at 10")).asks == ("full_name",)
