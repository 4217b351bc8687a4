"""Which personal values are hidden where: by the rules that the sector names, or as the business chose.

Card numbers and one-time codes are no matter of choice: they are never stored. Nor are logs: they hold no
customer's words at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

KINDS = ("phone", "email", "date_of_birth", "address", "account", "identity_number")
PLACES = ("transcript", "prompt")

# Where somebody is to be found is what a delivery or a viewing is about; of a patient it is private.
_HIDDEN_IN_TRANSCRIPTS = {
    "GDPR": frozenset({"phone", "email", "date_of_birth", "account", "identity_number"}),
    "HIPAA": frozenset(KINDS),
    "PCI-DSS": frozenset({"account"}),
}


@dataclass(frozen=True)
class Privacy:
    transcript: frozenset[str] = frozenset(KINDS)
    prompt: frozenset[str] = frozenset(KINDS)  # what a language model is told


def privacy_of(compliance: Mapping[str, object], chosen: Mapping[str, object]) -> Privacy:
    """`compliance`: of sector.yaml. `chosen`: place -> kinds; without it, a place is as the sector says."""
    frameworks = compliance.get("frameworks")
    named = tuple(map(str, frameworks)) if isinstance(frameworks, list | tuple) else ()
    transcript, prompt = _chosen(chosen, "transcript"), _chosen(chosen, "prompt")
    return Privacy(
        transcript=_by_rules(named) if transcript is None else transcript,
        prompt=Privacy().prompt if prompt is None else prompt,
    )


def in_force(
    compliance: Mapping[str, object], settings: Mapping[str, object], chosen: Mapping[str, object]
) -> Mapping[str, object]:
    """What the business chose; where its sector's strict rules are on, everything is hidden and nothing
    remembered for the next time."""
    if settings.get(str(compliance.get("strict_where", ""))) is not True:
        return chosen
    return {**dict.fromkeys(PLACES, list(KINDS)), "memory_days": 0}


def _chosen(chosen: Mapping[str, object], place: str) -> frozenset[str] | None:
    kinds = chosen.get(place)
    if not isinstance(kinds, Iterable) or isinstance(kinds, str):
        return None
    return frozenset(kind for kind in map(str, kinds) if kind in KINDS)


@lru_cache
def _by_rules(frameworks: tuple[str, ...]) -> frozenset[str]:
    """A framework that nobody knows here hides nothing more; a sector that names none hides all."""
    if not frameworks:
        return frozenset(KINDS)
    known = (_HIDDEN_IN_TRANSCRIPTS.get(name.upper().replace(" ", "-"), ()) for name in frameworks)
    return frozenset(kind for kinds in known for kind in kinds)
