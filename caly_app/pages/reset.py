"""/reset: a link is mailed; /reset?token=...: where it leads."""

import reflex as rx

from caly_app.components.door import beside, door, notice, waiting
from caly_app.components.form import door_field, door_form, from_address, submit
from caly_app.state.reset import ResetState


@rx.page(route="/reset", title="New password | Caly", on_load=ResetState.look)
def reset() -> rx.Component:
    return door(
        rx.match(ResetState.way, ("ask", _ask()), ("choose", _choose()), waiting("9rem")),
        beside("You remember it?", "Sign in", "/sign-in"),
        title="A new password",
        about=rx.cond(
            ResetState.way == "choose",
            "It ends all your other sign-ins.",
            "We mail you a link with which you choose one.",
        ),
    )


def _ask() -> rx.Component:
    return rx.fragment(
        door_form(
            door_field("email", "E-mail", kind="email", autocomplete="username", focus=True, at_most=320),
            submit("Mail me a link"),
            door="/api/v1/auth/reset",
            shows="mailed",
            says="Mail me a link",
        ),
        rx.el.div(
            notice(
                "mail",
                "Look into your mail",
                "If there is an account with this address, a link is on its way. It is good for an hour.",
            ),
            id="mailed",
            hidden=True,
            tab_index=-1,
            role="status",
        ),
    )


def _choose() -> rx.Component:
    return door_form(
        from_address("token"),
        door_field(
            "password",
            "New password",
            kind="password",
            autocomplete="new-password",
            focus=True,
            help="At least 8 characters. A few words in a row are good.",
        ),
        submit("Change it"),
        door="/api/v1/auth/reset/confirm",
        then="/sign-in?after=reset",
        says="Choose a new password",
    )
