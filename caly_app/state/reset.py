"""Whether somebody comes with a mailed link."""

import reflex as rx


class ResetState(rx.State):
    way: str = ""  # ask | choose; empty until it is known

    @rx.event
    def look(self):
        self.way = "choose" if self.router.url.query_parameters.get("token") else "ask"
