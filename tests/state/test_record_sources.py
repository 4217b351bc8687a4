"""Where records of each kind come from, as an admin's tab sees it."""

import json
from collections.abc import AsyncIterator

import pytest

from caly_app import db
from caly_app.actor import Role
from caly_app.services import connections
from caly_app.services.connections import Given
from caly_app.settings import settings
from caly_app.state.record_sources import RecordSourcesState
from tests.api.doors import PRESCRIPTIONS
from tests.factories import Clinic, a_clinic, a_member
from tests.fake_business import FakeBusiness, fake_business, gives
from tests.state.desk import opened
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")

THEIRS = {"number": "7", "drug": "Amoxicillin", "left": "2", "patient": {"phone": "020 7946 0123"}}


@pytest.fixture
async def fake(monkeypatch) -> AsyncIterator[FakeBusiness]:
    monkeypatch.setattr(settings, "connection_private_urls", True)
    async with fake_business(gives(THEIRS)) as one:
        yield one


async def a_tab(fake: FakeBusiness) -> tuple[Clinic, RecordSourcesState]:
    clinic = await a_clinic()
    async with db.transaction(clinic.system()) as session:
        await connections.save(session, clinic.system(), "shop", Given(fake.url))
    admin = await a_member(clinic, Role.ADMIN)
    return clinic, await opened(RecordSourcesState, admin, "/settings/connections")


async def test_a_mapping_is_written_tried_stored_and_taken_back(fake):
    _, tab = await a_tab(fake)
    assert {kind.about for kind in tab.kinds} == {"kept here"}
    tab.open("prescription")
    sketch = json.loads(tab.text)
    assert sketch["connection"] == "shop" and "medication" in sketch["fields"] and not tab.is_elsewhere

    tab.set_text(json.dumps(PRESCRIPTIONS))
    tab.set_reference("7")
    await call(RecordSourcesState.try_it, tab)
    told = {said.name: said.words for said in tab.said if not said.is_wrong}
    assert told == {
        "reference": "7", "medication": "Amoxicillin", "refills_left": "2", "phone": "020 7946 0123",
    }  # fmt: skip
    fake.usual = gives({**THEIRS, "left": "many"})
    await call(RecordSourcesState.try_it, tab)
    assert [said.name for said in tab.said if said.is_wrong] == ["refills_left"]

    assert "come from there" in await call(RecordSourcesState.save, tab)
    [elsewhere] = [kind for kind in tab.kinds if kind.is_elsewhere]
    assert (elsewhere.name, elsewhere.about) == ("prescription", "from shop, only read")
    tab.open("prescription")
    assert tab.is_elsewhere and json.loads(tab.text)["one"] == PRESCRIPTIONS["one"]
    assert "kept here again" in await call(RecordSourcesState.keep_here, tab)
    assert not any(kind.is_elsewhere for kind in tab.kinds)


@pytest.mark.parametrize("text", ["{", "[]", '{"connection": "shop"}', '{"surprise": 1}'])
async def test_what_is_no_mapping_is_said(fake, text: str):
    _, tab = await a_tab(fake)
    tab.open("prescription")
    tab.set_text(text)
    await call(RecordSourcesState.save, tab)
    assert (tab.problem or tab.said) and tab.opened


async def test_a_server_that_is_away_is_said(fake):
    _, tab = await a_tab(fake)
    tab.open("prescription")
    tab.set_text(json.dumps({**PRESCRIPTIONS, "connection": "nobody"}))
    tab.set_reference("7")
    await call(RecordSourcesState.try_it, tab)
    assert tab.problem == "There is no connection with the name nobody." and not tab.said
