"""The customers of a scenario: who is spoken of in several places of a file is one person."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from caly_app.scenarios.values import Place, same_detail

_NAMING = ("phone", "email", "name")


@dataclass
class Person:
    details: dict[str, str]
    ids: set[str] = field(default_factory=set)


@dataclass
class People:
    place: Place
    everybody: list[Person] = field(default_factory=list)

    def known_as(self, details: Mapping[str, str], by_id: str = "") -> int | None:
        """Their number, added if they are new; None where nothing is said of them.

        The one with most in common, and nothing that speaks against it.
        """
        if by_id and (known := self._with_id(by_id)) is not None:
            return known
        if not details:
            return None
        number = self._alike(details)
        if number is None:
            self.everybody.append(Person({}))
            number = len(self.everybody) - 1
        person = self.everybody[number]
        for kind, value in details.items():
            person.details.setdefault(kind, value)
        if by_id:
            person.ids.add(by_id)
        return number

    def _with_id(self, wanted: str) -> int | None:
        return next((number for number, one in enumerate(self.everybody) if wanted in one.ids), None)

    def named(self, name: str) -> int | None:
        return next(
            (
                number
                for number, one in enumerate(self.everybody)
                if name in one.ids or self._same("name", name, one)
            ),
            None,
        )

    def _alike(self, details: Mapping[str, str]) -> int | None:
        scores = {}
        for number, person in enumerate(self.everybody):
            shared = [kind for kind in details if kind in person.details]
            if all(self._same(kind, details[kind], person) for kind in shared):
                scores[number] = sum(kind in _NAMING for kind in shared)
        best = max(scores, key=lambda number: scores[number], default=None)
        return best if best is not None and scores[best] else None

    def _same(self, kind: str, value: str, person: Person) -> bool:
        return kind in person.details and same_detail(kind, value, person.details[kind], self.place)
