"""Lists of conversations: what is in them, page by page, and nobody else's."""

from datetime import timedelta
from uuid import UUID

import pytest

from caly_app import clock, db
from caly_app.actor import Actor, ActorKind
from caly_app.agents.channel import Channel
from caly_app.agents.dialogue import PersonalSlot
from caly_app.errors import Forbidden
from caly_app.models import EndedBy, Handler
from caly_app.queries import conversations as queries
from caly_app.queries import dialogues
from caly_app.queries import escalations as escalation_queries
from caly_app.queries.conversations import ConversationFilter, ConversationRow, ConversationStatus
from caly_app.services import escalations, personal_values
from caly_app.services.conversations.end import end
from caly_app.services.conversations.receive import receive
from tests.factories import Clinic, a_clinic, a_conversation, a_member

pytestmark = pytest.mark.usefixtures("database")


async def listed(
    actor: Actor, wanted: ConversationFilter | None = None, **how: object
) -> list[ConversationRow]:
    async with db.transaction(actor) as session:
        return await queries.listed(session, actor, wanted or ConversationFilter(), **how)


async def said(clinic: Clinic, text: str) -> UUID:
    conversation_id = (await a_conversation(clinic)).conversation_id
    await receive(clinic.customer(), conversation_id, "one", text)
    return conversation_id


async def test_the_newest_words_come_first_and_pages_neither_lose_nor_repeat():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    ids = [await said(clinic, f"Number {number}") for number in range(7)]

    seen, after = [], None
    while page := await listed(mara, after=after, limit=3):
        seen += [row.id for row in page]
        after = page[-1].place

    assert seen == ids[::-1]


async def test_filters_keep_what_they_say():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    agents, operators, ended, waits = [await said(clinic, "Hello") for _ in range(4)]
    async with db.transaction(mara) as session:
        await escalations.take_over(session, mara, operators)
        await end(session, mara, ended, EndedBy.CUSTOMER)
        await escalations.open_escalation(session, mara, waits, "requested")

    async def ids(**wanted: object) -> set[UUID]:
        return {row.id for row in await listed(mara, ConversationFilter(**wanted))}

    assert await ids(status=ConversationStatus.AGENT) == {agents}
    assert await ids(status=ConversationStatus.OPERATOR) == {operators}
    assert await ids(status=ConversationStatus.ENDED) == {ended}
    assert await ids(status=ConversationStatus.WAITING) == {waits}
    assert await ids(status=ConversationStatus.OPEN) == {agents, operators, waits}
    assert await ids(escalated=True) == {operators, waits}
    assert await ids(handled_by=Handler.OPERATOR) == {operators}
    assert await ids(operator_id=mara.id) == {operators}
    assert await ids(channel=Channel.VOICE) == set()
    assert await ids(started_from=clock.now() + timedelta(hours=1)) == set()
    assert len(await ids(started_before=clock.now() + timedelta(hours=1))) == 4
    statuses = {row.id: row.status for row in await listed(mara)}
    assert statuses == {
        agents: ConversationStatus.AGENT,
        operators: ConversationStatus.OPERATOR,
        ended: ConversationStatus.ENDED,
        waits: ConversationStatus.WAITING,
    }


@pytest.mark.parametrize("words", ["knee", "KNEE hurts", '"knee hurts"'])
async def test_words_are_found_in_what_was_said(words: str):
    clinic, other = await a_clinic(), await a_clinic()
    sibling = await a_clinic(organization_id=clinic.organization_id)
    mara = await a_member(clinic)
    hit = await said(clinic, "My knee hurts")
    await said(clinic, "Opening hours please")
    await said(other, "My knee hurts")
    await said(sibling, "My knee hurts")

    assert [row.id for row in await listed(mara, ConversationFilter(words=words))] == [hit]


@pytest.mark.parametrize("words", ["'", "& | !", '"', "%", "\\", "🦴"])
async def test_no_words_break_the_search(words: str):
    mara = await a_member(await a_clinic())

    assert await listed(mara, ConversationFilter(words=words)) == []


async def test_a_row_refers_to_the_customers_name():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    conversation_id = await said(clinic, "I am Ada Quist")
    name = PersonalSlot(slot="full_name", kind="name", value="Ada Quist")
    async with db.transaction(mara) as session:
        kept = await personal_values.keep(session, mara, conversation_id, None, [name])

    [row] = await listed(mara)

    assert row.name_reference == kept["full_name"]
    async with db.transaction(mara) as session:
        await escalations.open_escalation(session, mara, conversation_id, "requested")
    async with db.transaction(mara) as session:
        [item] = await escalation_queries.queue(session, mara)
    assert item.name_reference == kept["full_name"]


async def test_nobody_sees_another_workspaces_conversations():
    clinic = await a_clinic()
    conversation_id = await said(clinic, "Hello")
    sibling = await a_clinic(organization_id=clinic.organization_id)

    for stranger in (await a_member(sibling), await a_member(await a_clinic())):
        assert await listed(stranger) == []
        for read in (queries.by_id, queries.row):
            with pytest.raises(queries.ConversationNotFound):
                async with db.transaction(stranger) as session:
                    await read(session, stranger, conversation_id)


async def test_a_key_without_the_scope_reads_nothing():
    clinic = await a_clinic()
    key = Actor(ActorKind.API_KEY, clinic.workspace_id, clinic.organization_id, clinic.workspace_id)

    with pytest.raises(Forbidden):
        await listed(key)


async def test_figures_of_conversations_and_of_the_queue():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    _, operators, ended, waits = [await said(clinic, "Hello") for _ in range(4)]
    async with db.transaction(mara) as session:
        await escalations.take_over(session, mara, operators)
        await end(session, mara, ended, EndedBy.CUSTOMER)
        await escalations.open_escalation(session, mara, waits, "requested")
    today = clock.now() - timedelta(hours=1)

    async with db.transaction(mara) as session:
        figures = await queries.figures(session, mara, today)
        in_a_year = clock.now() + timedelta(days=365)
        queue = await escalation_queries.figures(session, mara, today, in_a_year)

    assert (figures.started, figures.contained, figures.open, figures.with_operator) == (4, 1, 3, 1)
    assert (queue.waiting, queue.overdue, queue.claimed_by_me, queue.resolved_by_me) == (1, 1, 1, 0)


def test_what_the_agent_knows_is_said_in_words_and_without_what_only_it_needs():
    flow = {
        "name": "appointment_booking",
        "slots": {
            "date": "2026-11-26",
            "time": "11:00",
            "resource_id": "01a1",
            "ends_at": "2026-11-26T11:30",
        },
    }
    known = dialogues.slots({"flows": [flow], "stored": {"phone": "pv:1"}})

    assert [(slot.label, slot.value) for slot in known] == [
        ("Phone", "pv:1"),
        ("Date", "Thu 26 November 2026"),
        ("Time", "11:00"),
    ]
