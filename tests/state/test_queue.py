"""The queue as one operator sees it."""

import pytest

from caly_app import db, doorbell
from caly_app.actor import Role
from caly_app.errors import NotSignedIn
from caly_app.queries import escalations as escalation_queries
from caly_app.services import escalations, sign_ins
from caly_app.services.conversations.take_turn import take_turn
from caly_app.state import live
from caly_app.state.queue import QueueState
from caly_app.state.shell import ShellState
from caly_app.state.words import sector_title
from tests.factories import DEAF, a_clinic, a_member
from tests.state.desk import opened, waits
from tests.state.tabs import a_tab, call

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
async def nothing_shared():
    """Tests have no doorman: what tabs share would stay old."""
    live._shared.clear()
    yield
    live._shared.clear()


async def anew(tab: QueueState) -> QueueState:
    live._shared.clear()
    await tab._reload()
    return tab


async def test_the_most_urgent_is_first_and_a_newcomer_is_new_once():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    await waits(clinic)
    tab = await opened(QueueState, mara, "/queue")
    assert [ticket.is_new for ticket in tab.waiting] == [False]

    await waits(clinic, "medical_emergency")
    await anew(tab)

    assert [(ticket.urgency, ticket.is_new) for ticket in tab.waiting] == [
        ("emergency", True),
        ("normal", False),
    ]
    await anew(tab)
    assert not any(ticket.is_new for ticket in tab.waiting)


async def test_a_claim_that_comes_too_late_is_explained_and_the_row_moves():
    clinic = await a_clinic()
    mara, ben = await a_member(clinic), await a_member(clinic, name="Ben Okoro")
    conversation_id, escalation_id = await waits(clinic)
    tab = await opened(QueueState, mara, f"/queue?c={conversation_id}")
    assert tab.head.may_claim and not tab.head.may_reply
    async with db.transaction(ben) as session:
        await escalations.claim(session, ben, escalation_id)

    said = await call(QueueState.claim, tab)
    await anew(tab)

    assert "Ben Okoro was first" in said
    assert tab.waiting == [] and [ticket.claimed_by for ticket in tab.others] == ["Ben Okoro"]
    assert tab.head.why_not == "Ben Okoro answers this conversation"


async def test_claimed_answered_and_resolved():
    clinic = await a_clinic()
    conversation_id, _ = await waits(clinic)
    tab = await opened(QueueState, await a_member(clinic), f"/queue?c={conversation_id}")

    await call(QueueState.claim, tab)
    assert tab.head.is_mine and tab.head.may_reply
    await call(QueueState.say, tab, "Good morning", "id-1")
    assert tab.accepted == "id-1" and tab.lines[-1].text == "Good morning"
    await call(QueueState.write_note, tab, "Rings back", "id-2")
    assert tab.accepted == "id-2" and tab.lines[-1].kind == "note"
    await call(QueueState.show_panel, tab, "resolve")
    await call(QueueState.choose, tab, "solved")
    said = await call(QueueState.resolve, tab, {"note": ""})
    await anew(tab)

    assert "Resolved" in said and tab.panel == ""
    assert tab.head.status == "ended" and tab.mine == []


async def test_what_is_refused_is_told_and_nothing_is_lost():
    clinic = await a_clinic()
    conversation_id, _ = await waits(clinic)
    tab = await opened(QueueState, await a_member(clinic), f"/queue?c={conversation_id}")

    said = await call(QueueState.say, tab, "Hello", "id-1")

    assert "Claim it first" in said and tab.refused == "id-1" and tab.accepted == ""


async def test_new_words_in_ones_own_conversation_are_marked_until_it_is_opened():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    conversation_id, escalation_id = await waits(clinic)
    async with db.transaction(mara) as session:
        await escalations.claim(session, mara, escalation_id)
    tab = await opened(QueueState, mara, "/queue")
    assert not tab.mine[0].is_unread

    await take_turn(clinic.customer(), conversation_id, "one", "Are you there?", DEAF)
    await tab._reload()  # the ring of the conversation: nothing shared is read anew

    assert tab.mine[0].is_unread and tab.mine[0].words == "Are you there?"


@pytest.mark.parametrize("opened_id", ["nonsense", "01a1fd49-b860-768b-ae7e-fb145808e900"])
async def test_what_is_not_there_is_said(opened_id: str):
    tab = await opened(QueueState, await a_member(await a_clinic()), f"/queue?c={opened_id}")

    assert tab.head.id == "" and "not here" in tab.problem


async def test_nothing_of_another_workspace_shows():
    clinic = await a_clinic()
    sibling = await a_clinic(organization_id=clinic.organization_id)
    conversation_id, _ = await waits(clinic)

    for elsewhere in (sibling, await a_clinic()):
        tab = await opened(QueueState, await a_member(elsewhere), f"/queue?c={conversation_id}")
        assert (tab.waiting, tab.lines, tab.head.id) == ([], [], "")


async def test_a_viewer_reads_and_is_refused_everything_else():
    clinic = await a_clinic()
    conversation_id, escalation_id = await waits(clinic)
    tab = await opened(QueueState, await a_member(clinic, Role.VIEWER), f"/queue?c={conversation_id}")
    assert tab.head.id and not tab.head.may_claim and not tab.head.may_note

    for event, arguments in (
        (QueueState.claim, ()),
        (QueueState.release, ()),
        (QueueState.claim_one, (str(escalation_id),)),
        (QueueState.take_over_one, (str(conversation_id),)),
        (QueueState.hand_back, ({"instruction": "x"},)),
        (QueueState.resolve, ({"note": "x"},)),
        (QueueState.say, ("x", "id-1")),
        (QueueState.write_note, ("x", "id-2")),
    ):
        assert "Only an operator" in (said := await call(event, tab, *arguments)) or "not answer" in said


async def test_who_is_not_signed_in_gets_nothing():
    with pytest.raises(NotSignedIn):
        await a_tab(QueueState)._reload()
    assert "/sign-in" in await call(QueueState.claim, a_tab(QueueState))


async def test_the_frame_knows_who_where_and_how_many_wait_and_tells_that_one_is_there():
    clinic = await a_clinic()
    mara = await a_member(clinic)
    await waits(clinic)

    tab = await opened(ShellState, mara)

    assert (tab.name, tab.initials, tab.role) == ("Mara Lind", "ML", "operator")
    assert (tab.workspace_name, tab.waiting, tab.is_late) == ("Elm Row Clinic", 1, False)
    async with db.transaction(mara) as session:
        members = await escalation_queries.desk_members(session, mara)
    assert [member.is_online for member in members] == [True]


def test_a_sector_is_called_what_it_was_chosen_by():
    assert [sector_title(name) for name in ("fintech", "ecommerce")] == ["Banking and cards", "E-commerce"]


async def test_who_looks_on_is_asked_again_when_their_account_rings():
    mara = await a_member(await a_clinic())
    tab = await opened(QueueState, mara, "/queue")
    await tab._reload()

    async with db.transaction(mara) as session:
        await sign_ins.end_all(session, mara.id)
    for heard in doorbell._listeners[doorbell.account(mara.id)]:
        heard.set()

    with pytest.raises(NotSignedIn):
        await tab._reload()
