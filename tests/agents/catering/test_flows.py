"""Quotes, tables, events, menus, ways and allergens of a caterer, each to its end."""

from datetime import date, datetime, time, timedelta

import pytest

from caly_app.agents.commands import EscalationReason
from tests.agents.world import Talk, a_demo_of

ORLA = "020 7946 0311"  # has the open quote QU-2041
DESMOND = "020 7946 0322"  # has the accepted quote QU-2042, and invoices
IMOGEN = "020 7946 0333"  # has the expired quote QU-2043
EVENT = ("I need a quote for a wedding with 80 guests on 12 June 2027", "the garden menu")


def a_caterer() -> Talk:
    """The demo, its teams free once a day for a year."""
    talk = a_demo_of("catering")
    midday = datetime.combine(talk.clinic.now.date(), time(12), talk.business.timezone)
    for one in talk.clinic.doctors:
        if one.name in ("Quill", "Marlow"):
            talk.clinic.free[one.id] = {midday + timedelta(days=ahead) for ahead in range(1, 365)}
    return talk


def who_has(talk: Talk, phone: str):
    return next(who for who, held in talk.clinic.people.items() if held.get("phone") == phone)


def quotes_made(talk: Talk) -> list:
    return [one for one in talk.clinic.records_of("quote") if not one.reference.startswith("QU-20")]


# --- quotes ---


async def test_a_quote_adds_up_and_is_written_only_after_a_yes():
    talk = a_caterer()
    reply = await talk.says(*EVENT, "Wexley", "Nell Osborne", "020 7946 0999")
    assert reply.asks == ("confirmation",) and "£2,879.04" in reply.text
    assert quotes_made(talk) == [] == talk.clinic.records_of("lead")

    reply = await talk.say("yes")

    [quote], [lead] = quotes_made(talk), talk.clinic.records_of("lead")
    assert reply.tells == ("quote_made",) and quote.reference in reply.text
    assert quote.data | {"lead": ""} == {
        "lead": "",
        "event_kind": "wedding",
        "event_date": "2027-06-12",
        "guests": 80,
        "menu": "Garden menu",
        "menu_reference": "MN-2",
        "price_per_guest": "29.90 GBP",
        "place": "Wexley",
        "miles": 14.0,
        "menu_total": "2392.00 GBP",
        "distance_fee": "7.20 GBP",
        "tax_percent": 20.0,
        "tax": "479.84 GBP",
        "total": "2879.04 GBP",
        "deposit": "719.76 GBP",
        "valid_until": "2026-10-19",
        "status": "open",
    }
    assert lead.data["status"] == "quoted" and lead.reference == quote.data["lead"]
    assert talk.clinic.people[quote.customer_id]["phone"] == "+442079460999"


async def test_what_was_quoted_is_accepted_in_the_same_conversation_without_being_asked_again():
    talk = a_caterer()
    await talk.says(*EVENT, "Wexley", "Nell Osborne", "020 7946 0999", "yes")
    reply = await talk.say("I accept the quote")
    assert reply.asks == ("confirmation",)

    reply = await talk.say("yes")

    [quote] = quotes_made(talk)
    [invoice] = [one for one in talk.clinic.records_of("invoice") if one.data["quote"] == quote.reference]
    assert reply.tells == ("quote_accepted",) and quote.data["status"] == "accepted"
    assert (invoice.data["what"], invoice.data["amount"]) == ("deposit", "719.76 GBP")
    assert talk.clinic.records_of("lead")[0].data["status"] == "won"
    assert ("2027-06-12 12:00", "Marlow") in talk.clinic.bookings()


async def test_a_quote_can_be_corrected_before_it_is_written():
    talk = a_caterer()
    await talk.says(*EVENT, "Wexley", "Nell Osborne", "020 7946 0999")
    reply = await talk.say("sorry, it is 90 guests")
    assert reply.asks == ("confirmation",) and "90 guests" in reply.text
    assert (await talk.say("no")).asks == ("change",)
    assert (await talk.say("the number of guests")).asks == ("guests",)
    assert (await talk.say("85")).asks == ("confirmation",)

    await talk.say("yes")

    assert quotes_made(talk)[0].data["guests"] == 85


