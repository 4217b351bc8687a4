import pytest

from caly_app.actor import Role
from caly_app.services import accounts
from caly_app.state.onboarding import OnboardingState
from tests.people import CLIENT, PASSWORD, a_verified_admin, invited, signed_up
from tests.state.tabs import a_tab, call

pytestmark = pytest.mark.usefixtures("database")


async def begun(token: str = "", path: str = "/onboarding") -> OnboardingState:
    tab = a_tab(OnboardingState, token or (await signed_up()).token, path)
    await call(OnboardingState.begin, tab, "Europe/London", ["en-GB"])
    return tab


def hours(tab: OnboardingState) -> dict[str, list[tuple[str, str]]]:
    return {day.day: [(each.opens, each.closes) for each in day.stretches] for day in tab.hours}


async def test_it_begins_with_the_name_that_was_signed_up_with():
    tab = await begun()

    assert (tab.step, tab.name, tab.slug, tab.country) == ("business", "Elm Row", "elm-row", "GB")
    assert hours(tab)["mon"] == [("09:00", "18:00")] and hours(tab)["sun"] == []
    assert tab.open_words == "We are open Monday to Friday 09:00-18:00."


async def test_who_is_not_signed_in_goes_to_the_door():
    tab = a_tab(OnboardingState)

    assert "/sign-in?next=/onboarding" in await call(OnboardingState.begin, tab, "", [])


async def test_an_operator_is_told_to_ask_an_admin():
    token = await invited((await a_verified_admin()).actor, "ben@example.org", Role.OPERATOR)
    ben = await accounts.accept_invitation(token, "Ben", PASSWORD, CLIENT)

    assert (await begun(ben.token)).is_denied


async def test_what_is_typed_is_kept_and_is_there_after_coming_back():
    token = (await signed_up()).token
    tab = await begun(token)

    await call(OnboardingState.set_name, tab, "Oak Yard ")
    await call(OnboardingState.set_country, tab, "US")

    assert (tab.slug, tab.timezone, tab.emergency_number) == ("oak-yard", "America/New_York", "911")
    assert tab.saved.startswith("Saved ")
    again = await begun(token)
    assert (again.name, again.country, again.step) == ("Oak Yard", "US", "business")


async def test_what_is_wrong_stands_beside_its_field_until_it_is_mended():
    tab = await begun()

    await call(OnboardingState.set_name, tab, " ")
    assert tab.errors == {"name": "Please fill this in."} and tab.saved == ""
    assert "mend" in await call(OnboardingState.go_to, tab, "sector") and tab.step == "business"

    await call(OnboardingState.set_name, tab, "Oak Yard")
    assert tab.errors == {}


async def test_a_slug_that_is_reserved_is_said_to_be():
    tab = await begun()

    await call(OnboardingState.set_slug, tab, "embed")

    assert tab.errors == {"slug": "This word is reserved."}


async def test_a_day_is_closed_opened_and_copied():
    tab = await begun()

    await call(OnboardingState.set_opens, tab, "mon", 0, "08:00")
    await call(OnboardingState.add_stretch, tab, "mon")
    assert hours(tab)["mon"] == [("08:00", "12:00"), ("13:00", "18:00")]

    await call(OnboardingState.copy_to_weekdays, tab, "mon")
    assert hours(tab)["fri"] == hours(tab)["mon"] and hours(tab)["sat"] == []

    await call(OnboardingState.remove_stretch, tab, "fri", 1)
    await call(OnboardingState.open_day, tab, "wed", False)
    await call(OnboardingState.open_day, tab, "sat", True)
    assert hours(tab)["fri"] == [("08:00", "12:00")] and hours(tab)["wed"] == []
    assert hours(tab)["sat"] == hours(tab)["mon"]


async def test_hours_that_cannot_be_are_refused_and_left_to_be_mended():
    tab = await begun()

    await call(OnboardingState.set_closes, tab, "mon", 0, "08:00")

    assert "before it opens" in tab.errors["opening_hours"]
    assert hours(tab)["mon"] == [("09:00", "08:00")]


async def test_a_time_that_is_being_typed_is_not_a_mistake_yet():
    tab = await begun()

    await call(OnboardingState.set_closes, tab, "mon", 0, "")

    assert tab.errors == {}


async def test_a_sector_comes_before_talking():
    tab = await begun()
    assert "choose a sector" in await call(OnboardingState.go_to, tab, "talk")

    await call(OnboardingState.choose_sector, tab, "healthcare")
    await call(OnboardingState.go_to, tab, "talk")

    assert (tab.step, tab.sector) == ("talk", "healthcare")
    assert f'data-caly="{tab.slug}"' in tab.snippet and tab.chat_address.endswith(f"/chat/{tab.slug}")
    assert [item.is_done for item in tab.to_do] == [False] * 5


async def test_when_it_is_done_one_goes_to_the_start_and_does_not_come_back_by_accident():
    token = (await signed_up()).token
    tab = await begun(token)
    await call(OnboardingState.choose_sector, tab, "healthcare")

    assert "_redirect" in await call(OnboardingState.go_to, tab, "done")

    again = a_tab(OnboardingState, token, "/onboarding")
    await call(OnboardingState.begin, again, "", [])
    assert again.step == ""
    another = await begun(token, "/onboarding?new=yes")
    assert another.step == "business" and another.workspace_id != tab.workspace_id


async def test_a_step_that_is_none_changes_nothing():
    tab = await begun()

    await call(OnboardingState.go_to, tab, "nowhere")

    assert tab.step == "business"
