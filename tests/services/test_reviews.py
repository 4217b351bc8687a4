import pytest

from caly_app import db, wiring
from caly_app.actor import Role
from caly_app.agents.hindsight import understood_in
from caly_app.agents.sectors import all_sectors
from caly_app.errors import Forbidden, Invalid
from caly_app.models import OUT_OF_SCOPE, SMALL_TALK, AlreadyReviewed, ReviewState
from caly_app.queries import business as business_queries
from caly_app.queries import metrics
from caly_app.queries import reviews as review_queries
from caly_app.queries.reviews import NothingUnderstood, ReviewNotFound
from caly_app.services import reviews
from caly_app.services.conversations.take_turn import take_turn
from tests.factories import Clinic, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")

REFILL, SAID = "refill_prescription", "The blue box, as ever"


async def said(clinic: Clinic, words: str = SAID):
    """The conversation and the customer's turn."""
    started = await a_conversation(clinic)
    result = await take_turn(clinic.customer(), started.conversation_id, "one", words, wiring.ports())
    return started.conversation_id, result.turn_id


async def understood(clinic: Clinic, words: str, admin) -> str:
    _, turn_id = await said(clinic, words)
    (why,) = admin.execute("select why from turn where answers = %s", (turn_id,)).fetchone()
    return understood_in(why)[0]


async def test_a_correction_becomes_an_example_once_it_is_accepted_and_is_gone_when_taken_back(admin):
    clinic = await a_clinic()
    where = await said(clinic)
    operator, decider = await a_member(clinic), await a_member(clinic, Role.ADMIN, "Ida Brandt")
    async with db.transaction(operator) as session:
        review = await reviews.propose(session, operator, *where, REFILL)
        assert (review.state, review.words, review.is_right) == (ReviewState.PROPOSED, SAID, False)
        with pytest.raises(Forbidden):
            await reviews.accept(session, operator, review.id)
    assert await understood(clinic, SAID, admin) != REFILL

    async with db.transaction(decider) as session:
        review = await reviews.accept(session, decider, review.id)
        assert review.phrase_id and review.reviewed_by_name == "Ida Brandt"
        with pytest.raises(AlreadyReviewed):
            await reviews.reject(session, decider, review.id)
    assert await understood(clinic, SAID, admin) == REFILL

    async with db.transaction(decider) as session:
        review = await reviews.reopen(session, decider, review.id)
        assert (review.state, review.phrase_id, review.words) == (ReviewState.PROPOSED, None, SAID)
    assert await understood(clinic, SAID, admin) != REFILL
    hows = admin.execute(
        "select details ->> 'how' from timeline where kind = 'meaning_reviewed' order by happened_at, id"
    ).fetchall()
    assert hows == [("proposed",), ("accepted",), ("reopened",)]
    assert not admin.execute("select 1 from timeline where details::text like '%%blue box%%'").fetchall()


async def test_words_are_proposed_without_what_is_personal_and_can_be_changed(admin):
    clinic = await a_clinic()
    where = await said(clinic, "I'm Ros Penhale, ros@example.org, the blue box as ever")
    decider = await a_member(clinic, Role.ADMIN)
    async with db.transaction(decider) as session:
        review = await reviews.propose(session, decider, *where, REFILL)
        assert review.words and "Penhale" not in review.words and "@" not in review.words
        with pytest.raises(Invalid) as refusal:
            await reviews.accept(session, decider, review.id, " ")
        assert set(refusal.value.fields) == {"words"}
        await reviews.accept(session, decider, review.id, "the blue box as ever")
    assert admin.execute("select intent, text from own_phrase").fetchall() == [
        (REFILL, "the blue box as ever")
    ]


async def test_what_is_rejected_is_forgotten(admin):
    clinic = await a_clinic()
    decider = await a_member(clinic, Role.ADMIN)
    where = await said(clinic)
    async with db.transaction(decider) as session:
        review = await reviews.propose(session, decider, *where, REFILL)
        await reviews.reject(session, decider, review.id)
    assert admin.execute("select state, words from review").fetchall() == [("rejected", None)]
    async with db.transaction(decider) as session:
        review = await reviews.reopen(session, decider, review.id)
        assert review.words == SAID


async def test_understood_right_is_settled_at_once_and_teaches_nothing(admin):
    clinic = await a_clinic()
    conversation_id, turn_id = await said(clinic, "I want to book an appointment")
    operator = await a_member(clinic)
    async with db.transaction(operator) as session:
        review = await reviews.propose(session, operator, conversation_id, turn_id, "book_appointment")
    assert (review.understood, review.agent) == ("book_appointment", "appointment_booking")
    assert (review.is_right, review.state, review.words) == (True, ReviewState.ACCEPTED, None)
    assert review.confidence and review.confidence > 0.5
    assert admin.execute("select count(*) from own_phrase").fetchone() == (0,)


