"""What was said last counts, what is still at hand is not meant, what is to be thought over is no wish."""

import pytest

from caly_app.agents.dialogue import Dialogue
from tests.agents.world import a_demo_of


async def test_the_last_digits_said_are_the_card_that_is_gone() -> None:
    talk = a_demo_of("fintech")

    reply = await talk.say("I dropped my debit card, ends in 2442, sorry, 4242, and the credit card is here")

    assert reply.dialogue.values()["card_ending"] == "4242"
    assert reply.dialogue.values()["card_kind"] == "debit"


async def test_another_card_named_instead_is_read_back_and_not_blocked_with_the_first() -> None:
    talk = a_demo_of("fintech")

    reply = await talk.says(
        "nia okafor, 12.03.1988, 020 7946 0321, my debit card 4242 was stolen", "sorry, the credit one"
    )

    assert "5151" in reply.text and "4242" not in reply.text and reply.asks == ("confirmation",)


@pytest.mark.parametrize(
    "said", ["i did not make the payment of 45.99, no, 120.00", "dispute a payment, the 120.00 one"]
)
async def test_a_sum_with_pence_needs_no_sign(said: str) -> None:
    reply = await a_demo_of("fintech").say(said)

    assert reply.dialogue.values()["amount"] == "120.00 GBP"


@pytest.mark.parametrize(
    "said",
    [
        "we'd rather have the Saturday course... no, Saturdays are football, the Monday one, put me down",
        "sign me up for the Thursday class, wait, thursdays i work, the monday one",
    ],
)
async def test_days_of_the_week_are_taken_back_in_the_plural_too(said: str) -> None:
    reply = await a_demo_of("education").say(said)

    assert reply.dialogue.values().get("weekday", "").casefold().startswith("monday")


@pytest.mark.parametrize(
    ("sector", "said"),
    [
        ("catering", "lovely, I have to run it by my husband first"),
        ("ecommerce", "hm, let me sleep on it"),
        ("education", "tengo que hablarlo con mi mujer antes, mañana le digo algo"),
        ("fintech", "das muss ich erst mit meiner Frau besprechen"),
    ],
)
async def test_who_wants_to_think_begins_nothing(sector: str, said: str) -> None:
    reply = await a_demo_of(sector).say(said)

    assert reply.dialogue.flow is None and reply.escalation is None and "not_understood" not in reply.tells


async def test_a_yes_that_names_the_thing_again_is_a_yes() -> None:
    talk = a_demo_of("ecommerce")

    reply = await talk.says(
        "anna.crane@example.org, on ORD-4810 I put two mugs, make that five, sorry, six",
        "no wrapping for me then. and yes, six mugs please",
    )

    assert "order_changed" in reply.tells and "6 of it" in reply.text


async def test_an_order_is_found_by_what_is_in_it() -> None:
    talk = a_demo_of("ecommerce")
    await talk.says("where is my order ORD-4810, anna.crane@example.org")

    reply = await talk.say("and where is the lamp i bought")

    assert "ORD-4777" in reply.text


async def test_good_before_another_question_is_no_answer() -> None:
    talk = a_demo_of("ecommerce")
    await talk.says("please cancel ORD-4822, anna.crane@example.org", "yes")

    reply = await talk.say("good and the lamp o r d four seven seven seven when is that coming")

    assert "ORD-4777" in reply.text


@pytest.mark.parametrize(
    "said",
    [
        "it's about the works do, three more coming than i told you, QU-2042, 020 7946 0322",
        "we need fifty instead of forty for QU-2042, 020 7946 0322",
    ],
)
async def test_more_of_us_than_agreed_is_another_number_of_guests(said: str) -> None:
    reply = await a_demo_of("catering").say(said)

    assert reply.dialogue.flow is not None and reply.dialogue.flow.name == "change_guests"


