"""Stays booked, changed and cancelled; orders, requests, wake-up calls and late checkouts of a hotel."""

from dataclasses import replace
from datetime import timedelta

import pytest

from caly_app.agents.commands import EscalationReason
from caly_app.agents.sectors import all_sectors
from caly_app.agents.sectors.hospitality.nights import DEFAULTS
from caly_app.agents.sectors.hospitality.room_service import read_order
from tests.agents.world import MONDAY, Talk, a_demo_of

ALMA = ("HH-20417", "Alma Reyes")  # a double, from the 25th to the 28th of October
COLIN = ("204", "Colin Ashby")  # in the house until Thursday
NADIA = ("HH-20431", "Nadia Brandt")  # a family room from tomorrow to Wednesday
CONTACT = ("Ros Penhale", "020 7946 0999")


def test_what_holds_where_nothing_is_set_is_the_schemas_default():
    properties = all_sectors()["hospitality"].settings["properties"]
    defaults = {name: spec["default"] for name, spec in properties.items()}
    assert defaults.pop("escalation_wait_seconds") == 300
    assert defaults == DEFAULTS


def the_hotel() -> Talk:
    return a_demo_of("hospitality")


def sold(talk: Talk, kind: str, day: str) -> int:
    return talk.clinic.record("room_kind", kind).data["nights_sold"].count(day)


def the_stay(talk: Talk, reference: str) -> dict[str, object]:
    return dict(talk.clinic.record("stay", reference).data)


# --- a room ---


async def test_a_room_is_booked_with_an_exact_total_and_its_nights_are_sold():
    talk = the_hotel()
    reply = await talk.says("I'd like a double room from 12 to 15 November for two people", *CONTACT)
    assert reply.asks == ("confirmation",) and "£309.00" in reply.text and "£15.00" in reply.text
    assert len(talk.clinic.records_of("stay")) == 4

    reply = await talk.say("yes")

    assert reply.tells == ("stay_booked",) and reply.card.reference
    [stay] = [one for one in talk.clinic.records_of("stay") if one.reference == reply.card.reference]
    assert (stay.data["arrival"], stay.data["departure"], stay.data["guests"]) == (
        "2026-11-12",
        "2026-11-15",
        2,
    )
    assert stay.data["total"] == "309.00 GBP" and stay.data["status"] == "booked"
    assert [sold(talk, "DBL", f"2026-11-{day}") for day in (11, 12, 13, 14, 15)] == [0, 1, 1, 1, 0]


async def test_what_is_missing_is_asked_for_one_after_the_other():
    talk = the_hotel()
    assert (await talk.say("I need a room")).asks[0] == "arrival"
    assert (await talk.say("on the 3rd of November")).asks == ("departure",)
    assert (await talk.say("two nights")).asks == ("guests",)
    reply = await talk.say("just me")
    assert reply.asks == ("room_kind",) and "Single room (£74.00 a night)" in reply.text
    reply = await talk.says("the single", *CONTACT)
    assert reply.asks == ("confirmation",) and "£153.00" in reply.text


async def test_a_correction_is_reckoned_anew():
    talk = the_hotel()
    reply = await talk.says("a twin room from 3 to 5 November for two people", *CONTACT)
    assert "£206.00" in reply.text

    reply = await talk.say("no, three nights please")

    assert reply.asks == ("confirmation",) and "£309.00" in reply.text


async def test_another_room_instead_is_taken_up():
    talk = the_hotel()
    reply = await talk.says(
        "a double room from 3 to 5 November for two people", *CONTACT, "make it the family room instead"
    )
    assert reply.asks == ("confirmation",) and "Family room" in reply.text and "£289.00" in reply.text

    await talk.say("yes")
    assert sold(talk, "FAM", "2026-11-03") == 1 and sold(talk, "DBL", "2026-11-03") == 0


async def test_children_pay_no_city_tax_and_need_a_bed():
    talk = the_hotel()
    reply = await talk.says("a family room 10 to 12 November, 2 adults and 2 children", *CONTACT)

    assert "£289.00" in reply.text

    reply = await the_hotel().says("a double room 10 to 12 November, 2 adults and one child")
    assert reply.tells == ("room_too_small",) and reply.asks == ("room_kind",)


