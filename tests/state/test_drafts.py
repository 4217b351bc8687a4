"""Drafts in the tab of /learning: pasted, accepted in place, turned down, and all of it undone."""

import pytest

from caly_app import db
from caly_app.actor import Role
from caly_app.services import drafts
from caly_app.state import live
from caly_app.state.learning import LearningState
from tests.factories import a_clinic, a_member
from tests.state.desk import opened
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")

FAQ = "Q: Is there wifi?\nA: Yes.\n\nQ: Whom do I call?\nA: 020 7946 0123.\n\nOpen on Sunday?"


@pytest.fixture(autouse=True)
async def nothing_shared():
    live._shared.clear()
    yield
    live._shared.clear()


async def test_a_text_is_pasted_and_what_is_wrong_with_it_stands_beside_it():
    clinic = await a_clinic()
    tab = await opened(
        LearningState, await a_member(clinic, Role.ADMIN, "Ida Brandt"), "/learning?show=drafts"
    )
    await call(LearningState.begin_paste, tab)
    await call(LearningState.paste, tab, {"text": "Only words."})
    assert tab.pastes and "No question was found" in tab.paste_error and not tab.drafts
    told = await call(LearningState.paste, tab, {"text": FAQ})
    assert "2 drafts. Without an answer: Open on Sunday?" in told
    assert not tab.pastes and not tab.paste_error and tab.open_drafts == 2
    wifi, call_us = tab.drafts
    assert (wifi.question, wifi.name, wifi.masked, wifi.conversation) == ("Is there wifi?", "wifi", "", "")
    assert wifi.origin == "From a text, by Ida Brandt" and call_us.masked == "[phone ...23]"
    await call(LearningState.begin_paste, tab)
    assert "Nothing new. 2 were known already." in await call(LearningState.paste, tab, {"text": FAQ})


async def test_a_draft_is_edited_accepted_and_taken_back():
    clinic = await a_clinic()
    ida = await a_member(clinic, Role.ADMIN)
    async with db.transaction(ida) as session:
        await drafts.from_text(session, ida, FAQ)
    tab = await opened(LearningState, ida, "/learning?show=drafts")
    wifi = tab.drafts[0]
    await call(LearningState.begin_accept, tab, wifi.id)
    await call(LearningState.accept_draft, tab, {"name": "parking", "text": ""})
    assert set(tab.draft_errors) == {"name", "text"} and tab.editing == wifi.id
    told = await call(LearningState.accept_draft, tab, {"name": "wifi", "text": "Yes, and it is free."})
    assert "Undo" in told and not tab.editing and len(tab.drafts) == 1
    accepted = await opened(LearningState, ida, "/learning?show=drafts&state=accepted")
    assert [(row.name, row.text) for row in accepted.drafts] == [("wifi", "Yes, and it is free.")]
    await call(LearningState.reopen_draft, tab, wifi.id, True)
    assert len(tab.drafts) == 2
    assert "Undo" in await call(LearningState.turn_down, tab, wifi.id)
    assert [row.id for row in tab.drafts] != [wifi.id] and tab.open_drafts == 1


async def test_an_operator_sees_them_and_decides_nothing():
    clinic = await a_clinic()
    ida, ben = await a_member(clinic, Role.ADMIN), await a_member(clinic)
    async with db.transaction(ida) as session:
        await drafts.from_text(session, ida, FAQ)
    tab = await opened(LearningState, ben, "/learning?show=drafts")
    assert len(tab.drafts) == 2 and not tab.may_decide
    assert "Only an admin" in await call(LearningState.turn_down, tab, tab.drafts[0].id)
    assert "Only an admin" in await call(LearningState.paste, tab, {"text": FAQ})
    assert len(tab.drafts) == 2
