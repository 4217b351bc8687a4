"""The language of a message, however short: three common words are more than "no tengo internet" has."""

from caly_app.agents.sector import Sector
from caly_app.agents.turn import TurnContext
from caly_app.agents.understanding.languages import language_of, of_the_first_words, outnumbering
from caly_app.agents.understanding.parts import requested


def language_spoken(said: str, turn: TurnContext) -> str:
    so_far = turn.dialogue.language or turn.language
    known = tuple(dict.fromkeys((*turn.config.languages, so_far)))
    if (wanted := requested(said, sells_languages=turn.sector.sells_languages)) in known:
        return wanted
    expected = turn.dialogue.question.asks if turn.dialogue.question else ()
    kinds = {turn.sector.slots[slot].kind for slot in expected if slot in turn.sector.slots}
    if kinds & {"name", "address"} and "?" not in said:
        return so_far  # a name says nothing about the language of the one who bears it
    found = language_of(said[:500], so_far, known)
    if found == so_far and not turn.dialogue.question and not turn.dialogue.flows:
        found = of_the_first_words(said, so_far, known)
    return found if found != so_far else language_of_a_wish(said[:500], so_far, known, turn.sector)


def language_of_a_wish(said: str, so_far: str, known: tuple[str, ...], sector: Sector) -> str:
    """One whose words name a wish or a fact here, where those of the language so far name none.

    A pattern alone is not enough ("report" is in two languages): the words of the other language have to
    outnumber those of the language so far as well.
    """
    others = outnumbering(said, so_far, known)
    if not others or _names_a_wish(said, so_far, sector):
        return so_far
    wished = next((one for one in others if _names_a_wish(said, one, sector)), "")
    return wished or next((one for one in others if _names_a_fact(said, one, sector)), so_far)


def _names_a_wish(said: str, language: str, sector: Sector) -> bool:
    own = (pattern for intent in sector.intents.values() for pattern in intent.patterns.get(language, ()))
    return any(pattern.search(said) for pattern in own)


def _names_a_fact(said: str, language: str, sector: Sector) -> bool:
    own = (pattern for patterns in sector.facts.values() for pattern in patterns.get(language, ()))
    return any(pattern.search(said) for pattern in own)