async def test_the_last_room_is_sold_once():
    talk = the_hotel()
    await talk.says("the harbour suite from 10 to 12 November for two people", *CONTACT)
    suite = talk.clinic.record("room_kind", "SUI")
    await talk.tools.records.change(suite.id, {"nights_sold": ["2026-11-11"]})

    reply = await talk.say("yes")

    assert reply.tells == ("room_kind_full",) and reply.asks == ("room_kind",)
    assert "Double room" in reply.text and sold(talk, "SUI", "2026-11-10") == 0
    assert len(talk.clinic.records_of("stay")) == 4

    assert (await talk.says("the twin", "yes")).tells == ("stay_booked",)


async def test_a_taken_kind_is_answered_with_those_that_are_free():
    reply = await the_hotel().says("the suite from tomorrow for two nights for two people")

    assert reply.tells == ("room_kind_full",) and "Harbour suite" in reply.text
    assert reply.offers == ("alternatives",)


async def test_a_full_house_offers_days_near_by():
    talk = the_hotel()
    for kind in talk.clinic.records_of("room_kind"):
        full = ["2026-11-10"] * kind.data["rooms"]
        await talk.tools.records.change(kind.id, {"nights_sold": full})
    reply = await talk.says("a room from 9 to 11 November for two people")
    assert "fully_booked" in reply.tells and reply.asks[0] == "arrival"

    reply = await talk.say("the first one")

    assert reply.asks == ("room_kind",)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("a room from 3 November 2028 for two nights", "too_far"),
        ("a room from 3 November to 20 December for two people", "stay_too_long"),
        ("rooms for 14 people from 3 to 5 November", "group_request"),
        ("a room for 6 people from 3 to 5 November", "too_many_guests"),
    ],
)
async def test_what_cannot_be_booked_here_is_said(said, told):
    reply = await the_hotel().say(said)

    assert told in reply.tells
    assert (reply.escalation is EscalationReason.SALES) == (told == "group_request")


async def test_rooms_and_rates_are_told_to_anybody():
    reply = await the_hotel().say("what kind of rooms do you have?")

    assert reply.tells == ("rooms_listed",) and "£139.50" in reply.text


# --- a stay of theirs ---


async def test_a_stay_is_told_after_proof_by_number_and_name_or_email():
    reply = await the_hotel().says("is my reservation confirmed?", *ALMA)
    assert reply.tells[-1] == "stay_is_booked" and "£309.00" in reply.text

    reply = await the_hotel().says("I want to check my booking", "alma.reyes@example.org", "HH-20417")
    assert reply.tells[-1] == "stay_is_booked"


async def test_somebody_elses_number_shows_nothing():
    reply = await the_hotel().says("check my reservation please", "HH-20417", "Tom Reed")

    assert "identity_failed" in reply.tells and "309" not in reply.text


@pytest.mark.parametrize("right", ["Reyes", "sorry, Alma Reyes"])
async def test_a_name_that_was_wrong_is_all_that_is_said_again(right):
    reply = await the_hotel().says("check my reservation please", "HH-20417", "Alma Rayes-Holm", right)

    assert reply.tells[-1] == "stay_is_booked"


async def test_one_night_longer_costs_exactly_that_much_more():
    talk = the_hotel()
    reply = await talk.says("I would like to stay one night longer", *ALMA)
    assert "change_costs_more" in reply.tells and "£103.00" in reply.text and reply.asks == ("confirmation",)

    assert "stay_changed" in (await talk.say("yes")).tells
    stay = the_stay(talk, "HH-20417")
    assert (stay["departure"], stay["total"]) == ("2026-10-29", "412.00 GBP")
    assert sold(talk, "DBL", "2026-10-28") == 1


