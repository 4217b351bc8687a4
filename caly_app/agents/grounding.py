"""Whether what a language model wrote may be said: checked before anybody reads it, whatever it is for.

`is_sayable` is what holds everywhere; `agents/stated.py` asks besides whether each word stands in a source.
"""

import re
from collections.abc import Iterable, Sequence

from babel import Locale
from babel.dates import get_day_names, get_month_names

from caly_app.agents.same_forms import in_one_form
from caly_app.agents.understanding.slots import numerals
from caly_app.agents.understanding.slots.plain import folded

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
LINK = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.-]+|\b[\w-]+\.(?:com|org|net|io|co|app|dev|ai)\b"
)
_NAME = re.compile(r"(?<![.!?:\n] )(?<!^)(?<![\"'(])\b[A-ZÀ-Ý][\w'’-]+")
# Behind a title stands a name, in German too, and where a stop seems to end a sentence.
_TITLED = re.compile(
    r"\b(?:Dra?|Mrs?|Ms|Miss|Prof|Sra?|Srta|Don|Doña|M|Mme|Mlle|Herr|Frau)\.? ([A-ZÀ-Ý][\w'’-]*)"
)
_SENTENCE = re.compile(r".+?(?:[.!?]+(?=\s|$)|$)", re.DOTALL)
_CLAIM = re.compile(
    r"\b(?:I|we)\b[\s'’]*(?:ve|ll|have|will|just|now|already|did)\b"
    r"|\b(?:he|hemos|voy a|vamos a)\s+\w+"
    r"|\bj['’]ai\b|\b(?:nous avons|je vais|nous allons)\b"
    r"|\b(?:ich|wir)\s+(?:habe|haben|werde|werden)\b",
    re.IGNORECASE,
)
# What is said to be done with something, by nobody: looked for in folded words.
_DEED = re.compile(
    r"\b(?:is|are|was|were|be|been|being|got|gets|s|re|ve|esta|estan|queda|quedan|fue|fueron|sido"
    r"|est|sont|ete|ist|sind|wurde|wurden|wird|werden)\b(?:\s+\w+){0,3}?\s+("
    r"(?:cancel|refund|reimburs|book|reserv|confirm|chang|mov|reschedul|sent|paid|block|activat|deactivat"
    r"|upgrad|issu|credit|approv|accept|complet|process|arrang|schedul|register|enrol|updat|delet|remov"
    r"|order|ship|dispatch|transferr|reset|replac|waiv|grant)\w*"
    r"|done|back|taken care of|all set|sorted|(?:on|in) (?:its|the|their) way|under way"
    r"|(?:cancelad|anulad|reembolsad|reservad|confirmad|cambiad|enviad|pagad|bloquead|hech)[oa]s?|en camino"
    r"|(?:annul|rembours|reserv|confirm|chang|envoy|pay|bloqu|modifi)ee?s?|en route"
    r"|storniert|abgesagt|erstattet|gebucht|reserviert|bestatigt|geandert|gesendet|verschickt|bezahlt"
    r"|gesperrt|verschoben|erledigt|unterwegs)\b"
)
_LANGUAGES = ("en", "es", "fr", "de")


def is_sayable(
    text: str, sources: Sequence[str], *, rules: str, language: str, found: Sequence[str] = ()
) -> bool:
    """It adds no number, name, day or link to its sources, repeats no prompt, and claims no deed.

    A deed may be spoken of in a whole sentence of a source, or in the words of what was `found` just now.
    """
    if repeats(text, rules) or not is_grounded(text, [*sources, *found], language):
        return False
    told = f" {' '.join(word for one in found for word in _plain_words(one))} "
    quoted = {tuple(_plain_words(one)) for source in sources for one in _SENTENCE.findall(source)}
    return all(
        tuple(_plain_words(sentence)) in quoted
        or not claims_an_effect(sentence)
        and all(f" {deed} " in told for deed in _DEED.findall(" ".join(_plain_words(sentence))))
        for sentence in _SENTENCE.findall(text)
    )


def is_grounded(text: str, sources: Iterable[str], language: str) -> bool:
    """Every number, link, weekday, month and name of the text is in the sources.

    German writes nouns large: there names are not looked at, only what the other languages share.
    """
    told = folded(" ".join(sources))
    forms = (told, *(in_one_form(told, lang) for lang in (language, "en")))
    forms = (*forms, *(in_digits(one, lang) for one in forms for lang in (language, "en")))
    numbers = {number for one in forms for number in _numbers(one)}
    said = in_digits(in_one_form(folded(text), language), language)
    if any(number not in numbers for number in _numbers(said)):
        return False
    if any(folded(link).rstrip(".,)") not in told for link in LINK.findall(text)):
        return False
    if any(word in CALENDAR and not _has_word(told, word) for word in re.findall(r"\w+", folded(text))):
        return False
    names = [*_TITLED.findall(text), *(_NAME.findall(text) if language != "de" else ())]
    return all(_has_word(told, folded(name)) for name in names)


def repeats(text: str, rules: str, words: int = 7) -> bool:
    """So many words in a row as in the rules: a prompt is told to nobody."""
    said, kept = _plain_words(text), f" {' '.join(_plain_words(rules))} "
    return any(f" {' '.join(said[at : at + words])} " in kept for at in range(len(said) - words + 1))


def claims_an_effect(text: str) -> bool:
    """'I have refunded it', 'we will call you': only who has done something may say so."""
    return _CLAIM.search(text) is not None


def in_digits(plain: str, language: str) -> str:
    """Folded words with their number words as numbers: "ninety days" -> "90 days"."""
    done, parts = 0, []
    for start, end, instead in numerals.rewrite(plain, language, digit_by_digit=False):
        parts += [plain[done:start], instead]
        done = end
    return "".join([*parts, plain[done:]])


def _numbers(plain: str) -> list[str]:
    return _NUMBER.findall(plain)


def _plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))


def sentences(text: str, at_most: int) -> str:
    """The first ones of it."""
    return "".join(_SENTENCE.findall(text)[:at_most]).strip()


def sentences_of(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCE.findall(text)]


def sentences_in(text: str) -> int:
    return len(_SENTENCE.findall(text))


def _has_word(told: str, word: str) -> bool:
    """By its beginning, if that is long enough to be one: a name may be inflected."""
    whole = re.sub(r"['’]s?$", "", word)
    begins = re.escape(whole[:5])
    return re.search(rf"\b{begins}" if len(whole) >= 5 else rf"\b{begins}s?\b", told) is not None


def _calendar() -> frozenset[str]:
    words = set()
    for language in _LANGUAGES:
        locale = Locale.parse(language)
        words |= {folded(name) for name in get_day_names("wide", locale=locale).values()}
        words |= {folded(name) for name in get_month_names("wide", locale=locale).values()}
    return frozenset(words - {"may", "mai", "mayo", "mar"})  # "you may": also a verb


CALENDAR = _calendar()
