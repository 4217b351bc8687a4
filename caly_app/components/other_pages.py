"""The way to the other pages of a list: back to its beginning, and on."""

import reflex as rx

from caly_app.components.buttons import link_button


def other_pages(
    is_first_page: rx.Var[bool],
    first: rx.Var[str] | str,
    following: rx.Var[str],
    *,
    to_first: str = "Newest",
    on: str = "Older",
) -> rx.Component:
    """`first`, `following`: addresses; where there is no page behind this one `following` is empty."""
    return rx.el.div(
        rx.cond(is_first_page, rx.fragment(), link_button(to_first, first, icon="chevrons-up")),
        rx.cond(following, link_button(on, following, icon="chevron-down"), rx.fragment()),
        class_name="more",
    )
