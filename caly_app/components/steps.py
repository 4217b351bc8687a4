"""How far one is: a dot with a name for each step."""

from collections.abc import Sequence

import reflex as rx


def steps(names: Sequence[tuple[str, str]], current: rx.Var[str], go_to: rx.EventHandler) -> rx.Component:
    """`names`: (key, words). Each can be gone to; what is not ready says so."""
    return rx.el.nav(
        rx.el.ol(
            *[_step(number, key, words, current, go_to) for number, (key, words) in enumerate(names, 1)]
        ),
        aria_label="Steps",
        class_name="steps",
    )


def _step(number: int, key: str, words: str, current: rx.Var[str], go_to: rx.EventHandler) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(number, class_name="steps-dot", aria_hidden=True),
            rx.el.span(words),
            type="button",
            on_click=go_to(key),
            class_name=rx.cond(current == key, "steps-step is-here", "steps-step"),
            custom_attrs={"aria-current": rx.cond(current == key, "step", "false")},
        ),
    )
