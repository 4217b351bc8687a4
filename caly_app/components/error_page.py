"""A whole page that says what went wrong, and where to go from here."""

import reflex as rx
from reflex_components_core.base.error_boundary import error_boundary

from caly_app.components.buttons import link_button
from caly_app.components.empty_state import empty_state


def error_page(
    number: str, icon: str, title: str, says: rx.Var[str] | str, *actions: rx.Component
) -> rx.Component:
    """`number`: what browsers and programs call it."""
    return rx.el.main(
        empty_state(icon, title, says, *actions),
        rx.el.p(number, class_name="error-number soft small"),
        class_name="error-page desk-like",
    )


def failed_page() -> rx.Component:
    """Instead of a page that could not be drawn."""
    return error_page(
        "500",
        "cloud-off",
        "This page could not be shown",
        "Something went wrong on our side, and it has been noted. What you did before is kept.",
        rx.el.button(
            "Load again",
            type="button",
            class_name="button button-go",
            on_click=rx.call_script("location.reload()"),
        ),
        rx.el.a("Start page", href="/", class_name="button"),
    )


def boundary() -> rx.Component:
    """Around every page: an error while drawing shows `failed_page`."""
    return error_boundary(fallback_render=rx.Var.create(failed_page()))


def not_found_page() -> rx.Component:
    return error_page(
        "404",
        "signpost",
        "There is no such page",
        "It may have moved, or the address has a typing error.",
        link_button("Start page", "/", kind="go"),
    )