async def test_a_guest_in_the_house_stays_until_another_day():
    talk = the_hotel()
    reply = await talk.says("I'd like to extend my stay until Saturday", *COLIN)
    assert reply.asks == ("confirmation",) and "£201.00" in reply.text

    await talk.say("yes")
    assert the_stay(talk, "HH-20388")["departure"] == "2026-10-10" and sold(talk, "DBL", "2026-10-09") == 1


async def test_a_stay_moves_whole_and_gives_its_nights_back():
    talk = the_hotel()
    reply = await talk.says("can I change the dates of my booking", *ALMA, "arrival on 2 November")
    assert reply.asks == ("confirmation",) and "change_costs_same" in reply.tells

    await talk.say("yes")

    stay = the_stay(talk, "HH-20417")
    assert (stay["arrival"], stay["departure"]) == ("2026-11-02", "2026-11-05")
    assert sold(talk, "DBL", "2026-10-25") == 0 and sold(talk, "DBL", "2026-11-04") == 1


async def test_an_upgrade_costs_the_difference_and_changes_the_kind():
    talk = the_hotel()
    reply = await talk.says("I'd like to upgrade to the harbour suite", *ALMA)
    assert "£351.00" in reply.text

    await talk.say("yes")

    assert the_stay(talk, "HH-20417")["room_kind"] == "SUI" and sold(talk, "DBL", "2026-10-26") == 0


async def test_a_third_guest_needs_a_larger_room():
    reply = await the_hotel().says("please change my booking, we will be 3 people", *ALMA)

    assert "room_too_small" in reply.tells and "Family room" in reply.text


async def test_a_no_leaves_the_stay_as_it_is():
    talk = the_hotel()
    await talk.says("I would like to stay one night longer", *ALMA, "no", "never mind")

    assert the_stay(talk, "HH-20417")["total"] == "309.00 GBP" and sold(talk, "DBL", "2026-10-28") == 0


async def test_cancelling_in_time_is_free_and_gives_the_nights_back():
    talk = the_hotel()
    reply = await talk.says("I need to cancel my booking", *ALMA)
    assert "cancelling_is_free" in reply.tells

    assert (await talk.say("yes")).tells == ("stay_cancelled",)
    assert the_stay(talk, "HH-20417")["status"] == "cancelled" and sold(talk, "DBL", "2026-10-25") == 0
    assert "stay_is_cancelled" in (await talk.say("cancel my reservation")).tells


async def test_a_late_cancellation_tells_its_fee_before_the_yes():
    talk = the_hotel()
    reply = await talk.says("cancel my reservation", *NADIA)
    assert "cancelling_costs" in reply.tells and "£144.50" in reply.text

    reply = await talk.say("yes")

    assert reply.tells == ("stay_cancelled_for_a_fee",)
    assert the_stay(talk, "HH-20431")["cancellation_fee"] == "144.50 GBP"


async def test_a_guest_in_the_house_does_not_cancel_here():
    reply = await the_hotel().says("I want to cancel my stay", "I'm in room 204", "Colin Ashby")

    assert "in_house_already" in reply.tells and "person" in reply.offers


async def test_what_was_just_booked_can_be_changed_without_telling_its_number():
    talk = the_hotel()
    await talk.says("a double room from 12 to 15 November for two people", *CONTACT, "yes")

    reply = await talk.say("sorry, please cancel that booking")

    assert reply.asks == ("confirmation",) and "cancelling_is_free" in reply.tells


# --- a guest in the house ---


async def test_room_service_is_ordered_to_the_room_for_an_exact_sum():
    talk = the_hotel()
    reply = await talk.says("two club sandwiches and a bottle of water to room 204 please", "Colin Ashby")
    assert reply.asks == ("confirmation",) and "£34.00" in reply.text

    assert (await talk.say("yes please")).tells == ("order_placed",)
    [order] = talk.clinic.records_of("room_order")
    assert order.data["items"] == "2 x Club sandwich, 1 x Bottle of water"
    assert (order.data["room"], order.data["total"], order.data["stay"]) == ("204", "34.00 GBP", "HH-20388")


