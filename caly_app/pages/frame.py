"""The frame of every page of somebody who is signed in: the shell, with what it shows.

A page is made so, and its `on_load` begins with WATCH:

    @rx.page(route="/queue", title="Queue | Caly", on_load=[WATCH, QueueState.watch])
    def queue() -> rx.Component:
        return framed(..., place="queue", title="Queue")
"""

import reflex as rx

from caly_app.components.buttons import link_button
from caly_app.components.empty_state import empty_state
from caly_app.components.shell import Frame, shell
from caly_app.state.shell import ShellState

WATCH = ShellState.watch


def framed(
    *content: rx.Component,
    place: str,
    title: rx.Var[str] | str,
    about: rx.Var[str] | str = "",
    action: rx.Component | None = None,
    fills: bool = False,
) -> rx.Component:
    """`place`: what is lit in the rail. `fills`: the content has the whole width and scrolls by itself."""
    refused = empty_state(
        "lock",
        "Only for admins",
        "Ask an admin of your organization to change this, or to make you one.",
        link_button("What is yours", "/settings/account"),
    )
    shown = rx.cond(ShellState.is_refused, refused, rx.fragment(*content)) if place == "settings" else None
    return shell(
        *([shown] if shown is not None else content),
        frame=_frame(),
        place=place,
        title=title,
        about=about,
        action=action,
        fills=fills,
    )


def _frame() -> Frame:
    return Frame(
        role=ShellState.role,
        name=ShellState.name,
        initials=ShellState.initials,
        workspace_name=ShellState.workspace_name,
        workspace_sector=ShellState.workspace_sector,
        workspaces=ShellState.workspaces,
        waiting=ShellState.waiting,
        is_late=ShellState.is_late,
        model_is_away=ShellState.model_is_away,
        model_notice=ShellState.model_notice,
        looked_at=ShellState.looked_at,
        palette=ShellState.palette,
        choose_workspace=ShellState.choose_workspace,
        sign_out=ShellState.sign_out,
        pick=ShellState.choose_workspace,
    )
