"""What is asked, told and put right in Spanish, French and German, as people say it there."""

import pytest

from caly_app.agents.understanding.languages import language_of
from tests.agents.world import a_demo_of

KNOWN = ("en", "es", "fr", "de")


@pytest.mark.parametrize(
    ("sector", "said", "tells"),
    [
        ("telecom", "je pars en Espagne, mon forfait marche là-bas ?", "European Union"),
        ("telecom", "¿el móvil me funciona en Francia?", "European Union"),
        ("telecom", "nächsten monat ziehen wir um, nimmt man das internet dann mit?", "two weeks ahead"),
        ("logistics", "wie schwer darf ein paket denn sein?", "30 kg"),
        ("logistics", "¿el paquete va asegurado?", "insured up to"),
        ("logistics", "vous livrez le samedi ?", "Saturday"),
        ("real_estate", "welche unterlagen soll ich denn mitbringen?", "proof of"),
        ("real_estate", "¿cuánta comisión cobran?", "1.5 percent"),
    ],
)
async def test_a_fact_is_found_by_the_words_of_any_language(sector: str, said: str, tells: str) -> None:
    talk = a_demo_of(sector)
    reply = await talk.say(said)
    assert reply.tells == ("fact",) and tells in reply.text


@pytest.mark.parametrize(
    "said",
    [
        "Necesito que recojan 2 cajas mañana en 4 Mill Lane, LS6 2AB, pesan unos 8 kilos",
        "Je voudrais faire enlever 2 cartons demain au 4 Mill Lane, LS6 2AB, ils font 8 kilos",
        "Ich brauch jemand der morgen 2 Pakete abholt, Adresse ist 4 Mill Lane, LS6 2AB, jedes so 8 Kilo",
    ],
)
async def test_an_address_told_with_the_wish_is_not_asked_for(said: str) -> None:
    talk = a_demo_of("logistics")
    reply = await talk.say(said)
    assert reply.dialogue.values()["collect_from"] == "4 Mill Lane, LS6 2AB"


@pytest.mark.parametrize(
    "said",
    [
        "me llegó el paquete roto, CW-3082007",
        "le colis est arrivé tout cabossé et le vase dedans est cassé, CW-3082007",
        "mein paket kam gestern an, die vase ist in tausend scherben, CW-3082007",
    ],
)
async def test_what_came_broken_is_not_asked_what_is_wrong_with_it(said: str) -> None:
    talk = a_demo_of("logistics")
    reply = await talk.say(said)
    assert reply.dialogue.values()["trouble"] == "damaged"


def test_what_two_languages_share_changes_none() -> None:
    assert language_of("un vase en verre, cassé en deux", "fr", KNOWN) == "fr"


@pytest.mark.parametrize(
    ("first", "then", "yes"),
    [
        (
            "do you have any two bed flats to rent in fairfield",
            "the first one sounds good, could i see it thursday at three, no, make it four",
            "yes",
        ),
        (
            "Guten Tag, ich suche eine Wohnung zur Miete, höchstens 1400",
            "die zweite klingt gut, kann ich die am Donnerstag um drei anschauen? ach nein, lieber um vier",
            "",
        ),
        (
            "Hola, busco un piso de alquiler en Fairfield, hasta 1400 al mes",
            "¿se puede ver el segundo el jueves a las cuatro?",
            "",
        ),
    ],
)
async def test_when_somebody_wants_to_see_it_is_kept_with_what_they_picked(
    first: str, then: str, yes: str
) -> None:
    talk = a_demo_of("real_estate")
    await talk.say(first)
    reply = await talk.say(then)
    if yes:
        reply = await talk.say(yes)
    known = reply.dialogue.values()
    assert reply.asks == ("full_name",)
    assert (known["listing_number"], known["date"], known["time"]) == ("P-101", "2026-10-08", "16:00")


async def test_a_house_is_nobodys_name() -> None:
    talk = a_demo_of("real_estate")
    reply = await talk.say("wir haben ein Angebot abgegeben für das Haus, was ist damit?")
    assert "full_name" not in reply.dialogue.values()


@pytest.mark.parametrize(
    "said",
    [
        "bonjour, je voudrais passer à Mobile 20, non attendez, plutôt Mobile Unlimited",
        "ich möchte in den Tarif Mobile 20 wechseln, ach nein doch lieber Mobile Unlimited",
    ],
)
async def test_the_plan_that_was_named_last_is_meant(said: str) -> None:
    talk = a_demo_of("telecom")
    reply = await talk.say(said)
    assert reply.dialogue.values()["wanted_plan"] == "Mobile Unlimited"
