"""Numbers that a state gives its people: what they look like, and which digits check the others.

Chosen by the country of the business. A shape that nothing else has is enough; where only digits are
written (so many orders have ten), a word for it must stand beside it as well. The check must always hold,
but for what is announced as the number of a passport, an identity card or a driving licence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from stdnum.at import vnr
from stdnum.au import tfn
from stdnum.be import nn
from stdnum.bg import egn
from stdnum.br import cpf
from stdnum.ca import sin
from stdnum.ch import ssn as ahv
from stdnum.cl import rut
from stdnum.cz import rc
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.ee import ik
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.gr import amka
from stdnum.hr import oib
from stdnum.ie import pps
from stdnum.in_ import aadhaar, pan
from stdnum.it import codicefiscale
from stdnum.mx import curp
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.nz import ird
from stdnum.pl import pesel
from stdnum.pt import cc, nif
from stdnum.ro import cnp
from stdnum.se import personnummer
from stdnum.si import emso
from stdnum.tr import tckimlik
from stdnum.us import itin, ssn
from stdnum.za import idnr as za_idnr


class _Check(Protocol):
    def is_valid(self, number: str) -> bool: ...

    def compact(self, number: str) -> str: ...


class _NationalInsurance:
    """British; no digit of it checks another, but nothing else is written so."""

    _SHAPE = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]")

    def is_valid(self, number: str) -> bool:
        return self._SHAPE.fullmatch(self.compact(number)) is not None

    def compact(self, number: str) -> str:
        return re.sub(r"[ -]", "", number).upper()


@dataclass(frozen=True)
class _Form:
    check: _Check
    shape: re.Pattern[str]
    is_telling: bool  # nothing else is written so: no word beside it is needed


def _form(check: _Check, shape: str, is_telling: bool = False) -> _Form:
    return _Form(check, re.compile(rf"(?<![\w-]){shape}(?![\w-]|\.\d)", re.IGNORECASE), is_telling)


_FORMS: dict[str, tuple[_Form, ...]] = {
    "AT": (_form(vnr, r"\d{4} ?\d{6}"),),
    "AU": (_form(tfn, r"\d{3} ?\d{3} ?\d{2,3}"),),
    "BE": (
        _form(nn, r"\d\d\.\d\d\.\d\d-\d{3}\.\d\d", is_telling=True),
        _form(nn, r"\d{6} ?\d{3} ?\d\d"),
    ),
    "BG": (_form(egn, r"\d{10}"),),
    "BR": (_form(cpf, r"\d{3}\.\d{3}\.\d{3}-\d\d", is_telling=True), _form(cpf, r"\d{11}")),
    "CA": (_form(sin, r"\d{3}[ -]?\d{3}[ -]?\d{3}"),),
    "CH": (_form(ahv, r"756\.?\d{4}\.?\d{4}\.?\d\d", is_telling=True),),
    "CL": (_form(rut, r"\d{1,2}\.\d{3}\.\d{3}-[\dk]", is_telling=True),),
    "CZ": (_form(rc, r"\d{6}/\d{3,4}", is_telling=True),),
    "DE": (_form(idnr, r"\d\d ?\d{3} ?\d{3} ?\d{3}"),),
    "DK": (_form(cpr, r"\d{6}-?\d{4}"),),
    "EE": (_form(ik, r"\d{11}"),),
    "ES": (
        _form(dni, r"\d{8}[ -]?[a-z]", is_telling=True),
        _form(nie, r"[xyz][ -]?\d{7}[ -]?[a-z]", is_telling=True),
    ),
    "FI": (_form(hetu, r"\d{6}[+a-]\d{3}[\da-y]", is_telling=True),),
    "FR": (
        _form(
            nir,
            r"[12] ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d\d|2[ab]) ?\d{3} ?\d{3} ?\d\d",
            is_telling=True,
        ),
    ),
    "GB": (
        _form(_NationalInsurance(), r"[a-z]{2} ?\d\d ?\d\d ?\d\d ?[a-d]", is_telling=True),
        _form(nhs, r"\d{3}[ -]?\d{3}[ -]?\d{4}"),
    ),
    "GR": (_form(amka, r"\d{11}"),),
    "HR": (_form(oib, r"\d{11}"),),
    "IE": (_form(pps, r"\d{7}[a-w][a-iw]?", is_telling=True),),
    "IN": (
        _form(aadhaar, r"\d{4}[ -]\d{4}[ -]\d{4}", is_telling=True),
        _form(aadhaar, r"\d{12}"),
        _form(pan, r"[a-z]{5}\d{4}[a-z]", is_telling=True),
    ),
    "IT": (_form(codicefiscale, r"[a-z]{6}[\dl-v]{2}[a-z][\dl-v]{2}[a-z][\dl-v]{3}[a-z]", is_telling=True),),
    "MX": (_form(curp, r"[a-z]{4}\d{6}[a-z]{6}[\da-z]\d", is_telling=True),),
    "NL": (_form(bsn, r"\d{4}\.?\d\d\.?\d{3}"),),
    "NO": (_form(fodselsnummer, r"\d{6} ?\d{5}"),),
    "NZ": (_form(ird, r"\d{2,3}-?\d{3}-?\d{3}"),),
    "PL": (_form(pesel, r"\d{11}"),),
    "PT": (_form(cc, r"\d{8} ?\d ?[a-z\d]{2}\d", is_telling=True), _form(nif, r"\d{3} ?\d{3} ?\d{3}")),
    "RO": (_form(cnp, r"\d{13}"),),
    "SE": (
        _form(personnummer, r"(?:19|20)?\d{6}[-+]\d{4}", is_telling=True),
        _form(personnummer, r"(?:19|20)?\d{10}"),
    ),
    "SI": (_form(emso, r"\d{13}"),),
    "SK": (_form(rc, r"\d{6}/\d{3,4}", is_telling=True),),
    "TR": (_form(tckimlik, r"\d{11}"),),
    "US": (
        _form(ssn, r"\d{3}-\d\d-\d{4}", is_telling=True),
        _form(itin, r"9\d\d-\d\d-\d{4}", is_telling=True),
        _form(ssn, r"\d{3} ?\d\d ?\d{4}"),
    ),
    "ZA": (_form(za_idnr, r"\d{6} ?\d{4} ?\d{3}"),),
}
COUNTRIES = tuple(_FORMS)

_CUE = re.compile(
    r"\b(?:nhs|nino|national insurance|ni number|social security|ssn|itin|tax (?:id|file)|tfn|tin|sin"
    r"|identity|id (?:number|card|no)|national id|personal (?:id|number)|passport|pps|aadhaar|ird"
    r"|d\.?n\.?i|nie|nif|rut|cpf|curp|s[ée]curit[ée] sociale|nir|contribuable|contribuinte"
    r"|steuer-?(?:id|identifikations)\w*|idnr|identifikationsnummer|ausweis\w*|sozialversicherung\w*"
    r"|versicherungsnummer|bsn|burgerservicenummer|rijksregister\w*|registre national|pesel|cnp|egn|oib"
    r"|emso|amka|personnummer|personnumer|cpr|f[øo]dselsnummer|isikukood|kimlik)\b[^\d]{0,30}\Z",
    re.IGNORECASE,
)
# What a person says their passport, identity card or driving licence is, of whatever country it be.
_PAPER = re.compile(
    r"\b(?:passport|national id(?:entity)?|identity (?:card|document)|id (?:card|number|no)"
    r"|driv(?:ing|er'?s?|ers') (?:licen[cs]e|permit)"
    r"|pasaporte|documento (?:nacional )?de identidad|carn[ée] de (?:conducir|identidad)|c[ée]dula"
    r"|permiso de conduc\w{2,6}|licencia de conduc\w{2,6}|tarjeta de residencia"
    r"|passeport|carte (?:nationale )?d['’]identit[ée]|pi[èe]ce d['’]identit[ée]|cni"
    r"|permis de conduire|titre de s[ée]jour"
    r"|reisepass(?:es)?|pass(?=[ -]?(?:nummer|nr))|personalausweis(?:es)?|ausweis(?:es)?|perso"
    r"|f[üu]e?hrerschein(?:s|es)?|aufenthaltstitel)",
    re.IGNORECASE,
)
_NUMBERED = r"(?:card|number|num|nos?|nr|n[úu]mero|num[ée]ro|nummer|ausweis)"
_IS = r"(?:is|was|it'?s|reads|es|est|c['’]est|ist|lautet|hei[ßs]{1,2}t)"
_WHOSE = r"(?:the|my|el|la|mi|le|ma|mon|die|der|das|meine?[rs]?)"
_NUMBER = r"(?P<number>(?:[a-z]{1,5}[ -]?)?\d(?:[ -]?[a-z]{0,3}\d){4,20}[a-z\d]{0,7})"
_BEHIND = re.compile(
    rf"(?:[\s.,:;#=()-]{{0,3}}(?:n[°º]|(?:{_NUMBERED}|{_IS}|{_WHOSE}|de)\b)){{0,5}}"
    rf"[\s.,:;#=(-]{{0,4}}(?<![^\W_]){_NUMBER}(?!\w|[./]\d)",
    re.IGNORECASE,
)
_IN_FRONT = re.compile(
    rf"(?<![\w./-]){_NUMBER},? {_IS}(?: {_WHOSE})?(?: {_NUMBERED})?(?: (?:of|de|du|d['’]))?(?: {_WHOSE})? \Z",
    re.IGNORECASE,
)
_A_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d|\d\d-\d\d-(?:19|20)\d\d|\d\d? \d\d? (?:19|20)\d\d")
_BEFORE = 60  # characters in which the word for it is looked for


def find_identity_numbers(said: str, country: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and the number without blanks, of each that this country's check holds for, or that is
    said to be one: a passport's has no check, and may be another country's."""
    for form in _FORMS.get(country, ()):
        for match in form.shape.finditer(said):
            is_one = form.is_telling or _CUE.search(said[max(0, match.start() - _BEFORE) : match.start()])
            if is_one and form.check.is_valid(match.group()):
                yield match.start(), match.end(), form.check.compact(match.group()).upper()
    yield from _announced(said)


def _announced(said: str) -> Iterator[tuple[int, int, str]]:
    for paper in _PAPER.finditer(said):
        start = max(0, paper.start() - _BEFORE)
        in_front = _IN_FRONT.search(said[start : paper.start()])
        for text, found in ((0, _BEHIND.match(said, paper.end())), (start, in_front)):
            if found and not _A_DAY.match(found["number"]):  # when it was issued, or ends
                number = re.sub(r"[ -]", "", found["number"]).upper()
                yield text + found.start("number"), text + found.end("number"), number
