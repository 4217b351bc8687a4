"""Asked for a name, people say other things as well: what they correct holds, and nobody is called so."""

import pytest

from tests.agents.world import a_demo_of

_TABLE = {
    "en": "a table for four on Friday at eight",
    "es": "mesa para cuatro el viernes a las ocho",
    "fr": "une table pour quatre vendredi à vingt heures",
    "de": "einen Tisch für vier am Freitag um acht",
}
_ROOM = {
    "en": "a single room from Friday to Sunday for one",
    "es": "una habitación individual de viernes a domingo para uno",
    "fr": "une chambre simple de vendredi à dimanche pour une personne",
    "de": "ein Einzelzimmer von Freitag bis Sonntag für eine Person",
}


@pytest.mark.parametrize(
    ("language", "said", "guests"),
    [
        ("en", "actually for seven", "7"),
        ("en", "there will be three of us", "3"),
        ("es", "mejor para siete", "7"),
        ("es", "seremos tres", "3"),
        ("es", "al final somos ocho", "8"),
        ("fr", "plutôt pour cinq", "5"),
        ("fr", "on sera sept en fait", "7"),
        ("de", "doch lieber für fünf", "5"),
        ("de", "wir kommen zu siebt", "7"),
        ("de", "wir werden drei", "3"),
    ],
)
async def test_how_many_come_is_put_right_while_the_name_is_asked(
    language: str, said: str, guests: str
) -> None:
    reply = await a_demo_of("catering").says(_TABLE[language], said)

    assert reply.asks == ("full_name",)
    told = reply.dialogue.values()
    assert told["guests"] == guests and told["time"] == "20:00" and "full_name" not in told


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "for two of us"), ("es", "mejor para dos"), ("fr", "plutôt pour deux"), ("de", "doch zu zweit")],
)
async def test_how_many_stay_is_put_right_while_the_name_is_asked(language: str, said: str) -> None:
    reply = await a_demo_of("hospitality").says(_ROOM[language], said)

    assert reply.dialogue.values()["guests"] == "2" and "full_name" not in reply.dialogue.values()


async def test_who_said_the_number_first_is_booked_for_it() -> None:
    talk = a_demo_of("catering")

    reply = await talk.says(_TABLE["es"], "mejor para siete", "Rosa Blanco", "020 7946 0455")

    assert reply.asks == ("confirmation",) and "7" in reply.text and "Rosa Blanco" in reply.text


@pytest.mark.parametrize(
    ("sector", "language", "said"),
    [
        ("catering", "en", "sesame allergy"),
        ("catering", "en", "two vegetarians"),
        ("catering", "es", "llegaremos un poco tarde"),
        ("catering", "fr", "chaise haute"),
        ("catering", "de", "Kinderstuhl bitte"),
        ("hospitality", "en", "ground floor if possible"),
        ("hospitality", "es", "vistas al puerto"),
        ("hospitality", "fr", "lit bébé"),
        ("hospitality", "de", "ruhiges Zimmer"),
    ],
)
async def test_what_is_wished_beside_is_nobodys_name(sector: str, language: str, said: str) -> None:
    talk = a_demo_of(sector)

    told = (await talk.says((_TABLE if sector == "catering" else _ROOM)[language], said)).dialogue.values()

    assert "full_name" not in told and told.get("time", "20:00") == "20:00"


@pytest.mark.parametrize(
    ("sector", "said"),
    [
        ("telecom", "llevo una semana sin línea, es una tomadura de pelo"),
        ("telecom", "ich warte seit drei Wochen, das ist eine Unverschämtheit"),
        ("logistics", "on me promet le colis depuis lundi, c'est une honte"),
    ],
)
async def test_a_complaint_is_not_thanked_by_name(sector: str, said: str) -> None:
    reply = await a_demo_of(sector).says(said, said)

    assert "full_name" not in reply.dialogue.values()
