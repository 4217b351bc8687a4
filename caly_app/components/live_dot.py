"""Says whether what is on the screen is so now: live, reconnecting (how long), stale (since when)."""

import reflex as rx
from reflex_components_core.core.banner import connection_errors_count


class _LiveDot(rx.Component):
    library = "$/public/desk/live.jsx"
    tag = "LiveDot"
    looked_at: rx.Var[float]
    errors: rx.Var[int]
    waiting: rx.Var[int]
    role: rx.Var[str]


def live_dot(looked_at: rx.Var[float], waiting: rx.Var[int], role: rx.Var[str]) -> rx.Component:
    """`looked_at` changes whenever the server has read anew: any number that it was not before.
    `waiting` customers are also told in the title of the browser's tab; `role` is kept for the next page,
    so that its rail is right from the start.
    """
    return _LiveDot.create(looked_at=looked_at, errors=connection_errors_count, waiting=waiting, role=role)