async def test_out_of_scope_is_kept_for_the_figures_and_teaches_nothing(admin):
    clinic = await a_clinic()
    decider = await a_member(clinic, Role.ADMIN)
    where = await said(clinic)
    async with db.transaction(decider) as session:
        review = await reviews.propose(session, decider, *where, OUT_OF_SCOPE)
        review = await reviews.accept(session, decider, review.id)
    assert (review.state, review.words) == (ReviewState.ACCEPTED, None)
    assert admin.execute("select count(*) from own_phrase").fetchone() == (0,)


async def test_what_only_came_nearest_was_not_understood(admin):
    """As where an own tool has answered: the review counts for no agent, and in no calibration."""
    clinic = await a_clinic()
    where = await said(clinic, "can the whatsit of number P-1 be looked at somehow")
    nearest = '[{"intent": "reschedule_appointment", "confidence": 0.167, "by": "examples"}]'
    admin.execute(
        """update turn set why = why || jsonb_build_object('commands', '["Answer told"]'::jsonb,
           'understood', %s::jsonb) where answers = %s""",
        (nearest, where[1]),
    )
    operator = await a_member(clinic)
    async with db.transaction(operator) as session:
        review = await reviews.propose(session, operator, *where, OUT_OF_SCOPE)
    assert (review.understood, review.confidence, review.agent) == ("", None, "")


@pytest.mark.parametrize(
    ("words", "meant", "is_right"),
    [
        ("purple monkey dishwasher", OUT_OF_SCOPE, True),  # rightly taken for nothing
        ("purple monkey dishwasher", SMALL_TALK, False),
        ("purple monkey dishwasher", REFILL, False),
        ("I want to book an appointment", OUT_OF_SCOPE, False),
        ("hello", SMALL_TALK, True),
        ("hello", OUT_OF_SCOPE, False),
        ("my father has collapsed and is not breathing", "emergency", True),
    ],
)
async def test_what_it_was_taken_for_is_right_of_what_was_meant_as_that(words, meant, is_right):
    clinic = await a_clinic()
    where = await said(clinic, words)
    operator = await a_member(clinic)
    async with db.transaction(operator) as session:
        review = await reviews.propose(session, operator, *where, meant)
        facts = await business_queries.of_workspace(session, clinic.workspace_id)
        found = await metrics.of_workspace(session, operator, metrics.period(facts))
    assert review.is_right is is_right
    assert review.state is (ReviewState.ACCEPTED if is_right else ReviewState.PROPOSED)
    assert (found.accuracy.part, found.accuracy.whole) == ((1, 1) if is_right else (0, 0))  # the rest waits


async def test_who_asks_which_of_two_is_meant_takes_it_for_one_of_them():
    sector = all_sectors()["healthcare"]
    assert reviews.taken_as({"commands": ["Answer offer_person"]}, sector) == OUT_OF_SCOPE
    assert reviews.taken_as({"commands": ["Clarify book_appointment cancel_appointment"]}, sector) == ""
    assert reviews.taken_as({"commands": ["FillSlot date"]}, sector) == ""


async def test_another_correction_takes_the_place_of_the_one_before(admin):
    clinic = await a_clinic()
    where = await said(clinic)
    operator, decider = await a_member(clinic), await a_member(clinic, Role.ADMIN)
    async with db.transaction(decider) as session:
        review = await reviews.propose(session, decider, *where, REFILL)
        await reviews.accept(session, decider, review.id)
    async with db.transaction(operator) as session:
        with pytest.raises(Forbidden):
            await reviews.propose(session, operator, *where, "book_appointment")
    async with db.transaction(decider) as session:
        again = await reviews.propose(session, decider, *where, "book_appointment")
        assert again.id == review.id and again.phrase_id is None
    assert admin.execute("select count(*) from own_phrase").fetchone() == (0,)


async def test_what_is_no_meaning_no_answer_or_somebody_else_s_is_refused():
    clinic, other = await a_clinic(), await a_clinic()
    conversation_id, turn_id = await said(clinic)
    viewer, operator = await a_member(clinic, Role.VIEWER), await a_member(clinic)
    stranger = await a_member(other, Role.ADMIN)
    async with db.transaction(operator) as session:
        with pytest.raises(Invalid):
            await reviews.propose(session, operator, conversation_id, turn_id, "fly")
        with pytest.raises(NothingUnderstood):
            await reviews.propose(session, operator, conversation_id, conversation_id, REFILL)
        review = await reviews.propose(session, operator, conversation_id, turn_id, REFILL)
    async with db.transaction(viewer) as session:
        with pytest.raises(Forbidden):
            await reviews.propose(session, viewer, conversation_id, turn_id, REFILL)
    async with db.transaction(stranger) as session:
        with pytest.raises(ReviewNotFound):
            await reviews.accept(session, stranger, review.id)
        assert not await review_queries.listed(session, stranger)
