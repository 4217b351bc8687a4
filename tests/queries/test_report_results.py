"""Figures of reports, against rows that are written here beside those of a stranger."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb
from uuid_utils.compat import uuid7

from caly_app import clock, db
from caly_app.actor import PERMISSIONS_OF, Actor, ActorKind, Role
from caly_app.agents.reports.result import Figure, Result
from caly_app.agents.reports.saying import sentences
from caly_app.errors import Forbidden
from caly_app.queries import business as business_queries
from caly_app.queries import report_results
from caly_app.queries.turns import WENT_BY
from tests.agents.test_hindsight import TAKEN_FOR, reading
from tests.factories import Clinic, a_clinic, a_member
from tests.history import happened, reviewed

pytestmark = pytest.mark.usefixtures("database")
JULY = {"name": "between", "first": "2026-07-01", "last": "2026-07-31"}


async def counted(clinic: Clinic, **said: Any) -> Result:
    actor = await a_member(clinic, Role.VIEWER)
    async with db.transaction(actor) as session:
        facts = await business_queries.of_workspace(session, clinic.workspace_id)
        report = report_results.vocabulary_of(facts).checked({"period": JULY, **said})
        return await report_results.of_report(session, actor, facts, report)


def rows(result: Result) -> dict[str, Figure]:
    return {row.label: row.figure for row in result.rows if row.figure.count or row.figure.whole}


def at(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=UTC)


async def a_turn(admin: psycopg.Connection, clinic: Clinic, where: UUID, told: str, why: Any = None) -> UUID:
    turn_id = uuid7()
    admin.execute(
        "insert into turn (id, organization_id, conversation_id, seq, speaker, author_name, asks, offers, "
        "tells, quick_replies, why, language, said_at) "
        "values (%s, %s, %s, %s, 'customer', '', '{}', '{}', '{}', '[]', %s, 'en', %s)",
        (turn_id, clinic.organization_id, where, turn_id.int % 10**6 + 10, Jsonb(why or {}), at(told)),
    )
    return turn_id


async def did(
    admin: psycopg.Connection, clinic: Clinic, where: UUID, told: str, tool: str, state: str = "done"
) -> None:
    turn_id = await a_turn(admin, clinic, where, told)
    admin.execute(
        "insert into tool_run (id, organization_id, conversation_id, turn_id, step, tool, writes, key, "
        "state, arguments, tells, milliseconds, ran_at) "
        "values (%s, %s, %s, %s, 0, %s, true, %s, %s, '{}', '', 1, %s)",
        (uuid7(), clinic.organization_id, where, turn_id, tool, str(turn_id), state, at(told)),
    )


def made(
    admin: psycopg.Connection, shop: Clinic, told: str, kind: str, data: dict, by: str = "customer"
) -> None:
    record_id, when = uuid7(), at(told)
    admin.execute(
        "insert into record (id, organization_id, workspace_id, kind, reference, data, created_at, "
        "updated_at) values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (record_id, shop.organization_id, shop.workspace_id, kind, str(record_id), Jsonb(data), when, when),
    )
    admin.execute(
        "insert into timeline (id, organization_id, workspace_id, kind, actor_kind, actor_id, actor_name, "
        "details, happened_at) values (%s, %s, %s, 'record_created', %s, %s, '', %s, %s)",
        (
            *(uuid7(), shop.organization_id, shop.workspace_id, by, uuid7()),
            *(Jsonb({"record_id": str(record_id), "record_kind": kind}), when),
        ),
    )


def used(admin: psycopg.Connection, clinic: Clinic, told: str, kind: str, tokens: int, micros: int) -> None:
    admin.execute(
        "insert into usage (id, organization_id, workspace_id, kind, model, quantity, cost_micros, currency, "
        "used_at) values (%s, %s, %s, %s, 'llama', %s, %s, 'USD', %s)",
        (uuid7(), clinic.organization_id, clinic.workspace_id, kind, tokens, micros, at(told)),
    )


async def test_conversations_are_the_businesss_own(admin: psycopg.Connection):
    clinic, stranger = await a_clinic(), await a_clinic()
    sister = await a_clinic(organization_id=clinic.organization_id)
    for each in (clinic, clinic, stranger, sister):
        await happened(admin, each, "2026-07-02T12:00", "contained", ("triage",))
    await happened(admin, clinic, "2026-07-02T12:00", "escalated", ("triage", "appointment_booking"))
    await happened(admin, clinic, "2026-07-03T12:00", None)
    await happened(admin, clinic, "2026-08-01T12:00", "contained")

    assert (await counted(clinic, measure="conversations")).total == Figure(4)
    escalated = await counted(clinic, measure="escalated", by="agent")
    assert escalated.total == Figure(1, 3)
    assert sorted((row.key, row.figure) for row in escalated.rows) == [
        ("appointment_booking", Figure(1, 1)),
        ("triage", Figure(1, 3)),
    ]
    assert (await counted(clinic, measure="contained", filters={"agent": "triage"})).total == Figure(2, 3)
    by_outcome = await counted(clinic, measure="conversations", by="outcome")
    assert rows(by_outcome) == {"Contained": Figure(2), "Escalated": Figure(1), "Not ended": Figure(1)}
    only_open = await counted(clinic, measure="conversations", filters={"outcome": "open"})
    assert only_open.total == Figure(1)
    assert (await counted(clinic, measure="conversations", filters={"language": "en"})).total == Figure(4)
    assert (await counted(clinic, measure="conversations", filters={"channel": "voice"})).total == Figure(0)
    assert "1 of 3 conversations that ended were handed over" in sentences(escalated)
    assert "%" not in sentences(escalated)


async def test_a_day_is_as_long_as_it_is_where_the_business_is(admin: psycopg.Connection):
    """29 March 2026 in London has 23 hours, 25 October 25."""
    clinic = await a_clinic()
    for told in (
        "2026-03-28T23:59",  # the day before
        "2026-03-29T00:00",
        "2026-03-29T22:59",  # 23:59 in summer time
        "2026-03-29T23:00",  # the day after
    ):
        await happened(admin, clinic, told)
    spring = {"name": "between", "first": "2026-03-28", "last": "2026-03-30"}
    found = await counted(clinic, measure="conversations", by="day", period=spring)
    assert [row.figure.count for row in found.rows] == [1, 2, 1]
    hours = await counted(
        clinic,
        measure="conversations",
        by="hour",
        period={"name": "between", "first": "2026-03-29", "last": "2026-03-29"},
    )
    assert rows(hours) == {"00:00": Figure(1), "23:00": Figure(1)} and len(hours.rows) == 24

    for told in ("2026-10-24T23:00", "2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T23:59"):
        await happened(admin, clinic, told)
    autumn = {"name": "between", "first": "2026-10-25", "last": "2026-10-25"}
    found = await counted(clinic, measure="conversations", by="hour", period=autumn)
    assert rows(found) == {"00:00": Figure(1), "01:00": Figure(2), "23:00": Figure(1)}


async def test_weeks_months_and_weekdays_are_all_there(admin: psycopg.Connection):
    clinic = await a_clinic()
    await happened(admin, clinic, "2026-07-01T12:00")  # a Wednesday
    await happened(admin, clinic, "2026-07-31T12:00")  # a Friday
    weeks = await counted(clinic, measure="conversations", by="week")
    assert [(row.label, row.figure.count) for row in weeks.rows] == [
        ("Week of 29 Jun", 1),
        ("Week of 6 Jul", 0),
        ("Week of 13 Jul", 0),
        ("Week of 20 Jul", 0),
        ("Week of 27 Jul", 1),
    ]
    weekdays = await counted(clinic, measure="conversations", by="weekday")
    assert [row.figure.count for row in weekdays.rows] == [0, 0, 1, 0, 1, 0, 0]
    year = {"name": "between", "first": "2026-01-01", "last": "2026-12-31"}
    months = await counted(clinic, measure="conversations", by="month", period=year)
    assert [(row.label, row.figure.count) for row in months.rows][6:8] == [("Jul 2026", 2), ("Aug 2026", 0)]
    assert len(months.rows) == 12


async def test_a_month_stands_beside_the_one_before(admin: psycopg.Connection):
    clinic = await a_clinic()
    for told in ("2026-06-01T12:00", "2026-06-30T12:00", "2026-07-02T12:00"):
        await happened(admin, clinic, told, "contained", ("triage",))
    found = await counted(clinic, measure="conversations", by="agent", compare="before")
    assert (found.total, found.before) == (Figure(1), Figure(2))
    assert str(found.days_before.first) == "2026-06-01" and str(found.days_before.last) == "2026-06-30"
    assert [(row.figure, row.before) for row in found.rows] == [(Figure(1), Figure(2))]
    assert "Before, 1 to 30 Jun 2026: 2." in sentences(found)
    last_year = await counted(clinic, measure="conversations", compare="year_before")
    assert last_year.before == Figure(0)


async def test_what_was_done_is_what_the_ledger_says(admin: psycopg.Connection):
    clinic, stranger = await a_clinic(), await a_clinic()
    for each in (clinic, stranger):
        where = await happened(admin, each, "2026-07-02T12:00", None)
        await did(admin, each, where, "2026-07-02T12:01", "book_appointment")
        await did(admin, each, where, "2026-07-03T12:01", "book_appointment")
        await did(admin, each, where, "2026-07-03T12:02", "book_appointment", "refused")
        await did(admin, each, where, "2026-07-03T12:03", "cancel_appointment")
        await did(admin, each, where, "2026-08-01T12:03", "cancel_appointment")
    found = await counted(clinic, measure="done", by="deed")
    assert found.total == Figure(3)
    assert rows(found) == {"Book an appointment": Figure(2), "Cancel an appointment": Figure(1)}
    booked = await counted(clinic, measure="done", filters={"deed": "book_appointment"}, by="day")
    assert rows(booked) == {"2 Jul": Figure(1), "3 Jul": Figure(1)}
    assert "“Book an appointment”, 2 times" in sentences(booked)


async def test_sums_are_exact_by_currency_and_of_one_kind_only(admin: psycopg.Connection):
    shop = await a_clinic(sector="ecommerce")
    stranger = await a_clinic(sector="ecommerce")
    for each in (shop, stranger):
        for amount in ("0.10 GBP", "0.20 GBP", "19.99 GBP", "5 EUR", "much"):
            made(admin, each, "2026-07-05T10:00", "refund", {"amount": amount, "order": "A1"})
        made(admin, each, "2026-07-05T10:00", "complaint", {"text": "late"})
        made(admin, each, "2026-07-05T10:00", "refund", {"amount": "7.00 GBP"}, by="operator")
    refunds = await counted(shop, measure="made", filters={"kind": "refund"})
    assert refunds.total == Figure(5, sums={"EUR": Decimal("5"), "GBP": Decimal("20.29")})
    assert "“Refund”, 5 times, €5.00 and £20.29 in all" in sentences(refunds)
    by_kind = await counted(shop, measure="made", by="kind")
    assert by_kind.total == Figure(6)
    assert rows(by_kind) == {"Refund": refunds.total, "Complaint": Figure(1)}
    by_day = await counted(shop, measure="made", filters={"kind": "refund"}, by="day")
    assert rows(by_day) == {"5 Jul": refunds.total}


async def test_gaps_thumbs_and_reviews_are_counted(admin: psycopg.Connection):
    clinic, stranger = await a_clinic(), await a_clinic()
    for each in (clinic, stranger):
        tenant = each.organization_id
        where = await happened(admin, each, "2026-07-02T12:00", None, ("triage",))
        gap_id = uuid7()
        admin.execute(
            "insert into gap (id, organization_id, workspace_id, language, question, normal_form, count, "
            "first_at, last_at, state, answered_by) "
            "values (%s, %s, %s, 'en', 'do you sell tea', 'tea', 2, now(), now(), 'open', '')",
            (gap_id, tenant, each.workspace_id),
        )
        for told, gap in (
            ("2026-07-02T12:01", gap_id),
            ("2026-07-03T12:01", gap_id),
            ("2026-07-04T12:01", None),
        ):
            turn_id = await a_turn(admin, each, where, told)
            admin.execute(
                "insert into gap_turn (id, organization_id, gap_id, turn_id) values (%s, %s, %s, %s)",
                (uuid7(), tenant, gap, turn_id),
            )
            admin.execute(
                "insert into thumb (id, organization_id, workspace_id, conversation_id, turn_id, is_up, "
                "comment, given_at) values (%s, %s, %s, %s, %s, %s, '', %s)",
                (uuid7(), tenant, each.workspace_id, where, turn_id, gap is not None, at(told)),
            )
        await reviewed(each, where, 0.9, is_right=True)
        await reviewed(each, where, 0.9, is_right=False)

    unanswered = await counted(clinic, measure="unanswered", by="question")
    assert unanswered.total == Figure(2) and rows(unanswered) == {"Do you sell tea": Figure(2)}
    thumbs = await counted(clinic, measure="thumbs", by="agent")
    assert thumbs.total == Figure(2, 3) and [row.figure for row in thumbs.rows] == [Figure(2, 3)]
    accuracy = await counted(clinic, measure="accuracy", by="intent")
    assert accuracy.total == Figure(1, 2) and rows(accuracy) == {"Book an appointment": Figure(1, 2)}


async def test_who_waits_and_for_how_long(admin: psycopg.Connection):
    clinic, stranger = await a_clinic(), await a_clinic()
    for each in (clinic, stranger):
        for reason, claimed in (
            ("requested", "2026-07-02T12:01:30"),
            ("requested", "2026-07-02T12:00:30"),
            ("complaint", None),
            ("taken_over", "2026-07-02T12:00"),
        ):
            where = await happened(admin, each, "2026-07-02T11:00", "escalated")
            admin.execute(
                "insert into escalation (id, organization_id, workspace_id, conversation_id, reason, "
                "urgency, summary, opened_at, due_at, claimed_by_name, claimed_at, disposition) "
                "values (%s, %s, %s, %s, %s, 2, '', %s, %s, '', %s, '')",
                (
                    *(uuid7(), each.organization_id, each.workspace_id, where, reason),
                    *(at("2026-07-02T12:00"), at("2026-07-02T12:05"), at(claimed) if claimed else None),
                ),
            )
    found = await counted(clinic, measure="waiting", by="reason")
    assert found.total == Figure(2, 3, seconds=60.0)
    assert rows(found) == {"Asked for a person": Figure(2, 2, seconds=60.0), "Complaint": Figure(0, 1)}
    assert "2 of 3 customers in the queue were taken up by a person, after 1 min 0 s" in sentences(found)
    why = await counted(clinic, measure="escalated", by="reason")
    assert rows(why) == {
        "Asked for a person": Figure(2),
        "Complaint": Figure(1),
        "Taken over": Figure(1),
    }
    assert why.total == Figure(4, 4)


async def test_what_the_model_cost_is_told_to_the_millionth(admin: psycopg.Connection):
    clinic, stranger = await a_clinic(), await a_clinic()
    sister = await a_clinic(organization_id=clinic.organization_id)
    for each in (clinic, stranger, sister):
        used(admin, each, "2026-07-02T12:00", "model.answer", 120, 1_234_567)
        used(admin, each, "2026-07-02T12:00", "model.understand.small", 100, 1)
        used(admin, each, "2026-07-02T12:00", "model.kept", 0, 0)
        used(admin, each, "2026-07-02T12:00", "minutes", 9, 9)
        used(admin, each, "2026-08-02T12:00", "model.answer", 120, 5)
    cost = await counted(clinic, measure="model_cost", by="use")
    assert cost.total == Figure(2, cost_micros=1_234_568)
    assert "the language model cost 1.234568 US dollars for 2 answers" in sentences(cost)
    assert [row.key for row in cost.rows] == ["answer", "understand.small"]
    tokens = await counted(clinic, measure="model_tokens", by="model")
    assert tokens.total == Figure(220) and [row.key for row in tokens.rows] == ["llama"]


async def test_what_was_wanted_is_found_in_what_was_understood(admin: psycopg.Connection):
    clinic = await a_clinic()
    where = await happened(admin, clinic, "2026-07-02T12:00")
    await happened(admin, clinic, "2026-07-02T12:00")
    for intent, command in (
        ("book_appointment", "StartFlow book_appointment"),
        ("book_appointment", "Answer book_appointment"),
        ("greeting", "Answer greeting"),
        ("refill_prescription", "Answer offer_person"),  # it came nearest, no more
        ("reschedule_appointment", "FillSlot date"),
        ("cancel_appointment", "Clarify cancel_appointment reschedule_appointment"),
    ):
        read = {"understood": [reading(intent)], "commands": [command]}
        await a_turn(admin, clinic, where, "2026-07-02T12:01", read)
    found = await counted(clinic, measure="conversations", by="intent")
    assert rows(found) == {"Book an appointment": Figure(1)}
    for intent, count in (("book_appointment", 1), ("refill_prescription", 0), ("cancel_appointment", 0)):
        only = await counted(clinic, measure="conversations", filters={"intent": intent})
        assert only.total == Figure(count), intent


async def test_reports_count_what_a_turn_went_by_as_reviews_do(admin: psycopg.Connection):
    statement = f"select intent from (select %s::jsonb as why) t cross join lateral ({WENT_BY}) went_by"
    for commands, readings, (intent, _) in TAKEN_FOR:
        found = admin.execute(statement, (Jsonb({"commands": commands, "understood": readings}),)).fetchall()
        assert {name for (name,) in found} == {intent} - {"", "affirm"}, commands  # a yes is no wish


async def test_with_enough_of_them_a_share_is_told(admin: psycopg.Connection):
    clinic = await a_clinic()
    for place in range(10):
        await happened(admin, clinic, "2026-07-02T12:00", "contained" if place < 7 else "escalated")
    found = await counted(clinic, measure="contained")
    assert found.total.share == 0.7 and "7 of 10 conversations that ended needed no person (70\u00a0%)" in (
        sentences(found)
    )


async def test_who_may_read_no_conversations_reads_no_figures():
    clinic = await a_clinic()
    nobody = Actor(ActorKind.API_KEY, uuid7(), clinic.organization_id, clinic.workspace_id)
    assert PERMISSIONS_OF[Role.VIEWER]
    async with db.transaction(nobody) as session:
        facts = await business_queries.of_workspace(session, clinic.workspace_id)
        report = report_results.vocabulary_of(facts).checked({"measure": "conversations", "period": JULY})
        with pytest.raises(Forbidden):
            await report_results.of_report(session, nobody, facts, report)


async def test_last_week_is_another_one_next_week(admin: psycopg.Connection, monkeypatch: pytest.MonkeyPatch):
    clinic = await a_clinic()
    await happened(admin, clinic, "2026-07-08T12:00")
    for now, count in (("2026-07-13T00:30", 1), ("2026-07-12T22:30", 0), ("2026-07-20T00:00", 0)):
        monkeypatch.setattr(clock, "wall", lambda now=now: at(now))
        found = await counted(clinic, measure="conversations", period="last_week")
        assert found.total.count == count, now
    assert found.days.first == date(2026, 7, 13)
