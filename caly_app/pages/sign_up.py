"""/sign-up: an organization with its first admin; from here it goes on to the setup."""

import reflex as rx

from caly_app.components.door import beside, door
from caly_app.components.form import door_field, door_form, submit
from caly_app.state.sign_up import SignUpState


@rx.page(route="/sign-up", title="Sign up | Caly", on_load=SignUpState.look)
def sign_up() -> rx.Component:
    return door(
        door_form(
            door_field(
                "organization",
                "Your business",
                autocomplete="organization",
                focus=True,
                help="As your customers know it. It can be changed later.",
            ),
            door_field("name", "Your name", autocomplete="name"),
            door_field("email", "E-mail", kind="email", autocomplete="username", at_most=320),
            door_field(
                "password",
                "Password",
                kind="password",
                autocomplete="new-password",
                help="At least 8 characters. A few words in a row are good.",
            ),
            submit("Sign up"),
            door="/api/v1/auth/sign-up",
            then="/onboarding",
            with_={"cookie": True},
            problem_at={"address_taken": "email"},
            says="Sign up",
        ),
        beside("You have an account?", "Sign in", "/sign-in"),
        title="An agent for your customers",
        about="In two minutes you talk to it. Everything stays on this server.",
    )
