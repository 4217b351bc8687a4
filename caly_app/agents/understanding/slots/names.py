"""People's names: introduced ("my name is Ros Penhale"), spelled, or given as an answer."""

import re
import unicodedata

from caly_app.agents.understanding.slots.calendar_names import months, weekdays
from caly_app.agents.understanding.slots.everyday import is_said_of_things
from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.name_case import PARTICLES, cased
from caly_app.agents.understanding.slots.names_too import OF_COMMON
from caly_app.agents.understanding.slots.plain import Plain, folded, plain
from caly_app.agents.understanding.slots.spelled import Spelled, spelled_words
from caly_app.agents.understanding.slots.spelled_names import with_spelling
from caly_app.agents.understanding.slots.states import is_a_state
from caly_app.agents.understanding.slots.words import COMMON

_STRONG = {
    "en": r"(?:my (?:full |first |last |sur)?name(?: is|'s| will be)|(?:the |her |his |their "
    r")?name(?:'s| is|:| on it is)|(?:under|in) the name(?: of)?|call me|s?he(?:'s| is) called"
    r"|(?:son|daughter|child|wife|husband|partner|mother|mum|father|dad)(?:'s| is) called|name of"
    r"|full name[: ]+|name (?=[A-Z]))",
    "es": r"(?:me llamo|mi nombre(?: completo)? es|a nombre de|se llama|nombre:)",
    "fr": r"(?:je m'appelle|mon nom(?: complet)? est|au nom de|(?:il|elle) s'appelle|nom:)",
    "de": r"(?:ich hei(?:ss|ß)e|mein name ist|auf den namen|(?:sie|er) hei(?:ss|ß)t|name:)",
}
_WEAK = {
    "en": r"(?:i'm|i am|im|this is|it's|it is|its|that's|for|patient(?: is)?|customer(?: is)?"
    r"|speaking is|here is|under)",
    "es": r"(?:soy|habla|es|para)",
    "fr": r"(?:je suis|c'est|ici|pour)",
    "de": r"(?:ich bin|hier (?:ist|spricht)|das ist|es ist|fur|für)",
}
_LEAD = re.compile(
    r"(?:yes|yeah|yep|sure|ok|okay|of course|certainly|right|hi|hello|hey|well|so|oh|um+"
    r"|uh+|please|no|sorry|actually"
    r"|as i said|like i said|i (?:already )?(?:said|told you)|it would be|that would be"
    r"|that'd be|the name is|name is|put it under|book it for"
    r"|make it|i mean|spelled|spelt"
    r"|si|claro|hola|oui|bonjour|bien sur|ja|hallo|gerne|naturlich)[ ,.!:-]+",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"[ ,.!-]+(?:please|thanks|thank you|here|speaking|for the booking|is my name|is the "
    r"name|por favor|gracias|merci"
    r"|s'il vous plait|bitte|danke)\W*\Z",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(r"[ ,.]+(?:no|sorry|i mean|actually|perdon|pardon|nein)[ ,]+(?=\w)", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:mr|mrs|ms|miss|mx|dr|doctor|prof|professor|sir|señor|señora|sr|sra|don|doña|m|mme"
    r"|monsieur|madame|herr|frau)\.? ",
    re.IGNORECASE,
)
_DOCTOR = re.compile(
    r"\b(?:dr|doctor|doctora|nurse|prof|professor|docteur|dra|doktor)\.?\s+\Z", re.IGNORECASE
)
_WORD = r"[^\W\d_]+(?:['’.\-][^\W\d_]+)*\.?"
_RUN = re.compile(rf"{_WORD}(?: {_WORD}){{0,5}}")
_ARTICLES = frozenset("der die das den dem el la los las le les the".split())
_MOST = 5  # words of a name
_ANNOUNCED_WITHIN = 300  # characters


def find_names(said: str, context: SlotContext) -> list[Found]:
    """Names in title case as people write theirs; what is spelled wins over what was heard."""
    said = said[:4000]
    words = plain(said, context.language)
    spelled = spelled_words(words)
    language = context.language if context.language in _STRONG else "en"
    places = [words.span(run.start, run.end)[0] for run in spelled]
    found = _in_two_parts(said, context) or _introduced(said, _STRONG[language], places, context, strong=True)
    if not found and context.expected == "name":
        found = _no_things(_answered(said, spelled, words, context), context)
    found = found or _no_things(_introduced(said, _WEAK[language], places, context, strong=False), context)
    found = found or _no_things(_standing_apart(said, context), context)
    found = found or _no_things(_announced(said, context) or _ahead(said, context), context)
    return with_spelling(found, spelled, words, context)


def _no_things(found: list[Found], context: SlotContext) -> list[Found]:
    """'Nut allergy', 'es una vergüenza', 'wir sind fünf': what is said of things is nobody's name."""
    return [one for one in found if not is_said_of_things(one.text, context.language)]


_IS = r"(?:'s| is| es| est| ist|:)?"
_FIRST = r"(?:first name|nombre de pila|pr[ée]nom|vorname)"
_FIRST_NAME = re.compile(rf"\b{_FIRST}{_IS} (?P<name>{_WORD})", re.IGNORECASE)
_LAST = r"(?:(?:sur|last |second |family )name|apellidos?|nom de famille|(?:nach|familien)name)"
_LAST_NAME = re.compile(rf"\b{_LAST}{_IS} (?P<name>{_WORD})", re.IGNORECASE)


def _in_two_parts(said: str, context: SlotContext) -> list[Found]:
    """ "First name Ros, surname Penhale", in either order; "it's Ros, R O S, surname Penhale"."""
    first, last = _FIRST_NAME.search(said), _LAST_NAME.search(said)
    if (one := first or last) and not (first and last) and context.expected == "name":
        lead = rf"(?:{_LEAD.pattern})*(?:{_WEAK['en']}\s+)?(?P<name>{_WORD})"
        other = re.match(lead, said[: one.start()], re.IGNORECASE)
        first, last = (first, other) if first else (other, last)
    if first is None or last is None or {folded(first["name"]), folded(last["name"])} & COMMON:
        return []
    start, end = min(first.start(), last.start()), max(first.end(), last.end())
    return [Found("name", f"{cased(first['name'])} {cased(last['name'])}", said[start:end], start, end)]


def _introduced(said: str, cues: str, spelled: list[int], context: SlotContext, strong: bool) -> list[Found]:
    """`spelled`: where in what was said a word is spelled: a name ends there."""
    asked = context.expected == "name"
    found = []
    for cue in re.finditer(rf"(?<![\w'’]){cues}[:,]?\s+", said, re.IGNORECASE):
        title = _TITLE.match(said, cue.end())
        start = title.end() if title else cue.end()
        if title and _is_doctor(title) and not asked and not strong:
            continue
        one = _name_at(said, start, spelled, context, anything=strong or asked)
        if one is None or not (strong or _is_likely(one.text, said[cue.start() : cue.end()], asked)):
            continue
        if not strong and _is_anothers(said[: cue.start()], cue.group(), said[one.end :]):
            continue
        found.append(one)
        again = _TAKEN_BACK.match(said, one.end)
        if again and (other := _name_at(said, again.end(), spelled, context, anything=True)):
            found.append(other)
    return found


def _name_at(said: str, start: int, spelled: list[int], context: SlotContext, anything: bool) -> Found | None:
    run = _RUN.match(said, start)
    if run is None:
        return None
    end = min([run.end(), *(place for place in spelled if place > start)])
    name = _leading_name(said[start:end].rstrip(), context, anything)
    return _found(name, start, start + len(name), said) if name else None


def _is_doctor(title: re.Match[str]) -> bool:
    return title.group().lower().startswith(("dr", "doc", "prof"))


_MORE = re.compile(r" [A-Z]")
# "My landlord, it's Brackwater Lettings": the name of whoever was spoken of right before.
_OTHERS = (
    r"(?:my|our|his|her|their|the|an?) (?:\w+ )?(?:landlord|landlady|tenant|employer|boss|neighbou?rs?|ex"
    r"|husband|wife|company|firm|builder|agency|agents?|garage|insurer|bank|shop|seller|buyer|owner"
    r"|other (?:side|party|driver))",
    r"(?:mi|nuestr[oa]|el|la|una?) (?:caser[oa]|inquilin[oa]|jef[ea]|empresa|vecin[oa]|ex|marido|mujer)",
    r"(?:mon|ma|notre|le|la|une?) (?:propriétaire|bailleur|locataire|patron\w*|voisin\w*|ex|mari|femme)",
    r"(?:mein|unser|der|die|ein)\w* (?:vermieter|mieter|chef|nachbar|firma|arbeitgeber|ex)\w*",
)
_OF_ANOTHER = re.compile(rf"\b(?:{'|'.join(_OTHERS)})[,;:]?\s+\Z", re.IGNORECASE)


# "My landlord wants me out. It's Brackwater Estates": the "it" points back to who was told of.
_IT_IS = re.compile(r"(?:it's|it is|its|that's|es|c'est|das ist|es ist)[:,]?\s+\Z", re.IGNORECASE)
_TOLD_OF = re.compile(rf"\b(?:{'|'.join(_OTHERS)})\b[^?]{{0,160}}\Z", re.IGNORECASE)


def _is_anothers(before: str, cue: str, behind: str) -> bool:
    told_of = _TOLD_OF if _IT_IS.match(cue) else _OF_ANOTHER
    return _is_more_than_a_person(behind) or told_of.search(before) is not None


def _is_more_than_a_person(behind: str) -> bool:
    """ "for Elm Row Clinic": capitals go on behind what would be a name."""
    return _MORE.match(behind) is not None


def _is_likely(name: str, cue: str, asked: bool) -> bool:
    """For words that introduce other things too ("I'm", "for"): two words or more, each with a capital, or a
    lower-case pair of words that mean nothing else."""
    parts = name.split(" ")
    if parts[0] in _ARTICLES:
        return False  # "für das Haus"
    if name.islower():
        is_for = cue.lower().strip(" :,") in ("for", "para", "pour", "für", "fur")
        return not any(is_a_state(part) for part in parts) and (
            asked or (not is_for and len(parts) == 2 and all(len(part) > 2 for part in parts))
        )
    return not name.isupper() and all(not part[:1].islower() or folded(part) in PARTICLES for part in parts)


def _leading_name(run: str, context: SlotContext, anything: bool) -> str:
    """The words a name is made of, up to the first everyday word; in mixed case up to the first lower one."""
    kept: list[str] = []
    is_cased = bool(run) and not run.islower()
    parts = run.split(" ")
    for place, word in enumerate(parts[:_MOST]):
        plain_word = folded(word).strip(".")
        followed = place + 1 < len(parts) and folded(parts[place + 1]) not in COMMON
        if _is_everyday(plain_word, word, kept, context) and not (plain_word in OF_COMMON and followed):
            break
        if is_cased and word[:1].islower() and plain_word not in PARTICLES and not (anything and not kept):
            break
        kept.append(word)
        if word.endswith(".") and len(plain_word) > 2:
            break
    while len(kept) > 1 and folded(kept[-1]) in PARTICLES:
        kept.pop()
    return " ".join(kept).rstrip(".,")


def _is_everyday(plain_word: str, word: str, kept: list[str], context: SlotContext) -> bool:
    if plain_word in PARTICLES and (word not in ("la", "el", "los", "las") or kept[-1:] == ["de"]):
        return plain_word in ("e", "y", "de", "du", "la", "le", "da") and not kept
    is_calendar = plain_word in weekdays(context.language) or plain_word in months(context.language)
    is_given = word[:1].isupper() and bool(kept) and plain_word in OF_COMMON
    if plain_word in OF_COMMON and (is_given or word[:1].isupper() or kept):
        return False
    return plain_word in COMMON or is_calendar


_MARK = re.compile(r", |(?<=[^\W\d_]{4})\. ")  # but "St. John"
_LAST_AHEAD = re.compile(  # "Ruddock, Tamsin Ruddock", or without the comma where it is spelled behind
    rf"(?P<last>{_WORD})(?P<mark>[.,]?)\s+(?=(?:{_WORD} ){{1,2}}?(?P=last)(?![\w'’]))", re.IGNORECASE
)


def _answered(said: str, spelled: list[Spelled], words: Plain, context: SlotContext) -> list[Found]:
    """The whole answer, without what surrounds a name."""
    start = len(said) - len(said.lstrip())
    while (lead := _LEAD.match(said, start)) is not None:
        start = lead.end()
    weak = _WEAK.get(context.language, _WEAK["en"])
    if (cue := re.compile(rf"{weak}[:,]?\s+", re.IGNORECASE).match(said, start)) is not None:
        start = cue.end()
        if said[start:].islower() and any(is_a_state(word) for word in said[start:].split()[:2]):
            return []
    if (title := _TITLE.match(said, start)) is not None:
        start = title.end()
    for taken_back in _TAKEN_BACK.finditer(said, start):
        start = taken_back.end()
    end = len(said.rstrip(" .,!?\t\n"))
    ahead = _LAST_AHEAD.match(said, start)
    if ahead and (spelled or ahead["mark"]):
        start = ahead.end()
    trail = _TRAIL.search(said, max(start, len(said) - 60))
    if trail is not None and trail.start() > start:
        end = min(end, trail.start())
    for run in spelled:
        place = words.span(run.start, run.end)[0]
        if place <= start:
            return []
        end = min(end, len(said[:place].rstrip(" ,.-:;")))
    for separator in (", ", " and ", ";", "\n", ". ", " - "):
        cut = said.find(separator, start, end)
        if cut > 0 and not _is_reversed(said[start:end], context):
            end = cut
    return _whole(said, start, end, context)


def _is_reversed(answer: str, context: SlotContext) -> bool:
    """ "Penhale, Ros", "Penhale. Ros": exactly two capitalised parts."""
    parts = _MARK.split(answer)
    return (
        len(parts) == 2
        and all(re.fullmatch(_WORD, part) and part[:1].isupper() for part in parts)
        and not any(folded(part) in COMMON and folded(part) not in OF_COMMON for part in parts)
    )


def _whole(said: str, start: int, end: int, context: SlotContext) -> list[Found]:
    answer = said[start:end].strip()
    if not answer or len(answer) > 80:
        return []
    if _is_reversed(answer, context):
        last, first = _MARK.split(answer)
        return [Found("name", f"{cased(first)} {cased(last)}", answer, start, start + len(answer))]
    if not _is_latin(answer):
        return [_found(answer, start, start + len(answer), said)] if _is_letters(answer) else []
    run = _RUN.match(answer)
    if run is None:
        return []
    name = _leading_name(run.group(), context, anything=True)
    rest = answer[len(name) :].strip(" .,()")
    if not name or (rest and folded(rest).split(" ")[0] not in COMMON and not rest[0].isdigit()):
        return []
    if rest and name.islower() and len(name.split(" ")) == 1:
        return []  # "headache since monday"
    return [_found(name, start, start + len(name), said)]


def _is_latin(text: str) -> bool:
    return all(not c.isalpha() or "LATIN" in unicodedata.name(c, "") for c in text)


def _is_letters(text: str) -> bool:
    letters = sum(unicodedata.category(c)[0] in "LM" or c in " -'’·.・" for c in text)
    return letters == len(text) and len(text.split()) <= _MOST + 1


def _standing_apart(said: str, context: SlotContext) -> list[Found]:
    """ "Ros Penhale, 020 7946 0123": two or more capitalised words that make a part of their own."""
    found = []
    for part in re.finditer(r"[^,;\n.!?]+", said):
        text = part.group().strip()
        start = part.start() + len(part.group()) - len(part.group().lstrip())
        if (title := _TITLE.match(text)) is not None:
            start, text = start + title.end(), text[title.end() :]
        run = _RUN.match(text)
        if (
            run is None
            or run.group() != text
            or text.isupper()
            or _DOCTOR.search(said, max(0, start - 16), start)
        ):
            continue
        name = _leading_name(text, context, anything=False)
        parts = name.split(" ")
        if name == text and len(parts) >= 2 and all(p[:1].isupper() or folded(p) in PARTICLES for p in parts):
            found.append(_found(name, start, start + len(name), said))
    return found


_HAIL = (
    r"(?:hi|hiya|hey|hello|hullo|good|morning|afternoon|evening|there|yes|yeah|um+|uh+|oh|hola|buenas|buenos|tardes"
    r"|días|bonjour|salut|bonsoir|hallo|moin|guten|tag|morgen|servus)"
)
_HERE = re.compile(
    rf"(?:^|(?<=[,.;!?\n]))\s*(?:{_HAIL}[ ,!]+)*(?P<name>(?!{_HAIL}\b){_WORD}(?: {_WORD}){{1,3}}?),? "
    r"(?:here|speaking|calling|is (?:the|my) name|aquí|al (?:habla|aparato)|es mi nombre|à l'appareil"
    r"|c'est mon nom|am apparat|hier|ist mein name)(?![\w'’])",
    re.IGNORECASE,
)


def _announced(said: str, context: SlotContext) -> list[Found]:
    """ "hiya ros penhale here, ..."."""
    for match in _HERE.finditer(said[:_ANNOUNCED_WITHIN]):
        words = match["name"].split(" ")
        name = _leading_name(match["name"], context, anything=False)
        if name == match["name"] and not any(is_a_state(word.casefold()) for word in words):
            return [_found(name, match.start("name"), match.end("name"), said)]
    return []


_AHEAD = re.compile(
    rf"\s*(?:{_HAIL}[ ,!]+)*(?P<name>(?!{_HAIL}\b){_WORD}(?: {_WORD}){{1,2}}?)\s*[,;-]\s*"
    r"(?=(?:born|dob|d\.o\.b|nacid[oa]|née?|geb(?:oren)?)\b|[\w.+-]+@|(?:\+|0)\d[\d ]{5}"
    r"|\d\d?[./-]\d\d?[./-]\d{2})",
    re.IGNORECASE,
)


def _ahead(said: str, context: SlotContext) -> list[Found]:
    """ "casper whitlow, born 19/04/1972, ...", "ros penhale, 020 7946 0123, ..."."""
    match = _AHEAD.match(said[:_ANNOUNCED_WITHIN])
    if match is None or _leading_name(match["name"], context, anything=False) != match["name"]:
        return []
    return [_found(match["name"], match.start("name"), match.end("name"), said)]


def _found(name: str, start: int, end: int, said: str) -> Found:
    return Found("name", cased(name), said[start:end], start, end)