async def test_what_is_on_the_menu_no_more_is_not_ordered():
    talk = the_hotel()
    await talk.says("a club sandwich to room 204 please", "Colin Ashby")
    for dish in talk.clinic.records_of("menu_item"):
        if dish.data["name"] == "Club sandwich":
            del talk.clinic.stored[dish.id]

    reply = await talk.say("yes please")

    assert "price_changed" in reply.tells and not talk.clinic.records_of("room_order")


async def test_what_is_not_on_the_menu_is_not_ordered():
    talk = the_hotel()
    reply = await talk.says("I'd like to order room service", *COLIN, "lobster thermidor")
    assert "not_on_menu" in reply.tells and "Club sandwich" in reply.text

    assert (await talk.say("a burger and a coffee then")).asks == ("confirmation",)


async def test_the_kitchen_has_hours():
    talk = a_demo_of("hospitality", MONDAY.replace(hour=23))
    reply = await talk.says("can I order a pizza to my room", *COLIN)

    assert "kitchen_closed" in reply.tells and talk.clinic.records_of("room_order") == []


@pytest.mark.parametrize(
    ("opens", "closes", "at", "is_open"),
    [
        ("18:00", "02:00", "23:30", True),  # past midnight
        ("18:00", "02:00", "01:59", True),
        ("18:00", "02:00", "02:00", False),
        ("18:00", "02:00", "17:59", False),
        ("07:00", "00:00", "23:59", True),  # to midnight
        ("07:00", "00:00", "00:00", False),
        ("07:00", "07:00", "03:00", True),  # round the clock
        ("07:00", "22:30", "22:29", True),
        ("07:00", "22:30", "22:30", False),
    ],
)
async def test_a_kitchen_may_be_open_past_midnight(opens, closes, at, is_open):
    hour, minute = map(int, at.split(":"))
    talk = a_demo_of("hospitality", MONDAY.replace(hour=hour, minute=minute))
    talk.business.settings.update(kitchen_opens=opens, kitchen_closes=closes)
    reply = await talk.says("can I order a pizza to my room", *COLIN)

    assert ("kitchen_closed" not in reply.tells) is is_open
    assert (reply.asks == ("confirmation",)) is is_open


async def test_nothing_is_brought_to_somebody_who_is_not_in_the_house():
    reply = await the_hotel().says("could I have more towels", *ALMA)

    assert "not_in_house" in reply.tells


async def test_towels_are_asked_for_once():
    talk = the_hotel()
    reply = await talk.says("could I have two more towels please", *COLIN, "yes")
    assert "request_left" in reply.tells
    [request] = talk.clinic.records_of("room_request")
    assert (request.data["item"], request.data["count"], request.data["room"]) == ("towels", 2, "204")

    assert "request_already" in (await talk.say("please bring fresh towels")).tells
    assert len(talk.clinic.records_of("room_request")) == 1


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("please have my room cleaned", "cleaning"),
        ("the shower is broken", "repair"),
        ("the air conditioning isn't working", "repair"),
        ("I need an iron", "iron"),
    ],
)
async def test_a_request_is_known_by_what_is_said(said, item):
    talk = the_hotel()
    await talk.says(said, *COLIN, "yes")

    assert [one.data["item"] for one in talk.clinic.records_of("room_request")] == [item]


async def test_a_wake_up_call_is_for_the_next_time_the_clock_shows_it():
    talk = the_hotel()
    reply = await talk.says("wake me up at 6:30 please", *COLIN)
    assert reply.asks == ("confirmation",)

    assert (await talk.say("yes")).tells == ("wake_up_set",)
    tomorrow = (MONDAY + timedelta(days=1)).replace(hour=6, minute=30)
    assert talk.clinic.records_of("room_request")[0].data["for_time"] == tomorrow.isoformat()


async def test_a_late_checkout_is_given_once_for_its_fee():
    talk = the_hotel()
    reply = await talk.says("can I have a late checkout", *COLIN, "2 pm")
    assert "late_costs" in reply.tells and "£25.00" in reply.text

    assert "late_checkout_given" in (await talk.say("yes")).tells
    stay = the_stay(talk, "HH-20388")
    assert (stay["late_checkout"], stay["total"]) == ("14:00", "527.50 GBP")
    assert "late_checkout_already" in (await talk.say("late checkout please")).tells


