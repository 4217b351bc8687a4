"""What was booked before and should be at another time is moved, and nothing is booked beside it."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("sector", "language", "said"),
    [
        ("healthcare", "en", "I booked for Thursday at 9 with Dr Halas, could I come at ten past eleven?"),
        ("healthcare", "es", "Hola, he reservado una cita el jueves a las nueve. ¿Podría ir a las once?"),
        (
            "catering",
            "fr",
            "on a réservé une table jeudi à 20 h, ma mère fatigue. On pourrait venir à 19 h ?",
        ),
        ("catering", "de", "Wir haben für Donnerstag um acht einen Tisch reserviert. Ginge es um sechs?"),
    ],
)
async def test_what_was_booked_is_looked_for_and_not_booked_once_more(sector, language, said) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.say(said)
    assert [flow.name for flow in reply.dialogue.flows] == ["reschedule_appointment"]


async def test_only_the_time_that_is_asked_for_is_meant() -> None:
    talk = a_demo_of("catering")
    said = "We reserved a table for Thursday at eight, it's a school night. Could we come at half six?"
    flow = (await talk.say(said)).dialogue.flow
    assert flow is not None and flow.slots["time"] == "18:30"


@pytest.mark.parametrize(
    "said",
    [
        "I booked a table for Thursday at 8pm, could we have another one on Friday at 7pm?",
        "I booked a table for Thursday at 8pm, can we bring our own wine?",
        "I booked a table for Thursday at 8pm, was that 8pm?",
    ],
)
async def test_what_only_follows_a_booking_moves_nothing(said: str) -> None:
    talk = a_demo_of("catering")
    reply = await talk.say(said)
    assert "reschedule_appointment" not in [flow.name for flow in reply.dialogue.flows]


@pytest.mark.parametrize(
    ("sector", "language", "said", "flow", "when"),
    [
        (
            "hospitality",
            "en",
            "We have a double with you from 3 December, can we make it the 5th?",
            "change_stay",
            {"arrival": "2026-12-05"},
        ),
        (
            "hospitality",
            "de",
            "Ich habe ein Zimmer ab dem 4. Dezember, ich hätte es gern ab dem 6.",
            "change_stay",
            {"arrival": "2026-12-06"},
        ),
        (
            "healthcare",
            "en",
            "I've got a check-up with you on Thursday. I'd rather have it on Friday",
            "reschedule_appointment",
            {"date": "2026-10-09"},
        ),
        (
            "healthcare",
            "es",
            "tengo una cita el jueves, la necesito el viernes",
            "reschedule_appointment",
            {"date": "2026-10-09"},
        ),
        (
            "catering",
            "fr",
            "nous avons une table vendredi à 20h, on la voudrait à 19h",
            "reschedule_appointment",
            {"time": "19:00"},
        ),
        (
            "logistics",
            "en",
            "we have a pickup on Thursday, can it be on Friday?",
            "reschedule_appointment",
            {"date": "2026-10-09"},
        ),
    ],
)
async def test_what_one_has_and_wants_otherwise_is_changed(sector, language, said, flow, when) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.say(said)
    assert [one.name for one in reply.dialogue.flows] == [flow]
    assert when.items() <= reply.dialogue.flow.slots.items()


@pytest.mark.parametrize(
    ("sector", "said"),
    [
        ("healthcare", "I have a sore knee since Monday, I need it looked at on Thursday"),
        ("healthcare", "I have Thursday off, I want an appointment at ten that day"),
        ("catering", "we have a birthday on Friday, we want a table on Saturday at seven for six"),
    ],
)
async def test_what_one_has_besides_is_no_booking_to_change(sector, said) -> None:
    reply = await a_demo_of(sector).say(said)
    assert "reschedule_appointment" not in [one.name for one in reply.dialogue.flows]


@pytest.mark.parametrize(
    ("sector", "language", "said", "when"),
    [
        ("legal", "en", "I've an exam on the 19th, would Tuesday do for a first consultation?", "2026-10-06"),
        (
            "healthcare",
            "en",
            "I've a driving lesson on Monday, would Wednesday suit to see a doctor?",
            "2026-10-07",
        ),
        (
            "healthcare",
            "es",
            "tengo turno el miércoles, ¿podría ser el viernes para ver al médico?",
            "2026-10-09",
        ),
        (
            "healthcare",
            "fr",
            "j'ai un examen mardi, ce serait possible jeudi de voir un médecin ?",
            "2026-10-08",
        ),
        ("healthcare", "de", "Ich hätte am Freitag frei, ginge es um zehn beim Arzt?", "2026-10-09"),
    ],
)
async def test_a_day_that_has_something_else_in_it_is_no_booking_with_us(
    sector, language, said, when
) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.say(said)
    assert [one.name for one in reply.dialogue.flows] == ["book_appointment"]
    assert reply.dialogue.values()["date"] == when


@pytest.mark.parametrize(
    ("sector", "language", "said"),
    [
        ("legal", "en", "we've a consultation on the 20th, might Thursday suit instead?"),
        ("catering", "en", "I'm down for Friday at seven, would Saturday be fine?"),
        ("healthcare", "es", "tengo la cita el miércoles, ¿puede ser el viernes?"),
        ("logistics", "fr", "nous avons un enlèvement mardi, ce serait possible jeudi ?"),
        ("real_estate", "de", "Ich hätte am Dienstag die Besichtigung, ginge es am Donnerstag?"),
    ],
)
async def test_what_the_business_calls_its_own_is(sector, language, said) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.say(said)
    assert [one.name for one in reply.dialogue.flows] == ["reschedule_appointment"]


@pytest.mark.parametrize(
    ("sector", "language", "said", "flow"),
    [
        (
            "legal",
            "fr",
            "j'ai un rendez-vous jeudi pour mon testament, il faudrait que je l'annule",
            "cancel_appointment",
        ),
        (
            "healthcare",
            "en",
            "I've a check-up on Tuesday with Dr Halas, sadly it'll have to be cancelled",
            "cancel_appointment",
        ),
        ("catering", "de", "Wir haben am Dienstag einen Tisch und müssen ihn absagen", "cancel_appointment"),
        ("catering", "es", "tenemos una mesa el martes para dos, hay que anularla", "cancel_appointment"),
        (
            "hospitality",
            "en",
            "We've a double with you from 3 December, we'd need it cancelled",
            "cancel_stay",
        ),
        (
            "education",
            "en",
            "I get up at 4, I dont think I can do the French on Tuesdays after all. what if I drop out?",
            "withdraw",
        ),
    ],
)
async def test_what_one_has_and_wants_no_more_is_cancelled(sector, language, said, flow) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.say(said)
    assert [flow.name for flow in reply.dialogue.flows] == [flow]


@pytest.mark.parametrize(
    ("sector", "language", "said", "flow"),
    [
        (
            "insurance",
            "en",
            "hail dented my bonnet, we reported that in April, where are we with it?",
            "claim_status",
        ),
        ("insurance", "en", "my tent was nicked and I filed it weeks ago. Never heard back", "claim_status"),
        (
            "insurance",
            "de",
            "mein Rad ist weg, das habe ich im Juli gemeldet. Gibt es was Neues?",
            "claim_status",
        ),
        ("insurance", "fr", "une fuite chez nous, on l'a déclaré en juin, du nouveau ?", "claim_status"),
        ("healthcare", "en", "I requested my tablets on Monday and have not heard", "refill_status"),
        (
            "insurance",
            "en",
            "a slate fell on the porch and I told the neighbours, can you take that down?",
            "file_claim",
        ),
    ],
)
async def test_what_was_reported_is_not_reported_again(sector, language, said, flow):
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == flow


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I filed my claim for the fence in spring and never heard. Put me through to somebody"),
        ("es", "di parte del robo en mayo y no sé nada. Quiero hablar con alguien"),
        ("fr", "j'ai déclaré le vol en mai, rien reçu. Je voudrais parler à quelqu'un"),
        (
            "de",
            "Den Sturmschaden hab ich im Mai gemeldet, nichts gehört. Geben Sie mir bitte einen Mitarbeiter",
        ),
    ],
)
async def test_who_asks_how_it_stands_and_for_a_person_has_both(language, said):
    talk = a_demo_of("insurance")
    talk.language = language
    reply = await talk.say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "claim_status"
    assert "person_comes" in reply.tells


@pytest.mark.parametrize(
    ("said", "tells"),
    [
        ("we reported the flood in June, any updates? And when are you open?", "opening_hours"),
        ("we reported the flood in June, any updates? Then I need a quote for our van", "noted_for_later"),
    ],
)
async def test_what_is_asked_behind_it_is_not_lost(said, tells):
    reply = await a_demo_of("insurance").say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "claim_status" and tells in reply.tells
