"""/queue: customers who wait for a person, and the conversations one has taken on."""

import reflex as rx

from caly_app.components.buttons import closes_with_escape, link_button
from caly_app.components.context import context
from caly_app.components.conversation import conversation
from caly_app.components.empty_state import bones, empty_state
from caly_app.components.ticket import sample_ticket, ticket
from caly_app.pages.frame import WATCH, framed
from caly_app.state.queue import QueueState
from caly_app.state.words import DISPOSITIONS


@rx.page(route="/queue", title="Queue | Caly", on_load=[WATCH, QueueState.watch])
def queue() -> rx.Component:
    here = "/queue?c=" + QueueState.opened
    return framed(
        rx.el.div(
            _list(),
            conversation(QueueState, DISPOSITIONS, back="/queue", side=here + "&side=1"),
            rx.cond(
                QueueState.head.id,
                context(QueueState.about, back=here),
                rx.el.aside(class_name="split-side", aria_label="What is known"),
            ),
            closes_with_escape(QueueState.leave),
            class_name=rx.cond(
                QueueState.opened,
                rx.cond(QueueState.shows_side, "split has-open shows-side", "split has-open"),
                "split",
            ),
        ),
        place="queue",
        title="Queue",
        fills=True,
    )


def _list() -> rx.Component:
    return rx.el.section(
        rx.cond(
            QueueState.is_loaded,
            rx.el.div(
                rx.cond(
                    QueueState.mine.length() > 0,
                    _part("Yours", QueueState.mine),
                    rx.fragment(),
                ),
                rx.cond(
                    QueueState.waiting.length() > 0,
                    _part("Waiting", QueueState.waiting),
                    _nobody_waits(),
                ),
                rx.cond(
                    QueueState.others.length() > 0,
                    _part("With colleagues", QueueState.others),
                    rx.fragment(),
                ),
                rx.cond(
                    QueueState.more > 0,
                    rx.el.p("and ", QueueState.more, " more, less urgent", class_name="list-part"),
                    rx.fragment(),
                ),
                class_name="list-rows",
                custom_attrs={"data-rows": ""},
            ),
            bones(5),
        ),
        class_name="split-list",
        aria_label="Queue",
    )


def _part(title: str, rows: rx.Var[list]) -> rx.Component:
    return rx.el.div(
        rx.el.h2(title, " ", rx.el.span(rows.length(), class_name="num"), class_name="list-part"),
        rx.foreach(rows, lambda row: ticket(row, QueueState.opened)),
    )


def _nobody_waits() -> rx.Component:
    return rx.cond(
        (QueueState.mine.length() == 0) & (QueueState.others.length() == 0),
        empty_state(
            "inbox",
            "Nobody waits",
            "Customers who need a person appear here by themselves, the most urgent first.",
            link_button("See all conversations", "/conversations"),
            sample=sample_ticket(),
        ),
        rx.el.p("Nobody waits.", class_name="list-part"),
    )
