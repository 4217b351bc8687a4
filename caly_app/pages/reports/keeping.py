"""A report under its name: kept, renamed, sent to members, deleted; and the list of those that are."""

from typing import Any

import reflex as rx

from caly_app.components.buttons import button
from caly_app.components.form import field
from caly_app.components.link import goes
from caly_app.state.report_views import WEEKDAYS
from caly_app.state.reports import ReportsState as Reports

_HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]


def keeping() -> rx.Component:
    return rx.cond(
        Reports.opened,
        _opened(),
        rx.cond(
            Reports.may_keep,
            rx.el.section(
                _name_form("Keep this report", "", "Keep it", Reports.keep), class_name="block report-keep"
            ),
            rx.fragment(),
        ),
    )


def _opened() -> rx.Component:
    return rx.el.section(
        rx.cond(
            Reports.may_change,
            rx.fragment(
                rx.cond(
                    Reports.is_changed,
                    rx.el.p(
                        "What you see is not what is kept: save it, or keep it as another.", role="status"
                    ),
                    rx.fragment(),
                ),
                _name_form("Name", Reports.opened_name, "Save", Reports.rename),
            ),
            rx.fragment(),
        ),
        rx.el.div(
            rx.cond(
                Reports.opened_sent,
                rx.el.span(
                    rx.icon("mail", size=14), "Sent ", Reports.opened_sent, class_name="soft report-sent"
                ),
                rx.el.span("Sent to nobody.", class_name="soft report-sent"),
            ),
            rx.el.span(class_name="page-space"),
            rx.cond(
                Reports.may_schedule,
                button(
                    "Send it", icon="calendar-clock", on_click=Reports.begin_schedule(~Reports.is_scheduling)
                ),
                rx.fragment(),
            ),
            rx.cond(
                Reports.may_change,
                button(
                    "Delete", icon="trash-2", kind="quiet", on_click=Reports.ask_to_delete(Reports.opened)
                ),
                rx.fragment(),
            ),
            class_name="report-do",
        ),
        rx.cond(Reports.is_scheduling & Reports.may_schedule, _schedule(), rx.fragment()),
        class_name="block report-keep",
    )


def _name_form(label: str, name: Any, does: str, on_submit: Any) -> rx.Component:
    return rx.el.form(
        field(
            label,
            rx.el.div(
                rx.el.input(
                    id="report-name",
                    name="name",
                    default_value=name,
                    key=name,
                    placeholder="Its name",
                    max_length=80,
                    auto_complete="off",
                    class_name="field",
                ),
                rx.el.button(does, type="submit", class_name="button"),
                class_name="report-ask",
            ),
            field_id="report-name",
            error=Reports.errors["name"],
        ),
        on_submit=on_submit,
        reset_on_submit=False,
        aria_label=label,
    )


def _schedule() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            field(
                "Every",
                rx.el.select(
                    *[rx.el.option(words, value=words) for words in ("day", "week", "month")],
                    id="report-every",
                    value=Reports.every,
                    on_change=Reports.choose_every,
                    class_name="field select",
                ),
                field_id="report-every",
            ),
            rx.match(
                Reports.every,
                ("day", rx.fragment()),
                ("week", _day("On", [(str(place), name) for place, name in enumerate(WEEKDAYS, 1)])),
                _day("On day", [(str(day), str(day)) for day in range(1, 32)]),
            ),
            field("At", _choice("hour", Reports.hour, _HOURS), field_id="report-hour"),
            class_name="form-row",
        ),
        rx.el.fieldset(
            rx.el.legend("To", class_name="form-label"),
            rx.foreach(Reports.members, _member),
            class_name="report-members",
        ),
        rx.cond(
            Reports.errors["schedule"],
            rx.el.p(Reports.errors["schedule"], role="alert", class_name="form-error"),
            rx.fragment(),
        ),
        rx.el.div(
            rx.cond(
                Reports.opened_sent,
                button("Send it no more", kind="quiet", on_click=Reports.unschedule),
                rx.fragment(),
            ),
            button("Cancel", on_click=Reports.begin_schedule(False)),
            rx.el.button("Have it sent", type="submit", class_name="button button-go"),
            class_name="ask-feet",
        ),
        on_submit=Reports.schedule,
        reset_on_submit=False,
        aria_label="When it is sent, and to whom",
        class_name="form report-schedule",
    )


def _day(label: str, days: list[tuple[str, str]]) -> rx.Component:
    return field(label, _choice("day", Reports.day, days), field_id="report-day")


def _choice(name: str, value: Any, choices: list[tuple[str, str]]) -> rx.Component:
    return rx.el.select(
        *[rx.el.option(words, value=each) for each, words in choices],
        id=f"report-{name}",
        name=name,
        default_value=value,
        key=value,
        class_name="field select",
    )


def _member(member: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox", name="to-" + member.id.to(str), default_checked=member.is_chosen, value="yes"
        ),
        member.name,
        key=member.id,
    )


# --- those that are kept ---


def kept() -> rx.Component:
    return rx.cond(
        Reports.kept.length() > 0,
        rx.el.section(
            rx.el.div(rx.el.h2("Kept"), class_name="says"),
            rx.el.ul(rx.foreach(Reports.kept, _kept_line), class_name="report-list"),
            rx.cond(
                Reports.next,
                rx.el.div(goes("More", href=Reports.next, class_name="button"), class_name="more"),
                rx.fragment(),
            ),
            class_name="block figures-block",
        ),
        rx.fragment(),
    )


def _kept_line(each: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            goes(each.name, href=each.href, class_name="row-name"),
            rx.el.span(each.about, class_name="soft small"),
            rx.cond(each.sent, rx.el.span("Sent ", each.sent, class_name="soft small"), rx.fragment()),
            class_name="report-words",
        ),
        key=each.id,
    )


def asks_to_delete() -> rx.Component:
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.alert_dialog.title(rx.fragment("Delete ", Reports.deleting_name, "?"), size="4"),
            rx.alert_dialog.description(
                "The figures stay; only the report goes, and nobody is sent it any more.", size="2"
            ),
            rx.el.div(
                rx.alert_dialog.cancel(rx.el.button("Keep it", type="button", class_name="button")),
                rx.alert_dialog.action(
                    rx.el.button(
                        "Delete it", type="button", class_name="button button-go", on_click=Reports.delete
                    )
                ),
                class_name="ask-feet",
            ),
            class_name="ask desk-words",
        ),
        open=Reports.deleting != "",
        on_open_change=Reports.keep_it,
    )
