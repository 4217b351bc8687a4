"""Two who set settings of one business at the same time."""

import asyncio

import pytest

from caly_app import db
from caly_app.actor import Actor, Role
from caly_app.errors import Invalid
from caly_app.services import sectors
from tests.factories import a_clinic, a_member

pytestmark = pytest.mark.usefixtures("database")


async def set_one(actor: Actor, name: str, value: object) -> None:
    async with db.transaction(actor) as session:
        await sectors.change_setting(session, actor, "healthcare", name, value)


async def test_two_settings_at_once_are_both_kept(admin):
    ada = await a_member(await a_clinic(), Role.ADMIN)

    await asyncio.gather(set_one(ada, "hipaa_enabled", True), set_one(ada, "appointment_buffer_mins", 20))

    kept = {"hipaa_enabled": True, "appointment_buffer_mins": 20}
    assert admin.execute("select settings from workspace").fetchone() == (kept,)


async def test_what_is_wrong_is_said_and_what_the_schema_no_longer_knows_goes(admin):
    ada = await a_member(await a_clinic(settings={"hipaa_enabled": True, "from_long_ago": 1}), Role.ADMIN)

    with pytest.raises(Invalid) as refused:
        await set_one(ada, "appointment_buffer_mins", 500)
    assert list(refused.value.fields) == ["config.appointment_buffer_mins"]
    await set_one(ada, "appointment_buffer_mins", 20)
    await set_one(ada, "hipaa_enabled", None)

    assert admin.execute("select settings from workspace").fetchone() == ({"appointment_buffer_mins": 20},)
