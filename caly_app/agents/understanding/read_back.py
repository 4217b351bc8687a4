"""What is said to what was read back, and is neither a yes nor a no: which one is that, another one, a part.

Nothing of it is a yes: what is about to be done is read back whole before it is done.
"""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Answer, Choose, Command, FillSlot, StartFlow
from caly_app.agents.phrasing import Phrasing
from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.facts_named import named_facts
from caly_app.agents.understanding.message import Message, asks
from caly_app.agents.understanding.picked_by_word import BY_PLACE, own_words_in
from caly_app.agents.understanding.slots.corrections import standing
from caly_app.agents.understanding.slots.plain import folded, plain
from caly_app.agents.understanding.values import Listener

_SHORT = 8  # words
_STEM = 4  # letters
_LEAD = (
    r"\W*(?:(?:oh|ok|okay|so|and|but|sorry|wait|hang on|hold on|hm+|um+|remind me|perd[oó]n|pardon"
    r"|moment)[ ,.]+)*"
)
_AGAIN = r"(?: (?:about|for|again|then|now|exactly|nochmal|noch mal|otra vez|d[ée]j[àa]))*\W*"
_WHAT_IS_IT = tuple(
    re.compile(rf"{_LEAD}(?:{pattern}){_AGAIN}", re.IGNORECASE)
    for pattern in (
        r"what(?:'s| is| was) (?:that|this|it)",
        r"(?:what|which|when)(?: [\w'-]+){0,3} (?:is|was|are|were) (?:that|this|it|those|they)",
        r"(?:what|which|when)(?: [\w'-]+){0,3} (?:did|do|are|were|have|had|would|will) (?:we|you|i)"
        r"(?: (?:just|going to|about to))* (?:book\w*|order\w*|do|doing|done|cancel\w*|chang\w*|agree\w*"
        r"|pick\w*|choos\w*|chose|refund\w*|arrang\w*|report\w*|note|confirm\w*|send\w*)",
        r"(?:qué|cuál|cuándo)(?: \w+){0,2} (?:es|era) (?:eso|esto|ese|esa|este|esta)",
        r"(?:qué|cuál|cuándo)(?: \w+){0,2} (?:reserv\w+|hemos \w+|vas? a \w+|va usted a \w+)",
        r"(?:c'est|c'était) (?:quoi|quel\w*(?: \w+){0,2}|quand)",
        r"(?:quoi|quel\w*)(?: \w+){0,2} (?:est-ce|c'est|c'était)",
        r"qu'(?:est-ce qu')?(?:on|avons-nous|avez-vous)(?: a| va| allez)? (?:réserv\w+|fai\w+|annul\w+"
        r"|command\w+)",
        r"(?:was|welche\w*|wann)(?: \w+){0,2} (?:ist|war|wäre) (?:das|es|dies\w*)",
        r"(?:was|welche\w*)(?: \w+){0,2} (?:haben|buchen|machen|würden|stornieren) (?:wir|sie)(?: \w+)?",
    )
)
_WHEN_IS_IT = re.compile(
    rf"{_LEAD}¿?(?!.*\b(?:end\w*|finish\w*|over|stops?|termina\w*|acaba\w*|finit|termine|endet|aus|vorbei)\b)"
    r"(?:(?:from |as of )?(?:when|what (?:day|date|time)|how soon)(?:'s| does| do| will| would| is)"
    r" (?:that|this|it|they|those|the (?:change|move))(?: [\w'-]+){0,3}"
    r"|(?:a partir de cuándo|desde cuándo|cuándo|qué día) (?:empieza|empezaría|entra|sería|es|vale"
    r"|cambia|se \w+)(?: \w+){0,2}"
    r"|(?:à partir de quand|dès quand|quand|quel jour)(?: est-ce que)? (?:ça|c'est|cela|ce serait)"
    r"(?: \w+){0,2}"
    r"|(?:c'est|ça \w+(?: \w+)?)(?: à partir de| pour)? quand"
    r"|(?:ab wann|wann|an welchem tag) (?:gilt|beginnt|startet|wäre|ist|wird|passiert) (?:das|es|die \w+)"
    rf"(?: \w+){{0,2}}){_AGAIN}",
    re.IGNORECASE,
)
_OF_IT = (
    r"(?: (?:anything|something|any(?: of it| money)?|money|much|a (?:fee|charge)|extra|more|still"
    r"|for (?:it|that|this)|by (?:it|that|this)|then|now|algo|dinero|por ello|quelque chose|de l'argent"
    r"|pour [cç]a|etwas|was|geld|dabei|daf[uü]r|dann|jetzt))*"
    r"(?:,? (?:if|when|si|quand|wenn) (?:i|we|s?he|they|on|je|nous|il|elle|ich|wir|sie|er|lo|la)\b"
    r"(?: [\w']+){1,4})?"
)
_WHAT_IT_COSTS = re.compile(
    rf"{_LEAD}¿?(?:"
    r"(?:do|does|will|would) (?:i|we|s?he|they|it|that|this)(?: still| then| have to| need to)*"
    r" (?:lose|pay|owe|cost)(?: me| us| her| him)?"
    r"|(?:is|will|would) there(?: be)? (?:a |an |any )?(?:fee|charge|penalty|cost|loss)"
    r"|(?:what|how much)(?: do| does| will| would) (?:i|we|s?he|they|it|that|this)(?: have to)?"
    r" (?:lose|pay|owe|cost)(?: me| us| her| him)?"
    r"|pierd[eo]\w*|perdemos|(?:hay|tengo|tenemos) que pagar|me cuesta|nos cuesta|me cobran|nos cobran"
    r"|(?:est-ce qu(?:e |'))?(?:on|je|nous|elle|il)(?: y)? (?:perd\w*|paie|payons|doit payer)"
    r"|[cç]a(?: me)? co[uû]te"
    r"|(?:il y a|y a-t-il) des frais"
    r"|(?:verlier\w+|zahl\w+|bezahl\w+) (?:wir|ich|sie|er)|kostet (?:das|es|mich das|uns das)"
    rf"|gibt es (?:da )?eine (?:geb[uü]hr|strafe)){_OF_IT}\W*",
    re.IGNORECASE,
)
_RATHER = re.compile(
    r"(?:\W*(?:no|nope|nah|non|nein|nee|actually|rather|sorry|wait|make (?:it|that)|i meant?|better|mejor"
    r"|plut[oô]t|lieber|doch)\b)+\W*",
    re.IGNORECASE,
)
_AS_WELL = re.compile(
    r"\b(?:as well|too|also|both|another|también|ambas|ambos|aussi|les deux|auch|beide\w*|ebenfalls)\b",
    re.IGNORECASE,
)
_ARTICLE = r"the |my |both |el |la |los |las |le |les |l'|der |die |das |den |mi |mon |ma "
_THING = r"[^\W\d_][\w'-]*(?: [\w'-]+){0,3}?"
_BESIDES = r"(?:,? (?:and|y|e|et|und)|,) (?:also |just |auch |también |aussi )?"
_ALSO = re.compile(rf"{_BESIDES}(?:{_ARTICLE})?", re.IGNORECASE)
_PART = re.compile(
    r"\W*(?:(?:yes|yeah|ok|okay|no|only|just|actually|sorry|wait|hm+|but|oh|i meant?|it's|it is"
    r"|i (?:only )?want(?:ed)?|(?:the )?refund|(?:a refund )?for|please"
    r"|not (?:all(?: of it)?|everything|the (?:whole|entire) \w+)"
    r"|sí|sólo|solo|solamente|perdón|no todo|oui|non|seulement|juste|uniquement|pas tout|ja|nein|nur|bloß"
    r"|nicht alles)[ ,.:;]+)*"
    rf"(?P<article>{_ARTICLE})?"
    rf"(?P<what>{_THING}(?:{_BESIDES}(?:{_ARTICLE})?{_THING}){{0,3}})"
    r"(?:[ ,]+(?:only|please|though|alone|nur|bitte|por favor|s'il vous plaît"
    r"|not (?:all|everything|the (?:whole )?\w+)|and not the (?:rest|whole \w+)"
    r"|(?:should|can|has to|needs to|is to|must)(?: be)?"
    r" (?:go|come (?:off|out)|cancelled|taken (?:off|out)|removed)"
    r"|(?:soll|sollen|kann|muss|bitte) (?:raus|weg|storniert werden)|raus|weg|fuera|off it))*\W*",
    re.IGNORECASE,
)
_OFF = re.compile(
    r"\W*(?:(?:oh|ah|no|actually|sorry|wait|and|but|just|can you|could you|please|perdón|mejor|puede|pardon"
    r"|pouvez-vous|nein|doch|bitte|können sie)\b[ ,]*)*?"
    r"(?:(?:without|no|not|skip|drop|remove|delete|cancel|scrap|forget|minus|leave (?:out|off)"
    r"|take (?:off|out|away)|(?:i|we) (?:do not|don't|no longer) (?:want|need)|sin|quit\w+|sa(?:ca|que)\w*"
    r"|elimin\w+|(?:ya )?no quier\w+|sans|(?:enlev|retir|supprim)\w+|je ne veux (?:pas|plus)|ohne|kein\w*"
    r"|streich\w*(?: sie)?|ich (?:will|möchte|brauche) kein\w*)"
    rf" ?(?:any |{_ARTICLE}|de |d')*(?P<off>{_THING})"
    rf"|(?:take|leave|lassen sie|nehmen sie|lass|nimm) (?:{_ARTICLE})?(?P<away>{_THING})"
    r" (?:off|out|away|weg|raus)"
    rf"|(?:{_ARTICLE})(?P<gone>{_THING}) (?:(?:can|should|has to) )?"
    r"(?:go|come off|off|out|weg|raus|fuera|no|nicht|bitte nicht))"
    r"(?:[ ,]+(?:please|then|any ?more|after all|though|por favor|bitte|s'il vous pla[iî]t|doch|mehr))*"
    r"(?:,? (?:and|but|y|pero|et|mais|und|aber) (?:(?:add|bring|put|añad\w+|ajout\w+)(?: (?:in|on|me|us))? )?"
    r"(?P<more>\w.{2,80}?))?\W*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!;])\s+")
