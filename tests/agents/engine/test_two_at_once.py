"""Two numbers in one breath, what was put right in it, and what is still wanted where it could not be had."""

import pytest

from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    "said",
    [
        "could you look up CW-2045187 and CW-2045333 for me",
        "where is CW-2045333? and what about CW-2045187?",
        "¿dónde están CW-2045187 y CW-2045333?",
        "où en sont CW-2045187 et CW-2045333 ?",
        "wo bleiben denn CW-2045187 und CW-2045333?",
    ],
)
async def test_of_two_parcels_both_are_told(said: str) -> None:
    talk = a_demo_of("logistics")
    reply = await talk.say(said)
    assert {"parcel_in_transit", "parcel_out_with_window"} <= set(reply.tells)


async def test_two_numbers_are_an_answer_as_well() -> None:
    talk = a_demo_of("logistics")
    await talk.say("where's my stuff, it was to come today")
    reply = await talk.say("cw dash 2045187 and cw dash 2045333")
    assert {"parcel_in_transit", "parcel_out_with_window"} <= set(reply.tells)


async def test_a_number_that_was_taken_back_is_no_second_one() -> None:
    talk = a_demo_of("logistics")
    reply = await talk.say("where is CW-2045187, oh no sorry, CW-2045333")
    assert reply.tells == ("parcel_out_with_window",)


async def test_what_is_agreed_for_two_is_done_for_one_after_the_other() -> None:
    talk = a_demo_of("ecommerce")
    reply = await talk.say("please send both back, they are too small: orders LN-48213 and LN-48214")
    flows = [one for one in reply.why.commands if one.startswith("StartFlow")]
    assert len(flows) == 2


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (
            "can a driver fetch two boxes tomorrow at eleven from 3 Castle Street, TN9 1BH, nine kilos each",
            "oh you don't go there? ok then get them from my office, 5 Goose Green, LS6 8DT",
        ),
        (
            "Necesito que recojan 2 cajas mañana a las once en 3 Castle Street, TN9 1BH, pesan 9 kilos",
            "vaya. entonces recójanlas en casa de mi madre, en 5 Goose Green, LS6 8DT",
        ),
        (
            "Können Sie morgen um elf Uhr 2 Pakete abholen in 3 Castle Street, TN9 1BH, je 9 Kilo",
            "schade. dann bitte bei meiner Mutter, in 5 Goose Green, LS6 8DT",
        ),
    ],
)
async def test_what_was_said_of_what_could_not_be_had_need_not_be_said_again(first: str, then: str) -> None:
    talk = a_demo_of("logistics")
    reply = await talk.say(first)
    assert reply.tells == ("area_not_served",)
    reply = await talk.say(then)
    known = reply.dialogue.values()
    assert known["collect_from"] == "5 Goose Green, LS6 8DT"
    assert (known["parcels"], known["weight"], known["time"]) == ("2", "9", "11:00")


@pytest.mark.parametrize(
    "said",
    [
        "you missed me, CW-3081942. could you come back friday? oh no friday im away, saturday instead",
        "pasaron ayer y no había nadie, CW-3081942. ¿Pueden volver el viernes? Ah no, el viernes no puedo,"
        " mejor el sábado",
        "Vous êtes passés hier, avis CW-3081942. Vous pouvez repasser vendredi ? ah non vendredi je suis pas"
        " là, samedi plutôt",
        "Ich war gestern nicht da, CW-3081942. Können Sie Freitag nochmal kommen? Ach nein, Freitag bin ich"
        " weg, lieber Samstag",
    ],
)
async def test_a_day_put_right_in_the_same_breath_is_no_second_wish(said: str) -> None:
    talk = a_demo_of("logistics")
    reply = await talk.say(said)
    assert reply.dialogue.values()["deliver_on"] == "2026-10-10" and not reply.dialogue.wishes


@pytest.mark.parametrize(
    "said",
    [
        "not the neighbour no actually the kiosk",
        "no wait not with the neighbour, the corner shop",
        "oh no sorry they are away the kiosk please",
    ],
)
async def test_another_choice_is_no_name_of_a_neighbour(said: str) -> None:
    talk = a_demo_of("logistics")
    await talk.say("CW-3081942 you missed me, leave it with the neighbour")
    await talk.say("020 7946 0322")
    reply = await talk.say(said)
    assert reply.asks == ("pickup_point",)


async def test_what_was_chosen_instead_counts_without_a_comma() -> None:
    talk = a_demo_of("logistics")
    reply = await talk.say("you missed me CW-3081942 leave it with the neighbour no actually the kiosk")
    assert reply.dialogue.values()["delivery_option"] == "pickup_point"


@pytest.mark.parametrize(
    "said",
    [
        "can you put me on Mobile 20, no hang on, Mobile Unlimited, the big one",
        "put me on mobile 20 no sorry mobile unlimited",
    ],
)
async def test_words_put_right_stand_for_the_first(said: str) -> None:
    talk = a_demo_of("telecom")
    reply = await talk.say(said)
    assert reply.dialogue.values()["wanted_plan"].casefold() == "mobile unlimited"


@pytest.mark.parametrize(
    "said",
    [
        "do I have to tell you about moving when I change my plan?",
        "if I switch to a bigger plan, does roaming still work?",
    ],
)
async def test_a_question_about_what_would_be_wishes_for_nothing(said: str) -> None:
    talk = a_demo_of("telecom")
    reply = await talk.say(said)
    assert reply.tells == ("fact",) and not reply.dialogue.flows


async def test_a_time_is_no_address() -> None:
    talk = a_demo_of("logistics")
    reply = await talk.say("Können Sie morgen zwei Pakete abholen, jedes 5 Kilo?")
    assert reply.asks == ("collect_from",)
    reply = await talk.say("um elf")
    assert reply.asks == ("collect_from",) and reply.dialogue.values()["time"] == "11:00"


@pytest.mark.parametrize("thing", ["box", "parcel"])
async def test_what_is_crushed_is_no_person(thing: str) -> None:
    talk = a_demo_of("logistics")
    await talk.say("damaged parcel, CW-2045187")
    await talk.say("020 7946 0211")
    reply = await talk.say(f"the {thing} is crushed at one side and the bowl inside is broken")
    assert "emergency" not in reply.tells and reply.asks == ("confirmation",)


async def test_of_what_is_offered_both_are_had_one_after_the_other() -> None:
    talk = a_demo_of("healthcare")
    await talk.says("I need a refill please", "4 May 1980", "020 7946 0123")
    reply = await talk.say("the atenolol first and the sertraline after that please")
    assert reply.asks == ("confirmation",) and "Atenolol" in reply.text and "noted_for_later" in reply.tells
    reply = await talk.say("yes")
    assert {"refill_requested", "no_refills_left"} <= {*reply.tells}


@pytest.mark.parametrize("said", ["the atenolol, not the sertraline", "atenolol, no, sertraline"])
async def test_of_what_is_offered_one_is_had_where_the_other_is_not_wanted(said: str) -> None:
    talk = a_demo_of("healthcare")
    await talk.says("I need a refill please", "4 May 1980", "020 7946 0123")
    assert "noted_for_later" not in (await talk.say(said)).tells
