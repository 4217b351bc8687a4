"""Where an operator writes. A draft stays with its conversation, and what was not sent can be sent again."""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx


@dataclass(frozen=True)
class CannedReply:
    key: str  # typed after a slash
    text: str


# First form: the same for everybody. Each workspace has its own with the office.
CANNED_REPLIES = (
    CannedReply("hello", "Hello, I have read your messages and take over from here."),
    CannedReply("moment", "One moment please, I am looking that up."),
    CannedReply("more", "Could you tell me a little more about that?"),
    CannedReply("call", "May we call you about this? Which number suits you best?"),
    CannedReply("anything", "Is there anything else I can do for you?"),
    CannedReply("bye", "Thank you for writing to us. Have a good day."),
)


def _words_and_id(words: rx.Var[str], client_turn_id: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return words, client_turn_id


class _Composer(rx.Component):
    library = "$/public/desk/composer.jsx"
    tag = "Composer"
    name: rx.Var[str]
    may_reply: rx.Var[bool]
    may_note: rx.Var[bool]
    why: rx.Var[str]
    hint: rx.Var[str]
    accepted: rx.Var[str]
    refused: rx.Var[str]
    canned: rx.Var[Sequence[CannedReply]]
    on_reply: rx.EventHandler[_words_and_id]
    on_note: rx.EventHandler[_words_and_id]
    on_typing: rx.EventHandler[rx.event.no_args_event_spec]


def composer(**props: object) -> rx.Component:
    """`name` of the conversation, `may_reply`, `may_note`, `why` not (and the key `hint` that mends it),
    `accepted` and `refused` (the id of what was sent last), `on_reply`, `on_note`, `on_typing`.
    """
    return _Composer.create(canned=CANNED_REPLIES, **props)
