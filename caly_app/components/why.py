"""Why the agent said that, and what it did: folded to one line each, in plain words."""

from typing import Any

import reflex as rx


def folded_why(why: Any) -> rx.Component:
    """`why`: a list of name and value."""
    return rx.cond(
        why.length() > 0,
        rx.el.details(
            rx.el.summary(rx.icon("circle-help"), "why"),
            rx.el.dl(
                rx.foreach(
                    why,
                    lambda row: rx.el.div(rx.el.dt(row.name), rx.el.dd(row.value), class_name="pair"),
                ),
                class_name="fold-body",
            ),
            class_name="fold",
        ),
        rx.fragment(),
    )


def folded_tools(tools: Any) -> rx.Component:
    """`tools`: one line for each, with its result."""
    return rx.cond(
        tools.length() > 0,
        rx.el.details(
            rx.el.summary(rx.icon("wrench"), tools.length(), " done"),
            rx.el.ul(
                rx.foreach(tools, lambda line: rx.el.li(line)),
                class_name="fold-body",
            ),
            class_name="fold",
        ),
        rx.fragment(),
    )
