"""'The same as last time': from their own last one only, and read back before anything is done."""

from datetime import datetime, timedelta

import pytest

from caly_app.agents.sectors import all_sectors
from caly_app.ports import Opening
from tests.agents.world import Talk, a_demo_of

ROSA = ("4 May 1980", "020 7946 0123")
BEN = ("23 November 1992", "020 7946 0456")


async def after(sector: str, phone: str, at: str, resource: str, **fields: str) -> Talk:
    """A conversation in the demo, where this was booked weeks ago."""
    talk = a_demo_of(sector)
    [who] = [who for who, held in talk.clinic.people.items() if held["phone"] == phone]
    [one] = [one for one in talk.clinic.doctors if one.name == resource]
    start = datetime.fromisoformat(at).replace(tzinfo=talk.business.timezone)
    opening = Opening(one.id, one.name, start, start + timedelta(minutes=30))
    kind = all_sectors()[sector].appointment_kind
    await talk.clinic.book(opening, kind=kind, customer_id=who, fields=fields)
    talk.clinic.here.clear()
    return talk


async def a_patient() -> Talk:
    return await after("healthcare", "+442079460123", "2026-09-21T10:00", "Dr. Imre Halas", reason="check-up")


@pytest.mark.parametrize(
    ("said", "language", "day", "yes", "born"),
    [
        ("book an appointment, same as last time", "en", "Thursday", "yes", "4 May 1980"),
        ("I want to see you again, the usual please", "en", "Thursday", "yes", "4 May 1980"),
        ("the same as usual", "en", "Thursday", "yes", "4 May 1980"),
        ("quiero una cita, lo mismo que la última vez", "es", "el jueves", "sí", "4 de mayo de 1980"),
        ("una cita como siempre", "es", "el jueves", "sí", "4 de mayo de 1980"),
        ("je voudrais un rendez-vous, comme la dernière fois", "fr", "jeudi", "oui", "4 mai 1980"),
        ("un rendez-vous comme d'habitude", "fr", "jeudi", "oui", "4 mai 1980"),
        ("ich möchte einen Termin, wie beim letzten Mal", "de", "Donnerstag", "ja", "4. Mai 1980"),
        ("einen Termin wie immer", "de", "Donnerstag", "ja", "4. Mai 1980"),
    ],
)
async def test_what_is_open_is_filled_and_read_back(said, language, day, yes, born):
    talk = await a_patient()
    talk.language = language
    reply = await talk.say(said)
    assert reply.asks == ("date_of_birth",) and "Halas" not in reply.text

    reply = await talk.says(born, ROSA[1])
    assert "as_last_time" in reply.tells and "Dr. Imre Halas, 10:00" in reply.text

    reply = await talk.say(day)
    assert reply.asks == ("confirmation",) and "Dr. Imre Halas" in reply.text and "10:00" in reply.text

    await talk.say(yes)
    assert ("2026-10-08 10:00", "Dr. Imre Halas") in talk.clinic.bookings()


@pytest.mark.parametrize(
    ("sector", "last", "lines", "booked", "read_back"),
    [
        (
            "catering",
            ("+442079460311", "2026-09-21T18:00", "Birch", {"guests": "3"}),
            ("a table on Friday, same as last time", "QU-2041", "020 7946 0311"),
            "2026-10-09 18:00",
            ("table for 3", "18:00"),
        ),
        (
            "logistics",
            (
                "+442079460211",
                "2026-09-21T11:00",
                "Van North",
                {"collect_from": "18 Beck Lane, Leeds LS6 1AA", "parcels": "2", "weight": "3"},
            ),
            ("I need a pickup like last time", "CW-2045187", "020 7946 0211", "Thursday"),
            "2026-10-08 11:00",
            ("18 Beck Lane, Leeds LS6 1AA", "parcels 2"),
        ),
        (
            "legal",
            ("+442079460511", "2026-09-21T11:00", "Miriam Rowe", {"area": "family"}),
            ("a consultation, the same as last time", "22 January 1985", "020 7946 0511", "Wednesday"),
            "2026-10-07 11:00",
            ("Miriam Rowe", "£150.00"),
        ),
        (
            "education",
            ("+442079460211", "2026-09-21T13:00", "Jonas Weber", {}),
            ("I'd like a placement lesson, same as last time", "ST-1042", "15 March 1990", "Friday"),
            "2026-10-09 13:00",
            ("Jonas Weber",),
        ),
        (
            "real_estate",
            ("+442079460611", "2026-09-21T11:00", "Owen Tarrant", {"listing_number": "P-202"}),
            ("view P-203 on Friday, same time as last time", "17 September 1986", "020 7946 0611"),
            "2026-10-09 11:00",
            ("Flat in Granary Yard", "11:00"),
        ),
    ],
)
async def test_in_every_sector_that_books(sector, last, lines, booked, read_back):
    talk = await after(sector, *last[:3], **last[3])

    reply = await talk.says(*lines)

    assert reply.asks == ("confirmation",), reply.text
    assert all(words in reply.text for words in read_back), reply.text
    assert all(at != booked for at, _ in talk.clinic.bookings())
    await talk.say("yes")
    assert any(at == booked for at, _ in talk.clinic.bookings())