_ONLY = re.compile(
    r"\b(?:only|just|sólo|solo|solamente|seulement|juste|uniquement|nur|bloß)\b", re.IGNORECASE
)
_NO_PART = frozenset(
    "whole entire full other first second third last same order lot both all rest amount money refund price"
    " sum total item article one ones date day time address email mail card account way thing stuff number"
    " yes no please thanks todo entero pedido importe dinero tout entier commande montant alles ganze"
    " bestellung betrag geld right wrong it that this those question moment minute second sure".split()
)


def answered(message: Message) -> Sequence[Command]:
    return another(message) or _taken_off(message) or _part(message) or _which_is_it(message)


def _taken_off(message: Message) -> Sequence[Command]:
    """'Without the water', 'take the water off and add a beer', of an order that is being made: the sector
    reads what is left of it, and reads it back."""
    flow, slots = message.turn.dialogue.flow, message.turn.sector.slots
    said = _OFF.fullmatch(message.said)
    if flow is None or said is None:
        return ()
    slot = next((name for name in flow.slots if name in slots and slots[name].adds), "")
    what = next(part for part in (said["off"], said["away"], said["gone"]) if part)
    ordered = folded(flow.slots[slot]) if slot else ""
    words = [word for word in folded(what).split() if len(word) >= _STEM - 1]
    if not words or not all(word[:_STEM] in ordered for word in words):
        return ()
    more = f", {said['more']}" if said["more"] else ""
    return [FillSlot(slot, f"{flow.slots[slot]}, without {what}{more}")]


