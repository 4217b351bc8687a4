"""One plain form for examples and messages, as a speech recogniser would write them.

"Hi, could you move my 3:30 appt pls?" -> "could you move my number appointment please"
"""

import re
import unicodedata

_SHORT_FORMS = {
    "appt": "appointment", "appts": "appointments", "appmt": "appointment", "aint": "isn't", "cant": "can't",
    "cos": "because", "cuz": "because", "coz": "because", "didnt": "didn't", "doc": "doctor",
    "docs": "doctors", "doesnt": "doesn't", "dont": "don't", "dr": "doctor", "gonna": "going to",
    "gotta": "have to", "hasnt": "hasn't", "havent": "haven't", "hows": "how's", "hrs": "hours",
    "im": "i'm", "isnt": "isn't", "ive": "i've", "lemme": "let me", "meds": "medicine", "msg": "message",
    "nvm": "never mind", "pls": "please", "plz": "please", "rx": "prescription", "thats": "that's",
    "thx": "thanks", "tmr": "tomorrow", "tmrw": "tomorrow", "u": "you", "ur": "your", "wanna": "want to",
    "wasnt": "wasn't", "wat": "what", "wats": "what's", "whats": "what's", "whens": "when's",
    "wheres": "where's", "whos": "who's", "wont": "won't", "wouldnt": "wouldn't", "youre": "you're",
}  # fmt: skip
_DIGITS = "zero one two three four five six seven eight nine ten eleven twelve twenty thirty forty".split()
_NUMBERS = re.compile(
    rf"\b(?!one\b(?! (?:{'|'.join(_DIGITS)})\b))(?:\d+|{'|'.join(_DIGITS)})"
    rf"(?: (?:\d+|{'|'.join(_DIGITS)}))*\b"
)
_NO_WORD = re.compile(r"[^\w' ]|_")

_POLITE_START = re.compile(
    r"^(?:(?:(?:hi|hey|hello|hiya|good (?:morning|afternoon|evening|day)|greetings)"
    r"(?: (?:there|team|everyone|all|folks))?"
    r"|dear (?:sir or madam|sir|madam|team|all)"
    r"|excuse me|sorry to (?:bother|trouble|ask)(?: you)?(?: (?:again|but))?|quick question|please|pls"
    r"|ok(?:ay)?(?: so)?|so|um+|uh+|er+m?|ah|oh|yeah|well|but|and|also|actually|right|listen|look"
    r"|(?:i(?:'ve| have)(?: got)? )?(?:two|a couple of|a few|three) (?:things|questions)"
    r"|(?:i )?hope you(?: are|'re) (?:doing )?(?:well|fine)"
    r"|(?:i )?hope you can help(?: me)?(?: out)?"
    r"|i was (?:just )?wondering(?: if)?|i (?:just )?have a (?:quick )?question"
    r"|i need (?:some )?help(?: please)?|i would like some help(?: please)?"
    r"|(?:can|could) you(?: please)? (?:help(?: me)?|tell me)(?: please| with this)?"
    r"|(?:my name is|this is) [a-z]+(?: [a-z]+)?(?=[.,!])"
    r"|i was hoping you could help(?: me)?(?: with this)?)[\s,.!?:;-]+)+",
    re.IGNORECASE,
)
_POLITE_END = re.compile(
    r"[\s,.!?]+(?:please|pls|plz|thank(?:s| you)(?: so much| very much| a lot| in advance)?|many thanks"
    r"|cheers|ta|if possible|if you don't mind|by the way|btw"
    r"|(?:kind |best )?regards)(?:,? [A-Z][a-z]+)?[\s.!]*$",
    re.IGNORECASE,
)


# Said of a wish by its picture: the head knows it by its plain word.
_PICTURES = (
    (r"\b(?:want|wants|need|like|have|got) (?:(?:to )?(?:get|be|come) )?out of\b", "want to leave"),
    (r"\b(?:get|let|take) (?:me|us|him|her) out of\b", "i want to leave"),
    (r"\b(?:pull the plug on|call time on|back out of|duck out of|bail (?:on|out of)|ditch)\b", "cancel"),
    (r"\bput (?:a|the) (?:hold|stop|freeze) on\b", "stop"),
)
_BY_PICTURE = tuple((re.compile(picture, re.IGNORECASE), word) for picture, word in _PICTURES)


def without_pictures(text: str) -> str:
    """'I want out of the course' -> 'I want to leave the course'."""
    for picture, word in _BY_PICTURE:
        text = picture.sub(word, text)
    return text


