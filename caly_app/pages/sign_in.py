"""/sign-in: for who has an account. The form speaks to the REST door, which sets the cookie."""

import reflex as rx

from caly_app.components.door import beside, door
from caly_app.components.form import door_field, door_form, submit
from caly_app.state.sign_in import SignInState


@rx.page(route="/sign-in", title="Sign in | Caly", on_load=SignInState.look)
def sign_in() -> rx.Component:
    return door(
        door_form(
            door_field("email", "E-mail", kind="email", autocomplete="username", focus=True, at_most=320),
            door_field("password", "Password", kind="password", autocomplete="current-password"),
            rx.el.div(rx.el.a("Forgotten it?", href="/reset", class_name="link"), class_name="door-small"),
            submit("Sign in"),
            door="/api/v1/auth/sign-in",
            with_={"cookie": True},
            says="Sign in",
        ),
        beside("New here?", "Sign up", "/sign-up"),
        title="Sign in",
        about=SignInState.about,
    )
