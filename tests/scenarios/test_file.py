"""Whatever is not right with a file is named with its place, before anything is played."""

from pathlib import Path
from typing import Any

import pytest

from caly_app.scenarios import file, names, play
from caly_app.starter.scenarios import NoSuchScenario, Wanted, read, words
from tests.scenarios.documents import a_file, a_scenario, prepared


def wrong(map_: dict[str, Any] | None = None, **changed: Any) -> str:
    with pytest.raises(file.WrongFile) as error:
        prepared(map_, **changed)
    return error.value.message


def records(**written: Any) -> dict[str, Any]:
    return {"setup": {"records": written}}


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"colour": "red"}, "one.colour: there is no such key"),
        ({"channel": "fax"}, "one.channel"),
        ({"now": "noon"}, "one.now: is not a moment"),
        ({"turns": []}, "one.turns"),
        ({"turns": [{"when": {"asked_for": "phone"}}]}, "one.turns.0.say: is missing"),
        ({"turns": [{"say": "x", "when": {}}]}, "one.turns.0.when: names no condition"),
        ({"turns": [{"say": "x", "when": {"after": "y"}}]}, "there is no turn with the id y"),
        ({"turns": [{"say": "x", "asr": "fine"}]}, "one.turns.0.asr"),
        ({"expect": {"must_say": ["something kind"]}}, "expects nothing that can be decided"),
        ({"expect": {}}, "expects nothing that can be decided"),
        ({"expect": {"records": [{"type": "appointment", "must": "vanish"}]}}, "expect.records.0.must"),
    ],
)
def test_a_place_that_is_not_right(changed: dict[str, Any], place: str) -> None:
    assert place in wrong(**changed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"turns": [{"say": "x", "when": {"asked_for": "phon"}}]}, "Did you mean phone?"),
        ({"turns": [{"say": "x", "when": {"told": "sold_out"}}]}, "turns.0.when.told: there is no outcome"),
        ({"turns": [{"say": "x", "when": {"offered": "tea"}}]}, "turns.0.when.offered"),
        ({"setup": {"policy": {"kindness": 3}}}, "setup.policy.kindness: there is no policy key"),
        ({"setup": {"policy": {"identity": ["shoe_size"]}}}, "there is no slot 'shoe_size'"),
        ({"setup": {"policy": {"identity_attempts": 0}}}, "setup.policy.attempts"),
        ({"setup": {"policy": {"appointment_buffer_mins": -1}}}, "setup.policy.appointment_buffer_mins"),
        ({"setup": {"business": {"country": "Atlantis"}}}, "setup.business.country"),
        ({"setup": {"business": {"opening_hours": {"mon": "early"}}}}, "setup.business.opening_hours"),
        ({"setup": {"business": {"colour": "red"}}}, "setup.business.colour"),
        (records(unicorns=[]), "setup.records.unicorns: there is no kind of record"),
        (records(prescriptions=[{"medication": "A", "colour": "red"}]), "prescriptions.0.colour"),
        (records(prescriptions=[{"medication": "A", "refills_left": -1}]), "must be at least 0"),
        (records(appointments=[{"id": "A"}]), "appointments.0.start: is missing"),
        (records(appointment_slots={"soon": ["09:00"]}), "appointment_slots.soon"),
        (records(event={"after_turn": 0, "take_slot": "2026-10-08T09:00"}), "event.after_turn"),
        ({"expect": {"records": [{"type": "unicorn", "must": "exist"}]}}, "expect.records.0.type"),
        (
            {"expect": {"records": [{"type": "appointment", "match": {"colour": 1}, "must": "exist"}]}},
            "expect.records.0.match.colour",
        ),
        ({"expect": {"escalated": {"value": True, "reason": "boredom"}}}, "there is no reason to escalate"),
        ({"expect": {"reask": {"must": ["shoe_size"]}}}, "expect.reask"),
    ],
)
def test_a_name_that_nobody_knows(changed: dict[str, Any], said: str) -> None:
    assert said in wrong(**changed)


