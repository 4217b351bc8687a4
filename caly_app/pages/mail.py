"""/mail: what the demo would have mailed."""

import reflex as rx

from caly_app.components.empty_state import bones, empty_state
from caly_app.components.relative_time import since
from caly_app.pages.frame import WATCH, framed
from caly_app.state.mail import MailState as Mail


@rx.page(route="/mail", title="Mail | Caly", on_load=[WATCH, Mail.watch])
def mail() -> rx.Component:
    return framed(
        rx.cond(
            Mail.is_loaded,
            rx.cond(
                Mail.is_demo,
                rx.cond(
                    Mail.letters.length() > 0,
                    rx.el.div(rx.foreach(Mail.letters, _letter), class_name="letters"),
                    empty_state(
                        "mail",
                        "No mail yet",
                        "Invitations, links, codes and text messages of the demo appear here: its people do "
                        "not exist, so nothing is sent.",
                    ),
                ),
                empty_state(
                    "mail",
                    "Mail is sent, not shown",
                    "Only the demo's own mail is on this page. Where no mail server is set, whoever runs "
                    "Caly reads it with ./caly mail.",
                ),
            ),
            bones(4),
        ),
        place="mail",
        title="Mail",
        about="of the demo: kept here, never sent",
    )


def _letter(letter: rx.Var) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.el.span(
                rx.el.b(rx.cond(letter.is_text, "Text message", letter.subject), class_name="one-line"),
                rx.el.span("to ", letter.address, class_name="soft small one-line"),
                class_name="row-words row-two",
            ),
            since(letter.written_at),
        ),
        rx.el.p(letter.text, class_name="words letter-text"),
        rx.cond(
            letter.link,
            rx.el.p(rx.el.a("Open the link", href=letter.link, class_name="link"), class_name="letter-link"),
            rx.fragment(),
        ),
        class_name="letter",
    )
