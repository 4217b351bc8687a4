"""A sentence, tried: it is heard as a customer's would be, by whose model and within which limits."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from caly_app import db, wiring
from caly_app.actor import Role
from caly_app.adapters.openai_compatible import OpenAiCompatible
from caly_app.agents.commands import Clarify, StartFlow
from caly_app.agents.understanding.tried import Trial
from caly_app.errors import Forbidden
from caly_app.ports import ModelEndpoint, Ports
from caly_app.queries.sectors import OtherSector
from caly_app.services import model_endpoints, own_words, rehearsals
from caly_app.services.model_endpoints import TermsGiven
from caly_app.services.own_words import NewPhrase
from caly_app.settings import settings
from tests.agents.model.scripted import means
from tests.factories import DEAF, Clinic, a_clinic, a_member
from tests.fake_model import FakeModel, fake_model, says

pytestmark = pytest.mark.usefixtures("database")
ODD = "that whatsit of my ticker needs doing"


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    """The installation's."""
    async with fake_model(says(means("none_of_these"))) as one:
        yield one


@pytest.fixture
async def theirs() -> AsyncIterator[FakeModel]:
    """The workspace's own."""
    async with fake_model(says(means("book_appointment"))) as one:
        yield one


@pytest.fixture
def ports(fake: FakeModel, monkeypatch: pytest.MonkeyPatch) -> Ports:
    monkeypatch.setattr(settings, "model_private_urls", True)
    return replace(DEAF, model=OpenAiCompatible(fake.url, "key", "ours"), models=wiring.OwnModels())


async def has_its_own(clinic: Clinic, theirs: FakeModel, **terms: Any) -> None:
    boss = clinic.system()
    async with db.transaction(boss) as session:
        await model_endpoints.put(
            session, boss, ModelEndpoint(theirs.url, "own", b"", ""), TermsGiven(**terms)
        )


def lines_of(admin: psycopg.Connection) -> list[tuple[Any, ...]]:
    return admin.execute("select kind, model, quantity from usage").fetchall()


async def test_what_the_installations_model_is_asked_is_noted(fake, ports, admin):
    actor = await a_member(await a_clinic(), Role.ADMIN)
    made = (await rehearsals.rehearse(actor, ODD, ports)).made_of_it
    assert made.commands == (Clarify(),) and len(fake.asked) == 1
    [(kind, _, tokens)] = lines_of(admin)
    assert kind == "model.understand" and tokens == 120


async def test_where_the_workspace_has_its_own_that_is_asked_and_no_other(fake, theirs, ports, admin):
    clinic = await a_clinic()
    await has_its_own(clinic, theirs)
    for had in (ports, replace(ports, model=None)):  # also where the installation has none
        made = (await rehearsals.rehearse(await a_member(clinic, Role.ADMIN), ODD, had)).made_of_it
        assert made.commands[0] == StartFlow("book_appointment")
    assert len(theirs.asked) == 2 and fake.asked == []
    assert len(lines_of(admin)) == 2


async def test_within_its_limits(fake, theirs, ports, admin, monkeypatch):
    clinic, other = await a_clinic(), await a_clinic()
    await has_its_own(clinic, theirs, tokens_day=0)
    monkeypatch.setattr(settings, "model_tokens_workspace_day", 0)
    for of in (clinic, other):
        made = (await rehearsals.rehearse(await a_member(of, Role.ADMIN), ODD, ports)).made_of_it
        assert made.commands == (Clarify(),)
    assert fake.asked == theirs.asked == [] and lines_of(admin) == []


async def test_what_is_known_asks_nobody(fake, ports, admin):
    actor = await a_member(await a_clinic(), Role.ADMIN)
    made = (await rehearsals.rehearse(actor, "I would like to book an appointment", ports)).made_of_it
    assert made.commands[0] == StartFlow("book_appointment")
    assert fake.asked == [] and lines_of(admin) == []


async def test_by_words_it_is_heard_with_the_workspaces_own_and_no_model(fake, ports):
    clinic, neighbour = await a_clinic(), await a_clinic()
    boss = clinic.system()
    async with db.transaction(boss) as session:
        new = NewPhrase("refill_prescription", "en", True, "whatsit of my ticker")
        await own_words.add(session, boss, "healthcare", new)

    actor = await a_member(clinic, Role.ADMIN)
    made = await rehearsals.understand(actor, "healthcare", Trial(ODD), ports)
    assert made.reading.intent == "refill_prescription" and made.reading.is_own
    assert (
        await rehearsals.understand(await a_member(neighbour, Role.ADMIN), "healthcare", Trial(ODD), ports)
    ).reading.intent != "refill_prescription"
    assert fake.asked == []
    with pytest.raises(OtherSector):
        await rehearsals.understand(actor, "legal", Trial(ODD), ports)


async def test_only_who_may_change_the_workspace_tries_it(ports):
    actor = await a_member(await a_clinic(), Role.VIEWER)
    with pytest.raises(Forbidden):
        await rehearsals.rehearse(actor, ODD, ports)
    with pytest.raises(Forbidden):
        await rehearsals.understand(actor, "healthcare", Trial(ODD), ports)
