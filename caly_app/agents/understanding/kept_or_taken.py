"""'Lovely, I'll stick with that': whoever has something already keeps it, and something new is taken."""

import re
from collections.abc import Sequence

from caly_app.agents.commands import Affirm, Answer, Cancel, Command
from caly_app.agents.understanding.message import Message
from caly_app.agents.understanding.turned_down import leaves

_TAKEN = re.compile(  # and nothing behind it; "I'd rather keep mine" takes nothing
    r"\W*(?P<yes>(?:(?:yes|yeah|yep|ok|okay|sure|great|good|fine|lovely|perfect|brilliant|wonderful|super"
    r"|sounds good|s[ií]|vale|claro|perfecto|genial|de acuerdo|oui|d'accord|parfait|tr[eè]s bien|ja|gut|prima"
    r"|perfekt|in ordnung)\W+)*)"
    r"(?:(?:i|we)(?:'ll| will)(?: just)? (?:keep|hang on to|hold on to|stick with) (?:it|that|this|them)"
    r"|(?:me|nos) l[oa]s? (?:quedo|quedamos)|(?:je|on|nous) l[ae]s? gard(?:e|ons)"
    r"|(?:das|den|die|es|ihn|sie) behalten? (?:ich|wir)|(?:ich|wir) behalten? (?:das|den|die|es|ihn|sie))"
    r"(?:\W+(?:please|thanks|thank you|por favor|gracias|s'il vous pla[iî]t|merci|bitte|danke))*\W*",
    re.IGNORECASE,
)

_CHANGING = ("change_", "reschedule_", "return_", "request_refund")  # flows of which keeping is the end


def taken(message: Message) -> Sequence[Command]:
    """Where something new is read back, nothing of theirs is there to keep: behind a yes it is one, and
    alone it has it read back once more. Of what they have it leaves what would cancel or change it, and may
    mean either where something new is made of it."""
    said, flow = _TAKEN.fullmatch(message.said), message.turn.sector.flows.get(message.flow)
    if said is None or flow is None or not message.is_read_back:
        return ()
    if leaves(message) or message.flow.startswith(_CHANGING):
        return (Cancel(),)
    if any(step.prove for step in flow.steps) or not said["yes"]:
        return (Answer("read_back"),)
    return (Affirm(),)
