"""A yes to what was read back, with something beside it that is to stay as it is; or after an answer."""

import pytest

from caly_app.agents.reply import Reply
from tests.agents.world import a_demo_of

_TABLE = ("a table for three on Saturday at 7", "Ada Moss", "020 7946 0999")
_ROOM = ("do you have a double room from friday to sunday", "2", "Ada Moss", "020 7946 0999")


def _flows(reply: Reply) -> list[str]:
    return [one.name for one in reply.dialogue.flows]


@pytest.mark.parametrize(
    ("sector", "lines", "said", "told"),
    [
        ("catering", _TABLE, "Saturday, yes. But please don't cancel our table on Tuesday", "booked"),
        ("catering", _TABLE, "yes, but don't move the one on Thursday, we need that", "booked"),
        ("hospitality", _ROOM, "yes. But don't touch the other one in December", "stay_booked"),
        (
            "education",
            ("Put me on the waiting list for French A2", "Ada Moss", "020 7946 0999"),
            "the list for the French one, yes please. but never take me out of Spanish A1",
            "waiting_noted",
        ),
    ],
)
async def test_what_is_to_be_left_alone_changes_nothing_of_it(
    sector: str, lines: tuple[str, ...], said: str, told: str
) -> None:
    talk = a_demo_of(sector)
    before = await talk.says(*lines)
    assert before.asks == ("confirmation",)
    reply = await talk.say(said)
    assert not _flows(reply) and told in reply.tells


@pytest.mark.parametrize("said", ["did you say Saturday, yes?", "I think Saturday, yes"])
async def test_a_yes_that_is_asked_or_thought_is_none(said: str) -> None:
    talk = a_demo_of("catering")
    reply = await talk.says(*_TABLE, said)
    assert reply.asks == ("confirmation",) and not talk.clinic.bookings()


async def test_another_day_with_a_yes_is_read_back() -> None:
    reply = await a_demo_of("catering").says(*_TABLE, "Sunday, yes")
    assert reply.asks == ("confirmation",) and "Sunday, 11 October" in reply.text


async def test_a_proposal_waits_for_its_yes_behind_a_word_of_thanks() -> None:
    talk = a_demo_of("education")
    reply = await talk.says("have you got a course in weaving?", "the second one")
    assert reply.asks == ("confirmation",)
    reply = await talk.says("before I agree, is there a lift?", "Brilliant. Yes then")
    assert _flows(reply) == ["enrol"]


@pytest.mark.parametrize(
    "said",
    [
        "just the credit one the debit cards here in my pocket",
        "only the travel one, the everyday one is in my hand",
        "just the credit one, the debit card's with me",
    ],
)
async def test_the_card_that_is_still_there_is_not_blocked(said: str) -> None:
    reply = await a_demo_of("fintech").says("my card is gone", "12 March 1988", "020 7946 0321", said)
    assert "Travel credit card 5151" in reply.text and "4242" not in reply.text
    assert len(reply.dialogue.flows) == 1


async def test_what_is_taken_back_of_a_story_is_not_told_as_it_was_said_first() -> None:
    said = "somebody has stolen my card, well no not stolen, I left it in a shop, it's lost"
    reply = await a_demo_of("fintech").say(said)
    assert reply.dialogue.values()["loss"] == "lost"


@pytest.mark.parametrize(
    "home", ["Flat 9, 31 Mill Road", "Unit 2b, 31 Mill Road", "Apartment 4, 31 Mill Road"]
)
async def test_an_address_keeps_its_flat(home: str) -> None:
    talk = a_demo_of("logistics")
    wish = "change the address of my parcel CW-2045187"
    reply = await talk.says(wish, "020 7946 0211", f"{home}, Leeds LS1 5DN")
    assert home in reply.text


async def test_what_is_asked_of_what_is_under_way_is_told_and_waits() -> None:
    talk = a_demo_of("logistics")
    wish = "change the address of my parcel CW-2045187"
    await talk.says(wish, "020 7946 0211", "31 Mill Road, Leeds LS1 5DN")
    reply = await talk.say("will it still come on Friday then?")
    assert "parcel_in_transit" in reply.tells and reply.asks == ("confirmation",)
    reply = await talk.say("good, yes change it please")
    assert not _flows(reply)


@pytest.mark.parametrize(
    ("sector", "language", "said"),
    [
        ("catering", "de", "Hallo, wir hätten um acht einen Tisch, Kranz. Das wird leider nichts"),
        ("healthcare", "de", "ich habe morgen um zehn einen Termin, daraus wird nichts"),
        ("legal", "de", "Mein Termin am Dienstag fällt leider flach"),
        ("real_estate", "de", "die Besichtigung am Freitag wird bei uns nichts"),
        ("catering", "en", "we've got a table booked for Thursday, it's off I'm afraid"),
        ("logistics", "en", "need fridays pickup cancelled"),
        ("legal", "en", "I'd like my monday meeting cancelled"),
    ],
)
async def test_what_comes_to_nothing_is_called_off(sector: str, language: str, said: str) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    assert _flows(await talk.say(said)) == ["cancel_appointment"]


@pytest.mark.parametrize(
    ("sector", "language", "said"),
    [
        ("catering", "de", "wir hätten gern am Freitag um acht einen Tisch"),
        ("healthcare", "de", "Fällt mein Termin am Montag aus?"),
        ("healthcare", "en", "I want to know why my appointment was cancelled"),
    ],
)
async def test_what_is_asked_or_wished_for_calls_nothing_off(sector: str, language: str, said: str) -> None:
    talk = a_demo_of(sector)
    talk.language = language
    assert "cancel_appointment" not in _flows(await talk.say(said))


@pytest.mark.parametrize("said", ["8 on the friday if you can", "8am on the friday", "the friday at 8 then"])
async def test_a_day_with_its_article_beside_an_hour_is_that_day(said: str) -> None:
    talk = a_demo_of("logistics")
    await talk.says("I need a collection tomorrow", "31 Mill Road, Leeds LS1 5DN", "2", "9 kilo")
    reply = await talk.say(said)
    values = reply.dialogue.values()
    assert (values["date"], values["time"]) == ("2026-10-09", "08:00")


@pytest.mark.parametrize(
    ("sector", "said"),
    [
        ("insurance", "er and who's in on sundays"),
        ("telecom", "anybody there on sundays?"),
    ],
)
async def test_who_asks_who_is_there_is_told_the_hours(sector: str, said: str) -> None:
    reply = await a_demo_of(sector).say(said)
    assert "which_of_two" not in reply.tells and ("open" in reply.text or "closed" in reply.text)


async def test_an_age_is_no_number_of_guests() -> None:
    reply = await a_demo_of("catering").say("we're after food for a do, we're thirty five years old in may")
    assert _flows(reply) == ["request_quote"] and "guests" not in reply.dialogue.values()


@pytest.mark.parametrize("said", ["what time is his next lesson", "what time is my daughter's next lesson"])
async def test_the_lesson_of_a_child_is_a_lesson(said: str) -> None:
    assert _flows(await a_demo_of("education").say(said)) == ["my_timetable"]


@pytest.mark.parametrize("thing", ["meinem geklauten Rad", "meiner kaputten Scheibe"])
async def test_what_became_of_a_damage_is_a_wish_of_its_own(thing: str) -> None:
    talk = a_demo_of("insurance")
    talk.language = "de"
    reply = await talk.say(f"Zwei Dinge: wir sind umgezogen, und ich wollte wissen, was mit {thing} ist")
    assert _flows(reply) == ["change_policy"]
    assert [one.flow for one in reply.dialogue.wishes] == ["claim_status"]
