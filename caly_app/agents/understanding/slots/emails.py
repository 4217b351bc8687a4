"""E-mail addresses, typed or dictated ("ros dot penhale at example dot org")."""

import re

from email_validator import EmailNotValidError, validate_email

from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.plain import plain

_TYPED = re.compile(r"[^\s@<>()\[\],;:\"']{1,64}@[^\s@<>()\[\],;:\"']{1,255}")
_SIGN = {
    "en": (r"at|at sign", r"dot|period|point", r"underscore", r"dash|hyphen|minus"),
    "es": (r"arroba", r"punto", r"guion bajo|barra baja", r"guion"),
    "fr": (r"arobase|at|chez", r"point", r"underscore|tiret bas", r"tiret"),
    "de": (r"at|affe|klammeraffe", r"punkt", r"unterstrich", r"bindestrich|minus"),
}
_LEAD = re.compile(
    r"(?:(?:my |the )?(?:e-?mail|mail|address)(?: address)?(?: is|'s)?|s|it's|it is|that's"
    r"|is|es|ist|est|und|and|to|at|please|yes|yeah|ok|sure|mi|correo)[ ,:]+"
)


def find_emails(said: str, context: SlotContext) -> list[Found]:
    """Lower case. What looks like an address but cannot be one is "invalid"."""
    found = []
    for match in _TYPED.finditer(said):
        text = match.group().rstrip(".!?…")
        found.append(_checked(text, text, match.start(), match.start() + len(text)))
    return found or _spoken(said, context)


def _checked(address: str, text: str, start: int, end: int) -> Found:
    try:
        normal = validate_email(address, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return Found("email", "", text, start, end, "invalid")
    return Found("email", normal, text, start, end)


def _spoken(said: str, context: SlotContext) -> list[Found]:
    words = plain(said, context.language)
    at, dot, underscore, dash = _SIGN.get(context.language, _SIGN["en"])
    if not re.search(rf"\b(?:{at})\b", words.text) or not re.search(rf"\b(?:{dot})\b|\w\.\w", words.text):
        return []
    part = r"[a-z0-9][a-z0-9._-]{0,40}"
    joint = rf"(?: (?:{dot}|{underscore}|{dash}) | (?=[a-z0-9]\b)|(?<=\b[a-z0-9]) )"
    pattern = re.compile(
        rf"(?<![\w.'])(?P<local>{part}(?:{joint}{part}){{0,24}}) (?:{at}) "
        rf"(?P<domain>{part}(?:(?: (?:{dot}|{dash}) | (?=[a-z0-9]\b)|(?<=\b[a-z0-9]) "
        rf"){part}){{1,24}}|[a-z0-9-]+\.[a-z.]+)"
    )
    found = []
    for match in pattern.finditer(words.text):
        start_of_local = _without_lead(match["local"])
        address = "@".join(_signs(one, dot, underscore, dash) for one in (start_of_local, match["domain"]))
        begin = match.end("local") - len(start_of_local)
        start, end = words.span(begin, match.end())
        one = _checked(address, words.said[start:end], start, end)
        if one.value or context.expected == "email":
            found.append(one)
    return found


def _without_lead(local: str) -> str:
    while (lead := _LEAD.match(local)) is not None and lead.end() < len(local):
        local = local[lead.end() :]
    return local


def _signs(part: str, dot: str, underscore: str, dash: str) -> str:
    part = re.sub(rf"\s(?:{underscore})\s", "_", part)
    part = re.sub(rf"\s(?:{dash})\s", "-", part)
    part = re.sub(rf"\s(?:{dot})\s", ".", part)
    return part.replace(" ", "")
