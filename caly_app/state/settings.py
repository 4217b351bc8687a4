"""/settings alone: the first page of them that is yours."""

import reflex as rx

from caly_app.actor import Permission
from caly_app.errors import NotSignedIn
from caly_app.state.signed_in import current_actor

_FIRST, _OWN = "/settings/workspace", "/settings/account"


class SettingsState(rx.State):
    @rx.event
    async def go_to_first(self):
        try:
            actor = await current_actor(self)
        except NotSignedIn:
            return rx.redirect(f"/sign-in?next={_FIRST}", replace=True)
        may_change = actor.may(Permission.CHANGE_WORKSPACES)
        return rx.redirect(_FIRST if may_change else _OWN, replace=True)
