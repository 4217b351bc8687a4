"""The fields of a form that is made from a JSON schema."""

from typing import Any

import reflex as rx

from caly_app.components.form import field

UNTIL_LEFT = -1  # milliseconds: what is typed is told when the field is left or Enter is pressed


def schema_fields(
    fields: rx.Var[Any], errors: Any, on_change: Any, *, prefix: str, waits_ms: int = 500
) -> rx.Component:
    """`on_change(name, typed)`. `errors`: name -> words. `prefix` keeps ids apart. `waits_ms`: after the last
    key, or UNTIL_LEFT where half of what is typed must not hold for a moment."""
    return rx.foreach(fields, lambda each: _field(each, errors, on_change, prefix, waits_ms))


def switch(is_on: rx.Var[bool], says: rx.Var[str] | str, on_click: Any, **props: Any) -> rx.Component:
    """On or off, at once."""
    return rx.el.button(
        rx.el.span(class_name="switch-knob"),
        type="button",
        role="switch",
        aria_checked=is_on,
        aria_label=says,
        title=says,
        on_click=on_click,
        class_name="switch",
        **props,
    )


def _field(each: rx.Var[Any], errors: Any, on_change: Any, prefix: str, waits_ms: int) -> rx.Component:
    field_id = prefix + "-" + each.name
    error = errors[each.name]
    shared = {
        "id": field_id,
        "value": each.value,
        "on_change": lambda typed: on_change(each.name, typed),
        "aria_invalid": rx.cond(error, "true", "false"),
    }
    control = rx.match(
        each.kind,
        ("choice", _choice(each, shared)),
        ("long", _lines(each, shared, waits_ms)),
        ("lines", _lines(each, shared, waits_ms)),
        ("json", _lines(each, shared, waits_ms)),
        ("date", rx.el.input(type="date", class_name="field field-short", **shared)),
        ("number", _line(each, {**shared, "input_mode": "decimal"}, waits_ms, "field field-short")),
        _line(each, shared, waits_ms, "field"),
    )
    return rx.cond(
        each.kind == "yes_no",
        rx.el.div(
            rx.el.div(
                switch(
                    each.value == "yes",
                    each.title,
                    on_change(each.name, rx.cond(each.value == "yes", "no", "yes")),
                    id=field_id,
                ),
                rx.el.span(each.title, aria_hidden=True, class_name="switch-words"),
                class_name="switch-line",
            ),
            rx.el.div(
                rx.cond(
                    error,
                    rx.el.p(error, class_name="form-error", role="alert"),
                    rx.el.p(each.help, class_name="form-help"),
                ),
                class_name="form-under",
            ),
            class_name="form-field",
        ),
        field(each.title, control, field_id=field_id, help=each.help, error=error),
    )


def _line(each: rx.Var[Any], shared: dict[str, Any], waits_ms: int, class_name: str) -> rx.Component:
    return rx.debounce_input(
        rx.el.input(placeholder=each.usual, auto_complete="off", class_name=class_name, **shared),
        debounce_timeout=waits_ms,
    )


def _lines(each: rx.Var[Any], shared: dict[str, Any], waits_ms: int) -> rx.Component:
    return rx.debounce_input(
        rx.el.textarea(placeholder=each.usual, rows="3", class_name="field", **shared),
        debounce_timeout=waits_ms,
    )


def _choice(each: rx.Var[Any], shared: dict[str, Any]) -> rx.Component:
    return rx.el.select(
        rx.el.option(rx.cond(each.is_required, "Please choose", "Not said"), value=""),
        rx.foreach(each.options, lambda option: rx.el.option(option.label, value=option.value)),
        class_name="field select",
        **shared,
    )
