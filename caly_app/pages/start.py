"""/: what waits, how it goes, and what to set up next. Each role meets its own first."""

from typing import Any

import reflex as rx

from caly_app.components.empty_state import bones
from caly_app.components.link import goes
from caly_app.components.ticket import ticket
from caly_app.pages.frame import WATCH, framed
from caly_app.state.start import StartState as Start


@rx.page(route="/", title="Caly", on_load=[WATCH, Start.watch])
def start() -> rx.Component:
    return framed(
        rx.cond(
            Start.is_loaded,
            rx.fragment(
                rx.el.div(rx.foreach(Start.tiles, _tile), class_name="tiles"),
                rx.el.div(
                    rx.cond(Start.role != "viewer", _waiting(), rx.fragment()),
                    rx.el.div(
                        rx.cond(Start.steps_left > 0, _set_up(), rx.fragment()),
                        _coming(),
                        class_name="block-column",
                    ),
                    class_name="blocks",
                ),
            ),
            bones(4, "6rem"),
        ),
        place="start",
        title="Start",
        about=Start.day,
    )


def _tile(tile: Any) -> rx.Component:
    return goes(
        rx.el.span(tile.name, class_name="tile-name"),
        rx.el.span(tile.value, class_name="tile-value"),
        rx.el.span(tile.about, class_name="tile-about"),
        href=tile.href,
        key=tile.name,
        class_name=rx.cond(tile.is_late, "tile tile-late", "tile"),
    )


def _block(title: str, link: rx.Component, *content: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.div(rx.el.h2(title), link, class_name="block-head"), *content, class_name="block"
    )


def _waiting() -> rx.Component:
    return _block(
        "Waiting for a person",
        goes("Open the queue", href="/queue"),
        rx.cond(
            Start.waiting.length() > 0,
            rx.el.div(
                rx.foreach(Start.waiting, lambda row: ticket(row, rx.Var.create(""))),
                custom_attrs={"data-rows": ""},
            ),
            rx.el.p("Nobody waits.", class_name="block-empty"),
        ),
    )


def _coming() -> rx.Component:
    return _block(
        "Next appointments",
        goes("All", href="/appointments"),
        rx.cond(
            Start.coming.length() > 0,
            rx.foreach(
                Start.coming,
                lambda each: goes(
                    rx.el.span(
                        rx.el.b(each.name),
                        rx.el.span(" with ", each.provider, class_name="soft"),
                        class_name="step-words one-line",
                    ),
                    rx.el.time(each.time, title=each.when, class_name="soft num"),
                    href=each.href,
                    key=each.id,
                    class_name="step",
                ),
            ),
            rx.el.p("Nothing is booked.", class_name="block-empty"),
        ),
    )


def _set_up() -> rx.Component:
    return _block(
        "What to set up next",
        rx.el.span(Start.steps_left, " left", class_name="soft small"),
        rx.foreach(
            Start.steps,
            lambda step: goes(
                rx.cond(step.is_done, rx.icon("circle-check"), rx.icon("circle")),
                rx.el.span(
                    rx.el.b(step.words),
                    rx.el.span(" ", step.about, class_name="soft"),
                    class_name="step-words one-line",
                ),
                rx.cond(step.is_done, rx.el.span("Done", class_name="soft small"), rx.fragment()),
                href=step.href,
                key=step.words,
                class_name=rx.cond(step.is_done, "step is-done", "step"),
            ),
        ),
    )
