"""Asked which of two wishes was meant: what is told then is told for one of those, and begins no other."""

import pytest

from tests.agents.world import a_demo_of


def under_way(document: dict[str, object]) -> list[str]:
    flows = document.get("flows", [])
    assert isinstance(flows, list)
    return [one["name"] for one in flows]


@pytest.mark.parametrize(
    ("sector", "said", "more", "date"),
    [
        (
            "real_estate",
            "Salut, je devais voir la maison de Quarry Hill demain mais ma voiture ne démarre plus... "
            "on pourrait décaler à jeudi ?",
            "hm pardon, jeudi c'est un peu juste avec mes cours. Vendredi à 16 h ce serait faisable ?",
            "2026-10-09",
        ),
    ],
)
async def test_a_day_told_to_what_was_asked_about_moves_it(
    sector: str, said: str, more: str, date: str
) -> None:
    talk = a_demo_of(sector)
    talk.language = "fr"
    reply = await talk.say(said)
    assert reply.tells in (("which_of_two",), ())  # and not where to park
    reply = await talk.say(more)
    assert under_way(talk.document) == ["reschedule_appointment"]
    assert reply.dialogue.values()["date"] == date


async def test_what_is_told_before_a_wish_is_not_taken_for_it() -> None:
    talk = a_demo_of("healthcare")
    talk.language = "fr"
    await talk.say(
        "Bonjour, j'ai rendez-vous demain mais mon vélo est cassé... on pourrait décaler à jeudi ?"
    )
    assert "book_appointment" not in under_way(talk.document)


@pytest.mark.parametrize(
    ("sector", "language", "said", "first", "second"),
    [
        (
            "healthcare",
            "en",
            "morning, a couple of things. run out of my statins and cant do monday w dr halas, "
            "can it be later in the week",
            "refill_prescription",
            "reschedule_appointment",
        ),
        (
            "hospitality",
            "es",
            "hola, dos cosas: llegamos un día más tarde y quería pedir una cuna para el bebé",
            "change_stay",
            "request_amenity",
        ),
    ],
)
async def test_of_two_things_that_are_counted_none_is_lost(
    sector: str, language: str, said: str, first: str, second: str
) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.say(said)
    assert under_way(talk.document) == [first]
    assert [wish.flow for wish in reply.dialogue.wishes] == [second]


@pytest.mark.parametrize(
    ("language", "lines", "bye"),
    [
        ("fr", ("Je voudrais un rendez-vous vendredi à 10h", "oui"), "super, à vendredi alors"),
        ("de", ("Ich brauche einen Termin am Freitag um 10 Uhr", "ja bitte"), "prima, bis Freitag dann"),
        ("es", ("quiero pedir una cita el viernes a las 10", "sí"), "genial, nos vemos el viernes"),
        ("en", ("I need an appointment on Friday at 10", "yes"), "great, see you on Friday then"),
    ],
)
async def test_till_the_day_that_was_booked_books_nothing(
    language: str, lines: tuple[str, str], bye: str
) -> None:
    talk = a_demo_of("healthcare")
    talk.language = language
    reply = await talk.says(lines[0], "Jon Brill", "020 7946 0777", lines[1], bye)
    assert reply.tells == ("goodbye",) and not reply.dialogue.flows


async def test_till_a_day_said_with_a_wish_is_no_goodbye() -> None:
    talk = a_demo_of("healthcare")
    reply = await talk.say("ok, I need an appointment, can I see you Friday then")
    assert reply.tells != ("goodbye",) and under_way(talk.document) == ["book_appointment"]
