"""/settings/members: who belongs to the organization, what they may do, who is invited."""

import reflex as rx

from caly_app.components.buttons import button, round_button
from caly_app.components.empty_state import bones
from caly_app.components.form import choice
from caly_app.components.relative_time import since
from caly_app.components.settings import block, settings
from caly_app.components.status import chip
from caly_app.pages.frame import WATCH, framed
from caly_app.state.members import MembersState as Members
from caly_app.state.shell import ShellState

_ROLES = [("admin", "Admin"), ("operator", "Operator"), ("viewer", "Viewer")]
_WHAT_THEY_DO = "Admins set everything up and invite others. Operators answer customers. Viewers read."


@rx.page(route="/settings/members", title="Members | Caly", on_load=[WATCH, Members.watch])
def members() -> rx.Component:
    return framed(
        settings(
            rx.cond(Members.is_loaded & ~Members.is_verified, _verify(), rx.fragment()),
            rx.cond(Members.may_change, _invite(), rx.fragment()),
            block(
                "Members",
                _WHAT_THEY_DO,
                rx.cond(
                    Members.is_loaded,
                    rx.el.ul(rx.foreach(Members.rows, _member), class_name="rows"),
                    bones(3),
                ),
            ),
            rx.cond(
                Members.invited.length() > 0,
                block(
                    "Invited",
                    "Their links are good for a week.",
                    rx.el.ul(rx.foreach(Members.invited, _invitation), class_name="rows"),
                ),
                rx.fragment(),
            ),
            _asks(),
            part="members",
            is_admin=ShellState.role == "admin",
        ),
        place="settings",
        title="Settings",
    )


def _verify() -> rx.Component:
    return rx.el.div(
        rx.icon("mail-warning", size=16),
        rx.el.span(
            "Verify ", rx.el.b(Members.own_email), " before you invite others: the link is in your mail."
        ),
        button("Mail it again", on_click=Members.mail_again),
        class_name="banner",
        role="status",
    )


def _invite() -> rx.Component:
    return block(
        "Invite",
        "By e-mail. Who has an account joins with it.",
        rx.el.form(
            rx.debounce_input(
                rx.el.input(
                    type="email",
                    value=Members.email,
                    on_change=Members.set_email,
                    placeholder="mara@example.org",
                    auto_complete="off",
                    max_length=320,
                    class_name="field",
                    aria_label="E-mail of whom you invite",
                    aria_invalid=Members.error != "",
                    aria_describedby="invite-error",
                ),
                debounce_timeout=200,
            ),
            choice("invite-role", Members.role, _ROLES, Members.set_role, aria_label="Role"),
            rx.el.button("Invite", type="submit", class_name="button button-go"),
            on_submit=lambda _: Members.invite(),
            no_validate=True,
            class_name="line-form",
        ),
        rx.el.div(
            rx.el.p(Members.error, class_name="form-error", id="invite-error", role="alert"),
            class_name="form-under",
        ),
    )


def _member(row: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.initials, class_name="mark mark-person", aria_hidden=True),
        rx.el.span(
            rx.el.b(row.name, rx.cond(row.is_me, rx.el.span(" (you)", class_name="soft"), "")),
            rx.el.span(row.email, class_name="soft small one-line"),
            class_name="row-words row-two",
        ),
        rx.el.span(
            rx.cond(
                row.is_online,
                chip("circle-dot", "Online", "good"),
                rx.cond(
                    row.seen_at,
                    rx.el.span("Seen ", since(row.seen_at, ago=True), class_name="soft small"),
                    rx.fragment(),
                ),
            ),
            class_name="row-state",
        ),
        rx.cond(
            Members.may_change,
            choice(
                "role-" + row.account_id,
                row.role,
                _ROLES,
                lambda role: Members.change_role(row.account_id, role),
                aria_label="Role of " + row.name,
            ),
            rx.el.span(row.role, class_name="soft"),
        ),
        rx.cond(
            Members.may_change | row.is_me,
            round_button("x", "Remove", on_click=Members.ask_to_remove(row.account_id)),
            rx.fragment(),
        ),
    )


def _invitation(row: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.b(row.email),
            rx.el.span(row.role, class_name="soft small"),
            class_name="row-words row-two",
        ),
        rx.el.span(
            rx.cond(
                row.has_expired,
                chip("clock-alert", "Expired", "warn"),
                rx.el.span("Mailed ", since(row.sent_at, ago=True), class_name="soft small"),
            ),
            class_name="row-state",
        ),
        button("Mail again", on_click=Members.invite_again(row.email, row.role)),
        round_button("x", "Revoke", on_click=Members.revoke(row.id)),
    )


def _asks() -> rx.Component:
    """Before somebody is removed, with their name."""
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.alert_dialog.title(
                rx.cond(
                    Members.asked.is_me,
                    "Leave this organization?",
                    rx.fragment("Remove ", Members.asked.name, "?"),
                ),
                size="4",
            ),
            rx.alert_dialog.description(
                rx.cond(
                    Members.asked.is_me,
                    "You are signed out, and need another invitation to come back.",
                    "They are signed out at once. They can be invited again.",
                ),
                size="2",
            ),
            rx.el.div(
                rx.alert_dialog.cancel(rx.el.button("Keep", type="button", class_name="button")),
                rx.alert_dialog.action(
                    rx.el.button(
                        rx.cond(Members.asked.is_me, "Leave", "Remove"),
                        type="button",
                        class_name="button button-danger",
                        on_click=Members.remove,
                    )
                ),
                class_name="ask-feet",
            ),
            class_name="ask desk-words",
        ),
        open=Members.asked.bool(),
        on_open_change=lambda is_open: rx.cond(is_open, rx.noop(), Members.keep()),
    )
