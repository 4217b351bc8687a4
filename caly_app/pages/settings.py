"""/settings: leads to the first page of them."""

import reflex as rx

from caly_app.components.empty_state import bones
from caly_app.pages.frame import WATCH, framed
from caly_app.state.settings import SettingsState


@rx.page(route="/settings", title="Settings | Caly", on_load=[WATCH, SettingsState.go_to_first])
def settings() -> rx.Component:
    return framed(bones(4, "9rem"), place="settings", title="Settings")
