"""The language model of a business, as its tab sees it."""

import psycopg
import pytest

from caly_app.actor import Role
from caly_app.settings import settings
from caly_app.state.model import ModelState
from tests.factories import Clinic, a_clinic, a_member
from tests.fake_model import fake_model, says, status
from tests.state.desk import opened
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """The models of these tests are on this machine."""
    monkeypatch.setattr(settings, "model_private_urls", True)


async def a_tab(clinic: Clinic) -> ModelState:
    return await opened(ModelState, await a_member(clinic, Role.ADMIN), "/settings/model")


async def test_one_that_answers_is_kept_and_taken_off_again(admin: psycopg.Connection):
    tab = await a_tab(await a_clinic())
    assert tab.is_loaded and not tab.is_own
    async with fake_model(says({"is_there": True})) as fake:
        await call(ModelState.save, tab, {"url": fake.url, "model": "small", "key": "secret"})
    assert (tab.is_own, tab.url, tab.model, tab.has_key) == (True, fake.url, "small", True)
    assert admin.execute("select count(*) from model_endpoint").fetchone() == (1,)

    await call(ModelState.remove, tab)
    assert not tab.is_own
    assert admin.execute("select count(*) from model_endpoint").fetchone() == (0,)


async def test_one_that_does_not_answer_is_kept_only_anyway(admin: psycopg.Connection):
    tab = await a_tab(await a_clinic())
    async with fake_model(status(500)) as fake:
        form = {"url": fake.url, "model": "small", "key": ""}
        await call(ModelState.save, tab, form)
        assert tab.problem and not tab.is_own
        assert admin.execute("select count(*) from model_endpoint").fetchone() == (0,)
        await call(ModelState.save, tab, {**form, "anyway": "yes"})
    assert tab.is_own and not tab.problem


async def test_what_is_wrong_is_said_at_its_field():
    tab = await a_tab(await a_clinic())
    await call(ModelState.save, tab, {"url": "nowhere", "model": "", "key": ""})
    assert set(tab.errors) == {"url", "model"} and not tab.is_own


async def test_the_tone_of_new_conversations_and_what_today_has_cost():
    clinic = await a_clinic()
    tab = await a_tab(clinic)
    assert tab.tone == "plain"
    assert [figure.value for figure in tab.today] == ["0", "0 of 0", "$0.00", "$50.00"]
    await call(ModelState.change_tone, tab, "angry")
    assert tab.tone == "plain"
    await call(ModelState.change_tone, tab, "warm")
    assert tab.tone == "warm"
    assert (await a_tab(clinic)).tone == "warm"
