"""What a value that is told takes the place of."""

from caly_app.agents.commands import FillSlot
from caly_app.agents.dialogue import OpenFlow

_INSTEAD_OF = {"part_of_day": "time", "time": "part_of_day", "period": "date", "date": "period"}
_AND = ", "
_AGAINST = {"provider": "not_with", "not_with": "provider", "date": "not_on", "not_on": "date"}


def one_more(known: str, value: str) -> str:
    return known if value in known.split(_AND) else f"{known}{_AND}{value}".removeprefix(_AND)


def by(command: FillSlot, flow: OpenFlow) -> None:
    """'In the afternoon' takes back 'at nine', and 'not with Halas' 'with Halas'; and the other way round."""
    flow.slots.pop(_INSTEAD_OF.get(command.slot, ""), None)
    against = _AGAINST.get(command.slot, "")
    if {*flow.slots.get(against, "").split(_AND)} & {*command.value.split(_AND)}:
        flow.slots.pop(against, None)
