"""The frame around every page of people who are signed in: rail, bar with title and action, content.

On a phone the rail is a bar at the bottom, with the four things this role needs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from caly_app.components.buttons import round_button
from caly_app.components.link import goes
from caly_app.components.live_dot import live_dot
from caly_app.components.palette import opens_palette, palette


@dataclass(frozen=True)
class Place:
    """Something the rail leads to. `only_for`: the roles that see it, all when empty."""

    key: str
    label: str
    href: str
    icon: str
    only_for: tuple[str, ...] = ()


PLACES = (
    Place("start", "Start", "/", "house"),
    Place("queue", "Queue", "/queue", "inbox", ("admin", "operator")),
    Place("conversations", "Conversations", "/conversations", "messages-square"),
    Place("appointments", "Appointments", "/appointments", "calendar-days"),
    Place("records", "Records", "/records", "folder-open"),
    Place("customers", "Customers", "/customers", "users"),
    Place("learning", "Learning", "/learning", "graduation-cap"),
    Place("metrics", "Metrics", "/metrics", "chart-column"),
    Place("reports", "Reports", "/reports", "clipboard-list"),
    Place("mail", "Mail", "/mail", "mail", ("admin",)),
    Place("settings", "Settings", "/settings/workspace", "settings", ("admin",)),
)

_AT_WORK = 9  # of them; the others set up

# On a phone: three of them, and the rest behind "More".
_ON_PHONE = {
    "admin": ("start", "queue", "conversations"),
    "operator": ("queue", "conversations", "appointments"),
    "viewer": ("start", "conversations", "appointments"),
}


@dataclass(frozen=True)
class Frame:
    """What the shell shows and does, as variables and events of a state."""

    role: Any  # rx.Var[str]: admin | operator | viewer
    name: Any
    initials: Any
    workspace_name: Any
    workspace_sector: Any
    workspaces: Any  # rx.Var[list] of things with id, name, sector, is_current
    waiting: Any  # rx.Var[int]: customers nobody has claimed
    is_late: Any  # rx.Var[bool]: one of them longer than promised
    model_is_away: Any  # rx.Var[bool]: the language model of the installation does not answer
    model_notice: Any  # text, href and link: a limit of it is reached, or nearly; '' for none
    looked_at: Any
    palette: Any  # things to find: label, hint, href, id
    choose_workspace: Any  # event(workspace_id)
    sign_out: Any
    pick: Any  # event(id) of something picked in the palette


def shell(
    *content: rx.Component,
    frame: Frame,
    place: str,
    title: rx.Var[str] | str,
    about: rx.Var[str] | str = "",
    action: rx.Component | None = None,
    fills: bool = False,
) -> rx.Component:
    """`place`: key of PLACES that is lit. `fills`: the content scrolls by itself, in the whole width."""
    body = content if fills else (rx.el.div(*content, class_name="page-column"),)
    return rx.el.div(
        _rail(frame, place),
        rx.el.main(
            rx.el.header(
                rx.el.h1(title, class_name="page-title"),
                rx.el.span(about, class_name="page-about"),
                rx.el.span(class_name="page-space"),
                _find(),
                action or rx.fragment(),
                class_name="page-bar",
            ),
            rx.cond(frame.model_is_away, _model_is_away(), rx.fragment()),
            rx.cond(frame.model_notice.text, _model_notice(frame), rx.fragment()),
            rx.el.div(*body, class_name="page-body"),
            class_name="page",
            id="content",
        ),
        _bottom(frame, place),
        palette(frame.palette, frame.pick),
        class_name="desk",
    )


def _find() -> rx.Component:
    return rx.el.button(
        rx.icon("search"),
        rx.el.span("Find", class_name="find-words"),
        rx.el.kbd(class_name="find-key", aria_hidden=True),
        type="button",
        class_name="find",
        aria_label="Find anything",
        on_click=opens_palette(),
    )


def _rail(frame: Frame, place: str) -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            _workspaces(frame),
            rx.el.button(
                rx.icon("panel-left"),
                type="button",
                class_name="round-button",
                title="Narrow or wide",
                aria_label="Make the rail narrow or wide",
                custom_attrs={"data-toggles-rail": ""},
            ),
            class_name="rail-top",
        ),
        rx.el.nav(
            *[_link(each, frame, each.key == place, each.only_for) for each in PLACES[:_AT_WORK]],
            rx.el.div("Set up", class_name="nav-group for-role for-admin"),
            *[_link(each, frame, each.key == place, each.only_for) for each in PLACES[_AT_WORK:]],
            class_name="rail-nav",
            aria_label="Main",
        ),
        rx.el.div(
            rx.el.div(
                live_dot(frame.looked_at, frame.waiting, frame.role),
                rx.el.div(
                    round_button("keyboard", "Keys of this page", on_click=opens_palette("keys")),
                    _color_mode(),
                    class_name="rail-buttons",
                ),
                class_name="rail-tools",
            ),
            _who(frame),
            class_name="rail-foot",
        ),
        class_name="rail",
    )


def _link(place: Place, frame: Frame, is_current: bool, roles: Iterable[str]) -> rx.Component:
    """Which role sees it is a matter of style, so that nothing jumps when the role becomes known."""
    seen_by = " ".join(["", "for-role", *(f"for-{role}" for role in roles)]) if roles else ""
    return goes(
        rx.icon(place.icon),
        rx.el.span(place.label, class_name="nav-label"),
        _count(frame) if place.key == "queue" else rx.fragment(),
        href=place.href,
        class_name=f"nav{seen_by}",
        title=place.label,
        custom_attrs={"aria-current": "page"} if is_current else {},
    )


def _count(frame: Frame) -> rx.Component:
    return rx.cond(
        frame.waiting > 0,
        rx.el.span(
            frame.waiting,
            rx.el.span(" waiting", class_name="unseen"),
            class_name=rx.cond(frame.is_late, "nav-count is-late", "nav-count"),
        ),
        rx.fragment(),
    )


def _only_for(frame: Frame, place: Place, shown: rx.Component) -> rx.Component:
    if not place.only_for:
        return shown
    allowed = frame.role == place.only_for[0]
    for role in place.only_for[1:]:
        allowed = allowed | (frame.role == role)
    return rx.cond(allowed, shown, rx.fragment())


def _workspaces(frame: Frame) -> rx.Component:
    return rx.menu.root(
        rx.menu.trigger(
            rx.el.button(
                rx.el.span(rx.icon("building-2", size=14), class_name="mark", aria_hidden=True),
                rx.el.span(
                    rx.el.b(frame.workspace_name),
                    rx.el.span(frame.workspace_sector),
                    class_name="place-words",
                ),
                rx.icon("chevrons-up-down", size=14, class_name="place-mark"),
                type="button",
                class_name="place",
                aria_label="Choose a workspace",
            ),
        ),
        rx.menu.content(_workspace_items(frame)),
    )


def _workspace_items(frame: Frame) -> rx.Component:
    return rx.foreach(
        frame.workspaces,
        lambda workspace: rx.menu.item(
            rx.cond(workspace.is_current, rx.icon("check", size=14), rx.box(width="14px")),
            workspace.name,
            rx.el.span(workspace.sector, class_name="soft small"),
            on_select=frame.choose_workspace(workspace.id),
        ),
    )


def _who(frame: Frame) -> rx.Component:
    return rx.menu.root(
        rx.menu.trigger(
            rx.el.button(
                rx.el.span(frame.initials, class_name="mark mark-person", aria_hidden=True),
                rx.el.span(rx.el.b(frame.name), rx.el.span(frame.role), class_name="who-words"),
                type="button",
                class_name="who",
                aria_label="You",
            ),
        ),
        rx.menu.content(_own_items(frame)),
    )


def _own_items(frame: Frame) -> rx.Component:
    return rx.fragment(
        rx.el.div(frame.name, class_name="menu-label"),
        rx.menu.item(rx.icon("user", size=14), "Your account", on_select=rx.redirect("/settings/account")),
        rx.menu.item(rx.icon("sun-moon", size=14), "Light or dark", on_select=rx.toggle_color_mode),
        rx.menu.separator(),
        rx.menu.item(rx.icon("log-out", size=14), "Sign out", on_select=frame.sign_out),
    )


def _color_mode() -> rx.Component:
    return round_button("sun-moon", "Light or dark", on_click=rx.toggle_color_mode)


def _bottom(frame: Frame, place: str) -> rx.Component:
    shown = [
        _link(each, frame, each.key == place, [role for role, keys in _ON_PHONE.items() if each.key in keys])
        for each in PLACES
        if any(each.key in keys for keys in _ON_PHONE.values())
    ]
    return rx.el.nav(
        *shown,
        _more(frame),
        class_name="bottom",
        aria_label="Main",
    )


def _model_is_away() -> rx.Component:
    return rx.el.p(
        rx.icon("cloud-off", size=16),
        "The language model does not answer just now: the agents go on with their own understanding.",
        role="status",
        class_name="page-note",
    )


def _model_notice(frame: Frame) -> rx.Component:
    return rx.el.p(
        rx.icon("gauge", size=16),
        rx.el.span(
            frame.model_notice.text,
            rx.cond(
                frame.model_notice.href,
                rx.fragment(" ", goes(frame.model_notice.link, href=frame.model_notice.href)),
                rx.fragment(),
            ),
        ),
        role="status",
        class_name="page-note",
    )


def _more(frame: Frame) -> rx.Component:
    return rx.menu.root(
        rx.menu.trigger(
            rx.el.button(
                rx.icon("ellipsis"),
                rx.el.span("More", class_name="nav-label"),
                type="button",
                class_name="nav",
            ),
        ),
        rx.menu.content(
            *[
                _only_for(frame, each, rx.menu.item(each.label, on_select=rx.redirect(each.href)))
                for each in PLACES
            ],
            rx.menu.separator(),
            rx.el.div("Workspace", class_name="menu-label"),
            _workspace_items(frame),
            rx.menu.separator(),
            _own_items(frame),
        ),
    )
