"""/metrics: how conversations went, and whether the understanding knows what it knows."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from caly_app.components.buttons import button, link_button
from caly_app.components.charts import bars_and_line, stacked_bars, table_behind
from caly_app.components.empty_state import bones, empty_state
from caly_app.components.filters import choice_filter, day_filter
from caly_app.components.link import goes
from caly_app.pages.frame import WATCH, framed
from caly_app.state.metrics import BETWEEN
from caly_app.state.metrics import MetricsState as Metrics

_DAYS = [
    ("", "30 days"),
    ("7", "7 days"),
    ("90", "90 days"),
    ("365", "365 days"),
    (BETWEEN, "from one day to another"),
]
_OUTCOMES = [
    ("contained", "Contained"),
    ("escalated", "Escalated"),
    ("abandoned", "Abandoned"),
    ("failed", "Failed"),
    ("open", "Not ended"),
]


@rx.page(route="/metrics", title="Metrics | Caly", on_load=[WATCH, Metrics.watch])
def metrics() -> rx.Component:
    return framed(
        _days(),
        rx.cond(
            Metrics.problem, rx.el.p(Metrics.problem, role="alert", class_name="form-error"), rx.fragment()
        ),
        rx.cond(
            Metrics.is_loaded,
            rx.fragment(
                rx.el.div(rx.foreach(Metrics.figures, _figure), class_name="tiles"),
                rx.el.div(_trend(), _calibration(), class_name="figures"),
                _table("By agent", "Agent", Metrics.agents, _AGENTS_EMPTY),
                rx.cond(
                    Metrics.businesses.length() > 0,
                    _table("By sector", "Business", Metrics.businesses, ""),
                    rx.fragment(),
                ),
            ),
            bones(4, "7rem"),
        ),
        place="metrics",
        title="Metrics",
        about=Metrics.about,
        action=rx.cond(
            Metrics.role == "viewer",
            rx.fragment(),
            link_button("Candidates", "/shadow", icon="flask-conical"),
        ),
    )


_AGENTS_EMPTY = "No conversation has ended in these days."


def _days() -> rx.Component:
    return rx.el.div(
        choice_filter("days", "Days", Metrics.asked["days"], _DAYS, Metrics.choose),
        rx.cond(
            Metrics.asked["days"] == BETWEEN,
            rx.fragment(
                day_filter("from", "From", Metrics.asked["from"], Metrics.choose),
                day_filter("to", "To", Metrics.asked["to"], Metrics.choose),
            ),
            rx.fragment(),
        ),
        rx.el.span(class_name="page-space"),
        button("CSV", icon="download", kind="quiet", on_click=rx.download(url=Metrics.export)),
        class_name="filters filters-bare",
    )


def _figure(figure: Any) -> rx.Component:
    return goes(
        rx.el.span(figure.name, class_name="tile-name"),
        rx.el.span(figure.value, class_name="tile-value"),
        rx.el.span(figure.about, class_name="tile-about"),
        rx.el.span(figure.before, class_name="tile-about"),
        href=figure.href,
        key=figure.name,
        class_name="tile",
    )


def _trend() -> rx.Component:
    return _block(
        "By day",
        "Conversations by the day they began, and how they came out.",
        rx.cond(
            Metrics.has_any,
            rx.fragment(
                stacked_bars(Metrics.trend, "day", _OUTCOMES),
                table_behind("As a table", _day_table()),
            ),
            empty_state(
                "chart-column",
                "Nothing to count yet",
                "No conversation began in these days. Each one shows here with how it came out.",
            ),
        ),
    )


def _calibration() -> rx.Component:
    return _block(
        "Sure, and right",
        "Turns that people reviewed: how sure the understanding was, and how often it was right. Well "
        "calibrated, bars and line are level.",
        rx.cond(
            Metrics.needed > 0,
            empty_state(
                "scale",
                rx.cond(
                    Metrics.needed == 1,
                    "1 more reviewed turn is needed",
                    f"{Metrics.needed} more reviewed turns are needed",
                ),
                rx.cond(
                    Metrics.reviewed == 0,
                    "None was reviewed in these days. With a few, chance would speak.",
                    f"{Metrics.reviewed} were reviewed in these days. With so few, chance would speak.",
                ),
            ),
            rx.fragment(
                bars_and_line(Metrics.curve, "name", ("right", "Was right"), ("confidence", "Was sure")),
                rx.el.p(
                    "On average they lie ",
                    rx.el.b(Metrics.error),
                    f" apart, over {Metrics.reviewed} turns.",
                    class_name="soft block-says",
                ),
                table_behind("As a table", _bands()),
            ),
        ),
    )


def _day_table() -> rx.Component:
    heads = ("Day", *(words for _, words in _OUTCOMES), "All")
    return _scrolls(
        heads,
        rx.foreach(
            Metrics.days,
            lambda day: rx.el.tr(
                rx.el.td(goes(day.name, href=day.href, class_name="row-name")),
                rx.foreach(day.counts, lambda count: rx.el.td(count, class_name="num")),
                key=day.name,
            ),
        ),
        "Conversations by day",
    )


def _bands() -> rx.Component:
    return _scrolls(
        ("Confidence", "Turns", "Was sure", "Was right", "Between"),
        rx.foreach(
            Metrics.bands,
            lambda band: rx.el.tr(
                rx.el.td(band.name),
                *[rx.el.td(cell, class_name="num") for cell in (band.count, band.confidence, band.right)],
                rx.el.td(band.between, class_name="num soft"),
                key=band.name,
            ),
        ),
        "Confidence and truth",
    )


def _table(title: str, of: str, lines: Any, empty: str) -> rx.Component:
    heads = (of, "Conversations", "Contained", "Escalated", "Resolved", "Understood rightly")
    return _block(
        title,
        "",
        rx.cond(
            lines.length() > 0,
            _scrolls(heads, rx.foreach(lines, _line), f"Figures by {of.lower()}"),
            rx.el.p(empty, class_name="block-empty"),
        ),
    )


def _line(line: Any) -> rx.Component:
    figures = (line.began, line.contained, line.escalated, line.resolved, line.accuracy)
    return rx.el.tr(
        rx.el.td(
            rx.cond(
                line.href,
                goes(line.name, href=line.href, class_name="row-name"),
                rx.cond(
                    line.workspace_id,
                    rx.el.button(
                        line.name,
                        type="button",
                        title="Go over to this business",
                        on_click=Metrics.go_over(line.workspace_id),
                        class_name="link-button row-name",
                    ),
                    rx.cond(line.is_sum, rx.el.b(line.name), rx.el.span(line.name, class_name="row-name")),
                ),
            ),
            rx.cond(line.about, rx.el.span(" ", line.about, class_name="soft"), rx.fragment()),
        ),
        *[rx.el.td(figure, class_name="num") for figure in figures],
        key=line.name + line.workspace_id,
    )


def _scrolls(heads: Sequence[str], rows: rx.Component, says: str) -> rx.Component:
    first, *others = heads
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(rx.el.th(first), *[rx.el.th(words, class_name="num") for words in others])),
            rx.el.tbody(rows),
            class_name="table figures-table",
        ),
        class_name="scrolls",
        tab_index=0,
        role="region",
        aria_label=says,
    )


def _block(title: str, about: str, *content: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title), rx.el.p(about, class_name="soft") if about else rx.fragment(), class_name="says"
        ),
        *content,
        class_name="block figures-block",
    )
