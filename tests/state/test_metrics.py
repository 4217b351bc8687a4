"""Figures, as their tab sees them."""

import psycopg
import pytest

from caly_app.actor import Role
from caly_app.state import live
from caly_app.state.metrics import MetricsState
from tests.factories import a_clinic, a_member
from tests.history import happened, reviewed
from tests.state.desk import opened
from tests.state.tabs import call

pytestmark = pytest.mark.usefixtures("database")
JULY = "/metrics?days=between&from=2026-07-01&to=2026-07-03"


@pytest.fixture(autouse=True)
async def nothing_shared():
    live._shared.clear()
    yield
    live._shared.clear()


async def test_a_figure_says_of_how_many_and_leads_to_them(admin: psycopg.Connection):
    clinic = await a_clinic()
    agents = ("appointment_booking",)
    where = await happened(admin, clinic, "2026-07-01T12:00", "contained", agents)
    await happened(admin, clinic, "2026-07-02T12:00", "escalated", agents)
    await happened(admin, clinic, "2026-06-29T12:00", "contained")
    await reviewed(clinic, where, 0.9, is_right=True)
    tab = await opened(MetricsState, await a_member(clinic, Role.VIEWER), JULY)

    contained = tab.figures[1]
    assert (contained.name, contained.value, contained.about) == (
        "Contained",
        "50\u00a0%",
        "1 of 2 that ended",
    )
    assert contained.before == "100\u00a0% before"
    assert contained.href == ("/conversations?began=between&from=2026-07-01&to=2026-07-03&outcome=contained")
    assert tab.about == "1 Jul 2026 to 3 Jul 2026, Europe/London"
    assert [(each["day"], each["contained"], each["escalated"]) for each in tab.trend] == [
        ("1 Jul", 1, 0),
        ("2 Jul", 0, 1),
        ("3 Jul", 0, 0),
    ]
    assert [(each.name, each.counts) for each in tab.days] == [
        ("2 Jul 2026", [0, 1, 0, 0, 0, 1]),
        ("1 Jul 2026", [1, 0, 0, 0, 0, 1]),
    ]
    assert [(each.name, each.began, each.accuracy) for each in tab.agents] == [
        ("Appointment booking", "2", "100\u00a0% of 1")
    ]
    assert tab.businesses == [] and tab.needed == 29
    assert "from=2026-07-01&to=2026-07-03&workspace_id=" in tab.export


async def test_businesses_stand_under_their_sectors_and_a_click_goes_over(admin: psycopg.Connection):
    clinic = await a_clinic()
    house = clinic.organization_id
    branch = await a_clinic(organization_id=house)
    shop = await a_clinic(organization_id=house, sector="ecommerce")
    for each, name in ((branch, "Oak Yard"), (shop, "Trail Shop")):
        admin.execute("update workspace set name = %s where id = %s", (name, each.workspace_id))
    for each in (clinic, branch, branch, shop):
        await happened(admin, each, "2026-07-01T12:00", "contained")
    tab = await opened(MetricsState, await a_member(clinic, Role.VIEWER), JULY)

    assert [(line.name, line.about, line.began, line.is_sum) for line in tab.businesses] == [
        ("Trail Shop", "E-commerce", "1", False),
        ("Healthcare", "2 businesses", "3", True),
        ("Elm Row Clinic", "", "1", False),
        ("Oak Yard", "", "2", False),
    ]
    assert tab.businesses[2].href.startswith("/conversations?")
    assert await call(MetricsState.go_over, tab, str(clinic.customer().id)) == "None"
    assert "reload" in await call(MetricsState.go_over, tab, tab.businesses[0].workspace_id)
    await tab._reload()
    assert tab.businesses[0].workspace_id == "" and tab.figures[0].value == "1"


async def test_with_enough_reviews_the_curve_is_drawn(admin: psycopg.Connection):
    clinic = await a_clinic()
    where = await happened(admin, clinic, "2026-07-01T12:00")
    for place in range(30):
        await reviewed(clinic, where, 0.85, is_right=place < 24)
    tab = await opened(MetricsState, await a_member(clinic, Role.VIEWER), JULY)

    assert tab.needed == 0 and tab.error == "5\u00a0%"
    assert tab.curve[8] == {"name": "80–90", "right": 80.0, "confidence": 85.0}
    assert [(each.name, each.count, each.right) for each in tab.bands] == [("80 % to 90 %", 30, "80\u00a0%")]


@pytest.mark.parametrize(
    "query", ["days=x", "days=0", "days=9999", "days=between", "days=between&from=2026-07-03&to=2026-07-01"]
)
async def test_a_wrong_address_shows_the_usual_days(query: str):
    tab = await opened(MetricsState, await a_member(await a_clinic(), Role.VIEWER), f"/metrics?{query}")
    assert tab.is_loaded and len(tab.trend) == 30
    assert bool(tab.problem) == (query != "days=x")


async def test_the_days_are_an_address():
    tab = await opened(MetricsState, await a_member(await a_clinic(), Role.VIEWER), JULY)
    assert "/metrics?days=7" in await call(MetricsState.choose, tab, "days", "7")
    chosen = await call(MetricsState.choose, tab, "to", "2026-07-09")
    assert "days=between&from=2026-07-01&to=2026-07-09" in chosen
    assert "from=2026-07-01" in await call(MetricsState.choose, tab, "days", "between")
