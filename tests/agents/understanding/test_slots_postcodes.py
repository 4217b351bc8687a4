"""Postcodes, written, dictated, and spelled with words for their letters."""

import pytest

from caly_app.agents.understanding.slots.postcodes import area_of, district_of, postcode_in, zip_code_in


@pytest.mark.parametrize(
    ("said", "postcode"),
    [
        ("18 Beck Lane, Leeds LS6 2AB", "LS6 2AB"),
        ("it's m14 5rt i think", "M14 5RT"),
        ("number nine quay street m one four five r t", "M14 5RT"),
        ("g l five oh one a b, b for bravo", "GL50 1AB"),
        ("n r two three r s that's r for romeo s for sugar", "NR2 3RS"),
        ("l for lima s for sierra six two a b", "LS6 2AB"),
        ("s w one a two a a", "SW1A 2AA"),
        ("the ls6 end of town", "LS6"),
        ("twelve foss bank york", ""),
        ("b like bravo two three", "B23"),
        ("n one nine", "N19"),
        ("the postcode is w twelve", "W12"),
        ("g as in golf, one, two, eight, q, q", "G12 8QQ"),
        ("s double u one one double a", "SW1 1AA"),
        ("B twenty one, three double d", "B21 3DD"),
        ("one for n one and one for me", ""),
        ("s for sugar", ""),
        ("80331 Berg", ""),
    ],
)
def test_a_postcode_is_read_however_it_is_said(said: str, postcode: str) -> None:
    assert postcode_in(said) == postcode


def test_a_postcode_lies_in_its_district_and_its_area() -> None:
    assert (district_of("GL50 1AB"), area_of("GL50 1AB")) == ("GL50", "GL")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("02139", "02139"),
        ("it's zip oh two one three nine", "02139"),
        ("zero four one zero one i think", "04101"),
        ("el veintiocho cero cero cuatro, 28004", "28004"),
        ("80331 Berg", "80331"),
        ("207 555 0151", ""),
        ("+49 80331 12345", ""),
        ("m14 5rt", ""),
        ("by the old mill", ""),
    ],
)
def test_five_digits_that_stand_alone_are_a_code(said: str, code: str) -> None:
    assert zip_code_in(said) == code
