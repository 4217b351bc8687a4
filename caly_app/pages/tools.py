"""/settings/tools: what the chat assistant may call of the business's own servers."""

from typing import Any

import reflex as rx

from caly_app.components.buttons import button, round_button
from caly_app.components.form import choice, field
from caly_app.components.link import goes
from caly_app.components.schema_form import switch
from caly_app.components.settings import block, rows_of, settings
from caly_app.pages.frame import WATCH, framed
from caly_app.state.shell import ShellState
from caly_app.state.tools import NEW
from caly_app.state.tools import ToolsState as Tools

_METHODS = [(method, method) for method in ("GET", "POST", "PUT", "PATCH", "DELETE")]
_WHO = [
    ("none", "Anybody"),
    ("customer", "Customers who have proven who they are"),
    ("code", "Customers with a one-time code"),
]


@rx.page(route="/settings/tools", title="Tools | Caly", on_load=[WATCH, Tools.watch])
def tools() -> rx.Component:
    return framed(
        settings(
            block(
                "Tools of your own",
                "What your chat assistant may ask of your own servers, where a language model is set. "
                "What writes is read back first, and happens after the customer's yes.",
                rows_of(
                    Tools.rows,
                    _row,
                    rx.cond(
                        Tools.connections.length() > 0,
                        "None yet. Add one, and try it here.",
                        rx.fragment(
                            "None yet. A tool asks a server of yours: ",
                            goes("name one first", href="/settings/connections", class_name="link"),
                            ".",
                        ),
                    ),
                    is_loaded=Tools.is_loaded,
                ),
                beside=rx.cond(
                    Tools.connections.length() > 0,
                    button("Add", icon="plus", on_click=Tools.begin),
                    rx.fragment(),
                ),
            ),
            _open(),
            _asks(),
            part="tools",
            is_admin=ShellState.role == "admin",
        ),
        place="settings",
        title="Settings",
    )


def _row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.b(row.title),
            rx.el.span(row.does, class_name="soft small"),
            rx.el.span(row.about, class_name="soft small"),
            class_name="row-words row-two sector-agent",
        ),
        rx.el.span(
            rx.el.span(rx.cond(row.is_on, "On", "Off"), class_name="row-state soft small", aria_hidden=True),
            switch(row.is_on, row.title, Tools.switch(row.name)),
            round_button("pencil", "Change " + row.title, on_click=Tools.open(row.name)),
            round_button("trash-2", "Remove " + row.title, on_click=Tools.ask_to_remove(row.name)),
            class_name="with-icon",
        ),
        key=row.name,
    )


def _open() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(Tools.heading, size="4"),
            rx.dialog.description(
                "The model sees the name, what it is for, and the arguments; never the address.",
                size="2",
                class_name="soft",
            ),
            rx.el.form(
                _what_it_is(),
                _where(),
                _what_comes(),
                _try(),
                rx.el.div(
                    rx.dialog.close(rx.el.button("Close", type="button", class_name="button")),
                    rx.el.button("Save", type="submit", class_name="button button-go"),
                    class_name="ask-feet",
                ),
                on_submit=lambda _: Tools.save(),
                class_name="form",
            ),
            class_name="desk-words record-form",
        ),
        open=Tools.opened != "",
        on_open_change=lambda is_open: rx.cond(is_open, rx.noop(), Tools.close()),
    )


def _asks() -> rx.Component:
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.alert_dialog.title(rx.fragment("Remove ", Tools.asked_title, "?"), size="4"),
            rx.alert_dialog.description(
                "New conversations do without it; those that run keep it. Switched off, it would stay here.",
                size="2",
            ),
            rx.el.div(
                rx.alert_dialog.cancel(rx.el.button("Keep", type="button", class_name="button")),
                rx.alert_dialog.action(
                    rx.el.button(
                        "Remove", type="button", class_name="button button-danger", on_click=Tools.remove
                    )
                ),
                class_name="ask-feet",
            ),
            class_name="ask desk-words",
        ),
        open=Tools.asked != "",
        on_open_change=lambda is_open: rx.cond(is_open, rx.noop(), Tools.keep()),
    )


