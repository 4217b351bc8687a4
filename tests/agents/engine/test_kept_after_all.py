"""What is turned down is left, what is asked beside it is answered, and who wants a moment has it."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("sector", "language", "wish", "said"),
    [
        ("hospitality", "en", "please cancel my stay", "hm no, then I'll hang on to it. do you take dogs?"),
        (
            "insurance",
            "en",
            "I'd like to end my policy",
            "well no, I think I'll just keep mine. Where are you?",
        ),
        (
            "healthcare",
            "de",
            "Ich will meinen Termin absagen",
            "ach nein, ich behalte ihn. Wo kann ich parken?",
        ),
        (
            "hospitality",
            "es",
            "quiero cancelar mi estancia",
            "pues mejor me la quedo. ¿Hay piscina en el hotel?",
        ),
        ("insurance", "fr", "je veux résilier mon contrat", "bon, je le garde finalement. Où êtes-vous ?"),
    ],
)
async def test_what_is_kept_after_all_is_left(sector: str, language: str, wish: str, said: str) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.says(wish, said)
    assert reply.tells[:1] == ("left",) and "fact" in reply.tells
    assert not reply.dialogue.flows


_A_ROOM = {
    "en": "a double from 12 to 15 December for two, Ada Flint, 020 7946 0999, ada@example.org",
    "es": "habitación doble del 12 al 15 de diciembre para dos, Ada Flint, 020 7946 0999, ada@example.org",
    "fr": "une chambre double du 12 au 15 décembre pour deux, Ada Flint, 020 7946 0999, ada@example.org",
    "de": "ein Doppelzimmer vom 12. bis 15. Dezember für zwei, Ada Flint, 020 7946 0999, ada@example.org",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Great, we'll stick with this"),
        ("en", "yes, I'll just keep that please"),
        ("es", "vale, nos la quedamos"),
        ("es", "perfecto, me la quedo, gracias"),
        ("fr", "oui, parfait, on la garde"),
        ("de", "gut, das behalte ich"),
    ],
)
async def test_something_new_that_is_kept_is_taken(language: str, said: str) -> None:
    talk = a_demo_of("hospitality")
    talk.language = language
    before = await talk.says(_A_ROOM[language])
    reply = await talk.say(said)
    assert before.asks == ("confirmation",)
    assert "left" not in reply.tells and not reply.dialogue.flows and "stay_booked" in reply.tells


@pytest.mark.parametrize(("language", "said"), [("en", "I'll stick with this"), ("es", "me la quedo")])
async def test_without_a_yes_it_is_read_back(language: str, said: str) -> None:
    talk = a_demo_of("hospitality")
    talk.language = language
    reply = await talk.says(_A_ROOM[language], said)
    assert reply.asks == ("confirmation",) and "left" not in reply.tells


@pytest.mark.parametrize(
    "said", ["ok, I'll stick with it", "fine, we'll keep it", "okay, I'd rather keep it"]
)
@pytest.mark.parametrize(
    ("sector", "wish"),
    [
        ("ecommerce", "Anna Crane anna.crane@example.org, cancel ORD-4810"),
        ("catering", "change the guests of quote QU-2042 to 64, 020 7946 0322"),
    ],
)
async def test_what_they_have_is_kept_by_the_same_words(sector: str, wish: str, said: str) -> None:
    reply = await a_demo_of(sector).says(wish, said)
    assert "left" in reply.tells and not reply.dialogue.flows


_A_TRAY = {
    "en": "a club sandwich to room 204 please, Colin Ashby",
    "es": "un sándwich club a la habitación 204 por favor, Colin Ashby",
    "fr": "un club sandwich à la chambre 204 s'il vous plaît, Colin Ashby",
    "de": "ein Clubsandwich auf Zimmer 204 bitte, Colin Ashby",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "great, I'll keep that"),
        ("es", "perfecto, me lo quedo"),
        ("fr", "parfait, je le garde"),
        ("de", "prima, ich behalte es"),
    ],
)
async def test_something_new_is_not_left_because_who_asks_for_it_proved_who_they_are(
    language: str, said: str
) -> None:
    talk = a_demo_of("hospitality")
    talk.language = language
    await talk.say(_A_TRAY[language])
    reply = await talk.say(said)
    assert "left" not in reply.tells and reply.asks == ("confirmation",)
    assert reply.dialogue.flow and reply.dialogue.flow.name == "order_room_service"


async def test_a_return_that_is_kept_is_left() -> None:
    talk = a_demo_of("ecommerce")
    before = await talk.say(
        "Anna Crane anna.crane@example.org, return the desk lamp of ORD-4777, I changed my mind"
    )
    reply = await talk.say("ok, I'll keep it")
    assert before.asks == ("confirmation",) and "left" in reply.tells


async def test_a_question_that_no_fact_answers_is_not_passed_over() -> None:
    talk = a_demo_of("ecommerce")
    wish = "Anna Crane anna.crane@example.org, cancel ORD-4810"
    reply = await talk.says(wish, "ah no, in that case I'll keep it. can I have an invoice?")
    assert "fact_unknown" in reply.tells
    assert talk.clinic.record("order", "ORD-4810").data["status"] == "placed"


@pytest.mark.parametrize(
    "said", ["oh no, what a pity. where are you?", "no, too dear for me. is there parking?"]
)
async def test_who_asks_on_says_no_goodbye(said: str) -> None:
    reply = await a_demo_of("education").says("how much is Spanish A1", said)
    assert "goodbye" not in reply.tells and "fact" in reply.tells and not reply.ends


async def test_an_offer_that_is_turned_down_with_a_question_is_over() -> None:
    reply = await a_demo_of("hospitality").says("what rooms are there", "never mind. is there a gym?")
    assert "fact" in reply.tells and not reply.asks and not reply.dialogue.flows


@pytest.mark.parametrize("said", ["leave our dog alone in the flat", "can we leave our car alone there"])
async def test_what_is_left_by_itself_leaves_nothing(said: str) -> None:
    talk = a_demo_of("hospitality")
    await talk.say("I'd like to cancel my stay")
    reply = await talk.say(said)
    assert "left" not in reply.tells and reply.dialogue.flows


@pytest.mark.parametrize("said", ["no wait", "hold on a second", "just a moment please", "no, hang on"])
@pytest.mark.parametrize(
    ("sector", "wish"),
    [
        ("logistics", "please pick up a parcel"),
        ("insurance", "I want to cancel my policy"),
        ("education", "When is my next lesson?"),
    ],
)
async def test_who_wants_a_moment_is_offered_no_person(sector: str, wish: str, said: str) -> None:
    talk = a_demo_of(sector)
    before = await talk.say(wish)
    reply = await talk.say(said)
    assert reply.tells == ("small_talk",) and "take your time" in reply.text
    assert "person" not in reply.offers and reply.asks == before.asks


@pytest.mark.parametrize(
    ("language", "wish", "said"),
    [
        ("es", "necesito una cita", "deme un minuto por favor"),
        ("es", "necesito una cita", "un segundo"),
        ("fr", "il me faut un rendez-vous", "une petite seconde s'il vous plaît"),
        ("fr", "il me faut un rendez-vous", "attendez un instant"),
        ("de", "ich brauche einen Termin", "einen Augenblick bitte"),
        ("de", "ich brauche einen Termin", "nein, warte mal kurz"),
    ],
)
async def test_and_so_it_is_abroad(language: str, wish: str, said: str) -> None:
    talk = a_demo_of("healthcare")
    talk.language = language
    before = await talk.say(wish)
    reply = await talk.say(said)
    assert reply.tells == ("small_talk",) and reply.asks == before.asks == ("date",)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "give me one minute"),
        ("de", "Moment bitte"),
        ("fr", "un instant"),
        ("es", "espera un segundo"),
    ],
)
async def test_nor_is_a_moment_the_hour_of_what_is_read_back(language: str, said: str) -> None:
    talk = a_demo_of("healthcare")
    await talk.says("A GP appointment on Thursday at 10, Ada Flint, 020 7946 0999, for a rash", "4 May 1980")
    talk.language = language
    reply = await talk.say(said)
    assert reply.tells == ("small_talk",) and reply.asks == ("confirmation",) and "10:00" in reply.text


@pytest.mark.parametrize(("language", "said"), [("es", "la segunda"), ("fr", "la seconde")])
async def test_the_second_of_what_is_offered_is_no_moment(language: str, said: str) -> None:
    talk = a_demo_of("healthcare")
    talk.language = language
    await talk.say({"es": "necesito una cita", "fr": "il me faut un rendez-vous"}[language])
    assert (await talk.say(said)).tells != ("small_talk",)


@pytest.mark.parametrize(
    ("sector", "wish"),
    [
        (
            "hospitality",
            "a double from 12 to 15 December for two, Ada Flint, 020 7946 0999, ada@example.org",
        ),
        (
            "catering",
            "a quote for a wedding for 80 on 12 June 2027 in Wexley with the Garden menu, Ada Flint, "
            "020 7946 0999, ada@example.org",
        ),
    ],
)
async def test_no_two_buttons_are_the_same(sector: str, wish: str) -> None:
    reply = await a_demo_of(sector).says(wish, "no wait")
    labels = [one.label for one in reply.quick_replies]
    assert reply.asks == ("change",) and len(labels) == len({*labels}) == 5
