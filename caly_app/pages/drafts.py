"""Drafts of knowledge on /learning: what waits to become a fact, and where a text is pasted."""

from typing import Any

import reflex as rx

from caly_app.components.buttons import button
from caly_app.components.fact_form import fact_form
from caly_app.components.form import field
from caly_app.components.link import goes
from caly_app.components.relative_time import since
from caly_app.state.learning import LearningState as Learning


def propose() -> rx.Component:
    """The way in; for whoever may decide."""
    return rx.cond(
        Learning.may_decide,
        rx.fragment(button("Paste a text", icon="clipboard-paste", on_click=Learning.begin_paste), _paste()),
        rx.fragment(),
    )


def draft(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(row.question, dir="auto"),
            rx.el.span(row.text, dir="auto", class_name="learn-text"),
            rx.cond(
                row.masked,
                rx.el.span(
                    rx.icon("triangle-alert", size=14),
                    "Hidden, for it looks personal: ",
                    row.masked,
                    class_name="learn-warning small",
                ),
                rx.fragment(),
            ),
            rx.el.span(
                row.origin,
                ", ",
                since(row.at, row.when, ago=True),
                " ",
                rx.cond(
                    row.conversation,
                    goes("See the conversation", href=row.conversation, class_name="link"),
                    rx.fragment(),
                ),
                class_name="soft small",
            ),
            rx.cond(
                Learning.stands == "accepted",
                rx.el.span("The fact “", row.name, "”", class_name="soft small"),
                rx.fragment(),
            ),
            class_name="row-words row-two learn-words",
        ),
        rx.cond(Learning.may_decide, _decides(row), rx.fragment()),
        rx.cond(Learning.editing == row.id, _accept(row), rx.fragment()),
        key=row.id,
    )


def _decides(row: Any) -> rx.Component:
    return rx.cond(
        (Learning.stands == "") | (Learning.stands == "open"),
        rx.el.span(
            button("Look and accept", icon="check", on_click=Learning.begin_accept(row.id)),
            button("Turn down", kind="quiet", on_click=Learning.turn_down(row.id)),
            class_name="learn-do",
        ),
        button("Open again", kind="quiet", on_click=Learning.reopen_draft(row.id, False)),
    )


def _accept(row: Any) -> rx.Component:
    return fact_form(
        "draft",
        name=row.name,
        text=row.text,
        errors=Learning.draft_errors,
        label="Accept the draft",
        save="Make it a fact",
        on_save=Learning.accept_draft,
        on_cancel=Learning.begin_accept(""),
    )


def _paste() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("Paste a text", size="4"),
            rx.dialog.description(
                "Questions with their answers, or headings with what stands under them. Each becomes a "
                "draft; your agents say nothing of it before you accept it.",
                size="2",
                class_name="soft",
            ),
            rx.el.form(
                field(
                    "FAQ or policy",
                    rx.el.textarea(
                        id="paste-text",
                        name="text",
                        rows="12",
                        placeholder="Q: Can I park there?\nA: Yes, for two hours.",
                        class_name="field learn-paste",
                    ),
                    field_id="paste-text",
                    help="Plain text or Markdown, at most 20,000 characters.",
                    error=Learning.paste_error,
                ),
                rx.el.div(
                    rx.dialog.close(rx.el.button("Close", type="button", class_name="button")),
                    rx.el.button("Make drafts", type="submit", class_name="button button-go"),
                    class_name="ask-feet",
                ),
                on_submit=Learning.paste,
                class_name="form",
            ),
            class_name="desk-words record-form",
        ),
        open=Learning.pastes,
        on_open_change=lambda is_open: rx.cond(is_open, rx.noop(), Learning.end_paste()),
    )