def another(message: Message) -> Sequence[Command]:
    """'Actually make that the first one', once one of several was picked."""
    flow = message.turn.dialogue.flow
    if flow is None or not flow.picked_from or message.turn.dialogue.offered:
        return ()
    if len(message.said.split()) > _SHORT or not BY_PLACE.search(message.said):
        return ()
    if not (message.is_read_back or _RATHER.match(message.said) or message.is_marked("change_of_mind")):
        return ()
    listener = Listener(message.turn, message.language, flow.name, (), tuple(flow.picked_from))
    said = _RATHER.sub("", message.said, count=1) or message.said
    places = [one.place for one in listener.hear(said).commands if isinstance(one, Choose)]
    picked = [flow.picked_from[place].fills for place in places if place < len(flow.picked_from)]
    return [FillSlot(slot, value) for fills in picked for slot, value in fills.items()]


def named_instead(clauses: Sequence[Clause], message: Message) -> Sequence[Command]:
    """'Yes, dispute the Playrock one', where the payment to Glosswell was read back: a yes that names another
    of them is none, and a no that does wants that one. What is asked, or is another wish, is no answer."""
    flow = message.turn.dialogue.flow
    if flow is None or not message.is_read_back or asks(message.said):
        return ()
    others = [one.intent for one in clauses if one.reading.sure and one.intent in message.turn.sector.flows]
    if {*others} - {flow.name} or message.is_marked("besides") or _AS_WELL.search(message.said):
        return ()
    among = flow.found_among or flow.picked_from
    is_now = [next(iter(one.fills.values())) in flow.slots.values() for one in among]
    if is_now.count(True) != 1:
        return ()
    turn = message.turn
    phrasing = Phrasing(turn.sector, turn.config, turn.business, message.language)
    named = own_words_in(message.said, [phrasing.label(one) for one in among])
    places = [one.value for one in standing(named, plain(message.said, message.language))]
    puts_right = message.is_marked("deny_first") or message.is_marked("change_of_mind")
    meant = [place for place in dict.fromkeys(places) if not is_now[int(place)]]
    if len(meant) != 1 or len({*places}) > 1 and not (puts_right and places[-1] == meant[0]):
        return ()
    return [FillSlot(slot, value) for slot, value in among[int(meant[0])].fills.items()]


