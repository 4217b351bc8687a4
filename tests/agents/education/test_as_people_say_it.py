"""A school's customers in their own words: whether there is room, the other day, who is who, what is lost."""

import pytest

from tests.agents.world import a_demo_of

LENA = "ST-1042, 15 March 1990"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "have you got any spaces left on the Friday photography?"),
        ("en", "is there still space in bookkeeping on Thursdays"),
        ("es", "¿queda sitio en fotografía los viernes?"),
        ("fr", "est-ce qu'il reste de la place en photographie le vendredi ?"),
        ("de", "Ist noch Platz in Fotografie am Freitag?"),
    ],
)
async def test_whether_there_is_room_is_what_there_is(language: str, said: str) -> None:
    talk = a_demo_of("education")
    talk.language = language
    reply = await talk.say(said)

    assert {"course_is", "course_is_full"} & {*reply.tells}


async def test_what_is_said_behind_a_day_is_what_is_learned() -> None:
    reply = await a_demo_of("education").say("please sign me up for the Monday calligraphy")

    assert "calligraphy" in reply.text.casefold()


@pytest.mark.parametrize(
    "said",
    [
        "hm, mondays are choir practice. Is there the Tuesday one still? Get me into that one instead",
        "oh no, I work Mondays! rather the Tuesdays then",
    ],
)
async def test_the_day_that_was_read_back_is_not_the_one_wanted(said: str) -> None:
    talk = a_demo_of("education")
    for course in talk.clinic.records_of("course"):
        if course.reference == "SP-B1":
            course.data.update(weekdays=["mon"], days="Mondays 18:30-20:30", level="A1")
        if course.reference == "SP-A1":
            course.data.update(places_left=3)
    await talk.says(
        "I would like to enrol in the Monday Spanish, I am Ros Penhale", "4 May 1980", "020 7946 0123"
    )
    reply = await talk.say(said)

    assert "Tuesday" in reply.text and "Mondays 18:30" not in reply.text
    assert reply.asks == ("confirmation",)


@pytest.mark.parametrize(
    ("sector", "wish", "said", "name"),
    [
        (
            "education",
            "put my son on the photography course",
            "I'm Ana Crane and he's Leo Crane",
            "Leo Crane",
        ),
        ("education", "enrol my niece in photography", "I am Ed Holt, her name is Mia Holt", "Mia Holt"),
        ("education", "put my son on the photography course", "Leo Crane, I'm Ana Crane", "Leo Crane"),
    ],
)
async def test_asked_for_the_other_the_speaker_is_not_meant(
    sector: str, wish: str, said: str, name: str
) -> None:
    talk = a_demo_of(sector)
    await talk.say(wish)
    reply = await talk.say(said)

    assert reply.dialogue.values()["full_name"] == name


async def test_who_it_is_for_said_again_is_no_change() -> None:
    talk = a_demo_of("education")
    await talk.say("I want to put my daughter on the photography course")
    reply = await talk.say("can you put her down for it please")

    assert "changed" not in reply.text


@pytest.mark.parametrize(
    "said", ["please get my son off the Spanish", "could you take me out of the Spanish please"]
)
async def test_who_is_taken_off_leaves(said: str) -> None:
    reply = await a_demo_of("education").say(said)

    assert reply.dialogue.flow and reply.dialogue.flow.name == "withdraw"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "can I get my results out of the app"),
        ("en", "please take me off your calling list"),
        ("en", "have you got a place for my scooter"),
        ("es", "un borrador de la factura"),
        ("es", "¿hay sitio para mi moto?"),
        ("fr", "la sortie de la gare, c'est où ?"),
        ("fr", "avez-vous une place pour mon vélo ?"),
        ("de", "Nehmen Sie meine Schwester ab März im Kurs auf?"),
        ("de", "haben Sie Platz für mein Fahrrad?"),
    ],
)
async def test_what_is_no_course_is_neither_left_nor_looked_for(language: str, said: str) -> None:
    talk = a_demo_of("education")
    talk.language = language
    reply = await talk.say(said)

    assert not {one.name for one in reply.dialogue.flows} & {"withdraw", "find_course"}


@pytest.mark.parametrize(
    ("sector", "wish", "said"),
    [
        ("education", ("I want to leave the Spanish course", LENA), "does that cost me anything?"),
        ("education", ("I want to leave the Spanish course", LENA), "will we lose money if I stop now"),
        (
            "catering",
            ("change the guests of quote QU-2042 to 64", "020 7946 0322"),
            "how much would it cost then?",
        ),
    ],
)
async def test_what_it_costs_is_read_back(sector: str, wish: tuple[str, ...], said: str) -> None:
    talk = a_demo_of(sector)
    before = await talk.says(*wish)
    reply = await talk.say(said)

    assert before.asks == reply.asks == ("confirmation",)
    assert "£" in reply.text and "fact_unknown" not in reply.tells


async def test_a_yes_to_another_wish_is_none() -> None:
    talk = a_demo_of("education")
    await talk.says("I want to leave the Spanish course", LENA, "she wants off somehow, maybe later")
    reply = await talk.say("yes, take me off it")

    assert "withdrawn" in reply.tells
    assert "waiting_noted" not in reply.tells and "enrolled" not in reply.tells
