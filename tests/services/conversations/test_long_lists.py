"""What an agent searches is searched whole: what stands behind the first five hundred counts as well."""

from collections.abc import Callable, Mapping
from typing import Any

import psycopg
import pytest
from uuid_utils.compat import uuid7

from caly_app import db
from caly_app.agents.sectors.ecommerce import catalogue, discounts
from caly_app.agents.sectors.ecommerce.catalogue import WhichProduct
from caly_app.agents.sectors.education import timetable
from caly_app.agents.sectors.education.courses import CourseWish
from caly_app.agents.sectors.legal import matters
from caly_app.agents.sectors.legal.matters import Matter
from caly_app.agents.sectors.real_estate import listings
from caly_app.agents.sectors.real_estate.listings import WantedHome
from caly_app.agents.sectors.telecom import outages
from caly_app.agents.sectors.telecom.outages import NewOutage, Where
from caly_app.errors import TooManyToRead
from caly_app.queries import records as record_queries
from caly_app.services import record_imports
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.records import NewRecord
from tests.agents.world import PORTS
from tests.factories import Clinic, a_clinic, a_conversation
from tests.turns import a_turn

pytestmark = pytest.mark.usefixtures("database")

COURSE = {
    "name": "French A1",
    "subject": "French",
    "days": "Mondays",
    "weekdays": ["mon"],
    "starts_on": "2020-01-13",
    "price": "240.00 GBP",
    "places": 12,
    "places_left": 1,
}
NEW_MATTER = Matter(
    area="family",
    summary="We want to part",
    other_party="Jonas Wellington",
    full_name="Ros Penhale",
    phone="020 7946 0123",
)


async def put(clinic: Clinic, kind: str, data: Callable[[int], Mapping[str, Any]], many: int) -> None:
    """By reference in the order of their numbers."""
    system, rows = clinic.system(), [NewRecord(data(number), f"R-{number:05}") for number in range(many)]
    async with db.transaction(system) as session:
        await record_imports.store(session, system, kind, rows)


async def test_a_lesson_behind_six_hundred_past_ones_is_told() -> None:
    clinic = await a_clinic(sector="education")
    await put(clinic, "course", lambda number: COURSE, 1)
    starts = [f"2020-{1 + n // 28 % 12:02}-{1 + n % 28:02}T10:00" for n in range(600)]
    starts += ["2099-01-12T10:00"]
    await put(
        clinic, "lesson", lambda n: {"course": "R-00000", "starts_at": starts[n], "status": "planned"}, 601
    )

    async with a_turn(clinic) as around:
        told = await timetable.tell_course_lessons(CourseWish(subject="French"), around)

    assert told.tells == "next_lesson" and told.values["starts_at"] == "2099-01-12T10:00"


async def test_a_lesson_of_another_course_is_none_of_it() -> None:
    clinic = await a_clinic(sector="education")
    await put(clinic, "course", lambda number: COURSE, 1)
    await put(
        clinic, "lesson", lambda n: {"course": "C-9", "starts_at": "2099-01-12T10:00", "status": "planned"}, 1
    )
    async with a_turn(clinic) as around:
        told = await timetable.tell_course_lessons(CourseWish(subject="French"), around)
    assert told.tells == "course_days"


async def opened(clinic: Clinic, admin: psycopg.Connection) -> str:
    async with a_turn(clinic) as around:
        await matters.open_matter(NEW_MATTER, around)
    rows = admin.execute("select data ->> 'conflict' from record where kind = 'matter'").fetchall()
    assert len(rows) == 1
    return rows[0][0]


@pytest.mark.parametrize(("last", "conflict"), [("Jonas Welington", "possible"), ("Otto Hale", "none_found")])
async def test_the_six_hundredth_opponent_is_a_conflict(admin, last: str, conflict: str) -> None:
    clinic = await a_clinic(sector="legal")
    await put(clinic, "opposing_party", lambda n: {"name": last if n == 599 else f"Adam Brindle{n:03}"}, 600)
    assert await opened(clinic, admin) == conflict


async def test_of_more_opponents_than_are_read_nobody_says_that_there_is_no_conflict(
    admin, monkeypatch
) -> None:
    monkeypatch.setattr(record_queries, "READ_AT_MOST", 20)
    clinic = await a_clinic(sector="legal")
    await put(clinic, "opposing_party", lambda n: {"name": f"Adam Brindle{n:03}"}, 21)
    assert await opened(clinic, admin) == "possible"


