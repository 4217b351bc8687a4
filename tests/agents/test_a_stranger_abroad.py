"""A business that has set nothing, in another country than the demo's: it prices in its own money."""

import json
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import jsonschema_rs
import pytest

from caly_app.agents.money import currency_of
from caly_app.agents.sector_settings import as_now
from caly_app.agents.sectors import all_sectors
from tests.agents.world import Talk, a_demo_of

BERLIN = ZoneInfo("Europe/Berlin")
COLIN = ("204", "Colin Ashby")
ROOM = "I'd like a double room from 12 to 15 November for two people"
NEW = ("Ros Penhale", "+49 30 23125 999")
PRIYA = ("17 June 1990", "+44 20 7946 0211")

# What a customer says in each sector that reckons with money, and the sum that comes of it.
PRICED = [
    (
        "catering",
        ("a quote for a wedding with 80 guests on 12 June 2027", "the garden menu", "Wexley", *NEW),
        "2.879,04",
    ),
    ("catering", ("how much is the travel to Wexley?",), "7,20"),
    ("ecommerce", ("refund the lamp from order ORD-4777", "anna.crane@example.org", "yes"), "54,50"),
    ("education", ("can I pay in instalments", "ST-1042", "15 March 1990", "the Spanish one", "3"), "68,00"),
    ("hospitality", (ROOM, *NEW), "294,00"),  # and no city tax
    ("hospitality", ("two pizzas and a coffee to my room", *COLIN), "32,00"),  # and no tray charge
    ("hospitality", ("can I have a late checkout", *COLIN, "2 pm"), "25,00"),
    ("insurance", ("I'd like a quote for car insurance", "22", "none", "€9,500"), "604,80"),
    ("legal", ("how much does a divorce cost?",), "950,00"),
    ("real_estate", ("how does my offer stand?", "17 September 1986", "+44 20 7946 0611"), "430.000,00"),
    ("telecom", ("I want to change to the unlimited plan for my mobile", *PRIYA), "10,45"),
]


def a_stranger(sector: str) -> Talk:
    """The demo's records with their prices in euros, and none of its settings."""
    talk = a_demo_of(sector)
    talk.clinic.now = talk.clinic.now.replace(tzinfo=BERLIN)
    for place, (record, who) in list(talk.clinic.stored.items()):
        data = json.loads(re.sub(r"(\d) GBP\b", r"\1 EUR", json.dumps(record.data)))
        talk.clinic.stored[place] = (replace(record, data=data), who)
    talk.business = replace(talk.business, country="DE", timezone=BERLIN, settings={})
    return talk


@pytest.mark.parametrize(("sector", "lines", "sum_"), PRICED)
async def test_what_a_business_abroad_sells_is_priced_in_its_own_currency(sector, lines, sum_):
    talk = a_stranger(sector)
    said = []
    for line in lines:
        reply = await talk.say(line)
        said.append(f"{reply.text!r} {reply.asks} {reply.tells}")

    assert f"{sum_}\xa0€" in reply.text and "£" not in reply.text, said


@pytest.mark.parametrize("sum_", [3, 3.0, "3.00 GBP", "3.00 EUR", "3 XXQ"])
async def test_a_sum_that_was_set_is_of_the_currency_of_what_it_is_added_to(sum_):
    talk = a_stranger("hospitality")
    hotel = all_sectors()["hospitality"]
    set_ = {"city_tax": sum_, "tray_charge": sum_, "late_checkout_fee": sum_}
    talk.business = replace(talk.business, settings=as_now(hotel.settings, set_))

    reply = await talk.says(ROOM, *NEW)

    assert "312,00\xa0€ in all, with 18,00\xa0€" in reply.text


@pytest.mark.parametrize("sector", all_sectors().values(), ids=lambda one: one.name)
def test_no_sector_sets_a_currency_or_a_time_that_no_clock_shows(sector):
    schema = jsonschema_rs.Draft202012Validator(sector.settings)
    for name, spec in sector.settings["properties"].items():
        assert schema.is_valid({name: spec.get("default", 0)}), name
        assert not re.search(r"\b(?:GBP|EUR|USD)\b", str(spec.get("default"))), name
        assert "[A-Z]{3}" not in spec.get("pattern", ""), f"{name}: a sum is a number"
        for time in ("24:00", "99:99", "12:60", "7:30", "٠٩:٣٠") if "pattern" in spec else ():
            assert not schema.is_valid({name: time}), f"{name}: {time}"
    if sector.demo:
        assert schema.is_valid(sector.demo.business.settings)


@pytest.mark.parametrize(
    ("country", "currency"),
    [("GB", "GBP"), ("US", "USD"), ("FR", "EUR"), ("AU", "AUD"), ("MX", "MXN"), ("JP", "JPY")],
)
def test_what_is_paid_with_in_a_country(country, currency):
    assert currency_of(country) == currency


def test_what_no_longer_has_its_form_leaves_the_default():
    hotel = all_sectors()["hospitality"].settings
    kept = {"kitchen_opens": "06:30", "nights_at_most": 9, "left_over": "24:00"}

    assert as_now(hotel, {**kept, "kitchen_closes": "24:00", "checkout_time": "99:99"}) == kept
