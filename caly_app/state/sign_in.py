"""Whoever is signed in already needs no form."""

import reflex as rx

from caly_app.errors import NotSignedIn
from caly_app.state.signed_in import NoWorkspaceYet, current_actor

# What brought somebody here, said above the form.
_ABOUT = {
    "reset": "Your password was changed. Sign in with the new one.",
    "out": "You are signed out.",
    "everywhere": "You are signed out everywhere.",
}


class SignInState(rx.State):
    about: str = ""

    @rx.event
    async def look(self):
        asked = self.router.url.query_parameters
        self.about = _ABOUT.get(asked.get("after", ""), "")
        try:
            await current_actor(self)
        except NoWorkspaceYet:
            return rx.redirect("/onboarding")
        except NotSignedIn:
            return None
        return rx.redirect(page_of_ours(asked.get("next", "")))


def page_of_ours(wanted: str) -> str:
    """Where to go next, if that is a page of ours; else the start."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_ours else "/"
