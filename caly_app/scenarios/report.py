"""What came of a run: a line for people, a document for programs."""

import json
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from caly_app.errors import CalyError, Invalid
from caly_app.scenarios.file import Scenario
from caly_app.scenarios.grade import Graded


@dataclass(frozen=True)
class Spoken:
    """A line of the customer (None before the greeting), and the agent's turn after it."""

    said: str | None
    because: str  # the rule that chose the line
    reply: str
    asks: Sequence[str]
    offers: Sequence[str]
    tells: Sequence[str]
    why: Mapping[str, Any]


@dataclass(frozen=True)
class Played:
    """One scenario. `notes`: what was done so that it could be played: fields filled, a run cut off."""

    sector: str
    scenario: Scenario
    graded: Sequence[Graded] = ()
    spoken: Sequence[Spoken] = ()
    before: Sequence[Mapping[str, Any]] = ()
    after: Sequence[Mapping[str, Any]] = ()
    reasons: Sequence[str] = ()
    notes: Sequence[str] = ()
    error: str = ""  # it could not be played to its end
    is_bug: bool = False  # that is our fault, and `error` says where in our program
    seconds: float = 0.0

    @classmethod
    def broken(cls, sector: str, scenario: Scenario, error: BaseException, seconds: float) -> "Played":
        is_bug = not isinstance(error, CalyError)
        return cls(sector, scenario, error=_told(error), is_bug=is_bug, seconds=seconds)

    @classmethod
    def read(cls, scenario: Scenario, document: Mapping[str, Any]) -> "Played":
        """From what as_json() gave, of the same scenario. LookupError, TypeError: it is not."""
        return cls(
            document["sector"],
            scenario,
            [Graded(**one) for one in document["expectations"]],
            [Spoken(**one) for one in document["transcript"]],
            document["records"]["before"],
            document["records"]["after"],
            document["escalated"]["reasons"],
            document["notes"],
            document["error"],
            seconds=document["seconds"],
        )

    def lasting(self, seconds: float) -> "Played":
        return replace(self, seconds=seconds)

    @property
    def status(self) -> Literal["pass", "fail"]:
        failed = self.error or any(one.verdict == "fail" for one in self.graded)
        return "fail" if failed else "pass"

    @property
    def unjudged(self) -> int:
        return sum(one.verdict == "unjudged" for one in self.graded)

    def line(self) -> str:
        """For people: what went wrong is said behind it."""
        aside = f"  {self.unjudged} unjudged" if self.unjudged else ""
        head = f"{self.status:<5} {self.scenario.id}  {self.seconds:.2f} s{aside}"
        failed = [f"{one.expectation}: {one.detail}" for one in self.graded if one.verdict == "fail"]
        if self.error:
            failed.append(self.error.strip().splitlines()[-1])
        elif failed:
            failed += self.notes
        return "\n".join([head, *(f"      {one}" for one in failed)])

    def transcript(self) -> list[str]:
        lines = []
        for one in self.spoken:
            if one.said is not None:
                lines.append(f"> {one.said}")
            codes = "; ".join(
                f"{name} {', '.join(values)}"
                for name, values in (("asks", one.asks), ("offers", one.offers), ("tells", one.tells))
                if values
            )
            lines.append(f"< {one.reply}" + (f"  [{codes}]" if codes else ""))
        return lines

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(json.dumps(self._whole(), default=str))
        return told

    def _whole(self) -> dict[str, Any]:
        return {
            "sector": self.sector,
            "id": self.scenario.id,
            "status": self.status,
            "channel": self.scenario.channel,
            "language": self.scenario.language,
            "covers": list(self.scenario.covers),
            "seconds": round(self.seconds, 3),
            "expectations": [asdict(one) for one in self.graded],
            "unjudged": self.unjudged,
            "error": self.error,
            "transcript": [asdict(one) for one in self.spoken],
            "escalated": {"value": bool(self.reasons), "reasons": list(self.reasons)},
            "records": {"before": list(self.before), "after": list(self.after)},
            "notes": list(self.notes),
        }


def write(folder: Path, played: Played) -> None:
    """One file for each scenario."""
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in played.scenario.id)
    text = json.dumps(played.as_json(), indent=2, ensure_ascii=False)
    (folder / f"{played.sector}.{name}.json").write_text(text + "\n", encoding="utf-8")


def summary(played: Sequence[Played]) -> str:
    passed = sum(one.status == "pass" for one in played)
    unjudged = sum(one.unjudged for one in played)
    aside = f"; {unjudged} expectations unjudged, for no model is set" if unjudged else ""
    return f"{passed} passed, {len(played) - passed} failed{aside}."


def _told(error: BaseException) -> str:
    if isinstance(error, Invalid) and error.fields:
        return f"{error.message} " + "; ".join(f"{name}: {words}" for name, words in error.fields.items())
    if isinstance(error, CalyError):
        return error.message
    return "".join(traceback.format_exception(error))
