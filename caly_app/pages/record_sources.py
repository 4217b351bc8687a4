"""/settings/record-sources: where records of one kind come from, field by field, beside a sample."""

from typing import Any

import reflex as rx

from caly_app.components.buttons import button, link_button
from caly_app.components.empty_state import bones
from caly_app.components.form import choice, field
from caly_app.components.settings import block, settings
from caly_app.pages.frame import WATCH, framed
from caly_app.state.record_sources import BACK
from caly_app.state.record_sources import RecordSourcesState as Sources
from caly_app.state.shell import ShellState

_METHODS = [(method, method) for method in ("POST", "PUT", "PATCH", "DELETE")]


@rx.page(
    route="/settings/record-sources", title="Records from a server | Caly", on_load=[WATCH, Sources.watch]
)
def record_sources() -> rx.Component:
    return framed(
        settings(
            rx.cond(
                Sources.is_loaded,
                rx.el.div(
                    _head(),
                    rx.cond(Sources.as_text, _as_text(), _form()),
                    _feet(),
                    class_name="mapping",
                ),
                bones(6),
            ),
            part="connections",
            is_admin=ShellState.role == "admin",
        ),
        place="settings",
        title="Settings",
    )


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            link_button("All servers", BACK, icon="arrow-left", kind="quiet"),
            rx.el.h2(Sources.heading, class_name="mapping-title"),
            rx.el.span(
                rx.cond(Sources.is_elsewhere, "come from there", "kept here so far"), class_name="soft small"
            ),
            class_name="with-icon",
        ),
        rx.cond(
            Sources.as_text,
            button("As a form", icon="list", on_click=Sources.show_form),
            button("As text", icon="braces", on_click=Sources.show_text),
        ),
        class_name="mapping-head",
    )


def _form() -> rx.Component:
    return rx.fragment(
        block(
            "Where they are asked for",
            "The server, and the paths behind its address. {reference} and the like are filled in.",
            _where_choice(),
            _where(
                "one", "Path of one record", "As /orders/{reference}. Empty: none is looked up by number."
            ),
            rx.cond(
                Sources.about_nobody,
                _where("several", "Path of all", "As /articles, or /articles?page={page}."),
                _where("several", "Path of a customer's records", "As /orders?email={email}, or {phone}."),
            ),
            rx.el.div(
                _where("one_at", "One stands at", "In the answer. Empty: it is the answer."),
                _where("several_at", "The list stands at", "In the answer, as data.orders."),
                class_name="form-row",
            ),
        ),
        block(
            "A sample",
            "One record as your server has it. Nothing is stored.",
            rx.el.form(
                rx.cond(
                    Sources.where["one"] != "",
                    _which("Reference of a record there"),
                    rx.cond(
                        Sources.about_nobody,
                        rx.fragment(),
                        _which("Phone number or e-mail of one of their customers"),
                    ),
                ),
                rx.el.button(rx.icon("download"), "Fetch a sample", type="submit", class_name="button"),
                on_submit=lambda _: Sources.fetch(),
                class_name="mapping-fetch",
            ),
            rx.el.div(_said("sample"), role="status"),
        ),
        rx.el.section(
            rx.el.div(
                rx.el.h2("Fields"),
                rx.el.p(
                    "Where each of our fields stands in their answer, as order.total.amount. Two with a "
                    "blank between are joined: sum.amount sum.currency.",
                    class_name="soft",
                ),
                _keys(),
                class_name="set-about",
            ),
            rx.el.div(
                rx.el.ul(rx.foreach(Sources.rows, _row), class_name="mapping-rows"),
                rx.el.div(_said("customer"), role="status"),
                class_name="set-fields",
            ),
            class_name="set mapping-fields",
        ),
        block(
            "What may be changed there",
            "Each way to change one. What no way brings there is not changed: the customer hears that a "
            "person does it.",
            rx.foreach(Sources.ways, _way),
            rx.el.div(
                button("Add a change", icon="plus", on_click=Sources.add_way(False)),
                button("Add how new ones are made", kind="quiet", on_click=Sources.add_way(True)),
                class_name="with-icon mapping-add",
            ),
        ),
    )


def _keys() -> rx.Component:
    return rx.cond(
        Sources.keys.length() > 0,
        rx.el.div(
            rx.el.p("A click fills ", rx.el.b(Sources.picking_title), class_name="small", aria_live="polite"),
            rx.el.ul(
                rx.foreach(
                    Sources.keys,
                    lambda key: rx.el.li(
                        rx.el.button(
                            rx.el.b(key.path),
                            rx.el.span(key.shows, class_name="soft"),
                            type="button",
                            on_click=Sources.pick(key.path),
                        ),
                        key=key.path,
                    ),
                ),
                class_name="mapping-keys",
                aria_label="Values of the sample",
                tab_index=0,
            ),
            class_name="mapping-sample",
        ),
        rx.fragment(),
    )


