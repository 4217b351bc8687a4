"""`./caly understand`: one JSON line for each line, whatever is in it, and no database."""

import io
import json
from typing import Any

import pytest

from caly_app.scenarios.names import UnknownSector
from caly_app.starter import understand


def told(*lines: bytes, language: str = "") -> list[dict[str, Any]]:
    said: list[str] = []
    understand.run("healthcare", language, io.BytesIO(b"\n".join(lines)), said.append)
    return [json.loads(line) for line in said]


def test_a_sentence_has_an_intent_with_its_slots() -> None:
    [one] = told(b"I would like to see Dr Halas at half past nine")
    assert (one["intent"], one["in_scope"], one["sure"]) == ("book_appointment", True, True)
    assert one["slots"]["time"] == "09:30" and one["slots"]["provider"] == "Dr. Imre Halas"
    assert one["milliseconds"] > 0


def test_lines_may_be_json_and_say_what_is_expected() -> None:
    one, other = told(
        b'{"utterance": "020 7946 0123", "expects": "phone"}', b'{"said": "ten", "expects": ["time"]}'
    )
    assert one["slots"] == {"phone": "+442079460123"}
    assert other["slots"]["time"] in ("10:00", "22:00")


def test_languages_are_found_out_or_given() -> None:
    [found] = told("Quiero pedir una cita para mañana".encode())
    [given] = told(b'{"text": "ich brauche einen Termin", "language": "de"}')
    assert (found["language"], found["intent"]) == ("es", "book_appointment")
    assert (given["language"], given["intent"]) == ("de", "book_appointment")


def test_out_of_scope_has_no_intent() -> None:
    [one] = told(b"who won the football last night")
    assert one["intent"] is None and not one["in_scope"]


def test_no_line_stops_it() -> None:
    huge = b"a" * 3_000_000
    lines = (b"", b"{broken", b"\xff\xfe\x00", huge, b'{"text": 5}', b"[1, 2]", b"I can not breathe")
    answers = told(*lines)
    assert len(answers) == len(lines)
    assert answers[1]["error"] and answers[4]["error"]
    assert answers[-1]["intent"] == "emergency"


def test_an_unknown_sector_is_one_sentence() -> None:
    with pytest.raises(UnknownSector, match="There is no sector 'shops'. There are: .*healthcare"):
        understand.run("shops", "", io.BytesIO(b"x"), print)
