"""Entries of the timeline in words, each with the page of what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from caly_app.actor import Actor, ActorKind
from caly_app.agents.sector import Sector
from caly_app.db import Session
from caly_app.models import TimelineEntry, TimelineKind
from caly_app.queries import sectors as sector_queries
from caly_app.queries import timeline as timeline_queries
from caly_app.queries.dialogues import in_words
from caly_app.services.assistants import MODEL_USES
from caly_app.state import paging, words

AT_ONCE = timedelta(seconds=2)  # an agent is switched off in chat and on the phone: one deed, two versions


@dataclass(frozen=True)
class Line:
    id: str
    day: str  # on the first line of a day, else ''
    time: str
    when: str  # the whole of it, with the zone
    who: str
    did: str
    href: str  # '' where there is nothing to see


@dataclass(frozen=True)
class Known:
    """What the words are made with. `names`: of what the details name by id; `messages`: of versions."""

    sector: Sector
    names: Mapping[str, str]
    messages: Mapping[tuple[str, int], str]
    zone: ZoneInfo


_NOBODY = {
    ActorKind.CUSTOMER: "A customer",
    ActorKind.AGENT: "The agent",
    ActorKind.OPERATOR: "Somebody",
    ActorKind.API_KEY: "A program",
    ActorKind.SYSTEM: "Caly",
}

# Written by Caly when a customer's conversation has ended: the customer has not done it.
_BY_ITSELF = {
    TimelineKind.NOTE_WRITTEN,
    TimelineKind.NOTE_PROPOSED,
    TimelineKind.LEAD_CHANGED,
    TimelineKind.LEAD_PROPOSED,
    TimelineKind.FOLLOW_UP_DONE,
}

# What was done, and where it is seen. {names} come from the details and from what they name by id.
_DID = {
    TimelineKind.STARTED: ("began a conversation", ""),
    TimelineKind.ESCALATED: ("was put into the queue: {reason}", ""),
    TimelineKind.CLAIMED: ("claimed a conversation", ""),
    TimelineKind.RELEASED: ("released a conversation: back in the queue", ""),
    TimelineKind.TAKEN_OVER: ("took a conversation over", ""),
    TimelineKind.HANDED_BACK: ("handed a conversation back to the agent", ""),
    TimelineKind.RESOLVED: ("resolved a conversation: {disposition}", ""),
    TimelineKind.ENDED: ("ended a conversation", ""),
    TimelineKind.NOTED: ("wrote a note", ""),
    TimelineKind.IDENTITY_PROVEN: ("proved who they are", ""),
    TimelineKind.IDENTITY_FAILED: ("could not prove who they are", ""),
    TimelineKind.TURN_FAILED: ("got no answer to a message", ""),
    TimelineKind.APPOINTMENT_BOOKED: ("booked an appointment with {resource_id}", "/appointments"),
    TimelineKind.APPOINTMENT_MOVED: ("moved an appointment with {resource_id}", "/appointments"),
    TimelineKind.APPOINTMENT_CANCELLED: (
        "cancelled an appointment with {resource_id}",
        "/appointments?status=cancelled",
    ),
    TimelineKind.RECORD_CREATED: ("added a record: {record_kind}", "/records"),
    TimelineKind.RECORD_CHANGED: ("changed a record: {record_kind}", "/records"),
    TimelineKind.RECORDS_IMPORTED: (
        "imported records ({record_kind}): {created} added, {changed} changed",
        "/records",
    ),
    TimelineKind.CUSTOMER_CHANGED: ("changed what is known of a customer: {field}", "/customers"),
    TimelineKind.LEAD_CHANGED: ("set how far a customer is: {status}", "/customers"),
    TimelineKind.LEAD_PROPOSED: ("proposed how far a customer is: {status}", "/customers"),
    TimelineKind.NOTE_WRITTEN: ("wrote a note on a customer", "/customers"),
    TimelineKind.NOTE_PROPOSED: ("proposed another note on a customer", "/customers"),
    TimelineKind.NOTE_EDITED: ("edited a note on a customer", "/customers"),
    TimelineKind.FOLLOW_UP_DONE: ("settled a follow-up", "/customers"),
    TimelineKind.FOLLOW_UP_REOPENED: ("opened a follow-up again", "/customers"),
    TimelineKind.CUSTOMER_REMEMBERED: ("said yes to being remembered: {fields}", "/customers"),
    TimelineKind.CUSTOMER_REFUSED_MEMORY: ("did not want to be remembered", "/customers"),
    TimelineKind.CUSTOMER_FORGOTTEN: ("had what was remembered forgotten", "/customers"),
    TimelineKind.CUSTOMER_FACT_REMOVED: ("removed what was remembered of a customer: {field}", "/customers"),
    TimelineKind.PERSONAL_VALUE_SHOWN: ("looked at a hidden value: {field}", "/customers"),
    TimelineKind.CUSTOMER_EXPORTED: ("exported all that is held about a customer", "/customers"),
    TimelineKind.MEANING_REVIEWED: ("{how} what a message meant: {meant}", ""),
    TimelineKind.GAP_DECIDED: ("decided on a question without an answer: {state}", "/learning"),
    TimelineKind.DRAFTS_PROPOSED: ("proposed drafts of knowledge: {count}", "/learning?show=drafts"),
    TimelineKind.DRAFT_DECIDED: ("decided on a draft of knowledge: {state}", "/learning?show=drafts"),
    TimelineKind.SIGNED_UP: ("signed up", ""),
    TimelineKind.SIGNED_IN: ("signed in", ""),
    TimelineKind.SIGNED_OUT_EVERYWHERE: ("signed out everywhere", ""),
    TimelineKind.EMAIL_VERIFIED: ("verified their e-mail address", ""),
    TimelineKind.PASSWORD_CHANGED: ("changed their password", ""),
    TimelineKind.MEMBER_INVITED: ("invited {invitation} as {role}", "/settings/members"),
    TimelineKind.MEMBER_JOINED: ("joined", "/settings/members"),
    TimelineKind.MEMBER_CHANGED: ("made {member} {new} instead of {old}", "/settings/members"),
    TimelineKind.MEMBER_REMOVED: ("removed {member} from the members", "/settings/members"),
    TimelineKind.INVITATION_REVOKED: ("took back the invitation of {invitation}", "/settings/members"),
    TimelineKind.WORKSPACE_CREATED: ("set up this business", "/settings/workspace"),
    TimelineKind.KEY_CREATED: ("made the key {key}", "/settings/keys"),
    TimelineKind.KEY_REVOKED: ("revoked the key {key}", "/settings/keys"),
    TimelineKind.DATA_KEY_ROTATED: ("replaced the key that personal values are sealed with", ""),
}

# Of what of the business was changed; where it is a list of its fields, they are named.
_CHANGED = {
    "settings": ("changed the sector's settings: {fields}", "/settings/sector#settings"),
    "sector": ("chose the sector", "/settings/sector"),
    "own_words": ("{how} words of your own for “{intent}”", "/settings/sector#words"),
    "candidate": ("{how} a candidate beside the live agent", "/shadow"),
    "resources": ("{how} what can be booked: {resource_id}", "/settings/booking"),
    "record source": ("changed where records come from: {record_kind}", "/records"),
    "scenarios": ("{how} a run of scenarios", ""),
    "holiday_added": ("added a holiday", "/settings/workspace"),
    "holidays_added": ("added the public holidays", "/settings/workspace"),
    "holiday_removed": ("removed a holiday", "/settings/workspace"),
    "language_model": ("changed the language model{terms}", "/settings/model"),
    "connection": ("changed the server {connection}", "/settings/connections"),
}
_FIELDS = {
    "slug": "address of the chat",
    "branding": "look of the chat",
    "allowed_domains": "sites with the chat",
    "facts": "facts for customers",
    "privacy": "what of a customer is hidden",
    "memory_days": "how long customers are remembered",
}
_TERMS = {
    "price_in": "price of what is sent",
    "price_out": "price of what comes back",
    "budget_conversation": "cost of a conversation",
    "budget_day": "cost of a day",
    "tokens_conversation": "tokens of a conversation",
    "tokens_day": "tokens of a day",
}
_HOW = {"right": "confirmed", "proposed": "corrected", "withdrawn": "withdrew", "asked": "asked for"}
_PRODUCTS = {"chat": "chat", "voice": "phone"}


async def told(
    session: Session, actor: Actor, entries: Sequence[TimelineEntry], zone: ZoneInfo
) -> list[Line]:
    """In words, with the names they need."""
    own = await sector_queries.own(session, actor)
    known = Known(
        sector=own.sector,
        names=await timeline_queries.names(session, actor, entries),
        messages=await timeline_queries.messages(session, actor, entries),
        zone=zone,
    )
    return lines(entries, known)


def lines(entries: Sequence[TimelineEntry], known: Known) -> list[Line]:
    """In their order. One deed that made a version for the chat and one for the phone is one line."""
    told: list[Line] = []
    day = ""
    for deed in _deeds(entries):
        line = _line(deed, known)
        told.append(replace(line, day="") if line.day == day else line)
        day = line.day
    return told


def _deeds(entries: Sequence[TimelineEntry]) -> list[list[TimelineEntry]]:
    deeds: list[list[TimelineEntry]] = []
    for entry in entries:
        if deeds and _is_one_deed(deeds[-1][-1], entry):
            deeds[-1].append(entry)
        else:
            deeds.append([entry])
    return deeds


def _is_one_deed(one: TimelineEntry, other: TimelineEntry) -> bool:
    return (
        one.kind is TimelineKind.ASSISTANT_CHANGED
        and one.details.keys() & {"agent", "use"}
        and (one.kind, one.actor_id) == (other.kind, other.actor_id)
        and all(one.details.get(key) == other.details.get(key) for key in ("agent", "use", "is_on"))
        and one.details.get("assistant_id") != other.details.get("assistant_id")
        and abs(one.happened_at - other.happened_at) < AT_ONCE
    )


def _line(deed: Sequence[TimelineEntry], known: Known) -> Line:
    entry = deed[0]
    did, href = (
        _assistant(deed, known) if entry.kind is TimelineKind.ASSISTANT_CHANGED else _did(entry, known)
    )
    return Line(
        id=str(entry.id),
        day=words.day(entry.happened_at, known.zone),
        time=words.time_of_day(entry.happened_at, known.zone),
        when=words.whole_time(entry.happened_at, known.zone),
        who=entry.actor_name or ("Caly" if entry.kind in _BY_ITSELF else _NOBODY[entry.actor_kind]),
        did=did,
        href=f"/conversations/{entry.conversation_id}" if entry.conversation_id else href,
    )


def _assistant(deed: Sequence[TimelineEntry], known: Known) -> tuple[str, str]:
    """Which agent or use of the model was switched, or what the message of the version says."""
    details = deed[0].details
    versions = {
        _PRODUCTS.get(
            known.names.get(str(one.details.get("assistant_id")), ""), "assistant"
        ): one.details.get("version")
        for one in deed
    }
    numbers = ", ".join(f"{product} version {number}" for product, number in sorted(versions.items()))
    switched = "on" if details.get("is_on") else "off"
    if use := MODEL_USES.get(str(details.get("use", ""))):
        return f"switched {switched} for the language model “{use}” ({numbers})", "/settings/model"
    if agent := str(details.get("agent", "")):
        which = "all agents" if agent == "all" else f"the agent “{_agent(agent, known)}”"
        return f"switched {switched} {which} ({numbers})", "/settings/sector#agents"
    about = known.messages.get((str(details.get("assistant_id")), details.get("version")), "")
    return f"changed what the agent does{f': {about}' if about else ''} ({numbers})", "/settings/sector"


def _did(entry: TimelineEntry, known: Known) -> tuple[str, str]:
    if entry.kind is TimelineKind.WORKSPACE_CHANGED:
        what = str(entry.details.get("what") or entry.details.get("changed") or "")
        pattern, href = _CHANGED.get(what, ("changed {what}", "/settings/workspace"))
    else:
        pattern, href = _DID.get(entry.kind, (in_words(entry.kind).lower(), ""))
    said = _Said({key: _said(key, value, known) for key, value in entry.details.items()})
    return pattern.format_map(said), _address(entry, href)


class _Said(dict[str, str]):
    """What is not there any more, or was never told, is passed over."""

    def __missing__(self, key: str) -> str:
        return "somebody" if key in ("member", "invitation") else ""


def _said(key: str, value: object, known: Known) -> str:
    code = str(value)
    match key:
        case "member" | "invitation" | "resource_id" | "key":
            return known.names.get(code, _GONE.get(key, ""))
        case "reason":
            return words.reason(code)
        case "disposition":
            return words.disposition(code)
        case "intent" | "meant":
            return known.sector.title_of(code, "en") if code in known.sector.intents else in_words(code)
        case "record_kind":
            entity = known.sector.entities.get(code)
            return entity.title["en"] if entity else in_words(code)
        case "how":
            return _HOW.get(code, code)
        case "field" | "fields" | "what":
            return ", ".join(_field(one, known) for one in code.split(","))
        case "terms":
            return f": {', '.join(map(_term, code.split(', ')))}" if code else ""
        case "state" | "status":
            return in_words(code).lower()
        case _:
            return code


_GONE = {
    "member": "a former member",
    "invitation": "somebody",
    "resource_id": "somebody",
    "key": "that is gone",
}


def _field(name: str, known: Known) -> str:
    """Of the business, or of its sector's settings."""
    settings = sector_queries.fields_of(known.sector.settings)
    title = settings.get(name, {}).get("title")
    return f"“{title}”" if title else _FIELDS.get(name, in_words(name).lower())


def _term(written: str) -> str:
    """Of a model's price and limits: "tokens_day=5" is what it is, with nothing behind as it is installed."""
    name, _, value = written.partition("=")
    return f"{_TERMS.get(name, in_words(name).lower())} {value or 'as this installation has it'}"


def _agent(name: str, known: Known) -> str:
    agent = known.sector.agents.get(name)
    return agent.title["en"] if agent else in_words(name)


def _address(entry: TimelineEntry, href: str) -> str:
    details = entry.details
    if customer := details.get("customer_id"):
        return paging.address("/customers", {"customer": str(customer)})
    if href == "/records":
        named = {"kind": str(details.get("record_kind", "")), "record": str(details.get("record_id", ""))}
        return paging.address(href, named)
    return href