def _part(message: Message) -> Sequence[Command]:
    """'The desk lamp', where a whole order was read back: it is done to that, by a flow of its own where
    it takes another, and to nothing else of it. Of 'the lamp and the mug' the second comes after."""
    slots, flow = message.turn.sector.slots, message.turn.dialogue.flow
    if flow is None or not message.is_read_back or "?" in message.said:
        return ()
    part = dict(message.turn.sector.flows[flow.name].part)
    by = part.pop("by", "")
    narrowing = (one for one in message.turn.sector.slots_of[flow.name] if slots[one].narrows)
    slot = part.pop("names", "") or next(narrowing, "")
    if not slot or flow.slots.get(slot):
        return ()
    said = _PART.fullmatch(message.said) or _part_among_sentences(message)
    if said is None or not (said["article"] or _ONLY.search(message.said)):
        return ()
    if _NO_PART & set(said["what"].casefold().split()):
        return ()
    first, *others = _things(said["what"], message)
    commands: list[Command] = [StartFlow(by, instead=True)] if by else []
    commands += [FillSlot(one, value) for one, value in {slot: first, **part}.items()]
    for other in others:
        commands.append(StartFlow(by or flow.name, later=True, another=True))
        commands += [FillSlot(one, value, by or flow.name) for one, value in {slot: other, **part}.items()]
    return commands


def _part_among_sentences(message: Message) -> re.Match[str] | None:
    """'No, not everything! She wants to keep the cushions. Only the lamp': where the thing is one of those
    that were read back."""
    known = folded(" ".join(message.turn.dialogue.values().values()))
    for sentence in _SENTENCE.split(message.said):
        said = _PART.fullmatch(sentence) if _ONLY.search(sentence) else None
        if said and any(
            len(word) >= _STEM and word[:_STEM] in known for word in folded(said["what"]).split()
        ):
            return said
    return None


def _things(said: str, message: Message) -> Sequence[str]:
    """Each by itself, unless all of it is what one of them is called: 'salt and pepper mill'."""
    known = (folded(value) for value in message.turn.dialogue.values().values())
    return (said,) if any(folded(said) in value for value in known) else _ALSO.split(said)


def _which_is_it(message: Message) -> Sequence[Command]:
    """'Which line is that?', 'what did we book?': it is said again, and waits for a yes."""
    if _asks_what_it_costs(message):
        return (Answer("read_back"),)
    is_short = len(message.said.split()) <= _SHORT
    if not (is_short and message.is_read_back):
        return ()
    is_asked = any(pattern.fullmatch(message.said) for pattern in _WHAT_IS_IT)
    is_asked = is_asked or _WHEN_IS_IT.fullmatch(message.said) is not None and _says_when(message)
    return (Answer("read_back"),) if is_asked else ()


def _asks_what_it_costs(message: Message) -> bool:
    """'Do we lose anything by it?': what was read back names the sum, unless the business tells of it."""
    if not message.is_read_back or _WHAT_IT_COSTS.fullmatch(message.said) is None:
        return False
    return _says(":money", message) and not any(named_facts(message.said, message))


def _says_when(message: Message) -> bool:
    """'From when does that start?': what was read back names the day."""
    return _says(":day", message) or _says(":when", message)


def _says(what: str, message: Message) -> bool:
    sector, flow = message.turn.sector, message.turn.dialogue.flow
    steps = sector.flows[flow.name].steps if flow else ()
    return any(what in (sector.text(step.confirm, "en") or "") for step in steps if step.confirm)
