import pytest

from caly_app import db
from caly_app.actor import Role
from caly_app.errors import Forbidden, Invalid
from caly_app.models import GapState
from caly_app.queries import gaps as gap_queries
from caly_app.queries.gaps import GapNotFound
from caly_app.services import gaps
from caly_app.services.conversations.take_turn import take_turn
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")


async def ask(clinic: Clinic, *questions: str) -> None:
    """Each in a conversation of its own."""
    for said in questions:
        started = await a_conversation(clinic)
        await take_turn(clinic.customer(), started.conversation_id, "one", said, DEAF)


async def gathered(clinic: Clinic, state: GapState | None = GapState.OPEN):
    await gaps.gather()
    reader = await a_member(clinic)
    async with db.transaction(reader) as session:
        return await gap_queries.listed(session, reader, state=state)


async def test_questions_without_an_answer_are_gathered_once_and_counted_together():
    clinic = await a_clinic()
    await ask(clinic, "Do you have a wheelchair?", "hi, do you have a wheelchair", "When are you open?")
    [gap] = await gathered(clinic)
    assert (gap.question, gap.count, gap.language) == ("Do you have a wheelchair?", 2, "en")
    assert await gaps.gather() == 0, "each turn is counted once"
    await ask(clinic, "Do you have a wheelchair please?")
    [gap] = await gathered(clinic)
    assert gap.count == 3 and gap.first_at < gap.last_at


async def test_a_question_holds_nothing_of_the_person_who_asked_it(admin):
    clinic = await a_clinic()
    await ask(clinic, "I'm Ros Penhale, ros@example.org, do you lend out wheelchairs?")
    [gap] = await gathered(clinic)
    assert "Penhale" not in gap.question and "example.org" not in gap.question
    assert gap.question.endswith("do you lend out wheelchairs?")
    assert not admin.execute("select 1 from gap where normal_form like '%%penhale%%'").fetchall()


async def test_an_answer_is_a_fact_that_the_next_customer_is_told():
    clinic = await a_clinic()
    await ask(clinic, "Do you have a wheelchair?")
    [gap] = await gathered(clinic)
    admin = await a_member(clinic, Role.ADMIN)
    async with db.transaction(admin) as session:
        await gaps.answer(session, admin, gap.id, "wheelchair", "We lend you one at the desk.")
    started = await a_conversation(clinic)
    customer = clinic.customer()
    told = await take_turn(customer, started.conversation_id, "one", "Do you have a wheelchair?", DEAF)
    assert told.reply and "at the desk" in (told.reply.text or "")
    assert await gathered(clinic) == []
    [gap] = await gathered(clinic, GapState.ANSWERED)
    assert gap.answered_by == "wheelchair" and gap.count == 1

    async with db.transaction(admin) as session:
        await gaps.reopen(session, admin, gap.id, takes_fact_back=True)
    started = await a_conversation(clinic)
    told = await take_turn(customer, started.conversation_id, "one", "Do you have a wheelchair?", DEAF)
    assert told.reply and "at the desk" not in (told.reply.text or "")


async def test_a_question_that_is_answered_and_asked_in_vain_again_is_open_again():
    clinic = await a_clinic()
    await ask(clinic, "Do you have a wheelchair?")
    [gap] = await gathered(clinic)
    admin = await a_member(clinic, Role.ADMIN)
    async with db.transaction(admin) as session:
        await gaps.answer(session, admin, gap.id, "mobility", "We lend you a chair at the desk.")
    await ask(clinic, "Do you have a wheelchair?")
    [gap] = await gathered(clinic)
    assert gap.count == 2


async def test_what_is_dismissed_stays_so_however_often_it_is_asked():
    clinic = await a_clinic()
    await ask(clinic, "Do you have a wheelchair?")
    [gap] = await gathered(clinic)
    admin = await a_member(clinic, Role.ADMIN)
    async with db.transaction(admin) as session:
        await gaps.dismiss(session, admin, gap.id)
    await ask(clinic, "Do you have a wheelchair?")
    assert await gathered(clinic) == []
    [gap] = await gathered(clinic, GapState.DISMISSED)
    assert gap.count == 2


async def test_an_answer_takes_no_other_fact_s_place():
    clinic = await a_clinic()
    await ask(clinic, "Do you have a wheelchair?")
    [gap] = await gathered(clinic)
    admin = await a_member(clinic, Role.ADMIN)
    async with db.transaction(admin) as session:
        with pytest.raises(Invalid) as refusal:
            await gaps.answer(session, admin, gap.id, "parking", "  ")
    assert set(refusal.value.fields) == {"name", "text"}


async def test_only_admins_decide_and_another_organization_finds_nothing():
    clinic, other = await a_clinic(), await a_clinic()
    await ask(clinic, "Do you have a wheelchair?")
    [gap] = await gathered(clinic)
    assert await gathered(other) == []
    operator, stranger = await a_member(clinic), await a_member(other, Role.ADMIN)
    async with db.transaction(operator) as session:
        with pytest.raises(Forbidden):
            await gaps.dismiss(session, operator, gap.id)
    async with db.transaction(stranger) as session:
        with pytest.raises(GapNotFound):
            await gaps.dismiss(session, stranger, gap.id)
