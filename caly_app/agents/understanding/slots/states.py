"""Words that say what somebody is or does, by their endings: no names."""

import re

_STATE = re.compile(r"(?:ing|ly|tion|ment|ness|ful|less|ible|able|[^m]ed|ious|ish)\Z")
_NO_STATE = frozenset(
    "emily sally kelly molly billy polly holly lily dolly beverly kimberly willy carly fred alfred wilfred"
    " ted ned jed jared reed creed ahmed fleming manning browning harding keeling cushing irish".split()
)


def is_a_state(word: str) -> bool:
    """ "calling", "terribly", "confused". `word`: lower case."""
    return _STATE.search(word) is not None and word not in _NO_STATE
