"""A house number, a count of something else, a postcode and a phone are no other value, in any sector."""

import pytest

from caly_app.agents.sectors.logistics.pickups import postcode_told
from tests.agents.world import Talk, a_demo_of


async def a_collection(*lines: str) -> Talk:
    talk = a_demo_of("logistics")
    await talk.says("I need two boxes collected on Thursday", "12 Mill Lane, Leeds LS4 2AB", *lines)
    return talk


def slots(talk: Talk) -> dict[str, str]:
    flows = talk.document["flows"]
    assert isinstance(flows, list)
    return {slot: value for flow in flows for slot, value in flow.get("slots", {}).items()}


@pytest.mark.parametrize(
    "said",
    ["5 Quay Street, Leeds", "two boxes actually", "04988", "two parcels", "12 Mill Lane, Leeds LS4 2AB"],
)
async def test_what_is_no_weight(said: str) -> None:
    talk = await a_collection()
    assert talk.reply is not None and talk.reply.asks == ("weight",)
    await talk.say(said)
    assert "weight" not in slots(talk)


@pytest.mark.parametrize(
    ("said", "weight"), [("5", "5"), ("about twelve", "12"), ("two boxes, 3 kg each", "3")]
)
async def test_what_is_a_weight(said: str, weight: str) -> None:
    assert slots(await a_collection(said))["weight"] == weight


@pytest.mark.parametrize("said", ["two boxes actually", "two boxes, 3 kg each", "3 kg"])
async def test_what_is_no_hour(said: str) -> None:
    talk = await a_collection("5 kg")
    assert talk.reply is not None and "time" in talk.reply.asks
    reply = await talk.say(said)
    assert "14:00" not in reply.text and "15:00" not in reply.text and "time" not in slots(talk)


async def test_a_phone_is_no_postcode() -> None:
    talk = a_demo_of("logistics")
    await talk.says("book a collection", "5 High Street, Leeds")
    reply = await talk.say("CW-2045187 and 020 7946 0211")
    assert reply.tells != ("area_not_served",) and reply.asks == ("postcode",)


@pytest.mark.parametrize(
    ("said", "postcode"),
    [
        ("020 7946 0211", ""),
        ("+44 20 7946 0211", ""),
        ("0211 5550 0123", ""),
        ("CW-2045187", ""),
        ("50667", "50667"),
        ("50667 Köln, 020 7946 0211", "50667"),
        ("LS1 4AP", "LS1 4AP"),
    ],
)
def test_which_digits_are_a_postcode(said: str, postcode: str) -> None:
    assert postcode_told(said) == postcode


@pytest.mark.parametrize(
    ("sector", "begun", "slot", "said"),
    [
        ("hospitality", "a room from Friday for two nights", "guests", "14 Harbour Road, Leeds"),
        ("hospitality", "a room from Friday for two nights", "guests", "three nights actually"),
        ("catering", "a quote for a wedding on 12 June 2027", "guests", "7 Mill Lane, Wexley"),
    ],
)
async def test_what_is_no_number_of_guests(sector: str, begun: str, slot: str, said: str) -> None:
    talk = a_demo_of(sector)
    reply = await talk.say(begun)
    assert reply.asks == (slot,)
    await talk.say(said)
    assert slot not in slots(talk)
