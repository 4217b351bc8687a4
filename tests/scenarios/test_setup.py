"""What strangers write of a business is read as they mean it."""

from typing import Any

from caly_app.models import AppointmentStatus
from caly_app.scenarios import file, play
from caly_app.scenarios.names import SectorNames
from tests.scenarios.documents import a_scenario, prepared


def records(**written: Any) -> dict[str, Any]:
    return {"setup": {"records": written}}


def test_who_is_spoken_of_twice_is_one_person() -> None:
    one = prepared(
        **records(
            customers=[{"name": "Rosa Penhale", "phone": "020 7946 0123", "date_of_birth": "1980-05-04"}],
            appointments=[{"id": "A", "start": "2026-10-08T09:00", "phone": "02079460123"}],
            prescriptions=[
                {"id": "R1", "customer": "Rosa Penhale", "medication": "A", "refills_left": 1},
                {"id": "R2", "phone": "+442079460123", "email": "rosa@example.org", "medication": "B"},
            ],
        )
    )
    [rosa] = one.records.people.everybody
    assert rosa.details["email"] == "rosa@example.org"
    assert [stored.person for stored in one.records.stored] == [0, 0]
    assert one.records.booked[0].person == 0


def test_two_on_one_phone_number_are_two() -> None:
    one = prepared(
        **records(
            customers=[
                {"name": "Ann Lee", "phone": "02079460123", "date_of_birth": "1980-05-04"},
                {"name": "Tom Lee", "phone": "02079460123", "date_of_birth": "2015-01-02"},
            ]
        )
    )
    assert len(one.records.people.everybody) == 2


def test_only_the_listed_times_are_free_and_what_is_booked_would_be_offered() -> None:
    one = prepared(
        **records(
            providers=[{"name": "Dr. Imre Halas", "specialty": "GP"}],
            appointment_slots={"2026-10-08": ["09:30", "11:00"]},
            appointments=[{"id": "A", "start": "2026-10-08T09:00", "provider": "dr imre halas"}],
        )
    )
    [halas] = one.records.resources
    assert halas.dates["2026-10-08"] == ["09:00", "09:30", "11:00"]
    assert halas.dates["2026-10-09"] == []


def test_free_times_may_be_of_one_provider() -> None:
    one = prepared(
        **records(appointment_slots={"Ada": {"2026-10-08": ["09:00", "09:15"]}, "2026-10-09": ["10:00"]})
    )
    [ada] = one.records.resources
    assert (ada.name, ada.slot_minutes) == ("Ada", 15)
    assert ada.dates["2026-10-08"] == ["09:00", "09:15"] and ada.dates["2026-10-09"] == ["10:00"]


def test_a_day_that_the_file_does_not_speak_of_is_open_for_its_free_times() -> None:
    one = prepared(
        setup={
            "business": {"opening_hours": {"Monday": "08:00-18:00", "sat": "closed"}},
            "records": {"appointment_slots": ["2026-10-08T09:30"]},
        }
    )
    hours = one.ground.opening_hours
    assert hours and set(hours) == {"mon", "thu"}


def test_what_every_record_has_is_filled_and_noted() -> None:
    one = prepared(**records(patients=[{"id": "P-7", "name": "Rosa Penhale"}]))
    [patient] = one.records.stored
    assert patient.data == {"patient_number": "P-7"} and "patient_number" in one.records.notes[0]


def test_cancelled_appointments_and_their_length() -> None:
    one = prepared(
        **records(
            appointments=[
                {"id": "A", "date": "2026-10-08", "time": "09:00", "status": "Cancelled"},
                {"id": "B", "start": "2026-10-08T10:00", "end": "2026-10-08T10:45", "reason": "knee"},
            ]
        )
    )
    first, second = one.records.booked
    assert first.status is AppointmentStatus.CANCELLED
    assert (second.minutes, second.fields) == (45, {"reason": "knee"})


def test_holidays_may_be_a_list_and_days_a_span() -> None:
    one = prepared(
        setup={"business": {"holidays": ["2026-12-25"], "opening_hours": {"mon-fri": "09:00-17:00"}}}
    )
    assert [day.isoformat() for day in one.ground.holidays] == ["2026-12-25"]
    assert one.ground.opening_hours and len(one.ground.opening_hours) == 5