async def test_where_and_what_it_is_for_are_heard_in_one_breath() -> None:
    talk = a_demo_of("catering")

    reply = await talk.say("we get our son baptised on Sunday 2 May in Wexley, a quote for 30 people please")

    known = reply.dialogue.values()
    assert known["place"] == "Wexley" and "baptised" in known["event_kind"] and reply.asks == ("menu",)


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("hold the garlic please", "hold the garlic"),
        ("my wife can't stand olives", "my wife can't stand olives"),
    ],
)
async def test_what_the_kitchen_should_leave_out_is_read_back_and_kept(note: str, kept: str) -> None:
    talk = a_demo_of("catering")

    reply = await talk.says(f"a table for 4 on saturday at 7, {note}. Marco Diaz 020 7946 0366")

    assert kept in reply.text and reply.asks == ("confirmation",)


# --- whom to see, and which one: the last said, and never the one that was refused ---


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "an appointment with Dr Quist on Monday at nine, oh wait, Dr Halas"),
        ("en", "Monday at nine please, not with Dr Quist but with Dr Halas"),
        ("en", "can i book with quist sorry i mean halas on monday at nine"),
        ("en", "I'd like to book Dr Halas, not Dr Quist, Monday at nine"),
        ("es", "una cita el lunes a las 9 con la doctora Quist, perdón, con el doctor Halas"),
        ("fr", "un rendez-vous lundi à 9 h avec le docteur Quist, non, avec le docteur Halas"),
        ("de", "Einen Termin am Montag um 9 bei Dr. Quist, nein, bei Dr. Halas"),
    ],
)
async def test_who_was_named_last_is_who_is_booked(language, said):
    talk = a_demo_of("healthcare")
    talk.language = language
    await talk.say(said)
    [flow] = Dialogue.load(talk.document, talk.vault).flows
    assert flow.slots["resource"] == "Dr. Imre Halas"


@pytest.mark.parametrize(
    "said",
    ["the debit one, no, the travel one", "not the debit card, the travel one", "debit, sorry, travel"],
)
async def test_a_card_that_was_taken_back_is_not_the_one_to_block(said):
    talk = a_demo_of("fintech")
    await talk.says("I have lost a card, I'm Nia Okafor", "12 March 1988", "020 7946 0321")
    reply = await talk.say(said)
    assert "5151" in reply.text and "4242" not in reply.text and reply.asks == ("confirmation",)


async def test_of_a_thing_taken_back_for_something_unknown_nothing_stands():
    talk = a_demo_of("fintech")
    reply = await talk.says(
        "block my card, the debit one, no, the travel one, I'm Nia Okafor", "12 March 1988", "020 7946 0321"
    )
    assert reply.asks == ("card",)
    reply = await a_demo_of("insurance").say("I want to insure my car, no, the boat")
    assert reply.asks == ("product",)


@pytest.mark.parametrize(
    ("sector", "language", "said", "meant"),
    [
        ("ecommerce", "en", "I want to send the lamp back, no wait, I'd rather exchange it", "exchange_item"),
        ("ecommerce", "es", "quiero devolver la lámpara, no, mejor quiero cambiarla", "exchange_item"),
        (
            "ecommerce",
            "de",
            "Ich möchte die Bestellung 4790 stornieren, ach nein, können Sie die Adresse ändern",
            "change_delivery_address",
        ),
        (
            "healthcare",
            "en",
            "I'd like to see Dr Quist, actually no, I want to cancel my appointment",
            "cancel_appointment",
        ),
    ],
)
async def test_of_two_goals_in_one_breath_the_one_taken_back_is_not_begun(sector, language, said, meant):
    talk = a_demo_of(sector)
    talk.language = language
    await talk.say(said)
    dialogue = Dialogue.load(talk.document, talk.vault)
    assert [one.name for one in dialogue.flows] == [meant] and not dialogue.wishes


@pytest.mark.parametrize(
    ("said", "day", "time"),
    [
        ("I'd like an appointment on Thursday at nine, no wait, I can only do Friday", "2026-10-09", "09:00"),
        (
            "I'd like an appointment on Thursday at nine, actually no, I need half past ten",
            "2026-10-08",
            "10:30",
        ),
    ],
)
async def test_what_only_puts_the_day_or_the_hour_right_is_no_other_goal(said, day, time):
    talk = a_demo_of("healthcare")
    await talk.say(said)
    [flow] = Dialogue.load(talk.document, talk.vault).flows
    assert (flow.name, flow.slots["date"], flow.slots["time"]) == ("book_appointment", day, time)


