"""/settings/workspace: what the agent may say of the business, when it is open, where its chat may be."""

import reflex as rx

from caly_app import countries
from caly_app.components.buttons import button, round_button
from caly_app.components.empty_state import bones
from caly_app.components.form import choice, field, saved, tick, ticks, typed
from caly_app.components.hours_editor import HoursEvents, hours_editor
from caly_app.components.settings import block, settings
from caly_app.pages.frame import WATCH, framed
from caly_app.state.shell import ShellState
from caly_app.state.workspace import DEFAULT_COLOR
from caly_app.state.workspace import WorkspaceState as Business

_COUNTRIES = [(code, name) for code, name in countries.names()]


@rx.page(route="/settings/workspace", title="Business | Caly", on_load=[WATCH, Business.watch])
def workspace() -> rx.Component:
    return framed(
        settings(
            rx.cond(
                Business.is_loaded,
                rx.fragment(_business(), _hours(), _holidays(), _facts(), _sites(), _looks(), _personal()),
                bones(6, "9rem"),
            ),
            part="workspace",
            is_admin=ShellState.role == "admin",
        ),
        place="settings",
        title="Settings",
        action=saved(Business.saved),
    )


def _business() -> rx.Component:
    return block(
        "Business",
        "Who your agent speaks for.",
        field(
            "Name",
            typed("name", Business.name, Business.set_name, max_length=200),
            field_id="name",
            help="As your customers know it.",
            error=Business.errors["name"],
        ),
        rx.el.div(
            field(
                "Country",
                choice("country", Business.country, _COUNTRIES, Business.set_country),
                field_id="country",
                error=Business.errors["country"],
            ),
            field(
                "Time zone",
                choice("timezone", Business.timezone, Business.zones, Business.set_timezone),
                field_id="timezone",
                error=Business.errors["timezone"],
            ),
            field(
                "Main language",
                choice("language", Business.language, Business.languages, Business.set_language),
                field_id="language",
                help="Spoken first with whoever's browser asks for no other.",
                error=Business.errors["language"],
            ),
            field(
                "Emergency number",
                typed(
                    "emergency",
                    Business.emergency_number,
                    Business.set_emergency_number,
                    input_mode="tel",
                    max_length=20,
                ),
                field_id="emergency",
                help="Told to whoever speaks of an emergency.",
                error=Business.errors["emergency_number"],
            ),
            class_name="form-row",
        ),
        ticks(
            "Also greets in",
            Business.others,
            lambda other: tick(other.name, other.is_spoken, lambda on: Business.speak(other.code, on)),
            help="Customers whose browser asks for one of these. Whoever writes in another language that "
            "your agent speaks is answered in it all the same.",
            error=Business.errors["languages"],
        ),
    )


def _hours() -> rx.Component:
    return block(
        "Opening hours",
        "Told to customers, and when appointments are offered.",
        hours_editor(Business.hours, _HOURS, error=Business.errors["opening_hours"], has_title=False),
        anchor="hours",
    )


def _holidays() -> rx.Component:
    return block(
        "Holidays",
        "Days on which you are closed, whatever the weekday.",
        rx.cond(
            Business.holidays.length() == 0,
            rx.el.p("None yet.", class_name="soft"),
            rx.el.ul(rx.foreach(Business.holidays, _holiday), class_name="rows in-one-line"),
        ),
        rx.el.form(
            rx.el.input(
                type="date",
                value=Business.holiday_date,
                on_change=Business.set_holiday_date,
                class_name="field",
                aria_label="Date of the holiday",
            ),
            rx.debounce_input(
                rx.el.input(
                    value=Business.holiday_name,
                    on_change=Business.set_holiday_name,
                    placeholder="Name, if it has one",
                    max_length=100,
                    class_name="field",
                    aria_label="Name of the holiday",
                ),
                debounce_timeout=200,
            ),
            rx.el.button("Add", type="submit", class_name="button"),
            on_submit=lambda _: Business.add_holiday(),
            class_name="line-form",
        ),
        anchor="holidays",
        beside=button("Add the public ones", icon="calendar-plus", on_click=Business.add_public_holidays),
    )


def _holiday(holiday: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.span(holiday.on, class_name="num row-when"),
        rx.el.span(holiday.name, class_name="row-words"),
        round_button("x", "Remove", on_click=Business.remove_holiday(holiday.id)),
    )


def _facts() -> rx.Component:
    return block(
        "Facts",
        "Whatever your agent may state: parking, prices, what to bring, how to find you.",
        rx.el.div(rx.foreach(Business.facts, _fact), class_name="fact-rows"),
        rx.el.div(
            rx.cond(
                Business.errors["facts"],
                rx.el.p(Business.errors["facts"], class_name="form-error", role="alert"),
                rx.fragment(),
            ),
            class_name="form-under",
        ),
        rx.el.div(button("Add a fact", icon="plus", on_click=Business.add_fact)),
        anchor="facts",
    )


def _fact(fact: rx.Var) -> rx.Component:
    return rx.el.div(
        rx.debounce_input(
            rx.el.input(
                value=fact.name,
                on_change=lambda name: Business.set_fact_name(fact.index, name),
                placeholder="parking",
                max_length=100,
                class_name="field fact-name",
                aria_label="What it is about",
            ),
            debounce_timeout=500,
        ),
        rx.debounce_input(
            rx.el.textarea(
                value=fact.value,
                on_change=lambda value: Business.set_fact_value(fact.index, value),
                placeholder="free for two hours behind the house",
                max_length=2000,
                rows="1",
                class_name="field fact-value",
                aria_label="What is so",
            ),
            debounce_timeout=500,
        ),
        round_button("x", "Remove this fact", on_click=Business.remove_fact(fact.index)),
        key=fact.index,
        class_name="fact-row",
    )


