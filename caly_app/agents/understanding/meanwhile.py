"""What a customer does while we wait for an answer, and what comes right by itself before there is one."""

import re

from caly_app.agents.understanding.message import Message, asks
from caly_app.agents.understanding.slots.taken_back import WAIT

_AN_ANSWER = re.compile(
    r"\W*(?:yes|yeah|yep|yup|do it|go ahead|sí|oui|ja|no|nope|non|nein|nee)\b", re.IGNORECASE
)
_SOME = 20  # words: more than that tells something else as well
_WORDS = frozenset({"text", "name", "address"})  # kinds that anything may be
_WAITS = re.compile(
    rf"\W*(?:(?:oh|ah|ok(?:ay)?|right|well|so|no|ay|bueno|vale|bon|ach|also|gut)\W+)*(?:{WAIT}"
    r"|(?:just )?(?:a|one) (?:sec|second|minute|moment)\b|momento\b|let me\b|lemme\b"
    r"|laissez-moi\b|d[eé]jeme\b"
    r"|(?:un|une|einen?) (?:momento|segundo|moment|instant|seconde|augenblick|sekunde)\b)",
    re.IGNORECASE,
)
_LOOKS = re.compile(
    r"\b(?:let me|lemme|i'?ll|i will|i(?:'ve| have)? (?:need|got|have) to|i must|i'm|i am)"
    r"(?: just| quickly| going to| gonna| go and| go| only)*"
    r" (?:look\w*|check\w*|have a look|having a look|find\w*|get|getting|fetch\w*|grab\w*|dig\w*)\b"
    r"|\b(?:que|d[eé]jeme|voy a|tengo que)(?: (?:lo|la|me))? (?:mir|busc|coj|comprob|comprueb)(?:o|ar|er)\w*"
    r"|\bvoy (?:a )?por\b"
    r"|\b(?:je(?: vais)?|laissez-moi|que je)(?: (?:juste|vite|la|le|les))?"
    r" (?:regard|vérifi|cherch|prend|pren|vais voir)\w*"
    r"|\b(?:ich|muss|lassen sie mich)(?: (?:ich|mal|kurz|schnell|eben|nur|noch|das|die|den))*"
    r" (?:schau|such|guck|hol|seh|prüf|nachseh|nachschau|nachguck)\w*"
    r"|\b(?:schau|guck|such|hol|seh)e? ich\b",
    re.IGNORECASE,
)
_FOUND = re.compile(
    r"\bfound (?:it|them|him|her)\b|\b(?:here|there) (?:it is|they are)\b"
    r"|\b(?:l[ao]s?) (?:he|hemos) encontrado\b|\bl[ao]s? encontr(?:é|amos)\b|\baquí est(?:á|án)\b"
    r"|\b(?:l'|les )(?:ai|avons) (?:re)?trouvée?s?\b|\bl[ae]s? voilà\b"
    r"|\bhabe?n?\b[^.?!,]{0,20}\bgefunden\b|\bda (?:ist|sind) (?:sie|er|es) ja\b",
    re.IGNORECASE,
)
_CAME_RIGHT = re.compile(
    r"\bfalse alarm\b|\bpanic over\b|\bproblem solved\b"
    r"|\b(?:it|they|that|everything)(?:'s|'re|'ve| has| have| is| are)? (?:only |all )?just"
    r" (?:turned up|come back|came back|started working|sorted itself)\b"
    r"|\b(?:it|they|that)(?:'s|'ve| has| have)? (?:turned up|sorted itself|fixed itself)\b"
    r"|\b(?:it|that|everything)(?:'s| is| seems to be)(?: all)? (?:working (?:again|now)"
    r"|back (?:on|up)(?=\W*$|[,.;!]| (?:again|now)))"
    r"|\bfalsa alarma\b|\bya (?:ha vuelto|volvió|funciona|me funciona|va bien|apareció|ha aparecido)\b"
    r"|\bacaba de (?:volver|aparecer)\b"
    r"|\bfausse alerte\b|\b(?:c'est|elle est|il est|tout est) revenue?s?\b"
    r"|\bça (?:remarche|marche (?:de|à) nouveau)\b"
    r"|\bfehlalarm\b|\bfalscher alarm\b|\bhat sich\b[^.?!,]{0,12}\berledigt\b|\bwieder aufgetaucht\b"
    r"|\b(?:geht|läuft|funktioniert)\b[^.?!,]{0,15}\bwieder\b|\bist (?:jetzt |gerade )?wieder da\b",
    re.IGNORECASE,
)
_BUT = re.compile(  # "es geht schon wieder nicht", "it's back on and off"
    r"\b(?:but|not|never|and off|pero|nunca|mais|pas|jamais|aber|nicht|kein\w*|nie)\b|n't\b|\d", re.IGNORECASE
)


def wants_to_look(message: Message) -> bool:
    """'Hang on, let me get the letter', where something is asked for: it stays asked."""
    if not message.expected or _is_more(message) or message.is_marked("thinks_it_over"):
        return False
    return bool(_WAITS.match(message.said) and _LOOKS.search(message.said)) and not _tells(message)


def has_come_right(message: Message) -> bool:
    """'Oh, found it', 'it's just come back on': nothing is left to be done about it. What was looked for
    where something is asked may be the answer."""
    asks_whether = message.expected == ("confirmation",)
    if not (message.flow and message.expected) or _is_more(message):
        return False
    if asks_whether and _AN_ANSWER.match(message.said):
        return False
    is_so = _CAME_RIGHT.search(message.said) or asks_whether and _FOUND.search(message.said)
    return bool(is_so) and not _tells(message)


def _is_more(message: Message) -> bool:
    said = message.said
    return asks(said) or len(said.split()) > _SOME or _BUT.search(said) is not None


def _tells(message: Message) -> bool:
    """Something that is asked for, in as many words."""
    slots = message.turn.sector.slots
    heard = message.hear(message.flow, message.said).fills if message.flow else ()
    return any(one.slot in message.expected and slots[one.slot].kind not in _WORDS for one in heard)
