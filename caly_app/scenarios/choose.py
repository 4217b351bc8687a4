"""What the customer says next, after each reply of the agent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from caly_app.agents import one_time_code
from caly_app.scenarios.file import Scenario, ScriptedTurn, When
from caly_app.scenarios.names import Names
from caly_app.scenarios.wrong import at

DO_NOT_KNOW: Mapping[str, str] = {
    "en": "I don't know, sorry",
    "es": "No lo sé, lo siento",
    "fr": "Je ne sais pas, désolé",
    "de": "Das weiß ich nicht, tut mir leid",
}


# Who is asked how a code shall go, and has no turn for it: the letter is what everybody can look up.
BY_MAIL: Mapping[str, str] = {
    "en": "by e-mail please",
    "es": "por correo, por favor",
    "fr": "par e-mail, s'il vous plaît",
    "de": "per E-Mail bitte",
}


@dataclass(frozen=True)
class Heard:
    """What the agent's last turn asked, offered and told."""

    asks: Sequence[str] = ()
    offers: Sequence[str] = ()
    tells: Sequence[str] = ()
    holds_out: str = ""  # what a yes would begin, where it is not what is under way: proposal | person
    ended: bool = False  # the conversation is over: only who has more to say goes on


@dataclass(frozen=True)
class Line:
    """`turns`: places of the scripted turns it is made of. `because`: which rule chose it."""

    text: str
    turns: tuple[int, ...]
    because: str  # when | next | again | way | not_covered
    silence_seconds: float = 0
    is_noisy: bool = False
    answers: tuple[str, ...] = ()  # what was asked, and is answered by it


@dataclass
class Script:
    """The turns of a scenario, and which of them were said."""

    scenario: Scenario
    names: Names
    language: str = ""
    _said: list[int] = field(default_factory=list)
    _held_out: dict[int, str] = field(default_factory=dict)  # place of a turn -> what it was said to

    def check(self) -> None:
        """Raises Wrong for a name that means nothing in the sector."""
        for place, turn in enumerate(self.scenario.turns):
            if turn.when:
                path = f"turns.{turn.id or place}.when"
                for key, translate in (
                    ("asked_for", self.names.slot),
                    ("offered", self.names.offered),
                    ("told", self.names.told),
                ):
                    with at(f"{path}.{key}"):
                        for name in getattr(turn.when, key):
                            translate(name)

    def next(self, heard: Heard) -> Line | None:
        """None: the run ends."""
        if one_time_code.WAY in heard.asks and not self._is_covered(one_time_code.WAY):
            return Line(self._in_its_language(BY_MAIL), (), "way", answers=(one_time_code.WAY,))
        if fitting := self._fitting(heard):
            return self._line(fitting, "when", heard)
        unconditional = next((place for place in self._unsaid() if self._turns[place].when is None), None)
        if unconditional is not None:
            return self._line([unconditional], "next", heard)
        if heard.ended or not heard.asks:
            return None
        if answered := self._answered(heard):
            return self._once_more(answered, heard)
        return Line(self._in_its_language(DO_NOT_KNOW), (), "not_covered")

    def _is_covered(self, slot: str) -> bool:
        return any(turn.when and slot in self._meant(turn.when) for turn in self._turns)

    def _in_its_language(self, words: Mapping[str, str]) -> str:
        language = (self.language or self.scenario.language).split("-")[0]
        return words.get(language, words["en"])

    @property
    def was_said(self) -> frozenset[str]:
        """Ids of the turns that were said."""
        return frozenset(self._turns[place].id for place in self._said if self._turns[place].id)

    @property
    def _turns(self) -> tuple[ScriptedTurn, ...]:
        return self.scenario.turns

    def _unsaid(self) -> Iterator[int]:
        return (place for place in range(len(self._turns)) if place not in self._said)

    def _fitting(self, heard: Heard) -> list[int]:
        """The first turn whose condition holds; where several things are asked, one for each of them."""
        fits = [place for place in self._unsaid() if self._holds(self._turns[place].when, heard)]
        if not fits or not self._answers(fits[0], heard):
            return fits[:1]
        chosen, open_ = fits[:1], set(heard.asks) - self._answers(fits[0], heard)
        for place in fits[1:]:
            if answers := self._answers(place, heard) & open_:
                chosen.append(place)
                open_ -= answers
        return chosen

    def _holds(self, when: When | None, heard: Heard) -> bool:
        if when is None or (when.after and when.after not in self.was_said):
            return False
        return (
            (not when.asked_for or bool(self._meant(when) & set(heard.asks)))
            and (not when.offered or self._any(when.offered, self.names.offered, heard.offers))
            and (not when.told or self._any(when.told, self.names.told, heard.tells))
        )

    @staticmethod
    def _any(names: Sequence[str], translate: object, there: Sequence[str]) -> bool:
        assert callable(translate)
        return any(own in there for name in names for own in translate(name))

    def _meant(self, when: When) -> set[str]:
        return {own for name in when.asked_for for own in self.names.slot(name)}

    def _answers(self, place: int, heard: Heard) -> set[str]:
        when = self._turns[place].when
        return self._meant(when) & set(heard.asks) if when else set()

    def _answered(self, heard: Heard) -> list[int]:
        """What was said last to what is asked again. A yes to one thing is none to another offer."""
        chosen: list[int] = []
        for slot in heard.asks:
            said = [place for place in self._said if slot in self._answers(place, heard)]
            said = [place for place in said if self._held_out[place] == heard.holds_out]
            if said and said[-1] not in chosen:
                chosen.append(said[-1])
        return chosen

    def _line(self, places: Sequence[int], because: str, heard: Heard) -> Line:
        turns = [self._turns[place] for place in places]
        self._said += places
        self._held_out.update(dict.fromkeys(places, heard.holds_out))
        for turn in turns:
            self.language = turn.language or self.language
        return Line(
            self._joined([turn.say for turn in turns]),
            tuple(places),
            because,
            sum(turn.silence_seconds for turn in turns),
            any(turn.asr for turn in turns),
            tuple(sorted({slot for place in places for slot in self._answers(place, heard)})),
        )

    def _once_more(self, places: Sequence[int], heard: Heard) -> Line:
        turns = [self._turns[place] for place in places]
        texts = [turn.say if turn.again is None else turn.again for turn in turns]
        noisy = any(turn.asr and turn.again is None for turn in turns)
        answers = {slot for place in places for slot in self._answers(place, heard)}
        return Line(
            self._joined(texts), tuple(places), "again", is_noisy=noisy, answers=tuple(sorted(answers))
        )

    def _joined(self, texts: Sequence[str]) -> str:
        return (" " if self.scenario.channel == "voice" else ", ").join(text for text in texts if text)
