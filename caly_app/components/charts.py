"""Charts: few, labelled, from zero, the same colour for the same thing, with a table behind each.

Whoever cannot see one reads the table: the drawing itself is silent. Colours are properties of
assets/desk/metrics.css.
"""

from collections.abc import Sequence
from typing import Any

import reflex as rx

HEIGHT = 220
_SILENT = {"accessibilityLayer": False}  # no key steps into what is hidden from whoever cannot see it


def stacked_bars(data: Any, over: str, parts: Sequence[tuple[str, str]]) -> rx.Component:
    """`parts`: key and words of each, from the bottom up."""
    return _drawn(
        rx.recharts.bar_chart(
            *[
                rx.recharts.bar(
                    data_key=key,
                    name=words,
                    fill=f"var(--figure-{key})",
                    stack_id="all",
                    is_animation_active=False,
                )
                for key, words in parts
            ],
            *_frame(over),
            rx.recharts.y_axis(allow_decimals=False, width=36, tick_line=False, axis_line=False),
            data=data,
            height=HEIGHT,
            width="100%",
            max_bar_size=48,
            custom_attrs=_SILENT,
        ),
        parts,
    )


def bars_beside(
    data: Any, over: str, parts: Sequence[tuple[str, str]], *, has_decimals: rx.Var[bool]
) -> rx.Component:
    """`parts`: key and words of each, side by side."""
    return _drawn(
        rx.recharts.bar_chart(
            *[
                rx.recharts.bar(
                    data_key=key, name=words, fill=f"var(--figure-{key})", is_animation_active=False
                )
                for key, words in parts
            ],
            *_frame(over),
            rx.recharts.y_axis(allow_decimals=has_decimals, width=48, tick_line=False, axis_line=False),
            data=data,
            height=HEIGHT,
            width="100%",
            max_bar_size=48,
            custom_attrs=_SILENT,
        ),
        parts,
    )


def bars_and_line(data: Any, over: str, bar: tuple[str, str], line: tuple[str, str]) -> rx.Component:
    """Both in percent, from 0 to 100: what is, and what it was thought to be."""
    return _drawn(
        rx.recharts.composed_chart(
            rx.recharts.bar(
                data_key=bar[0], name=bar[1], fill=f"var(--figure-{bar[0]})", is_animation_active=False
            ),
            rx.recharts.line(
                data_key=line[0],
                name=line[1],
                stroke=f"var(--figure-{line[0]})",
                stroke_width=2,
                connect_nulls=True,
                is_animation_active=False,
                type_="linear",
            ),
            *_frame(over),
            rx.recharts.y_axis(
                domain=[0, 100],
                ticks=[0, 25, 50, 75, 100],
                unit="%",
                width=48,
                tick_line=False,
                axis_line=False,
            ),
            data=data,
            height=HEIGHT,
            width="100%",
            max_bar_size=48,
            custom_attrs=_SILENT,
        ),
        (bar, line),
    )


def table_behind(says: str, table: rx.Component, *, is_open: bool = False) -> rx.Component:
    return rx.el.details(rx.el.summary(says), table, class_name="behind", open=is_open)


def _frame(over: str) -> list[rx.Component]:
    return [
        rx.recharts.cartesian_grid(vertical=False, stroke="var(--line)"),
        rx.recharts.x_axis(data_key=over, tick_line=False, min_tick_gap=24),
        rx.recharts.graphing_tooltip(),
    ]


def _drawn(chart: rx.Component, parts: Sequence[tuple[str, str]]) -> rx.Component:
    """With what each colour means above it, in the order of the bars."""
    legend = [
        rx.el.span(rx.el.span(class_name="swatch", style={"background": f"var(--figure-{key})"}), words)
        for key, words in parts
    ]
    return rx.el.div(rx.el.div(*legend, class_name="legend"), chart, class_name="chart", aria_hidden=True)
