"""Buttons and links that look like them. One primary action (`go`) on a page."""

import reflex as rx

from caly_app.components.link import goes
from caly_app.components.palette import keyed


def button(
    words: rx.Var[str] | str,
    *,
    icon: str = "",
    kind: str = "",
    key: str = "",
    keeps_words: bool = True,
    **props: object,
) -> rx.Component:
    """`kind`: go (primary) | quiet. `key` presses it. On a phone words go unless `keeps_words`."""
    attributes = keyed(key, str(words)) if key else {}
    return rx.el.button(
        rx.icon(icon) if icon else rx.fragment(),
        rx.el.span(words, class_name="button-words always" if keeps_words else "button-words"),
        type="button",
        class_name=f"button button-{kind}" if kind else "button",
        custom_attrs=attributes,
        title=f"{words} ({'Esc' if key == 'Escape' else key})" if key else "",
        aria_label=words,
        **props,
    )


def link_button(words: str, href: rx.Var[str] | str, *, icon: str = "", kind: str = "") -> rx.Component:
    return goes(
        rx.icon(icon) if icon else rx.fragment(),
        words,
        href=href,
        class_name=f"button button-{kind}" if kind else "button",
    )


def round_button(
    icon: str, says: rx.Var[str] | str, *, class_name: str = "", key: str = "", **props: object
) -> rx.Component:
    """Only an icon: `says` is its name."""
    return rx.el.button(
        rx.icon(icon),
        type="button",
        title=says,
        aria_label=says,
        class_name=f"round-button {class_name}",
        custom_attrs=keyed(key, str(says)) if key else {},
        **props,
    )


def closes_with_escape(on_click: object) -> rx.Component:
    """Nothing to see: Esc closes what is open, wherever one is on the page."""
    return rx.el.button(
        "Close",
        type="button",
        class_name="unseen",
        tab_index=-1,
        aria_hidden=True,
        custom_attrs=keyed("Escape", "Close"),
        on_click=on_click,
    )
