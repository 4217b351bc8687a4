"""/settings/connections: servers of the business's own, and whether they answer."""

from typing import Any

import reflex as rx

from caly_app.components.buttons import button, round_button
from caly_app.components.empty_state import bones
from caly_app.components.form import field
from caly_app.components.link import goes
from caly_app.components.settings import block, rows_of, settings
from caly_app.pages.frame import WATCH, framed
from caly_app.state.connections import ConnectionsState as Connections
from caly_app.state.shell import ShellState


@rx.page(route="/settings/connections", title="Servers | Caly", on_load=[WATCH, Connections.watch])
def connections() -> rx.Component:
    return framed(
        settings(
            block(
                "Servers of your own",
                "A shop, a bookings system, whatever speaks HTTP and JSON. Records and tools ask it by its "
                "name. Secrets are kept encrypted and never shown again.",
                rows_of(
                    Connections.rows,
                    _row,
                    "None yet: everything your agent knows is kept here.",
                    is_loaded=Connections.is_loaded,
                    class_name="rows",
                ),
                beside=button("Add", icon="plus", on_click=Connections.begin),
            ),
            block(
                "Records from there",
                "Each kind of record is kept here, or comes from one of these servers when a customer asks. "
                "Only what a mapping says how to change is changed there; the rest is for a person.",
                rx.cond(
                    Connections.is_loaded,
                    rx.el.ul(rx.foreach(Connections.kinds, _kind), class_name="rows in-one-line"),
                    bones(3),
                ),
                anchor="records",
            ),
            _open(),
            _asks(),
            part="connections",
            is_admin=ShellState.role == "admin",
        ),
        place="settings",
        title="Settings",
    )


def _row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.b(row.name),
            rx.el.span(row.url, ", ", row.about, class_name="soft small"),
            rx.el.span(Connections.said[row.name], class_name="small", role="status"),
            class_name="row-words row-two",
        ),
        rx.el.span(
            button("Try", on_click=Connections.try_it(row.name)),
            round_button("pencil", "Change " + row.name, on_click=Connections.open(row.name)),
            round_button("x", "Remove " + row.name, on_click=Connections.ask_to_remove(row.name)),
            class_name="with-icon",
        ),
        key=row.name,
    )


def _kind(kind: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.b(kind.title),
            rx.el.span(kind.about, class_name="soft small"),
            class_name="row-words row-two",
        ),
        goes(
            rx.icon("pencil"),
            href="/settings/record-sources?kind=" + kind.name,
            title="Where " + kind.title + " comes from",
            aria_label="Where " + kind.title + " comes from",
            class_name="round-button",
        ),
        key=kind.name,
    )


def _open() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(Connections.heading, size="4"),
            rx.dialog.description(
                "Counts from the next message on. Try it once it is stored.", size="2", class_name="soft"
            ),
            rx.el.form(
                rx.cond(
                    Connections.is_new,
                    _typed("name", "Name", "", help="As mappings and tools call it: shop"),
                    rx.fragment(),
                ),
                _typed("url", "Address", Connections.url, help="As https://shop.example.org/api"),
                _typed("header", "Header of the secret", Connections.header),
                _typed(
                    "secret",
                    "Secret",
                    "",
                    kind="password",
                    help=rx.cond(
                        Connections.has_secret,
                        "One is kept. Leave this empty to keep it.",
                        "A bare token for Authorization is sent as a bearer's.",
                    ),
                ),
                rx.el.div(
                    rx.dialog.close(rx.el.button("Close", type="button", class_name="button")),
                    rx.el.button("Save", type="submit", class_name="button button-go"),
                    class_name="ask-feet",
                ),
                on_submit=Connections.save,
                class_name="form",
                auto_complete="off",
            ),
            class_name="desk-words record-form",
        ),
        open=Connections.opened != "",
        on_open_change=lambda is_open: rx.cond(is_open, rx.noop(), Connections.close()),
    )


def _typed(
    name: str, label: str, value: rx.Var[str] | str, *, kind: str = "text", help: rx.Var[str] | str = ""
) -> rx.Component:
    field_id = f"connection-{name}"
    return field(
        label,
        rx.el.input(
            id=field_id,
            name=name,
            type=kind,
            default_value=value,
            auto_complete="off",
            auto_capitalize="none",
            spell_check=False,
            class_name="field",
        ),
        field_id=field_id,
        help=help,
        error=Connections.errors[name],
    )


def _asks() -> rx.Component:
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.alert_dialog.title(rx.fragment("Remove ", Connections.asked, "?"), size="4"),
            rx.alert_dialog.description(
                "Whatever asks it hears that it is away, and its secret is gone.", size="2"
            ),
            rx.el.div(
                rx.alert_dialog.cancel(rx.el.button("Keep", type="button", class_name="button")),
                rx.alert_dialog.action(
                    rx.el.button(
                        "Remove",
                        type="button",
                        class_name="button button-danger",
                        on_click=Connections.remove,
                    )
                ),
                class_name="ask-feet",
            ),
            class_name="ask desk-words",
        ),
        open=Connections.asked != "",
        on_open_change=lambda is_open: rx.cond(is_open, rx.noop(), Connections.keep()),
    )