async def test_another_menu_is_chosen_before_the_quote_is_written():
    talk = a_caterer()
    await talk.says(*EVENT, "Wexley", "Nell Osborne", "020 7946 0999")
    reply = await talk.say("no, the saffron menu please")
    assert reply.asks == ("confirmation",) and "Saffron menu" in reply.text
    assert (await talk.say("change")).asks == ("change",)
    assert (await talk.say("the menu")).asks == ("menu",)
    assert "Quayside menu" in (await talk.say("the quayside one")).text

    await talk.say("yes")

    assert quotes_made(talk)[0].data["menu"] == "Quayside menu"


@pytest.mark.parametrize(
    ("lines", "told", "says"),
    [
        (("quote for a birthday party with 5 people on 20 March 2027",), "too_few_guests", "8 guests"),
        (("quote for a funeral with 60 guests tomorrow", "the saffron menu", "Wexley"), "event_too_soon", ""),
        ((*EVENT, "Saltmarsh"), "outside_area", "61 miles"),
        ((*EVENT, "Timbuktu"), "place_unknown", "Timbuktu"),
        (
            ("quote for a gala with 400 guests on 12 June 2027", "the garden menu", "Wexley"),
            "event_too_big",
            "180",
        ),
        (
            ("quote for a reunion with 10 guests on 20 March 2027 with the quayside menu",),
            "menu_needs_more",
            "20 guests",
        ),
    ],
)
async def test_what_cannot_be_is_refused_with_what_is_possible(lines, told, says):
    talk = a_caterer()
    reply = await talk.says(*lines)

    assert told in reply.tells and says in reply.text
    assert quotes_made(talk) == []


async def test_few_guests_are_led_to_a_table():
    talk = a_caterer()
    reply = await talk.says("quote for a birthday party with 5 people on 20 March 2027", "yes")

    assert reply.asks == ("date",)
    await talk.says("Friday at 7pm", "Tom Reed", "020 7946 0999", "yes")
    assert talk.clinic.bookings() == [("2026-10-09 19:00", "Juniper")]


@pytest.mark.parametrize(
    ("number", "phone", "told"),
    [("QU-2043", IMOGEN, "quote_is_expired"), ("QU-2042", DESMOND, "quote_is_accepted")],
)
async def test_what_is_over_or_agreed_already_is_not_accepted(number, phone, told):
    talk = a_caterer()
    before = talk.clinic.record("quote", number).data
    reply = await talk.says(f"I'd like to accept quote {number}", phone)

    assert told in reply.tells
    assert talk.clinic.record("quote", number).data == before and talk.clinic.bookings() == []


async def test_an_acceptance_needs_a_free_team():
    talk = a_caterer()
    for one in talk.clinic.doctors:
        talk.clinic.taken |= {
            (one.id, at) for at in talk.clinic.free[one.id] if at.date() == date(2027, 6, 12)
        }
    reply = await talk.says("I accept quote QU-2041", ORLA, "yes")

    assert "team_not_free" in reply.tells
    assert talk.clinic.record("quote", "QU-2041").data["status"] == "open"


async def test_a_day_that_was_held_before_is_not_taken_twice():
    talk = a_caterer()
    await talk.says("I accept quote QU-2041", ORLA, "yes")
    reply = await talk.says("I accept the quote")

    assert "quote_is_accepted" in reply.tells and len(talk.clinic.bookings()) == 1


async def test_somebody_elses_quote_stays_closed():
    talk = a_caterer()
    reply = await talk.says("I'd like to accept quote QU-2041", DESMOND)

    assert "identity_failed" in reply.tells and "2,879" not in reply.text
    assert talk.clinic.record("quote", "QU-2041").data["status"] == "open"


async def test_three_wrong_proofs_call_a_person():
    talk = a_caterer()
    reply = await talk.says(
        "I'd like to accept quote QU-2041", DESMOND, "QU-2041", IMOGEN, "QU-2041", DESMOND
    )

    assert reply.escalation is EscalationReason.IDENTITY_FAILED


