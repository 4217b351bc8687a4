"""The frame of pages before somebody is signed in: one column, one thing to do."""

import reflex as rx


def door(
    *content: rx.Component, title: rx.Var[str] | str, about: rx.Var[str] | rx.Component | str = ""
) -> rx.Component:
    return rx.el.main(
        rx.el.a(mark(), href="/", class_name="door-mark", aria_label="Caly"),
        rx.el.section(
            rx.el.h1(title, class_name="door-title"),
            rx.el.div(about, class_name="door-about"),
            *content,
            class_name="door-card",
        ),
        class_name="door desk-words",
    )


def mark() -> rx.Component:
    """Our name."""
    return rx.fragment(rx.el.span("C", class_name="mark", aria_hidden=True), rx.el.b("Caly"))


def beside(words: str, link_words: str, href: rx.Var[str] | str) -> rx.Component:
    """The other way in, under the form."""
    return rx.el.p(words, " ", rx.el.a(link_words, href=href, class_name="link"), class_name="door-beside")


def notice(icon: str, title: str, says: rx.Var[str] | str, *actions: rx.Component) -> rx.Component:
    """What has come of it, in the place of the form."""
    return rx.el.div(
        rx.icon(icon, aria_hidden=True),
        rx.el.h2(title),
        rx.el.p(says),
        rx.el.div(*actions, class_name="empty-actions") if actions else rx.fragment(),
        class_name="door-notice",
    )


def waiting(height: str) -> rx.Component:
    """In the shape of what comes."""
    return rx.el.div(class_name="bone", style={"height": height}, role="status", aria_label="One moment")