def _what_it_is() -> rx.Component:
    return rx.fragment(
        rx.cond(
            Tools.opened == NEW,
            _line("name", "Name", help="For the model: small letters and _, as track_parcel."),
            rx.fragment(),
        ),
        _line("title", "Title", help="As the customer is asked: Shall I do this for you?"),
        _text("description", "What it is for", rows="2", help="When the model should use it."),
    )


def _where() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            _choice("connection", "Connection", Tools.connections),
            _choice("method", "Method", _METHODS),
            class_name="form-row",
        ),
        _line("path", "Path", help="Behind the connection's address, as /parcels/{number}."),
        _text(
            "arguments",
            "Arguments",
            rows="8",
            help='A JSON schema. "from": "customer.email" in one of them: we fill it, the model does not.',
        ),
        rx.el.label(
            rx.el.input(type="checkbox", checked=Tools.writes, on_change=Tools.set_writes),
            " It writes: the customer is asked first",
        ),
        _wrong("writes"),
        _choice("identity", "For whom", _WHO),
    )


def _what_comes() -> rx.Component:
    return rx.fragment(
        _line("says", "What is said of the result", help="Your parcel is {status}. Empty: what there is."),
        rx.el.div(
            _line("fallback", "What is said when it is away", help="Empty: the usual words."),
            _line("instead", "Asked instead then", help="Name of another tool that reads, or empty."),
            class_name="form-row",
        ),
        rx.el.div(
            _line("result", "Part of the answer", help="JSON pointer, as /data/0."),
            _line("characters", "Characters of it", input_mode="numeric"),
            class_name="form-row",
        ),
        rx.cond(
            Tools.writes,
            _line("at_most", "Times in one conversation", input_mode="numeric"),
            rx.fragment(),
        ),
    )


def _try() -> rx.Component:
    return rx.cond(
        Tools.writes,
        rx.fragment(),
        rx.el.fieldset(
            rx.el.legend("Try it now"),
            _text("try_with", "With these arguments", rows="2"),
            button("Try it", kind="quiet", on_click=Tools.try_it),
            rx.el.div(
                rx.cond(
                    Tools.tried,
                    rx.fragment(
                        rx.el.p(Tools.tried, class_name="small tried"),
                        rx.cond(Tools.tried_says, rx.el.p(rx.el.b(Tools.tried_says)), rx.fragment()),
                    ),
                    rx.fragment(),
                ),
                role="status",
            ),
            class_name="record-customer",
        ),
    )


def _choice(name: str, label: str, options: Any) -> rx.Component:
    field_id = f"tool-{name}"
    shown = (
        choice(field_id, Tools.typed[name], options, lambda picked: Tools.set_typed(name, picked))
        if isinstance(options, list)
        else rx.el.select(
            rx.foreach(options, lambda each: rx.el.option(each, value=each)),
            id=field_id,
            value=Tools.typed[name],
            on_change=lambda picked: Tools.set_typed(name, picked),
            class_name="field select",
        )
    )
    return field(label, shown, field_id=field_id, error=Tools.errors[name])


def _line(name: str, label: str, *, help: str = "", **props: Any) -> rx.Component:
    field_id = f"tool-{name}"
    line = rx.debounce_input(
        rx.el.input(
            id=field_id,
            value=Tools.typed[name],
            on_change=lambda typed: Tools.set_typed(name, typed),
            max_length=300,
            auto_complete="off",
            class_name="field",
            **props,
        ),
        debounce_timeout=200,
    )
    return field(label, line, field_id=field_id, help=help, error=Tools.errors[name])


def _text(name: str, label: str, *, rows: str, help: str = "") -> rx.Component:
    field_id = f"tool-{name}"
    area = rx.debounce_input(
        rx.el.textarea(
            id=field_id,
            value=Tools.typed[name],
            on_change=lambda typed: Tools.set_typed(name, typed),
            rows=rows,
            spell_check=False,
            class_name="field",
        ),
        debounce_timeout=200,
    )
    return field(label, area, field_id=field_id, help=help, error=Tools.errors[name])


def _wrong(name: str) -> rx.Component:
    return rx.cond(
        Tools.errors[name],
        rx.el.p(Tools.errors[name], class_name="form-error", role="alert"),
        rx.fragment(),
    )
