"""/settings/sector: the line of business, what its agents do, its settings, and a sentence to try."""

from typing import Any

import reflex as rx

from caly_app.agents.sectors import SectorCard, sector_cards
from caly_app.components.buttons import button, round_button
from caly_app.components.empty_state import bones
from caly_app.components.form import choice, field, saved
from caly_app.components.happenings import happenings
from caly_app.components.link import goes
from caly_app.components.schema_form import UNTIL_LEFT, schema_fields, switch
from caly_app.components.settings import block, settings
from caly_app.pages.frame import WATCH, framed
from caly_app.state.sector import SAID_AT_MOST
from caly_app.state.sector import SectorState as Sector
from caly_app.state.shell import ShellState
from caly_app.state.understood import LANGUAGES


@rx.page(route="/settings/sector", title="Sector | Caly", on_load=[WATCH, Sector.watch])
def sector() -> rx.Component:
    return framed(
        settings(
            rx.cond(
                Sector.is_loaded,
                rx.fragment(_which(), _agents(), _try(), _own_words(), _settings(), _changes()),
                bones(4, "9rem"),
            ),
            part="sector",
            is_admin=ShellState.role == "admin",
        ),
        place="settings",
        title="Settings",
        action=saved(Sector.saved),
    )


def _which() -> rx.Component:
    return block(
        "Sector",
        "What line of business your agent works in. It brings its agents, its words and its records.",
        *[
            rx.cond(Sector.sector == each.name, _card(each, is_chosen=True), rx.fragment())
            for each in sector_cards()
        ],
        rx.cond(
            Sector.may_choose,
            rx.el.details(
                rx.el.summary("Choose another one", class_name="button"),
                rx.el.p(
                    "What you have set, your records and your own words stay with the sector that you leave: "
                    "they are there again when you choose it again.",
                    class_name="soft",
                ),
                rx.el.div(
                    *[
                        rx.cond(Sector.sector == each.name, rx.fragment(), _card(each, is_chosen=False))
                        for each in sector_cards()
                    ],
                    class_name="sector-cards",
                ),
                class_name="sector-others",
            ),
            rx.el.p(
                "It stays: there are conversations or appointments of it. For another line of business, ",
                rx.el.a("set up another workspace", href="/onboarding?new=yes", class_name="link"),
                ".",
                class_name="soft",
            ),
        ),
    )


def _card(card: SectorCard, *, is_chosen: bool) -> rx.Component:
    words = rx.el.span(
        rx.el.b(card.title["en"]), rx.el.span(card.line["en"], class_name="soft"), class_name="card-words"
    )
    icon = rx.icon(card.icon, class_name="card-icon")
    if is_chosen:
        return rx.el.div(
            icon, words, rx.icon("circle-check", class_name="card-check"), class_name="sector-card is-chosen"
        )
    return rx.el.button(
        icon, words, type="button", on_click=Sector.choose(card.name), class_name="sector-card"
    )


def _agents() -> rx.Component:
    return block(
        "Agents",
        "Who wants something of an agent that is off is offered a person. A change is a new version of your "
        "assistants, for conversations that begin from then on.",
        rx.el.ul(rx.foreach(Sector.agents, _agent), class_name="rows in-one-line"),
        rx.cond(
            Sector.never, rx.el.p("None of them does this: ", Sector.never, ".", class_name="soft small")
        ),
        anchor="agents",
    )


def _agent(agent: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.b(agent.title),
            rx.el.span(agent.priority, ". ", agent.does, class_name="soft small"),
            class_name="row-words row-two sector-agent",
        ),
        rx.el.span(rx.cond(agent.is_on, "On", "Off"), class_name="row-state soft small", aria_hidden=True),
        switch(agent.is_on, agent.title, Sector.switch_agent(agent.name, ~agent.is_on)),
        key=agent.name,
    )


def _try() -> rx.Component:
    return block(
        "Try a sentence",
        "What would my agent understand? Nobody is told, and nothing is begun.",
        rx.el.form(
            rx.debounce_input(
                rx.el.input(
                    value=Sector.said,
                    on_change=Sector.set_said,
                    placeholder="What a customer may write",
                    max_length=SAID_AT_MOST,
                    auto_complete="off",
                    class_name="field",
                    aria_label="A sentence to try",
                ),
                debounce_timeout=100,
            ),
            rx.el.button("Try", type="submit", class_name="button"),
            on_submit=lambda _: Sector.try_it(),
            class_name="line-form try-line",
        ),
        rx.el.div(
            rx.cond(
                Sector.made_of_it.length() > 0,
                rx.el.dl(rx.foreach(Sector.made_of_it, _pair), class_name="pairs"),
                rx.el.div(
                    rx.foreach(
                        Sector.examples,
                        lambda said: button(said, kind="quiet", on_click=Sector.try_example(said)),
                    ),
                    class_name="sector-examples",
                ),
            ),
            role="status",
        ),
        anchor="try",
    )


