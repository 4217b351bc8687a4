"""One conversation: who it is and what may be done, the transcript, and where one writes."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from caly_app.components import status
from caly_app.components.buttons import button, round_button
from caly_app.components.composer import composer
from caly_app.components.empty_state import bones, empty_state
from caly_app.components.link import goes
from caly_app.components.palette import kbd
from caly_app.components.relative_time import since
from caly_app.components.transcript import transcript


def conversation(
    state: Any,
    dispositions: Mapping[str, str],
    *,
    back: rx.Var[str] | str,
    side: rx.Var[str],
    hits: rx.Var[str] | str = "",
) -> rx.Component:
    """`state`: a page's, with head, lines, panel, chosen, accepted, refused and the events of a talk.

    `back`: where a phone goes from here; `side`: the address with the context, where there is no room;
    `hits`: words to mark.
    """
    return rx.cond(
        state.head.id,
        rx.el.section(
            _head(state, back, side),
            transcript(
                state.lines,
                name=state.head.id,
                by=state.head.name,
                typing=state.head.typing,
                hits=hits,
                meanings=state.meanings,
                may_correct=state.head.may_note,
                on_meant=state.mean,
                shown=state.shown,
                on_show=state.show_value,
            ),
            rx.match(
                state.panel,
                ("resolve", _resolve(state, dispositions)),
                ("hand_back", _hand_back(state)),
                rx.fragment(),
            ),
            rx.el.div(
                composer(
                    name=state.head.id,
                    may_reply=state.head.may_reply,
                    may_note=state.head.may_note,
                    why=state.head.why_not,
                    hint=state.head.key_hint,
                    accepted=state.accepted,
                    refused=state.refused,
                    on_reply=state.say,
                    on_note=state.write_note,
                    on_typing=state.type_words,
                ),
                class_name=rx.cond(state.panel, "is-away", ""),
            ),
            class_name="split-main",
            aria_label="Conversation",
        ),
        rx.el.section(
            rx.cond(
                state.problem,
                empty_state("search-x", "Nothing to see here", state.problem),
                rx.cond(
                    state.is_loaded,
                    empty_state(
                        "mouse-pointer-click",
                        "Choose a conversation",
                        "Read it before you claim it: the customer does not notice.",
                    ),
                    bones(4),
                ),
            ),
            class_name="split-main",
            aria_label="Conversation",
        ),
    )


def _head(state: Any, back: rx.Var[str] | str, side: rx.Var[str]) -> rx.Component:
    head = state.head
    return rx.el.header(
        goes(
            rx.icon("chevron-left"),
            href=back,
            class_name="round-button only-phone",
            custom_attrs={"aria-label": "Back to the list"},
        ),
        rx.el.div(
            rx.el.h2(head.name),
            rx.el.div(
                status.conversation_status(head.status),
                status.channel(head.channel),
                since(head.started_at, head.started),
                class_name="talk-about",
            ),
            class_name="talk-title",
        ),
        rx.el.div(
            rx.cond(
                head.is_mine & (head.escalation_id != ""),
                rx.fragment(
                    round_button("undo-2", "Release", key="x", on_click=state.release),
                    button(
                        "Hand back",
                        icon="sparkles",
                        keeps_words=False,
                        key="b",
                        on_click=state.show_panel("hand_back"),
                    ),
                ),
                rx.fragment(),
            ),
            rx.cond(
                head.may_resolve,
                button("Resolve", icon="check", kind="go", key="e", on_click=state.show_panel("resolve")),
                rx.fragment(),
            ),
            rx.cond(
                head.may_claim,
                button("Claim", icon="hand", kind="go", key="c", on_click=state.claim),
                rx.fragment(),
            ),
            rx.cond(
                head.may_take_over,
                button("Take over", icon="headset", key="c", on_click=state.claim),
                rx.fragment(),
            ),
            goes(
                rx.icon("panel-right"),
                href=side,
                class_name="round-button only-small",
                custom_attrs={"aria-label": "What is known"},
            ),
            class_name="talk-actions",
        ),
        class_name="talk-head",
    )


def _resolve(state: Any, dispositions: Mapping[str, str]) -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.h3("How did it come out?"),
            round_button("x", "Close", key="Escape", on_click=state.show_panel("")),
            class_name="panel-head",
        ),
        rx.el.div(
            *[
                rx.el.button(
                    kbd(str(number)),
                    words,
                    type="button",
                    class_name="outcome",
                    on_click=state.choose(name),
                    custom_attrs={
                        "data-key": str(number),
                        "aria-pressed": rx.cond(state.chosen == name, "true", "false"),
                    },
                )
                for number, (name, words) in enumerate(dispositions.items(), start=1)
            ],
            class_name="outcomes",
        ),
        rx.el.div(
            rx.el.input(
                name="note",
                id="resolve-note",
                placeholder="A note for colleagues, if you like",
                aria_label="Note",
                max_length=4000,
                class_name="field",
                auto_complete="off",
            ),
            rx.el.button(
                "Resolve and end",
                type="submit",
                class_name="button button-go",
                disabled=state.chosen == "",
            ),
            class_name="panel-row",
        ),
        on_submit=state.resolve,
        class_name="panel",
        aria_label="Resolve",
    )


def _hand_back(state: Any) -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.h3("What should the agent do?"),
            round_button("x", "Close", key="Escape", on_click=state.show_panel("")),
            class_name="panel-head",
        ),
        rx.el.div(
            rx.el.input(
                name="instruction",
                id="instruction",
                placeholder="One line, such as: offer Friday morning",
                aria_label="Instruction for the agent",
                max_length=500,
                class_name="field",
                auto_complete="off",
            ),
            rx.el.button("Hand back", type="submit", class_name="button button-go"),
            class_name="panel-row",
        ),
        rx.el.p("The agent reads it before its next reply. It may stay empty.", class_name="soft small"),
        on_submit=state.hand_back,
        class_name="panel",
        aria_label="Hand back to the agent",
    )
