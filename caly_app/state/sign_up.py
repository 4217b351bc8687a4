"""Whoever is signed in already needs no form."""

import reflex as rx

from caly_app.errors import NotSignedIn
from caly_app.state.signed_in import current_person


class SignUpState(rx.State):
    @rx.event
    async def look(self):
        try:
            await current_person(self)
        except NotSignedIn:
            return None
        return rx.redirect("/onboarding")
