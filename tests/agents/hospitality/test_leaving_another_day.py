"""Who leaves on another day says so with many a verb, and before or behind the day."""

import pytest

from tests.agents.world import a_demo_of

_A_DOUBLE = {
    "es": "quiero una doble del 23 al 26 de octubre para dos",
    "fr": "une chambre double du 23 au 26 octobre pour deux",
    "de": "ein Doppelzimmer vom 23. bis 26. Oktober für zwei",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "¿y si nos marchamos el domingo en vez del lunes?"),
        ("es", "nos iríamos el 25"),
        ("fr", "et si on repartait le dimanche au lieu du lundi ?"),
        ("fr", "on partirait le 25"),
        ("de", "und wenn wir schon am Sonntag heimfahren?"),
        ("de", "wir reisen doch am Sonntag ab"),
    ],
)
async def test_the_day_of_leaving_is_another(language: str, said: str) -> None:
    talk = a_demo_of("hospitality")
    talk.language = language
    await talk.says(_A_DOUBLE[language], "Ada Flint", "020 7946 0999")
    values = (await talk.say(said)).dialogue.values()

    assert (values["arrival"], values["departure"]) == ("2026-10-23", "2026-10-25")
