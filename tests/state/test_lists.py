"""Conversations, appointments and the start page, as their tabs see them."""

from datetime import timedelta

import pytest

from caly_app import clock, db
from caly_app.actor import Role
from caly_app.models import EndedBy
from caly_app.queries import business as business_queries
from caly_app.queries import openings as opening_queries
from caly_app.services.appointments import AppointmentsOfTurn
from caly_app.services.conversations.end import end
from caly_app.services.conversations.take_turn import take_turn
from caly_app.state import live
from caly_app.state.appointments import AppointmentsState
from caly_app.state.conversations import ROWS, ConversationsState
from caly_app.state.start import StartState
from tests.factories import DEAF, Clinic, a_clinic, a_conversation, a_member
from tests.state.desk import opened, waits
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
async def nothing_shared():
    live._shared.clear()
    yield
    live._shared.clear()


async def test_the_address_filters_and_opens():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    waiting, _ = await waits(clinic)
    talks = (await a_conversation(clinic)).conversation_id
    await take_turn(clinic.customer(), talks, "one", "Where can I park my tractor?", DEAF)

    async def ids(path: str) -> list[str]:
        return [row.id for row in (await opened(ConversationsState, mara, path)).rows]

    assert await ids("/conversations") == [str(talks), str(waiting)]
    assert await ids("/conversations/?status=waiting") == [str(waiting)]
    assert await ids("/conversations?words=tractor&began=today") == [str(talks)]
    assert await ids("/conversations?began=yesterday") == []
    assert await ids("/conversations?handled_by=me") == []
    assert await ids("/conversations?status=nonsense&from=never&after=x&words=%00") == [
        str(talks),
        str(waiting),
    ]
    tab = await opened(ConversationsState, mara, f"/conversations/{talks}?status=agent")
    assert tab.head.id == str(talks) and tab.lines[1].text == "Where can I park my tractor?"
    assert tab.rows[0].href == f"/conversations/{talks}?status=agent"


async def test_a_filter_is_an_address():
    tab = await opened(ConversationsState, await a_member(await a_clinic()), "/conversations?status=open")

    found = await call(ConversationsState.search, tab, {"words": " knee pain "})
    assert "status=open&words=knee+pain" in found
    assert "status" not in await call(ConversationsState.filter_by, tab, "status", "")
    assert "evil" not in await call(ConversationsState.filter_by, tab, "evil", "x")


async def test_pages_neither_lose_nor_repeat():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    ids = [str((await a_conversation(clinic)).conversation_id) for _ in range(ROWS + 3)]

    first = await opened(ConversationsState, mara, "/conversations")
    second = await opened(ConversationsState, mara, first.older)

    assert [row.id for row in first.rows + second.rows] == ids[::-1]
    assert second.older == "" and not second.is_first_page


async def booked(clinic: Clinic, count: int) -> list[str]:
    admin = await a_member(clinic, Role.ADMIN)
    references = []
    async with db.transaction(admin) as session:
        facts = await business_queries.of_workspace(session, clinic.workspace_id)
        first, last = (clock.now().date() + timedelta(days=days) for days in (1, 2))
        free = await opening_queries.between(
            session,
            admin,
            facts.business,
            first=first,
            last=last,
            resource_id=None,
        )
        conversation_id = (await a_conversation(clinic)).conversation_id
        port = AppointmentsOfTurn(session, admin, conversation_id, facts.business)
        for opening in free[:count]:
            made = await port.book(opening, kind="visit", customer_id=None, fields={"reason": "sore knee"})
            references.append(made.reference)
    return references


async def test_what_is_booked_is_listed_day_by_day():
    clinic = await a_clinic()
    references = await booked(clinic, 3)
    viewer = await a_member(clinic, Role.VIEWER)

    tab = await opened(AppointmentsState, viewer, "/appointments")

    assert [row.reference for row in tab.rows] == references
    assert tab.rows[0].day and tab.rows[1].day == "" and tab.rows[0].about == "sore knee"
    assert tab.rows[0].provider == "Dr. Imre Halas" and tab.zone == "Europe/London"
    assert (await opened(AppointmentsState, viewer, "/appointments?status=cancelled")).rows == []
    assert (await opened(AppointmentsState, viewer, "/appointments?day=1999-01-01")).rows == []
    assert len((await opened(AppointmentsState, viewer, "/appointments?day=x&provider=y&after=z")).rows) == 3
    assert (await opened(AppointmentsState, await a_member(await a_clinic()), "/appointments")).rows == []


async def test_each_role_meets_its_own_figures_first():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    await waits(clinic)
    ended = (await a_conversation(clinic)).conversation_id
    async with db.transaction(mara) as session:
        await end(session, mara, ended, EndedBy.CUSTOMER)

    first = {}
    for role in Role:
        tab = await opened(StartState, await a_member(clinic, role))
        first[role] = {tile.name: tile.value for tile in tab.tiles}
        assert (len(tab.waiting), bool(tab.steps)) == (1, role is Role.ADMIN)

    assert next(iter(first[Role.OPERATOR])) == "Waiting for a person"
    assert first[Role.OPERATOR]["Waiting for a person"] == "1"
    assert first[Role.ADMIN]["Contained today"] == "100 %"
    assert next(iter(first[Role.VIEWER])) == "Conversations today"
