"""/settings/model: the language model of this business, and whether it answers."""

import reflex as rx

from caly_app.components.buttons import button
from caly_app.components.empty_state import bones
from caly_app.components.form import choice, field, tick
from caly_app.components.link import goes
from caly_app.components.settings import block, settings
from caly_app.pages.frame import WATCH, framed
from caly_app.state.limits import Bar
from caly_app.state.model import MODEL_USES, Figure, Full
from caly_app.state.model import ModelState as Model
from caly_app.state.shell import ShellState

# field, words, help
_TERMS = (
    ("price_in", "Price, sent", "US dollars for a million tokens that are sent."),
    ("price_out", "Price, received", "US dollars for a million tokens that come back."),
    ("small_price_in", "Price of the cheaper one, sent", "US dollars for a million tokens that are sent."),
    ("small_price_out", "Price of the cheaper one, received", "US dollars for a million that come back."),
    ("budget_conversation", "Cost of a conversation", "At most, in US dollars."),
    ("tokens_conversation", "Tokens of a conversation", "At most, sent and received."),
    ("budget_day", "Cost of a day", "Of all conversations, in US dollars, from midnight UTC."),
    ("tokens_day", "Tokens of a day", "Of all conversations, from midnight UTC."),
)


@rx.page(route="/settings/model", title="Language model | Caly", on_load=[WATCH, Model.watch])
def model() -> rx.Component:
    return framed(
        settings(
            rx.cond(
                Model.is_loaded,
                rx.fragment(_what_it_is(), _today(), _uses(), _voice(), _own(), _price_and_limits()),
                bones(3, "9rem"),
            ),
            part="model",
            is_admin=ShellState.role == "admin",
        ),
        place="settings",
        title="Settings",
    )


def _what_it_is() -> rx.Component:
    return block(
        "Language model",
        "Your agent works without one. With one it understands what its own ear did not, answers free "
        "questions from your facts, and has a voice. It never decides what is done, and is told no numbers "
        "of your customers.",
        rx.match(
            rx.cond(
                Model.is_own,
                rx.cond(Model.is_away, "own-away", "own"),
                rx.cond(Model.installed, rx.cond(Model.is_away, "away", "installed"), "none"),
            ),
            ("own", rx.el.p("This business has a model of its own: ", rx.el.b(Model.model), ".")),
            (
                "own-away",
                rx.el.p(
                    "This business has a model of its own, ",
                    rx.el.b(Model.model),
                    ": it does not answer just now. Your agent goes on by itself.",
                    role="status",
                ),
            ),
            ("installed", rx.el.p("It has the one of this installation: ", rx.el.b(Model.installed), ".")),
            (
                "away",
                rx.el.p(
                    "The one of this installation, ",
                    rx.el.b(Model.installed),
                    ", does not answer just now. Your agent goes on by itself.",
                    role="status",
                ),
            ),
            rx.el.p("There is none. Nothing is missing: it is a help, not a part."),
        ),
        rx.cond(
            Model.small,
            rx.el.p("What a customer means is asked first of a cheaper one: ", rx.el.b(Model.small), "."),
            rx.fragment(),
        ),
    )


def _today() -> rx.Component:
    return block(
        "Today",
        "Since midnight UTC. An answer to a free question is kept for an hour, or until a fact changes.",
        rx.el.div(rx.foreach(Model.bars, _bar), class_name="shares"),
        rx.cond(
            Model.full.length() > 0,
            rx.el.ul(
                rx.foreach(Model.full, _full),
                rx.cond(Model.more_full > 0, rx.el.li(f"and {Model.more_full} more"), rx.fragment()),
                class_name="shares-full",
            ),
            rx.fragment(),
        ),
        rx.el.dl(rx.foreach(Model.today, _figure), class_name="pairs"),
    )


def _bar(one: rx.Var[Bar]) -> rx.Component:
    """The words say all that the bar shows."""
    return rx.el.div(
        rx.el.div(
            rx.el.b(one.name),
            rx.el.span(one.says),
            rx.el.span(
                rx.match(
                    one.state,
                    ("reached", rx.icon("circle-stop", size=14)),
                    ("near", rx.icon("triangle-alert", size=14)),
                    rx.fragment(),
                ),
                one.state_says,
                class_name="share-state",
            ),
            class_name="share-words",
        ),
        rx.el.span(
            rx.el.span(class_name="share-bar", style={"width": f"{one.percent}%"}),
            class_name="share-track",
            aria_hidden=True,
        ),
        class_name="share",
        custom_attrs={"data-state": one.state},
    )


def _full(one: rx.Var[Full]) -> rx.Component:
    return rx.el.li(goes(one.name, href=one.href, class_name="link"), " ", one.says)


def _figure(one: rx.Var[Figure]) -> rx.Component:
    return rx.el.div(rx.el.dt(one.name), rx.el.dd(one.value), class_name="pair")


