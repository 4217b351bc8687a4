"""Another sector, and back: nothing that was set is lost."""

import pytest

from caly_app import db
from caly_app.actor import Actor, Role
from caly_app.agents.commands import Clarify
from caly_app.models import RECORD_SOURCES
from caly_app.queries import sectors as sector_queries
from caly_app.queries import workspaces as workspace_queries
from caly_app.queries.sectors import OwnSector
from caly_app.services import own_words, rehearsals, sectors, workspaces
from caly_app.services.own_words import NewPhrase
from caly_app.services.sectors import Switch
from tests.factories import DEAF, a_clinic, a_member

pytestmark = pytest.mark.usefixtures("database")
SOURCE = {"prescription": {"connection": "shop", "get": "/prescriptions/{reference}"}}


@pytest.fixture
async def ada(database) -> Actor:
    return await a_member(await a_clinic(), Role.ADMIN)


async def own_of(ada: Actor) -> OwnSector:
    async with db.transaction(ada) as session:
        return await sector_queries.own(session, ada)


async def enable(ada: Actor, *names: str) -> None:
    for name in names:
        async with db.transaction(ada) as session:
            await sectors.enable(session, ada, name)


async def set_up(ada: Actor) -> None:
    """A setting, a source of records, an agent that is off, words of its own."""
    async with db.transaction(ada) as session:
        await sectors.change_settings(session, ada, "healthcare", {"appointment_buffer_mins": 25})
        workspace = await workspace_queries.locked(session, ada, ada.workspace_id)
        workspace.settings = {**workspace.settings, RECORD_SOURCES: SOURCE}
        await sectors.switch_agent(session, ada, "healthcare", Switch("triage", is_on=False))
        new = NewPhrase("refill_prescription", "en", True, "whatsit of my ticker")
        await own_words.add(session, ada, "healthcare", new)


async def test_going_back_finds_everything_as_it_was(ada):
    await set_up(ada)
    await enable(ada, "legal")
    there = await own_of(ada)
    assert there.sector.name == "legal" and all(map(there.is_on, there.sector.agents))
    assert not there.workspace.of_sector and RECORD_SOURCES not in there.workspace.settings
    said = await rehearsals.rehearse(ada, "the whatsit of my ticker", DEAF)
    assert said.made_of_it.commands == (Clarify(),)  # words for what nobody does here mean nothing

    await enable(ada, "catering", "legal", "healthcare")
    back = await own_of(ada)
    assert back.settings["appointment_buffer_mins"] == 25
    assert back.workspace.settings[RECORD_SOURCES] == SOURCE
    assert [name for name in back.sector.agents if not back.is_on(name)] == ["triage"]
    said = await rehearsals.rehearse(ada, "the whatsit of my ticker", DEAF)
    assert said.made_of_it.readings[0].intent == "refill_prescription"


async def test_what_is_set_elsewhere_meanwhile_changes_nothing_of_it(ada):
    await set_up(ada)
    await enable(ada, "legal")
    async with db.transaction(ada) as session:
        await sectors.change_settings(session, ada, "legal", {})
        await sectors.switch_agent(session, ada, "legal", Switch("fees", is_on=False))
    await enable(ada, "healthcare", "legal")
    there = await own_of(ada)
    assert [name for name in there.sector.agents if not there.is_on(name)] == ["fees"]
    await enable(ada, "healthcare")
    assert (await own_of(ada)).settings["appointment_buffer_mins"] == 25


async def test_a_sector_that_was_left_disabled_is_enabled_when_it_is_chosen_again(ada):
    await set_up(ada)
    async with db.transaction(ada) as session:
        await sectors.disable(session, ada, "healthcare")
    await enable(ada, "legal", "healthcare")
    back = await own_of(ada)
    assert back.is_enabled
    assert [name for name in back.sector.agents if not back.is_on(name)] == ["triage"]


async def test_what_is_kept_is_no_setting(ada):
    await set_up(ada)
    await enable(ada, "legal")
    async with db.transaction(ada) as session:
        workspace = await workspaces.choose_sector(session, ada, ada.workspace_id, "healthcare")
        assert workspace.of_sector == {"appointment_buffer_mins": 25}
    assert "left_sectors" not in (await own_of(ada)).settings
