"""Whatever has no page."""

import reflex as rx

from caly_app.components.error_page import not_found_page


@rx.page(route="404", title="No such page | Caly")
def not_found() -> rx.Component:
    return not_found_page()
