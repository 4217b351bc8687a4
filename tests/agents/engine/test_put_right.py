"""Numbers that are taken back in the same breath, and answers in another language than the question."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from caly_app.agents.understanding.put_right import last_said, rest_of_it
from caly_app.agents.understanding.slots import Found, SlotContext, find
from tests.agents.world import Talk, a_demo_of


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("a double for three nights from 4 december, no, make it four nights", {"departure": "2026-12-08"}),
        ("a room from 4 to 6 december for two people, sorry, three people", {"guests": "3"}),
        ("a room from 4 to 6 december, two adults, no, sorry, 3", {"guests": "3"}),
    ],
)
async def test_what_was_said_last_counts(said: str, told: dict[str, str]) -> None:
    talk = a_demo_of("hospitality")
    reply = await talk.say(said)
    assert reply.dialogue.flow and told.items() <= reply.dialogue.flow.slots.items()


async def test_four_nights_are_no_guests() -> None:
    talk = a_demo_of("hospitality")
    await talk.say("a room from 4 december for three nights")
    reply = await talk.say("two of us oh and actually make it four nights")
    assert reply.dialogue.flow and {"guests": "2", "nights": "4"}.items() <= reply.dialogue.flow.slots.items()


async def test_a_number_known_is_exchanged_where_it_is_named_as_wrong() -> None:
    talk = a_demo_of("hospitality")
    await talk.say("a room from 4 to 6 december for two people")
    reply = await talk.say("sorry, my sister just told me it's 3 now, not two")
    assert reply.dialogue.flow and reply.dialogue.flow.slots["guests"] == "3"


def test_a_house_number_is_put_right_behind_the_address() -> None:
    here = SlotContext(datetime(2026, 11, 10, 11, tzinfo=ZoneInfo("Europe/London")), "GB", "en")
    said = "13 Mill Road, Leeds LS6 2AB. Sorry, 31 not 13"
    [one] = last_said([Found("address", said, said, 0, len(said))], "address", said, here)
    assert one.value == "31 Mill Road, Leeds LS6 2AB"


@pytest.mark.parametrize(
    ("said", "known", "whole"),
    [
        ("Birkenweg 36", "Birkenweg 63, 04109 Leipzig", "Birkenweg 36, 04109 Leipzig"),
        ("calle Olmo 19", "calle Olmo 91, 42001 Soria", "calle Olmo 19, 42001 Soria"),
        ("Birkenweg 36", "Buchenweg 63, 04109 Leipzig", "Birkenweg 36"),
        ("Birkenweg 36, 10115 Berlin", "Birkenweg 63, 04109 Leipzig", "Birkenweg 36, 10115 Berlin"),
    ],
)
def test_another_house_in_the_street_that_was_told_is_in_its_town(said: str, known: str, whole: str) -> None:
    here = SlotContext(datetime(2026, 11, 10, 11, tzinfo=ZoneInfo("Europe/London")), "DE", "de")
    assert rest_of_it(said, known, here) == whole


async def test_a_phone_number_is_not_put_right_by_what_stands_far_behind_it() -> None:
    talk = a_demo_of("catering")
    reply = await talk.say(
        "020 7946 0322, quote QU-2042. Some can't come to the party, so 25 of us, no, sorry, 27"
    )
    assert reply.asks == ("confirmation",) and "27 guests" in reply.text


async def test_an_answer_in_another_language_is_an_answer() -> None:
    talk = a_demo_of("hospitality")
    await talk.say("a single room from 1 to 3 december please")
    reply = await talk.say("une seule personne")
    assert reply.language == "fr" and reply.asks == ("full_name",)


@pytest.mark.parametrize(
    "said",
    [
        "sign me up for spanish on saturdays, no wait, saturdays is football, the tuesday one",
        "i want to enrol in spanish, monday, sorry, tuesday",
        "enrol me in spanish, not the monday course, the one on tuesday",
    ],
)
async def test_a_word_that_was_taken_back_counts_no_more(said: str) -> None:
    talk = a_demo_of("education")
    reply = await talk.say(said)
    assert reply.dialogue.flow and reply.dialogue.flow.slots["weekday"] == "tuesday"


def test_why_a_day_was_taken_back_says_it_once_more() -> None:
    here = SlotContext(datetime(2026, 11, 10, 11, tzinfo=ZoneInfo("Europe/London")), "GB", "en")
    said = "on Thursday, no wait, Thursday is choir, Friday then"
    assert [one.value for one in find("date", said, here)] == ["2026-11-13"]
    either = find("date", "Thursday, no wait, Thursday or Friday", here)
    assert [one.value for one in either] == ["2026-11-12", "2026-11-13"]


@pytest.mark.parametrize(
    "said",
    [
        "I have a new number, it's 020 7946 0377, no sorry, 020 7946 0733, can you change it",
        "Ich habe eine neue Handynummer, die 020 7946 0377, äh nein quatsch, 020 7946 0733, bitte ändern",
    ],
)
async def test_of_a_number_dialled_anew_only_the_last_counts(said: str) -> None:
    told = (await Talk().say(said)).dialogue.values()
    assert told["new_phone"] == "+442079460733"
    assert "+442079460377" not in told.values()


@pytest.mark.parametrize(
    ("sector", "said", "day"),
    [
        ("legal", "They sacked me on Monday. I want to see an employment lawyer on Wednesday", "2026-10-07"),
        ("healthcare", "I slipped on Saturday, on the ice. Could I see Dr Halas on Thursday?", "2026-10-08"),
        ("legal", "I'd like an employment lawyer on Thursday. No, sorry, Friday", "2026-10-09"),
    ],
)
async def test_the_day_of_a_wish_is_not_the_day_of_what_it_is_about(sector: str, said: str, day: str) -> None:
    talk = a_demo_of(sector)
    flow = (await talk.say(said)).dialogue.flow
    assert flow is not None and flow.slots["date"] == day


async def test_a_house_put_right_keeps_its_street_and_town() -> None:
    talk = a_demo_of("insurance")
    reply = await talk.says(
        "we have moved, please note it on my home insurance: 31 Fennel Row, Saltmouth, SM4 2BB",
        *("POL-10022", "17 September 1983", "020 7946 0411"),
    )
    assert "31 Fennel Row" in reply.text
    reply = await talk.say("oh sorry, 13 Fennel Row. Thirteen")
    assert "13 Fennel Row, Saltmouth, SM4 2BB" in reply.text


async def test_a_name_that_is_spelled_is_written_once() -> None:
    talk = a_demo_of("legal")
    reply = await talk.say(
        "hello, I have a problem with my landlord, he won't mend the boiler, I would like you to take my case"
    )
    assert reply.asks == ("other_party",)
    flow = (await talk.say("osric venning, that's v e n n i n g")).dialogue.flow
    assert flow is not None and flow.slots["other_party"] == "Osric Venning"
    assert not flow.slots["summary"].startswith("hello")


@pytest.mark.parametrize(
    ("said", "when"),
    [
        (
            "oh sorry, thursday is when my sister comes, can we do wednesday the 14th instead",
            "2026-10-14 09:00",
        ),
        ("wait, I am away on Thursday, make it Tuesday the 13th", "2026-10-13 09:00"),
        ("hang on. My lift won't be there by nine. I'd rather have the 10.30 please", "2026-10-08 10:30"),
    ],
)
async def test_the_day_that_was_read_back_is_not_the_one_wanted_instead(said: str, when: str) -> None:
    talk = Talk()
    await talk.says("Can I see Dr Halas on Thursday at nine?", "Mia Stone", "020 7946 0117")
    reply = await talk.say(said)
    assert reply.asks == ("confirmation",)
    await talk.say("yes")
    assert [start for start, _ in talk.clinic.bookings()] == [when]


@pytest.mark.parametrize("word", ["no wait", "actually", "scrap that", "my mistake", "correction", "hold on"])
def test_each_word_that_takes_back_does_so_wherever_something_is_put_right(word: str) -> None:
    here = SlotContext(datetime(2026, 11, 10, 11, tzinfo=ZoneInfo("Europe/London")), "GB", "en")
    [day] = find("date", f"on Thursday, {word}, Friday", here)
    assert day.value == "2026-11-13"
    said = "13 Mill Road, Leeds LS6 2AB"
    [house] = last_said([Found("address", said, said, 0, len(said))], "address", f"{said}, {word}, 31", here)
    assert house.value.startswith("31 Mill Road")
    [number] = last_said(
        [Found("reference", "PL-3071", "PL-3071", 0, 7)], "reference", f"PL-3071, {word}, 3017", here
    )
    assert number.value == "PL-3017"


async def test_what_is_being_made_is_put_right_and_a_question_beside_it_is_answered() -> None:
    talk = a_demo_of("catering")
    await talk.say(
        "a quote for a wedding in Wexley on 17 April 2027 for 60 people, Rosa Penhale, 020 7946 0123"
    )
    await talk.say("the garden menu")
    reply = await talk.say(
        "sorry, we are 55 and not 60 now. Do you charge for coming out to Wexley, by the way?"
    )
    assert "travel_fee_is" in reply.tells and reply.asks == ("confirmation",)
    assert reply.dialogue.flow and reply.dialogue.flow.slots["guests"] == "55"


async def test_what_stands_is_changed_by_its_own_flow_while_another_is_made() -> None:
    talk = a_demo_of("catering")
    await talk.say(
        "a quote for a wedding in Wexley on 17 April 2027 for 60 people, Rosa Penhale, 020 7946 0123"
    )
    reply = await talk.say("oh and we are 55 and not 60 on quote QU-17 now")
    assert reply.dialogue.flow and reply.dialogue.flow.name == "change_guests"


@pytest.mark.parametrize(
    ("language", "said", "born", "kept"),
    [
        ("es", "Quiero dejar un mensaje: la crema ya no me pica", "4 de mayo de 1980", "ya no me pica"),
        ("es", "Dígale al doctor Halas que el jarabe no me funciona", "4 de mayo de 1980", "no me funciona"),
        ("en", "please tell the doctor that there is no swelling", "4 May 1980", "no swelling"),
    ],
)
async def test_a_no_that_only_denies_is_kept_in_what_is_told(language, said, born, kept):
    """As met the Spanish ones were read back as their opposite."""
    talk = a_demo_of("healthcare")
    talk.language = language
    reply = await talk.says(said, "Rosa Penhale", born, "020 7946 0123")
    assert reply.asks == ("confirmation",) and kept in reply.text


def test_a_day_that_it_was_not_is_none() -> None:
    context = SlotContext(datetime(2026, 10, 7, 14, tzinfo=ZoneInfo("Europe/London")), "GB", "en")
    found = find("date", "it wasn't yesterday, it happened on Monday the 5th", context)
    assert [one.text for one in found] == ["Monday the 5th"]
