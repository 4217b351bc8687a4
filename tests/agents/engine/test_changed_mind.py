"""Another mind about the goal leaves what is under way for it, with or without a comma; another mind about a
value only puts it right."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("sector", "language", "wish", "said", "flow"),
    [
        (
            "insurance",
            "en",
            "I want a quote for my car",
            "I changed my mind, I'd rather make a claim",
            "file_claim",
        ),
        (
            "telecom",
            "en",
            "I want to change my plan",
            "changed my mind, tell me my bill instead",
            "bill_status",
        ),
        (
            "hospitality",
            "en",
            "a room for two please",
            "i changed my mind i want to cancel my stay",
            "cancel_stay",
        ),
        (
            "telecom",
            "es",
            "quiero cambiar de tarifa",
            "he cambiado de idea, dígame mi consumo de datos",
            "data_usage",
        ),
        (
            "insurance",
            "fr",
            "un devis pour ma voiture",
            "j'ai changé d'avis, je déclare un sinistre",
            "file_claim",
        ),
        (
            "ecommerce",
            "de",
            "ich will etwas zurückgeben",
            "hab's mir anders überlegt, ich will es umtauschen",
            "exchange_item",
        ),
    ],
)
async def test_the_goal_is_another(sector, language, wish, said, flow):
    talk = a_demo_of(sector)
    talk.language = language
    await talk.say(wish)
    reply = await talk.say(said)
    assert [one.name for one in reply.dialogue.flows] == [flow]


@pytest.mark.parametrize(
    ("language", "wish", "said"),
    [
        ("en", "book me in with Dr Halas on Thursday at nine", "I changed my mind, Friday please"),
        ("es", "quiero una cita el jueves a las nueve", "he cambiado de opinión, el viernes"),
        ("de", "einen Termin am Donnerstag um neun bitte", "ich habe es mir anders überlegt, Freitag"),
    ],
)
async def test_only_the_day_is(language, wish, said):
    talk = a_demo_of("healthcare")
    talk.language = language
    await talk.say(wish)
    reply = await talk.say(said)
    [flow] = reply.dialogue.flows
    assert (flow.name, flow.slots["date"]) == ("book_appointment", "2026-10-09")


async def test_and_nothing_else_said_leaves_it():
    talk = a_demo_of("hospitality")
    await talk.say("a room for the weekend please")
    reply = await talk.say("I changed my mind")
    assert reply.dialogue.flows == [] and "left" in reply.tells