def _row(row: Any) -> rx.Component:
    field_id = "at-" + row.key
    return rx.el.li(
        rx.el.div(
            rx.el.label(
                row.title,
                rx.cond(row.is_required, rx.el.span(" required", class_name="soft small"), rx.fragment()),
                html_for=field_id,
            ),
            rx.debounce_input(
                rx.el.input(
                    id=field_id,
                    value=row.path,
                    on_change=lambda typed: Sources.set_row(row.key, "path", typed),
                    on_focus=Sources.pick_for(row.key),
                    auto_complete="off",
                    auto_capitalize="none",
                    spell_check=False,
                    aria_invalid=rx.cond(row.wrong, "true", "false"),
                    aria_describedby=field_id + "-reads",
                    class_name="field",
                ),
                debounce_timeout=250,
            ),
            rx.el.p(
                rx.cond(
                    row.wrong,
                    rx.el.span(row.wrong, class_name="form-error"),
                    rx.el.span(row.reads, class_name="soft"),
                ),
                id=field_id + "-reads",
                class_name="mapping-reads small",
            ),
            class_name="mapping-line",
        ),
        rx.cond(
            row.translates & ((row.path != "") | (row.words != "")),
            rx.el.div(
                rx.el.label(
                    "Their words for it, as NEW = ",
                    row.ours,
                    class_name="soft small",
                    html_for=field_id + "-words",
                ),
                rx.debounce_input(
                    rx.el.textarea(
                        id=field_id + "-words",
                        value=row.words,
                        on_change=lambda typed: Sources.set_row(row.key, "words", typed),
                        rows="2",
                        spell_check=False,
                        class_name="field",
                    ),
                    debounce_timeout=250,
                ),
                class_name="mapping-words",
            ),
            rx.fragment(),
        ),
        key=row.key,
        class_name=rx.cond(row.is_inner, "is-inner ", "")
        + rx.cond(row.key == Sources.picking, "is-picking", ""),
    )


def _way(way: Any) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(way.title),
        rx.el.div(
            _of_way(way, "method", "Method"),
            _of_way(way, "path", "Path", "As /orders/{reference}/cancellation."),
            class_name="form-row",
        ),
        rx.cond(
            way.key == "creates",
            rx.fragment(),
            _of_way(way, "when", "Only where this becomes so", "As status = cancelled. Empty: always."),
        ),
        _of_way(way, "body", "What is sent", "Our field = where it stands in it: address = ship_to."),
        _of_way(way, "theirs", "What your server sets by itself then", "As cancelled on, payment."),
        rx.el.div(
            rx.cond(way.wrong, rx.el.p(way.wrong, class_name="form-error"), rx.fragment()), role="status"
        ),
        button("Remove", icon="trash-2", kind="quiet", on_click=Sources.drop_way(way.key)),
        key=way.key,
        class_name="mapping-way",
    )


def _of_way(way: Any, name: str, label: str, help: str = "") -> rx.Component:
    field_id = way.key + "-" + name
    shared = {
        "id": field_id,
        "value": way[name],
        "on_change": lambda typed: Sources.set_way(way.key, name, typed),
        "spell_check": False,
        "class_name": "field",
    }
    if name == "method":
        control = choice(field_id, way.method, _METHODS, lambda typed: Sources.set_way(way.key, name, typed))
    elif name in ("when", "body"):
        control = rx.debounce_input(rx.el.textarea(rows="2", **shared), debounce_timeout=250)
    else:
        control = rx.debounce_input(rx.el.input(auto_complete="off", **shared), debounce_timeout=250)
    return field(label, control, field_id=field_id, help=help)


def _where_choice() -> rx.Component:
    return field(
        "Server",
        choice(
            "where-connection",
            Sources.where["connection"],
            Sources.servers,
            lambda picked: Sources.set_where("connection", picked),
            first="Please choose",
        ),
        field_id="where-connection",
        help=rx.cond(Sources.servers.length() > 0, "", "None yet: name one under All servers first."),
        error=Sources.wrong["connection"],
    )


def _where(name: str, label: str, help: str) -> rx.Component:
    field_id = f"where-{name}"
    line = rx.debounce_input(
        rx.el.input(
            id=field_id,
            value=Sources.where[name],
            on_change=lambda typed: Sources.set_where(name, typed),
            auto_complete="off",
            auto_capitalize="none",
            spell_check=False,
            class_name="field",
        ),
        debounce_timeout=250,
    )
    return field(label, line, field_id=field_id, help=help, error=Sources.wrong[name])


def _which(label: str) -> rx.Component:
    line = rx.debounce_input(
        rx.el.input(
            id="sample-of",
            value=Sources.which,
            on_change=Sources.set_which,
            auto_complete="off",
            class_name="field",
        ),
        debounce_timeout=100,
    )
    return field(label, line, field_id="sample-of")


def _said(name: str) -> rx.Component:
    return rx.cond(Sources.wrong[name], rx.el.p(Sources.wrong[name], class_name="form-error"), rx.fragment())


def _as_text() -> rx.Component:
    return rx.el.div(
        field(
            "Mapping, as JSON",
            rx.debounce_input(
                rx.el.textarea(
                    id="source-text",
                    value=Sources.text,
                    on_change=Sources.set_text,
                    rows="22",
                    spell_check=False,
                    class_name="field code",
                ),
                debounce_timeout=200,
            ),
            field_id="source-text",
            help="The same as the form, as the API takes it.",
        ),
        class_name="mapping-text",
    )


def _feet() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(
                Sources.problem,
                rx.el.p(Sources.problem, class_name="form-error"),
                rx.cond(
                    Sources.is_changed, rx.el.p("Not stored yet.", class_name="soft small"), rx.fragment()
                ),
            ),
            role="status",
            class_name="mapping-said",
        ),
        rx.cond(
            Sources.is_elsewhere,
            button("Keep them here", kind="quiet", on_click=Sources.keep_here),
            rx.fragment(),
        ),
        rx.cond(
            Sources.is_changed,
            button("Begin anew", kind="quiet", on_click=Sources.begin_anew),
            rx.fragment(),
        ),
        button("Save", kind="go", on_click=Sources.save),
        class_name="mapping-feet",
    )
