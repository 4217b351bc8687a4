"""What happened, line by line, under its day: when, who, and what they did."""

from typing import Any

import reflex as rx

from caly_app.components.link import goes


def happenings(lines: Any) -> rx.Component:
    """`lines`: those of state/happenings.py, newest first."""
    return rx.el.ol(rx.foreach(lines, _line), class_name="happened", custom_attrs={"data-rows": ""})


def _line(line: Any) -> rx.Component:
    return rx.el.li(
        rx.cond(line.day, rx.el.h2(line.day, class_name="happened-day"), rx.fragment()),
        rx.el.div(
            rx.el.time(line.time, title=line.when, class_name="happened-time num soft"),
            rx.el.p(
                rx.el.b(line.who),
                " ",
                rx.cond(
                    line.href,
                    goes(line.did, href=line.href, class_name="link", custom_attrs={"data-row": ""}),
                    rx.el.span(line.did),
                ),
            ),
            class_name="happened-line",
        ),
        key=line.id,
    )
