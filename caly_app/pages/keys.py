"""/settings/keys: what puts the chat on a site, and the keys that open the workspace to programs."""

import reflex as rx

from caly_app.components.buttons import button, round_button
from caly_app.components.empty_state import bones
from caly_app.components.form import copied, field, typed
from caly_app.components.relative_time import since
from caly_app.components.settings import block, settings
from caly_app.pages.frame import WATCH, framed
from caly_app.state.keys import SCOPES
from caly_app.state.keys import KeysState as Keys
from caly_app.state.shell import ShellState


@rx.page(route="/settings/keys", title="Keys and site | Caly", on_load=[WATCH, Keys.watch])
def keys() -> rx.Component:
    return framed(
        settings(
            _site(),
            _new(),
            block(
                "Keys",
                "Each opens this workspace, as far as it may.",
                rx.cond(
                    Keys.is_loaded,
                    rx.cond(
                        Keys.keys.length() > 0,
                        rx.el.ul(rx.foreach(Keys.keys, _key), class_name="rows"),
                        rx.el.p(
                            "None yet. Programs use them to read and write over the API.", class_name="soft"
                        ),
                    ),
                    bones(2),
                ),
            ),
            _asks(),
            part="keys",
            is_admin=ShellState.role == "admin",
        ),
        place="settings",
        title="Settings",
    )


def _site() -> rx.Component:
    return block(
        "Your site",
        "Put this line into your pages, before the end of the body: a button with your chat appears.",
        rx.cond(
            Keys.is_loaded,
            rx.fragment(
                copied(Keys.snippet, "Copy the line for your site"),
                rx.el.p("Or link to its own page:", class_name="soft"),
                copied(Keys.chat_address, "Copy the address of the chat"),
            ),
            bones(2),
        ),
        anchor="site",
    )


def _new() -> rx.Component:
    return block(
        "A new key",
        "It is shown once. Keep it where programs keep secrets.",
        rx.cond(Keys.shown_once, _shown(), _form()),
    )


def _form() -> rx.Component:
    return rx.el.form(
        field(
            "Name",
            typed(
                "key-name",
                Keys.name,
                Keys.set_name,
                placeholder="Website",
                max_length=100,
                auto_complete="off",
            ),
            field_id="key-name",
            help="What uses it.",
            error=Keys.errors["name"],
        ),
        rx.el.fieldset(
            rx.el.legend("It may", class_name="form-label"),
            *[_scope(scope.value, words) for scope, words in SCOPES.items()],
            rx.el.div(
                rx.cond(
                    Keys.errors["scopes"],
                    rx.el.p(Keys.errors["scopes"], class_name="form-error", role="alert"),
                    rx.fragment(),
                ),
                class_name="form-under",
            ),
            class_name="checks",
        ),
        rx.el.div(rx.el.button("Make the key", type="submit", class_name="button button-go")),
        on_submit=lambda _: Keys.create(),
        no_validate=True,
    )


def _scope(scope: str, words: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=Keys.scopes.contains(scope),
            on_change=lambda may: Keys.set_scope(scope, may),
            class_name="check",
        ),
        words,
        class_name="check-line",
    )


def _shown() -> rx.Component:
    return rx.el.div(
        copied(Keys.shown_once, "Copy the key"),
        rx.el.p("Copy it now: it cannot be shown again.", class_name="soft"),
        rx.el.div(button("I have it", kind="go", on_click=Keys.forget)),
        class_name="shown-once",
        role="status",
    )


def _key(key: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.b(key.name),
            rx.el.span(key.may, class_name="soft small"),
            class_name="row-words row-two",
        ),
        rx.el.code(key.start, "…", class_name="small soft"),
        rx.el.span(
            rx.cond(key.used_at, rx.fragment("Used ", since(key.used_at, ago=True)), "Never used"),
            class_name="row-state soft small",
        ),
        round_button("x", "Revoke", on_click=Keys.ask_to_revoke(key.id)),
    )


def _asks() -> rx.Component:
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.alert_dialog.title(rx.fragment("Revoke ", Keys.asked.name, "?"), size="4"),
            rx.alert_dialog.description("Whatever uses this key is refused from that moment on.", size="2"),
            rx.el.div(
                rx.alert_dialog.cancel(rx.el.button("Keep", type="button", class_name="button")),
                rx.alert_dialog.action(
                    rx.el.button(
                        "Revoke", type="button", class_name="button button-danger", on_click=Keys.revoke
                    )
                ),
                class_name="ask-feet",
            ),
            class_name="ask desk-words",
        ),
        open=Keys.asked.bool(),
        on_open_change=lambda is_open: rx.cond(is_open, rx.noop(), Keys.keep()),
    )
