"""A yes that names something else than what was read back is none, and what is named now counts."""

import pytest

from tests.agents.world import a_demo_of

NIA = "020 7946 0321, Nia Okafor, 12 March 1988"
OWEN = "Owen Tarrant, 17 September 1983, 020 7946 0411"


@pytest.mark.parametrize(
    "said",
    [
        "yes block the everyday one",
        "no wait, the travel card is here, it's the everyday one that's gone",
        "yes, 4242",
    ],
)
async def test_a_yes_to_another_card_is_read_back_anew(said):
    talk = a_demo_of("fintech")
    await talk.says(f"my travel card was stolen, {NIA}")
    reply = await talk.says(said)

    assert reply.asks == ("confirmation",)
    assert "4242" in reply.text
    assert "5151" not in reply.text

    reply = await talk.says("yes, the everyday one")
    assert "card_blocked" in reply.tells
    assert "4242" in reply.text


async def test_a_yes_that_names_what_was_read_back_is_one():
    talk = a_demo_of("fintech")
    await talk.says(f"my travel card was stolen, {NIA}")
    reply = await talk.says("yes the travel one")

    assert "card_blocked" in reply.tells


async def test_a_no_that_names_another_medicine_wants_that_one():
    talk = a_demo_of("healthcare")
    await talk.says("I need a refill of my Atenolol, Rosa Penhale, 4 May 1980, 020 7946 0123")
    reply = await talk.says("Sorry, no, I've plenty of that. It's the Sertraline I'm out of")

    assert "no_refills_left" in reply.tells
    assert "Sertraline" in reply.text


@pytest.mark.parametrize("said", ["yes for the home one", "no, that's the car, I need it for the house"])
async def test_a_policy_of_another_kind_is_read_back_anew(said):
    talk = a_demo_of("insurance")
    await talk.says(f"Can I have proof of insurance for POL-10021? {OWEN}")
    reply = await talk.says(said)

    assert reply.asks == ("confirmation",)
    assert "POL-10022" in reply.text


@pytest.mark.parametrize(
    "said",
    ["can you send me proof of insurance for the car", "necesito un certificado de seguro para el coche"],
)
async def test_what_is_named_now_counts_before_what_was_spoken_of(said):
    talk = a_demo_of("insurance")
    await talk.says(f"{OWEN}, my policy POL-10022 details please")
    reply = await talk.says(said)

    assert reply.asks == ("confirmation",)
    assert "POL-10021" in reply.text


async def test_a_yes_that_counts_what_was_not_counted_is_read_back_anew():
    talk = a_demo_of("ecommerce")
    await talk.says("cancel order ORD-4822 please. anna.crane@example.org")
    reply = await talk.says("yes 3 mugs")

    assert reply.asks == ("confirmation",)
    assert "order_cancelled" in (await talk.says("yes")).tells


async def test_two_wishes_each_have_their_own_number():
    talk = a_demo_of("ecommerce")
    await talk.says("Need to cancel the jacket (ORD-4810) and the mugs on ORD-4822 should be 2 instead of 4")
    reply = await talk.says("anna.crane@example.org")
    assert "ORD-4810" in reply.text

    reply = await talk.says("yes")
    assert "order_cancelled_refund_due" in reply.tells
    assert "change order ORD-4822: Stoneware mug, 2 of it" in reply.text


async def test_who_was_told_of_is_not_the_speaker():
    talk = a_demo_of("legal")
    await talk.says(
        "My landlord wants me out, I need you to take this on. It's Harwick Holdings, the lease is up"
    )

    assert "full_name" not in talk.reply.dialogue.values()


async def test_who_says_who_they_are_first_is_the_speaker():
    talk = a_demo_of("legal")
    await talk.says("hello, it's Ada Fenwick, my landlord wants me out, I need you to take this on.")

    assert talk.reply.dialogue.values()["full_name"] == "Ada Fenwick"


@pytest.mark.parametrize("lead", ["oh and one more, ", "ah and another thing, "])
async def test_one_more_after_a_mere_sound_is_one(lead):
    talk = a_demo_of("insurance")
    await talk.says(f"{OWEN}, my policy POL-10022 details please")
    reply = await talk.says(f"{lead}can you send me proof of insurance for the car")

    assert "noted_for_later" not in reply.tells
    assert "POL-10021" in reply.text
