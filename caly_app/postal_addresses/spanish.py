"""'Calle Mayor 12, 3ºB, 28013 Madrid'."""

import re

from caly_app.postal_addresses.form import CAPITAL, CODE_AND_TOWN, Form

_STRONG = r"calle|c/|avenida|avda\.?|av\."
_KIND = (
    rf"(?i:{_STRONG}|plaza|pza\.?|paseo|pº|camino|carretera|ctra\.?|ronda|traves[ií]a|callej[oó]n|glorieta"
    r"|urbanizaci[oó]n)"
)
_NAME = rf"(?P<name>(?:(?:{CAPITAL}[\w'’.-]*|de|del|la|las|los|el|y)(?:,? )){{1,6}})"
_TYPED = r"(?P<typed>(?:[^\W\d_][\w'’-]*,? ){1,4}?)"
_NUMBER = r"(?i:n[º°o.]\.? ?|n[uú]m(?:ero|\.) ?)?\d{1,4}(?: ?[A-Z]\b)?(?![\w.:]\d|[\wºª])"
_DOOR = r"\d{1,2} ?[ºª°] ?(?:(?i:izq\w*|dch?a?\w*|derecha)\b\.?|[A-Z]\b)?"
_PART = r"(?i:piso|portal|puerta|escalera|esc\.|bloque|bajo|[aá]tico|entresuelo|local)(?!\w)"

A_HOUSE = Form(
    shape=re.compile(rf"(?<!\w)(?P<kind>{_KIND}) ?(?:{_NAME}|{_TYPED}){_NUMBER}"),
    code=CODE_AND_TOWN,
    strong=re.compile(rf"(?:{_STRONG})\Z", re.IGNORECASE),
    unit=re.compile(rf"(?:,? (?:{_DOOR}|{_PART}(?: ?(?:\d{{1,3}}|[A-Z])\b)?)){{1,3}}"),
    cue=re.compile(
        r"\b(?:viv(?:o|e|imos|ía|en)|resid\w+|mudad\w*|direcci[oó]n|domicilio|env[ií]\w+|entreg\w+|rec[oó]j\w+"
        r"|recog\w+|ll[eé]v\w+|mand\w+|factura|paquete|dej(?:aron|ado|en))\b[^.?!\d]{0,40}\Z",
        re.IGNORECASE,
    ),
    is_number_last=True,
)
