"""How a business's chat looks: its colour, which must be seen, its logo, its first words."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from caly_app.services.fields import Fields

SEEN_FROM = 3.0  # contrast that a button needs against the page (WCAG 2.2, 1.4.11)

_WHITE, _INK = "#ffffff", "#111111"


def checked(fields: Fields, wanted: Mapping[str, str]) -> dict[str, str]:
    """{color, logo_url, welcome}: empty ones are left out. `on_color`, what can be read on it, is added."""
    branding: dict[str, str] = {}
    if color := wanted.get("color", "").strip().lower():
        if not re.fullmatch(r"#[0-9a-f]{6}", color, re.ASCII):
            fields.wrong["branding.color"] = "Please give a colour like #0b7285."
        elif (seen := contrast(color, _WHITE)) < SEEN_FROM:
            fields.wrong["branding.color"] = (
                f"This colour is too light to be seen on the white chat: its contrast is {seen:.1f}, "
                f"and {SEEN_FROM:.0f} is the least."
            )
        else:
            branding |= {"color": color, "on_color": readable_on(color)}
    if logo := fields.line("branding.logo_url", wanted.get("logo_url", ""), at_most=1000, required=False):
        if not _is_web_address(logo):
            fields.wrong["branding.logo_url"] = "Please give an address that begins with https://."
        branding["logo_url"] = logo
    if welcome := fields.text("branding.welcome", wanted.get("welcome", "").strip(), at_most=500):
        branding["welcome"] = welcome
    for name in set(wanted) - {"color", "on_color", "logo_url", "welcome"}:
        fields.wrong[f"branding.{name[:40]}"] = "There is no such thing to set."
    return branding


def readable_on(color: str) -> str:
    """White or ink, whichever is read more easily."""
    return max((_WHITE, _INK), key=lambda ink: contrast(color, ink))


def contrast(one: str, other: str) -> float:
    """1 to 21, as WCAG 2 computes it. Colours as #rrggbb."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and '"' not in text and "<" not in text
