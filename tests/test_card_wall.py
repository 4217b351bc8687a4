"""Whatever is written to the database is written without numbers of cards."""

import psycopg
import pytest
from psycopg.types.json import Json, Jsonb
from sqlalchemy import text

from caly_app import db
from tests.factories import a_clinic

pytestmark = pytest.mark.usefixtures("database")
CARD = "4242 4242\n4242 4242"
VISA = "[card ending in 4242]"


async def test_text_and_documents_meet_the_wall_in_every_form() -> None:
    clinic = await a_clinic()
    asked = "select %s::text, %b::text, %s::text[], %b::text[], %s::jsonb, %b::jsonb, %s::json, %b::json"
    given = (CARD, CARD, [CARD], [CARD], *[kind({"a": [CARD]}) for kind in (Jsonb, Jsonb, Json, Json)])
    expected = (VISA, VISA, [VISA], [VISA], *[{"a": [VISA]}] * 4)

    async with db.single_statements() as driver:
        assert await (await driver.execute(asked, given)).fetchone() == expected
    async with db.hot_transaction(clinic.organization_id) as hot:
        assert await (await hot.driver.execute(asked, given)).fetchone() == expected
        assert (await hot.session.execute(text("select :card ||''"), {"card": CARD})).scalar() == VISA
    async with db.admin_transaction() as session:
        assert (await session.execute(text("select :card ||''"), {"card": CARD})).scalar() == VISA


async def test_a_statement_that_is_prepared_meets_it_as_well(admin: psycopg.Connection) -> None:
    async with db.single_statements() as driver:
        for _ in range(10):
            row = await (await driver.execute("select %s::text", (CARD,))).fetchone()
            assert row == (VISA,)


async def test_what_its_hint_makes_too_long_is_refused_and_no_crash() -> None:
    clinic = await a_clinic()
    with pytest.raises(db.TextTooLong):
        async with db.tenant_transaction(clinic.organization_id) as session:
            await session.execute(text("update workspace set emergency_number = :it"), {"it": "4242" * 4})