def _sites() -> rx.Component:
    return block(
        "Sites",
        "Where your chat may be shown.",
        field(
            "Domains, one on each line",
            rx.debounce_input(
                rx.el.textarea(
                    id="domains",
                    value=Business.sites,
                    on_change=Business.set_sites,
                    placeholder="www.example.org",
                    rows="3",
                    spell_check=False,
                    class_name="field",
                ),
                debounce_timeout=800,
            ),
            field_id="domains",
            help="Empty: on any site. *.example.org means all under it.",
            error=Business.errors["allowed_domains"],
        ),
        anchor="sites",
    )


def _looks() -> rx.Component:
    return block(
        "Looks",
        "How your chat greets, and in which colour.",
        field(
            "Colour",
            rx.el.div(
                rx.el.input(
                    type="color",
                    value=rx.cond(Business.color, Business.color, DEFAULT_COLOR),
                    on_change=Business.set_color.debounce(300),
                    class_name="swatch",
                    aria_label="Choose the colour",
                ),
                typed(
                    "color",
                    Business.color,
                    Business.set_color,
                    placeholder=DEFAULT_COLOR,
                    max_length=7,
                    spell_check=False,
                ),
                class_name="color",
            ),
            field_id="color",
            help=Business.color_says,
            error=Business.errors["branding.color"],
        ),
        field(
            "Logo",
            typed(
                "logo",
                Business.logo_url,
                Business.set_logo_url,
                placeholder="https://www.example.org/logo.png",
                max_length=1000,
            ),
            field_id="logo",
            help="Its address. Square, at least 64 pixels.",
            error=Business.errors["branding.logo_url"],
        ),
        field(
            "First words",
            rx.debounce_input(
                rx.el.textarea(
                    id="welcome",
                    value=Business.welcome,
                    on_change=Business.set_welcome,
                    placeholder="Hello, this is the assistant of Elm Row Clinic. How can I help?",
                    rows="2",
                    max_length=500,
                    class_name="field",
                ),
                debounce_timeout=500,
            ),
            field_id="welcome",
            help="Empty: the usual ones.",
            error=Business.errors["branding.welcome"],
        ),
        anchor="looks",
    )


_HOURS = HoursEvents(
    open_day=Business.open_day,
    set_opens=Business.set_opens,
    set_closes=Business.set_closes,
    add_stretch=Business.add_stretch,
    remove_stretch=Business.remove_stretch,
    copy_to_weekdays=Business.copy_to_weekdays,
)


def _personal() -> rx.Component:
    return block(
        "Personal data",
        "What is hidden of what customers say. Whoever answers conversations can look at a hidden value, "
        "one at a time, and it is recorded.",
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("Hidden", scope="col"),
                    rx.el.th("in transcripts", scope="col"),
                    rx.el.th("from the language model", scope="col"),
                )
            ),
            rx.el.tbody(rx.foreach(Business.hidden, _hidden)),
            class_name="hidden-kinds",
        ),
        rx.el.p(
            "Card numbers and one-time codes are never stored, and logs hold no customer's words.",
            class_name="form-help",
        ),
        ticks(
            "Wanted of each customer",
            Business.wanted,
            _wanted,
            help="Who lacks one of these is shown as incomplete. What customers prove who they are by "
            "cannot be dropped: conversations under way go by it.",
        ),
        rx.cond(
            Business.remembers,
            field(
                "Remembered for a customer's next time",
                choice("memory", Business.memory_days, Business.memory_choices, Business.set_memory_days),
                field_id="memory",
                help="What they prefer or need (" + Business.remembers + "), after they said yes to it. "
                "It is offered to them once they have proven who they are again.",
            ),
            rx.fragment(),
        ),
        rx.el.fieldset(
            rx.el.legend("Notes on customers", class_name="form-label"),
            tick("Write one when a conversation has ended", Business.writes_notes, Business.set_writes_notes),
            rx.el.p(
                "What was wanted, done and left open, how far the customer is, and what is to be followed "
                "up. It holds none of the customer's words.",
                class_name="form-help",
            ),
            class_name="checks",
        ),
        rx.cond(
            Business.errors["privacy"],
            rx.el.p(Business.errors["privacy"], class_name="form-error", role="alert"),
            rx.fragment(),
        ),
        anchor="personal",
        beside=rx.cond(
            Business.has_chosen,
            button("As your sector says", icon="undo-2", on_click=Business.hide_as_the_sector_says),
            rx.el.p("As your sector says.", class_name="soft small"),
        ),
    )


def _hidden(kind: rx.Var) -> rx.Component:
    return rx.el.tr(
        rx.el.th(kind.name, scope="row"),
        _ticked(kind, "transcript", kind.in_transcript, " hidden in transcripts"),
        _ticked(kind, "prompt", kind.in_prompt, " hidden from the language model"),
    )


def _wanted(kind: rx.Var) -> rx.Component:
    return tick(
        kind.name,
        kind.is_wanted,
        lambda wanted: Business.want(kind.kind, wanted),
        rx.cond(kind.is_for_proof, rx.el.span("for proof", class_name="soft small"), rx.fragment()),
        disabled=kind.is_for_proof,
    )


def _ticked(kind: rx.Var, place: str, is_hidden: rx.Var, says: str) -> rx.Component:
    return rx.el.td(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=is_hidden,
                on_change=lambda wanted: Business.hide_in(place, kind.kind, wanted),
                class_name="check",
                aria_label=kind.name + says,
            ),
            class_name="hidden-tick",
        )
    )
