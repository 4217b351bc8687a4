"""Filters as chips that show their value; the page keeps them in its address."""

from collections.abc import Sequence
from typing import Any

import reflex as rx


def choice_filter(
    name: str,
    label: str,
    value: rx.Var[str],
    choices: Sequence[tuple[str, str]],
    on_change: Any,
    more: rx.Component | None = None,
) -> rx.Component:
    """`choices`: value and words, the first of them ('' usually) is no filter. `more`: further options."""
    return rx.el.span(
        rx.el.label(label, html_for=f"filter-{name}"),
        rx.el.select(
            *[rx.el.option(words, value=key) for key, words in choices],
            more or rx.fragment(),
            id=f"filter-{name}",
            value=value,
            on_change=lambda chosen: on_change(name, chosen),
        ),
        class_name=_class(value),
    )


def day_filter(name: str, label: str, value: rx.Var[str], on_change: Any) -> rx.Component:
    return rx.el.span(
        rx.el.label(label, html_for=f"filter-{name}"),
        rx.el.input(
            id=f"filter-{name}",
            type="date",
            value=value,
            on_change=lambda chosen: on_change(name, chosen),
        ),
        class_name=_class(value),
    )


def word_search(value: rx.Var[str], says: str, on_submit: Any) -> rx.Component:
    """Enter searches."""
    return rx.el.form(
        rx.icon("search", aria_hidden=True),
        rx.el.input(
            name="words",
            type="search",
            default_value=value,
            key=value,
            placeholder=says,
            aria_label=says,
            max_length=200,
            auto_complete="off",
            custom_attrs={"data-focus-key": "/", "data-key-says": says},
        ),
        on_submit=on_submit,
        class_name="search",
        role="search",
    )


def _class(value: rx.Var[str]) -> rx.Var[str]:
    return rx.cond(value, "filter is-set", "filter")
