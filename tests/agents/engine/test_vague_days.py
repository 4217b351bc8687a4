"""A month is no day where no hours are looked up in it; what is asked of another thing in full words."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "what would a wedding for 80 people cost, some time in September"),
        ("es", "un presupuesto para una boda de 80 personas en septiembre"),
        ("fr", "un devis pour un mariage de 80 personnes en septembre"),
        ("de", "ein Angebot für eine Hochzeit mit 80 Gästen im September"),
    ],
)
async def test_a_month_is_no_day_of_a_feast(language: str, said: str) -> None:
    talk = a_demo_of("catering")
    talk.language = language
    reply = await talk.say(said)

    assert reply.asks == ("date",)


async def test_asked_for_the_day_a_week_is_asked_about() -> None:
    talk = a_demo_of("catering")
    await talk.say("a quote for a wedding for 80 people")
    reply = await talk.say("the first week of June")

    assert reply.asks == ("date",) and "unclear" in reply.tells


async def test_a_week_is_looked_through_where_there_are_hours() -> None:
    reply = await a_demo_of("healthcare").say("I need an appointment with Dr Halas next week")

    assert reply.dialogue.flow and "unclear" not in reply.tells


@pytest.mark.parametrize(
    "said", ["lovely, we'll have a good think and call", "I need to have a little think first"]
)
async def test_who_has_a_think_takes_their_time(said: str) -> None:
    talk = a_demo_of("catering")
    await talk.say("is there parking?")
    reply = await talk.say(said)

    assert reply.dialogue.flow is None and "not_understood" not in reply.tells and not reply.offers


@pytest.mark.parametrize(
    ("language", "first", "said"),
    [
        ("en", "is there celery in the bean stew?", "pity. And how is it with the date cake?"),
        ("es", "¿lleva apio el Bean stew?", "¿y qué pasa con el Date cake?"),
        ("fr", "il y a du céleri dans le Bean stew ?", "et qu'en est-il du Date cake ?"),
        ("de", "Ist im Bean stew Sellerie?", "Schade. Und wie ist es bei dem Date cake?"),
    ],
)
async def test_the_same_of_another_in_full_words(language: str, first: str, said: str) -> None:
    talk = a_demo_of("catering")
    talk.language = language
    await talk.say(first)
    reply = await talk.say(said)

    assert "Date cake" in reply.text and "dish_is_free" in reply.tells
