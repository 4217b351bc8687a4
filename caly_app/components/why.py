"""Why the agent said that, and what it did: folded to one line each, in plain words."""

from typing import Any

import reflex as rx

from caly_app.components.status import chip


def folded_why(why: Any, below: rx.Component | None = None) -> rx.Component:
    """`why`: a list of name and value. `below`: what one may say to it."""
    return rx.cond(
        why.length() > 0,
        rx.el.details(
            rx.el.summary(rx.icon("circle-help"), "why"),
            rx.el.div(
                rx.el.dl(
                    rx.foreach(
                        why,
                        lambda row: rx.el.div(rx.el.dt(row.name), rx.el.dd(row.value), class_name="pair"),
                    )
                ),
                below or rx.fragment(),
                class_name="fold-body",
            ),
            class_name="fold",
        ),
        rx.fragment(),
    )


def correction(line: Any, meanings: Any, on_meant: Any) -> rx.Component:
    """Whether it was understood right, and what was meant. `line`: answers, understood, meant, review."""
    is_right = (line.understood != "") & (line.meant == line.understood)
    return rx.cond(
        line.answers,
        rx.el.div(
            rx.cond(
                line.understood,
                rx.el.button(
                    rx.icon("check"),
                    "Understood right",
                    type="button",
                    class_name="button",
                    on_click=on_meant(line.answers, rx.cond(is_right, "", line.understood)),
                    custom_attrs={"aria-pressed": rx.cond(is_right, "true", "false")},
                ),
                rx.fragment(),
            ),
            rx.el.select(
                rx.el.option("This meant…", value=""),
                rx.foreach(meanings, lambda each: rx.el.option(each.label, value=each.value)),
                value=rx.cond(is_right, "", line.meant),
                on_change=lambda meant: on_meant(line.answers, meant),
                aria_label="What the customer meant",
                class_name="field",
            ),
            rx.cond(line.review, rx.el.p(line.review, role="status", class_name="soft small"), rx.fragment()),
            class_name="fold-correct",
        ),
        rx.fragment(),
    )


def thumb(line: Any) -> rx.Component:
    """What the customer thought of the reply, and why. `line`: thumb, comment."""
    return rx.cond(
        line.thumb,
        rx.el.p(
            rx.cond(
                line.thumb == "up",
                chip("thumbs-up", "Helpful", "good"),
                chip("thumbs-down", "Not helpful", "warn"),
            ),
            rx.cond(line.comment, rx.el.span(line.comment, dir="auto"), rx.fragment()),
            class_name="said-thumb",
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
