from zoneinfo import ZoneInfo

import phonenumbers
import pytest

from caly_app import countries

# libphonenumber still has the numbers before the country put a 1 in front of them.
NEWER_THAN_THE_SOURCE = {"UZ"}


def test_every_emergency_number_is_one_that_libphonenumber_knows():
    wrong = [
        country
        for country, _ in countries.names()
        if (number := countries.emergency_number_of(country))
        and country not in NEWER_THAN_THE_SOURCE
        and not phonenumbers.is_emergency_number(number, country)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("country", "zone", "language", "number"),
    [
        ("GB", "Europe/London", "en", "999"),
        ("US", "America/New_York", "en", "911"),
        ("DE", "Europe/Berlin", "de", "112"),
        ("FR", "Europe/Paris", "fr", "112"),
        ("AU", "Australia/Sydney", "en", "000"),
        ("MX", "America/Mexico_City", "es", "911"),
        ("JP", "Asia/Tokyo", "ja", "119"),
    ],
)
def test_what_is_usual_in_a_country(country, zone, language, number):
    assert countries.zone_of(country) == zone
    assert countries.language_of(country) == language
    assert countries.emergency_number_of(country) == number


def test_every_zone_exists():
    for country, _ in countries.names():
        ZoneInfo(countries.zone_of(country))


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Europe/London", "GB"), ("Asia/Calcutta", "IN"), ("Asia/Kolkata", "IN"), ("UTC", ""), ("", "")],
)
def test_a_browsers_zone_tells_its_country(zone: str, country: str):
    assert countries.country_of_zone(zone) == country


def test_what_is_no_country_and_no_language():
    assert not any(map(countries.is_country, ["", "gb", "XX", "EU", "\x00"]))
    assert not any(map(countries.is_language, ["", "EN", "xx", "english", "e"]))
