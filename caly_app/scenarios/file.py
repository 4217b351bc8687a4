"""What a scenario file says. What is not of its form is named, with its place, before anything is played."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from caly_app.agents.channel import Channel
from caly_app.scenarios import document as documents
from caly_app.scenarios.document import WrongFile as WrongFile


def _as_text(value: object) -> object:
    """Dates and numbers that were written without quotes are read as what they look like."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _as_list(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


def _moment(text: str) -> str:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None).isoformat(timespec="minutes")
    except ValueError:
        raise ValueError("is not a moment like 2026-10-05T14:00") from None


Text = Annotated[str, BeforeValidator(_as_text)]
Name = Annotated[Text, Field(min_length=1)]
NameList = Annotated[tuple[Name, ...], BeforeValidator(_as_list)]
Moment = Annotated[Name, Field(min_length=10), BeforeValidator(lambda v: _moment(str(_as_text(v))))]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Business(Part):
    """What is left out is as in the demo of the sector; opening hours that are left out, as usual."""

    name: Text = ""
    country: Text = ""
    timezone: Text = ""
    language: Text = ""
    languages: NameList = ()
    emergency_number: Text = ""
    opening_hours: dict[str, Any] | None = None
    facts: dict[str, Text] = Field(default_factory=dict)
    holidays: dict[Text, Text] = Field(default_factory=dict)  # date -> name

    @model_validator(mode="before")
    @classmethod
    def _holidays_may_be_a_list(cls, given: Any) -> Any:
        if isinstance(given, dict) and isinstance(given.get("holidays"), list):
            return {**given, "holidays": {_as_text(day): "" for day in given["holidays"]}}
        if isinstance(given, dict) and isinstance(given.get("holidays"), dict):
            return {**given, "holidays": {_as_text(day): name for day, name in given["holidays"].items()}}
        return given


class Event(Part):
    """Something that happens meanwhile: somebody else takes a time."""

    after_turn: int = Field(ge=1)
    take_slot: Moment
    provider: Text = ""  # '': whoever is free then


class Setup(Part):
    business: Business = Business()
    policy: dict[str, Any] = Field(default_factory=dict)
    records: dict[str, Any] = Field(default_factory=dict)


class When(Part):
    """All of what is named must fit; of a list any."""

    asked_for: NameList = ()
    offered: NameList = ()
    told: NameList = ()
    after: Text = ""

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not (self.asked_for or self.offered or self.told or self.after):
            raise ValueError("names no condition: asked_for, offered, told or after")
        return self


class ScriptedTurn(Part):
    """`say` of '' is silence."""

    id: Text = ""
    when: When | None = None
    say: Text
    again: Text | None = None
    silence_seconds: float = Field(default=0, ge=0, le=86_400)
    asr: Literal["low_confidence"] | None = None
    language: Text = ""


class RecordsExpected(Part):
    type: Name
    match: dict[str, Any] = Field(default_factory=dict)
    must: Literal["exist", "changed", "unchanged", "absent"]
    values: dict[str, Any] = Field(default_factory=dict)
    count: int | None = Field(default=None, ge=0)


class EscalationExpected(Part):
    value: bool
    reason: Text = ""
    by: Text = ""  # id of a turn


class Contains(Part):
    """A plain search in what the assistant said; of a list any."""

    contains: NameList


def _escalated(value: object) -> object:
    return {"value": value} if isinstance(value, bool) else value


class ReaskExpected(Part):
    must: NameList = ()
    must_not: NameList = ()


class Expected(Part):
    records: tuple[RecordsExpected, ...] = ()
    escalated: Annotated[EscalationExpected | None, BeforeValidator(_escalated)] = None
    must_say: tuple[Contains | Text, ...] = ()
    must_not: tuple[Contains | Text, ...] = ()
    reask: ReaskExpected = ReaskExpected()

    @model_validator(mode="after")
    def _can_be_decided(self) -> Self:
        """Something is expected that no model is needed for."""
        plain = any(isinstance(one, Contains) for one in (*self.must_say, *self.must_not))
        if not (self.records or self.escalated or plain or self.reask.must or self.reask.must_not):
            raise ValueError("expects nothing that can be decided without a language model")
        return self


class Scenario(Part):
    id: Name
    channel: Channel = Channel.CHAT
    language: Text = "en"
    covers: NameList = ()
    now: Moment
    setup: Setup = Setup()
    turns: tuple[ScriptedTurn, ...] = Field(min_length=1)
    expect: Expected

    @model_validator(mode="after")
    def _names_turns_that_are_there(self) -> Self:
        ids = [turn.id for turn in self.turns if turn.id]
        if twice := next((one for one in ids if ids.count(one) > 1), ""):
            raise ValueError(f"there are two turns with the id {twice}")
        wanted = [turn.when.after for turn in self.turns if turn.when and turn.when.after]
        if self.expect.escalated and self.expect.escalated.by:
            wanted.append(self.expect.escalated.by)
        if missing := next((one for one in wanted if one not in ids), ""):
            raise ValueError(f"there is no turn with the id {missing}")
        return self


class ScenarioFile(Part):
    sector: Name
    scenarios: tuple[Scenario, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_are_unlike(self) -> Self:
        ids = [scenario.id for scenario in self.scenarios]
        if twice := next((one for one in ids if ids.count(one) > 1), ""):
            raise ValueError(f"there are two scenarios with the id {twice}")
        return self


def read(path: Path) -> ScenarioFile:
    """Raises WrongFile with each place that is not right."""
    return parsed(documents.read(path), str(path))


def parsed(document: object, place: str) -> ScenarioFile:
    """Raises WrongFile. `place`: what it is called in messages."""
    try:
        return ScenarioFile.model_validate(document)
    except ValidationError as error:
        raise WrongFile("\n".join(f"{place}: {line}" for line in said_of(error, document))) from None


def said_of(error: ValidationError, document: object) -> Iterator[str]:
    """One line for each thing that is not right: its place, and what is wrong with it."""
    for one in error.errors():
        path = ".".join(_step(document, one["loc"], depth) for depth in range(len(one["loc"])))
        yield f"{path}: {_words(one['type'], one['msg'])}" if path else _words(one["type"], one["msg"])


def _step(document: object, path: tuple[int | str, ...], depth: int) -> str:
    """A scenario is named by its id, whatever its place."""
    if depth == 1 and path[0] == "scenarios" and isinstance(document, Mapping):
        listed = document.get("scenarios")
        if isinstance(listed, list) and isinstance(path[1], int) and path[1] < len(listed):
            one = listed[path[1]]
            if isinstance(one, Mapping) and one.get("id"):
                return str(one["id"])
    return str(path[depth])


def _words(kind: str, message: str) -> str:
    match kind:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "there is no such key"
        case "model_type" | "dict_type":
            return "must be a mapping"
    return message.removeprefix("Value error, ")
