"""The form in which an open question, or a draft, becomes a fact of the business."""

from typing import Any

import reflex as rx

from caly_app.components.buttons import button
from caly_app.components.form import field


def fact_form(
    place: str,
    *,
    name: rx.Var[str],
    text: rx.Var[str] | str,
    errors: Any,
    label: str,
    save: str,
    on_save: Any,
    on_cancel: Any,
) -> rx.Component:
    """`place` begins the fields' ids; they are sent as `name` and `text`, and so are the keys of `errors`,
    a variable of sentences."""
    return rx.el.form(
        field(
            "Name of the fact",
            rx.el.input(
                id=f"{place}-name",
                name="name",
                default_value=name,
                max_length=100,
                auto_complete="off",
                class_name="field",
            ),
            field_id=f"{place}-name",
            help="A word that customers use when they ask for it.",
            error=errors["name"],
        ),
        field(
            "Answer",
            rx.el.textarea(
                id=f"{place}-text",
                name="text",
                default_value=text,
                rows="4",
                max_length=2000,
                class_name="field",
            ),
            field_id=f"{place}-text",
            help="Your agents say it in these words.",
            error=errors["text"],
        ),
        rx.el.div(
            button("Cancel", on_click=on_cancel),
            rx.el.button(save, type="submit", class_name="button button-go"),
            class_name="ask-feet",
        ),
        on_submit=on_save,
        class_name="learn-form",
        aria_label=label,
    )
