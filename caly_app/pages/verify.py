"""/verify?token=...: where the link leads that is mailed after a sign-up."""

import reflex as rx

from caly_app.components.buttons import link_button
from caly_app.components.door import door, notice, waiting
from caly_app.state.verify import VerifyState


@rx.page(route="/verify", title="Verify your address | Caly", on_load=VerifyState.verify)
def verify() -> rx.Component:
    return door(
        rx.match(
            VerifyState.outcome,
            (
                "verified",
                notice(
                    "mail-check",
                    "This address is yours",
                    "You can invite others now.",
                    link_button("Go on", "/", kind="go"),
                ),
            ),
            ("", waiting("7rem")),
            notice(
                "mail-x",
                "This link is no longer good",
                VerifyState.outcome,
                link_button("Go on", "/", kind="go"),
            ),
        ),
        title="Your e-mail address",
    )
