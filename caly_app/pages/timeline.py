"""/settings/timeline: who changed what, and when."""

import reflex as rx

from caly_app.components.buttons import link_button
from caly_app.components.empty_state import bones, empty_state
from caly_app.components.filters import choice_filter, day_filter
from caly_app.components.happenings import happenings
from caly_app.components.other_pages import other_pages
from caly_app.components.settings import settings
from caly_app.pages.frame import WATCH, framed
from caly_app.state.kinds_of_changes import AREAS, EVERYTHING, Area
from caly_app.state.shell import ShellState
from caly_app.state.timeline import BASE
from caly_app.state.timeline import TimelineState as Timeline

_WHEN = [
    ("", "any time"),
    ("today", "today"),
    ("yesterday", "yesterday"),
    ("week", "last 7 days"),
    ("month", "last 30 days"),
    ("between", "between"),
]


@rx.page(route="/settings/timeline", title="Timeline | Caly", on_load=[WATCH, Timeline.watch])
def timeline() -> rx.Component:
    return framed(
        settings(
            rx.cond(
                Timeline.refusal,
                empty_state("lock", "Only for admins", Timeline.refusal),
                rx.fragment(_filters(), rx.cond(Timeline.is_loaded, _lines(), bones(8, "2.25rem"))),
            ),
            part="timeline",
            is_admin=ShellState.role == "admin",
        ),
        place="settings",
        title="Settings",
        about=rx.cond(Timeline.zone, "Times in " + Timeline.zone, ""),
    )


def _filters() -> rx.Component:
    return rx.el.div(
        choice_filter(
            "what",
            "What",
            Timeline.filters["what"],
            [("", "changes"), (EVERYTHING, "everything")],
            Timeline.filter_by,
            rx.fragment(*[_area(area) for area in AREAS]),
        ),
        choice_filter(
            "who",
            "Who",
            Timeline.filters["who"],
            [("", "anyone")],
            Timeline.filter_by,
            rx.foreach(Timeline.people, lambda each: rx.el.option(each.label, value=each.value)),
        ),
        choice_filter("when", "When", Timeline.filters["when"], _WHEN, Timeline.filter_by),
        rx.cond(
            Timeline.filters["when"] == "between",
            rx.fragment(
                day_filter("from", "From", Timeline.filters["from"], Timeline.filter_by),
                day_filter("to", "To", Timeline.filters["to"], Timeline.filter_by),
            ),
            rx.fragment(),
        ),
        rx.cond(Timeline.has_filters, link_button("Clear", BASE, kind="quiet"), rx.fragment()),
        class_name="filters filters-bare",
        role="group",
        aria_label="Filters",
    )


def _area(area: Area) -> rx.Component:
    return rx.el.optgroup(
        *[rx.el.option(words, value=value) for value, words in area.options], label=area.title
    )


def _lines() -> rx.Component:
    return rx.cond(
        Timeline.lines.length() > 0,
        rx.fragment(
            happenings(Timeline.lines),
            other_pages(Timeline.is_first_page, Timeline.newest, Timeline.older),
        ),
        rx.cond(
            Timeline.has_filters | ~Timeline.is_first_page,
            empty_state(
                "search-x",
                "Nothing like that",
                "Nothing that happened fits all of these filters.",
                link_button("Clear the filters", BASE),
            ),
            empty_state(
                "history",
                "Nothing was changed yet",
                "Whoever changes agents, settings, members or records is written down here, for good.",
                link_button("See your sector and its agents", "/settings/sector"),
            ),
        ),
    )
