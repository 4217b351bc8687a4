"""An honest little clinic in memory: what services fulfil with a database, for tests of the mind."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from uuid_utils.compat import uuid7

from caly_app.adapters.minilm import MiniLM
from caly_app.adapters.vader import Vader
from caly_app.agents import engine
from caly_app.agents.business import WEEKDAYS
from caly_app.agents.channel import Channel
from caly_app.agents.config import AssistantDocument, default_document
from caly_app.agents.demo_days import dated
from caly_app.agents.dialogue import Dialogue
from caly_app.agents.own_tools import with_own_tools
from caly_app.agents.picking import same_reference
from caly_app.agents.remembering import with_next_time
from caly_app.agents.reply import Reply
from caly_app.agents.sectors import all_sectors
from caly_app.agents.turn import Business, TurnContext
from caly_app.errors import OutsideAway, TriedTooOften
from caly_app.ports import (
    ANY,
    BookedAppointment,
    CodeLetter,
    CodeVerdict,
    CodeWay,
    CustomerFact,
    FieldsWanted,
    Message,
    Opening,
    OutsideAnswer,
    OutsideRequest,
    PeopleAvailability,
    Ports,
    Remembered,
    Resource,
    StoredRecord,
    ToolPorts,
    Unbookable,
)
from caly_app.services.personal_forms import takes_texts

ZONE = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 10, 5, 14, 0, tzinfo=ZONE)
_DAYS_AHEAD = 90


class NoEmbedder:
    """As if the weights were missing: patterns and open questions have to do."""

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros((len(texts), 1152), dtype=np.float32)


class NoServer:
    """A business without a server of its own."""

    async def call(self, request: OutsideRequest, *, seconds: float = 30.0) -> OutsideAnswer:
        raise OutsideAway


PORTS = Ports(MiniLM(), Vader())


@dataclass
class Clinic:
    """Providers, their free times, who is known, and what was written down."""

    now: datetime = MONDAY
    free: dict[UUID, set[datetime]] = field(default_factory=dict)
    taken: set[tuple[UUID, datetime]] = field(default_factory=set)
    booked: dict[UUID, BookedAppointment] = field(default_factory=dict)
    owners: dict[UUID, UUID] = field(default_factory=dict)  # appointment -> customer
    here: list[UUID] = field(default_factory=list)  # booked in this conversation
    people: dict[UUID, dict[str, str]] = field(default_factory=dict)
    stored: dict[UUID, tuple[StoredRecord, UUID | None]] = field(default_factory=dict)
    operators: int = 1
    doctors: list[Resource] = field(default_factory=list)
    visitor: UUID = field(default_factory=uuid7)
    others: set[UUID] = field(default_factory=set)  # for whom the visitor spoke
    snatched: bool = False  # the next booking comes too late
    codes: list[str] = field(default_factory=list)  # that were sent, the newest last; it alone counts
    sent_by: list[tuple[CodeWay, CodeLetter]] = field(default_factory=list)
    wrong_codes: int = 0
    tried_too_often: bool = False  # to prove who it is: in other conversations
    remembered: dict[UUID, Remembered] = field(default_factory=dict)
    facts_asked: int = 0

    # --- Appointments ---

    async def resources(self) -> Sequence[Resource]:
        return self.doctors

    async def openings(
        self, *, near: datetime, resource_id: UUID | None = None, on: date | None = None, limit: int = 3
    ) -> Sequence[Opening]:
        found = [
            self._opening(doctor, start)
            for doctor in self.doctors
            for start in self.free[doctor.id]
            if resource_id in (None, doctor.id)
            and start > self.now
            and (on is None or start.date() == on)
            and (doctor.id, start) not in self.taken
        ]
        return sorted(found, key=lambda one: (abs(one.starts_at - near), one.starts_at))[:limit]

    async def opening_at(self, starts_at: datetime, resource_id: UUID | None = None) -> Opening:
        if starts_at <= self.now:
            raise Unbookable("past")
        if starts_at > self.now + timedelta(days=_DAYS_AHEAD):
            raise Unbookable("too_far")
        offering = [d for d in self.doctors if resource_id in (None, d.id) and starts_at in self.free[d.id]]
        if not offering:
            raise Unbookable("not_offered")
        for doctor in offering:
            if (doctor.id, starts_at) not in self.taken:
                return self._opening(doctor, starts_at)
        raise Unbookable("taken")

    async def book(
        self, opening: Opening, *, kind: str, customer_id: UUID | None, fields: Mapping[str, str]
    ) -> BookedAppointment:
        self._snatch(opening)
        if (opening.resource_id, opening.starts_at) in self.taken:
            raise Unbookable("taken")
        one = BookedAppointment(
            uuid7(),
            f"K7M2-{len(self.booked):04d}",
            kind,
            opening.resource_name,
            opening.starts_at,
            opening.ends_at,
            "booked",
            fields,
        )
        self._keep(one, opening, customer_id or self.visitor)
        self.here.append(one.id)
        return one

    async def move(
        self, appointment_id: UUID, opening: Opening, fields: Mapping[str, str] | None = None
    ) -> BookedAppointment:
        self._snatch(opening)
        old = self.booked[appointment_id]
        is_its_own = (old.resource_name, old.starts_at) == (opening.resource_name, opening.starts_at)
        if (opening.resource_id, opening.starts_at) in self.taken and not is_its_own:
            raise Unbookable("taken")
        self._release(old)
        moved = replace(
            old,
            starts_at=opening.starts_at,
            ends_at=opening.ends_at,
            resource_name=opening.resource_name,
            fields={**old.fields, **(fields or {})},
        )
        self._keep(moved, opening, self.owners[appointment_id])
        return moved

    async def cancel(self, appointment_id: UUID) -> BookedAppointment:
        gone = replace(self.booked[appointment_id], status="cancelled")
        self._release(gone)
        self.booked[appointment_id] = gone
        return gone

    async def coming(self, customer_id: UUID) -> Sequence[BookedAppointment]:
        theirs = [one for one in self.booked.values() if self.owners[one.id] == customer_id]
        return sorted((one for one in theirs if one.status == "booked"), key=lambda one: one.starts_at)

    async def last(self, customer_id: UUID, kind: str) -> BookedAppointment | None:
        theirs = [one for one in await self.coming(customer_id) if one.kind == kind]
        past = [one for one in theirs if one.starts_at <= self.now]
        found = past or theirs
        return found[-1] if found else None

    async def of_conversation(self) -> Sequence[BookedAppointment]:
        return [self.booked[one] for one in reversed(self.here) if self.booked[one].status == "booked"]

    async def by_reference(self, reference: str, phone: str) -> BookedAppointment | None:
        for one in self.booked.values():
            if _plain(one.reference) == _plain(reference) and one.status == "booked":
                return one if self.people[self.owners[one.id]].get("phone") == phone else None
        return None

    async def opened_by(self, reference: str, phone: str) -> BookedAppointment | None:
        if self.tried_too_often:
            raise TriedTooOften
        return await self.by_reference(reference, phone)

    # --- Records, Customers, People ---

    async def of_customer(self, kind: str, customer_id: UUID) -> Sequence[StoredRecord]:
        return [one for one, owner in self.stored.values() if one.kind == kind and owner == customer_id]

    async def by_kind_and_reference(self, kind: str, reference: str) -> StoredRecord | None:
        return next(
            (
                one
                for one, _ in self.stored.values()
                if one.kind == kind and same_reference(one.reference, reference)
            ),
            None,
        )

    async def find(self, kind: str, words: str, limit: int = 3) -> Sequence[StoredRecord]:
        wanted = {word.casefold() for word in re.findall(r"\w{3,}", words)}
        found = [one for one in await self.all_of(kind) if wanted & _words_of(one)]
        return sorted(found, key=lambda one: -len(wanted & _words_of(one)))[:limit]

    async def all_of(
        self, kind: str, where: FieldsWanted = ANY, since: Mapping[str, str] = ANY
    ) -> Sequence[StoredRecord]:
        found = [one for one in self.records_of(kind) if _has(one, where, since)]
        return sorted(found, key=lambda one: one.reference)

    async def create(self, kind: str, data: Mapping[str, object], customer_id: UUID | None) -> StoredRecord:
        reference = f"{kind[:2].upper()}-{len(self.stored) + 1}"
        one = StoredRecord(uuid7(), kind, reference, dict(data), customer_id)
        self.stored[one.id] = (one, customer_id)
        return one

    async def prove(self, values: Mapping[str, str]) -> UUID | None:
        if self.tried_too_often:
            raise TriedTooOften
        personal = {kind: value for kind, value in values.items() if not kind.startswith("record:")}
        is_by_number = len(values) > len(personal)
        fitting = {
            who
            for who, held in self.people.items()
            if personal.items() <= held.items()
            or (is_by_number and personal == {"name": held.get("name", "").split()[-1]})
        }
        for kind in values.keys() - personal.keys():
            fitting &= {
                owner
                for one, owner in self.stored.values()
                if one.kind == kind.removeprefix("record:") and same_reference(one.reference, values[kind])
            }
        return fitting.pop() if len(fitting) == 1 else None

    async def are_several(self, values: Mapping[str, str]) -> bool:
        return sum(values.items() <= held.items() for held in self.people.values()) > 1

    async def code_ways(self, customer_id: UUID) -> Mapping[CodeWay, str]:
        held, ways = self.people[customer_id], dict[CodeWay, str]()
        if address := held.get("email", ""):
            ways["email"] = f"{address[:1]}***@{address.partition('@')[2]}"
        if takes_texts(held.get("phone", "")):
            ways["text"] = held["phone"][-2:]
        return ways

    async def send_code(self, customer_id: UUID, way: CodeWay, letter: CodeLetter) -> bool:
        if way not in await self.code_ways(customer_id) or len(self.codes) >= 4:
            return False
        assert "{code}" in letter.text and "{code}" in letter.short
        self.codes.append(f"{482159 + 1111 * len(self.codes)}")
        self.sent_by.append((way, letter))
        self.wrong_codes = 0
        return True

    async def check_code(self, customer_id: UUID, code: str) -> CodeVerdict:
        if self.wrong_codes >= 3 or not self.codes or self.codes[-1] == "":
            return "spent"
        if code == self.codes[-1]:
            self.codes.append("")
            return "right"
        self.wrong_codes += 1
        return "spent" if self.wrong_codes >= 3 else "wrong"

    async def remember(self, values: Mapping[str, str], *, of_another: bool = False) -> UUID:
        met = [who for who in self.others if self.people[who].get("name") == values.get("name")]
        who = (met or [uuid7()])[0] if of_another else self.visitor
        self.others |= {who} if of_another else set()
        self.people.setdefault(who, {}).update(values)
        return who

    async def values_of(self, customer_id: UUID) -> Mapping[str, str]:
        return self.people[customer_id]

    async def availability(self) -> PeopleAvailability:
        if self.operators:
            return PeopleAvailability(self.operators, True, None)
        return PeopleAvailability(0, False, datetime(2026, 10, 6, 8, 0, tzinfo=ZONE))

    # --- for tests ---

    def put(self, kind: str, reference: str, data: Mapping[str, object], owner: UUID | None) -> StoredRecord:
        one = StoredRecord(uuid7(), kind, reference, dict(data), owner)
        self.stored[one.id] = (one, owner)
        return one

    def record(self, kind: str, reference: str) -> StoredRecord:
        """As it stands now."""
        return next(one for one in self.records_of(kind) if one.reference == reference)

    def records_of(self, kind: str) -> list[StoredRecord]:
        return [one for one, _ in self.stored.values() if one.kind == kind]

    def bookings(self) -> list[tuple[str, str]]:
        return [
            (f"{one.starts_at:%Y-%m-%d %H:%M}", one.resource_name)
            for one in self.booked.values()
            if one.status == "booked"
        ]

    def _snatch(self, opening: Opening) -> None:
        if self.snatched:
            self.snatched = False
            self.taken.add((opening.resource_id, opening.starts_at))

    def _keep(self, one: BookedAppointment, opening: Opening, owner: UUID) -> None:
        self.booked[one.id] = one
        self.owners[one.id] = owner
        self.taken.add((opening.resource_id, opening.starts_at))

    def _release(self, one: BookedAppointment) -> None:
        doctor = next(d for d in self.doctors if d.name == one.resource_name)
        self.taken.discard((doctor.id, one.starts_at))

    @staticmethod
    def _opening(doctor: Resource, start: datetime) -> Opening:
        return Opening(doctor.id, doctor.name, start, start + timedelta(minutes=doctor.slot_minutes))


class RecordsOf:
    """Records and Appointments both have by_reference: a door of its own for records."""

    def __init__(self, clinic: Clinic) -> None:
        self.of_customer = clinic.of_customer
        self.by_reference = clinic.by_kind_and_reference
        self.find = clinic.find
        self.all_of = clinic.all_of
        self.create = clinic.create
        self._clinic = clinic

    async def hold(self, record_id: UUID) -> StoredRecord:
        return self._clinic.stored[record_id][0]

    async def change(self, record_id: UUID, data: Mapping[str, object]) -> StoredRecord:
        one, owner = self._clinic.stored[record_id]
        changed = replace(one, data={**one.data, **data})
        self._clinic.stored[record_id] = (changed, owner)
        return changed


class CustomersOf:
    def __init__(self, clinic: Clinic) -> None:
        self.prove = clinic.prove
        self.are_several = clinic.are_several
        self.code_ways = clinic.code_ways
        self.send_code = clinic.send_code
        self.check_code = clinic.check_code
        self.remember = clinic.remember
        self.values_of = clinic.values_of
        self.proven_values_of = clinic.values_of
        self._clinic = clinic

    async def change(self, customer_id: UUID, values: Mapping[str, str]) -> None:
        self._clinic.people[customer_id].update(values)


class FactsOf:
    """Each time it is asked is counted."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    async def of(self, customer_id: UUID) -> Remembered:
        self._clinic.facts_asked += 1
        return self._clinic.remembered.get(customer_id, Remembered())

    async def keep(self, customer_id: UUID, facts: Sequence[CustomerFact], language: str) -> None:
        known = self._clinic.remembered.get(customer_id, Remembered()).facts
        slots = {fact.slot for fact in facts}
        rest = [fact for fact in known if fact.slot not in slots]
        kept = [replace(fact, told_on=self._clinic.now.date()) for fact in facts]
        self._clinic.remembered[customer_id] = Remembered([*rest, *kept])

    async def refuse(self, customer_id: UUID) -> None:
        known = self._clinic.remembered.get(customer_id, Remembered())
        self._clinic.remembered[customer_id] = replace(known, is_refused=True)

    async def forget(self, customer_id: UUID) -> None:
        self._clinic.remembered[customer_id] = Remembered(is_refused=True)


