"""What the tab of /learning shows and does, and the correction beside a transcript."""

import pytest

from caly_app import db, wiring
from caly_app.actor import Role
from caly_app.services import gaps, thumbs
from caly_app.services.conversations.take_turn import take_turn
from caly_app.state import live
from caly_app.state.conversations import ConversationsState
from caly_app.state.learning import LearningState
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member
from tests.state.desk import opened
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")

REFILL, SAID = "refill_prescription", "The blue box, as ever"


@pytest.fixture(autouse=True)
async def nothing_shared():
    live._shared.clear()
    yield
    live._shared.clear()


async def says(clinic: Clinic, words: str, ports=DEAF):
    started = await a_conversation(clinic)
    return await take_turn(clinic.customer(), started.conversation_id, "one", words, ports)


async def test_a_question_is_answered_in_place_and_the_answer_taken_back():
    clinic = await a_clinic()
    ida = await a_member(clinic, Role.ADMIN)
    await says(clinic, "Do you have a wheelchair?")
    await gaps.gather()
    tab = await opened(LearningState, ida, "/learning")
    [row] = tab.questions
    assert (row.question, row.asked, row.suggests) == (
        "Do you have a wheelchair?",
        "Asked once",
        "wheelchair",
    )
    assert tab.open_questions == 1 and row.conversation.startswith("/conversations/")

    await call(LearningState.begin_answer, tab, row.id)
    await call(LearningState.answer, tab, {"name": "", "text": "At the desk."})
    assert set(tab.errors) == {"name"} and tab.answering == row.id
    told = await call(LearningState.answer, tab, {"name": "wheelchair", "text": "At the desk."})
    assert "Undo" in told and not tab.questions and not tab.answering
    answered = await opened(LearningState, ida, "/learning?show=questions&state=answered")
    assert [each.answered_by for each in answered.questions] == ["wheelchair"]

    await call(LearningState.reopen_question, tab, row.id, True)
    assert len(tab.questions) == 1
    await call(LearningState.dismiss, tab, row.id)
    assert not tab.questions and tab.open_questions == 0


async def test_what_was_meant_is_said_beside_the_transcript_and_decided_on_the_page(admin):
    clinic = await a_clinic()
    ben, ida = await a_member(clinic, name="Ben Okoro"), await a_member(clinic, Role.ADMIN, "Ida Brandt")
    result = await says(clinic, SAID, wiring.ports())
    talk = await opened(ConversationsState, ben, f"/conversations/{result.conversation_id}")
    line = next(each for each in talk.lines if each.answers)
    assert {REFILL, "out_of_scope", "small_talk"} <= {each.value for each in talk.meanings}
    await call(ConversationsState.mean, talk, line.answers, REFILL)
    line = next(each for each in talk.lines if each.answers)
    assert line.meant == REFILL and line.review == "Ben Okoro: Refill a prescription, waits for an admin"

    viewers = await opened(LearningState, ben, "/learning?show=corrections")
    assert not viewers.may_decide
    assert "Only an admin" in await call(LearningState.accept, viewers, viewers.corrections[0].id)
    tab = await opened(LearningState, ida, "/learning?show=corrections")
    [row] = tab.corrections
    assert tab.waiting_corrections == 1
    assert (row.words, row.meant, row.by) == (SAID, "Refill a prescription", "Ben Okoro")
    await call(LearningState.change_words, tab, row.id, "the blue box as ever")
    await call(LearningState.pick, tab, row.id)
    assert "1 accepted" in await call(LearningState.decide_chosen, tab, True)
    assert not tab.corrections and not tab.chosen
    assert admin.execute("select text from own_phrase").fetchall() == [("the blue box as ever",)]

    accepted = await opened(LearningState, ida, "/learning?show=corrections&state=accepted")
    await call(LearningState.reopen_correction, accepted, row.id)
    assert admin.execute("select count(*) from own_phrase").fetchone() == (0,)


async def test_an_admin_s_correction_holds_at_once_and_understood_right_is_one_click(admin):
    clinic = await a_clinic()
    ida = await a_member(clinic, Role.ADMIN)
    result = await says(clinic, SAID, wiring.ports())
    talk = await opened(ConversationsState, ida, f"/conversations/{result.conversation_id}")
    line = next(each for each in talk.lines if each.answers)
    assert "Undo" in await call(ConversationsState.mean, talk, line.answers, REFILL)
    assert admin.execute("select text from own_phrase").fetchall() == [(SAID,)]
    await call(ConversationsState.mean, talk, line.answers, "")
    assert admin.execute("select count(*) from own_phrase").fetchone() == (0,)
    assert admin.execute("select count(*) from review").fetchone() == (0,)

    booked = await says(clinic, "I want to book an appointment", wiring.ports())
    talk = await opened(ConversationsState, ida, f"/conversations/{booked.conversation_id}")
    line = next(each for each in talk.lines if each.answers)
    await call(ConversationsState.mean, talk, line.answers, line.understood)
    line = next(each for each in talk.lines if each.answers)
    assert line.review.endswith("understood right")
    assert admin.execute("select is_right, state from review").fetchall() == [(True, "accepted")]


@pytest.mark.parametrize(
    ("words", "meant", "review"),
    [
        ("hello", "small_talk", "Ben Okoro: understood right"),
        (
            "purple monkey dishwasher",
            "out_of_scope",
            "Ben Okoro: Nothing that your agents do, as the agent took it",
        ),
    ],
)
async def test_small_talk_and_what_is_nobody_s_are_right_where_they_were_taken_so(words, meant, review):
    clinic = await a_clinic()
    ben = await a_member(clinic, name="Ben Okoro")
    result = await says(clinic, words, wiring.ports())
    talk = await opened(ConversationsState, ben, f"/conversations/{result.conversation_id}")
    line = next(each for each in talk.lines if each.answers)
    assert line.understood == ("small_talk" if meant == "small_talk" else "")
    await call(ConversationsState.mean, talk, line.answers, meant)
    assert next(each for each in talk.lines if each.answers).review == review


async def test_thumbs_stand_beside_the_reply_and_on_the_page():
    clinic = await a_clinic()
    ben = await a_member(clinic)
    result = await says(clinic, "When are you open?")
    customer = clinic.customer()
    async with db.transaction(customer) as session:
        await thumbs.give(session, customer, result.conversation_id, result.reply.id, False, "Not Sundays")
    talk = await opened(ConversationsState, ben, f"/conversations/{result.conversation_id}")
    line = next(each for each in talk.lines if each.answers)
    assert (line.thumb, line.comment) == ("down", "Not Sundays")
    tab = await opened(LearningState, ben, "/learning?show=thumbs")
    [opinion] = tab.opinions
    assert (opinion.comment, opinion.asked) == ("Not Sundays", "When are you open?")
    assert not (await opened(LearningState, ben, "/learning?show=thumbs&state=up")).opinions
