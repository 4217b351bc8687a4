"""'12 bis rue des Lilas, appartement 4, 75011 Paris'."""

import re

from caly_app.postal_addresses.form import CAPITAL, CODE_AND_TOWN, HOUSE, Form

_STRONG = r"rue|avenue|av\.|boulevard|bd|blvd|chemin|all[ée]e|impasse|quai|faubourg|ruelle"
_KIND = rf"(?i:{_STRONG}|place|route|cours|square|passage|r[ée]sidence|sentier|esplanade|promenade)"
_NUMBER = rf"{HOUSE}\d{{1,4}}(?: ?(?:bis|ter|quater)\b|[A-D]\b)?,? "
_OF = r"(?:de la|de l['’]|d['’]|du|de|des|la|le|les|l['’]) ?"
_NAME = rf"(?P<name>(?:{_OF}){{0,2}}{CAPITAL}[\w'’-]*(?: (?:de |du |des |la )?{CAPITAL}[\w'’-]*){{0,3}})"
_TYPED = r"(?P<typed>(?:(?:de la|du|de|des|d['’]|l['’]) ?)?[^\W\d_][\w'’-]+)"
_PART = r"(?i:appartement|appt?\.?|apt\.?|b[âa]t(?:iment|\.)?|esc(?:alier|\.)?|porte) ?\w{1,3}\b"

A_HOUSE = Form(
    shape=re.compile(rf"{_NUMBER}(?P<kind>{_KIND})\b\.? (?:{_NAME}|{_TYPED})"),
    code=CODE_AND_TOWN,
    strong=re.compile(rf"(?:{_STRONG})\Z", re.IGNORECASE),
    unit=re.compile(rf"(?:,? (?:{_PART}|\d{{1,2}} ?(?:er|[eè]me|e) [ée]tage)){{1,3}}"),
    cue=re.compile(
        r"\b(?:habit\w+|vi[st]|adresse|d[ée]m[ée]nag\w+|livr\w+|envoy\w+|reste|log\w+|r[ée]sid\w+|domicile|chez)\b"
        r"[^.?!\d]{0,40}\Z",
        re.IGNORECASE,
    ),
)
