"""What came of a mailed link."""

import reflex as rx

from caly_app.errors import Refused
from caly_app.services import accounts


class VerifyState(rx.State):
    outcome: str = ""  # verified, or why not; empty until it is known

    @rx.event
    async def verify(self):
        self.outcome = ""
        try:
            await accounts.verify(self.router.url.query_parameters.get("token", ""))
        except Refused:
            self.outcome = "It was used, or is older than three days. Sign in to have another one mailed."
        else:
            self.outcome = "verified"
