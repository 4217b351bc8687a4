"""The look of all pages, once: one accent, its grays, what a corner is; the rest is in assets/desk/*.css.

Colours, sizes and shadows stand there as named properties, light and dark, and nowhere else.
"""

import reflex as rx

ACCENT, GRAY = "teal", "sage"

STYLESHEETS = [
    "/desk/theme.css",
    "/desk/shell.css",
    "/desk/talk.css",
    "/desk/lists.css",
    "/people/people.css",
    "/desk/sector.css",
    "/desk/mapping.css",
    "/desk/metrics.css",
    "/desk/narrow.css",
]


def theme() -> rx.Component:
    """For RadixThemesPlugin in rxconfig.py."""
    return rx.theme(
        accent_color=ACCENT,
        gray_color=GRAY,
        radius="medium",
        appearance="inherit",
        has_background=False,
    )


def toaster() -> rx.Component:
    """Where short messages appear: on top, for below one writes."""
    return rx.toast.provider(position="top-center", offset="0.25rem", rich_colors=False, close_button=True)


def head() -> list[rx.Component]:
    """What each page needs before it draws: the rail as wide as it was left, forms that speak to the door."""
    return [
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.script(src="/desk/rail.js"),
        rx.el.script(src="/people/forms.js"),
    ]
