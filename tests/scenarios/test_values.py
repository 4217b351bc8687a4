"""Two values that mean the same are the same, in whatever form they are written."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from caly_app.scenarios.values import Place, coerced, mentions, same, same_detail

HERE = Place("GB", ZoneInfo("Europe/London"))
MONEY = {"type": "string", "pattern": r"^\d+(\.\d+)? [A-Z]{3}$"}


@pytest.mark.parametrize("written", [45.99, "45.99", "£45.99", "45.99 GBP", "GBP 45.99", "£ 45.99"])
def test_money(written: Any) -> None:
    assert coerced(written, MONEY, HERE) == "45.99 GBP"
    assert same(written, "45.99 GBP", MONEY, HERE)
    assert not same(written, "45.98 GBP", MONEY, HERE)


def test_whole_sums_and_thousands() -> None:
    assert same(120, "120.00 GBP", MONEY, HERE) and same("£1,250", "1250.00 GBP", MONEY, HERE)
    assert not same("€45.99", "45.99 GBP", MONEY, HERE)


@pytest.mark.parametrize(
    ("wanted", "actual", "schema"),
    [
        ("3", 3, {"type": "integer"}),
        (3.0, 3, {"type": "integer"}),
        ("yes", True, {"type": "boolean"}),
        ("In Transit", "in_transit", {"type": "string", "enum": ["in_transit", "lost"]}),
        ("Dr Imre Halas", "Dr. Imre Halas", {}),
        ("2026-10-08T11:00", "2026-10-08T11:00:00", {}),
        ("2026-10-08T11:00", "2026-10-08T10:00:00+00:00", {"type": "string", "format": "date-time"}),
        ("2026-10-08T11:00:00", "2026-10-08", {"type": "string", "format": "date"}),
        (["a", "B"], ["A", "b"], {"type": "array"}),
        ("a", ["a"], {"type": "array"}),
        ("020 7946 0123", "+442079460123", {"type": "string"}),
        (["lost", "found"], "found", {"type": "string"}),
        (None, None, {}),
    ],
)
def test_alike(wanted: Any, actual: Any, schema: dict[str, Any]) -> None:
    assert same(wanted, actual, schema, HERE)


@pytest.mark.parametrize(
    ("wanted", "actual"), [("11:00", "11:30"), ("x", None), (None, "x"), (True, False), ([1], [1, 2]), (3, 4)]
)
def test_unlike(wanted: Any, actual: Any) -> None:
    assert not same(wanted, actual, {}, HERE)


def test_details_of_people() -> None:
    assert same_detail("phone", "020 7946 0123", "+442079460123", HERE)
    assert same_detail("phone", "+44 20 7946 0123", "+442079460123", HERE)
    assert same_detail("name", "jose nunez", "José Núñez", HERE)
    assert not same_detail("date_of_birth", "1980-05-04", "1980-04-05", HERE)


def test_mentions() -> None:
    assert mentions("The lift is BROKEN, on floor 3.", ["lift", "floor 3"])
    assert not mentions("The lift is broken.", ["lift", "stairs"])
    assert mentions(["no nuts", {"also": "milk"}], ["nuts", "milk"])
