"""/customers: who contacts the business, and what is held about whom and why."""

from typing import Any

import reflex as rx

from caly_app.components.buttons import link_button
from caly_app.components.empty_state import bones, empty_state
from caly_app.components.filters import choice_filter, word_search
from caly_app.components.form import door_field, door_form
from caly_app.components.lead import LeadEvents, notes, standing, to_dos
from caly_app.components.link import goes
from caly_app.components.other_pages import other_pages
from caly_app.components.relative_time import since
from caly_app.components.status import lead_status
from caly_app.pages.frame import WATCH, framed
from caly_app.state.customers import CustomersState as Customers
from caly_app.state.leads import STATUSES

_STATUSES = tuple((status.value, words) for status, words in STATUSES.items())
_ON = LeadEvents(
    set_status=Customers.set_status,
    leave_to_conversations=Customers.leave_to_conversations,
    finish=Customers.finish,
    reopen=Customers.reopen,
    edit=Customers.edit,
    keep_note=Customers.keep_note,
    take_proposed=Customers.take_proposed,
    leave_proposed=Customers.leave_proposed,
)


@rx.page(route="/customers", title="Customers | Caly", on_load=[WATCH, Customers.watch])
def customers() -> rx.Component:
    return framed(
        rx.el.div(
            rx.el.div(
                word_search(Customers.words, "Phone, e-mail or whole name", Customers.search),
                choice_filter(
                    "status", "Lead", Customers.status, (("", "Any"), *_STATUSES), Customers.filter_by
                ),
                choice_filter(
                    "due",
                    "To follow up",
                    Customers.due,
                    (("", "Any"), ("today", "By today"), ("week", "In a week")),
                    Customers.filter_by,
                ),
                rx.cond(_is_filtered(), link_button("Clear", "/customers", kind="quiet"), rx.fragment()),
                class_name="filters",
            ),
            rx.el.div(
                rx.cond(Customers.is_loaded, _rows(), bones(8, "2.25rem")),
                class_name="browse-rows",
                custom_attrs={"data-rows": ""},
            ),
            _open(),
            class_name="browse-list browse-alone",
        ),
        place="customers",
        title="Customers",
        fills=True,
    )


def _is_filtered() -> rx.Var[bool]:
    return (Customers.words != "") | (Customers.status != "") | (Customers.due != "")


def _rows() -> rx.Component:
    return rx.cond(
        Customers.rows.length() > 0,
        rx.fragment(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Name"),
                        rx.el.th("Who they are"),
                        rx.el.th("Lead"),
                        rx.el.th("Complete", class_name="wide-only"),
                        rx.el.th("Since", class_name="wide-only"),
                        rx.el.th("Last seen"),
                    )
                ),
                rx.el.tbody(rx.foreach(Customers.rows, _row)),
                class_name="table",
            ),
            other_pages(Customers.is_first_page, "/customers", Customers.older),
        ),
        rx.cond(
            Customers.words,
            empty_state(
                "search-x",
                "Nobody like that",
                "A whole phone number, e-mail address or name finds somebody: values are kept encrypted, "
                "and cannot be searched by parts.",
                link_button("Show all", "/customers"),
            ),
            rx.cond(
                _is_filtered(),
                empty_state(
                    "search-x",
                    "Nobody of that kind",
                    "No customer is so far, or is to be followed up by then.",
                    link_button("Show all", "/customers"),
                ),
                _nobody(),
            ),
        ),
    )


def _nobody() -> rx.Component:
    return empty_state(
        "users",
        "Nobody yet",
        "Who books, asks or is imported with your records appears here.",
        link_button("See the records", "/records"),
    )


def _row(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            goes(row.name, href=row.href, class_name="row-link row-name", custom_attrs={"data-row": ""})
        ),
        rx.el.td(rx.cond(row.is_verified, "on your books", rx.el.span("not checked", class_name="soft"))),
        rx.el.td(rx.cond(row.status, lead_status(row.status), rx.fragment())),
        rx.el.td(
            rx.cond(row.is_complete, row.complete, rx.el.span(row.complete, class_name="soft")),
            class_name="wide-only num",
        ),
        rx.el.td(since(row.came_at, row.came, ago=True), class_name="wide-only soft small"),
        rx.el.td(since(row.seen_at, row.seen, ago=True), class_name="soft small"),
        key=row.id,
    )


def _open() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(Customers.detail.name, size="4"),
            rx.dialog.description(
                rx.cond(
                    Customers.detail.is_verified,
                    "On your books",
                    "Not on your books: nobody has checked what they said",
                ),
                ". ",
                Customers.detail.conversations,
                ".",
                size="2",
                class_name="soft",
            ),
            standing(Customers.standing, Customers.changes, _STATUSES, Customers.may_write, _ON),
            to_dos(Customers.follow_ups, Customers.finished, Customers.may_write, _ON),
            notes(Customers.notes, Customers.editing, Customers.note_error, Customers.may_write, _ON),
            _complete(),
            rx.el.dl(rx.foreach(Customers.values, _value), class_name="held"),
            _remembered(),
            rx.cond(
                Customers.detail.missing,
                rx.el.p(
                    "Cannot prove to the agent who they are without: ",
                    Customers.detail.missing,
                    ".",
                    class_name="soft small",
                ),
                rx.fragment(),
            ),
            rx.el.p(
                rx.cond(Customers.detail.encrypted, Customers.detail.encrypted + " ", ""),
                "Who looks at a value is written down.",
                class_name="soft small",
            ),
            rx.cond(Customers.may_export, _export(), rx.fragment()),
            rx.el.div(
                rx.dialog.close(rx.el.button("Close", type="button", class_name="button")),
                class_name="ask-feet",
            ),
            class_name="desk-words record-form",
        ),
        open=Customers.opened != "",
        on_open_change=lambda is_open: rx.cond(is_open, rx.noop(), Customers.close()),
    )


