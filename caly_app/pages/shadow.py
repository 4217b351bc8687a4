"""/shadow: candidates that read real turns beside the live understanding, and do nothing."""

from typing import Any

import reflex as rx

from caly_app.components import status
from caly_app.components.buttons import button, link_button
from caly_app.components.empty_state import bones, empty_state
from caly_app.components.form import field
from caly_app.components.link import goes
from caly_app.components.settings import block
from caly_app.pages.frame import WATCH, framed
from caly_app.state.shadow import CandidatesState as Candidates
from caly_app.state.understood import LANGUAGES

_SHARES = [("100", "all turns"), ("50", "every second turn"), ("10", "every tenth turn")]


@rx.page(route="/shadow", title="Candidates | Caly", on_load=[WATCH, Candidates.watch])
def shadow() -> rx.Component:
    return framed(
        rx.el.p(
            "A candidate reads what customers said after your agent has answered, and what it would have "
            "understood is written down beside what was understood. Customers notice nothing. It hears each "
            "message as your agent met it, with what was asked at that moment: a new wish as a wish, an "
            "answer as an answer.",
            class_name="soft candidates-says",
        ),
        rx.cond(
            Candidates.is_loaded,
            rx.fragment(
                _list(),
                rx.cond(Candidates.chosen_name, _disputes(), rx.fragment()),
                rx.cond(Candidates.role == "admin", _form(), rx.fragment()),
            ),
            bones(3, "6rem"),
        ),
        _asks(),
        place="metrics",
        title="Candidates",
        about=Candidates.budget,
        action=link_button("Metrics", "/metrics", icon="chart-column"),
    )


def _list() -> rx.Component:
    return rx.cond(
        Candidates.candidates.length() > 0,
        rx.el.ul(rx.foreach(Candidates.candidates, _candidate), class_name="candidates"),
        empty_state(
            "flask-conical",
            "No candidate yet",
            "Try another language model, or words that your customers use, on real messages before they "
            "count. Within minutes you see where it would have understood something else.",
        ),
    )


def _candidate(each: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.b(each.name),
                rx.match(
                    each.state,
                    ("running", status.chip("activity", "Reads along", "good")),
                    ("live", status.chip("circle-check", "Live", "mine")),
                    status.quiet("circle-pause", "Stopped"),
                ),
                class_name="candidate-head",
            ),
            rx.el.p(each.what, class_name="one-line"),
            rx.el.p(rx.el.b(each.agreement), " ", each.about, class_name="soft"),
            rx.el.p(each.since, class_name="soft small"),
            class_name="candidate-words",
        ),
        rx.el.div(
            link_button("Disagreements", each.href, kind="quiet"),
            rx.cond(
                Candidates.role == "admin",
                rx.fragment(
                    rx.cond(
                        each.state == "running",
                        button("Stop", kind="quiet", on_click=Candidates.stop(each.id)),
                        rx.fragment(),
                    ),
                    rx.cond(
                        each.state == "live",
                        rx.fragment(),
                        button("Make it live", on_click=Candidates.ask(each.id)),
                    ),
                ),
                rx.fragment(),
            ),
            class_name="candidate-buttons",
        ),
        key=each.id,
        class_name="block candidate",
    )


def _disputes() -> rx.Component:
    heads = ("They said", "Asked was", "Live", "Candidate", "Who is right?")
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Where ", Candidates.chosen_name, " disagrees"),
            rx.el.p("The newest fifty. What you say becomes a review of that message.", class_name="soft"),
            class_name="says",
        ),
        rx.cond(
            Candidates.disputes.length() > 0,
            rx.el.div(
                rx.el.table(
                    rx.el.thead(rx.el.tr(*[rx.el.th(words) for words in heads])),
                    rx.el.tbody(rx.foreach(Candidates.disputes, _dispute)),
                    class_name="table figures-table",
                ),
                class_name="scrolls",
                tab_index=0,
                role="region",
                aria_label="Disagreements",
            ),
            rx.el.p("Nowhere so far.", class_name="block-empty"),
        ),
        class_name="block figures-block",
    )


def _dispute(each: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(goes(each.words, href=each.href, class_name="row-name"), class_name="dispute-words"),
        rx.el.td(rx.cond(each.asked, each.asked, rx.el.span("nothing", class_name="soft"))),
        rx.el.td(each.live, " ", rx.el.span(each.live_sure, class_name="soft num")),
        rx.el.td(each.candidate, " ", rx.el.span(each.candidate_sure, class_name="soft num")),
        rx.el.td(
            rx.cond(
                each.meant,
                status.quiet("check", "Meant: " + each.meant),
                rx.cond(
                    (Candidates.role == "viewer") | ~each.can_be_judged,
                    rx.fragment(),
                    rx.el.div(
                        button("Live", on_click=Candidates.judge(each.id, "live")),
                        button("Candidate", on_click=Candidates.judge(each.id, "candidate")),
                        class_name="candidate-buttons",
                    ),
                ),
            )
        ),
        key=each.id,
    )


