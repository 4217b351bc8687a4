"""What one takes to be so and asks to hear: 'Mine's till the 17th now, yes?' wants nothing changed."""

import re
from collections.abc import Sequence
from dataclasses import replace

from caly_app.agents.understanding.clause import Clause
from caly_app.agents.understanding.message import LIKELY

_LEAST = 0.2  # confidence: the form says already that something is only to be told
_TAG = (
    r"(?:yes|yeah|right|correct|no|(?:is )?that(?:'s| is)? (?:right|correct|so|it)|am i right"
    r"|(?:is|are|do|does|has|have|was|were)(?:n't|nt) (?:it|he|she|they|we|i)"
    r"|¿?(?:no|sí|verdad|cierto|correcto|es así)|non|oui|n'est-ce pas|c'est (?:bien )?(?:ça|juste)|pas vrai"
    r"|oder|ja|gell|nicht wahr|richtig|stimmt'?s?|stimmt das)"
)
_WANTS = (
    r"(?:want|need|like|going to|wondering|looking|trying|please|quiero|quisiera|necesito|voudrais|besoin"
    r"|möchte|will|brauche|bitte)"
)
# 'I'm not coming, right?' tells what is new: that is not to be looked up.
_NO_LONGER = (
    r"(?:n['’]t\b|\b(?:not|never|no longer|sold|out|vendid[oa]|ya no|vendu|ne|n['’]|pas|plus"
    r"|nicht|kein\w*|verkauft)\b)"
)
_TAKES_FOR_SO = re.compile(
    r"\W*(?:(?:so|and|ok|okay|oh|just to check|y|entonces|et|donc|alors|und|also|dann)\W+)*"
    r"(?:my|mine|our|ours|i'm|i am|i've|we're|we are|we've|it's|that's"
    r"|mis?|el mío|la mía|nuestr[oa]s?|tengo|tenemos|estoy|estamos"
    r"|mon|ma|mes|notre|nos|l[ea] mien(?:ne)?|j'ai|je suis|c'est|on est|on a"
    r"|mein\w*|unser\w*|ich (?:hab|bin)\w*|wir (?:haben|sind)|das ist|es ist)\b"
    rf"(?:(?!\b{_WANTS}\b|{_NO_LONGER})[^?])+?(?:,\s*|\s){_TAG}\W*\?\W*",
    re.IGNORECASE,
)


def as_it_stands(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """Of what it may be, that which only tells: or else how that stands which it would change."""
    return [_as_it_stands(one) for one in clauses]


def _as_it_stands(clause: Clause) -> Clause:
    reading, message = clause.reading, clause.message
    is_named = reading.sure and reading.by == "pattern"
    if is_named or message.turn.dialogue.flow is not None or not _TAKES_FOR_SO.fullmatch(clause.text):
        return clause
    likely = ((reading.intent, reading.confidence), (reading.runner_up, reading.runner_up_confidence))
    flows = message.turn.sector.flows
    named = [one for one, sure in likely if one and one in flows and sure >= _LEAST]
    telling = [one for one in named if not message.changes(one)]
    if not telling and reading.in_scope:
        telling = [state for one in named for state in _how_it_stands(one, clause)][:1]
    if len(telling) != 1:
        return clause
    meant = replace(reading, intent=telling[0], confidence=LIKELY, in_scope=True, sure=True)
    return Clause(clause.text, meant, message)


def _how_it_stands(flow: str, clause: Clause) -> Sequence[str]:
    """What tells of one's own whatever this changes: where one alone does."""
    sector = clause.message.turn.sector
    states = [
        name
        for name, spec in sector.flows.items()
        if sector.agent_of[name] == sector.agent_of[flow]
        and any(step.prove for step in spec.steps)
        and not clause.message.changes(name)
    ]
    return states if len(states) == 1 else ()
