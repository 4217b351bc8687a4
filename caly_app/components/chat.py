"""The customer's widget inside a page of ours: to try an agent, just as customers meet it."""

from typing import Any

import reflex as rx


class _CalyChat(rx.Component):
    library = "$/public/chat/caly-chat-react.jsx"
    tag = "CalyChat"
    slug: rx.Var[str]
    store: rx.Var[str]
    language: rx.Var[str]
    assistant: rx.Var[str]
    theme: rx.Var[str]
    on_answered: rx.EventHandler[rx.event.no_args_event_spec]


def chat(slug: rx.Var[str] | str, *, store: str = "memory", **more: Any) -> rx.Component:
    """Fills its box, which needs a height. `store`: "memory" begins anew each time, "local" goes on.

    `more`: language, assistant (an id), theme ("light" or "dark"), and on_answered, which is called once
    the agent has answered for the first time.
    """
    return _CalyChat.create(slug=slug, store=store, **more)