async def test_what_was_reported_after_six_hundred_others_is_not_reported_again(admin) -> None:
    clinic = await a_clinic(sector="telecom")
    place = {"service": "broadband", "status": "open", "reported_on": "2026-11-20"}
    await put(
        clinic, "outage_report", lambda n: {**place, "place": "LK2 9ZZ" if n == 600 else f"Lane {n}"}, 601
    )

    async with a_turn(clinic) as around:
        found = await outages.find_outage(Where(area="lk2 9zz", service="broadband"), around)
        again = await outages.report_outage(NewOutage(place="Lk2 9zz", service="broadband"), around)
        of_tv = await outages.find_outage(Where(area="LK2 9ZZ", service="tv"), around)

    assert found.tells == again.tells == "outage_reported_before"
    assert found.values["reference"] == again.values["reference"] == "R-00600"
    assert of_tv.tells == "", "of another service nothing is known"
    assert admin.execute("select count(*) from record").fetchone() == (601,)


async def test_the_whole_catalogue_is_searched() -> None:
    clinic = await a_clinic(sector="ecommerce")
    await put(
        clinic,
        "product",
        lambda n: {"name": "Brass lantern" if n > 598 else f"Mug {n}", "price": "9.00 GBP", "stock": n % 2},
        601,
    )
    async with a_turn(clinic) as around:
        told = await catalogue.tell_product(WhichProduct(product="brass lantern"), around)
        family = await catalogue.variants_of("Brass lantern", around)
    assert told.tells.startswith("product_is") and told.values["name"] == "Brass lantern"
    assert [one.reference for one in family] == ["R-00599", "R-00600"]


async def test_the_codes_for_everybody_are_found_among_those_for_one() -> None:
    clinic = await a_clinic(sector="ecommerce")
    await put(clinic, "discount", lambda n: {"percent": 5, **({"public": True} if n == 600 else {})}, 601)
    async with a_turn(clinic) as around:
        told = await discounts.which_code(discounts.SaidCode(), around)
    assert [choice.fills["discount_code"] for choice in told.choices] == ["R-00600"]


async def test_the_home_that_is_wanted_stands_at_the_end() -> None:
    clinic = await a_clinic(sector="real_estate")
    home = {"title": "A flat", "deal": "rent", "price": "900 GBP", "bedrooms": 2}
    await put(clinic, "listing", lambda n: {**home, "place": "Ambleford" if n == 600 else "Stonebridge"}, 601)
    async with a_turn(clinic) as around:
        told = await listings.search_listings(WantedHome(deal="rent", place="Ambleford"), around)
    assert (told.tells, told.values["count"]) == ("listings_found", "1")


async def test_five_thousand_are_read_and_of_more_than_can_be_none_is_told(admin, monkeypatch) -> None:
    clinic = await a_clinic(sector="ecommerce")
    await put(clinic, "product", lambda n: {"name": f"Mug {n}", "price": "9.00 GBP", "stock": 1}, 5000)
    async with a_turn(clinic) as around:
        assert len(await around.ports.records.all_of("product")) == 5000
        monkeypatch.setattr(record_queries, "READ_AT_MOST", 4999)
        with pytest.raises(TooManyToRead):
            await around.ports.records.all_of("product")
        assert len(await around.ports.records.all_of("product", {"name": "MUG 4711"})) == 1

    where = (await a_conversation(clinic)).conversation_id
    said = await take_turn(clinic.customer(), where, uuid7().hex, "Is the brass lantern in stock?", PORTS)

    assert said.reply and "only_a_person" in said.reply.tells and "product_unknown" not in said.reply.tells
    assert admin.execute("select reason from escalation").fetchall() == [("needs_approval",)]


async def test_another_business_s_records_are_none_of_ours() -> None:
    ours, theirs = await a_clinic(sector="ecommerce"), await a_clinic(sector="ecommerce")
    await put(theirs, "product", lambda n: {"name": "Mug", "price": "9.00 GBP", "stock": 1}, 1)
    async with a_turn(ours) as around:
        assert await around.ports.records.all_of("product", {"name": "Mug"}, since={"price": "0"}) == []
