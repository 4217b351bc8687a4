"""The web app, put together: the pages, and what runs beside them."""

import reflex as rx

app = rx.App()


@app.add_page
def index() -> rx.Component:
    return rx.heading("Caly")
