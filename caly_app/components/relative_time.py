"""How long ago, and until when: both tick in the browser, with the exact time as their title."""

import reflex as rx


class _Since(rx.Component):
    library = "$/public/desk/since.jsx"
    tag = "Since"
    at: rx.Var[str]
    title: rx.Var[str]
    exact: rx.Var[bool]
    ago: rx.Var[bool]


class _Deadline(rx.Component):
    library = "$/public/desk/since.jsx"
    tag = "Deadline"
    due: rx.Var[str]
    says: rx.Var[str]
    wait_seconds: rx.Var[int]
    urgency: rx.Var[str]


def since(
    at: rx.Var[str] | str, title: rx.Var[str] | str = "", *, exact: bool = False, ago: bool = False
) -> rx.Component:
    """`at` is ISO 8601; "4 min", or "4:12" when `exact`, or "4 min ago"."""
    return _Since.create(at=at, title=title, exact=exact, ago=ago)


def deadline(
    due: rx.Var[str] | str,
    says: rx.Var[str] | str,
    wait_seconds: rx.Var[int] | int,
    urgency: rx.Var[str] | str,
) -> rx.Component:
    """A bar that shortens in the last `wait_seconds` before `due`. `says`: due, where it is far.

    `urgency`: emergency | high | normal.
    """
    return _Deadline.create(due=due, says=says, wait_seconds=wait_seconds, urgency=urgency)
