"""How reports are asked for, by language: words.yaml as patterns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from caly_app.agents.understanding.slots.calendar_names import either_of, months

_ENGLISH_VERBS = ("may", "march", "mar")  # 'they march', 'you may': a month only behind 'in', or with a year
Patterns = Mapping[str, re.Pattern[str]]


@dataclass(frozen=True)
class Words:
    """Patterns by what they mean, over the plain form of what was said."""

    measures: Patterns
    weak: Patterns
    deeds: Patterns
    by: Patterns
    periods: Patterns
    last: re.Pattern[str]
    named: re.Pattern[str]
    quarter: re.Pattern[str]
    year: re.Pattern[str]
    since: re.Pattern[str]
    compare: re.Pattern[str]
    before: re.Pattern[str]
    year_before: re.Pattern[str]
    channels: Patterns
    languages: Patterns
    open: re.Pattern[str]
    negation: re.Pattern[str]
    fillers: frozenset[str]


class _Written(BaseModel):
    """A language of words.yaml."""

    model_config = ConfigDict(extra="forbid")

    measures: dict[str, list[str]]
    weak: dict[str, str]
    deeds: dict[str, str]
    by: dict[str, str]
    periods: dict[str, str]
    last: str
    named: str
    quarter: str
    year: str
    since: str
    compare: str
    before: str
    year_before: str
    channels: dict[str, str]
    languages: dict[str, str]
    open: str
    negation: str
    fillers: str


@cache
def words_of(language: str) -> Words:
    said = _written()[language]
    names = either_of(months(language))
    sure = either_of({name: n for name, n in months(language).items() if name not in _ENGLISH_VERBS})

    def one(written: str) -> re.Pattern[str]:
        filled = written.replace("{mon}", names).replace("{sure}", sure)
        return re.compile(rf"(?<!\w)(?:{filled})(?!\w)")

    def each(part: Mapping[str, str]) -> Patterns:
        return {name: one(given) for name, given in part.items()}

    return Words(
        measures=each({name: "|".join(given) for name, given in said.measures.items()}),
        weak=each(said.weak),
        deeds=each(said.deeds),
        by=each(said.by),
        periods=each(said.periods),
        last=one(said.last),
        named=one(said.named),
        quarter=one(said.quarter),
        year=one(said.year),
        since=one(said.since),
        compare=one(said.compare),
        before=one(said.before),
        year_before=one(said.year_before),
        channels=each(said.channels),
        languages=each(said.languages),
        open=one(said.open),
        negation=one(said.negation),
        fillers=frozenset(said.fillers.split()),
    )


@cache
def _written() -> Mapping[str, _Written]:
    file = resources.files("caly_app.agents.reports").joinpath("words.yaml")
    languages = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    return {language: _Written.model_validate(said) for language, said in languages.items()}