def _complete() -> rx.Component:
    """What the business wants to hold of each customer: what is there, and what is not."""
    return rx.el.div(
        rx.el.h3("Complete: ", Customers.detail.complete, class_name="held-title"),
        rx.el.ul(rx.foreach(Customers.wanted, _wanted), class_name="wanted"),
        custom_attrs={"data-complete": ""},
    )


def _wanted(one: Any) -> rx.Component:
    return rx.el.li(
        rx.cond(
            one.is_held,
            rx.icon("check", size=14, aria_hidden=True),
            rx.icon("minus", size=14, aria_hidden=True),
        ),
        rx.el.span(
            one.kind,
            rx.cond(one.is_held, rx.fragment(), rx.el.span(" is missing")),
            rx.cond(one.suggestion, _suggestion(one), rx.fragment()),
        ),
        class_name=rx.cond(one.is_held, "is-held", "is-missing"),
    )


def _suggestion(one: Any) -> rx.Component:
    """Said in passing, it may be somebody else's: a person knows, or reads the conversation."""
    return rx.el.span(
        ". In passing was said: ",
        rx.el.span(one.shown, class_name="num"),
        " ",
        goes("(see it)", href=one.conversation, class_name="link"),
        " ",
        rx.cond(
            Customers.may_look,
            rx.el.button(
                "It is theirs",
                type="button",
                class_name="link",
                aria_label=one.kind + " is theirs",
                on_click=Customers.take_over(one.suggestion),
            ),
            rx.fragment(),
        ),
        class_name="small",
    )


def _export() -> rx.Component:
    """All of it as a file that only its passphrase opens."""
    return rx.el.details(
        rx.el.summary(rx.icon("download", size=14), "Export all of it", class_name="link"),
        rx.el.p(
            "Everything that is held about them, as one encrypted file: for them, when they ask for it. "
            "It opens with this passphrase in 7-Zip, Keka or WinZip. That you took it out is written down.",
            class_name="soft small",
        ),
        door_form(
            door_field(
                "passphrase",
                "Passphrase",
                kind="password",
                autocomplete="new-password",
                help="At least 12 characters. It is stored nowhere: who loses it cannot open the file.",
                form="export",
            ),
            door_field(
                "again",
                "The same once more",
                kind="password",
                autocomplete="new-password",
                form="export",
                custom_attrs={"data-again": "passphrase"},
            ),
            rx.el.div(rx.el.button("Export", type="submit", class_name="button")),
            door=Customers.export_door,
            downloads=True,
            shows="exported",
            says="Export all that is held",
        ),
        rx.el.div(
            rx.el.p(
                "Your browser has the file. Tell them the passphrase by another way than the file.",
            ),
            rx.el.div(
                rx.el.button("Done", type="button", class_name="button", custom_attrs={"data-shows-form": ""})
            ),
            id="exported",
            hidden=True,
            tab_index=-1,
            role="status",
            class_name="shown-once",
        ),
        class_name="export",
    )


def _remembered() -> rx.Component:
    """What they agreed to be remembered by."""
    return rx.cond(
        Customers.facts.length() > 0,
        rx.fragment(
            rx.el.h3("Remembered for the next time", class_name="held-title"),
            rx.el.dl(rx.foreach(Customers.facts, _fact), class_name="held", custom_attrs={"data-facts": ""}),
        ),
        rx.cond(
            Customers.detail.refused,
            rx.el.p(Customers.detail.refused, class_name="soft small"),
            rx.fragment(),
        ),
    )


def _fact(one: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(one.title),
        rx.el.dd(
            rx.el.span(one.value),
            rx.cond(
                Customers.may_delete,
                rx.el.button(
                    "Delete",
                    type="button",
                    class_name="link",
                    aria_label="Delete " + one.title,
                    on_click=Customers.delete_fact(one.id),
                ),
                rx.fragment(),
            ),
            rx.el.span(
                "Told in a conversation ",
                goes("(see it)", href=one.conversation, class_name="link"),
                ", agreed to on ",
                one.since,
                class_name="soft small",
            ),
        ),
        key=one.id,
    )


def _value(one: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(one.kind),
        rx.el.dd(
            rx.el.span(one.shown, class_name="num"),
            rx.cond(
                one.is_masked & Customers.may_look,
                rx.el.button(
                    "Show",
                    type="button",
                    class_name="link",
                    aria_label="Show " + one.kind,
                    on_click=Customers.show(one.id),
                ),
                rx.fragment(),
            ),
            rx.el.span(
                one.why,
                rx.cond(
                    one.conversation,
                    rx.fragment(" ", goes("(see it)", href=one.conversation, class_name="link")),
                    rx.fragment(),
                ),
                ", ",
                one.since,
                class_name="soft small",
            ),
        ),
        key=one.id,
    )
