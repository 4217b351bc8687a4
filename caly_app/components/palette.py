"""Cmd/Ctrl-K and the keys of a page.

A key lives on the thing it presses: `keyed("c", "Claim")` on a button, and ? lists it by itself.
"""

from typing import Any

import reflex as rx


def _picked(item_id: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (item_id,)


class _Palette(rx.Component):
    library = "$/public/desk/palette.jsx"
    tag = "Palette"
    items: rx.Var[Any]
    on_pick: rx.EventHandler[_picked]


def palette(items: Any, on_pick: Any) -> rx.Component:
    """`items`: things with label, hint and href; one without href is picked by its id."""
    return _Palette.create(items=items, on_pick=on_pick)


def opens_palette(view: str = "find") -> rx.event.EventSpec:
    """`view`: find or keys."""
    return rx.call_script(f"document.dispatchEvent(new CustomEvent('caly-palette', {{detail: '{view}'}}))")


def keyed(key: str, says: str) -> dict[str, str]:
    """Attributes of whatever this key presses."""
    return {"data-key": key, "data-key-says": says}


def kbd(key: str) -> rx.Component:
    return rx.el.kbd(key)
