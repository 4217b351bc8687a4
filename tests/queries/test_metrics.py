"""Figures: each number here was reckoned by hand."""

from datetime import date

import psycopg
import pytest

from caly_app import clock, db
from caly_app.actor import Actor, ActorKind
from caly_app.errors import Forbidden, Invalid
from caly_app.models import ConversationOutcome, EndedBy, ReviewState
from caly_app.queries import business as business_queries
from caly_app.queries import conversations as conversation_queries
from caly_app.queries import metrics
from caly_app.queries.conversations import ConversationFilter
from caly_app.queries.metrics import Calibration, Counts, Metrics, Share
from caly_app.queries.outcomes import Reviewed
from caly_app.services.conversations.end import end
from caly_app.services.conversations.take_turn import take_turn
from caly_app.services.metric_exports import as_csv
from tests.factories import DEAF, Clinic, a_clinic, a_conversation
from tests.history import happened, reviewed

pytestmark = pytest.mark.usefixtures("database")

FIRST, LAST = date(2026, 7, 1), date(2026, 7, 3)
BOOKING, REFILL = "appointment_booking", "prescription_refill"


async def figures(clinic: Clinic, first: date = FIRST, last: date = LAST) -> Metrics:
    async with db.transaction(clinic.system()) as session:
        facts = await business_queries.of_workspace(session, clinic.workspace_id)
        return await metrics.of_workspace(
            session, clinic.system(), metrics.period(facts, first=first, last=last)
        )


async def test_what_is_counted_is_what_happened(admin: psycopg.Connection):
    clinic = await a_clinic()  # in London: an hour before UTC in July
    for began, outcome, agents, disposition in [
        ("2026-06-29T12:00", "contained", (BOOKING,), ""),  # in the days before
        ("2026-06-30T22:59", "failed", (BOOKING,), ""),  # a minute to midnight: before, too
        ("2026-06-30T23:01", "contained", (BOOKING, REFILL), ""),  # a minute past: the first of July
        ("2026-07-01T12:00", "contained", (BOOKING,), ""),
        ("2026-07-02T12:00", "escalated", (BOOKING,), "booked"),  # by a person, and with what they came for
        ("2026-07-02T13:00", "escalated", (), "no_reply"),
        ("2026-07-02T14:00", "abandoned", (REFILL,), ""),
        ("2026-07-02T15:00", None, (), ""),  # goes on
        ("2026-07-03T23:01", "failed", (), ""),  # the fourth of July
    ]:
        await happened(admin, clinic, began, outcome, agents, disposition)
    found = await figures(clinic)

    assert found.counts == Counts(began=6, contained=2, escalated=2, failed=0, abandoned=1, resolved=3)
    assert found.counts.ended == 5
    assert found.counts.share("contained") == Share(2, 5) and found.counts.share("resolved") == Share(3, 5)
    assert found.before == Counts(began=2, contained=1, failed=1, resolved=1)
    assert [(each.day.day, each.counts.began) for each in found.days] == [(1, 2), (2, 4), (3, 0)]
    assert {each.agent: each.counts for each in found.agents} == {
        BOOKING: Counts(began=3, contained=2, escalated=1, resolved=3),
        REFILL: Counts(began=2, contained=1, abandoned=1, resolved=1),
    }
    assert as_csv(found, "healthcare").splitlines()[1] == "total,2026-07-01 to 2026-07-03,6,5,2,2,0,1,3,0,0"


async def test_each_figure_is_the_list_that_it_leads_to(admin: psycopg.Connection):
    clinic = await a_clinic()
    solved = await happened(admin, clinic, "2026-07-01T12:00", "escalated", (BOOKING,), "solved")
    contained = await happened(admin, clinic, "2026-07-02T12:00", "contained", (REFILL,))
    await happened(admin, clinic, "2026-07-02T13:00", "escalated", (REFILL,), "no_reply")

    async def listed(**wanted: object) -> list[object]:
        async with db.transaction(clinic.system()) as session:
            rows = await conversation_queries.listed(session, clinic.system(), ConversationFilter(**wanted))
        return [row.id for row in rows]

    assert await listed(resolved=True) == [contained, solved]
    assert await listed(outcome=ConversationOutcome.CONTAINED) == [contained]
    assert await listed(agent=BOOKING) == [solved]
    await reviewed(clinic, solved, 0.9, is_right=True)
    await reviewed(clinic, contained, 0.9, is_right=False)
    assert await listed(reviewed=Reviewed.YES) == [contained, solved]
    assert await listed(reviewed=Reviewed.WRONG) == [contained]
    found = await figures(clinic)
    assert found.counts.resolved == 2 and found.counts.contained == 1


