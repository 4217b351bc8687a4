"""The language of a short wish: three common words are more than "no tengo internet" has."""

from caly_app.agents.sector import Sector
from caly_app.agents.understanding.languages import outnumbering


def language_of_a_wish(said: str, so_far: str, known: tuple[str, ...], sector: Sector) -> str:
    """One whose words name a wish here, where those of the language so far name none; else `so_far`.

    A pattern alone is not enough ("report" is in two languages): the words of the other language have to
    outnumber those of the language so far as well.
    """
    others = outnumbering(said, so_far, known)
    if not others or _names_a_wish(said, so_far, sector):
        return so_far
    return next((one for one in others if _names_a_wish(said, one, sector)), so_far)


def _names_a_wish(said: str, language: str, sector: Sector) -> bool:
    own = (pattern for intent in sector.intents.values() for pattern in intent.patterns.get(language, ()))
    return any(pattern.search(said) for pattern in own)
