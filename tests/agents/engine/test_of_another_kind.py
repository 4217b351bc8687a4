"""A figure that measures something else, an hour, or a mere sound is no answer to what was asked."""

import pytest

from tests.agents.world import Talk, a_demo_of

_CAR = {
    "en": ("how much would it be to insure my car?", "I am 40", "6 years"),
    "es": ("¿cuánto cuesta asegurar mi coche?", "tengo 40 años", "6 años"),
    "fr": ("combien coûte une assurance auto ?", "j'ai 40 ans", "6 ans"),
    "de": ("was kostet eine Autoversicherung?", "ich bin 40", "6 Jahre"),
}
_ADDRESS = "14 Mill Road, Leeds LS6 2AB"
_PICKUP = {
    "en": "I want some parcels picked up",
    "es": "quiero que recojan unos paquetes",
    "de": "Ich möchte Pakete abholen lassen",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "it does roughly 8,000 miles a year"),
        ("en", "1600 cubic centimetres"),
        ("en", "it's from 2016"),
        ("es", "unos 15000 kilómetros"),
        ("fr", "à peu près 12 000 kilomètres"),
        ("de", "etwa 90000 Kilometer"),
        ("de", "Baujahr 2016"),
    ],
)
async def test_what_a_car_has_done_is_not_what_it_is_worth(language: str, said: str) -> None:
    talk = a_demo_of("insurance")
    assert (await talk.says(*_CAR[language])).asks == ("car_value",)

    reply = await talk.say(said)

    assert reply.asks == ("car_value",) and "car_value" not in reply.dialogue.values()


@pytest.mark.parametrize(
    ("said", "worth"),
    [
        ("about 9000", "9000.00 GBP"),
        ("2000 or so", "2000.00 GBP"),
        ("9 grand", "9000.00 GBP"),
        ("8,500 pounds, it has done 40000 miles", "8500.00 GBP"),
    ],
)
async def test_a_sum_without_its_currency_is_one(said: str, worth: str) -> None:
    talk = a_demo_of("insurance")

    reply = await talk.says(*_CAR["en"], said)

    assert reply.dialogue.values()["car_value"] == worth


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Wednesday between 2 and 4"),
        ("en", "Thursday at 9"),
        ("es", "el jueves a las 9"),
        ("es", "mañana entre las 10 y las 12"),
        ("de", "morgen um 9"),
    ],
)
async def test_an_hour_is_no_number_of_boxes(language: str, said: str) -> None:
    talk = a_demo_of("logistics")

    reply = await talk.says(_PICKUP[language], _ADDRESS, said)

    told = reply.dialogue.values()
    assert reply.asks == ("parcels",) and "parcels" not in told and told["date"]


@pytest.mark.parametrize("said", ["Thursday at 7", "12 miles away", "on Friday from 6 to 9"])
async def test_an_hour_and_a_way_are_no_guests(said: str) -> None:
    talk = a_demo_of("catering")

    reply = await talk.says("I need a quote for a wedding on 12 June 2027", said)

    assert "guests" not in reply.dialogue.values()


@pytest.mark.parametrize(
    ("said", "guests"), [("about 40 on Saturday", "40"), ("120", "120"), ("30 or so", "30")]
)
async def test_how_many_come_is_said_beside_a_day_as_well(said: str, guests: str) -> None:
    reply = await a_demo_of("catering").says("I need a quote for a wedding on 12 June 2027", said)

    assert reply.dialogue.values()["guests"] == guests


async def _asked_where(language: str) -> Talk:
    asked = {
        "en": "what is your travel fee?",
        "es": "¿cuánto cuesta el desplazamiento?",
        "fr": "combien coûte le déplacement ?",
        "de": "was kostet die Anfahrt?",
    }
    talk = a_demo_of("catering")
    assert (await talk.say(asked[language])).asks == ("place",)
    return talk


@pytest.mark.parametrize(
    ("language", "said", "place"),
    [
        ("en", "and to Bristol?", "Bristol"),
        ("en", "what about Bristol", "Bristol"),
        ("es", "¿y hasta Bristol?", "Bristol"),
        ("fr", "et à Bristol ?", "Bristol"),
        ("de", "und bis nach Bristol?", "Bristol"),
    ],
)
async def test_a_place_is_named_without_what_leads_there(language: str, said: str, place: str) -> None:
    talk = await _asked_where(language)

    reply = await talk.say(said)

    assert "place_unknown" in reply.tells and f" {place} " in reply.text.replace(".", " ")
    assert said not in reply.text


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "erm"), ("en", "hmm, let me think"), ("es", "mmm a ver"), ("fr", "euh..."), ("de", "äh, moment")],
)
async def test_who_thinks_has_named_no_place(language: str, said: str) -> None:
    talk = await _asked_where(language)

    reply = await talk.say(said)

    assert "place_unknown" not in reply.tells and "place" not in reply.dialogue.values()


@pytest.mark.parametrize(
    "said",
    [
        "I need a pickup from Dover CT16 1AA",
        "collect two boxes in CT16 1AA on Thursday please",
        "quiero que recojan un paquete en Dover CT16 1AA",
        "Bitte holen Sie ein Paket in Dover CT16 1AA ab",
    ],
)
async def test_a_postcode_outside_the_area_is_told_beside_the_question(said: str) -> None:
    reply = await a_demo_of("logistics").say(said)

    assert "area_not_served" in reply.tells and "CT" in reply.text and reply.asks == ("collect_from",)


async def test_outside_the_area_is_said_once_more_and_the_address_asked_no_more() -> None:
    reply = await a_demo_of("logistics").says("I need a pickup from Dover CT16 1AA", "from Dover CT16 1AA")

    assert "area_not_served" in reply.tells and "person" in reply.offers and reply.asks == ()


async def test_a_postcode_inside_the_area_asks_for_the_street() -> None:
    reply = await a_demo_of("logistics").say("I need a pickup from Leeds LS6 2AB")

    assert reply.asks == ("collect_from",) and "area_not_served" not in reply.tells


async def test_an_address_inside_the_area_counts_whatever_postcode_is_told_beside_it() -> None:
    talk = a_demo_of("logistics")

    reply = await talk.says("I need a pickup", "5 High Street, Leeds LS1 4AB", "my postcode is CT16 1AA")

    assert reply.asks == ("parcels",) and "area_not_served" not in reply.tells
