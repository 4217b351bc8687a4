"""All that is held about one customer, as a file that they can read and nobody else can open.

A ZIP archive with AES-256, which common tools open (7-Zip, Keka, WinZip, WinRAR): inside the same as JSON,
for programs, and as a page, for people. Names of files in an archive can be read without the passphrase:
they say nothing of anybody.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from html import escape
from io import BytesIO
from typing import Any

import pyzipper

FORMAT = "caly-customer-1"
JSON_NAME, PAGE_NAME = "customer.json", "customer.html"


@dataclass(frozen=True)
class Value:
    kind: str
    value: str
    source: str
    why: str  # the source in words
    is_proven: bool
    conversation_id: str | None  # in which it was said
    held_since: datetime


@dataclass(frozen=True)
class RememberedFact:
    kind: str
    title: str
    value: str
    conversation_id: str
    language: str  # of the words they said yes to
    consented_at: datetime


@dataclass(frozen=True)
class Line:
    """One utterance, with what is hidden in transcripts hidden: the values are in `values`."""

    seq: int
    said_at: datetime
    speaker: str
    author: str  # an operator's name, as the customer saw it
    text: str


@dataclass(frozen=True)
class NoteLine:
    """What people of the business wrote for one another."""

    written_at: datetime
    text: str


@dataclass(frozen=True)
class HandedOver:
    opened_at: datetime
    reason: str
    summary: str
    resolved_at: datetime | None
    disposition: str


@dataclass(frozen=True)
class ThumbLine:
    given_at: datetime
    is_up: bool
    comment: str


@dataclass(frozen=True)
class Talk:
    id: str
    channel: str
    language: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    from_page: Mapping[str, Any]  # what the page around the chat passed
    lines: Sequence[Line]
    notes: Sequence[NoteLine]
    handed_over: Sequence[HandedOver]
    thumbs: Sequence[ThumbLine]


@dataclass(frozen=True)
class Booking:
    reference: str
    kind: str
    with_whom: str
    starts_at: datetime
    ends_at: datetime
    status: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class RecordLine:
    kind: str
    reference: str
    data: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Happened:
    happened_at: datetime
    what: str
    by: str  # customer, agent, operator ...
    fields: str  # which kinds of values it was about


@dataclass(frozen=True)
class LeadLine:
    """How far the business takes them to be on the way to a deal."""

    status: str
    since: datetime
    by: str  # a person, or what conversations say


@dataclass(frozen=True)
class CustomerNote:
    """What a conversation left behind on them."""

    conversation_id: str
    written_at: datetime
    text: str


@dataclass(frozen=True)
class FollowUpLine:
    what: str
    due_on: date
    done_at: datetime | None


@dataclass(frozen=True)
class CustomerFile:
    format: str
    business: str
    made_at: datetime
    customer_id: str
    is_on_the_books: bool
    language: str
    first_seen_at: datetime
    last_seen_at: datetime
    refused_to_be_remembered_at: datetime | None
    values: Sequence[Value]
    remembered: Sequence[RememberedFact]
    conversations: Sequence[Talk]
    left_out: Sequence[str]  # conversations in which somebody else was spoken for, too
    appointments: Sequence[Booking]
    records: Sequence[RecordLine]
    history: Sequence[Happened]
    lead: LeadLine | None = None
    customer_notes: Sequence[CustomerNote] = ()
    follow_ups: Sequence[FollowUpLine] = ()


def sealed(held: CustomerFile, passphrase: str) -> bytes:
    """The archive. It takes a moment: not on the event loop."""
    out = BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(passphrase.encode())
        for name, text in ((JSON_NAME, as_json(held)), (PAGE_NAME, as_page(held))):
            entry = archive.zipinfo_cls(name, held.made_at.timetuple()[:6])
            entry.compress_type = pyzipper.ZIP_DEFLATED
            archive.writestr(entry, text.encode(errors="replace"))
    return out.getvalue()


def as_json(held: CustomerFile) -> str:
    return json.dumps(asdict(held), ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


# --- the page ---

_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;"
    "padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.375rem .75rem .375rem 0;border-bottom:1px solid #8884;overflow-wrap:anywhere}"
    "h2{margin-top:2.5rem}h3{margin-top:1.75rem}.wide{overflow-x:auto}"
)


def as_page(held: CustomerFile) -> str:
    """For people; times are UTC."""
    return "".join(_page(held))


def _page(held: CustomerFile) -> Iterator[str]:
    title = f"What {held.business} holds about you"
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>"
    yield f"<h1>{escape(title)}</h1>"
    books = "You are on its books." if held.is_on_the_books else "Nobody has checked who you are."
    yield (
        f"<p>Made on {_time(held.made_at)}. {books} First seen {_time(held.first_seen_at)}, "
        f"last seen {_time(held.last_seen_at)}. All times are UTC.</p>"
    )
    yield "<h2>Personal data</h2>"
    yield _table(
        ("What", "Value", "Why it is held", "Proven", "Since"),
        (
            (_words(one.kind), one.value, one.why, "yes" if one.is_proven else "no", _time(one.held_since))
            for one in held.values
        ),
    )
    yield from _remembered(held)
    yield "<h2>Appointments</h2>"
    yield _table(
        ("Reference", "What", "With", "From", "To", "State", "Details"),
        (
            (
                *(one.reference, _words(one.kind), one.with_whom, _time(one.starts_at), _time(one.ends_at)),
                *(one.status, _details(one.fields)),
            )
            for one in held.appointments
        ),
    )
    yield "<h2>Records</h2>"
    yield _table(
        ("Kind", "Reference", "Details", "Changed"),
        (
            (_words(one.kind), one.reference, _details(one.data), _time(one.updated_at))
            for one in held.records
        ),
    )
    yield from _leads(held)
    yield "<h2>Conversations</h2>"
    if not held.conversations:
        yield "<p>None.</p>"
    for talk in held.conversations:
        yield from _talk(talk)
    if held.left_out:
        yield f"<p>{len(held.left_out)} left out, for somebody else was spoken for in it, too.</p>"
    yield "<h2>What happened</h2>"
    yield _table(
        ("When", "What", "By", "About"),
        ((_time(one.happened_at), _words(one.what), one.by, one.fields) for one in held.history),
    )
    yield "</main></body></html>\n"


def _remembered(held: CustomerFile) -> Iterator[str]:
    yield "<h2>Remembered with your consent</h2>"
    yield _table(
        ("What", "Value", "Agreed on"),
        ((one.title, one.value, _time(one.consented_at)) for one in held.remembered),
    )
    if held.refused_to_be_remembered_at:
        yield f"<p>You said no to being remembered on {_time(held.refused_to_be_remembered_at)}.</p>"


def _leads(held: CustomerFile) -> Iterator[str]:
    yield "<h2>Notes on you</h2>"
    if lead := held.lead:
        yield f"<p>Taken to be: {escape(lead.status)}, since {_time(lead.since)}, by {escape(lead.by)}.</p>"
    yield _table(("When", "Note"), ((_time(one.written_at), one.text) for one in held.customer_notes))
    yield _table(
        ("To be followed up", "By", "Done"),
        (
            (one.what, one.due_on.isoformat(), _time(one.done_at) if one.done_at else "no")
            for one in held.follow_ups
        ),
    )


def _talk(talk: Talk) -> Iterator[str]:
    yield f"<h3>{_words(talk.channel)}, {_time(talk.started_at)}</h3>"
    yield _table(
        ("When", "Who", "Words"),
        ((_time(line.said_at), line.author or line.speaker, line.text) for line in talk.lines),
    )
    if talk.from_page:
        yield f"<p>From the page around the chat: {escape(_details(talk.from_page))}</p>"
    for title, rows in (
        ("Notes of the team", [(_time(one.written_at), one.text) for one in talk.notes]),
        ("Handed over", [(_time(one.opened_at), _words(one.reason)) for one in talk.handed_over]),
        (
            "What you thought of replies",
            [(_time(one.given_at), f"{'up' if one.is_up else 'down'} {one.comment}") for one in talk.thumbs],
        ),
    ):
        if rows:
            yield f"<p>{title}</p>" + _table(("When", "What"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    if not body:
        return "<p>None.</p>"
    heads = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    return f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'


def _details(fields: Mapping[str, Any]) -> str:
    return ", ".join(f"{_words(name)}: {_said(value)}" for name, value in fields.items())


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_plain)


def _words(code: str) -> str:
    return code.replace("_", " ").strip().capitalize()


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
