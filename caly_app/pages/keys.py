"""/settings/keys: what puts the chat on a site, and the keys that open the workspace to programs."""

import reflex as rx

from caly_app.actor import Permission
from caly_app.components.buttons import round_button
from caly_app.components.empty_state import bones
from caly_app.components.form import copied, door_field, door_form
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
        rx.cond(Keys.is_loaded, _form(), bones(2)),
        _shown(),
    )


def _form() -> rx.Component:
    return door_form(
        door_field(
            "name",
            "Name",
            autocomplete="off",
            help="What uses it.",
            placeholder="Website",
            at_most=100,
            form="key",
        ),
        rx.el.fieldset(
            rx.el.legend("It may", class_name="form-label"),
            *[_scope(scope.value, words) for scope, words in SCOPES.items()],
            rx.el.div(
                rx.el.p(class_name="form-error", custom_attrs={"data-error": "scopes"}),
                class_name="form-under",
            ),
            class_name="checks",
        ),
        rx.el.div(rx.el.button("Make the key", type="submit", class_name="button button-go")),
        door=Keys.door,
        shows="new-key",
        says="A new key",
    )


def _scope(scope: str, words: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name="scopes",
            value=scope,
            default_checked=scope == Permission.READ_CONVERSATIONS,
            class_name="check",
            custom_attrs={"data-many": ""},
        ),
        words,
        class_name="check-line",
    )


def _shown() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.code(
                id="the-key", class_name="copy-text", tab_index=0, custom_attrs={"data-from-answer": "key"}
            ),
            rx.el.button(
                rx.icon("copy"),
                rx.el.span("Copy", class_name="button-words always"),
                type="button",
                class_name="button",
                aria_label="Copy the key",
                custom_attrs={"data-copies": "the-key"},
            ),
            class_name="copy",
        ),
        rx.el.p("Copy it now: it cannot be shown again.", class_name="soft"),
        rx.el.div(
            rx.el.button(
                "I have it",
                type="button",
                class_name="button button-go",
                custom_attrs={"data-shows-form": ""},
            )
        ),
        id="new-key",
        hidden=True,
        tab_index=-1,
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
