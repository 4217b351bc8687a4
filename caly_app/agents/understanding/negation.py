"""What somebody says they do not want is no wish: "I don't want to cancel, I want to move it".

Only deeds that we do can be denied. "I don't want to renew" and "I don't want it any more" are wishes.
"""

import re

_EN = (
    r"cancel|call off|block|freez|stop|bar|mov|chang|reschedul|postpon|rearrang|book|order|delet|remov|clos"
    r"|disput|activat|switch|swap|withdraw|enrol|return|exchang|report|fil|terminat|end|leav|mak|complain"
    r"|claim|upgrad|downgrad|replac|transfer"
)
_ES = (
    r"cancel|anul|bloque|cambi|mov|muev|aplaz|reserv|pid|ped|devolv|devuelv|reclam|activ|cerr|cierr|borr"
    r"|denunci|dar de baja"
)
_FR = (
    r"annul|résili|bloqu|déplac|chang|report|modifi|réserv|command|contest|activ|ferm|supprim|renvoy"
    r"|retourn|échang|déclar"
)
_DE = (
    r"absagen|abzusagen|stornieren|kündigen|sperren|verschieben|verlegen|ändern|wechseln|bestellen|buchen"
    r"|melden|reklamieren|zurückgeben|aktivieren|löschen|beenden|umtauschen|tauschen"
)

# What says no, and what is denied behind it; of several words only the deed is looked for.
_NOT = (
    r"(?:i(?:'m| am)? )?(?:really |definitely |actually )?"
    r"(?:don't|dont|do not|didn't|didnt|did not|wouldn't|would not|not)"
    r" (?:really |actually |necessarily )?(?:want|wanna|wanting|mean|need|have|wish|like|asking|trying"
    r"|looking|calling|ringing|here|going|intend|planning)(?: you| u)?(?: to)? "
    rf"(?=(?:{_EN})\w*)"
    rf"|(?:please |and |so )?(?:don't|dont|do not|never) (?=(?:{_EN}|tak|touch)(?:e|t|n|er)?\b)"
    rf"|(?:there(?:'s| is) )?no (?:need|reason) (?:for you )?to (?=(?:{_EN})\w*)"
    rf"|(?:i'm |i am |im |it's )?not (?:to )?(?=(?:{_EN})\w*)"
    r"|(?:yo )?no (?:quiero|quería|queria|necesito|deseo|querría|quisiera|hace falta|llamo para|es para)"
    rf"(?: que)? (?=(?:{_ES})\w*)"
    rf"|(?:por favor,? )?no (?:me |la |lo |le )?(?=(?:{_ES})(?:e|en|es|a|an|as)\b)"
    r"|je (?:ne )?(?:veux|voulais|souhaite|voudrais|désire) pas (?:d'|de )?"
    rf"(?=(?:{_FR})\w*)"
    rf"|(?:je n'ai )?pas besoin d(?:e |')(?=(?:{_FR})\w*)"
)
_CUT = (
    r"[^,.;?!]{0,45}?(?:(?:[,.;!]|\s-)\s*"
    r"(?:and |but |just |only |sino |pero |sólo |solo |mais |juste |seulement )*"
    r"|\s(?:but|just|only|sino|pero|mais|juste)\s(?:just |only |to |que )?"
    r"|\s(?=(?:i (?:just |only )?(?:want|need|would|wanna)|i'd|i'm just|can (?:you|i|we)|could (?:you|i|we)"
    r"|let's|quiero|solo quiero|je veux)\b))(?=\w+\W+\w+)"
)
_START = r"(?:(?<=[.!?,;] )|^)(?:no,? |nein,? |non,? )?"
_DENIED_FIRST = re.compile(rf"{_START}(?:{_NOT}){_CUT}", re.IGNORECASE)
_DENIED_FIRST_DE = re.compile(
    rf"{_START}(?:ich |wir )?(?:will|wollen|möchte|möchten|wollte|muss)\b[^,.;]{{0,45}}?\bnicht (?:{_DE})"
    r"\s*(?:[,;.]|\baber\b)\s*(?:aber |nur )?(?=\w+\W+\w+)",
    re.IGNORECASE,
)
_BUT_DE = re.compile(rf"\bnicht (?:{_DE})\s*,?\s*sondern (?:nur |lieber )?", re.IGNORECASE)
_BUT_FR = re.compile(
    rf"n(?:e |')(?:{_FR})\w* pas\b[^,.;]{{0,45}}?(?:[,;.]|\bmais\b)\s*(?:mais )?(?=\w+\W+\w+)", re.IGNORECASE
)
_INSTEAD = re.compile(
    rf"\s*\b(?:(?:instead of|rather than|without) (?:{_EN})\w*(?: (?:it|this|that|(?:my|the) \w+))?"
    rf"|(?<=\w )than (?:{_EN})\w* it"
    rf"|(?:en vez|en lugar) de (?:{_ES})\w*(?: (?:mi|la|el) \w+)?"
    rf"|(?:au lieu|plutôt que) d(?:e |')(?:{_FR})\w*(?: (?:mon|ma|le|la) [\w-]+)?"
    rf"|(?:an)?statt (?:ihn |sie |es )?(?:zu )?(?:{_DE}))\b,?",
    re.IGNORECASE,
)
# "I'd like another one, not move the one I have": neither.
_AND_NOT_THAT = re.compile(
    r"(?<=\w\w),\s+(?:(?:and|but) )?(?:not|no|pas|nicht) (?:to |den |die |das )?"
    r"(?:chang|mov|cancel|reschedul|cambiar|mover|anular|changer|déplacer|annuler|ändern|verlegen|absagen)\w*"
    r"[^.,;?!]{0,40}",
    re.IGNORECASE,
)
_SAYS_NO = re.compile(
    r"\b(?:not|no|never|without|instead|than|pas|vez|lugar|lieu|nicht|statt|anstatt)\b|n't|dont"
)
_DENIED = re.compile(
    rf"^(?:no,? |oh,? |but |and |please |nein,? |non,? )*(?:{_NOT})(?P<deed>.+)$", re.IGNORECASE | re.DOTALL
)
_DENIED_FR = re.compile(
    rf"^(?:non,? |s'il vous plaît,? )*n(?:e |')(?P<deed>(?:{_FR})\w*) pas\b", re.IGNORECASE
)
_DENIED_DE = re.compile(
    rf"^(?:nein,? |bitte )*(?P<start>(?:ich |wir )?(?:will|wollen|möchte|möchten|wollte)\b.*?)\bnicht "
    rf"(?P<deed>{_DE})\b",
    re.IGNORECASE,
)
# "Forget the plan then" drops what was spoken of; "forget it" and "cancel it" have words of their own.
_DROPPED = re.compile(
    r"^(?:[^\W\d_]+[.!?]+ ){0,2}"
    r"(?:(?:ok(?:ay)?|right|fine|well|so|then|no|oh|and|just|let's|vale|bueno|bon|gut|na|dann|alors)[ ,.]+)*"
    r"(?:forget(?: about)?|never mind(?: about)?|olv[ií]d(?:a|e|emos|ate|ese)(?: de)?|oubli(?:e|ez|ons)"
    r"|laiss(?:e|ez|ons) tomber|vergessen (?:sie|wir)|vergiss|lassen wir)"
    r" (?P<deed>(?:the|that|my|el|la|los|las|le|les|die|den|das)\b[^,.;?!]{2,40}?)"
    r"(?: (?:then|for now|entonces|alors|dann|sein))?\W*$",
    re.IGNORECASE,
)
_WORDS_AT_LEAST = 2
_SENTENCE = re.compile(
    r"(?<=[.!;?])\s+|,?\s+(?=(?:but|pero|mais|aber)\s(?:please\s)?(?:do|don't|dont|never|no|n|nicht)\b)",
    re.IGNORECASE,
)


