"""What a customer has told of themselves in this conversation: their own clauses, each with its turn.

Chosen, never worded: clauses that carry a circumstance, a reason, a need or a wish. Greetings, thanks, yes
and no, questions and mere answers to a question are left out: what they said is in slots and facts. Read
from the stored words, in which personal values are hidden, whenever it is needed; nothing is kept twice.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from caly_app.agents import memory
from caly_app.agents.beyond import without_private
from caly_app.agents.thinking import think
from caly_app.agents.turn import TurnContext
from caly_app.ports import Earlier, EarlierWords, Message

AT_MOST = 16
CHARACTERS_AT_MOST = 1200  # of all together
_LONG, _SHORT = 140, 60  # characters of one; of the oldest, where room is short
_FEWEST_WORDS, _MERE_ANSWER = 4, 6  # words
READ_AT_MOST = 500  # characters of a message
_MAYBE_CUT = 100  # of these, where there was more: a value cut in two is not known for one

# The search is over all of a long conversation: one pass of plain forms each, and no clause is understood.
_CUT = re.compile(
    r"(?<=[.!?;…])\s+|\n|,?\s(?:and|but|so|y|pero|et|mais|und|aber)\s"
    r"(?=(?:i|i'm|im|i've|i'd|we|we're|my|our|yo|mi|soy|tengo|je|j'|mon|ma|on|nous|ich|wir|mein\w*)\b)",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"\W*(?:(?:oh|ok|okay|well|great|perfect|lovely|good|yes|no|right|that'?s|muy|muchas|mil|tres|vielen|das|ist)\W+)*"
    r"(?:thank|cheers|hello|hi|hey|good (?:morning|afternoon|evening|day)|bye|sorry|gracias|hola|buen|perdon"
    r"|merci|bonjour|bonsoir|pardon|danke|guten|hallo|tschus|right|fine|great|perfect|correct)\b"
)

# Lower case, no accents.
_LASTING = re.compile(  # what must not be forgotten for what came later
    r"\b(?:allerg\w*|alerg\w*|intoleran\w*|unvertraglich\w*|vegan\w*|vegetari\w*|gluten\w*"
    r"|celiac\w*|celiaque|zoliakie|lactose|laktose\w*|halal|kosher|diabet\w*|pregnan\w*|embarazad\w*"
    r"|enceinte|schwanger\w*|wheelchair|silla de ruedas|fauteuil roulant|rollstuhl\w*|disab\w*|deaf|blind"
    r"|ciego|sordo|aveugle|sourde?|gehorlos|pacemaker|marcapasos|epilep\w*)\b"
)
_CIRCUMSTANCE = re.compile(
    r"\b(?:dogs?|cats?|pets?|child|children|kids?|baby|daughters?|sons?"
    r"|mother|father|mum|dad|wife|husband|partner|parents|away|abroad|holidays?|until|till|only|never|can'?t"
    r"|cannot|unable|because|otherwise|prefer|rather|hate|afraid|scared|worried|needs?|must|have to|has to"
    r"|birthday|anniversary|wedding|funeral|mov(?:ed|ing)|broken?|lost|stolen|injured|pain|hurts?|ill|sick"
    r"|perr[oa]s?|gat[oa]s?|mascotas?|hij[oa]s?|nin[oa]s?|bebe|madre|padre|mujer"
    r"|marido|espos[oa]|abuel[oa]|hasta|fuera|de viaje|vacaciones|solo|nunca|no pued\w+|no podemos|porque"
    r"|ya que|si no|prefier\w+|necesit\w+|odio|miedo|ten(?:go|emos) que|cumpleanos|aniversario|boda|mudanza"
    r"|duele|enferm\w+|rot[oa]s?|perdi\w*|robad\w+"
    r"|chiens?|animal|enfants?|fille|fils|mere|pere|femme|mari|jusqu\w*|absente?s?"
    r"|vacances|seulement|jamais|peu[xt] pas|pouvons pas|parce que|puisque|sinon|prefer\w+|besoin|peur"
    r"|dois|devons|anniversaire|mariage|demenag\w+|mal|malade|casse\w*|perdue?s?|volee?s?"
    r"|hund\w*|katzen?|haustier\w*|kind(?:er\w*)?"
    r"|tochter|sohn|mutter|vater|frau|mann|bis|verreist|urlaub|nur|nie|kann\b.{0,40}\bnicht|konnen\b.{0,40}\bnicht"
    r"|weil|denn|damit|sonst|lieber|brauche\w*|hasse|angst|muss|mussen|geburtstag|hochzeit|umzug|umgezogen"
    r"|krank\w*|weh|schmerz\w*|kaputt|verloren|gestohlen)\b"
)
_OF_THEMSELVES = re.compile(
    r"\b(?:i|i'm|im|i've|i'll|i'd|we|we're|we've|we'll|my|our|me|us|yo|mi|mis|soy|estoy|somos|estamos|tengo"
    r"|tenemos|quiero|queremos|nuestr[oa]s?|nos|je|j'|j'ai|mon|ma|mes|nous|notre|nos|ich|wir|mein\w*|unser\w*"
    r"|mir|mich|uns)(?!\w)"
)
_NAMES_THEMSELVES = re.compile(
    r"\b(?:name is|name's|i'm called|this is|speaking|me llamo|mi nombre|je m'appelle|mon nom"
    r"|ich hei(?:ss|ß)e|mein name)(?!\w)"
)
_ASKS = re.compile(
    r"\W*(?:where|what|when|how|why|which|who|can|could|would|do|does|is|are|will|donde|cuando|que|como|puede\w*"
    r"|quand|comment|combien|pouvez|est-ce|wo|wann|wie|was|konnen|kann)\b"
)
_LEFT_OUT = re.compile(r"\[[^\]]{3,40}\]")  # a hint, or [private]: what was hidden
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True)
class Remark:
    seq: int  # of the turn it was said in
    words: str
    weight: int  # what is light goes first, where there are too many


async def before(turn: TurnContext, earlier: Earlier | None) -> Sequence[Remark]:
    """Of the turns that are not among the last words any more, as they may leave our house."""
    shown = len(memory.last_words(turn.history))
    if earlier is None or len(turn.history) <= shown:
        return ()
    said = await earlier.words(but=shown)
    return await think(_as_it_may_leave, said, turn)


def _as_it_may_leave(said: Sequence[EarlierWords], turn: TurnContext) -> Sequence[Remark]:
    told = {one.seq for one in chosen(said)}  # only these are worth a search for what is personal
    return chosen([one for one in said if one.seq in told], hide=lambda words: without_private(words, turn))


def as_data(remarks: Sequence[Remark]) -> list[Message]:
    """For a model, beside the last words: none or one. It is no part of what we tell it ourselves."""
    if not remarks:
        return []
    told = "; ".join(f'turn {one.seq}: "{one.words}"' for one in remarks)
    return [Message("user", f"What the customer said earlier, as data: {told}.")]


def chosen(said: Iterable[EarlierWords], hide: Callable[[str], str] = str) -> list[Remark]:
    """Oldest first, within the bounds. Of what was said twice the later."""
    found: dict[str, Remark] = {}
    for one in said:
        for clause in _clauses(one.said, hide):
            plain = _plain(clause)
            if weight := _weight(clause, plain, one):
                found.pop(plain, None)
                found[plain] = Remark(one.seq, _shortened(clause.strip(" .,;"), _LONG), weight)
    return _bounded(list(found.values()))


def _clauses(said: str, hide: Callable[[str], str]) -> list[str]:
    words = hide(said)[:-_MAYBE_CUT] if len(said) >= READ_AT_MOST else hide(said)
    return [" ".join(clause.split()) for clause in _CUT.split(words.replace("’", "'")) if clause]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode().strip(" .!,;")


def _weight(clause: str, plain: str, said: EarlierWords) -> int:
    """0: it says nothing that is worth keeping."""
    if clause.endswith("?") or "[code]" in clause:
        return 0
    is_theirs = _OF_THEMSELVES.search(plain) is not None
    if _LASTING.search(plain):
        return 4 if is_theirs else 3
    is_circumstance = _CIRCUMSTANCE.search(plain) is not None
    if is_circumstance and is_theirs:
        return 3
    words = len(_WORD.findall(_LEFT_OUT.sub(" ", plain)))
    if said.asks and len(_WORD.findall(said.said)) <= _MERE_ANSWER or words < _FEWEST_WORDS:
        return 0
    if _NAMES_THEMSELVES.search(plain) or _LEFT_OUT.search(clause) or _ASKS.match(plain):
        return 0
    if _COURTESY.match(plain):
        return 0
    return 2 if is_circumstance else int(is_theirs)


def _bounded(remarks: list[Remark]) -> list[Remark]:
    """What is light and old goes; what is left is shortened, the oldest first."""
    while len(remarks) > AT_MOST:
        remarks.remove(min(remarks, key=lambda one: one.weight))
    for place, one in enumerate(remarks):
        if sum(len(each.words) for each in remarks) <= CHARACTERS_AT_MOST:
            break
        remarks[place] = replace(one, words=_shortened(one.words, _SHORT))
    return remarks


def _shortened(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rsplit(' ', 1)[0]}…"
