"""The pages before somebody is signed in."""

import pytest

from caly_app.services import accounts
from caly_app.state.invitation import InvitationState
from caly_app.state.reset import ResetState
from caly_app.state.sign_in import SignInState, page_of_ours
from caly_app.state.sign_up import SignUpState
from caly_app.state.verify import VerifyState
from tests.people import CLIENT, PASSWORD, a_verified_admin, invited, signed_up, token_mailed_to
from tests.state.tabs import a_tab, call

pytestmark = pytest.mark.usefixtures("database")


async def test_who_is_not_signed_in_sees_the_form_and_what_brought_them_here():
    tab = a_tab(SignInState, path="/sign-in?after=reset")

    assert await call(SignInState.look, tab) == "None"
    assert tab.about == "Your password was changed. Sign in with the new one."


async def test_who_is_signed_in_needs_no_form():
    token = (await signed_up()).token

    assert "/onboarding" in await call(SignInState.look, a_tab(SignInState, token, "/sign-in"))
    assert "/onboarding" in await call(SignUpState.look, a_tab(SignUpState, token, "/sign-up"))


@pytest.mark.parametrize(
    ("wanted", "gone_to"),
    [("/queue?c=1", "/queue?c=1"), ("", "/"), ("//evil.example", "/"), ("/\\evil.example", "/"),
     ("https://evil.example", "/"), ("javascript:alert(1)", "/")],
)  # fmt: skip
def test_one_goes_on_to_a_page_of_ours_only(wanted: str, gone_to: str):
    assert page_of_ours(wanted) == gone_to


async def test_a_mailed_link_verifies_and_a_made_up_one_says_what_to_do():
    await signed_up()
    link = await token_mailed_to("ada@example.org", "verify")

    good, bad = a_tab(VerifyState, path=f"/verify?token={link}"), a_tab(VerifyState, path="/verify?token=x")
    await call(VerifyState.verify, good)
    await call(VerifyState.verify, bad)

    assert good.outcome == "verified" and "another one mailed" in bad.outcome


async def test_with_a_link_a_password_is_chosen_without_one_a_link_is_asked_for():
    asks, chooses = a_tab(ResetState, path="/reset"), a_tab(ResetState, path="/reset?token=x")

    ResetState.look.fn(asks)
    ResetState.look.fn(chooses)

    assert (asks.way, chooses.way) == ("ask", "choose")


async def test_an_invitation_is_accepted_in_the_way_that_fits():
    admin = await a_verified_admin()
    link = await invited(admin.actor, "ben@example.org")

    async def way(token: str = "", path: str = f"/invitation?token={link}") -> str:
        tab = a_tab(InvitationState, token, path)
        await call(InvitationState.look, tab)
        return tab.way

    assert await way() == "new"
    ben = await signed_up("ben@example.org", "Oak Yard")
    assert (await way(), await way(ben.token)) == ("password", "click")
    await accounts.accept_invitation(link, "", PASSWORD, CLIENT)
    assert (await way(ben.token), await way(path="/invitation")) == ("gone", "gone")
