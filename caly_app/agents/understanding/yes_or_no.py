"""Whether it is a yes or a no to what was asked."""

import re
from collections.abc import Sequence
from dataclasses import replace

from caly_app.agents.commands import (
    Affirm,
    Answer,
    Cancel,
    Clarify,
    Command,
    Deny,
    EndConversation,
    FillSlot,
    StartFlow,
)
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.clauses import split
from caly_app.agents.understanding.message import Message, asks
from caly_app.agents.understanding.slots import SlotContext, find
from caly_app.agents.understanding.slots.plain import folded
from caly_app.agents.understanding.slots.taken_back import NO, WAIT

_SHORT = 4  # words
_SENTENCE = re.compile(r"[.!?;]+(?:\s+|$)")
_LONG = 20  # words
_A_THING = 4  # letters
_RESERVED = re.compile(
    r"\b(?:but|if|unless|except|only|think|later|pero|si|salvo|sólo|solo|luego|mais|sauf|seulement|plus tard"
    r"|aber|wenn|falls|außer|nur|später)\b",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"\s*(?:ok(?:ay)?|right|fine|good|great|well|alright|vale|bueno|bien|bon|d'accord|gut|na gut)\b[ ,.!]*"
    r"(?P<said>[^?]*?)[ ,.!]*(?:bye(?: bye)?|goodbye|see you|adiós|hasta luego|au revoir|tsch[uü]ss)\W*",
    re.IGNORECASE,
)
STRONG_YES = re.compile(
    r"\b(?:yes|yeah|yep|yup|please|do it|do that|go ahead|book|confirm\w*|sí|por favor|oui|ja|bitte)\b",
    re.IGNORECASE,
)
_ENDS_IN_YES = re.compile(
    r"\w[ ,–-]+(?:yes|yeah|yep|sí|oui|ja)(?: please| por favor| s'il vous plaît| bitte)?\W*\Z", re.IGNORECASE
)
_SURE = re.compile(
    r"\b(?:sure|correct|exactly|absolutely|definitely|certainly|of course"
    r"|(?:that|it)(?:'s| is) (?:right|fine|ok(?:ay)?)"
    r"|claro|exact[oa]|correcto|de acuerdo|d'accord|exact(?:ement)?|parfait|genau|stimmt|natürlich|passt)\b",
    re.IGNORECASE,
)
_HOWEVER = re.compile(r"\b(?:but|unless|except|pero|salvo|mais|sauf|aber|außer)\b", re.IGNORECASE)
_THAT_IS_ALL = re.compile(
    r"\b(?:that'?ll do|that will do|that'?s (?:all|it|everything|me done|the lot|plenty)|nothing else"
    r"|all i need\w*"
    r"|(?:eso|con eso) (?:es todo|basta|me vale)|nada m[aá]s|c'est tout|ce sera tout|[çc]a suffit"
    r"|das (?:war'?s|wars|ist alles|w[aä]r'?s|reicht)|mehr nicht)\b",
    re.IGNORECASE,
)
_THANKS = re.compile(r"\b(?:thanks?|thank you|cheers|ta|gracias|merci|danke\w*)\b", re.IGNORECASE)
_LEAD = (
    r"\W*(?:(?:ok(?:ay)?|right|well|fine|good|yes|yeah|sí|oui|ja|oh|ah|god|hm+|actually|sorry|wait|then|so|but"
    r"|please|bueno|vale|pues|ay|pero|bon|ben|alors|mais|gut|na|ach|also|dann|aber)\W+)*"
)
# And nothing else, up to the pause.
_A_NO = re.compile(
    rf"{_LEAD}(?:{NO}|nee|nö)"
    r"(?:\W+(?:no(?:pe)?|way|chance|thanks|thank you|then|sorry|wait|gracias|merci|danke|dann|alors))*\W*",
    re.IGNORECASE,
)
_A_WHILE = (
    r"(?:(?:(?:just|nur|solo|sólo|juste|give me|d[eé]me|donnez-moi|geben sie mir) )*"
    r"(?:a|one|una?|une|einen?) (?:little |petite? |kleinen )?"
    r"(?:sec|seconde?|minute|moment|moment(?:o|ito)|minuto|segundo|instante?|sekunde|augenblick)"
    r"|(?:just )?(?:sec|moment|minute?|momento|momentito|instant))\b"
)
_A_MOMENT = re.compile(
    rf"{_LEAD}(?:(?:{WAIT})(?:\W+(?:kurz|mal|eben|noch|un peu|un poco))*(?:\W+{_A_WHILE})?|{_A_WHILE})"
    r"(?:\W+(?:please|por favor|s'il (?:vous|te) pla[iî]t|svp|bitte|mal|kurz|noch))*\W*",
    re.IGNORECASE,
)
_NO_AND_A_MOMENT = re.compile(rf"(?:{_LEAD}(?:{NO})\W+)?{_A_MOMENT.pattern}", re.IGNORECASE)
_PART = re.compile(r"[.,!?;:…–]+\s*")
_FIRST = re.compile(
    r"\bbefore (?:you|we) (?:do|go|book|order|send|cancel|change|confirm|carry|finish|say|put|press)\b"
    r"|\bbefore (?:that|this|anything)\b|\bantes de (?:nada|eso|que|\w+r\b)"
    r"|\bavant (?:ça|cela|tout|que|de \w+r\b)"
    r"|\bbevor (?:sie|du|ihr|wir)\b|\b(?:vorher|davor) noch\b",
    re.IGNORECASE,
)
_MISTOLD = re.compile(
    r"\b(?:told|gave|given|said)(?: (?:you|it|that|this))*(?: the)? (?:wrong\w*|incorrectly)\b"
    r"|\bgot (?:it|that) wrong\b"
    r"|\bme (?:he )?equivo(?:qué|cado|cada)\b|\bme suis trompée?\b|\bmich (?:vertan|geirrt|versprochen)\b",
    re.IGNORECASE,
)
_BYE = re.compile(
    r"\b(?:(?:good)?bye(?:[- ](?:bye|now|then|for now))?|ciao|adi[oó]s|hasta luego|au revoir|tsch[uü]ss?"
    r"|auf wiederseh\w+"
    r"|see (?:you|ya)(?: (?:on|in|next))?(?: \w+){0,2}"
    r"|(?:hasta|nos vemos)(?: el| la)? \w+|à (?:\w+di|demain|bientôt|plus(?: tard)?)"
    r"|bis (?:\w+tag|mittwoch|dann|bald|morgen|später))\W*\Z",
    re.IGNORECASE,
)
_SEE_YOU = re.compile(  # "marvellous. See you in June, wind permitting", "hasta el jueves entonces"
    r"(?:[^\W\d]+[.,!]? ){0,2}"
    r"(?:see (?:you|ya)(?: all)? (?:in|on|at|then|there|soon|later|tomorrow|next|this)\b"
    r"|nos vemos\b|hasta (?:el|la|entonces|mañana|pronto)\b"
    r"|on se voit\b|à (?:\w+di|demain|bientôt|la semaine)\b"
    r"|bis (?:(?:zum|im|nächste\w*) )?(?:\w+tag|mittwoch|dann|bald|morgen|später|woche|mal"
    r"|ja?nuar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b)"
    r"(?:[ ,]+(?!(?:and|but|can|could|would|please|y|pero|pued\w+|et|mais|p[eo]u\w+"
    r"|und|aber|kann|k[oö]nn\w+)\b)[^\W\d]+){0,5}\W*",
    re.IGNORECASE,
)
_ENDS_IN_THANKS = re.compile(
    r"(?:^|[.,!;] )\W*(?:\w+ ){0,2}(?:thanks?|thank you|cheers|ta|gracias|merci|danke\w*)(?: \w+){0,3}\W*\Z",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_THINGS = re.compile(r"\w+")
_ARTICLES = frozenset({"one", "un", "una", "uno", "une", "ein", "eine", "einen"})
_SHORT_YES = ("yes", "yeah", "yep", "ok", "sure", "si", "oui", "ja")


def yes_or_no(message: Message, text: str) -> Command | None:
    if message.is_marked("deny", text):
        return None if _goes_on_asking(message, text) else Deny()
    if _is_content(message, text):
        return Deny() if _THAT_IS_ALL.search(text) or _BYE.search(text) else Answer("thanks")
    if message.is_marked("affirm", text):
        return _if_it_stays(message, text)
    if message.expected == ("confirmation",):
        return (
            Affirm() if message.is_marked("affirm", _untwisted(text)) else _in_another_language(message, text)
        )
    return None


def _if_it_stays(message: Message, text: str) -> Command | None:
    """'Ok no keep it' only begins as a yes."""
    if message.is_marked("deny_first", text):
        return Deny()
    return None if _takes_leave(text) else Affirm()


def last_said(commands: Sequence[Command], message: Message) -> Sequence[Command]:
    """'Good grief, no', 'half of it? Ok, no. Leave it then', 'yes, hang on': what is said behind it takes a
    yes back. Where something is said otherwise, the no may mean that only."""
    if [*commands] == [Affirm()] and _is_pleased(message):
        return [Answer("thanks")]
    if _is_over(message) and any(map(_asks_on, commands)):
        return [one for one in commands if one not in (Deny(), Cancel())]
    if Affirm() not in commands or message.expected != ("confirmation",):
        return commands
    if message.is_read_back and _only_begins(message.said):
        return _unsaid(commands, message)
    if any(isinstance(one, FillSlot) for one in commands):
        return commands
    if _FIRST.search(message.said) and any(isinstance(one, Answer) for one in commands):
        return [one for one in commands if one != Affirm()]  # "fine. Before you do anything, is there ...?"
    if message.is_read_back and _counts_otherwise(message):
        return [Answer("read_back") if one == Affirm() else one for one in commands]
    if _MISTOLD.search(message.said):
        return [Deny() if one == Affirm() else one for one in commands]
    for part in reversed(_PART.split(message.said)):
        if _A_NO.fullmatch(part):
            return [Deny() if one == Affirm() else one for one in commands]
        if _A_MOMENT.fullmatch(part):
            return [Answer("as_said") if one == Affirm() else one for one in commands]
        if yes_or_no(message, part) == Affirm():
            break
    return commands


def _only_begins(text: str) -> bool:
    """'Right, well, if I am stuck with you another year ...' only begins so, and agrees to nothing."""
    if STRONG_YES.search(text) or _SURE.search(text):
        return False
    return len(text.split()) > _LONG or _HOWEVER.search(text) is not None


def _unsaid(commands: Sequence[Command], message: Message) -> Sequence[Command]:
    """Without the yes. What is said otherwise is read back anyway; another wish is now the wish, and whoever
    is named in it is not who speaks."""
    slots = message.turn.sector.slots
    said = [one for one in commands if one != Affirm()]
    if any(isinstance(one, StartFlow) for one in said):
        own = [one for one in said if not (isinstance(one, FillSlot) and slots[one.slot].personal)]
        return [replace(one, later=False) if isinstance(one, StartFlow) else one for one in own]
    if any(isinstance(one, FillSlot) for one in said):
        return said
    answers = [one for one in commands if isinstance(one, Answer)]
    return answers or [Answer("as_said")]


def _is_over(message: Message) -> bool:
    """Then 'oh no, a pity. Where are you?' is no goodbye, and 'I'll keep it. Any parking?' leaves nothing."""
    question = message.turn.dialogue.question
    return not message.flow and (question is None or question.about == "anything_else")


def _asks_on(command: Command) -> bool:
    is_end = isinstance(command, Affirm | Deny | Cancel | EndConversation | Clarify)
    return not is_end and command != Answer("thanks")


def _counts_otherwise(message: Message) -> bool:
    """'Yes, 18 mugs', where cancelling the order of the mugs was read back: so many of it are no part of
    that, and whoever counts them agrees to something else."""
    context = SlotContext(message.turn.now, message.turn.business.country, message.language)
    known = folded(" ".join(message.turn.dialogue.values().values()))
    numbers = {*_DIGITS.findall(known)}
    counted = [
        _THINGS.findall(folded(message.said[one.end :]))[:2]
        for one in find("number", message.said, context)
        if one.value not in numbers and one.text.casefold() not in _ARTICLES
    ]
    return any(word.rstrip("s") in known for words in counted for word in words if len(word) >= _A_THING)


def wants_a_moment(message: Message) -> bool:
    """'No wait', 'hang on a sec', where something is asked for, and nothing else with it."""
    asked = message.expected
    moment = _A_MOMENT if asked == ("confirmation",) else _NO_AND_A_MOMENT  # there "no, wait" is a no
    return bool(asked) and moment.fullmatch(message.said) is not None


def _goes_on_asking(message: Message, text: str) -> bool:
    """'No, that's a pity, but when does it come then?' says no goodbye."""
    question = message.turn.dialogue.question
    is_over = question is not None and question.about == "anything_else"
    return is_over and "?" in text and len(text.split()) > _SHORT


def _takes_leave(text: str) -> bool:
    """'Ok, she will ring you herself, bye' agrees to nothing that was read back."""
    leave = _LEAVE.fullmatch(text)
    return leave is not None and not STRONG_YES.search(text) and len(leave["said"].split()) >= _SHORT


def _is_content(message: Message, text: str) -> bool:
    """'That'll do, thank you' and 'great, thanks' want no person who was offered beside anything else."""
    question = message.turn.dialogue.question
    if question is None or question.about != "anything_else" or STRONG_YES.search(text) or "?" in text:
        return False
    words = len(text.split())
    return words <= _SHORT * 2 and (_THAT_IS_ALL.search(text) or _THANKS.search(text)) is not None


def _is_pleased(message: Message) -> bool:
    """'Great, she'll be pleased. Thanks!' wants nothing else, whatever yes there is in it."""
    question, said = message.turn.dialogue.question, message.said
    if message.flow or question and question.about != "anything_else":
        return False
    if "?" in said or STRONG_YES.search(said):
        return False
    return len(said.split()) <= _LONG and _THANKS.search(said) is not None


def _in_another_language(message: Message, text: str) -> Command | None:
    """'Sí' and 'oui' are a yes to whatever was asked in English; long sentences are not gone through."""
    sector = message.turn.sector
    for language in message.turn.config.languages if len(text.split()) <= _SHORT else ():
        if sector.is_marked("deny", text, language):
            return Deny()
        if sector.is_marked("affirm", text, language):
            return Affirm()
    return None


def _untwisted(text: str) -> str:
    """'yse', 'yess', 'okk': fingers that were too quick, where a yes is waited for."""
    word = re.sub(r"(\w)\1+", r"\1", text.casefold().strip(" .,!?"))
    return next((short for short in _SHORT_YES if sorted(short) == sorted(word)), word)


def said_yes_or_no(clauses: Sequence[Clause]) -> Command | None:
    said = {one.intent: one.reading.by for one in clauses if one.reading.sure and not _only_resembles(one)}
    if "affirm" in said and said.get("deny") == "examples" and said["affirm"] != "examples":
        return Affirm()  # "didn't know that. yes please": what resembles a no is none beside a yes
    return Deny() if "deny" in said else Affirm() if "affirm" in said else None


def _only_resembles(clause: Clause) -> bool:
    """'Is that it?' and 'half of it?' are asked by who has not agreed yet."""
    is_asked = clause.by_likeness and clause.intent == "affirm" and clause.is_question
    return is_asked and not STRONG_YES.search(clause.text)


def takes_leave(message: Message) -> bool:
    """'Thank you, see you Sunday' asks for nothing on Sunday; 'lovely, bye' agrees to nothing proposed."""
    text, question = message.said, message.turn.dialogue.question
    if "?" in text or len(text.split()) > _SHORT * 2 or not _BYE.search(text):
        return False
    if question is not None and question.about == "proposal":
        return not (STRONG_YES.search(text) or message.hear(question.flow, text).commands)
    return not message.flow and not message.expected and _THANKS.search(text) is not None


def looks_forward(message: Message) -> bool:
    """'See you in June, wind permitting' behind what was done: no stay is wanted in June."""
    question = message.turn.dialogue.question
    is_over = question is None or question.about == "anything_else"
    return is_over and not message.flow and _SEE_YOU.fullmatch(message.said) is not None


def takes_up(message: Message) -> bool:
    """'Yes please then': a plain yes, and no mere 'lovely', which what was answered since may have earned."""
    said = message.said
    if asks(said) or len(said.split()) > _LONG or not STRONG_YES.search(said):
        return False
    verdicts = [yes_or_no(message, part) for part in (said, *split(said), *_SENTENCE.split(said)) if part]
    return Affirm() in verdicts and Deny() not in verdicts


def ends_in_thanks(text: str) -> bool:
    """'I'll tell her to ring you, then. Thanks now'."""
    return "?" not in text and _ENDS_IN_THANKS.search(text) is not None


def agreed(text: str, values: list[Command], message: Message) -> Command | None:
    """'I see. Yes, the 25th please', 'What, sixty? No, then I stay': one of the sentences is a yes or a no.

    What is only to be thought about, or to be otherwise, is not agreed to.
    """
    if message.expected != ("confirmation",):
        return None
    said = [
        Affirm() if values and _ends_in_yes(sentence) and not asks(text) else yes_or_no(message, sentence)
        for sentence in _SENTENCE.split(text)
        if sentence
    ]
    if Affirm() in said and not (values or _is_plain(text, message)):
        return None
    if (Affirm() in said) == (Deny() in said):
        return None
    return Affirm() if Affirm() in said else Deny()


def _ends_in_yes(sentence: str) -> bool:
    """'The Tuesday one, yes': what is named before it is agreed to."""
    return _ENDS_IN_YES.search(sentence) is not None and not _RESERVED.search(sentence)


def _is_plain(text: str, message: Message) -> bool:
    """Nothing in it asks, or wants something else."""
    if asks(text) or _RESERVED.search(text) or len(text.split()) > _LONG:
        return False
    return not any(message.is_marked(marker, text) for marker in ("change", "change_of_mind"))


def agreed_to(changes: list[Command], verdict: Command | None, message: Message) -> list[Command]:
    """'Yes, and my e-mail is ...' agrees to what is added. 'Yes please, book the family room' agrees to what
    was read back: it is done if that is still what it comes to, and read back anew if not."""
    if not isinstance(verdict, Affirm) or message.expected != ("confirmation",):
        return changes
    slots, known = message.turn.sector.slots, message.turn.dialogue.values()
    adds = all(isinstance(c, FillSlot) and slots[c.slot].personal and c.slot not in known for c in changes)
    return [*changes, Affirm()] if adds else [Affirm(), *changes]
