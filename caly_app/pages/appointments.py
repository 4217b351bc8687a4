"""/appointments: what is booked, day by day."""

from typing import Any

import reflex as rx

from caly_app.components import status
from caly_app.components.buttons import link_button
from caly_app.components.empty_state import bones, empty_state
from caly_app.components.filters import choice_filter, day_filter
from caly_app.components.link import goes
from caly_app.components.other_pages import other_pages
from caly_app.pages.frame import WATCH, framed
from caly_app.state.appointments import AppointmentsState as Appointments

_STATUSES = [("", "booked"), ("cancelled", "cancelled"), ("all", "any")]


@rx.page(route="/appointments", title="Appointments | Caly", on_load=[WATCH, Appointments.watch])
def appointments() -> rx.Component:
    return framed(
        rx.el.div(
            rx.el.div(
                day_filter("day", "Day", Appointments.filters["day"], Appointments.filter_by),
                choice_filter(
                    "provider",
                    "With",
                    Appointments.filters["provider"],
                    [("", "anyone")],
                    Appointments.filter_by,
                    rx.foreach(Appointments.providers, lambda each: rx.el.option(each.name, value=each.id)),
                ),
                choice_filter(
                    "status", "Status", Appointments.filters["status"], _STATUSES, Appointments.filter_by
                ),
                rx.cond(
                    Appointments.has_filters,
                    link_button("Clear", "/appointments", kind="quiet"),
                    rx.fragment(),
                ),
                class_name="filters",
            ),
            rx.el.div(
                rx.cond(Appointments.is_loaded, _rows(), bones(8, "2.25rem")),
                class_name="browse-rows",
                custom_attrs={"data-rows": ""},
            ),
            class_name="browse-list browse-alone",
        ),
        place="appointments",
        title="Appointments",
        about=rx.cond(Appointments.zone, "Times in " + Appointments.zone, ""),
        fills=True,
    )


def _rows() -> rx.Component:
    return rx.cond(
        Appointments.rows.length() > 0,
        rx.fragment(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Time"),
                        rx.el.th("Customer"),
                        rx.el.th("What for"),
                        rx.el.th("With"),
                        rx.el.th("Status", class_name="wide-only"),
                        rx.el.th("Reference", class_name="wide-only"),
                    )
                ),
                rx.el.tbody(rx.foreach(Appointments.rows, _row)),
                class_name="table table-days",
            ),
            other_pages(
                Appointments.is_first_page,
                Appointments.first_page,
                Appointments.older,
                to_first="First",
                on="Later",
            ),
        ),
        rx.cond(
            Appointments.has_filters,
            empty_state(
                "calendar-x",
                "None like that",
                "No appointment fits all of these filters.",
                link_button("Clear the filters", "/appointments"),
            ),
            empty_state(
                "calendar-days",
                "Nothing is booked yet",
                "What your agent books, moves and cancels appears here at once, from today on.",
                link_button("See the conversations", "/conversations"),
            ),
        ),
    )


def _row(row: Any) -> rx.Component:
    return rx.fragment(
        rx.cond(
            row.day,
            rx.el.tr(rx.el.th(row.day, col_span=6, scope="colgroup", class_name="day"), class_name="day-row"),
            rx.fragment(),
        ),
        rx.el.tr(
            rx.el.td(rx.el.time(row.time, title=row.when), class_name="num at-right"),
            rx.el.td(
                rx.cond(
                    row.conversation,
                    goes(
                        row.name,
                        href=row.conversation,
                        class_name="row-link row-name",
                        custom_attrs={"data-row": ""},
                    ),
                    rx.el.span(row.name, class_name="row-name"),
                )
            ),
            rx.el.td(rx.el.span(row.about, class_name="one-line soft"), class_name="whole"),
            rx.el.td(row.provider, class_name="below"),
            rx.el.td(status.appointment_status(row.status), class_name="wide-only"),
            rx.el.td(row.reference, class_name="wide-only num soft"),
            key=row.id,
        ),
    )
