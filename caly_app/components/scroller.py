"""Holds a transcript and keeps the reader's place in it."""

import reflex as rx


class _Scroller(rx.Component):
    library = "$/public/desk/scroller.jsx"
    tag = "Scroller"
    name: rx.Var[str]
    last: rx.Var[int]
    label: rx.Var[str]
    hits: rx.Var[str]


def scroller(
    *children: rx.Component,
    name: rx.Var[str],
    last: rx.Var[int],
    label: str,
    hits: rx.Var[str] | str = "",
) -> rx.Component:
    """`name`: whose transcript it is. `last`: how many lines it has, to count those below the reader.
    `hits`: words that are marked; the first of them is scrolled to.
    """
    return _Scroller.create(*children, name=name, last=last, label=label, hits=hits)
