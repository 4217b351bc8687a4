"""Colours and sizes that were asked for and that an article does not come in."""

import re
from collections.abc import Collection, Iterator, Sequence

from caly_app.ports import StoredRecord

_COLOURS = (
    "black negro negra negros noir noire noirs schwarz schwarze schwarzen schwarzer schwarzes",
    "white blanco blanca blancos blanc blanche blancs weiß weiss weiße weißen weißer weißes",
    "red rojo roja rojos rouge rouges rot rote roten roter rotes",
    "blue azul azules bleu bleue bleus blau blaue blauen blauer blaues",
    "green verde verdes vert verte verts grün grüne grünen grüner grünes",
    "yellow amarillo amarilla jaune jaunes gelb gelbe gelben gelber gelbes",
    "grey gray gris grises grise grau graue grauen grauer graues",
    "brown marrón marron marrons braun braune braunen brauner braunes",
    "pink rosa rose",
    "purple morado morada violet violette lila violett",
    "beige",
    "turquoise turquesa türkis",
)
_GROUPS = tuple(frozenset(line.split()) for line in _COLOURS)
COLOURS = frozenset(word for group in _GROUPS for word in group)
_SIZE = re.compile(
    r"\b(?:sizes?|talla|taille|pointure|gr(?:ö|oe)(?:ß|ss)e)\s+(?P<size>\w{1,4})\b", re.IGNORECASE
)
_A_SIZE = re.compile(r"\d{1,3}|x{0,3}[sml]|small|medium|large", re.IGNORECASE)
_SHOWN_IN = ("name", "variant", "kind", "description")


def same_colour(word: str) -> frozenset[str]:
    """'Bleue' is said of what comes in bleu, or in blue."""
    return next((group for group in _GROUPS if word in group), frozenset((word,)))


def asked_in_vain(said: str, family: Sequence[StoredRecord], spelled: dict[str, str]) -> str:
    """'The blue one', 'in size 45': the word as it was said, where no record of the article has it."""
    told = {word for one in family for field in _SHOWN_IN for word in _words(str(one.data.get(field, "")))}
    for word in _words(said):
        if group := next((group for group in _GROUPS if word in group), None):
            if not group & told:
                return word
    return next(
        (size for size in _sizes(said) if not {size.casefold(), spelled.get(size.casefold(), size)} & told),
        "",
    )


def _sizes(said: str) -> Iterator[str]:
    for match in _SIZE.finditer(said):
        if _A_SIZE.fullmatch(match["size"]):
            yield match["size"]


def _words(text: str) -> Collection[str]:
    return [word.casefold() for word in re.findall(r"\w+", text)]
