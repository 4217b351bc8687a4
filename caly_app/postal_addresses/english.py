"""'Flat 4, 14 Harbour Lane, Wexley WX4 2AB', '200 W Elm St Apt 4, Springfield, IL 62704', 'PO Box 1182'."""

import re

from caly_app.postal_addresses.form import CAPITAL, HOUSE, Form

_GB_CODE = r"(?i:[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2})\b"
_STATE_AND_ZIP = r"[A-Z]{2} \d{5}(?:-\d{4})?\b"
_ZIP = r"\d{5}(?:-\d{4})?\b"
_UNIT = r"(?i:flat|apartment|apt|unit|suite)\.? ?(?:\d{1,4}[A-Za-z]?|[A-Za-z]\d{0,3})(?!\w)"
_FLOOR = r"(?i:ground|first|second|third|top|\d(?:st|nd|rd|th)) floor"
_NUMBER = rf"{HOUSE}\d{{1,5}}[A-Za-z]?,? "
_STRONG = r"street|st|road|rd|avenue|ave|lane|ln|crescent|cres|boulevard|blvd|terrace"
_KIND = (
    rf"(?i:{_STRONG}|drive|dr|close|court|ct|row|place|pl|square|sq|gardens?|grove|hill|mews|walk|way|highway"
    r"|hwy|parade|park|green|rise|vale|view|yard|quay|wharf|circle|parkway|side)\b"
)
_NAME_WORD = rf"(?:{CAPITAL}[\w'’.-]*|\d{{1,3}}(?:st|nd|rd|th)|of|the)"
_NAME = rf"(?P<name>(?:{_NAME_WORD} ){{1,4}}(?P<kind>{_KIND})\.?)"
_TYPED = (
    r"(?P<typed>(?:[^\W\d_][\w'’-]* ){1,3}?"
    r"(?P<typed_kind>(?i:street|st|road|rd|avenue|ave|lane|ln|crescent|close|drive|court)\b))"
)
_CODE = re.compile(
    rf"(?:(?:, ?| )[^\W\d_][\w'’-]*\.?){{0,3}}?(?:, ?| )(?:{_GB_CODE}|{_STATE_AND_ZIP}|{_ZIP})"
)

A_HOUSE = Form(
    shape=re.compile(rf"(?:{_UNIT},? )?{_NUMBER}(?:{_NAME}|{_TYPED})(?: (?:[NS][EW]?|[EW])\b)?"),
    code=_CODE,
    strong=re.compile(rf"(?:{_STRONG})\Z", re.IGNORECASE),
    unit=re.compile(rf",? (?:{_UNIT}|# ?\w{{1,5}}|{_FLOOR})(?!\w)"),
    cue=re.compile(
        r"(?:\b(?:liv(?:e|es|ed|ing)|stay(?:s|ed|ing)?|resid\w+|based|mov(?:e|ed|ing)|deliver\w*|sen[dt](?:ing)?"
        r"|ship(?:ped|ping)?|post(?:ed)?|address|home|house|bring|brought|collect(?:ed)?|drop(?:ped)?|went|go"
        r"|goes|neighbou?rs?|parents?|mum|mother|sister|brother)\b[^.?!\d]{0,24}?"
        r"(?:\b(?:at|to|in|on|from|is|was|now)|['’]s|:)"
        r"|\b(?:(?:we|i|it)['’](?:re|m|s)|it is|we are|i am)(?: now)?(?: at)?|\bat)[ :]*\Z",
        re.IGNORECASE,
    ),
)
BY_ITS_CODE = Form(
    shape=re.compile(
        rf"(?:{_UNIT},? )?{_NUMBER}(?P<name>(?:{CAPITAL}[\w'’.-]*,? ){{1,6}}?)(?={_GB_CODE}|{_STATE_AND_ZIP})"
    ),
    code=re.compile(rf"(?:{_GB_CODE}|{_STATE_AND_ZIP})"),
    is_by_code=True,
)
BOX = Form(
    shape=re.compile(
        r"\b(?P<name>(?P<kind>(?i:p\.? ?o\.? ?box|apartado de correos|bo[iî]te postale|postfach))) \d{2,6}\b"
    ),
    code=_CODE,
    strong=re.compile(""),
)
