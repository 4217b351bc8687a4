"""Codes in words, for people of the business."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from caly_app.agents.commands import EscalationReason
from caly_app.agents.sector import Sector
from caly_app.agents.sectors import sector_cards
from caly_app.models import Disposition, TimelineKind, Urgency
from caly_app.models.escalation import REASONS
from caly_app.queries.dialogues import in_words

_SPANS = ("year", "month", "week", "day", "hour", "minute", "second")
_LASTS = re.compile(
    r"P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:T|$)")
_SECONDS = re.compile(r"^(\d{2}:\d{2}):00$")

URGENCIES = {Urgency.EMERGENCY: "emergency", Urgency.HIGH: "high", Urgency.NORMAL: "normal"}

# In the order of the keys 1 to 9.
DISPOSITIONS = {
    Disposition.SOLVED: "Solved",
    Disposition.BOOKED: "Booked or changed an appointment",
    Disposition.ANSWERED: "Answered a question",
    Disposition.CALL_BACK: "We call back",
    Disposition.REFERRED: "Sent elsewhere",
    Disposition.EMERGENCY: "Emergency services called",
    Disposition.NO_REPLY: "Customer did not reply",
    Disposition.MISUSE: "Spam or abuse",
    Disposition.OTHER: "Something else",
}

_HAPPENED = {  # {who} is an operator's name, or whoever else did it
    TimelineKind.STARTED: "The conversation began",
    TimelineKind.ESCALATED: "Put into the queue: {reason}",
    TimelineKind.CLAIMED: "{who} joined",
    TimelineKind.TAKEN_OVER: "{who} took over",
    TimelineKind.RELEASED: "{who} released it: back in the queue",
    TimelineKind.HANDED_BACK: "{who} handed back to the agent",
    TimelineKind.RESOLVED: "{who} resolved it: {disposition}",
    TimelineKind.ENDED: "The conversation ended",
    TimelineKind.NOTED: "{who} wrote a note",
    TimelineKind.IDENTITY_PROVEN: "The customer proved who they are",
    TimelineKind.IDENTITY_FAILED: "The customer could not prove who they are",
    TimelineKind.PERSONAL_VALUE_SHOWN: "{who} looked at a hidden value: {field}",
    TimelineKind.TURN_FAILED: "The agent could not answer",
    TimelineKind.NOTE_WRITTEN: "A note on the customer was written",
    TimelineKind.NOTE_PROPOSED: "A note beside the one that a person edited was proposed",
    TimelineKind.NOTE_EDITED: "{who} edited the note on the customer",
    TimelineKind.LEAD_CHANGED: "The customer's lead status changed: {status}",
    TimelineKind.LEAD_PROPOSED: "Another lead status than a person set was proposed: {status}",
    TimelineKind.FOLLOW_UP_DONE: "A follow-up was settled",
    TimelineKind.MEANING_REVIEWED: "{who} said what was meant",
    TimelineKind.DRAFTS_PROPOSED: "A draft of knowledge was made of the answer",
    TimelineKind.APPOINTMENT_BOOKED: "Appointment booked",
    TimelineKind.APPOINTMENT_MOVED: "Appointment moved",
    TimelineKind.APPOINTMENT_CANCELLED: "Appointment cancelled",
    TimelineKind.RECORD_CREATED: "Added to the records: {record_kind}",
    TimelineKind.RECORD_CHANGED: "Changed in the records: {record_kind}",
}


def reason(code: str) -> str:
    return REASONS[EscalationReason(code)] if code in set(EscalationReason) else in_words(code)


def disposition(code: str) -> str:
    if code == Disposition.HANDED_BACK:
        return "Handed back to the agent"
    return DISPOSITIONS[Disposition(code)] if code in set(Disposition) else in_words(code)


def happened(kind: TimelineKind, who: str, details: dict[str, object]) -> str:
    """A line of a timeline."""
    pattern = _HAPPENED.get(kind, in_words(kind))
    return pattern.format(
        who=who or "The agent",
        reason=reason(str(details.get("reason", ""))),
        status=in_words(str(details.get("status", ""))).lower(),
        field=in_words(str(details.get("field", ""))).lower(),
        disposition=disposition(str(details.get("disposition", ""))),
        record_kind=in_words(str(details.get("record_kind", ""))).lower(),
    )


def mood(sentiment: float | None) -> str:
    """good | even | bad, or nothing when nobody can tell."""
    if sentiment is None:
        return ""
    return "bad" if sentiment <= -0.35 else "good" if sentiment >= 0.35 else "even"


def time_of_day(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%H:%M")


def day(at: datetime, zone: ZoneInfo) -> str:
    """Mon 5 October."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%B}"


def whole_time(at: datetime, zone: ZoneInfo) -> str:
    """Monday 5 October 2026, 14:02:31 (Europe/London)."""
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M:%S} ({zone.key})"


def visitor(conversation_id: object) -> str:
    """Somebody whose name nobody knows."""
    return f"Visitor {str(conversation_id)[-4:].upper()}"


def initials(name: str) -> str:
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts[:1])).upper()


def title(intent: str, sector: Sector | None) -> str:
    """What people call a wish, small talk too."""
    return sector.title_of(intent, "en") if sector and intent in sector.intents else in_words(intent)


def sector_title(name: str) -> str:
    return next((card.title["en"] for card in sector_cards() if card.name == name), in_words(name))


def slot_called(slot: str, sector: Sector | None) -> str:
    """As the agent calls it: "your date of birth" is "date of birth"."""
    called = sector.text(f"slot_{slot}", "en") if sector and slot in sector.slots else None
    return (called or in_words(slot).lower()).removeprefix("the ").removeprefix("your ")


def value_of(slot: str, value: str, sector: Sector | None) -> str:
    """What is kept in normal form as people say it: "P2D" is "2 days"; anything else as it is."""
    spec = sector.slots.get(slot) if sector else None
    if spec and (option := spec.options.get(value)):
        return option["en"][0] if option.get("en") else in_words(value).lower()
    if spec and spec.kind in ("date_range", "time_range"):
        begins, _, ends = value.partition("/")
        spans = (("from", begins), ("to", ends))
        return " ".join(f"{word} {_moment(each)}" for word, each in spans if each)
    return lasting(value) or _moment(value)


def lasting(duration: str) -> str:
    """`P1DT2H` -> "1 day 2 hours"; '' for what is no duration of ISO 8601."""
    found = _LASTS.fullmatch(duration)
    counts = zip(_SPANS, found.groups(), strict=True) if found else ()
    return " ".join(f"{count} {span}{'' if count == '1' else 's'}" for span, count in counts if count)


def _moment(value: str) -> str:
    if not _DAY.match(value):
        return _SECONDS.sub(r"\1", value)
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    written = f"{at:%A} {at.day} {at:%B %Y}"
    return f"{written}, {at:%H:%M}" if "T" in value else written
