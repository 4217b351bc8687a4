"""A value said anew counts, whatever stands between, and what belongs to it stays."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("a table for two tomorrow at one, no wait, I'm in a meeting then, two fifteen", "14:15"),
        ("a table for two tomorrow at eight er half seven in the evening", "19:30"),
        ("a table for four tomorrow at 19:30, actually we're six", "19:30"),
        ("mesa para cuatro mañana a las 19:30, no, perdón, somos cinco", "19:30"),
    ],
)
async def test_a_time_is_taken_back_by_a_time_and_not_by_how_many_come(said: str, time: str) -> None:
    reply = await a_demo_of("catering").say(said)

    assert reply.dialogue.values()["time"] == time


@pytest.mark.parametrize(
    "said",
    [
        "a table tomorrow at 19:30, there's five of us er six with my nan",
        "a table tomorrow at 19:30 for four, oh hang on the neighbours are coming along, six",
        "a table tomorrow at 19:30, we're five, six with the baby",
        "una mesa mañana a las 19:30, somos cinco, seis con el bebé",
    ],
)
async def test_as_many_come_as_were_counted_last(said: str) -> None:
    reply = await a_demo_of("catering").say(said)

    assert reply.dialogue.values()["guests"] == "6"


async def test_a_count_of_things_is_no_hour() -> None:
    talk = a_demo_of("logistics")

    reply = await talk.say(
        "could you collect on Friday at ten, no, half eleven, it's two, no three parcels, about 9 kilos"
    )

    assert reply.dialogue.values()["time"] == "11:30"
    assert reply.dialogue.values()["parcels"] == "3"


async def test_another_house_of_the_street_is_in_the_town_that_was_told() -> None:
    talk = a_demo_of("logistics")
    reply = await talk.says("please send parcel CW-2045187 to 4 Alder Walk, Leeds LS6 1AA", "020 7946 0211")
    assert "4 Alder Walk" in reply.text, reply.text

    reply = await talk.say("no, 14 Alder Walk")

    assert "14 Alder Walk, Leeds LS6 1AA" in reply.text


async def test_whoever_moves_an_appointment_keeps_whom_it_is_with() -> None:
    talk = a_demo_of("healthcare")
    doctors = [one.name for one in talk.clinic.doctors]
    last = doctors[-1]

    first = await talk.says(
        f"I'd like to see {last} on Thursday at ten about my knee", "Ros Penhale", "020 7946 0123", "yes"
    )
    assert "booked" in first.tells
    reply = await talk.say("oh sorry, can you make that Friday at ten instead")

    assert last in reply.text, reply.text


async def test_a_house_in_a_court_is_no_matter_for_one() -> None:
    talk = a_demo_of("real_estate")

    reply = await talk.say("my mother-in-law likes the sound of a flat in Maple Court, is it free?")
    assert "legal_advice_refused" not in reply.tells
    reply = await a_demo_of("real_estate").say("can the seller take me to court if I pull out?")
    assert "legal_advice_refused" in reply.tells


async def test_a_day_told_beside_a_question_is_kept_for_what_it_leads_to() -> None:
    talk = a_demo_of("real_estate")

    reply = await talk.says("is the flat on Rose Street still going? and could we see it Saturday", "yes")

    assert reply.dialogue.values()["date"] == "2026-10-10"


async def test_a_sum_is_no_number_of_a_record() -> None:
    talk = a_demo_of("real_estate")
    await talk.say("raise my offer for the cottage in Church Lane to 320 thousand")

    reply = await talk.say("315 thousand. And what is the deposit?")

    assert "fact" in reply.tells, reply.text


async def test_a_greeting_before_a_question_takes_nothing_from_it() -> None:
    talk = a_demo_of("hospitality")

    reply = await talk.say("hiya can we bring our dog and also i need to push my checkout to like 2ish")

    assert "fact" in reply.tells and reply.dialogue.values()["checkout_time"] == "14:00"


async def test_a_name_told_where_a_choice_was_asked_for_is_kept() -> None:
    talk = a_demo_of("education")

    reply = await talk.says("i want to enrol my daughter", "she's called Ada Fenn")

    assert "not_understood" not in reply.tells and reply.dialogue.values()["full_name"] == "Ada Fenn"


@pytest.mark.parametrize(
    ("language", "lines", "told", "words"),
    [
        (
            "en",
            ("where is CW-3081942?", "oh no, wrong slip, mine is CW-2045187"),
            "parcel_in_transit",
            "2045187",
        ),
        (
            "de",
            ("wo ist CW-2045187?", "ach nein, die ist von meiner Frau, meine ist CW-3082007"),
            "",
            "3082007",
        ),
        ("es", ("¿dónde está CW-2045187?", "perdón, me he equivocado, es CW-3082007"), "", "3082007"),
    ],
)
async def test_who_named_the_wrong_one_is_told_of_the_right_one(
    language: str, lines: tuple[str, ...], told: str, words: str
) -> None:
    talk = a_demo_of("logistics")
    talk.language = language

    reply = await talk.says(*lines)

    assert reply.tells and told in ("", *reply.tells) and words in reply.text, reply.text


async def test_what_else_was_asked_about_the_wrong_one_is_kept_for_the_right_one() -> None:
    talk = a_demo_of("hospitality")

    reply = await talk.says("what is a twin room on Saturday?", "wait, no, I meant Friday")

    assert "Twin" in reply.text and "Double" not in reply.text, reply.text


async def test_who_goes_on_to_what_is_proposed_is_not_told_anew() -> None:
    talk = a_demo_of("logistics")

    reply = await talk.says("where is CW-3081942?", "yes, tomorrow, no sorry, Wednesday")

    assert "parcel_failed" not in reply.tells


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "we've been without television all day, is there a fault?"),
        ("fr", "sans télévision depuis midi, il y a une panne ?"),
        ("de", "das Festnetz geht nicht, gibt es eine Störung?"),
    ],
)
async def test_what_is_missing_is_what_the_fault_is_in(language: str, said: str) -> None:
    talk = a_demo_of("telecom")
    talk.language = language

    reply = await talk.say(said)

    assert reply.dialogue.flow and "service" in reply.dialogue.flow.slots, reply.text


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("what is our house worth, we might sell, no, my wife wants to let it out", "let"),
        ("could you value my house, we are going to let it out, no wait, to sell", "sell"),
    ],
)
async def test_what_is_let_out_is_not_out_of_the_question(said: str, meant: str) -> None:
    talk = a_demo_of("real_estate")

    reply = await talk.say(said)

    assert reply.dialogue.flow and reply.dialogue.flow.slots["valued_for"] == meant


@pytest.mark.parametrize("said", ["thanks so much, that was kind", "ta, great help, thank you"])
async def test_thanks_said_twice_are_returned_once(said: str) -> None:
    talk = a_demo_of("logistics")

    reply = await talk.say(said)

    assert reply.text.count("You are welcome") == 1, reply.text


@pytest.mark.parametrize(
    ("sector", "language", "said"),
    [
        ("healthcare", "en", "lovely, so you're open till six"),
        ("hospitality", "en", "and am I right that you shut at eleven"),
        ("legal", "de", "Sie machen erst um neun auf, oder?"),
    ],
)
async def test_hours_that_are_only_made_sure_of_are_told_and_book_nothing(
    sector: str, language: str, said: str
) -> None:
    talk = a_demo_of(sector)
    talk.language = language

    reply = await talk.say(said)

    assert reply.dialogue.flow is None and {"opening_hours", "open_on_day"} & {*reply.tells}, reply.text


@pytest.mark.parametrize("said", ["wait, what day would that be from?", "and what would I pay for that?"])
async def test_when_and_for_how_much_is_read_back_again(said: str) -> None:
    talk = a_demo_of("telecom")
    first = await talk.says("put me on Mobile Unlimited", "17 June 1990", "020 7946 0211")

    reply = await talk.say(said)

    assert reply.asks == ("confirmation",) and "15 October" in reply.text and "15 October" in first.text


async def test_who_is_pleased_and_thanks_is_thanked() -> None:
    talk = a_demo_of("hospitality")

    reply = await talk.says("where are you?", "perfect, that helps no end. Ta!")

    assert reply.tells == ("thanks",), reply.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "my second one, CW-2045187, when will that be here?"),
        ("de", "und die CW-2045187, wann ist die da?"),
        ("es", "¿y cuándo viene el CW-2045187?"),
    ],
)
async def test_a_record_by_its_number_is_told_of_by_what_takes_such_numbers(language: str, said: str) -> None:
    talk = a_demo_of("logistics")
    talk.language = language

    reply = await talk.say(said)

    assert "parcel_in_transit" in reply.tells, reply.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the vase came in a thousand pieces"),
        ("de", "die Lampe liegt in tausend Stücken im Karton"),
        ("fr", "le vase est en mille morceaux"),
        ("es", "el espejo llegó hecho mil pedazos"),
    ],
)
async def test_what_came_in_pieces_is_damage(language: str, said: str) -> None:
    talk = a_demo_of("logistics")
    talk.language = language

    reply = await talk.say(said)

    assert reply.dialogue.flow and reply.dialogue.flow.name == "report_problem", reply.text


async def test_a_name_before_the_wish_for_another_language_is_kept() -> None:
    talk = a_demo_of("legal")
    talk.language = "en"

    reply = await talk.says(
        "I'd like an appointment about a will on Thursday",
        "Ana Ruiz. Sería más fácil en español: mi hijo no puede traducir siempre",
    )

    assert reply.dialogue.language == "es" and reply.dialogue.values().get("full_name") == "Ana Ruiz"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "do I still need to send you any documents?"),
        ("es", "¿hay que mandarles algún documento?"),
    ],
)
async def test_what_is_still_to_be_brought_is_asked_of_the_case(language: str, said: str) -> None:
    talk = a_demo_of("legal")
    talk.language = language

    reply = await talk.say(said)

    assert reply.dialogue.flow and reply.dialogue.flow.name == "case_status", reply.text


async def test_the_other_one_is_only_asked_of_behind_a_deed() -> None:
    talk = a_demo_of("logistics")
    done = await talk.says("CW-3082007 came smashed", "020 7946 0322", "a lamp, all in bits", "yes")

    reply = await talk.say("and the other one, CW-3081942, where is that?")

    assert "claim_opened" in done.tells and "parcel_failed" in reply.tells, reply.text


@pytest.mark.parametrize(
    "said", ["my brother did it. Don't book it, scrap it", "no, don't order that, scrap it"]
)
async def test_what_shall_not_be_sent_and_is_scrapped_is_left(said: str) -> None:
    talk = a_demo_of("healthcare")
    await talk.says("book me on Thursday at nine", "Ann Lee", "020 7946 0999")

    reply = await talk.say(said)

    assert "left" in reply.tells, reply.text


async def test_who_is_obliged_and_says_good_day_has_gone() -> None:
    talk = a_demo_of("real_estate")

    reply = await talk.say("cheers then, good day")

    assert reply.ends, reply.text


async def test_who_asks_their_own_solicitor_asks_us_nothing() -> None:
    talk = a_demo_of("real_estate")

    reply = await talk.say("our solicitor will look at it")

    assert "legal_advice_refused" not in reply.tells


@pytest.mark.parametrize(
    "said", ["60 euros for films? get those off our bill", "I'd like that charge removed off the bill"]
)
async def test_what_shall_be_off_the_bill_is_disputed(said: str) -> None:
    reply = await a_demo_of("telecom").say(said)

    assert reply.dialogue.flow and reply.dialogue.flow.name == "dispute_bill", reply.text
