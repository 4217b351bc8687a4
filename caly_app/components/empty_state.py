"""An empty place teaches: what will be here, one thing to do, a sample to look at."""

import reflex as rx


def empty_state(
    icon: str,
    title: rx.Var[str] | str,
    says: rx.Var[str] | str,
    *actions: rx.Component,
    sample: rx.Component | None = None,
) -> rx.Component:
    return rx.el.div(
        rx.icon(icon, aria_hidden=True),
        rx.el.h2(title),
        rx.el.p(says),
        rx.el.div(*actions, class_name="empty-actions") if actions else rx.fragment(),
        rx.el.div(
            rx.el.p("For example", class_name="empty-sample-says"),
            sample,
            class_name="empty-sample",
            aria_hidden=True,
        )
        if sample
        else rx.fragment(),
        class_name="empty",
    )


def bones(count: int, height: str = "3.5rem") -> rx.Component:
    """Rows in the shape of what comes, while it is on its way."""
    return rx.el.div(
        *[rx.el.div(class_name="bone", style={"height": height}) for _ in range(count)],
        class_name="bones",
        role="status",
        aria_label="Loading",
    )