async def test_guests_change_and_the_open_invoice_with_them():
    talk = a_caterer()
    reply = await talk.says("change the number of guests to 60", "QU-2042", DESMOND)
    assert reply.asks == ("confirmation",) and "£2,646.00" in reply.text and "£1,764.00" in reply.text

    reply = await talk.say("yes")

    quote = talk.clinic.record("quote", "QU-2042")
    assert reply.tells == ("quote_changed",)
    assert (quote.data["guests"], quote.data["total"], quote.data["deposit"]) == (
        60,
        "2646.00 GBP",
        "441.00 GBP",
    )
    assert talk.clinic.record("invoice", "IN-3043").data["amount"] == "2205.00 GBP"
    assert talk.clinic.record("invoice", "IN-3042").data["amount"] == "441.00 GBP"


async def test_another_menu_is_reckoned_anew():
    talk = a_caterer()
    reply = await talk.says("can we switch to the saffron menu", "QU-2041", ORLA, "yes")

    assert reply.tells == ("quote_changed",)
    quote = talk.clinic.record("quote", "QU-2041").data
    assert (quote["menu"], quote["total"], quote["deposit"]) == ("Saffron menu", "3536.64 GBP", "884.16 GBP")


async def test_fewer_guests_than_the_menu_needs_are_refused():
    talk = a_caterer()
    reply = await talk.says("change the number of guests to 9", "QU-2042", DESMOND)

    assert "below_minimum" in reply.tells and "15" in reply.text
    assert talk.clinic.record("quote", "QU-2042").data["guests"] == 40


async def test_shortly_before_the_event_a_person_changes_it():
    talk = a_demo_of("catering")
    talk.clinic.now = talk.clinic.now.replace(year=2027, month=5, day=16)
    reply = await talk.says("change the number of guests to 45", "QU-2042", DESMOND)

    assert "too_late_to_change" in reply.tells and reply.escalation is EscalationReason.NEEDS_APPROVAL
    assert talk.clinic.record("quote", "QU-2042").data["guests"] == 40


async def test_more_guests_than_a_team_serves_get_the_larger_team():
    talk = a_caterer()
    desmond = who_has(talk, "+442079460322")
    quill = next(one for one in talk.clinic.doctors if one.name == "Quill")
    at = datetime(2027, 5, 21, 12, tzinfo=talk.business.timezone)
    opening = next(
        one for one in await talk.clinic.openings(near=at, resource_id=quill.id) if one.starts_at == at
    )
    await talk.clinic.book(opening, kind="event", customer_id=desmond, fields={"quote": "QU-2042"})
    await talk.says("change the number of guests to 60", "QU-2042", DESMOND, "yes")

    assert talk.clinic.bookings() == [("2027-05-21 12:00", "Marlow")]


@pytest.mark.parametrize(
    ("number", "phone", "told", "says"),
    [
        ("QU-2041", ORLA, "quote_is_open", "£719.76"),
        ("QU-2042", DESMOND, "quote_is_accepted", "Saffron menu"),
        ("QU-2043", IMOGEN, "quote_is_expired", "31 August 2026"),
    ],
)
async def test_what_is_agreed(number, phone, told, says):
    reply = await a_caterer().says("what is in my quote?", number, phone)

    assert told in reply.tells and says in reply.text


@pytest.mark.parametrize(
    ("number", "phone", "told", "says"),
    [("QU-2042", DESMOND, "invoice_open", "£1,323.00"), ("QU-2041", ORLA, "no_invoices", "")],
)
async def test_invoices(number, phone, told, says):
    reply = await a_caterer().says("I have a question about my invoice", number, phone)

    assert told in reply.tells and says in reply.text


# --- tables and event dates ---


async def test_a_table_is_the_smallest_that_seats_them():
    talk = a_caterer()
    reply = await talk.says(
        "Can I book a table for three on Friday at eight?", "Tom Reed", "020 7946 0999", "yes"
    )

    assert "booked" in reply.tells
    [one] = talk.clinic.booked.values()
    assert (one.kind, one.resource_name, one.fields["guests"]) == ("table", "Birch", "3")


