"""/records: what the business keeps, kind by kind; one to change or add, files in and out."""

from typing import Any

import reflex as rx

from caly_app.components.buttons import button, link_button
from caly_app.components.empty_state import bones, empty_state
from caly_app.components.filters import word_search
from caly_app.components.form import field
from caly_app.components.link import goes
from caly_app.components.other_pages import other_pages
from caly_app.components.relative_time import since
from caly_app.components.schema_form import schema_fields
from caly_app.pages.frame import WATCH, framed
from caly_app.state.records import NEW
from caly_app.state.records import RecordsState as Records

_OF_CUSTOMER = (
    ("name", "Name", "text"),
    ("phone", "Phone", "tel"),
    ("email", "E-mail", "email"),
    ("date_of_birth", "Date of birth", "date"),
)
_UPLOAD = "records-file"


@rx.page(route="/records", title="Records | Caly", on_load=[WATCH, Records.watch])
def records() -> rx.Component:
    return framed(
        rx.el.div(
            rx.el.nav(rx.foreach(Records.kinds, _kind), class_name="tabs records-tabs", aria_label="Kinds"),
            rx.el.div(
                word_search(Records.words, "Words in records", Records.search),
                rx.cond(Records.words, link_button("Clear", Records.base, kind="quiet"), rx.fragment()),
                rx.el.span(class_name="page-space"),
                rx.cond(Records.may_change, _files(), rx.fragment()),
                class_name="filters records-bar",
            ),
            rx.el.div(
                rx.cond(Records.is_loaded, _rows(), bones(8, "2.25rem")),
                class_name="browse-rows",
                custom_attrs={"data-rows": ""},
            ),
            _open(),
            _import(),
            class_name="browse-list browse-alone",
        ),
        place="records",
        title="Records",
        action=rx.cond(
            Records.may_change,
            goes(
                rx.icon("plus"),
                "Add",
                href=Records.base + f"&record={NEW}",
                class_name="button button-go",
            ),
            rx.fragment(),
        ),
        fills=True,
    )


def _kind(kind: Any) -> rx.Component:
    return goes(
        kind.title,
        href=kind.href,
        class_name="tab",
        custom_attrs={"aria-current": rx.cond(kind.is_here, "page", "false")},
    )


def _files() -> rx.Component:
    return rx.fragment(
        button("Import", icon="upload", kind="quiet", on_click=Records.begin_import),
        rx.menu.root(
            rx.menu.trigger(
                rx.el.button(
                    rx.icon("download"),
                    rx.el.span("Export", class_name="button-words always"),
                    type="button",
                    class_name="button button-quiet",
                )
            ),
            rx.menu.content(
                rx.menu.item("As CSV", on_select=rx.download(url=Records.export_csv)),
                rx.menu.item("As JSON", on_select=rx.download(url=Records.export_json)),
            ),
        ),
    )


def _rows() -> rx.Component:
    return rx.cond(
        Records.rows.length() > 0,
        rx.fragment(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Reference"),
                        rx.cond(Records.has_customer, rx.el.th("Customer"), rx.fragment()),
                        rx.foreach(Records.columns, lambda title: rx.el.th(title)),
                        rx.el.th("Changed"),
                    )
                ),
                rx.el.tbody(rx.foreach(Records.rows, _row)),
                class_name="table table-records",
            ),
            other_pages(Records.is_first_page, Records.base, Records.older),
        ),
        rx.cond(
            Records.words,
            empty_state(
                "search-x",
                "None like that",
                "No record of this kind has these words.",
                link_button("Show all", Records.base),
            ),
            empty_state(
                "folder-open",
                "Nothing here yet",
                "Your agent looks things up here and writes down what it does. Add what you have, or import "
                "a file from your other software.",
                rx.cond(
                    Records.may_change,
                    button("Import a file", icon="upload", on_click=Records.begin_import),
                    rx.fragment(),
                ),
            ),
        ),
    )


def _row(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            goes(
                row.reference,
                href=row.href,
                class_name="row-link row-name num",
                custom_attrs={"data-row": ""},
            )
        ),
        rx.cond(
            Records.has_customer,
            rx.el.td(rx.cond(row.customer, row.customer, rx.el.span("Nobody", class_name="soft"))),
            rx.fragment(),
        ),
        rx.foreach(
            row.cells, lambda cell: rx.el.td(rx.el.span(cell, class_name="one-line"), class_name="wide-only")
        ),
        rx.el.td(rx.el.span(row.in_short, class_name="one-line soft"), class_name="whole narrow-only"),
        rx.el.td(since(row.changed_at, row.changed, ago=True), class_name="wide-only soft small"),
        key=row.id,
    )


