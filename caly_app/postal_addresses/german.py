"""'Lindenstraße 8, 2. Stock, 10969 Berlin', 'Berliner Straße 112', 'Am Alten Markt 5, 24103 Kiel'."""

import re

from caly_app.postal_addresses.form import CAPITAL, CODE_AND_TOWN, Form

_STRONG = r"(?i:stra(?:ß|ss)e|str\.|gasse|allee|weg|chaussee)"
_KIND = rf"(?:{_STRONG}|(?i:platz|ring|damm|ufer|steig|pfad|graben|markt))"
_NUMBER = r" \d{1,4}(?: ?[a-zA-Z]\b)?(?:[-/]\d{1,4})?(?![\w:.]\d|\w)"
_NAME = rf"(?P<name>(?:{CAPITAL}[\w-]+ ){{1,2}}(?P<kind>{_KIND})|{CAPITAL}[\w-]+?(?P<end_kind>{_KIND}))"
_TYPED = rf"(?P<typed>[^\W\d_][\w-]+?{_STRONG})"
_PREPOSITION = r"(?:Am|An de[rn]|Auf de[mr]|Im|In de[rn]|Unter den|Zum|Zur|Hinter de[mr]|Vor de[mr])"
_FLOOR = re.compile(
    r",? (?:\d{1,2}\. ?(?:Stock|Etage|OG|Obergeschoss)"
    r"|(?:EG|Erdgeschoss|Hinterhaus|Vorderhaus|Wohnung|Whg\.?)(?!\w)(?: ?\d{1,3}\b)?)"
)

A_HOUSE = Form(
    shape=re.compile(rf"(?<!\w)(?:{_NAME}|{_TYPED}){_NUMBER}"),
    code=CODE_AND_TOWN,
    # Not "Weg" as a word by itself: "Ihr Weg 3".
    strong=re.compile(r"(?:(?i:stra(?:ß|ss)e|str\.|gasse|allee|chaussee)|weg)\Z"),
    unit=_FLOOR,
    cue=re.compile(
        r"\b(?:wohn\w*|adresse|anschrift|umgezogen|gezogen|liefer\w*|schick\w*|send\w*|rechnung|zuhause)\b"
        r"[^.?!\d]{0,40}\Z",
        re.IGNORECASE,
    ),
    is_number_last=True,
    counts_nouns=True,
)
BY_ITS_CODE = Form(
    shape=re.compile(rf"\b(?P<name>{_PREPOSITION}(?: {CAPITAL}[\w-]+){{1,3}}){_NUMBER}"),
    code=CODE_AND_TOWN,
    unit=_FLOOR,
    is_by_code=True,
    is_number_last=True,
)
