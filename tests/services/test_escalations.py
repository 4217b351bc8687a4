"""The queue, as two operators and their customers live it."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from caly_app import clock, db
from caly_app.actor import Actor, Role
from caly_app.agents.business import WEEKDAYS, Business
from caly_app.agents.commands import EscalationReason
from caly_app.errors import Forbidden, Invalid
from caly_app.models import (
    AlreadyClaimed,
    AlreadyResolved,
    Conversation,
    ConversationEnded,
    ConversationOutcome,
    EndedBy,
    Escalation,
    Handler,
    Mail,
    Membership,
    NotClaimed,
    Note,
    Notification,
    TimelineEntry,
    TimelineKind,
    Urgency,
    Workspace,
)
from caly_app.queries import escalations as escalation_queries
from caly_app.services import escalations
from caly_app.services.conversations.end import end
from caly_app.services.escalations import AgentAnswers, NotYours, due_at
from tests.factories import Clinic, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")


async def an_escalation(
    clinic: Clinic, reason: EscalationReason = EscalationReason.REQUESTED, conversation_id: UUID | None = None
) -> Escalation:
    conversation_id = conversation_id or (await a_conversation(clinic)).conversation_id
    async with db.transaction(clinic.customer()) as session:
        return await escalations.open_escalation(session, clinic.customer(), conversation_id, reason)


async def claimed_by(operator: Actor, escalation: Escalation) -> Escalation:
    async with db.transaction(operator) as session:
        return await escalations.claim(session, operator, escalation.id)


async def conversation_of(actor: Actor, escalation: Escalation) -> Conversation:
    async with db.transaction(actor) as session:
        return await session.get_one(Conversation, escalation.conversation_id)


async def queue_of(operator: Actor) -> list[UUID]:
    async with db.transaction(operator) as session:
        return [item.id for item in await escalation_queries.queue(session, operator)]


async def test_a_customer_waits_once_however_often_they_ask():
    clinic = await a_clinic()
    first = await an_escalation(clinic)
    again = await an_escalation(clinic, conversation_id=first.conversation_id)

    assert again.id == first.id
    conversation = await conversation_of(clinic.system(), first)
    assert conversation.has_escalated and conversation.handled_by is Handler.AGENT


async def test_an_emergency_in_a_conversation_that_waits_already_goes_to_the_front():
    clinic = await a_clinic()
    operator = await a_member(clinic)
    waiting = await an_escalation(clinic)
    older = await an_escalation(clinic)

    await an_escalation(clinic, EscalationReason.MEDICAL_EMERGENCY, older.conversation_id)

    assert await queue_of(operator) == [older.id, waiting.id]


async def test_the_queue_is_ordered_by_urgency_then_deadline():
    clinic = await a_clinic()
    operator = await a_member(clinic)
    asked = await an_escalation(clinic)
    chest_pain = await an_escalation(clinic, EscalationReason.MEDICAL_EMERGENCY)
    symptoms = await an_escalation(clinic, EscalationReason.URGENT_SYMPTOMS)

    assert await queue_of(operator) == [chest_pain.id, symptoms.id, asked.id]


async def test_of_two_who_claim_at_once_one_is_told_who_was_first():
    clinic = await a_clinic()
    mara, ben = await a_member(clinic, name="Mara Lind"), await a_member(clinic, name="Ben Okoro")
    escalation = await an_escalation(clinic)

    results = await asyncio.gather(
        claimed_by(mara, escalation), claimed_by(ben, escalation), return_exceptions=True
    )

    refusals = [result for result in results if isinstance(result, AlreadyClaimed)]
    winners = [result for result in results if isinstance(result, Escalation)]
    assert len(refusals) == len(winners) == 1
    assert winners[0].claimed_by_name in refusals[0].message
    conversation = await conversation_of(mara, escalation)
    assert conversation.handled_by is Handler.OPERATOR
    assert conversation.operator_id == winners[0].claimed_by


async def test_a_double_click_claims_once():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    escalation = await an_escalation(clinic)
    first = await claimed_by(mara, escalation)

    again = await claimed_by(mara, escalation)

    assert again.claimed_at == first.claimed_at
    async with db.transaction(mara) as session:
        entries = await session.exec(select(TimelineEntry).where(TimelineEntry.kind == TimelineKind.CLAIMED))
        assert len(entries.all()) == 1


async def test_release_gives_the_agent_the_word_and_keeps_the_age():
    clinic = await a_clinic()
    mara, ben = await a_member(clinic), await a_member(clinic, name="Ben Okoro")
    escalation = await claimed_by(mara, await an_escalation(clinic))

    async with db.transaction(mara) as session:
        released = await escalations.release(session, mara, escalation.id)

    assert released.claimed_by is None and released.opened_at == escalation.opened_at
    assert (await conversation_of(mara, escalation)).handled_by is Handler.AGENT
    assert (await claimed_by(ben, escalation)).claimed_by == ben.id


async def test_only_whoever_claimed_it_releases_or_resolves_it_or_an_admin():
    clinic = await a_clinic()
    mara, ben = await a_member(clinic), await a_member(clinic, name="Ben Okoro")
    admin = await a_member(clinic, Role.ADMIN, "Ada Admin")
    escalation = await claimed_by(mara, await an_escalation(clinic))

    for act in (escalations.release, lambda *a: escalations.resolve(*a, "solved")):
        with pytest.raises(NotYours, match="Mara Lind"):
            async with db.transaction(ben) as session:
                await act(session, ben, escalation.id)
    async with db.transaction(admin) as session:
        await escalations.release(session, admin, escalation.id)


async def test_resolve_ends_the_conversation_with_its_disposition_and_note():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    escalation = await claimed_by(mara, await an_escalation(clinic))

    async with db.transaction(mara) as session:
        await escalations.resolve(session, mara, escalation.id, "call_back", "Rings on Monday.")

    conversation = await conversation_of(mara, escalation)
    assert conversation.ended_by is EndedBy.OPERATOR
    assert conversation.outcome is ConversationOutcome.ESCALATED
    assert conversation.disposition == "call_back"
    assert await queue_of(mara) == []
    async with db.transaction(mara) as session:
        note = (await session.exec(select(Note))).one()
        kinds = (await session.exec(select(TimelineEntry.kind))).all()
        details = (await session.exec(select(TimelineEntry.details))).all()
    assert note.text == "Rings on Monday."
    assert {TimelineKind.RESOLVED, TimelineKind.ENDED, TimelineKind.NOTED} <= set(kinds)
    assert "Monday" not in str(details)
    with pytest.raises(AlreadyResolved):
        await claimed_by(mara, escalation)


@pytest.mark.parametrize("disposition", ["", "handed_back", "whatever"])
async def test_a_disposition_is_one_of_the_list(disposition: str):
    clinic = await a_clinic()
    mara = await a_member(clinic)
    escalation = await claimed_by(mara, await an_escalation(clinic))

    with pytest.raises(Invalid):
        async with db.transaction(mara) as session:
            await escalations.resolve(session, mara, escalation.id, disposition)


async def test_what_nobody_claimed_is_resolved_only_once_the_customer_has_gone():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    escalation = await an_escalation(clinic)
    with pytest.raises(NotClaimed):
        async with db.transaction(mara) as session:
            await escalations.resolve(session, mara, escalation.id, "no_reply")

    async with db.transaction(clinic.customer()) as session:
        await end(session, clinic.customer(), escalation.conversation_id, EndedBy.CUSTOMER)
    assert await queue_of(mara) == [escalation.id]
    async with db.transaction(mara) as session:
        await escalations.resolve(session, mara, escalation.id, "no_reply")

    conversation = await conversation_of(mara, escalation)
    assert conversation.ended_by is EndedBy.CUSTOMER and conversation.disposition == "no_reply"


async def test_take_over_is_open_and_claim_in_one():
    clinic = await a_clinic()
    mara, ben = await a_member(clinic), await a_member(clinic, name="Ben Okoro")
    started = await a_conversation(clinic)

    async with db.transaction(mara) as session:
        escalation = await escalations.take_over(session, mara, started.conversation_id)

    assert escalation.reason is EscalationReason.TAKEN_OVER and escalation.claimed_by == mara.id
    with pytest.raises(AlreadyClaimed, match="Mara Lind"):
        async with db.transaction(ben) as session:
            await escalations.take_over(session, ben, started.conversation_id)


async def test_take_over_claims_what_waits_already():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    waiting = await an_escalation(clinic)

    async with db.transaction(mara) as session:
        taken = await escalations.take_over(session, mara, waiting.conversation_id)

    assert taken.id == waiting.id and taken.reason is EscalationReason.REQUESTED


async def test_nobody_takes_over_what_has_ended():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    started = await a_conversation(clinic)
    async with db.transaction(mara) as session:
        await end(session, mara, started.conversation_id, EndedBy.CUSTOMER)

    with pytest.raises(ConversationEnded):
        async with db.transaction(mara) as session:
            await escalations.take_over(session, mara, started.conversation_id)


async def test_handed_back_the_agent_answers_with_the_instruction():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    escalation = await claimed_by(mara, await an_escalation(clinic))

    async with db.transaction(mara) as session:
        await escalations.hand_back(session, mara, escalation.conversation_id, " Offer Friday. ")

    conversation = await conversation_of(mara, escalation)
    assert conversation.agent_answers() and conversation.instruction == "Offer Friday."
    assert conversation.operator_id is None
    assert await queue_of(mara) == []
    again = await an_escalation(clinic, conversation_id=escalation.conversation_id)
    assert again.id != escalation.id
    with pytest.raises(AgentAnswers):
        async with db.transaction(mara) as session:
            await escalations.hand_back(session, mara, escalation.conversation_id, "")


async def test_a_viewer_and_a_key_claim_nothing():
    clinic = await a_clinic()
    viewer = await a_member(clinic, Role.VIEWER)
    escalation = await an_escalation(clinic)

    for actor in (viewer, clinic.system(), clinic.customer()):
        with pytest.raises(Forbidden):
            await claimed_by(actor, escalation)


async def test_an_escalation_of_another_workspace_or_organization_does_not_exist():
    clinic, other = await a_clinic(), await a_clinic()
    sibling = await a_clinic(organization_id=clinic.organization_id)
    escalation = await an_escalation(clinic)

    for elsewhere in (other, sibling):
        stranger = await a_member(elsewhere)
        with pytest.raises(escalation_queries.EscalationNotFound):
            await claimed_by(stranger, escalation)
        assert await queue_of(stranger) == []


# --- until when ---

LONDON = ZoneInfo("Europe/London")


def a_business(**settings: object) -> Business:
    hours = {day: [(time(8), time(18))] for day in ("mon", "tue", "wed", "thu", "fri")}
    return Business("Elm Row", "GB", LONDON, ("en",), "999", hours, settings=settings)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-10-05T14:00", "2026-10-05T14:05"),  # a Monday, open
        ("2026-10-05T17:58", "2026-10-06T08:03"),  # two minutes today, three tomorrow
        ("2026-10-05T18:00", "2026-10-06T08:05"),
        ("2026-10-03T11:00", "2026-10-05T08:05"),  # Saturday
        ("2026-10-24T12:00", "2026-10-26T08:05"),  # over the night the clocks go back
    ],
)
def test_the_wait_counts_in_business_hours(opened: str, due: str):
    at = datetime.fromisoformat(opened).replace(tzinfo=LONDON).astimezone(UTC)

    assert due_at(a_business(), at) == datetime.fromisoformat(due).replace(tzinfo=LONDON)


def test_an_emergency_does_not_wait_for_the_morning():
    night = datetime(2026, 10, 4, 3, tzinfo=LONDON)

    assert due_at(a_business(), night, Urgency.EMERGENCY) == night + timedelta(seconds=300)


def test_the_workspace_says_how_long_somebody_may_wait():
    noon = datetime(2026, 10, 5, 12, tzinfo=LONDON)

    assert due_at(a_business(escalation_wait_seconds=60), noon) == noon + timedelta(seconds=60)


# --- who hears of it ---


async def test_operators_and_admins_are_notified_and_mailed_when_nobody_is_there():
    clinic = await a_clinic()
    await a_member(clinic), await a_member(clinic, Role.ADMIN), await a_member(clinic, Role.VIEWER)

    await an_escalation(clinic)
    await an_escalation(clinic)
    await an_escalation(clinic, EscalationReason.MEDICAL_EMERGENCY)

    async with db.transaction(clinic.system()) as session:
        assert len((await session.exec(select(Notification))).all()) == 6
        mails = (await session.exec(select(Mail))).all()
    assert len(mails) == 4  # one each for the first two together, one each for the emergency


async def test_nobody_is_mailed_about_what_they_see_on_their_screen():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    await a_member(clinic, name="Ben Okoro")
    async with db.transaction(mara) as session:
        workspace = await session.get_one(Workspace, clinic.workspace_id)
        workspace.opening_hours = {day: [["00:00", "24:00"]] for day in WEEKDAYS}
        member = (await session.exec(select(Membership).where(Membership.account_id == mara.id))).one()
        member.seen_at = clock.wall()

    await an_escalation(clinic)

    async with db.transaction(mara) as session:
        assert (await session.exec(select(Mail))).all() == []