class BooksOf:
    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    async def values_of(self, customer_id: str) -> Mapping[str, str]:
        return self._clinic.people[UUID(customer_id)]


@dataclass
class Servers:
    """Those of the business. `says`: path -> what it answers, or a number for its status."""

    says: dict[str, object] = field(default_factory=dict)
    asked: list[OutsideRequest] = field(default_factory=list)
    at_once: int = 0  # at most
    seconds: float = 0.0  # that an answer takes
    _now: int = 0

    async def call(self, request: OutsideRequest, *, seconds: float = 30.0) -> OutsideAnswer:
        self.asked.append(request)
        self._now += 1
        self.at_once = max(self.at_once, self._now)
        await asyncio.sleep(self.seconds)
        self._now -= 1
        said = self.says.get(request.path)
        if said is None:
            raise OutsideAway
        return OutsideAnswer(said) if isinstance(said, int) else OutsideAnswer(200, said)


def a_clinic(now: datetime = MONDAY, days: Mapping[str, Sequence[str]] | None = None) -> Clinic:
    """Two doctors. Free: the given times, else every half hour of the working days from 9 to 17."""
    clinic = Clinic(now=now)
    for name, specialty in (("Dr. Imre Halas", "GP"), ("Dr. Ada Quist", "dermatologist")):
        doctor = Resource(uuid7(), name, specialty, 30)
        clinic.doctors.append(doctor)
        clinic.free[doctor.id] = set(_times(now, days))
    return clinic


