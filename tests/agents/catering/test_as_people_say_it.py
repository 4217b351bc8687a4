"""A caterer's customers in their own words: which menu, where, how many, and the table they have already."""

import pytest

from tests.agents.world import Talk, a_demo_of

DESMOND = "020 7946 0322"  # has the accepted quote QU-2042


@pytest.fixture
def talk() -> Talk:
    talk = a_demo_of("catering")
    banquet = {"name": "Harbour Banquet", "price_per_guest": "40.00 GBP", "minimum_guests": 20}
    talk.clinic.put("menu", "MN-9", banquet, None)
    return talk


async def test_a_menu_need_not_be_called_one(talk):
    reply = await talk.say(
        "I need a quote for our accountant's leaving do on 12 June 2027, 40 of us, the harbour banquet, "
        "over in Wexley"
    )

    known = talk.reply.dialogue.values()
    assert reply.asks == ("full_name",)
    assert (known["event_kind"], known["menu_title"]) == ("leaving do", "Harbour Banquet")
    assert known["place"] == "Wexley"


async def test_where_a_building_stands_is_the_place(talk):
    await talk.says("I need a quote for a wedding with 80 guests on 12 June 2027", "the garden menu")
    reply = await talk.say("in my uncle's barn, which is in Wexley")

    assert reply.asks == ("full_name",)
    assert talk.reply.dialogue.values()["place"] == "Wexley"


async def test_from_so_many_to_so_many_tells_the_second(talk):
    reply = await talk.says("we have to come down from 60 to 5 guests", "QU-2042", DESMOND)

    assert "below_minimum" in reply.tells


async def test_one_dish_of_the_house_for_another_changes_the_menu(talk):
    reply = await talk.says("could we swap the buffet for the harbour banquet", "QU-2042", DESMOND)

    assert reply.asks == ("confirmation",) and "Harbour Banquet" in reply.text


@pytest.mark.parametrize(
    "said",
    [
        "we've got a table for tomorrow at eight and the babysitter is ill, could we come on Friday at nine "
        "instead",
        "I have a table tomorrow at eight. Something came up, can it be Friday at nine instead?",
        "i've a table for two tomorrow at eight and my sister's flight is late so could we do friday at nine "
        "instead",
    ],
)
async def test_who_has_a_table_and_names_another_time_wants_it_moved(talk, said):
    await talk.say(said)

    known = talk.reply.dialogue
    assert known.flow is not None and known.flow.name == "reschedule_appointment"
    assert known.flow.slots["time"] == "21:00"


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("can I say yes to the cheaper one, QU-2041", "accept_quote"),
        ("the barn lunch one then, QU-2041, we will accept that", "accept_quote"),
        ("we'll go with QU-2041", "accept_quote"),
        ("please bring the numbers down to 25 people", "change_guests"),
        ("put us up to sixty guests", "change_guests"),
    ],
)
async def test_what_becomes_of_a_quote_need_not_name_it_one(talk, said, wish):
    await talk.say(said)

    known = talk.reply.dialogue
    assert known.flow is not None and known.flow.name == wish


@pytest.mark.parametrize("said", ["could we do a table for two on Friday instead", "bring it up to eight"])
async def test_a_table_or_an_hour_is_no_number_of_guests_nor_a_move(talk, said):
    await talk.say(said)

    known = talk.reply.dialogue
    assert known.flow is None or known.flow.name not in ("change_guests", "reschedule_appointment")


async def test_how_many_they_will_be_is_told_with_the_wish(talk):
    reply = await talk.says(
        "my do, QU-2042: some can't come after all, so it's 36 we'll be, not 40", "020 7946 0322"
    )

    assert "36 guests" in reply.text and reply.asks == ("confirmation",)


async def test_whoever_names_a_quote_books_no_table(talk):
    reply = await talk.say("and my cousin's party in October, QU-2043, add six to that, he won't mind")

    assert [flow.name for flow in reply.dialogue.flows] == ["change_guests"]
