"""What a number has become since it was told: "I told you 40, but it looks more like 45 now"."""

import re

_IT_IS = (
    r"it'?s|it is|it'?ll be|we'?re|we are|we'?ll be|there(?:'?s| are|'?ll be)|somos|seremos|son|ser[aá]n"
    r"|(?:nous|on) (?:sommes|serons|est|sera)|c'est|sera|(?:wir|es) (?:sind|werden)|sind (?:wir|es)"
)
_ABOUT = r"(?:[ ,]+(?:about|around|just|unos|unas|environ|etwa|so))*\W*\Z"
_BY_NOW = re.compile(
    r"\b(?:more like|nearer|closer to|by now|now|turn\w* out(?: to be)?|gone (?:up|down) to|m[aá]s bien|ahora"
    r"|al final|plut[oô]t|maintenant|finalement|au final|eher|jetzt|inzwischen|mittlerweile|am ende)\b"
    rf"(?:[ ,]+(?:{_IT_IS}|more like|nearer|we|i|need|want|have))*{_ABOUT}"
    rf"|\b(?:but|pero|mais|aber)\b(?! not)[^.?!\d]{{0,30}}\b(?:{_IT_IS}|looks? like|i need|i want){_ABOUT}"
)
_STANDS = re.compile(  # and counts nothing else: not "but there are five vegetarians"
    r"(?:\s(?:people|persons?|guests|of us|heads|personas|invitados|personnes|invites|personen|leute|gaste"
    r"|in all|altogether|in the end|after all|instead|en total|au total|insgesamt|al final))*"
    r"(?:\s(?:now|ahora|maintenant|jetzt)\b|\s?\Z|\s?[.,;!?–—\n]|\s(?:and|so|can|could|please|y|et|und)\b)"
)


def has_become(between: str, behind: str) -> bool:
    """Of two numbers the second is how it is now. What stands between and behind, in plain letters."""
    return bool(_BY_NOW.search(between) and _STANDS.match(behind))
