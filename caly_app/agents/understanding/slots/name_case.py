"""A name as people write theirs, however it was typed: "johannes van der berg"."""

import re

PARTICLES = frozenset(
    "van von der den de del della di da dos das du la le las los el bin ibn al ter ten "
    "zu zur y e af av".split()
)


def cased(name: str) -> str:
    """Mixed case stands; one case becomes title case, particles small."""
    if not (name.islower() or (name.isupper() and len(name) > 3)):
        return name
    parts = name.lower().split(" ")
    return " ".join(
        part if part in PARTICLES and 0 < place < len(parts) - 0 and len(parts) > 1 else _title(part)
        for place, part in enumerate(parts)
    )


def _title(word: str) -> str:
    pieces = re.split(r"(['’\-])", word)
    done = "".join(piece[:1].upper() + piece[1:] for piece in pieces)
    if done.startswith("Mc") and len(done) > 4:
        return "Mc" + done[2:3].upper() + done[3:]
    if re.search(r"['’]S\Z", done):
        return done[:-1] + "s"
    return done
