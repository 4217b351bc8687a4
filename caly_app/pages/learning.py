"""/learning: questions without an answer, drafts of knowledge, corrections that wait for an admin, thumbs."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from caly_app.components.buttons import button, link_button
from caly_app.components.empty_state import bones, empty_state
from caly_app.components.fact_form import fact_form
from caly_app.components.filters import choice_filter
from caly_app.components.link import goes
from caly_app.components.other_pages import other_pages
from caly_app.components.relative_time import since
from caly_app.pages.drafts import draft, propose
from caly_app.pages.frame import WATCH, framed
from caly_app.state.learning import BASE
from caly_app.state.learning import LearningState as Learning

_TABS = (
    ("questions", "Questions"),
    ("drafts", "Drafts"),
    ("corrections", "Corrections"),
    ("thumbs", "Thumbs"),
)
_STANDS = {
    "questions": [("", "open"), ("answered", "answered"), ("dismissed", "dismissed")],
    "drafts": [("", "open"), ("accepted", "accepted"), ("turned_down", "turned down")],
    "corrections": [("", "waiting"), ("accepted", "accepted"), ("rejected", "rejected")],
    "thumbs": [("", "not helpful"), ("up", "helpful")],
}


@rx.page(route="/learning", title="Learning | Caly", on_load=[WATCH, Learning.watch])
def learning() -> rx.Component:
    return framed(
        rx.el.nav(*[_tab(key, words) for key, words in _TABS], class_name="tabs", aria_label="Learning"),
        rx.cond(
            Learning.is_loaded,
            rx.match(
                Learning.shown,
                ("drafts", _drafts()),
                ("corrections", _corrections()),
                ("thumbs", _thumbs()),
                _questions(),
            ),
            bones(5),
        ),
        other_pages(Learning.is_first_page, Learning.base, Learning.older),
        place="learning",
        title="Learning",
    )


def _tab(key: str, words: str) -> rx.Component:
    count = {
        "questions": Learning.open_questions,
        "drafts": Learning.open_drafts,
        "corrections": Learning.waiting_corrections,
    }.get(key)
    return goes(
        words,
        rx.cond(count > 0, rx.el.span(" ", count, class_name="soft num"), rx.fragment())
        if count is not None
        else rx.fragment(),
        href=f"{BASE}?show={key}",
        class_name="tab",
        custom_attrs={"aria-current": rx.cond(Learning.shown == key, "page", "false")},
    )


def _list(
    key: str, rows: Any, row: Any, empty: rx.Component, above: Sequence[rx.Component] = ()
) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            choice_filter("state", "Show", Learning.stands, _STANDS[key], Learning.filter_by),
            *above,
            class_name="learn-bar",
        ),
        rx.cond(
            rows.length() > 0,
            rx.el.ul(rx.foreach(rows, row), class_name="rows learn-rows"),
            rx.cond(
                Learning.stands, empty_state("search-x", "None like that", "Nothing stands so here."), empty
            ),
        ),
        aria_label=dict(_TABS)[key],
    )


# --- questions ---


def _questions() -> rx.Component:
    return _list(
        "questions",
        Learning.questions,
        _question,
        empty_state(
            "message-circle-question-mark",
            "No question is open",
            "What customers ask and no agent could answer is gathered here, without names or numbers. Your "
            "answer becomes a fact of the business.",
            link_button("See the facts", "/settings/workspace"),
        ),
    )


def _question(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(row.question, dir="auto"),
            rx.el.span(
                row.asked,
                ", last ",
                since(row.last_at, row.last, ago=True),
                ", in ",
                row.language,
                ". ",
                _see(row.conversation),
                class_name="soft small",
            ),
            rx.cond(
                row.answered_by,
                rx.el.span("Answered by the fact “", row.answered_by, "”", class_name="soft small"),
                rx.fragment(),
            ),
            class_name="row-words row-two learn-words",
        ),
        rx.cond(
            Learning.may_decide,
            rx.cond(
                (Learning.stands == "") | (Learning.stands == "open"),
                rx.el.span(
                    button("Answer it", icon="pencil", on_click=Learning.begin_answer(row.id)),
                    button("Dismiss", kind="quiet", on_click=Learning.dismiss(row.id)),
                    class_name="learn-do",
                ),
                button("Open again", kind="quiet", on_click=Learning.reopen_question(row.id, False)),
            ),
            rx.fragment(),
        ),
        rx.cond(Learning.answering == row.id, _answer(row), rx.fragment()),
        key=row.id,
    )


def _answer(row: Any) -> rx.Component:
    return fact_form(
        "answer",
        name=row.suggests,
        text="",
        errors=Learning.errors,
        label="Answer",
        save="Save the answer",
        on_save=Learning.answer,
        on_cancel=Learning.begin_answer(""),
    )


# --- drafts ---


def _drafts() -> rx.Component:
    return _list(
        "drafts",
        Learning.drafts,
        draft,
        empty_state(
            "notebook-pen",
            "No draft waits",
            "Paste an FAQ or a policy, and each answer in it becomes a draft. What your team answers where "
            "no agent could becomes one, too. Accepted, a draft is a fact of the business.",
            link_button("See the facts", "/settings/workspace"),
        ),
        [propose()],
    )


# --- corrections ---


def _corrections() -> rx.Component:
    count = Learning.chosen.length()
    return _list(
        "corrections",
        Learning.corrections,
        _correction,
        empty_state(
            "graduation-cap",
            "No correction waits",
            "Under each reply of an agent, in its “why”, your team can say what the customer meant. What you "
            "accept here becomes an example.",
            link_button("See the conversations", "/conversations"),
        ),
        [
            rx.cond(
                Learning.may_decide & (count > 0),
                rx.fragment(
                    rx.el.span(count, " chosen", class_name="soft small", role="status"),
                    button("Accept them", icon="check", on_click=Learning.decide_chosen(True)),
                    button("Reject them", kind="quiet", on_click=Learning.decide_chosen(False)),
                ),
                rx.fragment(),
            )
        ],
    )


def _correction(row: Any) -> rx.Component:
    waits = (Learning.stands == "") | (Learning.stands == "proposed")
    return rx.el.li(
        rx.cond(
            Learning.may_decide & waits,
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=Learning.chosen.contains(row.id),
                    on_change=lambda _: Learning.pick(row.id),
                    aria_label="Choose this correction",
                ),
                class_name="learn-pick",
            ),
            rx.fragment(),
        ),
        rx.el.div(
            rx.cond(
                Learning.may_decide & waits & row.becomes_example,
                rx.el.input(
                    default_value=row.words,
                    key=row.id + row.words,
                    on_blur=lambda value: Learning.change_words(row.id, value),
                    aria_label="Words of the example",
                    max_length=300,
                    auto_complete="off",
                    class_name="field",
                ),
                rx.el.b(rx.cond(row.words, row.words, "Its words are not kept"), dir="auto"),
            ),
            rx.el.span(
                "Understood as “",
                row.understood,
                "”, meant “",
                row.meant,
                "”. ",
                row.by,
                ", ",
                since(row.at, row.when, ago=True),
                ", in ",
                row.language,
                ". ",
                _see(row.conversation),
                class_name="soft small",
            ),
            class_name="row-words row-two learn-words",
        ),
        rx.cond(
            Learning.may_decide,
            rx.cond(
                waits,
                rx.el.span(
                    button("Accept", icon="check", on_click=Learning.accept(row.id)),
                    button("Reject", kind="quiet", on_click=Learning.reject(row.id)),
                    class_name="learn-do",
                ),
                button("Take back", kind="quiet", on_click=Learning.reopen_correction(row.id)),
            ),
            rx.fragment(),
        ),
        key=row.id,
    )


# --- thumbs ---


def _thumbs() -> rx.Component:
    return _list(
        "thumbs",
        Learning.opinions,
        _opinion,
        empty_state(
            "thumbs-up",
            "No thumb is down",
            "Customers may say whether a reply helped them, and why it did not.",
            link_button("See the conversations", "/conversations"),
        ),
    )


def _opinion(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.cond(row.comment, rx.el.b("“", row.comment, "”", dir="auto"), rx.fragment()),
            rx.cond(row.asked, _words("Customer", row.asked), rx.fragment()),
            _words("Agent", row.reply),
            rx.el.span(
                since(row.at, row.when, ago=True), " ", _see(row.conversation), class_name="soft small"
            ),
            class_name="row-words row-two learn-words",
        ),
        key=row.id,
    )


def _words(who: str, said: rx.Var[str]) -> rx.Component:
    return rx.el.span(rx.el.span(who, class_name="soft"), " ", rx.el.span(said, dir="auto"))


def _see(href: rx.Var[str]) -> rx.Component:
    return rx.cond(href, goes("See the conversation", href=href, class_name="link"), rx.fragment())