def a_known_patient(clinic: Clinic, **held: str) -> UUID:
    """Rosa Penhale, born 4 May 1980, who can prove it."""
    who = uuid7()
    clinic.people[who] = {
        "name": "Rosa Penhale",
        "phone": "+442079460123",
        "email": "rosa@example.org",
        "date_of_birth": "1980-05-04",
        "address": "1 Elm Row, Leeds",
        **held,
    }
    return who


async def booked_for(clinic: Clinic, who: UUID, at: str, doctor: int = 0) -> BookedAppointment:
    start = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    opening = await clinic.opening_at(start, clinic.doctors[doctor].id)
    one = await clinic.book(opening, kind="visit", customer_id=who, fields={})
    clinic.here.remove(one.id)
    return one


def _times(now: datetime, days: Mapping[str, Sequence[str]] | None) -> list[datetime]:
    if days is not None:
        return [
            datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=ZONE)
            for day, ats in days.items()
            for at in ats
        ]
    working = [now.date() + timedelta(days=ahead) for ahead in range(60)]
    return [
        datetime.combine(day, time(hour, minute), ZONE)
        for day in working
        if day.weekday() < 5 and day not in HOLIDAYS
        for hour in range(9, 17)
        for minute in (0, 30)
    ]


HOLIDAYS = {date(2026, 10, 12): "Founders' Day", date(2026, 12, 25): "Christmas Day"}
HOURS = {day: [(time(8), time(18))] for day in ("mon", "tue", "wed", "thu", "fri")}
BUSINESS = Business(
    name="Elm Row Clinic",
    country="GB",
    timezone=ZONE,
    languages=("en",),
    emergency_number="999",
    opening_hours=HOURS,
    holidays=HOLIDAYS,
    facts={
        "parking": "Parking is free for two hours behind the house.",
        "insurance": "We take all insurers.",
    },
    resources=("Dr. Imre Halas", "Dr. Ada Quist"),
    specialties={"Dr. Imre Halas": "GP", "Dr. Ada Quist": "dermatologist"},
)


