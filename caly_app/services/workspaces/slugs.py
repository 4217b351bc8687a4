"""The name of a workspace in addresses: /chat/elm-row-clinic."""

import re
import secrets
import unicodedata
from itertools import count

from caly_app import card_numbers
from caly_app.agents.sectors import all_sectors
from caly_app.db import Session
from caly_app.queries import workspaces as workspace_queries

TAKEN = "This address is taken."
RESERVED = frozenset({"conversations", "api", "embed", "demo"})
_FORM = re.compile(r"[a-z0-9][a-z0-9-]{1,62}", re.ASCII)
_AT_MOST = 63


def what_is_wrong(slug: str, *, is_demo: bool) -> str:
    """Empty when it may be a slug."""
    if not _FORM.fullmatch(slug):
        return "Please use 2 to 63 small letters, digits and hyphens; a letter or digit comes first."
    if card_numbers.find(slug):
        return "This looks like the number of a payment card."
    if slug in RESERVED or (not is_demo and slug in _of_demos()):
        return "This word is reserved."
    return ""


async def is_taken(session: Session, slug: str) -> bool:
    """By any organization."""
    return await workspace_queries.by_slug(session, slug) is not None


async def free_one(session: Session, name: str) -> str:
    """From the name of the business: elm-row-clinic, or elm-row-clinic-2 where there is one."""
    wish = from_name(name)
    for number in count(1):
        end = f"-{number}" if number > 1 else ""
        slug = wish[: _AT_MOST - len(end)].rstrip("-") + end
        if not what_is_wrong(slug, is_demo=False) and not await is_taken(session, slug):
            return slug
        if number == 20:
            break
    return f"{wish[:50].rstrip('-')}-{secrets.token_hex(3)}"


def from_name(name: str) -> str:
    """Letters without their accents; "business" where none are left."""
    name = card_numbers.without_cards(name)
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("&", " and "))
    letters = plain.encode("ascii", "ignore").decode().lower().replace("'", "")
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_AT_MOST].rstrip("-")
    return slug if len(slug) > 1 else "business"


def _of_demos() -> set[str]:
    return {f"demo-{sector.replace('_', '-')}" for sector in all_sectors()}