@pytest.mark.parametrize(
    ("until", "told"),
    [("noon", "late_is_free"), ("6 pm", "checkout_too_late"), ("10:30 am", "checkout_is_until")],
)
async def test_how_late_is_late(until, told):
    reply = await the_hotel().says("I would like a late checkout", *COLIN, until)

    assert told in reply.tells


async def test_no_late_checkout_where_the_room_is_needed():
    talk = the_hotel()
    double = talk.clinic.record("room_kind", "DBL")
    await talk.tools.records.change(double.id, {"nights_sold": ["2026-10-08"] * 10})

    reply = await talk.says("late checkout please", *COLIN, "1 pm")

    assert "room_is_taken" in reply.tells and "late_checkout" not in the_stay(talk, "HH-20388")


async def test_the_menu_is_told_to_anybody():
    reply = await the_hotel().say("what's on the room service menu?")

    assert reply.tells == ("menu_listed",) and "£13.50" in reply.text


@pytest.mark.parametrize(
    ("said", "lines", "unknown"),
    [
        ("two burgers and fries", "2 x Harbour burger", "fries"),
        ("fish and chips with a pot of tea", "1 x Fish and chips, 1 x Pot of tea", ""),
        ("3 coffees, a tomato soup", "1 x Tomato soup, 3 x Coffee", ""),
        ("clubsandwich please", "1 x Club sandwich", ""),
        ("una sopa de tomate y dos cafés", "1 x Tomato soup, 2 x Coffee", ""),
    ],
)
def test_orders_are_read_by_the_menu(said, lines, unknown):
    menu = the_hotel().clinic.records_of("menu_item")
    read, left = read_order(said, menu)

    assert (", ".join(line.text for line in read), left) == (lines, unknown)


async def test_a_room_is_found_by_what_it_is_called_in_another_language():
    talk = replace(a_demo_of("hospitality"), language="es")

    reply = await talk.says("Quería una habitación individual del 3 al 5 de noviembre", "una persona")

    assert reply.asks == ("full_name",)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            (
                "Can I keep the room longer on my last day?",
                "204",
                "Colin Ashby",
                "until one in the afternoon",
            ),
        ),
        ("en", ("Can I keep the room until one o'clock on my last day?", "204", "Colin Ashby")),
        ("es", ("¿Puedo quedarme en la habitación hasta la una?", "la 204", "Colin Ashby")),
        ("de", ("Kann ich das Zimmer bis 13 Uhr behalten?", "204", "Colin Ashby")),
    ],
)
async def test_until_when_the_room_is_kept_is_said_with_until(language, lines):
    talk = replace(a_demo_of("hospitality"), language=language)

    reply = await talk.says(*lines)

    assert reply.tells[-1] == "late_costs" and "13:00" in reply.text


async def test_who_was_not_understood_once_is_not_told_that_it_is_still_so():
    talk = replace(a_demo_of("hospitality"), language="es")

    once, twice = await talk.say("blub dub"), await talk.say("blub dub")

    assert "sigo" not in once.text and "sigo sin entenderlo" in twice.text


# --- moved as a whole, and what is said in passing ---


@pytest.mark.parametrize(
    ("said", "arrival", "departure"),
    [
        ("could we come a week later", "2026-11-01", "2026-11-04"),
        ("please push my stay back two days later", "2026-10-27", "2026-10-30"),
        ("we are booked for the 25th, can you make it one day earlier", "2026-10-24", "2026-10-27"),
    ],
)
async def test_a_stay_is_moved_by_days_and_is_as_long_as_before(said, arrival, departure):
    talk = the_hotel()

    await talk.says(said, *ALMA, "yes")

    stay = the_stay(talk, "HH-20417")
    assert (stay["arrival"], stay["departure"]) == (arrival, departure)


async def test_just_me_is_one_guest():
    reply = await the_hotel().say("a double for tomorrow for two nights, just me please")

    assert reply.dialogue.values()["guests"] == "1"


