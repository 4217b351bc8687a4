"""Reports, as their tab sees them: put right with chips, kept, sent, deleted."""

import psycopg
import pytest

from caly_app.actor import Role
from caly_app.state import live
from caly_app.state.reports import ReportsState
from tests.factories import a_clinic, a_member
from tests.history import happened
from tests.state.desk import opened
from tests.state.tabs import a_tab, call

pytestmark = pytest.mark.usefixtures("database")
JULY = "/reports?q=who&measure=escalated&by=agent&period=between&from=2026-07-01&to=2026-07-31&compare=before"


@pytest.fixture(autouse=True)
async def nothing_shared():
    live._shared.clear()
    yield
    live._shared.clear()


async def at(tab: ReportsState, path: str) -> None:
    """The same tab goes elsewhere."""
    token = tab.router.headers.cookie.rpartition("=")[2]
    tab.router = a_tab(ReportsState, token, path).router
    await tab._reload()


async def test_the_address_is_the_report(admin: psycopg.Connection):
    clinic = await a_clinic()
    await happened(admin, clinic, "2026-07-02T12:00", "escalated", ("triage",))
    await happened(admin, clinic, "2026-06-02T12:00", "contained", ("triage",))
    tab = await opened(ReportsState, await a_member(clinic, Role.VIEWER), JULY)
    assert tab.has_result and tab.problem == "" and not tab.may_keep
    assert tab.sentence == (
        "1 to 31 Jul 2026: 1 of 1 conversations that ended were handed over to a person. "
        "Before, 1 to 30 Jun 2026: 0 of 1."
    )
    assert [(line.figure, line.before) for line in tab.lines] == [("1 of 1", "0 of 1")]
    assert [(bar["now"], bar["before"]) for bar in tab.bars] == [(1, 0)]
    assert [(chip.name, chip.value) for chip in tab.chips if chip.is_set] == [
        ("measure", "escalated"),
        ("period", "between"),
        ("from", "2026-07-01"),
        ("to", "2026-07-31"),
        ("by", "agent"),
        ("compare", "before"),
    ]


async def test_a_chip_put_right_is_another_address():
    tab = await opened(ReportsState, await a_member(await a_clinic()), JULY)
    assert "measure=contained" in await call(ReportsState.choose, tab, "measure", "contained")
    other = await call(ReportsState.choose, tab, "measure", "model_cost")
    assert "measure=model_cost" in other and "by=" not in other  # it has no agents
    assert "channel=voice" in await call(ReportsState.choose, tab, "channel", "voice")
    assert "days=30" in await call(ReportsState.choose, tab, "period", "last_days")
    assert await call(ReportsState.choose, tab, "kept_by", "x") == "None"
    assert await call(ReportsState.choose, tab, "by", "agent") == "None"


@pytest.mark.parametrize(
    "wrong",
    ["measure=rumours", "measure=done&period=soon", "measure=done&deed=x", "measure=done&days=0", "kept=1"],
)
async def test_an_address_that_somebody_wrote_by_hand_says_what_is_wrong(wrong: str):
    tab = await opened(ReportsState, await a_member(await a_clinic()), f"/reports?{wrong}")
    assert tab.problem and not tab.has_result


async def test_it_is_kept_renamed_put_right_and_deleted():
    tab = await opened(ReportsState, await a_member(await a_clinic()), JULY)
    assert "Please fill this in" not in str(tab.errors)
    await call(ReportsState.keep, tab, {"name": " "})
    assert tab.errors["name"] == "Please fill this in."
    assert "Handed over is kept" in await call(ReportsState.keep, tab, {"name": "Handed over"})
    await tab._reload()
    [kept] = tab.kept
    assert (kept.name, kept.about, kept.sent) == ("Handed over", "Handed over by agent, 1 to 31 Jul 2026", "")
    await at(tab, f"{kept.href}&measure=contained&period=last_week")
    assert (tab.opened_name, tab.is_changed, tab.title) == ("Handed over", True, "Contained, last week")
    assert "Solved alone is saved" in await call(ReportsState.rename, tab, {"name": "Solved alone"})
    await at(tab, kept.href)
    assert (tab.opened_name, tab.is_changed, tab.title) == ("Solved alone", False, "Contained, last week")
    await call(ReportsState.ask_to_delete, tab, kept.id)
    assert tab.deleting_name == "Solved alone"
    assert "/reports" in await call(ReportsState.delete, tab)
    await at(tab, "/reports")
    assert tab.kept == [] and not tab.has_result


async def test_an_admin_has_it_sent():
    clinic = await a_clinic()
    actor, member = await a_member(clinic, Role.ADMIN), await a_member(clinic, name="Ros")
    tab = await opened(ReportsState, actor, JULY)
    await call(ReportsState.keep, tab, {"name": "July"})
    await tab._reload()
    await at(tab, tab.kept[0].href)
    await call(ReportsState.begin_schedule, tab, True)
    await call(ReportsState.schedule, tab, {"hour": "7", "day": "5"})
    assert tab.errors["schedule"] == "Please choose 1 to 20 members."
    told = await call(ReportsState.schedule, tab, {"hour": "7", "day": "5", f"to-{member.id}": "yes"})
    assert "July is sent every Friday at 07:00 to 1 member, next" in told
    assert [each.name for each in tab.members if each.is_chosen] == ["Ros"]
    tab.may_change = False
    await at(tab, tab.kept[0].href)
    assert tab.may_change
    await call(ReportsState.unschedule, tab)
    assert tab.opened_sent == ""


async def test_an_operator_changes_nothing_that_is_sent():
    clinic = await a_clinic()
    actor = await a_member(clinic, Role.ADMIN)
    tab = await opened(ReportsState, actor, JULY)
    await call(ReportsState.keep, tab, {"name": "July"})
    await tab._reload()
    await at(tab, tab.kept[0].href)
    await call(ReportsState.schedule, tab, {"hour": "7", f"to-{actor.id}": "yes"})
    operators = await opened(ReportsState, await a_member(clinic), tab.kept[0].href)
    assert operators.opened_name == "July" and not operators.may_change and not operators.may_schedule
    await call(ReportsState.ask_to_delete, operators, operators.opened)
    assert "only an admin" in await call(ReportsState.delete, operators)