def plain(text: str) -> str:
    """Lower case, no punctuation, chat's short forms written out, any run of numbers one word."""
    words = _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).replace("’", "'").lower()).split()
    return _NUMBERS.sub("number", " ".join(_SHORT_FORMS.get(word, word) for word in words))


_CUT_SHORT = {short: long for short, long in _SHORT_FORMS.items() if "'" in long} | {"u": "you", "ur": "your"}
_CUT_SHORT_RE = re.compile(rf"\b(?:{'|'.join(_CUT_SHORT)})\b", re.IGNORECASE)


def in_full(text: str) -> str:
    """ "ive moved, whats it cost" with the apostrophes that hurried fingers leave out."""
    return _CUT_SHORT_RE.sub(lambda found: _CUT_SHORT[found.group().lower()], text)


_WHO = re.compile(
    r"^\W*(?:(?:hi|hello|hey|morning|good morning|afternoon)[ ,!.]+)?"
    r"[A-Z][a-z'-]+(?: [A-Z][a-z'-]+){1,2} (?:here|speaking)\b[ ,.:;!-]*"
)
_NUMBER_OF_SOMETHING = re.compile(r",\s*[A-Z]{1,5}-\d+(?:-\d+)*(?=\s*(?:[,.;]|\Z))")


_HEARD_WHO = re.compile(  # as it is heard: "rupert vane here v a n e i want to know ..."
    r"^\W*(?:(?:hi|hello|hey|yes|good morning|good afternoon|good evening)[ ,!.]+)*"
    r"[a-z'-]{2,} [a-z'-]{3,} (?:here|speaking)\b"
    r"(?=[ ,.]+(?:(?:[a-z] ){2}|(?:i|i'd|i'm|i've|can|could|we|my|please|what|when|how|where)\b))[ ,.:;!-]*"
)
_FIGURE = rf"(?:\d+|oh|double|triple|hundred|thousand|{'|'.join(_DIGITS)})\b"
_LETTER_BY_LETTER = re.compile(  # "it's c l seven seven", "v a n e"
    rf"(?<![\w'])(?:(?:it'?s|it is|that'?s|number) )?(?:[a-z] ){{2,}}"
    rf"(?:{_FIGURE}(?: {_FIGURE})*|[a-hj-z](?![\w']))",
    re.IGNORECASE,
)
_WHO_APART = re.compile(  # "..., born 4 May 1980, my phone is 020 7946 0123, Ros Penhale"
    r",\s*(?:and )?(?:(?:my )?(?:name is|name's|phone(?: number)?(?: is)?|number is|mobile(?: is)?|tel\.?"
    r"|e-?mail(?: is)?|i'm|i am|this is|it's|on|policy(?: number)?"
    r"|(?:born|dob|date of birth)(?: on| is)?),? )?"
    r"(?-i:[A-Z][a-z'-]+(?: [A-Z][a-z'-]+){1,2}|\+?\d[\d ()-]{6,}\d|[^\s,@]+@[^\s,]+|[A-Z]{1,5}-?\d{3,}"
    r"|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8} \d{4}|\d{1,2}[./]\d{1,2}[./]\d{2,4})\W*\Z",
    re.IGNORECASE,
)
_PLACE_APART = re.compile(  # "... to the new place, 14 Plover Road, Derby DE3 9QP?"
    r",\s*(?:(?:flat|unit|apartment) \w+,? )?\d{1,4}[a-z]? (?-i:[A-Z])[\w'-]+(?:,? (?-i:[A-Z])[\w'-]+){1,4}"
    r"(?:,? [A-Z]{1,2}\d\w? ?\d[A-Z]{2})?(?=[\s.!]*\Z|[\s.!]*\?)",
    re.IGNORECASE,
)


def without_who(text: str) -> str:
    """Without who speaks, numbers that stand apart, and a whole address: none says what is wanted."""
    text = _PLACE_APART.sub("", text)
    while len(shorter := _WHO_APART.sub("", text)) < len(text):
        text = shorter
    text = _LETTER_BY_LETTER.sub("", _HEARD_WHO.sub("", _WHO.sub("", text)))
    kept = _NUMBER_OF_SOMETHING.sub("", text).strip(" ,")
    return kept if len(kept.split()) >= 3 else text


def bare(text: str) -> str:
    """Without politeness at both ends, unless fewer than two words would be left."""
    kept = _POLITE_END.sub("", _POLITE_START.sub("", text)).strip()
    return kept if len(kept.split()) >= 2 else text
