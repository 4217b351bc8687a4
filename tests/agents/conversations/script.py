"""Conversations as text: what a customer says, and what the reply must ask, offer, tell.

# hurried                          title
! appointment 2026-10-08T09:00     before it begins: see Setting
> thurs 10 halas                   the customer's words ("> " alone: silence)
  asks full_name                   exactly these; a line that is not there is not checked
  offers slot, person              at least these
  tells booked                     at least these, in this order
  says Thank you, Ros              the text has it
  never K7M2                       the text does not have it
  escalates requested              and only then
  ends
= 2026-10-08 10:00 Dr. Imre Halas  what is booked in the end ("= nothing": nobody has anything)
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent


@dataclass
class Line:
    said: str
    expected: list[tuple[str, str]] = field(default_factory=list)  # word, what stands behind it

    def all_of(self, word: str) -> list[str]:
        return [rest for name, rest in self.expected if name == word]

    def listed(self, word: str) -> tuple[str, ...] | None:
        """None where nothing is said about it."""
        given = self.all_of(word)
        return tuple(part.strip() for part in given[0].split(",") if part.strip()) if given else None


@dataclass
class Conversation:
    title: str
    settings: list[tuple[str, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    booked: list[str] | None = None


def conversations(file: str) -> Iterator[Conversation]:
    for block in (HERE / file).read_text("utf-8").strip().split("\n\n"):
        yield _read(block.split("\n"))


def _read(rows: list[str]) -> Conversation:
    one = Conversation(rows[0].removeprefix("# "))
    for row in rows[1:]:
        match row[:2]:
            case "! ":
                word, _, rest = row[2:].partition(" ")
                one.settings.append((word, rest))
            case "> " | ">":
                one.lines.append(Line(row[2:]))
            case "  ":
                word, _, rest = row.strip().partition(" ")
                one.lines[-1].expected.append((word, rest))
            case "= ":
                one.booked = [*(one.booked or []), *([] if row == "= nothing" else [row[2:]])]
            case _:
                raise ValueError(f"{one.title}: {row!r} is no line of a conversation")
    return one