def _uses() -> rx.Component:
    return block(
        "What it is asked for",
        "Each may be switched off by itself: then your agent goes by its own ear and its own words.",
        rx.el.fieldset(
            rx.el.legend("The language model is asked for", class_name="form-label"),
            *[_use(use, words) for use, words in MODEL_USES.items()],
            rx.el.p("In chat and on the phone, for new conversations.", class_name="form-help"),
            class_name="checks",
        ),
        anchor="uses",
    )


def _use(use: str, words: str) -> rx.Component:
    return tick(words, Model.uses[use], lambda is_on: Model.switch_use(use, is_on))


def _voice() -> rx.Component:
    return block(
        "Its voice",
        "How your chat says what came of a wish. With a model the words around it are its own; names, days, "
        "numbers and what is asked stay as they are.",
        field(
            "Tone",
            choice(
                "model-tone",
                Model.tone,
                [("plain", "Plain, as our texts are"), ("warm", "Warm"), ("formal", "Formal")],
                Model.change_tone,
            ),
            field_id="model-tone",
            help="For new conversations.",
        ),
    )


def _own() -> rx.Component:
    return block(
        "One of its own",
        "Any server that speaks OpenAI's chat completions. The key is kept encrypted and never shown again.",
        rx.el.form(
            field(
                "Address",
                _input("url", Model.url, "url"),
                field_id="model-url",
                error=Model.errors["url"],
                help="Up to /v1, as https://models.example.org/v1",
            ),
            field(
                "Model",
                _input("model", Model.model, "text"),
                field_id="model-model",
                error=Model.errors["model"],
            ),
            field(
                "Cheaper model",
                _input("small", Model.own_small, "text"),
                field_id="model-small",
                help="Of the same address, asked first what a customer means. Empty: none.",
            ),
            field(
                "Key",
                _input("key", "", "password"),
                field_id="model-key",
                error=Model.errors["key"],
                help=rx.cond(Model.has_key, "One is kept. Leave this empty to keep it.", ""),
            ),
            rx.cond(
                Model.problem,
                rx.fragment(
                    rx.el.p(Model.problem, " Nothing was changed.", role="alert", class_name="form-error"),
                    rx.el.label(
                        rx.el.input(type="checkbox", name="anyway", value="yes"),
                        " Keep it although it does not answer",
                    ),
                ),
                rx.fragment(),
            ),
            rx.el.div(
                rx.cond(
                    Model.is_own,
                    button("Remove it", kind="quiet", on_click=Model.remove),
                    rx.fragment(),
                ),
                rx.el.button("Try it and keep it", type="submit", class_name="button button-go"),
                class_name="ask-feet",
            ),
            on_submit=Model.save,
            class_name="form",
            auto_complete="off",
        ),
    )


def _price_and_limits() -> rx.Component:
    return block(
        "Price and limits",
        "What a million tokens cost, and how much may be used. Whichever limit is reached first counts: then "
        "your agent goes on by itself, and customers are answered all the same.",
        rx.cond(Model.is_own, _terms_form(), _terms_installed()),
    )


def _terms_installed() -> rx.Component:
    return rx.fragment(
        rx.el.dl(
            *[_of_small(name, _pair(words, Model.in_force[name])) for name, words, _ in _TERMS],
            class_name="pairs",
        ),
        rx.el.p(
            "These are this installation's. A model of its own has its own price and limits.",
            class_name="soft",
        ),
    )


def _pair(words: str, value: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(words), rx.el.dd(value), class_name="pair")


def _of_small(name: str, shown: rx.Component) -> rx.Component:
    """What a cheaper one costs is shown where there is one."""
    return rx.cond(Model.small, shown, rx.fragment()) if name.startswith("small") else shown


def _terms_form() -> rx.Component:
    return rx.el.form(
        rx.el.div(*[_of_small(one[0], _term(*one)) for one in _TERMS], class_name="form-row terms"),
        rx.el.div(
            rx.el.button("Keep price and limits", type="submit", class_name="button button-go"),
            class_name="ask-feet",
        ),
        on_submit=Model.save_terms,
        class_name="form",
        auto_complete="off",
        aria_label="Price and limits",
    )


def _term(name: str, words: str, help: str) -> rx.Component:
    return field(
        words,
        _input(name, Model.terms[name], "text", input_mode="numeric" if "tokens" in name else "decimal"),
        field_id=f"model-{name}",
        error=Model.terms_errors[name],
        help=f"{help} Empty: {Model.installed_terms[name]}.",
    )


def _input(name: str, value: rx.Var[str] | str, kind: str, **props: object) -> rx.Component:
    return rx.el.input(
        id=f"model-{name}",
        name=name,
        type=kind,
        default_value=value,
        key=value,
        auto_complete="off",
        spell_check=False,
        class_name="field",
        **props,
    )