async def test_accuracy_is_of_reviewed_turns_and_says_how_sure_that_is(admin: psycopg.Connection):
    clinic = await a_clinic()
    now = await happened(admin, clinic, "2026-07-02T12:00", "contained", (BOOKING,))
    before = await happened(admin, clinic, "2026-06-30T12:00")
    for _ in range(8):
        await reviewed(clinic, now, 0.95, is_right=True)
    await reviewed(clinic, now, 0.65, is_right=False)
    await reviewed(clinic, now, None, is_right=False, understood="", agent="")
    await reviewed(clinic, now, 0.9, is_right=False, state=ReviewState.PROPOSED)  # nobody has accepted it
    await reviewed(clinic, before, 0.9, is_right=True)
    found = await figures(clinic)

    assert found.accuracy == Share(8, 10) and found.accuracy_before == Share(1, 1)
    assert [(each.agent, each.accuracy) for each in found.agents] == [(BOOKING, Share(8, 9))]
    low, high = found.accuracy.interval or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)  # Wilson's own example of 8 in 10
    assert Share(0, 0).interval is None and Share(0, 0).value is None


async def test_a_calibration_lays_confidence_beside_truth(admin: psycopg.Connection):
    clinic = await a_clinic()
    where = await happened(admin, clinic, "2026-07-02T12:00")
    for is_right in (True, True, True, False):
        await reviewed(clinic, where, 0.9, is_right=is_right)
    await reviewed(clinic, where, 1.0, is_right=True)
    await reviewed(clinic, where, 0.55, is_right=True)
    await reviewed(clinic, where, None, is_right=False, understood="")
    found: Calibration = (await figures(clinic)).calibration

    assert [(each.low, each.right) for each in found.bins if each.right.whole] == [
        (0.5, Share(1, 1)),
        (0.9, Share(4, 5)),
    ]
    assert found.bins[9].confidence == pytest.approx(0.92)
    # 5 turns are .12 too sure of themselves, one is .45 not sure enough.
    assert found.error == pytest.approx((5 * 0.12 + 0.45) / 6)
    assert (found.reviewed, found.needed) == (6, metrics.ENOUGH - 6)


async def test_other_businesses_of_the_house_are_seen_by_people_and_nobody_else_s(admin: psycopg.Connection):
    clinic = await a_clinic()
    branch = await a_clinic(organization_id=clinic.organization_id)
    admin.execute(
        "update workspace set name = 'Oak Yard', timezone = 'Asia/Tokyo' where id = %s",
        (branch.workspace_id,),
    )
    stranger = await a_clinic()
    for each in (clinic, branch, stranger):
        where = await happened(admin, each, "2026-06-30T20:00", "contained", (BOOKING,))
        await reviewed(each, where, 0.9, is_right=True)
    found = await figures(clinic)

    # In Tokyo it was the first of July already.
    assert [(each.name, each.counts.began, each.accuracy) for each in found.others] == [
        ("Oak Yard", 1, Share(1, 1))
    ]
    assert found.counts == Counts() and found.before.began == 1
    [of_sector] = metrics.by_sector(found, "healthcare")
    assert (of_sector.businesses, of_sector.counts.began, of_sector.accuracy) == (2, 1, Share(1, 1))
    lines = [line.rpartition(",2026")[0] or line for line in as_csv(found, "healthcare").splitlines()]
    assert "sector,healthcare,1,1,1,0,0,0,1,1,1" in lines
    key = Actor(
        *(ActorKind.API_KEY, clinic.system().id, clinic.organization_id, clinic.workspace_id),
        clinic.system().permissions,
    )
    async with db.transaction(key) as session:
        facts = await business_queries.of_workspace(session, clinic.workspace_id)
        asked = metrics.period(facts, first=FIRST, last=LAST)
        assert (await metrics.of_workspace(session, key, asked)).others == []
        with pytest.raises(Forbidden):
            await metrics.of_workspace(session, clinic.customer(), asked)


async def test_the_agents_that_worked_are_known_when_a_conversation_ends():
    clinic = await a_clinic()
    where = (await a_conversation(clinic)).conversation_id
    for turn, said in enumerate(["I would like to book an appointment", "When are you open?", "cancel that"]):
        await take_turn(clinic.customer(), where, str(turn), said, DEAF)
    async with db.transaction(clinic.system()) as session:
        ended = await end(session, clinic.system(), where, EndedBy.CUSTOMER)
    assert ended.agents == [BOOKING, "patient_info"]
    today = clock.now().date()
    found = await figures(clinic, today, today)
    assert [each.agent for each in found.agents] == [BOOKING, "patient_info"]


@pytest.mark.parametrize(
    "asked",
    [{"days": 0}, {"days": 400}, {"first": LAST, "last": FIRST}, {"first": date(2020, 1, 1), "last": LAST},
     {"first": date(1, 1, 1), "last": date(1, 1, 2)}, {"first": LAST, "last": date(9999, 12, 31)}],
)  # fmt: skip
async def test_a_period_is_a_year_at_most(asked: dict[str, object]):
    clinic = await a_clinic()
    async with db.transaction(clinic.system()) as session:
        facts = await business_queries.of_workspace(session, clinic.workspace_id)
    with pytest.raises(Invalid):
        metrics.period(facts, **asked)