def test_whose_it_is_may_be_an_id() -> None:
    one = prepared(
        **records(
            customers=[{"id": "C-1", "name": "Ann Lee"}, {"id": "C-2", "name": "Tom Lee"}],
            prescriptions=[{"id": "R", "customer_id": "C-2", "medication": "A"}],
            appointments=[{"id": "A", "start": "2026-10-08T09:00", "customer": {"name": "Tom Lee"}}],
        )
    )
    assert one.records.stored[0].person == 1 and one.records.booked[0].person == 1
    assert len(one.records.people.everybody) == 2


def test_whoever_can_be_booked_may_go_by_another_name() -> None:
    one = prepared(
        {"records": {"rooms": {"type": "provider", "fields": {"label": "name", "beds": []}}}},
        **records(rooms=[{"label": "Room 4", "beds": 2, "slot_minutes": "60"}]),
    )
    [room] = one.records.resources
    assert (room.name, room.slot_minutes) == ("Room 4", 60)


def test_records_may_name_a_record_that_says_whose_it_is() -> None:
    one = prepared(
        **records(
            appointments=[{"id": "A", "start": "2026-10-08T09:00", "customer": "P-2"}],
            prescriptions=[{"id": "R", "customer": "P-1", "medication": "A"}],
            patients=[
                {"id": "P-1", "name": "Ann", "phone": "02079460123"},
                {"id": "P-2", "dob": "1980-05-04"},
            ],
        )
    )
    owners = {stored.reference: stored.person for stored in one.records.stored}
    assert owners["R"] == owners["P-1"] != owners["P-2"]
    assert one.records.booked[0].person == owners["P-2"]
    assert len(one.records.people.everybody) == 2


def test_a_customer_has_a_name_beside_that_of_the_record() -> None:
    one = prepared(
        sector="insurance",
        **records(
            policies=[
                {"id": "P1", "name": "Motor", "customer": {"name": "Rosa Penhale", "phone": "020 7946 0123"}},
                {"id": "P2", "name": "Home", "customer_name": "Rosa Penhale", "phone": "020 7946 0123"},
            ]
        ),
    )
    [rosa] = one.records.people.everybody
    assert rosa.details["name"] == "Rosa Penhale"
    policies = [stored for stored in one.records.stored if stored.kind == "policy"]
    assert [stored.data["name"] for stored in policies] == ["Motor", "Home"]
    assert [stored.person for stored in policies] == [0, 0]


def test_a_list_for_a_setting_that_is_text_has_commas_between() -> None:
    written = a_scenario(setup={"policy": {"postcode_areas": ["YO", "HG"]}})
    [one] = play.prepared(file.parsed({"sector": "logistics", "scenarios": [written]}, "f"), "f", {})
    assert one.ground.settings["postcode_areas"] == "YO, HG"


def test_of_a_name_that_means_any_of_several_a_customer_proves_what_the_sector_asks() -> None:
    maps = {"insurance": SectorNames.model_validate({"slots": {"account": ["email", "policy_number"]}})}
    written = a_scenario(setup={"policy": {"identity": ["account", "date_of_birth"]}})
    [one] = play.prepared(file.parsed({"sector": "insurance", "scenarios": [written]}, "f"), "f", maps)
    assert one.ground.documents["chat"].identity.required == ("policy_number", "date_of_birth")


def test_what_is_booked_by_its_record_needs_no_other_entry() -> None:
    one = prepared(
        sector="catering",
        **records(
            table=[{"reference": "T-1", "name": "Bench", "seats": 3}],
            team=[{"reference": "C-1", "name": "Crew North", "guests_most": 90}],
            appointment_slots={"2026-10-08": ["18:00"]},
        ),
    )
    bench, crew = one.records.resources
    assert (bench.name, bench.dates["2026-10-08"], bench.dates["2026-10-09"]) == ("Bench", ["18:00"], [])
    assert (crew.name, crew.dates) == ("Crew North", {})


def test_who_is_a_provider_already_is_not_added_by_a_record() -> None:
    one = prepared(
        sector="catering",
        **records(
            providers=[{"name": "Bench", "slot_minutes": 90}],
            table=[{"reference": "T-1", "name": "Bench", "seats": 3}],
        ),
    )
    assert [(each.name, each.slot_minutes) for each in one.records.resources] == [("Bench", 90)]