def wanted(said: str) -> str:
    """Without what is not wanted, where something else is."""
    if not _SAYS_NO.search(said.casefold()):
        return said
    left = said
    for unwanted in (_BUT_DE, _DENIED_FIRST_DE, _BUT_FR, _DENIED_FIRST, _INSTEAD, _AND_NOT_THAT):
        fewer = unwanted.sub(" ", left).strip(" ,")
        left = fewer if len(fewer.split()) >= _WORDS_AT_LEAST else left
    return " ".join(left.split()) if left != said else said


def denied(clause: str) -> str:
    """What is not wanted, as if it were: "don't block my card" -> "block my card"; else ''."""
    if found := _DROPPED.match(clause):
        return found["deed"]
    if not _SAYS_NO.search(clause.casefold()):
        return ""
    if found := _DENIED.match(clause):
        return found["deed"]
    if found := _DENIED_FR.match(clause):
        return f"{found['deed']}{clause[found.end() :]}"
    if found := _DENIED_DE.match(clause):
        return f"{found['start']}{found['deed']}{clause[found.end() :]}"
    return ""


def undenied(said: str) -> str:
    """'Friday, yes. But don't cancel my table on Sunday' without its Sunday; all of it where nothing else is
    said."""
    if not _SAYS_NO.search(said.casefold()):
        return said
    return " ".join(one for one in _SENTENCE.split(said) if not denied(one)) or said
