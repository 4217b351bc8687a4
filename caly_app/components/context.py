"""What is known beside a conversation: why it is here, what the agent found out, who it is."""

from typing import Any

import reflex as rx

from caly_app.components import status
from caly_app.components.link import goes
from caly_app.components.relative_time import deadline, since
from caly_app.components.transcript import pair


def context(about: Any, *, back: rx.Var[str] | str) -> rx.Component:
    """`back`: where a small screen goes from here."""
    return rx.el.aside(
        goes(
            rx.icon("chevron-left", size=14),
            "Conversation",
            href=back,
            class_name="button button-quiet only-small",
        ),
        _part(
            about.reason,
            "Why here",
            rx.el.div(
                rx.el.span(about.reason, class_name="facts-why"),
                rx.cond(about.urgency == "normal", rx.fragment(), status.urgency(about.urgency)),
                class_name="facts-row",
            ),
            rx.cond(
                about.is_waiting,
                rx.el.div(
                    rx.el.p("Waits ", since(about.waited_since, exact=True), class_name="soft small"),
                    deadline(about.due, about.due_says, about.wait_seconds, about.urgency),
                ),
                rx.fragment(),
            ),
        ),
        _part(about.outcome, "How it ended", rx.el.p(about.outcome)),
        _part(about.summary, "What the agent was at", rx.el.p(about.summary)),
        _part(
            about.told.length() > 0,
            "What they told us",
            rx.el.dl(rx.foreach(about.told, pair)),
        ),
        _part(
            about.known.length() > 0,
            "What is known",
            rx.el.dl(rx.foreach(about.known, pair)),
        ),
        _part(
            about.mood,
            "Mood",
            rx.el.div(
                status.mood(about.mood),
                rx.cond(about.mood_line, _mood_line(about.mood_line), rx.fragment()),
                class_name="mood",
            ),
        ),
        _part(about.appointments.length() > 0, "Appointments", _links(about.appointments)),
        _part(about.earlier.length() > 0, "Earlier conversations", _links(about.earlier)),
        _part(about.from_page, "Came from", rx.el.p(about.from_page, class_name="small words")),
        _part(
            about.history.length() > 0,
            "What happened",
            rx.el.ol(
                rx.foreach(
                    about.history,
                    lambda entry: rx.el.li(rx.el.time(entry.name), rx.el.span(entry.value)),
                ),
                class_name="history",
            ),
        ),
        class_name="split-side",
        aria_label="What is known",
    )


def _part(shown: Any, title: str, *content: rx.Component) -> rx.Component:
    return rx.cond(shown, rx.el.section(rx.el.h3(title), *content, class_name="facts"), rx.fragment())


def _links(links: Any) -> rx.Component:
    return rx.foreach(
        links,
        lambda link: goes(
            rx.el.span(link.text, class_name="one-line"),
            rx.el.span(link.about, class_name="soft"),
            href=link.href,
            class_name="facts-link",
        ),
    )


def _mood_line(points: rx.Var[str]) -> rx.Component:
    return rx.el.svg(
        rx.el.svg.line(x1="0", y1="10", x2="100", y2="10"),
        rx.el.svg.polyline(points=points),
        view_box="0 0 100 20",
        custom_attrs={"preserveAspectRatio": "none"},
        class_name="mood-line",
        role="img",
        aria_label="How the customer felt, over time",
    )
