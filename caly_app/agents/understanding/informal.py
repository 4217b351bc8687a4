"""What customers write among friends, as the patterns have it: "habt ihr nen" -> "haben Sie einen".

Read this way only where no pattern knew the words as they stand.
"""

import re
from collections.abc import Mapping
from re import IGNORECASE, Pattern

_Pairs = tuple[tuple[Pattern[str], str], ...]


def _pairs(said: Mapping[str, str]) -> _Pairs:
    return tuple(
        (re.compile(rf"(?<![\w'])(?:{informal})(?!\w)", IGNORECASE), formal)
        for informal, formal in said.items()
    )


_FORMAL: Mapping[str, _Pairs] = {
    "es": _pairs({
        r"pod[eé]is|puedes": "pueden", r"quer[eé]is|quieres": "quieren", r"hab[eé]is|has": "han",
        r"sois|eres": "son", r"ten[eé]is|tienes": "tienen", r"est[aá]is|estás": "están",
        r"(\w{2,})[aá]is": r"\1an", r"(\w{2,})[eé]is": r"\1en", r"(\w{2,})ís": r"\1en",
        r"os (?=deb|pag|qued|envi|mand)": "les ", r"me das": "me da",
        r"(?<=me )(pon|pas|dej|env[ií]|mand|cambi|reserv)as": r"\1a",
        r"vuestr([oa]s?)": r"su", r"apunta(me|nos)": r"apunte\1", r"apúnta(me|nos)": r"apunte\1",
        r"qu[eé] tal va": "cómo va", r"querr[ií]a": "quisiera", r"me gustaria": "me gustaría",
        r"mov[ie]l": "móvil", r"tb|tmb": "también", r"xq|pq": "por qué", r"xfa|porfa|plis": "por favor",
        r"kiero": "quiero", r"q": "que",
    }),
    "fr": _pairs({
        r"y a(?:[- ]t[- ]il)?": "il y a", r"t'as|tu as": "vous avez", r"t'es": "vous êtes",
        r"tu peux": "vous pouvez",
        r"j'peux|jpeux|chuis": "je peux", r"rdv|rendez vous": "rendez-vous", r"apparts?": "appartement",
        r"r[eé]duc": "réduction", r"r[eé]sa": "réservation", r"dispo": "disponible",
        r"proprio": "propriétaire",
        r"t[eé]l": "téléphone", r"qqch|qqchose": "quelque chose", r"qqn|qqun": "quelqu'un",
        r"svp|stp": "s'il vous plaît",
        r"pb": "problème", r"assur'?": "assurance", r"expé": "expédition", r"cb": "carte",
        r"(\w+ez) moi": r"\1-moi", r"(\w+ez) nous": r"\1-nous",
        r"(peux|pourrai|veux|viens|viendrai) pas": r"ne \1 pas",
        r"c'est combien": "combien coûte", r"(?:ç|c)a co[uû]te combien": "combien ça coûte",
        r"c'est qui": "qui est", r"c'est quoi": "quel est", r"c'est quand": "quand est",
        r"c'est o[uù]": "où est",
        r"ajd|auj": "aujourd'hui", r"bcp": "beaucoup", r"pr": "pour", r"ds": "dans", r"vs": "vous",
    }),
    "de": _pairs({
        r"habt ihr|hast du|haste": "haben Sie", r"k[oö]nnt ihr|kannst du|kannste": "können Sie",
        r"macht ihr|machst du": "machen Sie", r"seid ihr|bist du": "sind Sie", r"bietet ihr": "bieten Sie",
        r"nehmt ihr|nimmst du": "nehmen Sie", r"zahlt ihr": "zahlen Sie", r"liefert ihr": "liefern Sie",
        r"hab ich|hab'? ich": "habe ich", r"ich hab'?": "ich habe", r"hab": "habe", r"brauch": "brauche",
        r"m[oö]cht": "möchte", r"w[uü]rd": "würde", r"h[aä]tt": "hätte", r"schaff": "schaffe",
        r"komm": "komme",
        r"'?nen": "einen", r"'?ne": "eine", r"'?nem": "einem", r"'?ner": "einer", r"'?n": "ein",
        r"gibt'?s": "gibt es", r"geht'?s": "geht es", r"ists": "ist es", r"was f[uü]r": "welche",
        r"bei euch": "bei Ihnen", r"euch": "Ihnen", r"euren?|eurem|eurer|euer|eure": "Ihre",
        r"dein(e[nmr]?)?": r"Ihr\1", r"wieviel": "wie viel",
        r"(schick|send|meld|ruf|sag|gib)t? (mir|mich|uns)": r"\1en Sie \2",
        r"doch nicht": "nicht", r"kaputt gegangen": "kaputt", r"wg": "wegen", r"evtl": "eventuell",
        r"vllt": "vielleicht",
    }),
}  # fmt: skip


def formal(said: str, language: str) -> str:
    """The same where nothing in it is informal."""
    for informal, proper in _FORMAL.get(language, ()):
        said = informal.sub(proper, said)
    return said
