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


@pytest.mark.parametrize(
    ("language", "wish", "said", "days"),
    [
        ("en", "a double room from 3 to 6 November please", "no wait, 12 to 15", "2026-11-12/2026-11-15"),
        ("en", "a double room from 3 to 6 November please", "from 12 to 15", "2026-11-12/2026-11-15"),
        ("es", "quiero una habitación del 3 al 6 de noviembre", "perdón, 12 a 15", "2026-11-12/2026-11-15"),
        ("es", "quiero una habitación del 3 al 6 de noviembre", "del 12 al 15", "2026-11-12/2026-11-15"),
        ("fr", "je veux réserver du 3 au 6 novembre", "du 12 au 15 plutôt", "2026-11-12/2026-11-15"),
        ("de", "ich möchte ein Zimmer vom 3. bis 6. November", "doch 12. bis 15.", "2026-11-12/2026-11-15"),
    ],
)  # fmt: skip
async def test_days_are_no_guests(language: str, wish: str, said: str, days: str) -> None:
    talk = a_demo_of("hospitality")
    talk.language = language
    reply = await talk.says(wish, said)
    told = slots(talk)
    assert reply.asks == ("guests",) and f"{told['arrival']}/{told['departure']}" == days


async def test_a_count_from_to_stays_a_count() -> None:
    talk = a_demo_of("hospitality")
    await talk.says("a double room from 3 to 6 November please", "from 1 to 2 people")
    assert slots(talk)["arrival"] == "2026-11-03" and slots(talk)["guests"] == "2"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("oh wait 20 June", {"date": "2027-06-20"}),
        ("the 20th of June, 45 of us", {"date": "2027-06-20", "guests": "45"}),
        ("30 may come", {"date": "2027-06-12", "guests": "30"}),
    ],
)
async def test_a_day_is_no_count(said: str, told: dict[str, str]) -> None:
    talk = a_demo_of("catering")
    await talk.says("I'd like a quote for a wedding on 12 June", said)
    known = slots(talk)
    assert {slot: known[slot] for slot in told} == told and ("guests" in told) == ("guests" in known)


@pytest.mark.parametrize(
    ("language", "wish", "said"),
    [
        ("en", "I want a parcel collected tomorrow", "around seven kilos"),
        ("es", "quiero que recojan un paquete mañana", "unos siete kilos"),
    ],
)
async def test_a_weight_told_at_the_question_for_the_address_is_kept_as_the_weight(language, wish, said):
    talk = a_demo_of("logistics")
    talk.language = language
    reply = await talk.says(wish, said)
    assert reply.dialogue.values()["weight"] == "7" and reply.asks == ("collect_from",)
    assert "weight" not in (await talk.say("12 Mill Lane, Leeds LS6 2AB")).asks