@pytest.mark.parametrize(
    ("sector", "language", "wish", "leaves"),
    [
        ("healthcare", "en", "I'd like an appointment Monday at 9", "no wait, cancel that"),
        ("legal", "en", "I want a consultation about my dismissal", "never mind, cancel the whole thing"),
        ("ecommerce", "en", "I want to return the mug", "oh you know what, scrap the lot"),
        ("healthcare", "es", "quiero una cita el lunes a las 9", "no, mejor cancélalo todo"),
        ("healthcare", "fr", "je voudrais un rendez-vous lundi à 9h", "non attendez, annulez tout"),
        ("healthcare", "de", "Ich möchte einen Termin am Montag um 9", "ach nein, lassen wir das Ganze"),
    ],
)
async def test_who_calls_all_of_it_off_leaves_what_is_under_way(sector, language, wish, leaves):
    talk = a_demo_of(sector)
    talk.language = language
    reply = await talk.says(wish, leaves)
    assert reply.tells == ("left",) and not Dialogue.load(talk.document, talk.vault).flows


async def test_days_told_by_their_names_and_numbers_are_those_of_the_numbers():
    talk = a_demo_of("hospitality")
    await talk.says(
        "a double for two from Saturday 17 October to Monday 19 October",
        "yes, if that is Friday to Sunday, the 23rd to the 25th",
    )
    [flow] = Dialogue.load(talk.document, talk.vault).flows
    assert (flow.slots["arrival"], flow.slots["departure"]) == ("2026-10-23", "2026-10-25")


async def test_what_is_wished_for_and_then_to_be_left_is_not_begun():
    talk = a_demo_of("ecommerce")
    await talk.say(
        "Cancel my mugs, 4790. Oh, actually don't cancel, I do want some. Just make it one instead of two"
    )
    dialogue = Dialogue.load(talk.document, talk.vault)
    assert [one.name for one in dialogue.flows] == ["change_order"] and not dialogue.wishes


async def test_a_question_behind_wait_comes_before_what_is_read_back():
    talk = a_demo_of("catering")
    await talk.says("a table for 6 on saturday at 7 pm", "Maisie Thornber", "020 7946 0901")
    reply = await talk.say("wait, my sister can't have eggs, is there any in the garden menu")
    assert reply.asks == ("confirmation",) and "back_to" in reply.tells


async def test_good_day_before_a_wish_ends_nothing():
    reply = await a_demo_of("telecom").say("Good day to you. I was wondering which plans there are")
    assert "plans" in reply.tells and not reply.ends


@pytest.mark.parametrize(
    ("language", "wish", "no_idea"),
    [
        ("en", "I want a parcel collected", "just the usual one"),
        ("de", "Ich möchte ein Paket abholen lassen", "irgendwo in der Stadt"),
    ],
)
async def test_what_is_no_postcode_is_not_asked_for_for_ever(language, wish, no_idea):
    talk = a_demo_of("logistics")
    talk.language = language
    await talk.says(wish, "12 Mill Lane, Leeds")
    replies = [await talk.say(no_idea) for _ in range(4)]
    assert any("person" in one.offers for one in replies) and any(one.escalation for one in replies)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Das weiß ich nicht, tut mir leid"),
        ("es", "No lo sé, lo siento"),
        ("fr", "Je ne sais pas, désolé"),
    ],
)
async def test_a_sorry_behind_not_knowing_says_no_more(language, said):
    talk = a_demo_of("healthcare")
    talk.language = language
    wish = {"de": "Ich möchte einen Termin", "es": "quiero una cita", "fr": "je voudrais un rendez-vous"}[
        language
    ]
    reply = await talk.says(wish, said)
    assert "not_understood" not in reply.tells


async def test_a_part_of_the_day_that_is_known_is_said_again():
    talk = a_demo_of("logistics")
    await talk.says("I want five parcels collected", "12 Mill Lane, Leeds LS6 2AB", "friday morning")
    reply = await talk.say("friday, in the morning")
    assert reply.asks and "part_of_day" not in reply.tells
