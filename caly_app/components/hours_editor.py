"""Opening hours: seven rows; each closed, or open for a stretch or a few."""

from dataclasses import dataclass
from typing import Any

import reflex as rx


@dataclass(frozen=True)
class HoursEvents:
    """What the rows do."""

    open_day: Any  # (day, is_open)
    set_opens: Any  # (day, index, time)
    set_closes: Any
    add_stretch: Any  # (day)
    remove_stretch: Any  # (day, index)
    copy_to_weekdays: Any  # (day)


def hours_editor(
    hours: rx.Var[list], events: HoursEvents, *, error: rx.Var[str], has_title: bool = True
) -> rx.Component:
    """`hours`: seven of day, name, is_open, stretches (index, opens, closes). `has_title`: none is around."""
    return rx.el.fieldset(
        rx.el.legend("Opening hours", class_name="form-label" if has_title else "unseen"),
        rx.el.div(rx.foreach(hours, lambda day: _row(day, events)), class_name="hours"),
        rx.el.div(
            rx.cond(error, rx.el.p(error, class_name="form-error", role="alert")), class_name="form-under"
        ),
        class_name="hours-field",
    )


def _row(day: Any, events: HoursEvents) -> rx.Component:
    return rx.el.div(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=day.is_open,
                on_change=lambda is_open: events.open_day(day.day, is_open),
                class_name="check",
            ),
            rx.el.span(day.name),
            class_name="hours-day",
        ),
        rx.cond(
            day.is_open,
            rx.el.div(
                rx.foreach(day.stretches, lambda stretch: _stretch(day, stretch, events)),
                class_name="hours-stretches",
            ),
            rx.el.span("Closed", class_name="hours-closed soft"),
        ),
        rx.cond(
            day.is_open,
            rx.el.div(
                _small("plus", "Add a break on " + day.name, events.add_stretch(day.day)),
                _small("copy", "Copy " + day.name + " to all weekdays", events.copy_to_weekdays(day.day)),
                class_name="hours-tools",
            ),
            rx.el.div(class_name="hours-tools"),
        ),
        class_name="hours-row",
    )


def _stretch(day: Any, stretch: Any, events: HoursEvents) -> rx.Component:
    return rx.el.div(
        _time(
            stretch.opens,
            day.name + " opens",
            lambda time: events.set_opens(day.day, stretch.index, time),
        ),
        rx.el.span("to", class_name="soft small"),
        _time(
            stretch.closes,
            day.name + " closes",
            lambda time: events.set_closes(day.day, stretch.index, time),
        ),
        rx.cond(
            day.stretches.length() > 1,
            _small("x", "Remove these hours on " + day.name, events.remove_stretch(day.day, stretch.index)),
            rx.fragment(),
        ),
        class_name="hours-stretch",
    )


def _time(value: rx.Var[str], says: rx.Var[str], on_change: Any) -> rx.Component:
    return rx.el.input(
        type="time", value=value, on_change=on_change, class_name="field hours-time", aria_label=says
    )


def _small(icon: str, says: rx.Var[str], on_click: Any) -> rx.Component:
    return rx.el.button(
        rx.icon(icon),
        type="button",
        class_name="round-button",
        title=says,
        aria_label=says,
        on_click=on_click,
    )