def _pair(pair: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(pair.name), rx.el.dd(pair.value), class_name="pair")


def _own_words() -> rx.Component:
    return block(
        "Your own words",
        "What your customers say, and what they mean by it. They come before all others.",
        rx.cond(
            Sector.phrases.length() > 0,
            rx.el.ul(rx.foreach(Sector.phrases, _phrase), class_name="rows in-one-line"),
            rx.el.p(
                "None yet. If customers say “the blue box” when they want a refill, write it here.",
                class_name="soft",
            ),
        ),
        rx.cond(
            Sector.is_learned,
            rx.fragment(),
            rx.el.p(
                rx.icon("loader", size=14),
                "Learning from your sentences. What is like them is understood in a few seconds.",
                class_name="soft small with-icon",
                role="status",
            ),
        ),
        rx.el.form(
            rx.el.div(
                field(
                    "When customers want",
                    choice(
                        "phrase-intent",
                        Sector.new_phrase["intent"],
                        Sector.intents,
                        lambda value: Sector.set_phrase("intent", value),
                        first="Please choose",
                    ),
                    field_id="phrase-intent",
                    error=Sector.phrase_errors["intent"],
                ),
                field(
                    "In",
                    choice(
                        "phrase-language",
                        Sector.new_phrase["language"],
                        [*LANGUAGES.items()],
                        lambda value: Sector.set_phrase("language", value),
                    ),
                    field_id="phrase-language",
                    error=Sector.phrase_errors["language"],
                ),
                class_name="form-row",
            ),
            field(
                "They say",
                rx.el.div(
                    choice(
                        "phrase-kind",
                        Sector.new_phrase["kind"],
                        [("sentence", "A sentence like"), ("pattern", "Words that match")],
                        lambda value: Sector.set_phrase("kind", value),
                        aria_label="A sentence, or a pattern",
                    ),
                    rx.debounce_input(
                        rx.el.input(
                            id="phrase-text",
                            value=Sector.new_phrase["text"],
                            on_change=lambda value: Sector.set_phrase("text", value),
                            max_length=300,
                            auto_complete="off",
                            class_name="field",
                        ),
                        debounce_timeout=150,
                    ),
                    rx.el.button(rx.cond(Sector.changing, "Save", "Add"), type="submit", class_name="button"),
                    rx.cond(
                        Sector.changing,
                        button("Cancel", kind="quiet", on_click=Sector.change_phrase("")),
                        rx.fragment(),
                    ),
                    class_name="line-form phrase-line",
                ),
                field_id="phrase-text",
                help=rx.cond(
                    Sector.new_phrase["kind"] == "pattern",
                    "A regular expression: blue box(es)? finds it wherever it stands.",
                    "As a customer would write it. What is like it is understood, too.",
                ),
                error=Sector.phrase_errors["text"],
            ),
            on_submit=lambda _: Sector.add_phrase(),
            class_name="phrase-form",
        ),
        anchor="words",
    )


def _phrase(phrase: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.b(rx.cond(phrase.kind == "pattern", phrase.text, "“" + phrase.text + "”")),
            rx.el.span(
                rx.cond(phrase.kind == "pattern", "Pattern, ", "Sentence, "),
                phrase.language,
                class_name="soft small",
            ),
            class_name="row-words row-two",
        ),
        rx.el.span(phrase.title, class_name="row-state phrase-for"),
        round_button("pencil", "Change “" + phrase.text + "”", on_click=Sector.change_phrase(phrase.id)),
        round_button("x", "Remove “" + phrase.text + "”", on_click=Sector.remove_phrase(phrase.id)),
        key=phrase.id,
        class_name=rx.cond(Sector.changing == phrase.id, "is-changing", ""),
    )


def _settings() -> rx.Component:
    return block(
        "Settings",
        "Kept when you leave a field or press Enter; they hold from the next message on.",
        rx.cond(
            Sector.fields.length() > 0,
            schema_fields(
                Sector.fields, Sector.errors, Sector.set_setting, prefix="setting", waits_ms=UNTIL_LEFT
            ),
            rx.el.p("This sector has nothing to set.", class_name="soft"),
        ),
        anchor="settings",
    )


def _changes() -> rx.Component:
    return block(
        "Last changes",
        "Of agents, settings and words: who made them, and when.",
        rx.cond(
            Sector.changes.length() > 0,
            rx.fragment(
                happenings(Sector.changes),
                rx.el.p(
                    goes("All changes", href="/settings/timeline?what=agents", class_name="link"),
                    class_name="happened-all",
                ),
            ),
            rx.el.p("Nothing was changed yet.", class_name="soft"),
        ),
        anchor="changes",
    )
