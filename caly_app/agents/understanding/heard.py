"""What listening to a text gave."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from caly_app.agents.commands import Command, FillSlot

# Words around a value that say nothing of their own.
_SAYS_NOTHING = frozenset(
    "a am an and at be born for full i in is it m my name number of on phone please s that the to was would "
    "con de el en es la las llamo me mi nací nombre número por soy teléfono y "
    "appelle c de du est et j je l la le les m mon ma nom numéro né née pour suis téléphone à "
    "hello hi hey hiya hola hallo bonjour salut bonsoir moin good morning afternoon evening "
    "am auf bin das dem den der die geboren heiße ich im ist mein meine name nummer telefon um und".split()
)


@dataclass(frozen=True)
class Heard:
    """What a text gave: commands, and the spans of it that they explain."""

    commands: tuple[Command, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def fills(self) -> Sequence[FillSlot]:
        return [one for one in self.commands if isinstance(one, FillSlot)]

    def covers(self, text: str) -> float:
        """Which part of the words that say something is explained, 0 to 1."""
        words = [word for word in re.finditer(r"\w+", text) if word.group().casefold() not in _SAYS_NOTHING]
        taken = sum(any(a <= word.start() < b for a, b in self.spans) for word in words)
        return taken / len(words) if words else 0.0