@dataclass
class Talk:
    """One conversation: what is remembered goes through JSON between turns, as in a database."""

    clinic: Clinic = field(default_factory=a_clinic)
    sector: str = "healthcare"
    channel: Channel = Channel.CHAT
    language: str = "en"
    config: AssistantDocument = field(
        default_factory=lambda: default_document("healthcare", "chat", "Elm Row", "en")
    )
    business: Business = BUSINESS
    ports: Ports = PORTS
    history: list[Message] = field(default_factory=list)
    document: dict[str, object] = field(default_factory=dict)
    vault: dict[str, str] = field(default_factory=dict)
    reply: Reply | None = None
    number: int = 0
    servers: Servers = field(default_factory=lambda: Servers())

    async def say(self, said: str, instruction: str | None = None) -> Reply:
        self.number += 1
        ports = replace(self.ports, outside=self.servers, books=BooksOf(self.clinic))
        decision = await engine.decide(self.turn(said, instruction), ports)
        acted = await engine.act(decision, self.tools)
        self.reply = engine.tell(decision, acted)
        self.history += [Message("user", said), Message("assistant", self.reply.text)]
        self._write_down(self.reply.dialogue)
        return self.reply

    async def says(self, *lines: str) -> Reply:
        for line in lines:
            reply = await self.say(line)
        return reply

    def turn(self, said: str, instruction: str | None = None) -> TurnContext:
        revealed = {ref: self.vault[ref] for ref in Dialogue.references(self.document)}
        return TurnContext(
            sector=with_own_tools(with_next_time(all_sectors()[self.sector]), self.config),
            config=self.config,
            business=self.business,
            channel=self.channel,
            language=self.language,
            dialogue=Dialogue.load(self.document, revealed),
            history=tuple(self.history),
            said=said,
            now=self.clinic.now,
            instruction=instruction,
            seq=2 * self.number,
            key=f"turn-{self.number}",
        )

    @property
    def tools(self) -> ToolPorts:
        return ToolPorts(
            self.clinic,
            RecordsOf(self.clinic),
            CustomersOf(self.clinic),
            self.clinic,
            FactsOf(self.clinic),
            self.servers,
        )

    def _write_down(self, dialogue: Dialogue) -> None:
        saved = {told.slot: f"pv:{uuid7()}" for told in dialogue.unsaved()}
        self.vault.update({saved[told.slot]: told.value for told in dialogue.unsaved()})
        self.document = json.loads(json.dumps(dialogue.dump(saved)))


