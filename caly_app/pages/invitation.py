"""/invitation?token=...: where a mailed invitation leads."""

import reflex as rx

from caly_app.components.buttons import link_button
from caly_app.components.door import beside, door, notice, waiting
from caly_app.components.form import door_field, door_form, from_address, submit
from caly_app.state.invitation import InvitationState as Invited

_ACCEPT = "/api/v1/auth/invitation/accept"
_COOKIE = {"cookie": True}


@rx.page(route="/invitation", title="Invitation | Caly", on_load=Invited.look)
def invitation() -> rx.Component:
    return door(
        rx.match(
            Invited.way,
            ("new", _as_newcomer()),
            ("password", _with_password()),
            ("click", _by_a_click()),
            (
                "gone",
                notice(
                    "mail-x",
                    "This invitation is no longer good",
                    "Ask whoever invited you for another one.",
                    link_button("Sign in", "/sign-in"),
                ),
            ),
            waiting("12rem"),
        ),
        title=rx.cond(Invited.organization, "Join " + Invited.organization, "Your invitation"),
        about=rx.cond(
            Invited.organization,
            rx.fragment("As ", rx.el.b(Invited.role), ": you will be able to ", Invited.can, "."),
            "",
        ),
    )


def _as_newcomer() -> rx.Component:
    return door_form(
        from_address("token"),
        _address(),
        door_field("name", "Your name", autocomplete="name", focus=True),
        door_field(
            "password",
            "Password",
            kind="password",
            autocomplete="new-password",
            help="At least 8 characters. A few words in a row are good.",
        ),
        submit("Join"),
        door=_ACCEPT,
        with_=_COOKIE,
        says="Join",
    )


def _with_password() -> rx.Component:
    return rx.fragment(
        door_form(
            from_address("token"),
            _address(),
            door_field(
                "password",
                "Your password",
                kind="password",
                autocomplete="current-password",
                focus=True,
                help="There is an account with this address.",
            ),
            submit("Join"),
            door=_ACCEPT,
            with_=_COOKIE,
            problem_at={"wrong_password": "password"},
            says="Join",
        ),
        beside("Forgotten it?", "Choose a new one", "/reset"),
    )


def _by_a_click() -> rx.Component:
    return door_form(
        from_address("token"),
        _address(),
        submit("Join"),
        door=_ACCEPT,
        with_=_COOKIE,
        says="Join",
    )


def _address() -> rx.Component:
    """Read by password managers, too."""
    return rx.el.div(
        rx.el.div(rx.el.label("E-mail", html_for="f-address"), class_name="form-label"),
        rx.el.input(
            id="f-address",
            type="email",
            value=Invited.email,
            read_only=True,
            auto_complete="username",
            class_name="field",
        ),
        rx.el.div(class_name="form-under"),
        class_name="form-field",
    )