async def test_a_larger_table_is_taken_when_the_small_ones_are_gone():
    talk = a_caterer()
    at = datetime(2026, 10, 9, 20, tzinfo=talk.business.timezone)
    talk.clinic.taken |= {(one.id, at) for one in talk.clinic.doctors if one.name in ("Birch", "Linden")}
    await talk.says("table for 4 on Friday at 8pm", "Tom Reed", "020 7946 0999", "yes")

    assert talk.clinic.bookings() == [("2026-10-09 20:00", "Juniper")]


async def test_no_table_of_that_size_offers_other_times():
    talk = a_caterer()
    at = datetime(2026, 10, 9, 20, tzinfo=talk.business.timezone)
    talk.clinic.taken |= {(one.id, at) for one in talk.clinic.doctors if one.name == "Hornbeam"}
    reply = await talk.says("table for 9 on Friday at 8pm")

    assert "slot_taken" in reply.tells and "alternatives" in reply.offers
    await talk.says(reply.quick_replies[0].text, "Tom Reed", "020 7946 0999", "yes")
    assert [name for _, name in talk.clinic.bookings()] == ["Hornbeam"]


async def test_a_party_larger_than_any_table_is_led_to_a_quote():
    reply = await a_caterer().say("table for 25 on Friday at 8pm")

    assert "party_too_big" in reply.tells and "10" in reply.text and reply.asks == ("confirmation",)


async def test_monday_is_closed():
    reply = await a_caterer().say("I'd like to book a table for two next Monday at 7pm")

    assert "closed_that_day" in reply.tells


async def test_a_table_is_moved_and_cancelled():
    talk = a_caterer()
    await talk.says("table for 2 on Friday at 8pm", "Tom Reed", "020 7946 0999", "yes")
    await talk.says("can you move my booking to Saturday at 6pm", "yes")
    assert talk.clinic.bookings() == [("2026-10-10 18:00", "Alder")]

    assert "appointment_is" in (await talk.say("when is my table?")).tells
    assert "cancelled" in (await talk.says("cancel my reservation", "yes")).tells
    assert talk.clinic.bookings() == []


@pytest.mark.parametrize(("guests", "table"), [("4", "Birch"), ("9", "Hornbeam")])
async def test_more_people_at_a_table_keep_it_or_get_a_larger_one_at_that_time(guests, table):
    talk = a_caterer()
    await talk.says("table for 3 on Friday at 8pm", "Tom Reed", "020 7946 0999", "yes")
    reply = await talk.say(f"we will be {guests} people instead of 3")
    assert "party_of_table" in reply.tells

    reply = await talk.says("yes", "yes")

    [booked] = talk.clinic.booked.values()
    assert reply.tells == ("moved",) and talk.clinic.bookings() == [("2026-10-09 20:00", table)]
    assert booked.fields["guests"] == guests


async def test_the_number_of_a_booking_told_as_a_quotes_finds_it_all_the_same():
    talk = a_caterer()
    orla = who_has(talk, "+442079460311")
    opening = await talk.clinic.opening_at(datetime(2026, 10, 9, 20, tzinfo=talk.business.timezone))
    booked = await talk.clinic.book(opening, kind="table", customer_id=orla, fields={"guests": "2"})
    talk.clinic.here.clear()
    reply = await talk.says("cancel my reservation")
    assert reply.asks == ("quote_number",)

    await talk.says(booked.reference, "no, 020 7946 0322", booked.reference, ORLA, "yes")

    assert talk.clinic.bookings() == []


async def test_a_day_is_held_for_an_event():
    talk = a_caterer()
    reply = await talk.says(
        "hold 20 November for our company party with your team",
        "45 people",
        "Ana Ruiz",
        "020 7946 0999",
        "yes",
    )

    assert "event_booked" in reply.tells
    [one] = talk.clinic.booked.values()
    assert (one.kind, one.resource_name, one.fields["guests"]) == ("event", "Quill", "45")