def _open() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(Records.heading, size="4"),
            rx.dialog.description(_about(), size="2", class_name="soft"),
            rx.el.form(
                rx.cond(Records.opened == NEW, _of_new(), rx.fragment()),
                schema_fields(
                    Records.fields, Records.errors, Records.set_field, prefix="record", waits_ms=200
                ),
                rx.el.div(
                    rx.dialog.close(rx.el.button("Close", type="button", class_name="button")),
                    rx.cond(
                        Records.may_change,
                        rx.el.button("Save", type="submit", class_name="button button-go"),
                        rx.fragment(),
                    ),
                    class_name="ask-feet",
                ),
                on_submit=lambda _: Records.save(Records.look),
                class_name="form",
            ),
            class_name="desk-words record-form",
        ),
        open=Records.opened != "",
        on_open_change=lambda is_open: rx.cond(is_open, rx.noop(), Records.close()),
    )


def _about() -> rx.Component:
    return rx.fragment(
        rx.cond(
            Records.opened == NEW,
            "Checked before it is stored.",
            rx.cond(
                Records.customer["name"],
                "Of " + Records.customer["name"],
                rx.cond(Records.has_customer, "Of nobody yet", "Of the business"),
            ),
        )
    )


def _of_new() -> rx.Component:
    return rx.fragment(
        field(
            "Reference",
            rx.debounce_input(
                rx.el.input(
                    id="record-reference",
                    value=Records.reference,
                    on_change=Records.set_reference,
                    max_length=80,
                    auto_complete="off",
                    class_name="field field-short",
                ),
                debounce_timeout=200,
            ),
            field_id="record-reference",
            help="Empty: one is made.",
            error=Records.errors["reference"],
        ),
        rx.cond(
            Records.has_customer,
            rx.el.fieldset(
                rx.el.legend("Whose it is"),
                rx.el.div(*[_of_customer(*each) for each in _OF_CUSTOMER], class_name="form-row"),
                class_name="record-customer",
            ),
            rx.fragment(),
        ),
    )


def _of_customer(kind: str, label: str, input_type: str) -> rx.Component:
    field_id = f"record-customer-{kind}"
    return field(
        label,
        rx.debounce_input(
            rx.el.input(
                id=field_id,
                type=input_type,
                value=Records.customer[kind],
                on_change=lambda typed: Records.set_customer(kind, typed),
                auto_complete="off",
                class_name="field",
            ),
            debounce_timeout=200,
        ),
        field_id=field_id,
        error=Records.errors[f"customer.{kind}"],
    )


def _import() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("Import: ", Records.title, size="4"),
            rx.dialog.description(
                "A CSV or JSON file, as an export writes it. A row with a known reference changes that "
                "record. Nothing is stored before you have seen it.",
                size="2",
                class_name="soft",
            ),
            rx.upload(
                rx.icon("file-up", size=20),
                rx.el.span(
                    rx.cond(Records.file_name, Records.file_name, "Choose a file, or drop it here"),
                ),
                id=_UPLOAD,
                accept={"text/csv": [".csv"], "application/json": [".json"]},
                multiple=False,
                on_drop=Records.read_file(rx.upload_files(upload_id=_UPLOAD)),
                class_name="drop",
                border="none",
                padding="0",
            ),
            rx.el.div(
                rx.cond(
                    Records.file_problem,
                    rx.el.p(Records.file_problem, class_name="form-error", role="alert"),
                    rx.fragment(),
                ),
                rx.cond(Records.preview_rows.length() > 0, _preview(), rx.fragment()),
                role="status",
            ),
            rx.el.div(
                rx.dialog.close(rx.el.button("Close", type="button", class_name="button")),
                rx.el.button(
                    "Store them",
                    type="button",
                    class_name="button button-go",
                    disabled=~Records.may_store,
                    on_click=Records.store_file,
                ),
                class_name="ask-feet",
            ),
            class_name="desk-words record-form record-import",
        ),
        open=Records.imports,
        on_open_change=lambda is_open: rx.cond(is_open, rx.noop(), Records.close()),
    )


def _preview() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Row"), rx.foreach(Records.preview_columns, lambda title: rx.el.th(title))
                    )
                ),
                rx.el.tbody(
                    rx.foreach(
                        Records.preview_rows,
                        lambda row: rx.el.tr(
                            rx.el.td(row.number, class_name="num soft"),
                            rx.foreach(row.cells, lambda cell: rx.el.td(cell)),
                        ),
                    )
                ),
                class_name="preview-table",
            ),
            class_name="preview-rows",
            tab_index=0,
            role="region",
            aria_label="The first rows",
        ),
        rx.cond(
            Records.preview_errors.length() > 0,
            rx.el.div(
                rx.el.p("Nothing can be stored until this is right:", class_name="form-error"),
                rx.el.ul(rx.foreach(Records.preview_errors, lambda said: rx.el.li(said))),
                class_name="preview-errors",
                role="alert",
            ),
            rx.el.p(Records.would, class_name="preview-would"),
        ),
    )