async def test_a_room_number_between_commas_is_one():
    reply = await the_hotel().say("can you wake us at quarter past six tomorrow, 204, Ashby")

    assert reply.dialogue.values()["room_number"] == "204"


async def test_another_night_is_one_more():
    talk = the_hotel()

    reply = await talk.says("can we add another night to our stay", *ALMA)

    assert reply.asks == ("confirmation",) and "29 October" in reply.text


async def test_more_guests_than_before_are_a_change_of_the_stay():
    reply = await the_hotel().say("there's three of us now instead, HH-20417")

    assert {"StartFlow change_stay", "FillSlot guests"} <= set(reply.why.commands)


@pytest.mark.parametrize("said", ["room 12", "it's room 7", "Zimmer 12"])
async def test_a_room_of_a_small_house_is_a_room_and_no_hour(said: str) -> None:
    talk = a_demo_of("hospitality")
    reply = await talk.says("I need to keep my room until 2 pm", said)
    assert reply.dialogue.values()["checkout_time"] == "14:00"
    if "room" in said:
        assert reply.dialogue.values()["room_number"] == said.split()[-1] and reply.asks == ("full_name",)


@pytest.mark.parametrize("said", ["and where should I leave my van?", "is there a spot for our camper?"])
async def test_where_a_car_goes_is_asked_of_the_parking(said):
    talk = a_demo_of("hospitality")

    assert "fact" in (await talk.say(said)).tells


async def test_what_two_sentences_probably_wish_is_not_asked_about():
    talk = a_demo_of("hospitality")
    reply = await talk.say(
        "right, the job's been put off so I won't need the room on the 25th. scrap it for us"
    )

    assert [flow.name for flow in reply.dialogue.flows] == ["cancel_stay"]


@pytest.mark.parametrize(
    "said",
    ["So until the 30th of October, what would that be?", "and if we left on the 30th?"],
)
async def test_a_later_departure_leaves_the_arrival_as_it_stands(said: str):
    talk = the_hotel()
    await talk.says("I would like to stay one night longer", *ALMA, said, "yes")

    stay = the_stay(talk, "HH-20417")
    assert (stay["arrival"], stay["departure"]) == ("2026-10-25", "2026-10-30")


async def test_asked_for_the_arrival_the_day_of_leaving_is_no_arrival():
    talk = the_hotel()
    await talk.says("can I change the dates of my booking", *ALMA, "we would be leaving on 30 October", "yes")

    stay = the_stay(talk, "HH-20417")
    assert (stay["arrival"], stay["departure"]) == ("2026-10-25", "2026-10-30")


async def test_other_nights_are_no_guests_and_who_says_see_you_books_nothing_more():
    talk = the_hotel()
    said = "Two of us, from Thursday 10 June for two nights in the twin room. I'm Ros Penhale, 020 7946 0999"
    reply = await talk.says(said, "oh, the forecast is good, make that four nights, not two")
    assert reply.asks == ("confirmation",) and "4 nights" in reply.text

    assert "stay_booked" in (await talk.say("yes")).tells
    assert not (await talk.say("Splendid. See you in June")).dialogue.flows


async def test_anothers_stay_named_by_its_number_leaves_their_own_alone():
    talk = a_demo_of("hospitality")
    await talk.says("how long is my stay?", "HH-20417", "Alma Reyes")
    reply = await talk.say("my colleague Nadia Brandt has fallen ill, please cancel HH-20431")
    assert reply.tells == ("only_own",) and reply.dialogue.flow is None
    await talk.say("yes")
    assert all(one.data["status"] != "cancelled" for one in talk.clinic.records_of("stay")[:2])
    assert "HH-20417" in (await talk.say("when do I arrive?")).text


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("um three oh two", "302"),
        ("it's three hundred and two", "302"),
        ("three twelve", "312"),
        ("room twenty five", "25"),
        ("we're in room one oh four", "104"),
    ],
)
async def test_a_room_is_told_in_number_words(said, number):
    reply = await a_demo_of("hospitality").says("can I have two towels please", said)
    assert reply.asks == ("full_name",) and reply.dialogue.values()["room_number"] == number


