"""What kind of event somebody tells of, and whether it is one for a person at once."""

import re

# Of these it is asked whether anybody was hurt.
MAY_HURT = frozenset({"accident", "fire", "storm", "vandalism", "theft"})


def _row(*words: str) -> re.Pattern[str]:
    """Words of each language: English, Spanish, French, German."""
    return re.compile("|".join(words), re.IGNORECASE)


# The first that has a word of what was told counts.
_TABLE = {
    "death": _row(
        r"\bdied\b|\bdeath\b|passed away",
        r"\bfalleci|\bmurió",
        r"décéd|\bmort\b",
        r"gestorben|verstorben|\btod\b",
    ),
    "cancelled_trip": _row(
        r"cancel\w* (?:my |our |the )?(?:trip|flight|holiday)|(?:trip|flight|holiday) was cancel",
        r"viaje cancelad|vuelo cancelad|cancelar el viaje",
        r"vol annul|voyage annul|annuler (?:mon|le|notre) voyage",
        r"reise (?:abgesagt|storniert|absagen)|flug (?:gestrichen|storniert)",
    ),
    "luggage": _row(r"luggage|suitcase|baggage", r"equipaje|maleta", r"bagage|valise", r"gepäck|koffer"),
    "fire": _row(
        r"\bfire\b|burn(?:t|ed) down|\bsmoke",
        r"incendi|quemad",
        r"brûl|\bfeu\b",
        r"feuer|gebrannt|abgebrannt|\bbrand\b",
    ),
    "theft": _row(
        r"stol|theft|thie[fv]|burgl|robb|broke into|broken into|break-?in",
        r"robo|robad|robaron|ladr",
        r"\bvol(?:é|er|eur)|cambriol",
        r"gestohlen|diebstahl|einbr[uo]ch|eingebrochen|geklaut",
    ),
    "glass": _row(
        r"windscreen|windshield|\bglass\b",
        r"parabrisas|cristal|luneta",
        r"pare-brise|vitre",
        r"scheibe|steinschlag",
    ),
    "storm": _row(
        r"storm|\bhail|lightning|wind (?:blew|took|ripped)|tornado|hurricane",
        r"tormenta|granizo|rayo\b",
        r"temp[eê]te|grêle|foudre",
        r"sturm|hagel|blitz",
    ),
    "water": _row(
        r"water|flood|leak|\bpipes?\b",
        r"agua|inund|tuber|fuga",
        r"\beau\b|inond|fuite",
        r"wasser|überschwemm|rohr",
    ),
    "vandalism": _row(
        r"vandal|graffiti|keyed|slashed|smashed|on purpose",
        r"pintad|rayad",
        r"tagué|rayé",
        r"zerkratzt|beschmiert",
    ),
    "accident": _row(
        r"accident|crash|collision|collid|\bhit\b|rear-?end|\bbump|ran into|run into"
        r"|drove into|driven into|gone into|backed into|skidded"
        r"|scrape|\bdent|\bscratch|reversed into|car park|clipped|pile-?up",
        r"rollover|rolled over|overturned",
        r"accidente|choqu|choc[oó]|golpe",
        r"heurt|accroch|percut",
        r"unfall|aufgefahren|angefahren|gerammt|zusammenstoß|zusammengestoßen|gefahren",
    ),
    "illness": _row(
        r"\bill\b|illness|\bsick|operation|surgery|treatment|hospital|\bvet\b|doctor",
        r"enferm|operaci|veterinari",
        r"malad|opér|hôpital|vétérinaire",
        r"krank|tierarzt|klinik",
    ),
}
KINDS = tuple(_TABLE)

# What it happened to, where the words say it.
_HAPPENED_TO = {
    "car": _row(
        r"\bmy (?:\w+ )?(?:car|van|vehicle|windscreen|bumper)\b",
        r"\bmi (?:coche|carro|furgoneta)\b",
        r"\bma voiture\b|\bmon pare-brise\b",
        r"\bmein(?:em|en)? (?:auto|wagen)\b",
    ),
    "home": _row(
        r"\b(?:my|our) (?:house|home|flat|apartment|kitchen|bathroom|roof|cellar|basement|lounge|shed)\b",
        r"\b(?:mi|nuestra?) (?:casa|piso|cocina|baño|tejado)\b",
        r"\b(?:ma|mon|notre) (?:maison|appartement|cuisine|salle de bain|toit|cave)\b",
        r"\b(?:mein|unser)(?:e|er|em|en)? (?:haus|wohnung|küche|bad|dach|keller)\b",
    ),
    "pet": _row(
        r"\b(?:my|our) (?:dog|cat|puppy|kitten)\b",
        r"\bmi (?:perr|gat)[oa]\b",
        r"\bmon (?:chien|chat)\b",
        r"\bmein(?:e|em|en)? (?:hund|katze)\b",
    ),
}

_TOTAL_LOSS = _row(
    r"total(?:led|ed)?\b(?! of)|write-?off|written off|wrecked|destroyed|burn(?:t|ed) (?:down|out)",
    r"rolled over|rollover|nothing (?:is )?left|uninhabitable|collapsed",
    r"siniestro total|destroz|destruid|quemad[oa] por completo",
    r"épave|détruit|complètement brûlé|inhabitable",
    r"totalschaden|zerstört|abgebrannt|unbewohnbar",
)


def kind_of(told: str) -> str:
    """'' when the words do not say."""
    return next((kind for kind, words in _TABLE.items() if words.search(told)), "")


def product_of(told: str) -> str:
    """The insurance that such a thing belongs to; '' when the words do not say, or name several."""
    named = [product for product, words in _HAPPENED_TO.items() if words.search(told)]
    return named[0] if len(named) == 1 else ""


def is_total_loss(told: str) -> bool:
    return _TOTAL_LOSS.search(told) is not None
