"""What is said once somebody was told to call for help: they do so, and agree to nothing else by it."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Affirm, Answer, Clarify, Command, Deny
from caly_app.agents.turn import TurnContext

HELP_IS_CALLED = Answer("help_is_called")
HELP_FIRST = Answer("help_first")

_LEAD = (
    r"\W*(?:(?:ok(?:ay)?|yes|yeah|right|sure|done|on it|thanks?(?: you)?|vale|s[ií]|oui|ja|gut|danke)\W+)*"
)
# "Call an ambulance" without a subject is a plea, and no word that it is done.
_EN = (
    r"(?:(?:(?:i|we)(?:'m|'re|'ve|'ll| am| are| have| will)? )(?:(?:already|just|now|about to|have) )*"
    r"(?:ring|call|phone|dial)"
    r"|(?:(?:i|we)(?:'m|'re|'ve| am| are| have)? )?(?:(?:already|just|now|have) )*"
    r"(?:on the (?:phone|line)|ringing|rang|rung|call(?:ed|ing)|phon(?:ed|ing)|dial(?:l?ed|l?ing)))"
    r"(?: (?:with|to))?(?: (?:them|it|someone|somebody|help|\d{3}"
    r"|(?:an?|the) (?:ambulance|fire brigade|fire department|police|doctor|emergency services)))?"
    r"|(?:i )?will do|i will|done|on it|doing (?:it|so|that)"
    r"|(?:they|help|(?:an?|the) (?:ambulance|fire brigade|doctor|engine|police))(?:'s|'re| is| are) "
    r"(?:already )?(?:coming|here|on (?:its|their|the) way)"
)
_ES = (
    r"(?:ya )?(?:l[aeo]s? )?(?:(?:est(?:oy|amos) )?llamando|llamo|(?:he|hemos) llamado|llamé"
    r"|voy a llamar)(?: (?:al? |a la |a los )?(?:\d{3}|ambulancia|bomberos|polic[ií]a))?"
    r"|(?:ya )?(?:vienen|viene la ambulancia|est[aá]n (?:viniendo|de camino|en camino))"
)
_FR = (
    r"(?:je|j'|nous|on) ?(?:les |l')?(?:appelle|appelons|ai (?:d[eé]j[aà] )?appel[eé]|ai appelé"
    r"|suis en train d'appeler|suis au téléphone)(?: (?:le |les )?(?:\d{2,3}|pompiers|secours|samu))?"
    r"|(?:ils|les pompiers|les secours) (?:arrivent|sont en route)"
)
_DE = (
    r"(?:ich rufe|wir rufen|(?:ich |wir )?(?:habe?n?|bin|sind))"
    r"(?: (?:sie|da|dort|die|den|schon|jetzt|gleich|gerade|mit ihnen|\d{3}"
    r"|feuerwehr|krankenwagen|notarzt))* (?:an|angerufen|gerufen|am telefon)"
    r"|(?:sie|(?:der|die) (?:krankenwagen|feuerwehr|notarzt)) (?:kommen|kommt|sind unterwegs|ist unterwegs)"
)
_NOW = (
    r"(?:\W+(?:now|already|right now|right away|straight away|ya|ahora|ahora mismo|maintenant|tout de suite"
    r"|déjà|jetzt|schon|gerade|please|thanks|thank you))*\W*"
)
_CALLS = re.compile(rf"{_LEAD}(?:{_EN}|{_ES}|{_FR}|{_DE}){_NOW}", re.IGNORECASE)
# Such words as are a cry for help only to who is in danger.
_PLEADS = re.compile(
    rf"{_LEAD}(?:(?:please|just|now|quick(?:ly)?|somebody|someone"
    r"|(?:can|could|will) (?:you|someone|somebody))\W+)*"
    r"(?:(?:call|ring|phone|dial|get|send|fetch)(?: for)?(?: me| us)? "
    r"(?:help|\d{3}|(?:an?|the) (?:ambulance|fire brigade|fire department|police|doctor|emergency services))"
    rf"|(?:help|(?:an?|the) (?:ambulance|fire brigade|doctor|police))(?: (?:over )?here)?){_NOW}",
    re.IGNORECASE,
)


def calls_for_help(turn: TurnContext) -> bool:
    """'Ok ringing them now', 'I've already called an ambulance': told once to, nobody is told so again."""
    return turn.dialogue.hushed and _CALLS.fullmatch(turn.said.replace("’", "'").strip()) is not None


def pleads_for_help(turn: TurnContext) -> bool:
    """'Yes, dial 999 please': who was told to call somebody asks us to, and is told so once more."""
    return turn.dialogue.hushed and _PLEADS.fullmatch(turn.said.replace("’", "'").strip()) is not None


def in_calm(commands: Sequence[Command], turn: TurnContext) -> tuple[Command, ...]:
    """Nothing that is unclear is asked about meanwhile, and a yes to nothing calls for no wish."""
    if not (turn.dialogue.hushed and commands and all(_is_of_nothing(one, turn) for one in commands)):
        return tuple(commands)
    return (HELP_IS_CALLED,) if Affirm() in commands else (HELP_FIRST,)


def _is_of_nothing(command: Command, turn: TurnContext) -> bool:
    if isinstance(command, Affirm | Deny):
        return turn.dialogue.question is None
    return isinstance(command, Clarify) or command == Answer("offer_person")
