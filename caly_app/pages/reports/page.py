"""The question, what was understood of it, and what came of it."""

from typing import Any

import reflex as rx

from caly_app.components.buttons import button
from caly_app.components.charts import bars_beside
from caly_app.components.empty_state import bones, empty_state
from caly_app.components.link import goes
from caly_app.pages.frame import WATCH, framed
from caly_app.pages.reports.keeping import asks_to_delete, keeping, kept
from caly_app.state.reports import ReportsState as Reports

EXAMPLES = (
    "How many people were handed over last week by agent?",
    "Busiest hours this month",
    "What was done by agents in the last 30 days, by type?",
    "Questions without an answer this month by question",
    "What did the model cost this week, by day, compared with the week before?",
)


@rx.page(route="/reports", title="Reports | Caly", on_load=[WATCH, Reports.watch])
def reports() -> rx.Component:
    return framed(
        _ask(),
        rx.cond(
            Reports.is_loaded,
            rx.fragment(
                _said(),
                rx.cond(
                    Reports.has_result,
                    rx.fragment(_chips(), _result(), keeping()),
                    _examples(),
                ),
                kept(),
            ),
            bones(3, "6rem"),
        ),
        asks_to_delete(),
        place="reports",
        title=rx.cond(Reports.opened_name, Reports.opened_name, "Reports"),
        about=Reports.about,
    )


# --- asking ---


def _ask() -> rx.Component:
    return rx.el.form(
        rx.el.label("Ask your figures", html_for="report-question", class_name="report-label"),
        rx.el.div(
            rx.el.input(
                id="report-question",
                name="question",
                type="text",
                default_value=Reports.asked["q"],
                key=Reports.asked["q"],
                placeholder="Refunds in March compared with February",
                max_length=500,
                auto_complete="off",
                class_name="field",
                custom_attrs={"data-focus-key": "/", "data-key-says": "Ask your figures"},
            ),
            rx.el.button(
                rx.cond(Reports.is_asking, "Reading", "Ask"),
                type="submit",
                class_name="button button-go",
                disabled=Reports.is_asking,
            ),
            class_name="report-ask",
        ),
        rx.el.p(
            "In English, Spanish, French or German. You see what was understood, and can put it right.",
            class_name="form-help",
        ),
        on_submit=Reports.ask,
        reset_on_submit=False,
        role="search",
        class_name="report-form",
    )


def _said() -> rx.Component:
    """What was not understood, and what may be meant."""
    return rx.fragment(
        rx.cond(
            Reports.problem, rx.el.p(Reports.problem, role="alert", class_name="form-error"), rx.fragment()
        ),
        rx.cond(
            Reports.offers.length() > 0,
            rx.el.div(
                rx.foreach(
                    Reports.offers, lambda each: goes(each.words, href=each.href, class_name="button")
                ),
                class_name="report-offers",
            ),
            rx.fragment(),
        ),
        rx.cond(
            Reports.measures.length() > 0,
            rx.el.div(
                rx.el.p("These can be asked for:", class_name="soft"),
                rx.el.ul(rx.foreach(Reports.measures, rx.el.li), class_name="report-measures"),
            ),
            rx.fragment(),
        ),
        rx.cond(
            Reports.notes.length() > 0,
            rx.el.div(
                rx.foreach(Reports.notes, lambda note: rx.el.p(rx.icon("info", size=14), note)),
                role="status",
                class_name="report-notes",
            ),
            rx.fragment(),
        ),
    )


def _examples() -> rx.Component:
    return empty_state(
        "clipboard-list",
        "Ask, and see it counted",
        "Say what you want to know: which figure, of what time, split by what. Nothing is estimated; what "
        "was not understood is said.",
        *[button(words, on_click=Reports.ask_for(words)) for words in EXAMPLES],
    )


# --- what was understood ---


def _chips() -> rx.Component:
    return rx.el.div(
        rx.foreach(Reports.chips, _chip),
        class_name="filters filters-bare",
        role="group",
        aria_label="What was understood",
    )


def _chip(chip: Any) -> rx.Component:
    field_id = "report-" + chip.name.to(str)
    return rx.el.span(
        rx.el.label(chip.label, html_for=field_id),
        rx.match(
            chip.kind,
            ("select", _select(chip, field_id)),
            (
                "number",
                rx.el.input(
                    id=field_id,
                    type="number",
                    min=1,
                    max=366,
                    default_value=chip.value,
                    key=chip.value,
                    on_blur=lambda value: _chosen(chip, value),
                ),
            ),
            rx.el.input(
                id=field_id, type="date", value=chip.value, on_change=lambda value: _chosen(chip, value)
            ),
        ),
        class_name=rx.cond(chip.is_set, "filter is-set", "filter"),
        key=chip.name,
    )


def _select(chip: Any, field_id: Any) -> rx.Component:
    return rx.el.select(
        rx.foreach(chip.options, lambda option: rx.el.option(option.label, value=option.value)),
        id=field_id,
        value=chip.value,
        on_change=lambda value: _chosen(chip, value),
    )


def _chosen(chip: Any, value: Any) -> Any:
    return Reports.choose(chip.name, value)


# --- what came of it ---


def _result() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(Reports.title),
            rx.el.p(Reports.sentence, class_name="report-sentence", role="status"),
            class_name="says",
        ),
        rx.cond(Reports.bars.length() > 0, _chart(), rx.fragment()),
        rx.cond(Reports.lines.length() > 0, _table(), rx.fragment()),
        rx.el.div(
            button("CSV", icon="download", kind="quiet", on_click=Reports.download), class_name="report-feet"
        ),
        class_name="block figures-block",
    )


def _chart() -> rx.Component:
    now = ("now", "These days")
    return rx.cond(
        Reports.split_before,
        bars_beside(Reports.bars, "name", (now, ("before", "Before")), has_decimals=Reports.has_decimals),
        bars_beside(Reports.bars, "name", (now,), has_decimals=Reports.has_decimals),
    )


def _table() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(Reports.split),
                    rx.el.th("Figure", class_name="num"),
                    rx.cond(
                        Reports.split_before,
                        rx.el.th("Before, ", Reports.split_before, class_name="num"),
                        rx.fragment(),
                    ),
                )
            ),
            rx.el.tbody(
                rx.foreach(Reports.lines, _line),
                rx.el.tr(
                    rx.el.td(rx.el.b("All")),
                    rx.el.td(rx.el.b(Reports.total), class_name="num"),
                    rx.cond(
                        Reports.split_before, rx.el.td(Reports.total_before, class_name="num"), rx.fragment()
                    ),
                ),
            ),
            class_name="table report-table",
        ),
        rx.cond(
            Reports.is_cut,
            rx.el.p("There are more: these are the first hundred.", class_name="block-empty"),
            rx.fragment(),
        ),
        class_name="scrolls report-scrolls",
        tab_index=0,
        role="region",
        aria_label="Figures of the report",
    )


def _line(line: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(line.label, dir="auto"),
        rx.el.td(line.figure, class_name="num"),
        rx.cond(Reports.split_before, rx.el.td(line.before, class_name="num soft"), rx.fragment()),
        key=line.key,
    )
