"""What is said belongs to what is under way first: a value put right, an answer to what was asked."""

import pytest

from tests.agents.world import Talk, a_demo_of

TABLE = {
    "en": "Can I book a table for four on Friday at eight?",
    "es": "Quiero reservar una mesa para cuatro el viernes a las ocho",
    "fr": "Je voudrais réserver une table pour quatre vendredi à vingt heures",
    "de": "Ich möchte einen Tisch für vier am Freitag um acht reservieren",
}
SIX = [
    ("en", "make it six people"),
    ("en", "change it to six people please"),
    ("en", "change the number of people to six"),
    ("es", "que sean seis personas"),
    ("es", "cámbialo a seis personas"),
    ("fr", "mettez six personnes"),
    ("fr", "changez pour six personnes s'il vous plaît"),
    ("de", "machen Sie sechs Personen daraus"),
    ("de", "ändern Sie es bitte auf sechs Personen"),
]
NINE = [
    ("en", "change the time to nine"),
    ("en", "could you change the time to nine please"),
    ("es", "cambie la hora a las nueve"),
    ("fr", "changez l'heure à 21 h"),
    ("de", "ändern Sie die Uhrzeit auf neun"),
]


def under_way(talk: Talk) -> dict[str, str]:
    assert talk.reply and talk.reply.dialogue.flow
    return {"flow": talk.reply.dialogue.flow.name, **talk.reply.dialogue.flow.slots}


@pytest.mark.parametrize("before", [(), ("Pia Holm",)])
@pytest.mark.parametrize(("language", "said"), SIX)
async def test_a_number_put_right_is_of_what_is_being_made(language, said, before):
    talk = a_demo_of("catering")
    talk.language = language
    await talk.says(TABLE[language], *before, said)

    expected = {"flow": "book_appointment", "guests": "6", "time": "20:00"}
    assert under_way(talk).items() >= expected.items()


@pytest.mark.parametrize(("language", "said"), NINE)
async def test_a_time_named_and_put_right_is_no_number(language, said):
    talk = a_demo_of("catering")
    talk.language = language
    await talk.says(TABLE[language], "Pia Holm", said)

    expected = {"flow": "book_appointment", "guests": "4", "time": "21:00"}
    assert under_way(talk).items() >= expected.items()


async def test_what_was_put_right_is_what_is_booked():
    talk = a_demo_of("catering")
    reply = await talk.says(TABLE["en"], "make it six people", "Pia Holm", "020 7946 0155", "six people")
    assert reply.asks == ("confirmation",) and "for 6" in reply.text

    reply = await talk.says("could you move it to Saturday", "make it six people", "yes")
    assert reply.tells == ("booked",) and "Saturday" in reply.text
    [one] = talk.clinic.booked.values()
    assert one.fields["guests"] == "6"


@pytest.mark.parametrize(
    ("said", "flow"),
    [
        ("change the guests on my quote QU-2041 to 90", "change_guests"),
        ("change it to 90 people on quote QU-2041", "change_guests"),
        ("I need to change the number of guests for our wedding to 90", "change_guests"),
        ("cancel the table on Saturday", "cancel_appointment"),
    ],
)
async def test_another_wish_named_by_its_own_thing_is_another(said, flow):
    talk = a_demo_of("catering")
    await talk.says(TABLE["en"], said)

    assert under_way(talk)["flow"] == flow


RETURN = ("I want to return the desk lamp of ORD-4777", "anna.crane@example.org")


@pytest.mark.parametrize(
    "said",
    [
        "it's broken, arrived in pieces",
        "it came with the shade cracked and the base damaged",
        "it's defective, conked out after a week",
    ],
)
async def test_an_answer_to_the_open_question_begins_nothing_else(said):
    talk = a_demo_of("ecommerce")
    reply = await talk.says(*RETURN, said)

    assert reply.asks == ("confirmation",) and "Desk lamp" in reply.text
    assert under_way(talk).items() >= {"flow": "return_item", "return_reason": "faulty"}.items()


@pytest.mark.parametrize(
    ("said", "flow"),
    [
        ("it's broken, so I want to claim the warranty", "warranty_claim"),
        ("warranty claim, it's broken", "warranty_claim"),
        ("I want my money back, it's faulty", "request_refund"),
    ],
)
async def test_another_wish_said_with_the_answer_is_another(said, flow):
    talk = a_demo_of("ecommerce")
    await talk.says(*RETURN, said)

    assert under_way(talk)["flow"] == flow
