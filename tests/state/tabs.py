"""A browser tab, as much of it as a state sees."""

from typing import Any, TypeVar

import reflex as rx
from reflex.istate.data import HeaderData, ReflexURL, RouterData

from caly_app.services.sign_ins import COOKIE

State = TypeVar("State", bound=rx.State)


def a_tab(of: type[State], token: str = "", path: str = "/") -> State:
    """`token`: of a sign-in, as the session cookie. `path`: with its query."""
    state = of(_reflex_internal_init=True)
    state.router = RouterData(
        headers=HeaderData(cookie=f"other=1; {COOKIE}={token}"),
        url=ReflexURL(f"http://127.0.0.1:3000{path}"),
    )
    return state


async def call(handler: Any, state: rx.State, *arguments: object) -> str:
    """What an event of a page does; its effects (redirect, toast) as text."""
    found = handler.fn(state, *arguments)
    if hasattr(found, "__aiter__"):
        return str([effect async for effect in found])
    return str(await found if hasattr(found, "__await__") else found)
