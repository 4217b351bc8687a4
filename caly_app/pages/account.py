"""/settings/account: oneself."""

import reflex as rx

from caly_app.components.buttons import button
from caly_app.components.door import notice
from caly_app.components.empty_state import bones
from caly_app.components.form import door_field, door_form, field, saved, typed
from caly_app.components.relative_time import since
from caly_app.components.settings import block, settings
from caly_app.components.status import chip
from caly_app.pages.frame import WATCH, framed
from caly_app.state.account import AccountState as Me
from caly_app.state.shell import ShellState


@rx.page(route="/settings/account", title="You | Caly", on_load=[WATCH, Me.watch])
def account() -> rx.Component:
    return framed(
        settings(
            _name(),
            _password(),
            _sign_ins(),
            rx.cond(Me.organizations.length() > 1, _organizations(), rx.fragment()),
            part="account",
            is_admin=ShellState.role == "admin",
        ),
        place="settings",
        title="Settings",
        action=saved(Me.saved),
    )


def _name() -> rx.Component:
    return block(
        "You",
        "Customers see your name when you answer them.",
        rx.cond(
            Me.is_loaded,
            rx.fragment(
                field(
                    "Name",
                    typed("own-name", Me.name, Me.set_name, max_length=200, auto_complete="name"),
                    field_id="own-name",
                    error=Me.error,
                ),
                rx.el.p(
                    Me.email,
                    " ",
                    rx.cond(
                        Me.is_verified,
                        chip("mail-check", "Verified", "good"),
                        chip("mail", "Not verified", "warn"),
                    ),
                    class_name="own-email",
                ),
                rx.cond(
                    Me.is_verified,
                    rx.fragment(),
                    rx.el.div(button("Mail the link again", on_click=Me.mail_again)),
                ),
            ),
            bones(2),
        ),
    )


def _password() -> rx.Component:
    return block(
        "Password",
        "Changing it signs out all your other browsers.",
        door_form(
            rx.el.input(
                type="email",
                value=Me.email,
                read_only=True,
                auto_complete="username",
                class_name="unseen",
                tab_index=-1,
                aria_hidden=True,
            ),
            door_field(
                "current", "Password now", kind="password", autocomplete="current-password", form="change"
            ),
            door_field(
                "password",
                "New password",
                kind="password",
                autocomplete="new-password",
                help="At least 8 characters. A few words in a row are good.",
                form="change",
            ),
            rx.el.div(rx.el.button("Change it", type="submit", class_name="button")),
            door="/api/v1/auth/password",
            shows="password-changed",
            problem_at={"wrong_password": "current"},
            says="Change your password",
        ),
        rx.el.div(
            notice("key-round", "Your password was changed", "Your other browsers are signed out."),
            id="password-changed",
            hidden=True,
            tab_index=-1,
            role="status",
        ),
    )


def _sign_ins() -> rx.Component:
    return block(
        "Where you are signed in",
        "If you do not know one of these, sign out everywhere and change your password.",
        rx.cond(
            Me.is_loaded,
            rx.el.ul(rx.foreach(Me.sign_ins, _sign_in), class_name="rows"),
            bones(2),
        ),
        rx.el.div(
            rx.el.button(
                rx.icon("log-out"),
                rx.el.span("Sign out everywhere", class_name="button-words always"),
                type="button",
                class_name="button",
                custom_attrs={
                    "data-door": "/api/v1/auth/sign-out-everywhere",
                    "data-then": "/sign-in?after=everywhere",
                },
            ),
        ),
    )


def _sign_in(row: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.where, class_name="row-words"),
        rx.cond(
            row.is_this,
            chip("circle-dot", "This one", "good"),
            rx.el.span("Seen ", since(row.seen_at, ago=True), class_name="soft small"),
        ),
    )


def _organizations() -> rx.Component:
    return block(
        "Organizations",
        "You belong to several.",
        rx.el.ul(rx.foreach(Me.organizations, _organization), class_name="rows"),
    )


def _organization(row: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.b(row.name), rx.el.span(row.role, class_name="soft small"), class_name="row-words row-two"
        ),
        rx.cond(
            row.is_here,
            chip("circle-dot", "Here", "good"),
            rx.el.button(
                "Go there",
                type="button",
                class_name="button",
                custom_attrs={
                    "data-door": "/api/v1/auth/switch",
                    "data-then": "/",
                    "data-with": '{"cookie": true, "organization_id": "' + row.id + '"}',
                },
            ),
        ),
    )
