"""How something stands: a word, an icon and a colour, never a colour alone."""

import reflex as rx

_CONVERSATION = {  # status -> (icon, words, tone)
    "waiting": ("clock-alert", "Waiting", "warn"),
    "operator": ("headset", "Operator", "mine"),
    "agent": ("sparkles", "Agent", ""),
    "ended": ("check", "Ended", ""),
}
_URGENCY = {
    "emergency": ("siren", "Emergency", "danger"),
    "high": ("triangle-alert", "High", "warn"),
    "normal": ("clock", "Normal", ""),
}
_APPOINTMENT = {
    "booked": ("calendar-check", "Booked", ""),
    "cancelled": ("calendar-x", "Cancelled", "warn"),
}
_MOOD = {
    "good": ("smile", "Content", "good"),
    "even": ("meh", "Even", ""),
    "bad": ("frown", "Unhappy", "warn"),
}
_LEAD = {
    "none": ("minus", "No lead", ""),
    "new": ("sparkle", "New", ""),
    "interested": ("sprout", "Interested", "mine"),
    "qualified": ("star", "Qualified", "mine"),
    "won": ("check", "Won", "good"),
    "lost": ("x", "Lost", "warn"),
}
_CHANNEL = {"chat": ("message-square", "Chat", ""), "voice": ("phone", "Call", "")}


def chip(icon: str, words: rx.Var[str] | str, tone: str = "") -> rx.Component:
    """`tone`: danger | warn | good | mine, or nothing."""
    return rx.el.span(rx.icon(icon), words, class_name=f"chip chip-{tone}" if tone else "chip")


def conversation_status(status: rx.Var[str]) -> rx.Component:
    return _one_of(status, _CONVERSATION)


def lead_status(status: rx.Var[str]) -> rx.Component:
    return _one_of(status, _LEAD)


def urgency(name: rx.Var[str]) -> rx.Component:
    return _one_of(name, _URGENCY)


def appointment_status(status: rx.Var[str]) -> rx.Component:
    return _one_of(status, _APPOINTMENT)


def mood(name: rx.Var[str]) -> rx.Component:
    """`name`: good | even | bad; nothing for anything else."""
    return _one_of(name, _MOOD)


def channel(name: rx.Var[str]) -> rx.Component:
    return _one_of(name, _CHANNEL)


def quiet(icon: str, words: rx.Var[str] | str) -> rx.Component:
    """How things usually are: said, but not loudly."""
    return rx.el.span(rx.icon(icon), words, class_name="status")


def _one_of(value: rx.Var[str], kinds: dict[str, tuple[str, str, str]]) -> rx.Component:
    shown = [
        (name, chip(icon, words, tone) if tone else quiet(icon, words))
        for name, (icon, words, tone) in kinds.items()
    ]
    return rx.match(value, *shown, rx.fragment())
