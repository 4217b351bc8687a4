"""No text that somebody sends may end the process, or come in as anything but what JSON has."""

import pytest

from caly_app.scenarios import document
from caly_app.scenarios.document import WrongFile

BILLION = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000, "nested too deep"),
        ("{a: " * 20_000, "nested too deep"),
        ("- " * 50_000, "nested too deep"),
        ("? " * 50_000, "nested too deep"),
        ("a: &x [*x]", "too large"),
        (BILLION, "too large"),
        ("[" + "1," * 40_000 + "1]", "too large"),
        ("a: 2026-99-99", "is not YAML"),
        ("a: 2026-10-05 99:99:99", "is not YAML"),
        ("a: " + "9" * 6000, "is not YAML"),
        ("a: !!int x", "is not YAML"),
        ("a: !!float ''", "is not YAML"),
        ("a: !!bool 5", "is not YAML"),
        ("a: !!python/object/apply:os.getcwd []", "is not YAML"),
        ("--- 1\n--- 2", "is not YAML"),
        ("a: \x00", "is not YAML"),
        ("\ud800", "is not YAML"),
        ('a: "\\0"', "cannot be stored"),
        ('? "\\0"\n: 1', "cannot be stored"),
        ("a: .nan", "is no number"),
        ("a: -.inf", "is no number"),
        ("a: !!binary aGVsbG8=", "is neither text, number, list nor mapping"),
        ("a: !!set {b}", "is neither text, number, list nor mapping"),
        ("? [1, 2]\n: 3", "is neither text, number, list nor mapping"),
    ],
    ids=lambda value: value[:12].replace("\x00", "0").encode(errors="replace").decode(),
)
def test_what_could_do_harm_is_refused(text: str, words: str) -> None:
    with pytest.raises(WrongFile, match=words):
        document.parsed(text, "f")


def test_what_people_write_is_read() -> None:
    text = 'a: &one {day: 2026-10-05, at: "09:00", yes: true, none: null, half: 0.5}\nb: [*one, 3]'
    read = document.parsed(text, "f")
    assert read["b"][0]["at"] == "09:00" and read["b"][1] == 3
    assert document.parsed('{"a": ["\\u00e9"]}', "f") == {"a": ["é"]}