async def test_a_stay_as_the_last_one_that_was_not_cancelled():
    talk = a_demo_of("hospitality")
    reply = await talk.says("a room from the 12th to the 15th, same as last time", "HH-20431", "Nadia Brandt")
    assert reply.asks == ("confirmation",) and "Family room" in reply.text


async def test_a_quote_as_the_last_one():
    talk = a_demo_of("catering")
    reply = await talk.says(
        "I need a quote for 12 June 2027, the same as last time", "QU-2042", "020 7946 0322"
    )
    assert reply.asks == ("confirmation",)
    assert all(words in reply.text for words in ("40 guests", "Saffron menu", "Ashcombe"))


async def test_only_what_was_named():
    talk = await a_patient()
    reply = await talk.says("an appointment on Friday with the same doctor as last time", *ROSA)
    assert reply.asks == ("time",) and "10:00" not in reply.text.split("At what time")[0]


async def test_what_was_said_stands():
    talk = await a_patient()
    reply = await talk.says("Friday at 11 please, and otherwise same as last time", *ROSA)
    assert reply.asks == ("confirmation",) and "11:00 with Dr. Imre Halas" in reply.text


async def test_it_is_never_somebody_elses():
    talk = await a_patient()
    reply = await talk.says("book an appointment, same as last time", *BEN)
    assert "nothing_from_last_time" in reply.tells and reply.asks == ("date",)
    assert "Halas" not in " ".join(message.text for message in talk.history)


async def test_for_a_child_nothing_of_the_parents_is_taken():
    talk = await a_patient()
    reply = await talk.say("an appointment for my son, same as last time")
    assert "nothing_from_last_time" in reply.tells and reply.asks == ("date",)


async def test_whoever_is_proven_is_not_asked_again():
    talk = await a_patient()
    await talk.says("what details do you have about me?", *ROSA)
    reply = await talk.say("then book me the same as last time, on Thursday")
    assert reply.asks == ("confirmation",) and "10:00 with Dr. Imre Halas" in reply.text


async def test_in_the_middle_of_it():
    talk = await a_patient()
    reply = await talk.says("book an appointment", "Thursday", "same as last time", *ROSA)
    assert reply.asks == ("confirmation",) and "10:00 with Dr. Imre Halas" in reply.text


async def test_wrong_proof_gets_no_further_and_tells_nothing():
    talk = await a_patient()
    reply = await talk.says("the usual please", "5 May 1980", ROSA[1])
    assert "identity_failed" in reply.tells and "Halas" not in reply.text


async def test_what_stands_already_is_not_asked_for_again():
    talk = await a_patient()
    reply = await talk.says("book Thursday at 10 with Dr Quist, Ann Lee, 020 7946 0888")
    assert reply.asks == ("confirmation",)
    reply = await talk.say("actually Friday, same time")
    assert reply.asks == ("confirmation",) and "9 October 2026 at 10:00 with Dr. Ada Quist" in reply.text


async def test_another_problem_of_the_same_kind_is_no_wish_for_the_same():
    talk = await a_patient()
    reply = await talk.say("I have the same headache as last time")
    assert "as_last_time" not in reply.tells and reply.asks != ("date_of_birth",)