def _form() -> rx.Component:
    return block(
        "Try one",
        "Up to three read along at a time. What they cost is paid from a budget of its own.",
        rx.el.form(
            rx.el.div(
                field(
                    "What is tried",
                    rx.el.select(
                        rx.el.option("Words of our own", value="words"),
                        rx.el.option("Another language model", value="model"),
                        id="candidate-kind",
                        value=Candidates.kind,
                        on_change=Candidates.choose_kind,
                        class_name="field select",
                    ),
                    field_id="candidate-kind",
                ),
                field(
                    "It reads",
                    _select("share", _SHARES),
                    field_id="candidate-share",
                    error=Candidates.errors["share"],
                ),
                class_name="form-row",
            ),
            field(
                "Name",
                _input("name", "text"),
                field_id="candidate-name",
                error=Candidates.errors["name"],
            ),
            rx.cond(Candidates.kind == "model", _model(), _words()),
            rx.cond(
                Candidates.problem,
                rx.el.p(Candidates.problem, role="alert", class_name="form-error"),
                rx.fragment(),
            ),
            rx.el.div(
                rx.el.button("Let it read along", type="submit", class_name="button button-go"),
                class_name="ask-feet",
            ),
            on_submit=Candidates.start,
            reset_on_submit=False,
            class_name="form",
            auto_complete="off",
        ),
        anchor="try",
    )


def _words() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            field(
                "When customers want",
                rx.el.select(
                    rx.foreach(Candidates.intents, lambda each: rx.el.option(each.label, value=each.value)),
                    id="candidate-intent",
                    name="intent",
                    class_name="field select",
                ),
                field_id="candidate-intent",
            ),
            field("In", _select("language", [*LANGUAGES.items()]), field_id="candidate-language"),
            field(
                "They are",
                _select("form", [("sentence", "sentences"), ("pattern", "patterns")]),
                field_id="candidate-form",
            ),
            class_name="form-row",
        ),
        field(
            "They say",
            rx.el.textarea(
                id="candidate-phrases", name="phrases", rows=4, max_length=20_000, class_name="field"
            ),
            field_id="candidate-phrases",
            error=Candidates.errors["phrases"],
            help="One on each line, as a customer would write it.",
        ),
    )


def _model() -> rx.Component:
    return rx.fragment(
        field(
            "Address",
            _input("url", "url"),
            field_id="candidate-url",
            error=Candidates.errors["url"],
            help=rx.cond(
                Candidates.installed,
                "Up to /v1. Empty: " + Candidates.installed + ", the one of this installation.",
                "Up to /v1, as https://models.example.org/v1",
            ),
        ),
        field(
            "Model",
            _input("model", "text"),
            field_id="candidate-model",
            error=Candidates.errors["model"],
        ),
        field(
            "Key",
            _input("key", "password"),
            field_id="candidate-key",
            error=Candidates.errors["key"],
            help="Kept encrypted and never shown again.",
        ),
    )


def _asks() -> rx.Component:
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.alert_dialog.title(rx.fragment("Make ", Candidates.asked_name, " live?"), size="4"),
            rx.alert_dialog.description(
                "Your agents understand with it from the next message on. It can be taken back in the "
                "settings, under Sector or Language model.",
                size="2",
            ),
            rx.el.div(
                rx.alert_dialog.cancel(rx.el.button("Not yet", type="button", class_name="button")),
                rx.alert_dialog.action(
                    rx.el.button(
                        "Make it live",
                        type="button",
                        class_name="button button-go",
                        on_click=Candidates.promote,
                    )
                ),
                class_name="ask-feet",
            ),
            class_name="ask desk-words",
        ),
        open=Candidates.asked != "",
        on_open_change=Candidates.keep,
    )


def _select(name: str, choices: list[tuple[str, str]]) -> rx.Component:
    return rx.el.select(
        *[rx.el.option(words, value=value) for value, words in choices],
        id=f"candidate-{name}",
        name=name,
        class_name="field select",
    )


def _input(name: str, kind: str) -> rx.Component:
    return rx.el.input(
        id=f"candidate-{name}",
        name=name,
        type=kind,
        auto_complete="off",
        spell_check=False,
        max_length=500,
        class_name="field",
    )
