"""/onboarding: the business, its sector, talking to the agent. In two minutes somebody is answered."""

import reflex as rx

from caly_app import countries
from caly_app.agents.sectors import SectorCard, sector_cards
from caly_app.components.buttons import button
from caly_app.components.chat import chat
from caly_app.components.door import mark, waiting
from caly_app.components.empty_state import empty_state
from caly_app.components.form import choice, copied, field, saved, typed
from caly_app.components.hours_editor import HoursEvents, hours_editor
from caly_app.components.steps import steps
from caly_app.state.onboarding import OnboardingState as Setup

_STEPS = (("business", "Your business"), ("sector", "What you do"), ("talk", "Talk to your agent"))
_ZONE = rx.Var("Intl.DateTimeFormat().resolvedOptions().timeZone ?? ''")
_LANGUAGES = rx.Var("[...(navigator.languages ?? [])]")
_COUNTRIES = [(code, name) for code, name in countries.names()]


@rx.page(route="/onboarding", title="Set up | Caly")
def onboarding() -> rx.Component:
    return rx.el.main(
        rx.el.header(
            rx.el.a(mark(), href="/", class_name="door-mark", aria_label="Caly"),
            steps(_STEPS, Setup.step, Setup.go_to),
            saved(Setup.saved),
            class_name="setup-bar",
        ),
        rx.cond(
            Setup.is_denied,
            empty_state(
                "lock",
                "An admin sets this up",
                "Ask an admin of your organization to set up the first workspace.",
                rx.el.button(
                    "Sign out",
                    type="button",
                    class_name="button",
                    custom_attrs={"data-door": "/api/v1/auth/sign-out", "data-then": "/sign-in?after=out"},
                ),
            ),
            rx.match(
                Setup.step,
                ("business", _business()),
                ("sector", _sector()),
                ("talk", _talk()),
                rx.el.div(rx.el.div(waiting("24rem"), class_name="setup-form"), class_name="setup"),
            ),
        ),
        on_mount=Setup.begin(_ZONE, _LANGUAGES),
        class_name="setup-page desk-words",
    )


def _business() -> rx.Component:
    return rx.el.div(
        rx.el.section(
            rx.el.h1("Your business", class_name="setup-title"),
            rx.el.p(
                "What your agent tells customers. All of it can be changed later.", class_name="setup-about"
            ),
            field(
                "Name",
                typed("name", Setup.name, Setup.set_name, max_length=200, auto_complete="organization"),
                field_id="name",
                help="As your customers know it.",
                error=Setup.errors["name"],
            ),
            field(
                "Address of its chat",
                rx.el.div(
                    rx.el.span("/chat/", class_name="soft"),
                    typed("slug", Setup.slug, Setup.set_slug, max_length=63, spell_check=False),
                    class_name="setup-slug",
                ),
                field_id="slug",
                help="It stays as it is once you are done here.",
                error=Setup.errors["slug"],
            ),
            rx.el.div(
                field(
                    "Country",
                    choice("country", Setup.country, _COUNTRIES, Setup.set_country),
                    field_id="country",
                    error=Setup.errors["country"],
                ),
                field(
                    "Time zone",
                    choice("timezone", Setup.timezone, Setup.zones, Setup.set_timezone),
                    field_id="timezone",
                    error=Setup.errors["timezone"],
                ),
                field(
                    "Main language",
                    choice("language", Setup.language, Setup.languages, Setup.set_language),
                    field_id="language",
                    help="Your agent speaks the others with whoever does.",
                    error=Setup.errors["language"],
                ),
                field(
                    "Emergency number",
                    typed(
                        "emergency",
                        Setup.emergency_number,
                        Setup.set_emergency_number,
                        input_mode="tel",
                        max_length=20,
                    ),
                    field_id="emergency",
                    help="Told to whoever speaks of an emergency.",
                    error=Setup.errors["emergency_number"],
                ),
                class_name="form-row",
            ),
            hours_editor(Setup.hours, _HOURS, error=Setup.errors["opening_hours"]),
            _feet(button("Go on", kind="go", icon="arrow-right", on_click=Setup.go_to("sector"))),
            class_name="setup-form",
        ),
        rx.el.aside(_preview(), class_name="setup-aside"),
        class_name="setup",
    )


def _sector() -> rx.Component:
    return rx.el.div(
        rx.el.section(
            rx.el.h1("What you do", class_name="setup-title"),
            rx.el.p("Your agent knows its trade from here on.", class_name="setup-about"),
            rx.el.div(
                *[_card(sector) for sector in sector_cards()],
                role="radiogroup",
                aria_label="Sector",
                class_name="cards",
            ),
            _feet(
                button("Back", on_click=Setup.go_to("business")),
                button(
                    "Go on",
                    kind="go",
                    icon="arrow-right",
                    on_click=Setup.go_to("talk"),
                    disabled=Setup.sector == "",
                ),
            ),
            class_name="setup-form",
        ),
        rx.el.aside(_preview(), class_name="setup-aside"),
        class_name="setup",
    )


