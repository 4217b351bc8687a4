"""How far a customer is on the way to a deal: status, what is to be followed up, notes of conversations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from caly_app.components.link import goes
from caly_app.components.status import chip, lead_status


@dataclass(frozen=True)
class LeadEvents:
    set_status: Any
    leave_to_conversations: Any
    finish: Any
    reopen: Any
    edit: Any
    keep_note: Any
    take_proposed: Any
    leave_proposed: Any


def standing(
    found: rx.Var[Any],
    changes: rx.Var[list[Any]],
    choices: Sequence[tuple[str, str]],
    may_write: rx.Var[bool],
    on: LeadEvents,
) -> rx.Component:
    """The status, who says so, and what conversations say since a person has set it."""
    return rx.el.section(
        rx.el.h3("Lead", class_name="held-title"),
        rx.el.div(
            rx.cond(
                may_write,
                rx.el.select(
                    *[rx.el.option(words, value=code) for code, words in choices],
                    value=found.status,
                    on_change=on.set_status,
                    aria_label="Status",
                    class_name="field select",
                ),
                lead_status(found.status),
            ),
            rx.el.span(found.by, class_name="soft small"),
            class_name="lead-status",
        ),
        rx.cond(
            found.proposed,
            rx.el.div(
                rx.el.span("Conversations since then say: ", rx.el.b(found.proposed_in_words), "."),
                rx.cond(
                    may_write,
                    rx.el.span(
                        _link("Take it", on.set_status(found.proposed)),
                        _link("Leave it", on.set_status(found.status)),
                        class_name="lead-actions",
                    ),
                    rx.fragment(),
                ),
                class_name="lead-proposed",
                custom_attrs={"data-proposed": ""},
            ),
            rx.fragment(),
        ),
        rx.cond(
            may_write & found.is_a_persons,
            _link("As conversations say, from now on", on.leave_to_conversations),
            rx.fragment(),
        ),
        rx.cond(
            changes.length() > 0,
            rx.el.details(
                rx.el.summary("History", class_name="link"),
                rx.el.ul(rx.foreach(changes, _change), class_name="lead-changes"),
            ),
            rx.fragment(),
        ),
        custom_attrs={"data-lead": ""},
    )


def to_dos(
    found: rx.Var[list[Any]], finished: rx.Var[list[Any]], may_write: rx.Var[bool], on: LeadEvents
) -> rx.Component:
    """What is open with them, and by when; and what was just done."""

    def row(one: Any) -> rx.Component:
        return rx.el.li(
            rx.el.span(one.what, " ", goes("(see it)", href=one.conversation, class_name="link")),
            rx.el.span(
                rx.cond(one.is_late, chip("clock-alert", one.due, "warn"), chip("calendar", one.due)),
                rx.cond(
                    may_write,
                    _link("Done", on.finish(one.id), aria_label="Done: " + one.what),
                    rx.fragment(),
                ),
                class_name="lead-actions",
            ),
            key=one.id,
        )

    def done(one: Any) -> rx.Component:
        return rx.el.li(
            rx.el.span(one.what, class_name="soft"),
            rx.el.span(
                chip("check", "Done", "good"),
                _link("Open again", on.reopen(one.id), aria_label="Open again: " + one.what),
                class_name="lead-actions",
            ),
            key=one.id,
        )

    return rx.cond(
        (found.length() > 0) | (finished.length() > 0),
        rx.el.section(
            rx.el.h3("To follow up", class_name="held-title"),
            rx.el.ul(rx.foreach(found, row), rx.foreach(finished, done), class_name="lead-list"),
            custom_attrs={"data-follow-ups": ""},
        ),
        rx.fragment(),
    )


def notes(
    found: rx.Var[list[Any]],
    editing: rx.Var[str],
    error: rx.Var[str],
    may_write: rx.Var[bool],
    on: LeadEvents,
) -> rx.Component:
    """What conversations left behind, newest first; in a person's words where somebody edited it."""

    def row(note: Any) -> rx.Component:
        return rx.el.li(
            rx.el.p(
                note.when,
                " ",
                goes("(see it)", href=note.conversation, class_name="link"),
                rx.cond(note.edited, rx.fragment(". ", note.edited), rx.fragment()),
                class_name="soft small",
            ),
            rx.cond(editing == note.id, _editor(note, error, on), _read(note, may_write, on)),
            key=note.id,
        )

    return rx.cond(
        found.length() > 0,
        rx.el.section(
            rx.el.h3("Notes", class_name="held-title"),
            rx.el.ul(rx.foreach(found, row), class_name="lead-list lead-notes"),
            custom_attrs={"data-notes": ""},
        ),
        rx.fragment(),
    )


def _read(note: Any, may_write: rx.Var[bool], on: LeadEvents) -> rx.Component:
    return rx.fragment(
        rx.foreach(note.lines, lambda line: rx.el.p(line)),
        rx.cond(
            note.proposed,
            rx.el.div(
                rx.el.p("The conversation went on. It would be written now:", class_name="soft small"),
                rx.el.p(note.proposed, class_name="lead-words"),
                rx.cond(
                    may_write,
                    rx.el.p(
                        _link("Take it", on.take_proposed(note.id)),
                        _link("Keep mine", on.leave_proposed(note.id)),
                        class_name="lead-actions",
                    ),
                    rx.fragment(),
                ),
                class_name="lead-proposed",
            ),
            rx.fragment(),
        ),
        rx.cond(
            may_write,
            rx.el.p(_link("Edit", on.edit(note.id), aria_label="Edit the note of " + note.when)),
            rx.fragment(),
        ),
    )


def _editor(note: Any, error: rx.Var[str], on: LeadEvents) -> rx.Component:
    return rx.el.form(
        rx.el.textarea(
            name="text",
            id="note-" + note.id,
            default_value=note.text,
            rows="4",
            max_length=4000,
            aria_label="Note",
            class_name="field",
        ),
        rx.cond(error, rx.el.p(error, class_name="form-error", role="alert"), rx.fragment()),
        rx.el.div(
            rx.el.button("Keep", type="submit", class_name="button button-primary"),
            rx.el.button("Cancel", type="button", class_name="button", on_click=on.edit("")),
            class_name="lead-actions",
        ),
        on_submit=on.keep_note,
    )


def _change(one: Any) -> rx.Component:
    return rx.el.li(
        one.says,
        ", ",
        one.when,
        rx.cond(
            one.conversation,
            rx.fragment(" ", goes("(see it)", href=one.conversation, class_name="link")),
            rx.fragment(),
        ),
        key=one.id,
    )


def _link(words: str, on_click: Any, **attributes: Any) -> rx.Component:
    return rx.el.button(words, type="button", class_name="link", on_click=on_click, **attributes)
