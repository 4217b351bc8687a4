"""A row of the queue: who, why in words, how long, and a bar that shortens to the deadline."""

from typing import Any

import reflex as rx

from caly_app.components import status
from caly_app.components.link import goes
from caly_app.components.relative_time import deadline, since


def ticket(row: Any, opened: rx.Var[str]) -> rx.Component:
    """`row`: an escalation as a screen needs it. `opened`: the conversation that is on the screen."""
    return goes(
        rx.el.span(
            rx.el.span(row.name, class_name="ticket-name"),
            rx.el.span(
                rx.cond(row.is_unread, rx.el.span("New words", class_name="ticket-unread"), rx.fragment()),
                rx.el.span(since(row.opened_at, row.opened, exact=True), class_name="ticket-wait"),
                class_name="ticket-right",
            ),
            class_name="ticket-top",
        ),
        rx.el.span(_reason(row), _marks(row), class_name="ticket-why"),
        rx.cond(row.words, rx.el.span(row.words, class_name="ticket-words"), rx.fragment()),
        rx.cond(
            row.claimed_by,
            rx.fragment(),
            deadline(row.due, row.due_says, row.wait_seconds, row.urgency),
        ),
        key=row.id,
        href=row.href,
        class_name=rx.cond(row.is_new, "ticket is-new ticket-", "ticket ticket-") + row.urgency,
        custom_attrs={
            "data-row": "",
            "data-escalation": row.id,
            "aria-current": rx.cond(opened == row.conversation_id, "true", "false"),
        },
    )


def _reason(row: Any) -> rx.Component:
    plain = rx.el.span(row.reason, class_name="status one-line")
    return rx.match(
        row.urgency,
        ("emergency", status.chip("siren", row.reason, "danger")),
        ("high", status.chip("triangle-alert", row.reason, "warn")),
        plain,
    )


def _marks(row: Any) -> rx.Component:
    return rx.el.span(
        rx.cond(row.has_left, status.chip("door-open", "Left"), rx.fragment()),
        rx.cond((row.claimed_by != "") & ~row.is_mine, status.chip("headset", row.claimed_by), rx.fragment()),
        rx.cond(row.mood == "bad", status.mood(row.mood), rx.fragment()),
        rx.cond(row.channel == "voice", status.channel(row.channel), rx.fragment()),
        class_name="ticket-marks",
    )


def sample_ticket() -> rx.Component:
    """What a row looks like, for a queue that is empty."""
    return rx.el.div(
        rx.el.span(
            rx.el.span("Ada Quist", class_name="ticket-name"),
            rx.el.span("0:42", class_name="ticket-wait num"),
            class_name="ticket-top",
        ),
        rx.el.span(rx.el.span("Asked for a person", class_name="status"), class_name="ticket-why"),
        rx.el.span("Could I talk to someone about my prescription?", class_name="ticket-words"),
        rx.el.span(
            rx.el.span("due in 4:18", class_name="deadline-words"),
            rx.el.span(
                rx.el.span(class_name="deadline-bar", style={"transform": "scaleX(0.86)"}),
                class_name="deadline-track",
            ),
            class_name="deadline",
        ),
        class_name="ticket",
    )