async def test_a_full_day_offers_the_nearest():
    talk = a_caterer()
    for one in talk.clinic.doctors:
        talk.clinic.taken |= {
            (one.id, at) for at in talk.clinic.free[one.id] if at.date() == date(2026, 11, 20)
        }
    reply = await talk.says("hold 20 November for our company party with your team", "45 people")

    assert "event_day_taken" in reply.tells and "alternatives" in reply.offers
    assert (await talk.say("the 21st")).asks == ("full_name",)


async def test_an_event_is_moved_with_its_quote_and_cancelled_with_a_person():
    talk = a_caterer()
    await talk.says("I accept quote QU-2041", ORLA, "yes")
    talk.clinic.now = datetime(2027, 5, 1, 14, tzinfo=talk.business.timezone)
    await talk.says("move the wedding to 19 June", "yes")
    assert talk.clinic.bookings() == [("2027-06-19 12:00", "Marlow")]
    assert talk.clinic.record("quote", "QU-2041").data["event_date"] == "2027-06-19"

    reply = await talk.says("I have to cancel my booking", "yes")

    assert "event_cancelled" in reply.tells and reply.escalation is EscalationReason.NEEDS_APPROVAL
    assert talk.clinic.record("quote", "QU-2041").data["status"] == "cancelled"
    assert talk.clinic.bookings() == []


# --- the way, menus, allergens ---


@pytest.mark.parametrize(
    ("said", "told", "says"),
    [
        ("What does it cost to come to Wexley?", "travel_fee_is", "£7.20"),
        ("do you deliver to Brackley Heath?", "travel_fee_is", "£24.30"),
        ("do you come to Netherfield", "travel_free", "6.5"),
        ("how far do you go, our place is in WX4 2AB", "travel_fee_is", "23.5"),
        ("do you travel to Saltmarsh?", "outside_area", "61"),
        ("do you travel to Atlantis?", "place_unknown", "Atlantis"),
    ],
)
async def test_what_the_way_costs(said, told, says):
    reply = await a_caterer().say(said)

    assert told in reply.tells and says in reply.text


@pytest.mark.parametrize(
    ("said", "told", "names", "not_names"),
    [
        ("do you have a vegan menu?", "menu_is", ["Garden"], ["Saffron"]),
        ("which menus do you have?", "menus_listed", ["Garden", "Saffron", "Harvest"], []),
        ("can you recommend a halal menu", "menu_is", ["Saffron"], ["Garden"]),
        (
            "what menus do you have for 30 people with a budget of £1000",
            "menus_listed",
            ["Garden"],
            ["Saffron"],
        ),
        ("which menus do you have for 10 guests", "menu_is", ["Picnic"], ["Garden"]),
        ("can you recommend a kosher menu", "no_menu_fits", [], []),
        (
            "what would you suggest as a winter menu at most £45 a head",
            "menus_listed",
            ["Harvest"],
            ["Picnic"],
        ),
    ],
)
async def test_menus_by_diet_guests_budget_and_season(said, told, names, not_names):
    reply = await a_caterer().say(said)

    assert told in reply.tells
    assert all(name in reply.text for name in names) and not any(name in reply.text for name in not_names)


@pytest.mark.parametrize(
    ("said", "told", "says", "calls"),
    [
        ("which dishes have no nuts?", "dishes_free", "Mushroom pie", False),
        ("what is in the hazelnut tart?", "dish_contains", "gluten, eggs, milk and nuts", False),
        ("does the beef cheek contain celery?", "dish_has", "celery", False),
        ("does the beef cheek contain mustard?", "dish_may_have", "mustard", False),
        ("is the lemon sorbet free of milk?", "dish_is_free", "milk", False),
        ("does the quiche of the day contain nuts?", "dish_not_listed", "do not guess", True),
        ("I'm allergic to kiwi, can I eat the lemon sorbet?", "allergen_unknown", "kiwi:", True),
        (
            "my son has a severe milk allergy, can he eat the lemon sorbet?",
            "dish_is_free_careful",
            "severe",
            True,
        ),
        ("he is anaphylactic to fish, does the smoked trout contain fish?", "dish_has", "fish", True),
        ("which dishes are free of shellfish?", "dishes_free", "Smoked trout", False),
    ],
)
async def test_allergens_are_never_guessed(said, told, says, calls):
    reply = await a_caterer().say(said)

    assert told in reply.tells and says in reply.text
    assert (reply.escalation is EscalationReason.SAFETY) == calls


