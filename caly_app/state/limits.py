"""Limits of the language model in words: of money and of tokens alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from caly_app.services.model_limits import Alarm, Level

_MILLION = 1_000_000


@dataclass(frozen=True)
class Notice:
    """What everybody should know of it. `href`: the conversation it is about."""

    text: str = ""
    href: str = ""
    link: str = ""


@dataclass(frozen=True)
class Bar:
    """How far a limit is used up. `percent`: of the bar's width, and never more than all of it."""

    name: str
    says: str  # "$41.20 of $50.00"
    percent: int
    state: Literal["", "near", "reached"]
    state_says: str


def notice(alarms: Sequence[Alarm]) -> Notice:
    """The gravest: what has ended comes before what is about to, and the day before one conversation."""
    of_day = [alarm.level for alarm in alarms if alarm.conversation_id is None]
    of_one = [alarm for alarm in alarms if alarm.conversation_id]
    ended = [alarm for alarm in of_one if alarm.level.is_reached]
    if reached := next((level for level in of_day if level.is_reached), None):
        return Notice(
            f"The language model has used what it may today ({amount(reached, reached.most)}). The agents go "
            "on with their own understanding until midnight UTC."
        )
    if ended:
        which = "A conversation has" if len(ended) == 1 else f"{len(ended)} conversations have"
        most = amount(ended[0].level, ended[0].level.most)
        said = f"{which} used what one may of the language model ({most}). The agent goes on there by itself."
        return _with_link(said, ended)
    if of_day:
        level = of_day[0]
        return Notice(f"The language model has used {share(level)} of what it may today: {of(level)}.")
    if len(of_one) > 1:
        said = f"{len(of_one)} conversations have used 80 % or more of what one may of the language model."
        return _with_link(said, of_one)
    if of_one:
        level = of_one[0].level
        said = f"A conversation has used {share(level)} of what one may of the language model: {of(level)}."
        return _with_link(said, of_one)
    return Notice()


def _with_link(said: str, alarms: Sequence[Alarm]) -> Notice:
    """To the fullest of them."""
    words = "Look at it" if len(alarms) == 1 else "Look at one"
    return Notice(said, f"/conversations/{alarms[0].conversation_id}", words)


def bar(level: Level) -> Bar:
    name = "Cost" if level.limit.endswith("money") else "Tokens"
    percent = min(100, int(level.share * 100))
    if level.is_reached:
        return Bar(name, of(level), 100, "reached", "Reached")
    return Bar(name, of(level), percent, "near" if level.is_near else "", f"{percent} % used")


def of(level: Level) -> str:
    used = dollars(level.used) if level.limit.endswith("money") else f"{level.used:,}"
    return f"{used} of {amount(level, level.most)}"


def share(level: Level) -> str:
    """What is not reached is never called all."""
    return f"{int(level.share * 100)} %"


def amount(level: Level, number: int) -> str:
    return dollars(number) if level.limit.endswith("money") else f"{number:,} tokens"


def dollars(micros: int) -> str:
    """A cent is much for a conversation."""
    written = f"{micros / _MILLION:,.4f}" if 0 < micros < _MILLION else f"{micros / _MILLION:,.2f}"
    whole, _, cents = written.partition(".")
    return f"${whole}.{cents[:2]}{cents[2:].rstrip('0')}"
