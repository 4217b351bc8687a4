"""Forms: labels above, help under, what is wrong in the same place, in words.

Those of people who are not signed in yet speak to the REST door themselves (assets/people/forms.js).
"""

import json
from collections.abc import Callable, Mapping

import reflex as rx


def door_form(
    *content: rx.Component,
    door: rx.Var[str] | str,
    then: str = "/",
    shows: str = "",
    with_: Mapping[str, object] | None = None,
    problem_at: Mapping[str, str] | None = None,
    says: str = "",
    downloads: bool = False,
) -> rx.Component:
    """Sends its fields as JSON to `door`, and goes to `then` or shows the element with the id `shows`.

    `downloads`: what the door answers is a file. `with_`: what is sent besides. `problem_at`: code of a
    problem -> the field where it is said.
    """
    attributes = {"data-door": door, "data-then": then, "data-with": json.dumps(with_ or {})}
    if shows:
        attributes["data-shows"] = shows
    if downloads:
        attributes["data-downloads"] = ""
    if problem_at:
        attributes["data-problem-at"] = json.dumps(problem_at)
    return rx.el.form(
        *content,
        rx.el.p(role="alert", class_name="form-problem", custom_attrs={"data-error": ""}),
        method="post",
        action=door,
        no_validate=True,
        class_name="form",
        aria_label=says,
        custom_attrs=attributes,
    )


def door_field(
    name: str,
    label: str,
    *,
    kind: str = "text",
    autocomplete: str,
    help: rx.Var[str] | str = "",
    focus: bool = False,
    at_most: int = 200,
    form: str = "f",
    **props: object,
) -> rx.Component:
    """A field of a door_form. `form` keeps ids apart where a page has several forms."""
    field_id = f"{form}-{name}"
    return rx.el.div(
        rx.el.div(
            rx.el.label(label, html_for=field_id),
            _eye(field_id) if kind == "password" else rx.fragment(),
            class_name="form-label",
        ),
        rx.el.input(
            id=field_id,
            name=name,
            type=kind,
            auto_complete=autocomplete,
            auto_focus=focus,
            auto_capitalize="none" if kind in ("email", "password") else None,
            spell_check=False if kind in ("email", "password") else None,
            max_length=at_most,
            class_name="field",
            aria_describedby=f"{field_id}-under {field_id}-error",
            **props,
        ),
        rx.el.div(
            rx.el.p(id=f"{field_id}-error", class_name="form-error", custom_attrs={"data-error": name}),
            rx.el.p(help, id=f"{field_id}-under", class_name="form-help"),
            class_name="form-under",
        ),
        class_name="form-field",
    )


def from_address(name: str) -> rx.Component:
    """What the mailed link carries."""
    return rx.el.input(type="hidden", name=name, custom_attrs={"data-from-address": ""})


def submit(words: rx.Var[str] | str) -> rx.Component:
    return rx.el.button(words, type="submit", class_name="button button-go form-submit")


def field(
    label: str,
    control: rx.Component,
    *,
    field_id: str,
    help: rx.Var[str] | str = "",
    error: rx.Var[str] | str = "",
) -> rx.Component:
    """A field of a page that keeps what is typed. The control carries `field_id` as its id."""
    return rx.el.div(
        rx.el.div(rx.el.label(label, html_for=field_id), class_name="form-label"),
        control,
        rx.el.div(
            rx.cond(
                error,
                rx.el.p(error, class_name="form-error", role="alert", custom_attrs={"data-says": ""}),
                rx.el.p(help, class_name="form-help"),
            ),
            class_name="form-under",
        ),
        class_name="form-field",
    )


def typed(field_id: str, value: rx.Var[str], on_change: object, **props: object) -> rx.Component:
    """An input that is kept a moment after the last key."""
    return rx.debounce_input(
        rx.el.input(id=field_id, value=value, on_change=on_change, class_name="field", **props),
        debounce_timeout=500,
    )


def choice(
    field_id: str, value: rx.Var[str], options: object, on_change: object, first: str = "", **props: object
) -> rx.Component:
    """`options`: [(value, words)], or a var of things with value and label. `first`: nothing chosen yet."""
    shown = (
        [rx.el.option(words, value=each) for each, words in options]
        if isinstance(options, list)
        else [rx.foreach(options, lambda each: rx.el.option(each.label, value=each.value))]
    )
    none = [rx.el.option(first, value="")] if first else []
    return rx.el.select(
        *none, *shown, id=field_id, value=value, on_change=on_change, class_name="field select", **props
    )


def ticks(
    legend: str,
    things: rx.Var,
    tick: Callable[[rx.Var], rx.Component],
    *,
    help: str = "",
    error: rx.Var[str] | str = "",
) -> rx.Component:
    """A tick for each of `things`."""
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="form-label"),
        rx.foreach(things, tick),
        rx.cond(
            error,
            rx.el.p(error, class_name="form-error", role="alert"),
            rx.el.p(help, class_name="form-help"),
        ),
        class_name="checks",
    )


def tick(
    words: rx.Var[str] | str,
    is_ticked: rx.Var[bool],
    on_change: object,
    *beside: rx.Component,
    **props: object,
) -> rx.Component:
    box = rx.el.input(type="checkbox", checked=is_ticked, on_change=on_change, class_name="check", **props)
    return rx.el.label(box, words, *beside, class_name="check-line")


def saved(words: rx.Var[str]) -> rx.Component:
    """ "Saved 10:42", once something was."""
    return rx.el.span(
        rx.cond(words, rx.fragment(rx.icon("check", size=14), words), rx.fragment()),
        class_name="saved",
        role="status",
    )


def copied(text: rx.Var[str], says: str) -> rx.Component:
    """Text with a button that copies it."""
    return rx.el.div(
        rx.el.code(text, class_name="copy-text", tab_index=0),
        rx.el.button(
            rx.icon("copy"),
            rx.el.span("Copy", class_name="button-words always"),
            type="button",
            class_name="button",
            aria_label=says,
            on_click=[rx.set_clipboard(text), rx.toast.success("Copied", duration=2000)],
        ),
        class_name="copy",
    )


def _eye(field_id: str) -> rx.Component:
    return rx.el.button(
        "Show",
        type="button",
        class_name="form-eye",
        aria_pressed="false",
        aria_label="Show or hide the password",
        custom_attrs={"data-shows-password": field_id},
    )