def test_an_unknown_field_names_what_there_is() -> None:
    said = wrong(**records(prescriptions=[{"medication": "A", "dose": 5}]))
    assert "dosage" in said and "refills_left" in said and "date_of_birth" in said


def test_a_map_translates_them_all() -> None:
    one = prepared(
        {
            "records": {"medicine": {"type": "prescription", "fields": {"drug": "medication", "shop": None}}},
            "slots": {"mobile": "phone"},
            "told": {"gone": ["slot_taken", "not_offered"]},
            "policy": {"verify": "identity", "mood": []},
            "reasons": {"help": "medical_emergency"},
        },
        setup={
            "policy": {"verify": ["mobile"], "mood": "good"},
            "records": {"medicines": [{"id": "M1", "drug": "Atenolol", "refills_left": "3", "shop": "x"}]},
        },
        turns=[{"say": "x", "when": {"asked_for": "mobile"}}, {"say": "y", "when": {"told": "gone"}}],
        expect={
            "records": [
                {"type": "medicine", "match": {"id": "M1"}, "must": "exist", "values": {"drug": "Atenolol"}}
            ],
            "escalated": {"value": True, "reason": "help"},
            "reask": {"must_not": ["mobile"]},
        },
    )
    assert one.ground.documents["chat"].identity.required == ("phone",)
    [stored] = one.records.stored
    assert stored.data == {"medication": "Atenolol", "refills_left": 3}


def test_a_map_may_not_name_what_is_not_there() -> None:
    turns = [{"say": "x", "when": {"asked_for": "mobile"}}]
    assert "there is no slot 'phones'" in wrong({"slots": {"mobile": "phones"}}, turns=turns)


def test_all_that_is_wrong_is_said_at_once() -> None:
    bad = {"turns": [{"say": "x", "when": {"told": "gone"}}]}
    document = a_file(a_scenario(**bad), a_scenario(**{**bad, "id": "two"}))
    with pytest.raises(file.WrongFile) as error:
        play.prepared(file.parsed(document, "f"), "f", {})
    assert [line.split(".")[0] for line in error.value.message.splitlines()] == ["f: one", "f: two"]


def test_an_unknown_sector_is_named_with_what_there_is() -> None:
    with pytest.raises(file.WrongFile, match="There is no sector 'shops'. There are: .*healthcare"):
        play.prepared(file.parsed(a_file(a_scenario(), sector="shops"), "f"), "f", {})


def test_a_file_that_is_no_yaml(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("scenarios: [")
    with pytest.raises(file.WrongFile, match="is not YAML"):
        read(Wanted([broken]))
    with pytest.raises(file.WrongFile, match="there is no such file"):
        read(Wanted([tmp_path / "none.yaml"]))


def test_only_those_that_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "two.json"
    path.write_text(str(a_file(a_scenario(), a_scenario(id="two"))).replace("False", "false"))
    assert [one.scenario.id for one in read(Wanted([path], ["two"]))] == ["two"]
    with pytest.raises(NoSuchScenario, match="three"):
        read(Wanted([path], ["two", "three"]))


def test_the_closed_lists_are_printed() -> None:
    printed = words("healthcare")
    for name in ("date_of_birth", "confirmation", "alternatives", "slot_taken", "identity", "refill_request"):
        assert f'"{name}"' in printed
    with pytest.raises(names.UnknownSector):
        words("shops")


def test_records_that_are_translated_into_nothing_are_left_out() -> None:
    one = prepared({"records": {"unicorn": None}}, **records(unicorns=[{"horn": 1}]))
    assert one.records.notes == ["setup.records.unicorns was left out"]
    expected = {"records": [{"type": "unicorn", "must": "absent"}]}
    assert "translated into nothing" in wrong({"records": {"unicorn": None}}, expect=expected)
