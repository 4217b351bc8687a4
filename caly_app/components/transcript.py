"""What was said: customer left, agent and operator right, notes across, what happened centred and small."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from caly_app.components.scroller import scroller
from caly_app.components.why import correction, folded_tools, folded_why, thumb


def transcript(
    lines: Any,
    *,
    name: rx.Var[str],
    by: rx.Var[str],
    typing: rx.Var[str],
    hits: rx.Var[str] | str,
    meanings: Any,
    may_correct: rx.Var[bool],
    on_meant: Any,
    shown: Any,
    on_show: Any,
) -> rx.Component:
    """`lines`: those of state/transcript.py. `by`: the customer's name.

    `typing`: until when they are thought to type, or nothing. `meanings`: value and label of what a message
    may have meant. `on_meant`: event(turn, meaning). `shown`: hidden values that were looked at, by id;
    `on_show`: event(id).
    """

    def corrected(line: Any) -> rx.Component:
        return rx.cond(may_correct, correction(line, meanings, on_meant), rx.fragment())

    def hidden(line: Any) -> rx.Component:
        return rx.cond(may_correct & (line.hidden.length() > 0), _hidden(line, shown, on_show), rx.fragment())

    return scroller(
        rx.foreach(lines, lambda line: _line(line, corrected, hidden)),
        _Typing.create(until=typing, says=by + " is typing"),
        name=name,
        last=lines.length(),
        label="Transcript",
        hits=hits,
    )


class _Typing(rx.Component):
    """Says that somebody types, and stops by itself."""

    library = "$/public/desk/live.jsx"
    tag = "Typing"
    until: rx.Var[str]
    says: rx.Var[str]


def _line(
    line: Any, corrected: Callable[[Any], rx.Component], hidden: Callable[[Any], rx.Component]
) -> rx.Component:
    return rx.match(
        line.kind,
        ("system", _happened(line)),
        ("note", _said(line, "said said-note", rx.icon("sticky-note", size=12))),
        ("agent", _said(line, "said said-agent", rx.icon("sparkles", size=12), corrected, hidden)),
        ("operator", _said(line, "said said-operator")),
        _said(line, "said said-customer", hidden=hidden),
    )


def _happened(line: Any) -> rx.Component:
    return rx.el.p(line.text, " ", rx.el.time(line.time, title=line.whole_time), class_name="said-system")


def _said(
    line: Any,
    class_name: str,
    icon: rx.Component | None = None,
    corrected: Callable[[Any], rx.Component] | None = None,
    hidden: Callable[[Any], rx.Component] | None = None,
) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            icon or rx.fragment(),
            rx.el.span(line.by),
            rx.cond(class_name == "said said-note", rx.el.span("note"), rx.fragment()),
            rx.el.time(line.time, date_time=line.at, title=line.whole_time),
            class_name="said-by",
        ),
        rx.el.div(line.text, class_name="said-words", dir="auto"),
        rx.cond(
            line.sources,
            rx.el.p("From: ", rx.el.span(line.sources, dir="auto"), class_name="said-sources"),
            rx.fragment(),
        ),
        hidden(line) if hidden else rx.fragment(),
        rx.cond(line.card, _card(line), rx.fragment()),
        rx.cond(
            line.choices.length() > 0,
            rx.el.div(
                rx.foreach(line.choices, lambda choice: rx.el.span(choice, class_name="said-choice")),
                class_name="said-choices",
                aria_label="Choices that were offered",
                role="group",
            ),
            rx.fragment(),
        ),
        rx.cond(
            (line.tools.length() > 0) | (line.why.length() > 0),
            rx.el.div(
                folded_tools(line.tools),
                folded_why(line.why, corrected(line) if corrected else None),
                class_name="said-foot",
            ),
            rx.fragment(),
        ),
        thumb(line) if corrected else rx.fragment(),
        class_name=class_name,
        key=line.key,
    )


def _hidden(line: Any, shown: Any, on_show: Any) -> rx.Component:
    """What the words leave out: one value at a time, and it is recorded who looked."""
    return rx.el.div(
        rx.foreach(
            line.hidden,
            lambda value: rx.cond(
                shown.contains(value.id),
                rx.el.span(shown[value.id], class_name="said-shown", dir="auto", role="status"),
                rx.el.button(
                    rx.icon("eye", size=12),
                    "Show " + value.kind,
                    type="button",
                    class_name="said-show",
                    title="It is recorded who looked.",
                    on_click=on_show(value.id),
                ),
            ),
        ),
        class_name="said-hidden",
    )


def _card(line: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(line.card, class_name="slip-title"),
        rx.el.dl(rx.foreach(line.card_rows, pair)),
        class_name="slip",
    )


def pair(row: Any) -> rx.Component:
    """A name and its value, for a <dl>."""
    return rx.el.div(rx.el.dt(row.name), rx.el.dd(row.value), class_name="pair")
