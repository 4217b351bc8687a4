"""What is known already is not asked for: the home that is offered, the area, one of two wishes."""

from dataclasses import replace

from tests.agents.world import a_demo_of


async def test_the_only_one_that_is_offered_is_meant() -> None:
    talk = a_demo_of("real_estate")
    await talk.say("a three bedroom house to rent in Stonebridge, at most 2000")
    reply = await talk.say("lovely, when could I view it?")
    assert reply.dialogue.values()["listing_number"] == "P-103" and reply.asks == ("date",)


async def test_a_home_is_called_by_its_street() -> None:
    reply = await a_demo_of("real_estate").say("is the millpond one still available?")
    assert "House at the Millpond" in reply.text


async def test_what_a_new_matter_told_is_known_to_the_consultation() -> None:
    talk = a_demo_of("legal")
    await talk.say("I have been sacked after ten years")
    reply = await talk.say("actually, can I have an appointment with a lawyer about it")
    assert reply.tells == ("consultation_costs",) and "£120.00" in reply.text
    reply = await talk.say("how much is that?")
    assert "£120.00" in reply.text


async def test_whoever_does_this_is_a_lawyer_of_the_area() -> None:
    talk = a_demo_of("legal")
    await talk.say("what does a simple will cost?")
    await talk.say("yes, with whoever is free")
    reply = await talk.say("Tuesday at 10")
    assert reply.dialogue.values()["resource"] == "Piers Finchley"


async def test_as_soon_as_possible_is_no_area_of_law() -> None:
    talk = a_demo_of("legal")
    await talk.say("I would like to book a consultation")
    reply = await talk.say("as soon as possible")
    assert "area" not in reply.dialogue.values()


async def test_asked_which_of_two_is_meant_little_tells_it() -> None:
    talk = a_demo_of("real_estate")
    reply = await talk.say("I can't make thursday's viewing, the kids are ill")
    assert reply.tells == ("which_of_two",)
    reply = await talk.say("rather next week, same time?")
    assert reply.dialogue.flow and reply.dialogue.flow.name == "reschedule_appointment"


async def test_what_we_could_reckon_is_not_said_to_be_unknown() -> None:
    reply = await a_demo_of("insurance").say("how much is a dog, she is 3")
    assert "A quote" in reply.text or reply.dialogue.flow


async def test_who_was_hit_and_where_it_hurts_is_told_once() -> None:
    talk = a_demo_of("insurance")
    await talk.say("yesterday on the A38 I hit a deer and need to claim, POL-10021, 17.9.1983")
    reply = await talk.say("17 September 1983")
    assert reply.asks == ("injured",)
    assert (await talk.say("my back hurts a bit")).asks == ("damage",)


async def test_how_much_it_is_of_what_the_house_has_said_is_asked_of_no_home() -> None:
    talk = a_demo_of("real_estate")
    name, text = "holding_fee", "The holding fee is one week of rent."
    talk.business = replace(talk.business, facts={**talk.business.facts, name: text})
    reply = await talk.say("how much is the holding fee again?")
    assert text in reply.text and reply.dialogue.flow is None
