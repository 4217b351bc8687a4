"""/settings/booking: whoever can be booked, for how long and when."""

from typing import Any

import reflex as rx

from caly_app.components.buttons import button, round_button
from caly_app.components.form import field
from caly_app.components.schema_form import switch
from caly_app.components.settings import block, rows_of, settings
from caly_app.pages.frame import WATCH, framed
from caly_app.state.resources import ResourcesState as Resources
from caly_app.state.shell import ShellState

_DAYS = (
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
)


@rx.page(route="/settings/booking", title="Booking | Caly", on_load=[WATCH, Resources.watch])
def resources() -> rx.Component:
    return framed(
        settings(
            block(
                "Who can be booked",
                "People, rooms or tables: whatever takes one customer at a time.",
                rows_of(
                    Resources.rows,
                    _row,
                    "Nobody yet: nothing can be booked.",
                    is_loaded=Resources.is_loaded,
                ),
                beside=button("Add", icon="plus", on_click=Resources.begin),
            ),
            _open(),
            part="booking",
            is_admin=ShellState.role == "admin",
        ),
        place="settings",
        title="Settings",
    )


def _row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.b(row.name),
            rx.el.span(row.about, class_name="soft small"),
            class_name="row-words row-two sector-agent",
        ),
        rx.el.span(rx.cond(row.is_active, row.coming, "Closed"), class_name="row-state soft small"),
        round_button("pencil", "Change " + row.name, on_click=Resources.open(row.id)),
        switch(row.is_active, row.name + " can be booked", Resources.switch(row.id, ~row.is_active)),
        key=row.id,
    )


def _open() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(Resources.heading, size="4"),
            rx.dialog.description(
                "What is booked stays as it is; this counts for what is offered from now on.",
                size="2",
                class_name="soft",
            ),
            rx.el.form(
                _typed("name", "Name", help="As customers say it."),
                rx.el.div(
                    _typed("specialty", "What for", placeholder="dermatologist"),
                    _typed("slot_minutes", "Minutes", input_mode="numeric"),
                    class_name="form-row",
                ),
                rx.el.fieldset(
                    rx.el.legend("Hours, as 09:00-13:00. All empty: those of the business."),
                    rx.el.div(*[_day(day, name) for day, name in _DAYS], class_name="day-rows"),
                    rx.cond(
                        Resources.errors["hours"],
                        rx.el.p(Resources.errors["hours"], class_name="form-error", role="alert"),
                        rx.fragment(),
                    ),
                    class_name="record-customer",
                ),
                rx.el.div(
                    rx.dialog.close(rx.el.button("Close", type="button", class_name="button")),
                    rx.el.button("Save", type="submit", class_name="button button-go"),
                    class_name="ask-feet",
                ),
                on_submit=lambda _: Resources.save(),
                class_name="form",
            ),
            class_name="desk-words record-form",
        ),
        open=Resources.opened != "",
        on_open_change=lambda is_open: rx.cond(is_open, rx.noop(), Resources.close()),
    )


def _typed(name: str, label: str, *, help: str = "", **props: Any) -> rx.Component:
    field_id = f"resource-{name}"
    return field(
        label,
        _input(name, id=field_id, **props),
        field_id=field_id,
        help=help,
        error=Resources.errors[name],
    )


def _day(day: str, name: str) -> rx.Component:
    nothing = rx.cond(Resources.has_hours, "closed", "as the business")
    return rx.el.label(rx.el.span(name), _input(day, placeholder=nothing))


def _input(name: str, **props: Any) -> rx.Component:
    return rx.debounce_input(
        rx.el.input(
            value=Resources.typed[name],
            on_change=lambda typed: Resources.set_typed(name, typed),
            max_length=200,
            auto_complete="off",
            class_name="field",
            **props,
        ),
        debounce_timeout=200,
    )
