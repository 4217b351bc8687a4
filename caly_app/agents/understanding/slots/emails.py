"""E-mail addresses, typed or dictated ("ros dot penhale at example dot org")."""

import re

from email_validator import EmailNotValidError, validate_email
from rapidfuzz import fuzz

from caly_app.agents.understanding.slots.found import Found, SlotContext
from caly_app.agents.understanding.slots.plain import Plain, plain
from caly_app.agents.understanding.slots.spelled import Spelled, spelled_words

_TYPED = re.compile(r"[^\s@<>()\[\],;:\"']{1,64}@[^\s@<>()\[\],;:\"']{1,255}")
_SIGN = {
    "en": (r"at|at sign", r"dot|period|point", r"underscore", r"dash|hyphen|minus"),
    "es": (r"arroba", r"punto", r"guion bajo|barra baja", r"guion"),
    "fr": (r"arobase|at|chez", r"point", r"underscore|tiret bas", r"tiret"),
    "de": (r"at|affe|klammeraffe", r"punkt", r"unterstrich", r"bindestrich|minus"),
}
_LEAD = re.compile(
    r"(?:is|s|it|it's|that's|its|es|est|ist|und|and|to|y|et|a|my|email|mail|address|yes|ok|i) "
)
_TOKEN = re.compile(r"[a-z0-9][a-z0-9._'-]*")
_NO_HOST = frozenset("some this that any the a one what which every no least most all first last".split())
_BEFORE_LETTERS = frozenset(
    "that's thats that is it's spelled spelt so with and es decir se escribe deletreado c'est ca s'ecrit "
    "soit das ist also buchstabiert".split()
)
_ENDS_A_HOST = re.compile(r"com|org|net|edu|gov|info|biz|eu|uk|us|es|fr|de|at|ch|ie|io|co")
_BEFORE, _BEHIND = 140, 160  # characters on either side of the "at"
_SAME_WORD = 60  # of 100: what was heard badly is spelled because of that
_MOST_SIGNS = 8  # more "at"s than these are not looked at


def find_emails(said: str, context: SlotContext) -> list[Found]:
    """Lower case. What looks like an address but cannot be one is "invalid"."""
    found = []
    for match in _TYPED.finditer(said):
        text = match.group().rstrip(".!?…")
        found.append(_checked(text, text, match.start(), match.start() + len(text)))
    return found or _spoken(said, context)


def _checked(address: str, text: str, start: int, end: int) -> Found:
    try:
        normal = validate_email(address, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return Found("email", "", text, start, end, "invalid")
    return Found("email", normal, text, start, end)


def _spoken(said: str, context: SlotContext) -> list[Found]:
    """Addresses said in words: whatever is joined to an "at" on both sides."""
    words = plain(said, context.language)
    at, dot, underscore, dash = _SIGN.get(context.language, _SIGN["en"])
    joints = re.compile(rf"(?:{dot}|{underscore}|{dash})\Z")
    found = []
    for sign in list(re.finditer(rf"(?<= )(?:{at})(?= )", words.text))[:_MOST_SIGNS]:
        before = _tokens(words, max(0, sign.start() - _BEFORE), sign.start())[::-1]
        behind = _tokens(words, sign.end(), sign.end() + _BEHIND)
        local, domain = _joined(before, joints)[::-1], _joined(behind, joints)
        while len(local) > 1 and _LEAD.fullmatch(local[0][0] + " "):
            local = local[1:]
        if behind and behind[0][0] in _NO_HOST and context.expected != "email":
            continue
        if not local or not domain or not re.search(rf"(?:^| )(?:{dot}) |\w\.\w", _text(domain)):
            continue
        address = "@".join(_signs(_text(part), dot, underscore, dash) for part in (local, domain))
        start, end = words.span(local[0][1], domain[-1][2])
        one = _checked(address, words.said[start:end], start, end)
        if one.value or context.expected == "email":
            found.append(one)
    return found


_Token = tuple[str, int, int]  # text, start, end


def _tokens(words: Plain, start: int, end: int) -> list[_Token]:
    tokens = [(match.group(), *match.span()) for match in _TOKEN.finditer(words.text, start, end)]
    for spelled in spelled_words(words):
        if start <= spelled.start and spelled.end <= end:
            tokens = _said_once(tokens, spelled)
            if _is_behind_the_end(tokens, spelled):
                return [one for one in tokens if one[1] < spelled.start]
    return tokens


def _is_behind_the_end(tokens: list[_Token], spelled: Spelled) -> bool:
    """'... at example dot org, d o u g a l': letters behind "dot org" go on with nothing, they say the first
    part anew."""
    before = [token for token, start, _ in tokens if start < spelled.start]
    return len(before) > 2 and _ENDS_A_HOST.fullmatch(before[-1]) is not None and len(before[-2]) > 1


def _said_once(tokens: list[_Token], spelled: Spelled) -> list[_Token]:
    """'finch, that's f i n c h, at ...': the letters say the word before them, and how it is meant."""
    first = next((n for n, one in enumerate(tokens) if one[1] >= spelled.start), len(tokens))
    behind = [one for one in tokens if one[1] >= spelled.end]
    word = first - 1
    while word > 0 and tokens[word][0].rstrip(".") in _BEFORE_LETTERS:
        word -= 1
    if word < 0 or fuzz.ratio(tokens[word][0], spelled.word.casefold()) < _SAME_WORD:
        return tokens
    return [*tokens[:word], (spelled.word.casefold(), tokens[word][1], spelled.end), *behind]


def _text(tokens: list[_Token]) -> str:
    return " ".join(token for token, _, _ in tokens)


def _joined(tokens: list[_Token], joints: re.Pattern[str]) -> list[_Token]:
    """From the first token on, all that belongs to one side of an address."""
    kept: list[_Token] = []
    for place, one in enumerate(tokens):
        token = one[0]
        if kept and not joints.match(token) and not joints.match(kept[-1][0]):
            is_spelled = len(token) == 1 or len(kept[-1][0]) == 1 or token.isdigit() or kept[-1][0].isdigit()
            if not is_spelled:
                break
        if joints.match(token) and (not kept or place + 1 == len(tokens)):
            break
        kept.append(one)
    return kept


def _signs(part: str, dot: str, underscore: str, dash: str) -> str:
    part = re.sub(rf"\s(?:{underscore})\s", "_", part)
    part = re.sub(rf"\s(?:{dash})\s", "-", part)
    part = re.sub(rf"\s(?:{dot})\s", ".", part)
    return part.replace(" ", "")
