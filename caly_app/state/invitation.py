"""What a mailed invitation is for, and how whoever opens it can accept."""

import reflex as rx

from caly_app.actor import Role
from caly_app.errors import NotSignedIn, Refused
from caly_app.services import accounts
from caly_app.services.members import WHAT_THEY_DO
from caly_app.state.signed_in import current_person


class InvitationState(rx.State):
    way: str = ""  # new | password | click | gone; empty until it is known
    organization: str = ""
    email: str = ""
    role: str = ""
    can: str = ""

    @rx.event
    async def look(self):
        self.reset()
        try:
            found, has_account = await accounts.look_at_invitation(
                self.router.url.query_parameters.get("token", "")
            )
        except Refused:
            self.way = "gone"
            return
        self.organization, self.email, self.role = found.organization_name, found.email, found.role
        self.can = WHAT_THEY_DO[Role(found.role)]
        if not has_account:
            self.way = "new"
        else:
            self.way = "click" if await self._is_signed_in_as(found.email) else "password"

    async def _is_signed_in_as(self, email: str) -> bool:
        try:
            return (await current_person(self)).email == email
        except NotSignedIn:
            return False