def _card(sector: SectorCard) -> rx.Component:
    is_chosen = Setup.sector == sector.name
    return rx.el.div(
        rx.el.button(
            rx.icon(sector.icon, class_name="card-icon"),
            rx.el.span(
                rx.el.b(sector.title["en"]),
                rx.el.span(sector.line["en"], class_name="soft"),
                class_name="card-words",
            ),
            rx.cond(is_chosen, rx.icon("circle-check", class_name="card-check"), rx.fragment()),
            type="button",
            role="radio",
            aria_checked=is_chosen,
            on_click=Setup.choose_sector(sector.name),
            class_name="card-button",
        ),
        rx.el.ul(
            *[rx.el.li("“", words, "”") for words in sector.examples["en"]], class_name="card-examples soft"
        ),
        rx.cond(
            is_chosen,
            rx.el.div(
                rx.el.h2("What it will be able to do"),
                rx.el.ul(
                    *[
                        rx.el.li(
                            rx.icon("check", size=14),
                            rx.el.span(rx.el.b(agent.title["en"]), ": ", agent.does["en"]),
                        )
                        for agent in sector.agents.values()
                    ]
                ),
                class_name="card-does",
            ),
            rx.fragment(),
        ),
        class_name=rx.cond(is_chosen, "card is-chosen", "card"),
    )


def _talk() -> rx.Component:
    return rx.el.div(
        rx.el.header(
            rx.el.h1(
                rx.cond(Setup.has_answered, "That was your agent. What next?", "Talk to your agent"),
                class_name="setup-title",
                custom_attrs={"aria-live": "polite"},
            ),
            rx.el.p("It is live already: here, on its own page, and on your site.", class_name="setup-about"),
            *[_try(sector) for sector in sector_cards()],
            class_name="setup-form setup-head",
        ),
        rx.el.aside(
            rx.el.div(
                chat(Setup.slug, on_answered=Setup.answered, theme=rx.color_mode), class_name="setup-chat"
            ),
            class_name="setup-aside is-live",
        ),
        rx.el.section(
            rx.el.h2("On your site", class_name="setup-part"),
            rx.el.p("Put this line into the page, before the end of its body.", class_name="soft"),
            copied(Setup.snippet, "Copy the line for your site"),
            rx.el.h2("Its own page", class_name="setup-part"),
            rx.el.div(
                copied(Setup.chat_address, "Copy the address of the chat"),
                rx.el.a("Open it", href=Setup.chat_address, target="_blank", class_name="link"),
                class_name="setup-link",
            ),
            rx.el.h2("What is left", class_name="setup-part"),
            rx.el.ul(rx.foreach(Setup.to_do, _to_do), class_name="to-do"),
            _feet(
                button("Back", on_click=Setup.go_to("sector")),
                button("Done", kind="go", icon="arrow-right", on_click=Setup.go_to("done")),
            ),
            class_name="setup-form setup-rest",
        ),
        class_name="setup is-talk",
    )


def _try(sector: SectorCard) -> rx.Component:
    """Three sentences of its trade, said by a click."""
    return rx.cond(
        Setup.sector == sector.name,
        rx.el.div(
            *[
                rx.el.button(
                    words, type="button", class_name="button", custom_attrs={"data-says-to-chat": words}
                )
                for words in sector.examples["en"]
            ],
            class_name="setup-try",
        ),
        rx.fragment(),
    )


def _to_do(item: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.cond(item.is_done, rx.icon("circle-check", size=16), rx.icon("circle", size=16)),
        rx.el.span(item.label, class_name="to-do-words"),
        rx.match(
            rx.cond(item.is_done, "done", rx.cond(item.href, "link", item.action)),
            ("link", rx.el.a(item.action, href=item.href, class_name="link")),
            (
                "Mail the link again",
                rx.el.button(item.action, type="button", class_name="link-button", on_click=Setup.mail_again),
            ),
            rx.fragment(),
        ),
        class_name=rx.cond(item.is_done, "is-done", ""),
    )


def _preview() -> rx.Component:
    """What customers will see of what is typed at the left."""
    return rx.el.div(
        rx.el.p("What your customers will see", class_name="empty-sample-says"),
        rx.el.div(
            rx.el.div(
                rx.el.span(Setup.initial, class_name="preview-mark"),
                rx.el.span(
                    rx.el.b(rx.cond(Setup.name, Setup.name, "Your business")),
                    rx.el.span("AI assistant", class_name="small soft"),
                ),
                class_name="preview-head",
            ),
            rx.el.div(
                rx.el.p(
                    "Hello, this is the AI assistant of ",
                    rx.cond(Setup.name, Setup.name, "your business"),
                    ". How can I help?",
                    class_name="preview-words",
                ),
                rx.el.p("When are you open?", class_name="preview-own"),
                rx.el.p(Setup.open_words, class_name="preview-words"),
                class_name="preview-talk",
            ),
            class_name="preview-chat",
        ),
        class_name="preview",
        aria_hidden=True,
    )


def _feet(*buttons: rx.Component) -> rx.Component:
    return rx.el.div(*buttons, class_name="setup-feet")


_HOURS = HoursEvents(
    open_day=Setup.open_day,
    set_opens=Setup.set_opens,
    set_closes=Setup.set_closes,
    add_stretch=Setup.add_stretch,
    remove_stretch=Setup.remove_stretch,
    copy_to_weekdays=Setup.copy_to_weekdays,
)
