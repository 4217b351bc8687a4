"""What is usual in a country: time zone, language, currency, emergency number. Data, and no more.

Zones, languages, currencies and names: Unicode CLDR, as Babel carries it. Emergency numbers: the short
numbers of Google's libphonenumber, as `phonenumbers` carries them. Where a country has several, the
table below says which one brings an ambulance; a test holds each of them against libphonenumber.
"""

from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from phonenumbers import SUPPORTED_REGIONS, PhoneMetadata

# Where people of a country with several zones mostly live.
_MAIN_ZONE = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo",
    "CA": "America/Toronto", "CD": "Africa/Kinshasa", "CL": "America/Santiago", "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia", "DE": "Europe/Berlin", "EC": "America/Guayaquil", "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei", "GL": "America/Nuuk", "ID": "Asia/Jakarta", "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty", "MH": "Pacific/Majuro", "MN": "Asia/Ulaanbaatar", "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur", "NZ": "Pacific/Auckland", "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby", "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kyiv",
    "US": "America/New_York", "UZ": "Asia/Tashkent",
}  # fmt: skip

_EMERGENCY = {
    "112": "AD AL AT AX AZ BE BG BQ CH CW CY CZ DE DK EE ES FI FO FR GE GI GL GR HR HU IN IS IT JO KE KP LB "
    "LI LT LU LV MC MD ME MK MT NL PL PT RE RO RS RU SE SI SK ST TR UA VA VU XK ZA ZM",
    "911": "AG AI AR AS BM BS CA CR DM DO EC FJ GD GU JM KN KY LC MH MP MS MX PA PH PR PW PY SV TC TV US UY "
    "VC VE VG VI WS",
    "999": "BD BH FK GB GG GH HK IE IM JE MO MU MY NU QA SB SC SD SH SS SZ TT TZ UG ZW",
    "000": "AU CC CX",
    "111": "NZ",
    "101": "IL",
    "103": "BY KG KZ UZ",
    "113": "NO SJ",
    "115": "IR PK VN",
    "118": "ID",
    "119": "JP KR TW",
    "120": "CN",
    "123": "CO EG",
    "131": "CL",
    "190": "TN",
    "192": "BR",
    "995": "SG",
    "997": "SA",
    "998": "AE",
    "1669": "TH",
}
_EMERGENCY_IN = {country: number for number, countries in _EMERGENCY.items() for country in countries.split()}


def is_country(code: str) -> bool:
    """ISO 3166-1 alpha-2, in capitals."""
    return code in _CODES


@cache
def names(language: str = "en") -> Sequence[tuple[str, str]]:
    """(code, name) of every country, by name."""
    territories = Locale.parse(language).territories
    return sorted(((code, territories[code]) for code in _CODES), key=lambda country: country[1])


def zones_of(country: str) -> Sequence[str]:
    """IANA names, the main one first."""
    found = [zone for zone in get_global("territory_zones").get(country, []) if zone in available_timezones()]
    main = _MAIN_ZONE.get(country)
    return [main, *sorted(zone for zone in found if zone != main)] if main else found


def zone_of(country: str) -> str:
    return next(iter(zones_of(country)), "UTC")


def country_of_zone(zone: str) -> str:
    """Empty where the zone belongs to no country."""
    country = get_global("zone_territories").get(get_global("zone_aliases").get(zone, zone), "")
    return country if is_country(country) else ""


def is_zone(name: str) -> bool:
    return name in available_timezones()


def language_of(country: str) -> str:
    """The official language that most people speak there."""
    spoken = get_global("territory_languages").get(country, {})
    official = {
        language: facts["population_percent"]
        for language, facts in spoken.items()
        if facts["official_status"] in ("official", "de_facto_official") and "_" not in language
    }
    return max(official, key=lambda language: official[language], default="en")


def is_language(code: str) -> bool:
    """Two or three letters that CLDR has a name for: "en", "fil"."""
    return code.isascii() and code.islower() and 2 <= len(code) <= 3 and code in Locale("en").languages


def name_of_language(code: str) -> str:
    """In English; the code itself where it has none."""
    return Locale("en").languages.get(code, code)


def emergency_number_of(country: str) -> str:
    """Empty where nobody knows one: the business has to name it."""
    if number := _EMERGENCY_IN.get(country):
        return number
    metadata = PhoneMetadata.short_metadata_for_region(country)
    return (metadata and metadata.emergency and metadata.emergency.example_number) or ""


# Every country that has telephone numbers and a name.
_CODES = frozenset(code for code in SUPPORTED_REGIONS if code in Locale("en").territories)
