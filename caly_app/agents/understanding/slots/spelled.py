"""Words spelled aloud: "P E N H A L E", "p for peter", "double n", "R-O-S"."""

import re
from dataclasses import dataclass

from caly_app.agents.understanding.slots.plain import Plain

_LETTER = r"[a-z0](?:'s)?(?![\w'])"  # a dictated "o" has become 0 in the plain form
_FOR = r"(?: (?:for|as in|like|wie|como|comme|de) (?P<example>[a-z]+))?"
_UNIT = re.compile(
    rf"(?:(?P<times>double|triple|doble|doppel) )?(?P<letter>{_LETTER}){_FOR}"
    rf"|(?P<sign>hyphen|dash|apostrophe|space)(?!\w)"
)
_GAP = re.compile(r"[ ,.\-–·]{1,3}")
_START = re.compile(rf"(?<![\w'])(?:(?:double|triple|doble|doppel) )?{_LETTER}(?=[ ,.\-])")
_SIGNS = {"hyphen": "-", "dash": "-", "apostrophe": "'", "space": " "}
_LEAST = 3  # letters
_I = re.compile(  # "v a n e i want to know": no letter of the name
    r"i (?:want|need|would|have|had|am|was|can|could|just|think|got|lost|forgot|wish|don't|do|did|know"
    r"|bought|ordered|called|booked|like|wonder)"
)


@dataclass(frozen=True)
class Spelled:
    start: int
    end: int
    word: str  # in title case


def spelled_words(words: Plain) -> list[Spelled]:
    """Every run of three or more letters said one by one, in the plain form's places."""
    found: list[Spelled] = []
    place = 0
    text = words.text
    while (start := _START.search(text, place)) is not None:
        run = _run(text, start.start())
        if run is None:
            place = start.end()
            continue
        found.append(run)
        place = run.end
    return found


def _run(text: str, start: int) -> Spelled | None:
    place, end = start, start
    letters: list[str] = []
    count, last_gap = 0, start
    while (unit := _UNIT.match(text, place)) is not None:
        if unit["sign"]:
            letters.append(_SIGNS[unit["sign"]])
        else:
            if unit["example"] and unit["example"][0] != unit["letter"][0]:
                unit_end = unit.end("letter")  # "n for ..." must name a word with that letter
                letters.append(unit["letter"][0])
                count += 1
                end = unit_end
                break
            repeat = {"double": 2, "doble": 2, "doppel": 2, "triple": 3}.get(unit["times"] or "", 1)
            letters.append(unit["letter"][0] * repeat)
            count += repeat
        end = unit.end()
        gap = _GAP.match(text, end)
        if gap is not None and count >= _LEAST and _I.match(text, gap.end()):
            break
        if gap is None or (len(letters) > 1 and gap.group() == " " and text[last_gap] == "-"):
            break  # "R-O-S P-E-N": the blank parts two words
        last_gap = gap.start()
        place = gap.end()
    word = "".join(letters).strip("-' ")
    if count < _LEAST or word.count("0") * 2 > count:
        return None
    word = word.replace("0", "o")
    return Spelled(
        start, end, word.title() if "'" not in word else "'".join(part.title() for part in word.split("'"))
    )
