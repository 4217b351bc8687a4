"""A link to another page of ours: goes there without loading everything anew."""

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink


def goes(*content: object, href: rx.Var[str] | str, **props: object) -> rx.Component:
    return ReactRouterLink.create(*content, to=href, **props)
