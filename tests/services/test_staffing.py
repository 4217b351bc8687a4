import pytest

from caly_app import db
from caly_app.actor import Role
from caly_app.agents.commands import EscalationReason
from caly_app.models import Escalation, Handler
from caly_app.queries import conversations as conversation_queries
from caly_app.services import escalations, staffing
from caly_app.services.members import LastAdmin
from tests.factories import a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")


async def a_claim(clinic, operator) -> Escalation:
    started = await a_conversation(clinic)
    async with db.transaction(clinic.system()) as session:
        opened = await escalations.open_escalation(
            session, clinic.system(), started.conversation_id, EscalationReason.REQUESTED
        )
    async with db.transaction(operator) as session:
        return await escalations.claim(session, operator, opened.id)


async def now(clinic, escalation: Escalation) -> tuple[Escalation, Handler]:
    async with db.transaction(clinic.system()) as session:
        conversation = await conversation_queries.locked(session, clinic.system(), escalation.conversation_id)
        return await session.get_one(Escalation, escalation.id), conversation.handled_by


@pytest.mark.parametrize("how", ["removed", "demoted", "left"])
async def test_whatever_somebody_had_in_hand_goes_back_into_the_queue(how: str):
    clinic = await a_clinic()
    admin, operator = await a_member(clinic, Role.ADMIN), await a_member(clinic)
    escalation = await a_claim(clinic, operator)

    async with db.transaction(admin) as session:
        match how:
            case "removed":
                await staffing.remove(session, admin, operator.id)
            case "demoted":
                await staffing.change_role(session, admin, operator.id, Role.VIEWER)
            case "left":
                await staffing.leave(session, operator)

    freed, handler = await now(clinic, escalation)
    assert (freed.claimed_by, freed.resolved_at, handler) == (None, None, Handler.AGENT)


async def test_a_role_that_still_answers_keeps_what_it_has():
    clinic = await a_clinic()
    admin, operator = await a_member(clinic, Role.ADMIN), await a_member(clinic)
    escalation = await a_claim(clinic, operator)

    async with db.transaction(admin) as session:
        await staffing.change_role(session, admin, operator.id, Role.ADMIN)

    assert (await now(clinic, escalation))[0].claimed_by == operator.id


async def test_the_last_admin_keeps_everything():
    clinic = await a_clinic()
    admin = await a_member(clinic, Role.ADMIN)
    escalation = await a_claim(clinic, admin)

    with pytest.raises(LastAdmin):
        async with db.transaction(admin) as session:
            await staffing.leave(session, admin)

    assert (await now(clinic, escalation))[0].claimed_by == admin.id
