"""A transcript, line by line: what was said and why, notes, and what happened in between."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from caly_app.actor import ActorKind
from caly_app.agents.sector import Sector
from caly_app.models import OUT_OF_SCOPE, Note, Review, Thumb, TimelineEntry, TimelineKind, TurnOutcome
from caly_app.queries.turns import TurnView
from caly_app.services import reviews
from caly_app.state import meanings, why, words
from caly_app.state.why import Hidden, Pair


@dataclass(frozen=True)
class Line:
    """One line of a transcript."""

    key: str
    kind: str  # customer | agent | operator | note | system
    by: str
    text: str
    at: str  # ISO 8601
    time: str  # "14:02", in the workspace's zone
    whole_time: str
    choices: list[str] = field(default_factory=list)
    sources: str = ""  # what the words rest on, as the customer reads it
    card: str = ""  # title of the card, if there is one
    card_rows: list[Pair] = field(default_factory=list)
    tools: list[str] = field(default_factory=list)
    why: list[Pair] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)  # what its words leave out, to be looked at
    thumb: str = ""  # up | down
    comment: str = ""  # why it is down
    answers: str = ""  # the customer's turn, where one may say what it meant
    understood: str = ""  # the meaning that the agent went by
    meant: str = ""  # what a person says it was
    review: str = ""  # that, in words, and how it stands


@dataclass(frozen=True)
class Learned:
    """What is thought of replies, by their turn, and what was meant, by the customer's turn."""

    thumbs: Mapping[UUID, Thumb] = field(default_factory=dict)
    reviews: Mapping[UUID, Review] = field(default_factory=dict)
    sector: Sector | None = None


def lines(
    turns: Sequence[TurnView],
    notes: Sequence[Note],
    entries: Sequence[TimelineEntry],
    zone: ZoneInfo,
    customer: str,
    learned: Learned | None = None,
) -> Iterator[Line]:
    """Turns by their seq; notes and what happened between them, by time."""
    between = sorted(
        [*[(note.written_at, _note(note, zone)) for note in notes], *_happened(entries, zone)],
        key=lambda one: one[0],
    )
    at = 0
    for turn in turns:
        while at < len(between) and between[at][0] < turn.said_at:
            yield between[at][1]
            at += 1
        if line := _turn(turn, zone, customer, learned.sector if learned else None):
            yield _judged(line, turn, learned) if learned else line
    yield from (line for _, line in between[at:])


def _turn(turn: TurnView, zone: ZoneInfo, customer: str, sector: Sector | None) -> Line | None:
    match turn.speaker:
        case ActorKind.CUSTOMER:
            kind, by = "customer", customer
        case ActorKind.OPERATOR:
            kind, by = "operator", turn.author_name or "Operator"
        case ActorKind.AGENT:
            kind, by = "agent", "Agent"
        case _:
            kind, by = "system", ""
    if turn.text is None:
        return None  # the agent was silent
    card = turn.card or {}
    return Line(
        key=str(turn.id),
        kind=kind,
        by=by,
        text=turn.text,
        at=turn.said_at.isoformat(),
        time=words.time_of_day(turn.said_at, zone),
        whole_time=words.whole_time(turn.said_at, zone),
        choices=[str(choice.get("label", "")) for choice in turn.quick_replies],
        sources=" · ".join(source["title"] for source in turn.sources),
        card=str(card.get("title", "")),
        card_rows=[Pair(str(name), str(value)) for name, value in card.get("rows", ())],
        tools=[why.done(run, sector) for run in turn.tool_runs],
        why=list(why.in_words(turn, sector)) if turn.answers else [],  # the greeting answers nothing
        hidden=why.hidden(turn),
    )


def _judged(line: Line, turn: TurnView, learned: Learned) -> Line:
    thumb = learned.thumbs.get(turn.id)
    if thumb:
        line = replace(line, thumb="up" if thumb.is_up else "down", comment=thumb.comment)
    if turn.answers is None or turn.outcome is not TurnOutcome.ANSWERED:
        return line
    review = learned.reviews.get(turn.answers)
    taken = reviews.taken_as(turn.why, learned.sector) if learned.sector else ""
    return replace(
        line,
        answers=str(turn.answers),
        understood="" if taken == OUT_OF_SCOPE else taken,
        meant=review.meant if review else "",
        review=meanings.in_words(review, learned.sector) if review else "",
    )


def _note(note: Note, zone: ZoneInfo) -> Line:
    return Line(
        key=str(note.id),
        kind="note",
        by=note.author_name,
        text=note.text,
        at=note.written_at.isoformat(),
        time=words.time_of_day(note.written_at, zone),
        whole_time=words.whole_time(note.written_at, zone),
    )


# The note, the first words and the review are there.
_NOT_IN_TRANSCRIPT = {TimelineKind.NOTED, TimelineKind.STARTED, TimelineKind.MEANING_REVIEWED}


def _happened(entries: Sequence[TimelineEntry], zone: ZoneInfo) -> list[tuple[datetime, Line]]:
    return [
        (
            entry.happened_at,
            Line(
                key=str(entry.id),
                kind="system",
                by="",
                text=words.happened(entry.kind, entry.actor_name, entry.details),
                at=entry.happened_at.isoformat(),
                time=words.time_of_day(entry.happened_at, zone),
                whole_time=words.whole_time(entry.happened_at, zone),
            ),
        )
        for entry in entries
        if entry.kind not in _NOT_IN_TRANSCRIPT
    ]