async def test_what_may_have_traces_is_not_called_free():
    reply = await a_caterer().say("which dishes have no milk?")

    assert "Lamb skewers" not in reply.text and "Lemon sorbet" in reply.text
    assert "Quiche" not in reply.text


@pytest.mark.parametrize(
    "said",
    [
        "my guest is having a severe allergic reaction",
        "my aunt ate the satay just now and her throat is swelling up",
        "she can hardly breathe",
        "sie bekommt kaum Luft",
        "apenas puede respirar",
        "elle a du mal à respirer",
    ],
)
async def test_an_allergic_reaction_is_an_emergency(said):
    reply = await a_caterer().say(said)

    assert reply.escalation is EscalationReason.MEDICAL_EMERGENCY and "999" in reply.text


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("is there parking?", "car park"),
        ("can we bring our own wine, is there corkage?", "£12"),
        ("when are you open?", "12:00"),
    ],
)
async def test_questions_about_the_house(said, says):
    assert says in (await a_caterer().say(said)).text


async def test_a_question_in_the_middle_of_a_quote_and_back():
    talk = a_caterer()
    await talk.says(*EVENT)
    reply = await talk.say("is there parking?")

    assert "car park" in reply.text and reply.asks == ("place",)


@pytest.mark.parametrize(
    ("language", "lines", "guests"),
    [
        ("es", ("quiero cambiar el número de invitados a 60", "QU-2042", DESMOND, "sí"), 60),
        ("fr", ("je voudrais changer le nombre d'invités à 55", "QU-2042", DESMOND, "oui"), 55),
        ("de", ("bitte ändern Sie die Gästezahl auf 45", "QU-2042", DESMOND, "ja"), 45),
    ],
)
async def test_guests_change_in_other_languages(language, lines, guests):
    talk = a_caterer()
    talk.language = language
    talk.config = talk.config.model_copy(update={"languages": ("en", "es", "fr", "de")})
    reply = await talk.says(*lines)

    assert "quote_changed" in reply.tells
    assert talk.clinic.record("quote", "QU-2042").data["guests"] == guests


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("es", "¿qué platos no llevan frutos secos?", "dishes_free"),
        ("es", "soy alérgico al kiwi", "allergen_unknown"),
        ("fr", "la Mushroom pie contient-elle du lait ?", "dish_has"),
        ("de", "ist in der Hazelnut tart Milch?", "dish_has"),
        ("de", "was kostet die Anfahrt nach Wexley?", "travel_fee_is"),
        ("fr", "venez-vous à Saltmarsh ?", "outside_area"),
        ("es", "¿tienen menú vegano?", "menu_is"),
    ],
)
async def test_questions_in_other_languages(language, said, told):
    talk = a_caterer()
    talk.language = language
    talk.config = talk.config.model_copy(update={"languages": ("en", "es", "fr", "de")})

    assert told in (await talk.say(said)).tells


async def test_a_party_too_big_for_a_table_keeps_its_day():
    talk = a_demo_of("catering")
    await talk.says("Can I book a table for 30 people on 14 November at seven?", "yes please")
    reply = await talk.say("a company party")

    assert reply.asks == ("menu",)


async def test_who_cannot_have_them_is_allergic_to_what_was_named():
    reply = await a_caterer().say("does the beef cheek contain celery? my uncle can't have it")

    assert reply.tells == ("dish_has",) and not reply.escalation


async def test_what_there_is_in_a_dish_is_told_in_french():
    talk = a_caterer()
    talk.language = "fr"
    reply = await talk.say("au fait, dites-moi : il y a du céleri dans le Beef cheek ?")

    assert reply.tells == ("dish_has",)
