"""What a message may have meant, in words for people of the business."""

from dataclasses import dataclass

from caly_app.agents.sector import Sector
from caly_app.models import OUT_OF_SCOPE, SMALL_TALK, Review, ReviewState
from caly_app.queries.dialogues import in_words as code_in_words
from caly_app.services import reviews

_OF_NO_AGENT = {
    OUT_OF_SCOPE: "Nothing that your agents do",
    SMALL_TALK: "Small talk",
    "": "Nothing in particular",
}
_STANDS = {
    ReviewState.PROPOSED: "waits for an admin",
    ReviewState.ACCEPTED: "accepted",
    ReviewState.REJECTED: "rejected",
}


@dataclass(frozen=True)
class Option:
    value: str
    label: str


def options(sector: Sector) -> list[Option]:
    """By agent, in the sector's order; small talk and out of scope last."""
    names = reviews.meanings(sector)
    agents = list(sector.agents)
    places = {name: agents.index(sector.agent_of[name]) for name in sector.intents}
    return [Option(name, _label(sector, name)) for name in sorted(names, key=lambda n: places.get(n, 999))]


def title(sector: Sector | None, meaning: str) -> str:
    if meaning in _OF_NO_AGENT:
        return _OF_NO_AGENT[meaning]
    return sector.title_of(meaning, "en") if sector else code_in_words(meaning)


def in_words(review: Review, sector: Sector | None) -> str:
    """What a person says of it: "Mara Lind: Refill a prescription (accepted)"."""
    how = "as the agent took it" if review.is_right else _STANDS[review.state]
    said = f"{title(sector, review.meant)}, {how}"
    if review.is_right and review.understood:
        said = "understood right"
    return f"{review.proposed_by_name or 'A program'}: {said}"


def _label(sector: Sector, name: str) -> str:
    agent = sector.agents.get(sector.agent_of.get(name, ""))
    whose = agent.title.get("en", "") if agent else ""
    return f"{whose}: {title(sector, name)}" if whose else title(sector, name)
