"""/conversations and /conversations/<id>: all of them, and one beside the list."""

from typing import Any

import reflex as rx

from caly_app.components import status
from caly_app.components.buttons import closes_with_escape, link_button
from caly_app.components.context import context
from caly_app.components.conversation import conversation
from caly_app.components.empty_state import bones, empty_state
from caly_app.components.filters import choice_filter, day_filter, word_search
from caly_app.components.link import goes
from caly_app.components.other_pages import other_pages
from caly_app.components.relative_time import since
from caly_app.pages.frame import WATCH, framed
from caly_app.state.conversations import ConversationsState as Conversations
from caly_app.state.words import DISPOSITIONS

_STATUSES = [
    ("", "any"),
    ("open", "open"),
    ("waiting", "waiting for a person"),
    ("operator", "with an operator"),
    ("agent", "with the agent"),
    ("ended", "ended"),
]
_OUTCOMES = [
    ("", "any"),
    ("resolved", "resolved"),
    ("contained", "contained"),
    ("escalated", "escalated"),
    ("abandoned", "abandoned"),
    ("failed", "failed"),
]
_REVIEWED = [("", "either"), ("yes", "yes"), ("right", "understood"), ("wrong", "misunderstood")]
_CHANNELS = [("", "any"), ("chat", "chat"), ("voice", "call")]
_HANDLERS = [("", "anyone"), ("agent", "the agent"), ("operator", "an operator"), ("me", "me")]
_BEGAN = [
    ("", "any time"),
    ("today", "today"),
    ("yesterday", "yesterday"),
    ("week", "last 7 days"),
    ("month", "last 30 days"),
    ("between", "between"),
]
_ESCALATED = [("", "either"), ("yes", "yes"), ("no", "no")]


# One route for both, so that opening one keeps the list where it is.
@rx.page(
    route="/conversations/[[...splat]]",
    title="Conversations | Caly",
    on_load=[WATCH, Conversations.watch],
)
def conversations() -> rx.Component:
    back = "/conversations" + Conversations.query
    here = "/conversations/" + Conversations.opened + Conversations.query
    side = here + rx.cond(Conversations.query, "&side=1", "?side=1")
    return framed(
        rx.el.div(
            _list(),
            rx.cond(
                Conversations.opened,
                rx.el.div(
                    conversation(
                        Conversations, DISPOSITIONS, back=back, side=side, hits=Conversations.filters["words"]
                    ),
                    rx.cond(
                        Conversations.head.id,
                        context(Conversations.about, back=here),
                        rx.el.aside(class_name="split-side"),
                    ),
                    class_name="browse-open",
                ),
                rx.fragment(),
            ),
            closes_with_escape(Conversations.leave),
            class_name=rx.cond(
                Conversations.opened,
                rx.cond(Conversations.shows_side, "browse has-open shows-side", "browse has-open"),
                "browse",
            ),
        ),
        place="conversations",
        title="Conversations",
        fills=True,
    )


def _list() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            word_search(Conversations.filters["words"], "Words that were said", Conversations.search),
            _filter("status", "Status", _STATUSES),
            _filter("outcome", "Outcome", _OUTCOMES),
            rx.cond(
                Conversations.filters["agent"],
                choice_filter(
                    "agent",
                    "Agent",
                    Conversations.filters["agent"],
                    [("", "any")],
                    Conversations.filter_by,
                    more=rx.el.option(Conversations.agent_title, value=Conversations.filters["agent"]),
                ),
                rx.fragment(),
            ),
            rx.cond(
                Conversations.filters["reviewed"],
                _filter("reviewed", "Reviewed", _REVIEWED),
                rx.fragment(),
            ),
            _filter("handled_by", "Answered by", _HANDLERS),
            _filter("escalated", "Escalated", _ESCALATED),
            _filter("channel", "Channel", _CHANNELS),
            _filter("began", "Began", _BEGAN),
            rx.cond(
                Conversations.filters["began"] == "between",
                rx.fragment(
                    day_filter("from", "From", Conversations.filters["from"], Conversations.filter_by),
                    day_filter("to", "To", Conversations.filters["to"], Conversations.filter_by),
                ),
                rx.fragment(),
            ),
            rx.cond(
                Conversations.has_filters,
                link_button("Clear", "/conversations", kind="quiet"),
                rx.fragment(),
            ),
            class_name="filters",
        ),
        rx.el.div(
            rx.cond(Conversations.is_loaded, _rows(), bones(8)),
            class_name="browse-rows",
            custom_attrs={"data-rows": ""},
        ),
        class_name="browse-list",
        aria_label="List of conversations",
    )


def _filter(name: str, label: str, choices: list[tuple[str, str]]) -> rx.Component:
    return choice_filter(name, label, Conversations.filters[name], choices, Conversations.filter_by)


def _rows() -> rx.Component:
    return rx.cond(
        Conversations.rows.length() > 0,
        rx.fragment(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Customer"),
                        rx.el.th("Last words"),
                        rx.el.th("Status"),
                        rx.el.th("Answered by", class_name="wide-only"),
                        rx.el.th("Mood", class_name="wide-only"),
                        rx.el.th("Channel", class_name="wide-only"),
                        rx.el.th("Began", class_name="wide-only"),
                        rx.el.th("Last"),
                    )
                ),
                rx.el.tbody(rx.foreach(Conversations.rows, _row)),
                class_name="table",
            ),
            other_pages(
                Conversations.is_first_page, "/conversations" + Conversations.query, Conversations.older
            ),
        ),
        rx.cond(
            Conversations.has_filters | ~Conversations.is_first_page,
            empty_state(
                "search-x",
                "None like that",
                "No conversation fits all of these filters.",
                link_button("Clear the filters", "/conversations"),
            ),
            empty_state(
                "messages-square",
                "No conversations yet",
                "Whenever a customer writes or calls: what was said, why, and how it ended.",
                link_button("Put the chat on your site", "/settings/keys", kind="go"),
            ),
        ),
    )


def _row(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            goes(
                row.name,
                href=row.href,
                class_name="row-link row-name",
                custom_attrs={
                    "data-row": "",
                    "aria-current": rx.cond(Conversations.opened == row.id, "true", "false"),
                },
            )
        ),
        rx.el.td(rx.el.span(row.words, class_name="one-line soft"), class_name="whole"),
        rx.el.td(status.conversation_status(row.status), class_name="below"),
        rx.el.td(row.handled_by, class_name="wide-only one-line"),
        rx.el.td(rx.cond(row.mood == "even", rx.fragment(), status.mood(row.mood)), class_name="wide-only"),
        rx.el.td(status.channel(row.channel), class_name="wide-only"),
        rx.el.td(since(row.started_at, row.started), class_name="wide-only soft"),
        rx.el.td(since(row.last_said_at, row.last_said), class_name="soft at-right"),
        key=row.id,
    )