def a_demo_of(sector: str, now: datetime = MONDAY) -> Talk:
    """A conversation with the sector's demo business: its providers, customers and records.

    Free is every quarter of an hour in which the business is open. `talk.clinic.people` knows who is who.
    """
    demo = all_sectors()[sector].demo
    assert demo
    about = demo.business
    hours = {
        day: [(time.fromisoformat(a), time.fromisoformat(b)) for a, b in (said.split("-"),)]
        for day, said in about.opening_hours.items()
        if said != "closed"
    }
    zone = ZoneInfo(about.timezone)
    now = now.replace(tzinfo=zone)
    clinic = Clinic(now=now)
    for provider in demo.providers:
        one = Resource(uuid7(), provider.name, provider.specialty, provider.slot_minutes)
        clinic.doctors.append(one)
        clinic.free[one.id] = set(_open_quarters(now, hours))
    for record in demo.records:
        clinic.put(record.kind, record.reference, dated(record.data, now.date()), None)
    for customer in demo.customers:
        who = uuid7()
        clinic.people[who] = customer.model_dump(
            include={"name", "phone", "email", "date_of_birth", "address"}
        )
        for record in customer.records:
            clinic.put(record.kind, record.reference, dated(record.data, now.date()), who)
    settings = all_sectors()[sector].settings.get("properties", {})
    business = Business(
        name=about.name,
        country=about.country,
        timezone=zone,
        languages=("en",),
        emergency_number=about.emergency_number,
        opening_hours=hours,
        facts=about.facts,
        settings={name: spec["default"] for name, spec in settings.items() if "default" in spec}
        | about.settings,
        resources=tuple(provider.name for provider in demo.providers),
        specialties={provider.name: provider.specialty for provider in demo.providers},
    )
    config = default_document(sector, "chat", about.name, "en")
    return Talk(clinic, sector=sector, business=business, config=config)


