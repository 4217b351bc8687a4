"""What was expected, beside what came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from caly_app.scenarios.grade import CameOf, Graded, grade
from caly_app.scenarios.reask import Exchange
from caly_app.scenarios.rows import Row
from caly_app.scenarios.values import Place
from tests.scenarios.documents import names, scenario

HERE = Place("GB", ZoneInfo("Europe/London"))
NOW = datetime(2026, 10, 5, 14, 0, tzinfo=HERE.timezone)
ROSA = {"name": ["Rosa Penhale"], "phone": ["+442079460123"]}


def row(number: int = 1, kind: str = "appointment", who: Any = ROSA, **fields: Any) -> Row:
    usual = {"start": "2026-10-08T09:00", "provider": "Dr. Imre Halas", "status": "booked"}
    given = {**usual, **fields} if kind == "appointment" else fields
    return Row(kind, UUID(int=number), f"AP-{number}", given, who)


def graded(
    before: Sequence[Row] = (),
    after: Sequence[Row] = (),
    replies: Sequence[str] = (),
    exchanges: Sequence[Exchange] = (),
    reasons: Sequence[str] = (),
    escalated_at: int | None = None,
    said_at: dict[str, int] | None = None,
    map_: dict[str, Any] | None = None,
    **expect: Any,
) -> list[Graded]:
    came_of = CameOf(before, after, replies, exchanges, reasons, escalated_at, said_at or {})
    turns = [{"id": "help", "say": "help"}]
    return grade(scenario(expect=expect, turns=turns), names(map_), HERE, NOW, came_of)


def of_records(before: Sequence[Row], after: Sequence[Row], map_: Any = None, **wanted: Any) -> str:
    [one] = graded(before, after, map_=map_, records=[{"type": "appointment", **wanted}])
    return one.verdict


def test_it_exists_with_these_values() -> None:
    there = [row(), row(2, start="2026-10-09T10:00")]
    match = {"phone": "020 7946 0123"}
    assert of_records([], there, match=match, must="exist") == "pass"
    assert (
        of_records([], there, match={"id": "ap2"}, must="exist", values={"start": "2026-10-09T10:00"})
        == "pass"
    )
    assert of_records([], there, match={"id": "AP-2"}, must="exist", values={"time": "9:00"}) == "fail"
    assert of_records([], there, match={"name": "Ben Okoro"}, must="exist") == "fail"


def test_a_count_counts_those_that_match() -> None:
    there = [row(), row(2, start="2026-10-09T10:00")]
    match = {"phone": "020 7946 0123"}
    assert of_records([], there, match=match, must="exist", count=2) == "pass"
    assert of_records([], there, match=match, must="exist", count=1) == "fail"
    assert (
        of_records([], there, match=match, must="exist", count=2, values={"start": "2026-10-08T09:00"})
        == "fail"
    )
    assert of_records([], [], match=match, must="exist", count=0) == "pass"


def test_a_cancelled_appointment_is_there_only_for_who_asks_for_its_status() -> None:
    before, after = [row()], [row(status="cancelled")]
    match = {"id": "AP-1"}
    assert of_records(before, after, match=match, must="absent") == "pass"
    assert of_records(before, after, match=match, must="exist") == "fail"
    assert of_records(before, after, match=match, must="exist", values={"status": "canceled"}) == "pass"
    assert of_records(before, after, match=match, must="changed", values={"status": "cancelled"}) == "pass"


def test_changed_and_unchanged() -> None:
    was, moved = row(), row(start="2026-10-09T10:00")
    match = {"id": "AP-1"}
    assert of_records([was], [was], match=match, must="unchanged") == "pass"
    assert of_records([was], [moved], match=match, must="unchanged") == "fail"
    assert of_records([], [moved], match=match, must="unchanged") == "fail"
    assert of_records([was], [], match=match, must="unchanged") == "fail"
    assert of_records([was], [was], match=match, must="changed") == "fail"
    by_old_start = {"start": "2026-10-08T09:00"}
    assert (
        of_records([was], [moved], match=by_old_start, must="changed", values={"start": "2026-10-09T10:00"})
        == "pass"
    )
    assert (
        of_records([was], [moved], match=match, must="changed", values={"provider": "Dr. Ada Quist"})
        == "fail"
    )


def test_absent() -> None:
    assert of_records([], [row()], match={"start": "2026-10-08T09:00"}, must="absent") == "fail"
    assert of_records([], [row()], match={"start": "2026-10-08T09:30"}, must="absent") == "pass"
    assert of_records([], [row()], match={}, must="absent", values={"provider": "Dr. Ada Quist"}) == "pass"


def test_words_that_a_field_mentions_and_other_names() -> None:
    there = [row(reason="a stiff knee, on the left")]
    assert of_records([], there, match={"reason_mentions": ["knee", "left"]}, must="exist") == "pass"
    assert of_records([], there, match={"reason_mentions": "right"}, must="exist") == "fail"
    map_ = {"records": {"appointment": {"type": "appointment", "fields": {"doctor": "provider", "shop": []}}}}
    match = {"doctor": "dr imre halas", "shop": "any"}
    assert of_records([], there, map_=map_, match=match, must="exist") == "pass"


@pytest.mark.parametrize(
    ("wanted", "happened", "verdicts"),
    [
        ({"value": False}, {}, ["pass"]),
        ({"value": False}, {"escalated_at": 0, "reasons": ["requested"]}, ["fail"]),
        ({"value": True}, {}, ["fail"]),
        (
            {"value": True, "reason": "complaint", "by": "help"},
            {"escalated_at": 1, "reasons": ["complaint"], "said_at": {"help": 1}},
            ["pass", "pass", "pass"],
        ),
        (
            {"value": True, "reason": "complaint", "by": "help"},
            {"escalated_at": 2, "reasons": ["requested"], "said_at": {"help": 1}},
            ["pass", "fail", "fail"],
        ),
    ],
)
def test_escalation(wanted: Any, happened: dict[str, Any], verdicts: list[str]) -> None:
    assert [one.verdict for one in graded(escalated=wanted, **happened)] == verdicts


def test_words_are_searched_and_meanings_are_unjudged() -> None:
    told = graded(
        replies=["Parking is free."],
        escalated=False,
        must_say=[{"contains": "parking IS"}, {"contains": ["lift", "free"]}, "that parking costs nothing"],
        must_not=[{"contains": "AP-1"}, {"contains": "free"}],
    )
    assert [one.verdict for one in told] == ["pass", "pass", "pass", "unjudged", "pass", "fail"]


def exchange(said: str, asks: str = "", *, answers: str = "", known: str = "", did: str = "") -> Exchange:
    return Exchange(said, answers.split(), asks.split(), frozenset(known.split()), [did] if did else [])


@pytest.mark.parametrize(
    ("exchanges", "must", "must_not"),
    [
        ([exchange("book", "phone"), exchange("0123", "full_name", answers="phone")], "fail", "pass"),
        ([exchange("book", "phone"), exchange("0123", "phone", answers="phone")], "pass", "fail"),
        ([exchange("book", "phone"), exchange("is there parking?", "phone")], "pass", "pass"),
        ([exchange("book", "date"), exchange("Friday", "phone", known="phone")], "pass", "fail"),
        ([exchange("book, 020 7946 0123", "phone")], "pass", "fail"),
        (
            [
                exchange("book", "full_name"),
                exchange("no, my number", "phone", known="phone", did="ClearSlot phone"),
            ],
            "fail",
            "pass",
        ),
    ],
)
def test_asking_again(exchanges: list[Exchange], must: str, must_not: str) -> None:
    told = graded(exchanges=exchanges, reask={"must": ["phone"], "must_not": ["phone"]})
    assert [one.verdict for one in told] == [must, must_not]