async def test_a_count_of_nights_is_no_room():
    reply = await a_demo_of("hospitality").says("i'd like to book a room for friday", "twenty one nights")
    assert "room_number" not in reply.dialogue.values()


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("could we have fresh pillows please, maybe four", 4),
        ("towels please, two, sorry, three of them", 3),
        ("may I have a blanket", 1),
    ],
)
async def test_how_many_of_them_is_heard_behind_them_and_read_back(said: str, count: int):
    talk = the_hotel()
    reply = await talk.says(said, *COLIN)
    assert (f", {count}. " in reply.text) is (count > 1)
    await talk.say("yes")
    [request] = talk.clinic.records_of("room_request")
    assert request.data["count"] == count


@pytest.mark.parametrize(
    "said", ["please drop my colleague's, thanks", "could you scrap theirs? they can't come"]
)
async def test_somebody_elses_stay_is_cancelled_on_their_own_proof(said: str):
    talk = the_hotel()
    await talk.says("how does my booking stand?", *ALMA)
    reply = await talk.say(said)
    assert "confirmation" not in reply.asks and "I would cancel" not in reply.text
    await talk.say("leave theirs alone then")
    assert talk.clinic.record("stay", "HH-20417").data["status"] == "booked"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "until what time is breakfast on?"),
        ("es", "¿hasta qué hora es el desayuno?"),
        ("fr", "le petit déjeuner est servi jusqu'à quelle heure ?"),
    ],
)
async def test_until_when_a_thing_is_there_asks_for_no_opening_hours(language: str, said: str):
    talk = the_hotel()
    talk.language = language
    reply = await talk.say(said)
    assert "fact" in reply.tells and "opening_hours" not in reply.tells
    assert "opening_hours" in (await talk.say("when are you open and is there parking?")).tells


@pytest.mark.parametrize(
    ("said", "at"),
    [("seven thirty", "07:30"), ("six fifteen", "06:15"), ("um eight forty-five", "08:45")],
)
async def test_an_hour_with_its_minutes_is_no_room(said, at):
    reply = await a_demo_of("hospitality").says("can somebody wake me tomorrow, a wake-up call", said)
    assert reply.dialogue.values()["wake_time"] == at and "room_number" not in reply.dialogue.values()


@pytest.mark.parametrize(
    ("wish", "said", "room"),
    [
        ("can I have two towels please", "we're in three fifteen", "315"),
        ("can I have two towels please", "it's three fifteen", "315"),
        ("could we get a blanket", "four thirty", "430"),
        ("I'd like to order room service", "um eleven forty-five", "1145"),
        ("wake me at half past six, please", "two thirty", "230"),
        ("wake me up tomorrow please", "in two fifteen", "215"),
    ],
)
async def test_a_room_may_sound_like_an_hour(wish, said, room):
    reply = await a_demo_of("hospitality").says(wish, said)
    assert reply.dialogue.values()["room_number"] == room


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "we asked for pillows, 20 minutes ago"),
        ("en", "no towels 3 days now!"),
        ("es", "pedimos toallas, unas 2 horas hace"),
        ("fr", "des serviettes, 15 minutes que nous attendons"),
        ("de", "Kissen bitte, 20 Minuten warten wir schon"),
    ],
)
async def test_how_long_they_wait_is_not_how_many_they_want(language, said):
    talk = the_hotel()
    talk.language = language
    reply = await talk.says(said, *COLIN)
    assert "how_many" not in reply.dialogue.values()


async def test_a_friends_number_is_tried_with_the_friends_own_name():
    talk = the_hotel()
    await talk.says("how does my booking stand?", *ALMA)
    reply = await talk.say("could you cancel my colleague's room, HH-20431")
    assert reply.asks == ("full_name",) and "identity_failed" not in reply.tells
    await talk.says("Alma Reyes", "yes", "yes please, cancel it")
    assert talk.clinic.record("stay", "HH-20431").data["status"] == "booked"
