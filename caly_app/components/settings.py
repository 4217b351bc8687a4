"""The settings: what they are, side by side, and blocks of them."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from caly_app.components.empty_state import bones
from caly_app.components.link import goes

PARTS = (
    ("workspace", "Business", "/settings/workspace", True),
    ("sector", "Sector", "/settings/sector", True),
    ("booking", "Booking", "/settings/booking", True),
    ("model", "Language model", "/settings/model", True),
    ("connections", "Servers", "/settings/connections", True),
    ("tools", "Tools", "/settings/tools", True),
    ("members", "Members", "/settings/members", True),
    ("keys", "Keys and site", "/settings/keys", True),
    ("timeline", "Timeline", "/settings/timeline", True),
    ("account", "You", "/settings/account", False),
)


def settings(*content: rx.Component, part: str, is_admin: rx.Var[bool]) -> rx.Component:
    """`part`: key of PARTS. Others than admins see what is theirs."""
    links = [_link(key == part, words, href) for key, words, href, _ in PARTS]
    shown = [
        rx.cond(is_admin, link, rx.fragment()) if only_admins else link
        for link, (_, _, _, only_admins) in zip(links, PARTS, strict=True)
    ]
    return rx.el.div(
        rx.el.nav(*shown, class_name="tabs", aria_label="Settings"), *content, class_name="settings"
    )


def block(
    title: str,
    about: rx.Var[str] | str,
    *content: rx.Component,
    anchor: str = "",
    beside: rx.Component | None = None,
) -> rx.Component:
    """One thing to set: what it is at the left, its fields at the right."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title),
            rx.el.p(about, class_name="soft"),
            beside or rx.fragment(),
            class_name="set-about",
        ),
        rx.el.div(*content, class_name="set-fields"),
        id=anchor or None,
        class_name="set",
    )


def rows_of(
    rows: rx.Var[list[Any]],
    row: Callable[[Any], rx.Component],
    none_yet: rx.Var[str] | str | rx.Component,
    *,
    is_loaded: rx.Var[bool],
    class_name: str = "rows in-one-line",
) -> rx.Component:
    """What there is of it, one beside another; while it comes, and where there is nothing yet."""
    return rx.cond(
        is_loaded,
        rx.cond(
            rows.length() > 0,
            rx.el.ul(rx.foreach(rows, row), class_name=class_name),
            rx.el.p(none_yet, class_name="soft"),
        ),
        bones(3),
    )


def _link(is_here: bool, words: str, href: str) -> rx.Component:
    return goes(
        words,
        href=href,
        class_name="tab",
        custom_attrs={"aria-current": "page"} if is_here else {},
    )