def _open_quarters(now: datetime, hours: Mapping[str, Sequence[tuple[time, time]]]) -> Iterator[datetime]:
    for ahead in range(60):
        day = now.date() + timedelta(days=ahead)
        for opens, closes in hours.get(WEEKDAYS[day.weekday()], ()):
            start = datetime.combine(day, opens, now.tzinfo)
            while start.time() < closes:
                yield start
                start += timedelta(minutes=15)
                if start.date() != day:
                    break


def _has(one: StoredRecord, where: FieldsWanted, since: Mapping[str, str]) -> bool:
    held = {name: str(value).casefold() for name, value in one.data.items()}
    wanted = {name: {some} if isinstance(some, str) else {*some} for name, some in where.items()}
    return all(
        held.get(name) in {value.casefold() for value in values} for name, values in wanted.items()
    ) and all(str(one.data.get(name, "")) >= least for name, least in since.items())


def _words_of(one: StoredRecord) -> set[str]:
    return {word.casefold() for value in one.data.values() for word in re.findall(r"\w{3,}", str(value))}


def _plain(reference: str) -> str:
    return "".join(letter for letter in reference.upper() if letter.isalnum())


async def asked_whether_to_cancel(language: str = "en") -> Talk:
    """A patient of ten o'clock on Wednesday, who has asked to cancel and is to confirm it."""
    talk = Talk(language=language)
    await booked_for(talk.clinic, a_known_patient(talk.clinic), "2026-10-07T10:00")
    wish = {
        "en": "I need to cancel my appointment",
        "es": "Quiero cancelar mi cita",
        "fr": "Je voudrais annuler mon rendez-vous",
        "de": "Ich möchte meinen Termin absagen",
    }[language]
    reply = await talk.says(wish, "1980-05-04", "020 7946 0123")
    assert reply.asks == ("confirmation",)
    return talk
