"""Candidates, as their tab sees them."""

import psycopg
import pytest

from caly_app.actor import Role
from caly_app.services import shadow_readings
from caly_app.services.conversations.take_turn import take_turn
from caly_app.state import live
from caly_app.state.shadow import CandidatesState
from tests.factories import DEAF, a_clinic, a_conversation, a_member
from tests.state.desk import opened
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")

FORM = {
    "name": "Boxes",
    "share": "100",
    "intent": "refill_prescription",
    "language": "en",
    "form": "pattern",
    "phrases": "blue box\n\nred box",
}


@pytest.fixture(autouse=True)
async def nothing_shared():
    live._shared.clear()
    yield
    live._shared.clear()


async def test_from_words_that_are_tried_to_words_that_are_live(admin: psycopg.Connection):
    clinic = await a_clinic()
    ada = await a_member(clinic, Role.ADMIN)
    tab = await opened(CandidatesState, ada, "/shadow")
    assert tab.is_loaded and tab.candidates == [] and tab.intents

    assert "reads what is answered from now on" in await call(CandidatesState.start, tab, FORM)
    [candidate] = tab.candidates
    assert (candidate.name, candidate.state, candidate.agreement) == (
        "Boxes",
        "running",
        "Has read nothing yet",
    )
    assert candidate.what == "2 sentences or patterns"

    where = (await a_conversation(clinic)).conversation_id
    for turn, said in enumerate(("I would like to book an appointment", "my blue box is empty")):
        await take_turn(clinic.customer(), where, str(turn), said, DEAF)
    [(shadow_id,)] = admin.execute("select id from shadow").fetchall()
    await shadow_readings.read(clinic.organization_id, shadow_id, DEAF)

    tab = await opened(CandidatesState, ada, f"/shadow?of={shadow_id}")
    [candidate] = tab.candidates
    assert candidate.agreement.startswith("Agrees in 50\u00a0%")
    [dispute] = tab.disputes
    assert (dispute.words, dispute.live, dispute.candidate_sure) == (
        "my blue box is empty",
        "Not understood",
        "0.99",
    )
    assert tab.chosen_name == "Boxes"

    await call(CandidatesState.judge, tab, dispute.id, "candidate")
    assert tab.disputes[0].meant == dispute.candidate

    CandidatesState.ask.fn(tab, str(shadow_id))
    assert tab.asked_name == "Boxes"
    assert "live from the next message on" in await call(CandidatesState.promote, tab)
    assert tab.candidates[0].state == "live" and not tab.asked
    assert admin.execute("select count(*) from own_phrase").fetchone() == (2,)


async def test_what_was_asked_and_what_each_heard_are_told_in_words(admin: psycopg.Connection):
    clinic = await a_clinic()
    tab = await opened(CandidatesState, await a_member(clinic, Role.ADMIN), "/shadow")
    await call(CandidatesState.start, tab, FORM)
    where = (await a_conversation(clinic)).conversation_id
    for turn, said in enumerate(("I would like to book an appointment", "next Tuesday", "the blue box")):
        await take_turn(clinic.customer(), where, str(turn), said, DEAF)
    [(shadow_id,)] = admin.execute("select id from shadow").fetchall()
    await shadow_readings.read(clinic.organization_id, shadow_id, DEAF)

    tab = await opened(CandidatesState, await a_member(clinic), f"/shadow?of={shadow_id}")
    assert "3 turns read, new wishes 1 of 1 alike, answers 1 of 2 alike" in tab.candidates[0].about
    [dispute] = tab.disputes
    assert (dispute.asked, dispute.live, dispute.candidate) == (
        "time",
        "Not understood",
        "Refill a prescription",
    )
    assert dispute.can_be_judged

    admin.execute(
        "update shadow_reading set asked = '{confirmation}', live_heard = '{FillSlot date,Choose}', "
        "heard = '{FillSlot date,Choose}', differs = '{FillSlot date,Choose}', live_intent = intent "
        "where not agrees"
    )
    tab = await opened(CandidatesState, await a_member(clinic), f"/shadow?of={shadow_id}")
    [dispute] = tab.disputes
    assert (dispute.asked, dispute.live, dispute.candidate) == (
        "yes or no",
        "Date, one of what was offered",
        "Another date, another of what was offered",
    )
    assert not dispute.can_be_judged

    admin.execute(
        "update shadow_reading set live_heard = '{Clarify describe_symptoms complaint}', live_intent = '', "
        "live_confidence = 0.83 where not agrees"
    )
    tab = await opened(CandidatesState, await a_member(clinic), f"/shadow?of={shadow_id}")
    [dispute] = tab.disputes
    assert dispute.live == "Asked whether “Symptoms” or “A complaint” is meant" and not dispute.live_sure


async def test_what_is_wrong_is_said_where_it_is():
    tab = await opened(CandidatesState, await a_member(await a_clinic(), Role.ADMIN), "/shadow")
    await call(CandidatesState.start, tab, {**FORM, "name": "", "phrases": "blue box\n("})
    assert set(tab.errors) == {"name", "phrases"} and tab.errors["phrases"].startswith("Line 2")

    CandidatesState.choose_kind.fn(tab, "model")
    assert not tab.errors
    await call(CandidatesState.start, tab, {"name": "Small", "share": "50", "url": "", "model": ""})
    assert "no language model" in tab.problem


async def test_one_that_is_stopped_stays_with_what_it_read():
    clinic = await a_clinic()
    tab = await opened(CandidatesState, await a_member(clinic, Role.ADMIN), "/shadow")
    await call(CandidatesState.start, tab, FORM)
    await call(CandidatesState.stop, tab, tab.candidates[0].id)
    assert tab.candidates[0].state == "stopped"


async def test_an_address_of_nobody_shows_nothing():
    clinic = await a_clinic()
    for query in ("nonsense", "01a1fe82-536b-77b1-b7e7-98c252b15b7a"):
        tab = await opened(CandidatesState, await a_member(clinic), f"/shadow?of={query}")
        assert tab.is_loaded and tab.disputes == [] and not tab.chosen_name
