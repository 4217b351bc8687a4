"""Personal values are found as people write and say them; what an order or a booking is called stays."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban
from stdnum.de import idnr
from stdnum.es import dni
from stdnum.fr import nir
from stdnum.gb import nhs

from caly_app.agents.masks import KINDS, Setting, find, hint, is_hidden_form, restored, with_hints
from caly_app.agents.masks.identity_numbers import COUNTRIES
from caly_app.agents.masks.privacy import Privacy, in_force, privacy_of
from caly_app.agents.next_time import days_kept
from caly_app.agents.sectors import all_sectors

NOW = datetime(2026, 10, 5, 10, tzinfo=ZoneInfo("Europe/London"))
ALL = frozenset(KINDS)


def hidden(said: str, country: str = "GB", language: str = "en", asked: str = "", **given) -> str:
    setting = Setting(NOW, country, language, frozenset({asked} - {""}), **given)
    return with_hints(said, find(said, setting, ALL))


@pytest.mark.parametrize(
    ("said", "country", "language", "kept"),
    [
        ("call 020 7946 0123 or 07700 900123.", "GB", "en", "call [phone ...23] or [phone ...23]."),
        ("it's oh two oh seven nine four six oh one two three", "GB", "en", "it's [phone ...23]"),
        ("call me on 415 555 0123", "US", "en", "call me on [phone ...23]"),
        ("c'est le 06 12 34 56 78", "FR", "fr", "c'est le [phone ...78]"),
        ("mi móvil es 612 345 678", "ES", "es", "mi móvil es [phone ...78]"),
        ("Ros.Penhale+clinic@example.org, please", "GB", "en", "[e-mail], please"),
        ("ros dot penhale at example dot org", "GB", "en", "[e-mail]"),
        ("GB33 BUKB 2020 1555 5555 55 please", "GB", "en", "[account ...55] please"),
        ("DE89370400440532013000, BIC COBADEFFXXX", "DE", "de", "[account ...00], BIC [account ...XX]"),
        ("I was born on 3 April 1985", "GB", "en", "I was born on [date of birth]"),
        ("ich bin am 3.4.1985 geboren", "DE", "de", "ich bin am [date of birth] geboren"),
        ("je suis né le 4 mai 1980", "FR", "fr", "je suis né le [date of birth]"),
        ("nací el 4 de mayo de 1980", "ES", "es", "nací el [date of birth]"),
        ("my NINO is AB 12 34 56 C", "GB", "en", "my NINO is [identity number]"),
        ("NHS number 943 476 5919", "GB", "en", "NHS number [identity number]"),
        ("ssn 536-90-4399", "US", "en", "ssn [identity number]"),
        ("mi dni es 12345678Z", "ES", "es", "mi dni es [identity number]"),
        ("2 55 08 14 168 025 38", "FR", "fr", "[identity number]"),
        ("Steuer-ID 36 574 261 809", "DE", "de", "Steuer-ID [identity number]"),
        ("756.9217.0769.85", "CH", "de", "[identity number]"),
    ],
)
def test_what_is_personal_is_found(said, country, language, kept):
    assert hidden(said, country, language) == kept


@pytest.mark.parametrize(
    ("said", "asked", "kept"),
    [
        ("3 April 1985", "date_of_birth", "[date of birth]"),
        ("3 April 1985", "", "3 April 1985"),
        ("12 Mill Lane, York YO1 7HH", "address", "[address]"),
        ("the flat of 12 mill lane", "", "the flat of 12 mill lane"),
        ("7946012345", "phone", "[phone ...45]"),
    ],
)
def test_what_only_a_question_makes_personal(said, asked, kept):
    assert hidden(said, asked=asked) == kept


@pytest.mark.parametrize(
    ("said", "language", "kept"),
    [
        (
            "you delivered to 14 Harbour Lane, Wexley WX4 2AB, instead",
            "en",
            "you delivered to [address], instead",
        ),
        ("vivo en Calle Mayor 12, 3ºB", "es", "vivo en [address]"),
        ("ich wohne in der Lindenstraße 8, 10969 Berlin", "de", "ich wohne in der [address]"),
        ("c'est 12 rue des Lilas, 75011 Paris, merci", "fr", "c'est [address], merci"),
    ],
)
def test_an_address_said_in_passing_is_found(said, language, kept):
    assert hidden(said, language=language) == kept


def test_what_was_understood_as_an_address_is_hidden_whole():
    told = [("address", "Rose Cottage, 14 Harbour Lane, by the mill")]
    said = "it's Rose Cottage, 14 Harbour Lane, by the mill"
    assert hidden(said, told=told) == "it's [address]"


@pytest.mark.parametrize(
    "said",
    [
        "are you at 5 Quay Street?",
        "are you at 5 Quay St, Larkfield?",
        "the flat at 12 Mill Lane",
        "Hauptstr. 7",
    ],
)
def test_the_businesss_own_places_are_nobodys(said):
    own = (
        "Our shop is at 5 Quay Street, Larkfield.",
        "12 Mill Lane",
        "Wir sind in der Hauptstraße 7, 3. Stock.",
    )
    assert hidden(said, own=own) == said
    assert hidden("I live at 15 Quay Street", own=own) == "I live at [address]"


@pytest.mark.parametrize(
    "said",
    [
        "where is ORD-1024",
        "my booking is K7M2-9QXT",
        "order 9434765919 has not come",
        "tracking number 00340434161094042557",
        "it's 1Z999AA10123456784",
        "two adults from 12.10.2026 to 14.10.2026, about 1,250.00 GBP",
        "12345678X is the number on the box",  # no such DNI
        "policy 536904399",
        "the HOSPITAL at ten dot one",
        "between 10:00 and 18:30 on 5 October 2026",
        "version 10.4.12.2 and 192.168.100.200",
    ],
)
@pytest.mark.parametrize("country", ["GB", "US", "ES", "FR", "DE"])
def test_what_only_looks_like_it_stays(said, country):
    assert hidden(said, country) == said


def _references() -> list[tuple[str, str, str]]:
    found = []
    for sector in all_sectors().values():
        for record in sector.demo.records:
            if record.reference:
                found.append((sector.name, sector.demo.business.country, record.reference))
    return found


def test_no_reference_of_any_sector_is_taken_for_somebodys_number():
    references = _references()
    assert len(references) > 100
    wrong = [
        (name, reference)
        for name, country, reference in references
        for said in (f"where is {reference}?", f"{reference}", f"it's about {reference}, please")
        if hidden(said, country) != said
    ]
    assert not wrong


_prefix = st.sampled_from(["ORD", "AP", "INV", "PCL", "RX", "CLM", "B", "TRK", "Q"])
_words = st.sampled_from(["where is {}", "{} please", "my order {} is late", "cancel {} and not the other"])
_crockford = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=4, max_size=4)
_generated = st.one_of(
    st.builds("{}-{}".format, _prefix, st.integers(1, 10**9)),
    st.builds("{}-{}-{}".format, _prefix, st.integers(2020, 2030), st.integers(1, 99999)),
    st.builds("{}-{}".format, _crockford, _crockford).filter(lambda one: not one.replace("-", "").isdigit()),
    st.builds("order number {}".format, st.integers(10**5, 10**12)),
)


@settings(max_examples=400, deadline=None)
@given(reference=_generated, words=_words, country=st.sampled_from(["GB", "US", "ES", "FR", "DE"]))
def test_references_survive(reference, words, country):
    said = words.format(reference)
    assert hidden(said, country) == said


@settings(max_examples=300, deadline=None)
@given(number=st.integers(10**6, 10**10), country=st.sampled_from(["GB", "US", "ES", "FR", "DE"]))
def test_what_was_understood_as_something_else_is_that(number, country):
    said = f"0{number}"
    assert hidden(said, country, others=frozenset({said})) == said


@settings(max_examples=300, deadline=None)
@given(
    line=st.integers(0, 999),
    form=st.sampled_from(["020 7946 0{:03}", "+44 20 7946 0{:03}", "02079460{:03}", "(020) 7946 0{:03}"]),
    before=st.sampled_from(["", "call me on ", "it's ", "order ORD-1024, "]),
    behind=st.sampled_from(["", ".", ", thanks", " tomorrow"]),
)
def test_every_way_of_writing_a_number_is_found(line, form, before, behind):
    kept = hidden(before + form.format(line) + behind)
    assert kept == f"{before}[phone ...{line % 100:02}]{behind}"


def test_identity_numbers_of_each_kind_hold_their_check_and_no_other():
    chance = random.Random(5)
    for valid, country, write in [
        (nhs.is_valid, "GB", lambda digits: f"NHS {digits:010}"),
        (idnr.is_valid, "DE", lambda digits: f"IdNr {digits:011}"),
    ]:
        for _ in range(2000):
            digits = chance.randrange(10**10)
            said = write(digits)
            kept = hidden(said, country)
            assert ("[identity number]" in kept) == valid(said.split()[1])
    for number in range(10_000_000, 10_000_200):
        said = f"{number}{dni.calc_check_digit(str(number))}"
        assert hidden(said, "ES") == "[identity number]"
        assert hidden(said[:-1] + "ABCDEFGHJ"["ABCDEFGHJ".find(said[-1]) - 1], "ES") != "[identity number]"
    assert nir.is_valid("255081416802538") and iban.is_valid("GB33BUKB20201555555555")
    assert {"GB", "US", "ES", "FR", "DE", "IT", "NL"} <= set(COUNTRIES)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("My passport is 925076473", "My passport is [identity number]"),
        ("passport no. 925 076 473, please", "passport no. [identity number], please"),
        ("925076473 is my passport number", "[identity number] is my passport number"),
        ("my driving licence number: MORGA657054SM9IJ", "my driving licence number: [identity number]"),
        ("the national id is 4402-1187-3", "the national id is [identity number]"),
        ("mi pasaporte es el AAB123456", "mi pasaporte es el [identity number]"),
        ("mi permiso de conducir: 12345678", "mi permiso de conducir: [identity number]"),
        ("12345678 es mi número de pasaporte", "[identity number] es mi número de pasaporte"),
        ("mon passeport est le 12AB34567.", "mon passeport est le [identity number]."),
        ("ma carte d'identité n° 880692310285", "ma carte d'identité n° [identity number]"),
        ("numéro de permis de conduire 911091204512", "numéro de permis de conduire [identity number]"),
        ("meine Passnummer ist C01X00T47", "meine Passnummer ist [identity number]"),
        ("der Personalausweis: L22000129", "der Personalausweis: [identity number]"),
        ("Führerscheinnummer B072RRE2I55", "Führerscheinnummer [identity number]"),
        ("my passport ends on 2027-05-11", "my passport ends on 2027-05-11"),
        ("passport is 2027-05-11", "passport is 2027-05-11"),
        ("I sent the passport with order 925076473", "I sent the passport with order 925076473"),
        ("my order is 925076473, passport to follow", "my order is 925076473, passport to follow"),
        ("a passport photo costs 12 pounds", "a passport photo costs 12 pounds"),
    ],
)
def test_what_is_announced_as_the_number_of_a_paper_is_hidden_wherever_it_is_from(said, kept):
    assert hidden(said) == kept


@settings(max_examples=400, deadline=None)
@given(said=st.text(max_size=300))
def test_nothing_that_is_said_breaks_it(said):
    found = find(said, Setting(NOW, "GB", "en", ALL), ALL)
    kept = with_hints(said, found)
    assert is_hidden_form(kept, said)
    assert all(0 <= one.start < one.end <= len(said) for one in found)


@settings(max_examples=200, deadline=None)
@given(days=st.integers(3700, 40000), words=st.sampled_from(["born {}", "DOB: {}", "my date of birth is {}"]))
def test_dates_of_birth(days, words):
    born = date(2026, 10, 1) - timedelta(days=days)
    said = words.format(f"{born.day} {born:%B} {born.year}")
    assert hidden(said) == words.format("[date of birth]")


def test_a_hidden_form_is_of_what_was_said_and_of_nothing_else():
    kept = "ring [phone ...23] or [e-mail] now"
    assert is_hidden_form(kept, "ring 020 7946 0123 or ros@example.org now")
    assert is_hidden_form("[phone ...23]", "oh two oh seven nine four six oh one two three")
    assert not is_hidden_form(kept, "ring me or her now")
    assert not is_hidden_form(kept, "call 020 7946 0123 or ros@example.org now")
    assert not is_hidden_form("[code]", "something more")
    assert not is_hidden_form("same", "other") and is_hidden_form("same", "same")


def test_what_was_hidden_is_said_again_where_it_is_known():
    known = {hint("phone", "+442079460123"): "020 7946 0123"}
    assert restored("phone [phone ...23], [e-mail]?", known) == "phone 020 7946 0123, [e-mail]?"


def test_the_policy_is_the_sectors_and_the_business_may_choose():
    of = {name: privacy_of(sector.compliance, {}) for name, sector in all_sectors().items()}
    assert of["healthcare"] == Privacy(ALL, ALL)
    assert of["logistics"].transcript == ALL - {"address"} and of["logistics"].prompt == ALL
    assert all({"account", "identity_number", "phone"} <= each.transcript for each in of.values())
    chosen = privacy_of({"frameworks": ["HIPAA"]}, {"transcript": [], "prompt": ["phone", "shoe size"]})
    assert chosen == Privacy(frozenset(), frozenset({"phone"}))
    assert privacy_of({}, {}) == Privacy()


def test_strict_rules_leave_no_choice() -> None:
    compliance = all_sectors()["healthcare"].compliance
    chosen = {"transcript": [], "prompt": [], "memory_days": 365}
    off, on = {"hipaa_enabled": False}, {"hipaa_enabled": True}
    assert in_force(compliance, off, chosen) == chosen
    assert privacy_of(compliance, in_force(compliance, on, chosen)) == Privacy(ALL, ALL)
    assert days_kept(compliance, in_force(compliance, on, chosen)) == 0
    assert in_force(all_sectors()["telecom"].compliance, on, chosen) == chosen


def test_a_sector_names_no_switch_that_it_has_not() -> None:
    for sector in all_sectors().values():
        switch = sector.compliance.get("strict_where")
        assert switch is None or switch in dict(sector.settings["properties"])
        assert "audit_years" not in sector.compliance


def test_numbers_that_libphonenumber_gives_as_examples_are_found_in_their_country():
    for country, language in (("GB", "en"), ("US", "en"), ("ES", "es"), ("FR", "fr"), ("DE", "de")):
        for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
            number = phonenumbers.example_number_for_type(country, kind)
            for form in (phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.E164):
                said = phonenumbers.format_number(number, form)
                assert hidden(said, country, language).startswith("[phone"), said
